/** What is asked of sourcing, and what it says. */
import type { Location } from '@jindian/shared/contract/places/network';
import type { FulfilmentMethod } from '@jindian/shared/contract/serving/order';
import type { PointGcj02 } from '@jindian/shared/geo';
import type { SkuQuantity, StockAllocation } from '../../goods/inventory/rules.ts';
import type { Acceptance } from './decision.ts';
import type { OrderChannel } from './policy.ts';

/** One place that was looked at, and why it was or was not chosen; kept on the order for HQ to read. */
export type TrailStep = {
  locationId: string;
  /** The rule of the policy that looked; `pickup` where none does. */
  ruleId: string;
  distanceMeters: number | null;
  chosen: boolean;
  reason: string;
};

/** What one place is to serve, of whose goods, and whether it is asked before. */
export type SourcedPart = {
  place: Location;
  distanceMeters: number | null;
  lines: SkuQuantity[];
  allocations: StockAllocation[];
  ruleId: string;
  acceptance: Acceptance;
  /** What the place is paid for serving, beside its share of the sale; of a grab pool, see `serviceFee`. */
  serviceFeeFen: number;
};

export type Sourced = {
  /** All lines in full between them. */
  parts: SourcedPart[];
  gridId: string | null;
  policyVersion: string;
  trail: TrailStep[];
};

/** Nobody serves it now. */
export type Unplaced = Omit<Sourced, 'parts'> &
  ({ outcome: 'wait'; waitMinutes: number } | { outcome: 'handed_to_hq' });

export type SourcingRequest = {
  method: FulfilmentMethod;
  storefrontId: string;
  /** Where a delivery goes. */
  point: PointGcj02 | null;
  lines: readonly SkuQuantity[];
  /** Places that turned out to have too little while this order was being placed. */
  triedIds: ReadonlySet<string>;
  channel?: OrderChannel;
  /** Places that refused the order or let its offer lapse: not asked again. */
  excludeIds?: ReadonlySet<string>;
  /** One more than it was refused so far; a grab pool that nobody took it from counts as one refusal. Default: by `excludeIds`. */
  attempt?: number;
  /** How often it was told to wait: a policy waits so often and no more. */
  waits?: number;
  /** The slot that was promised. */
  slot?: { id: string; fromMs: number; toMs: number } | null;
  /** No splits. */
  onlyWhole?: boolean;
  /** At a branch that rehearses, and only there. */
  practice?: boolean;
};
