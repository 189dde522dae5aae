import type { LocalizedText } from '../common.ts';
import type { Permission, RoleName, ScopeKind } from '../people/permissions.ts';

/** Parts of the product that a brand may do without: what it has switched off appears nowhere. */
export const moduleNames = [
  'deliveries',
  'couriers',
  'grabPool',
  'guides',
  'stations',
  'promoters',
  'secondLevel',
  'wecom',
  'points',
  'tiers',
  'ratings',
  'promotions',
  'segments',
  'dealers',
  'transfers',
  'warehouses',
] as const;
export type ModuleName = (typeof moduleNames)[number];

/** Lists of headquarters of which some entries are of one module alone: an entry is called as it is there. */
export type PartLists = {
  permission: Permission;
  scope: ScopeKind;
  /** A field of the settings. */
  setting: string;
  /** A class of accounts. */
  account: string;
  /** What an audit record is of. */
  target: string;
  /** A queue of work behind the requests. */
  lane: string;
  /** Where an order stands, and where it waits for somebody. */
  stage: string;
  ownership: string;
  placeKind: string;
  /** What a rule of sourcing does. */
  action: string;
};
type Parts = { readonly [List in keyof PartLists]?: readonly PartLists[List][] };

export type ModuleParts = {
  readonly name: LocalizedText;
  readonly explanation: LocalizedText;
  /** It is used only once HQ has said so. */
  readonly beginsOff?: true;
  /** Without those there is nothing for it to do. */
  readonly needs: readonly ModuleName[];
  /** They answer `module_off`. What finishes work that was begun before is not among them. */
  readonly endpoints: readonly string[];
  /** Of endpoints that do more than this: what in their body asks for it. */
  readonly bodies: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Pages of headquarters, by how their path under /hq begins. */
  readonly hqPages: readonly string[];
  /** Packages of the mini-program, or pages in one, that are for it alone. */
  readonly packages: readonly string[];
  /** Given to nobody while it is off; whoever holds one does nothing by it. */
  readonly roles: readonly RoleName[];
  readonly parts: Parts;
};
