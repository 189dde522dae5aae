/** Messages that a member can accept; each accept is good for one. No schema here: the mini-program's first package reads it. */
export const messageKinds = [
  'order_ready',
  'order_dispatched',
  'order_refunded',
  'pickup_refused',
  'confirm_receipt',
  'delivery_failed',
  'work_arrived',
  'return_decided',
  'return_received',
] as const;
export type MessageKind = (typeof messageKinds)[number];

/**
 * Which are asked for by which tap: what is of use from then on, the most useful first. Phones of an older WeChat ask for
 * three at once at most, and refuse all of more.
 */
export const messagesAsked = {
  pickupPaid: ['order_ready', 'order_refunded', 'pickup_refused'],
  deliveryPaid: ['order_dispatched', 'confirm_receipt', 'order_refunded'],
  /** A person decides first; what comes in is told with its refund. */
  returnAsked: ['return_decided', 'return_received', 'order_refunded'],
  /** At a desk: of the next order that comes. */
  atWork: ['work_arrived'],
  /** A parcel that failed leaves again, and that is told like the first time. */
  deliveryToCome: ['delivery_failed', 'confirm_receipt', 'order_dispatched'],
} as const satisfies Record<string, readonly MessageKind[]>;
