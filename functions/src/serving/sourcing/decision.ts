/** What a decision is made of. */
import type { Location } from '@jindian/shared/contract/places/network';
import type { SkuQuantity } from '../../goods/inventory/rules.ts';
import type { ChosenReason, RefusalReason } from './reasons.ts';

/** A place that a rule looks at, before its stock is known. */
export type Considered = {
  location: Location;
  distanceMeters: number;
  /** Set where it cannot serve whatever its stock. */
  refusal: RefusalReason | null;
  /** The number of the filter that refuses it; without a refusal, of the rule's demand for stock. */
  refusedBy: number;
};

/** One look at one place. A place is looked at again only by a rule that may judge otherwise. */
export type TrailEntry = {
  locationId: string;
  ruleId: string;
  distanceMeters: number;
  chosen: boolean;
  reason: ChosenReason | RefusalReason;
};

/** Whether the place is asked before it serves. */
export type Acceptance =
  /** It serves without being asked. */
  | { mode: 'auto' }
  /** One branch accepts, refuses or lets the time go by. */
  | { mode: 'offer'; withinMinutes: number }
  /** The grab pool: the first of these to take it serves; the place itself holds the goods meanwhile, and serves if nobody does. */
  | { mode: 'grab'; withinMinutes: number; eligibleIds: string[] };

export type Allocation = {
  location: Location;
  distanceMeters: number;
  lines: SkuQuantity[];
  /** The rule that decided; of a grab pool, not the one that found who holds the goods. */
  ruleId: string;
  acceptance: Acceptance;
  /** What the place is paid for serving, if it does. */
  serviceFeeFen: number;
};

export type Decision = {
  /** `allocated`: all lines in full; else none. `wait`: ask again in `waitMinutes`. */
  outcome: 'allocated' | 'wait' | 'handed_to_hq';
  /** null but for `wait`. */
  waitMinutes: number | null;
  allocations: Allocation[];
  trail: TrailEntry[];
  gridId: string | null;
};
