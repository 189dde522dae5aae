/** What a decision is made of. */
import type { Location } from '@jindian/shared/contract/network';
import type { SkuQuantity } from '../inventory/rules.ts';
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

export type Allocation = { location: Location; distanceMeters: number; lines: SkuQuantity[] };

export type Decision = {
  /** All lines in full, or none. */
  outcome: 'allocated' | 'handed_to_hq';
  allocations: Allocation[];
  trail: TrailEntry[];
  gridId: string | null;
};
