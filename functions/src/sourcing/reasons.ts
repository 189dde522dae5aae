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
] as const;
export type ChosenReason = (typeof chosenReasons)[number];

export const refusalReasons = [
  'suspended',
  'closed',
  'closed_now',
  'out_of_radius',
  'too_far',
  'other_grid',
  'not_sharing',
  'not_offered_here',
  'too_heavy',
  'no_capacity',
  'already_tried',
  'no_stock',
  'below_safety',
  /** It could have given a part, but the order was split over others. */
  'not_needed',
  /** It could have given a part, but nobody had the rest. */
  'cannot_complete',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];
