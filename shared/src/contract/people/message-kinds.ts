/** Messages that a member can accept; each accept is good for one. No schema here: the mini-program's first package reads it. */
export const messageKinds = [
  'order_ready',
  'order_dispatched',
  'order_refunded',
  'pickup_refused',
  'confirm_receipt',
  'delivery_failed',
] as const;
export type MessageKind = (typeof messageKinds)[number];
