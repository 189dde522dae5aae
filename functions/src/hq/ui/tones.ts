import type { Tone } from '@jindian/shared/design/tokens';

/** What each state says by its colour, whatever it is a state of: waits for somebody, is under way, is over. */
export const toneOf = {
  // Orders and parcels.
  awaiting_payment: 'wait',
  closing: 'neutral',
  held: 'neutral',
  with_hq: 'wait',
  delivery_failed: 'wait',
  disputed: 'wait',
  awaiting_shopper: 'wait',
  in_grab_pool: 'wait',
  offered: 'wait',
  awaiting_goods: 'wait',
  to_pack: 'progress',
  ready: 'progress',
  dispatched: 'progress',
  completed: 'done',
  fulfilled: 'done',
  cancelled: 'neutral',
  refunding: 'progress',
  refunded: 'neutral',
  // Postings and prices.
  pending: 'wait',
  posted: 'done',
  voided: 'neutral',
  // Refunds.
  requested: 'wait',
  asked: 'progress',
  succeeded: 'done',
  failed: 'danger',
  settled: 'done',
  dropped: 'neutral',
  // Differences in money.
  unsettled: 'wait',
  sending_back: 'progress',
  stuck: 'danger',
  // Goods.
  draft: 'wait',
  on_sale: 'done',
  off_sale: 'neutral',
  archived: 'neutral',
  // Places.
  open: 'done',
  preparing: 'neutral',
  rehearsing: 'progress',
  suspended: 'danger',
  closed: 'neutral',
  // Invitations.
  waiting: 'wait',
  accepted: 'done',
  // Places that were looked at.
  chosen: 'done',
  passed: 'neutral',
  partly: 'wait',
  none: 'neutral',
  refused: 'wait',
  here: 'neutral',
  off: 'neutral',
} as const satisfies Record<string, Tone>;
export type ChipKind = keyof typeof toneOf;
