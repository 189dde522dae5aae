import type { EventType } from '@jindian/shared/events/catalogue';
import type { DueHandler } from '../../platform/due-items.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { stopped } from '../../platform/outgoing.ts';
import type { FulfilmentEvent } from './changes.ts';
import type { OrderContext } from './context.ts';
import type { PaymentCommands } from './payment.ts';
import { partThatWaits } from './store.ts';
import { dueKinds } from './timing.ts';
import { checkoutIdOf } from './together.ts';

/** What brings a part to where nobody has it in hand, and what is told of it. */
export const toldWhenUnserved = {
  hand_to_hq: 'fulfilment.with_hq',
  lose_goods: 'fulfilment.with_hq',
  ask_shopper: 'pickup.refused',
} as const satisfies Partial<Record<FulfilmentEvent, EventType>>;

/** When a part may have come to its end because it was refunded. Units that were out count once they are back. */
const mayEndRefunded = [
  'refund.requested',
  'fulfilment.goods_back',
  ...new Set(Object.values(toldWhenUnserved)),
] as const;

/** What orders does behind the outbox and the clock. Each looks at the present state, so repeats change nothing. */
export function createOrderHandlers(context: OrderContext, payment: PaymentCommands) {
  const { store } = context;
  const { refunds } = payment;

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'refund that was requested',
      queue: 'payments',
      types: ['refund.requested'],
      handle: ({ data }) => refunds.push(data.orderId, data.refundId),
    }),
    hears({
      name: 'what was refunded is not served',
      queue: 'orders',
      types: mayEndRefunded,
      handle: ({ data }) => payment.endRefunded(data.orderId),
    }),
    hears({
      name: 'refund of late money',
      queue: 'payments',
      types: ['payment.late'],
      handle: ({ data }) => refunds.sendLateMoneyBack(data.orderId, data.number),
    }),
  ];

  const dueHandlers: DueHandler[] = [
    {
      kind: dueKinds.unpaid,
      queue: 'orders',
      async handle({ ref }) {
        const record = await store.read(ref);
        if (!record) return;
        const byItself = checkoutIdOf(record.detail) === null;
        if (byItself && record.head.state !== 'awaiting_payment' && record.head.state !== 'closing') return;
        const done = await payment.callOffUnpaid(record, 'system');
        // Not done yet: it is tried again.
        if (!done.ok) throw stopped(`unpaid order ${ref}`, done.code);
        if (done.value.head.state === 'closing') throw new Error(`unpaid order ${ref} is still closing`);
      },
    },
    {
      kind: dueKinds.notPickedUp,
      queue: 'orders',
      async handle(due) {
        const found = await partThatWaits(store, due);
        if (found?.record.head.state !== 'paid' || found.fulfilment.state !== 'ready') return;
        const done = await payment.callOffPaid(found.record, 'system');
        if (!done.ok) throw stopped(`order ${due.ref} was not picked up`, done.code);
      },
    },
    { kind: dueKinds.lateCheck, queue: 'payments', handle: ({ ref }) => payment.checkLate(ref) },
    {
      kind: dueKinds.refundCheck,
      queue: 'payments',
      handle: ({ ref, dueAtMs, data }) => refunds.check(String(data.orderId), ref, dueAtMs),
    },
  ];

  return { eventHandlers, dueHandlers };
}
