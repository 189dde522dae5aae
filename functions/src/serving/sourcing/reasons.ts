/** Why a place was chosen or passed over. Stable codes: they are kept on orders, and HQ has words for each. */

export const chosenReasons = [
  /** The branch that is responsible for the grid of the address. */
  'grid_branch',
  'nearest_branch',
  'branch_warehouse',
  'central_warehouse',
  /** First by another sort than plain distance: cost, load, turn … */
  'first_by_sort',
  /** Serves a part of an order that was split. */
  'split_part',
  /** Holds the goods while others may take the order, and serves if nobody does. */
  'grab_fallback',
] as const;
export type ChosenReason = (typeof chosenReasons)[number];

export const refusalReasons = [
  'preparing',
  'rehearsing',
  'suspended',
  'closed',
  'closed_now',
  'out_of_radius',
  'too_far',
  'other_grid',
  'not_sharing',
  'not_offered_here',
  'too_heavy',
  /** It has been given all the orders it takes in a day. */
  'no_capacity',
  /** It does not offer the slot that was promised, or that is full. */
  'slot_full',
  'no_cold_chain',
  'no_large_goods',
  'other_province',
  'already_tried',
  /** Its people refused this order, or let the offer lapse. */
  'already_refused',
  'no_stock',
  'below_safety',
  /** It could have given a part, but the order was split over others. */
  'not_needed',
  /** It could have given a part, but nobody had the rest. */
  'cannot_complete',
  /** It may take the order from the grab pool. */
  'may_grab',
  /** It has everything, but so few have that there is no grab pool. */
  'too_few_to_grab',
  /** Not now, but the order waits for it. */
  'worth_waiting',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];
