import type { MessageKind } from '@jindian/shared/contract/people/message-kinds';
import type { EventType } from '@jindian/shared/events/catalogue';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { callOut } from '../../platform/outgoing.ts';
import {
  type ShippingInfo,
  type WechatFailure,
  type WechatMiniProgram,
  wechatVerdict,
} from '../../wechat/index.ts';
import type { OrderContext } from './context.ts';
import { type FulfilmentRecord, hasLeft } from './fulfilment-items.ts';
import { createMessages, factsOf, type MessageDeps } from './messages.ts';

const kindOf = {
  'fulfilment.ready': 'order_ready',
  'fulfilment.dispatched': 'order_dispatched',
  'refund.succeeded': 'order_refunded',
  'pickup.refused': 'pickup_refused',
  'fulfilment.unconfirmed': 'confirm_receipt',
  'fulfilment.delivery_failed': 'delivery_failed',
  'return.approved': 'return_decided',
  'return.declined': 'return_decided',
  'return.received': 'return_received',
} as const satisfies Partial<Record<EventType, MessageKind>>;
const toldTypes = Object.keys(kindOf) as (keyof typeof kindOf)[];

/** Each time that it left, or failed, is news; between two of them its attempt grows. */
const ofEachTime: readonly MessageKind[] = ['order_dispatched', 'confirm_receipt', 'delivery_failed'];

/** WeChat's words: 2 delivered by ourselves in the same city, 4 picked up by the shopper. */
const sameCity = 2;
const pickedUp = 4;
/** What of an order there is to tell. */
type About = {
  orderId: string;
  fulfilmentId?: string;
  refundId?: string;
  returnId?: string;
  locationId?: string;
  amountFen?: number;
};

export type OutgoingDeps = MessageDeps & {
  wechat: Pick<WechatMiniProgram, 'uploadShippingInfo' | 'shippingState'>;
};

/** What the shopper and WeChat are told of an order: behind the outbox, never in a request's time. */
export function createOutgoing(context: OrderContext, deps: OutgoingDeps): EventHandler[] {
  const { store, shoppers, clock, logger } = context;
  const { wechat, templates } = deps;
  const send = createMessages(context, deps);

  /**
   * At most one of a kind for each thing that there is to tell: a refund, or a parcel at the place where it is now.
   * What was ready at one branch and is ready at another is news.
   */
  async function tell(kind: MessageKind, about: About): Promise<void> {
    const { orderId } = about;
    const record = templates[kind] && (await store.read(orderId));
    if (!record) return;
    const refund = record.refunds.find(({ refundId }) => refundId === about.refundId);
    const part = record.fulfilments.find(({ fulfilmentId }) => fulfilmentId === about.fulfilmentId);
    // Told late: it is not ready any more, or never was for somebody to fetch.
    if (kind === 'order_ready' && (part?.method !== 'pickup' || part.state !== 'ready')) return;
    if ((kind === 'order_dispatched' || kind === 'confirm_receipt') && part?.state !== 'dispatched') return;
    if (kind === 'delivery_failed' && part?.state !== 'delivery_failed') return;
    const subject = about.returnId ?? refund?.refundId ?? (part && `${part.fulfilmentId}#${part.locationId}`);
    const memberId = await shoppers.isNow(record.head.memberId);
    const time = part && ofEachTime.includes(kind) ? `#${part.attempt}` : '';
    const mark = `message#${kind}#${orderId}#${subject ?? ''}${time}`;
    const { locationId } = part ?? { ...(record.fulfilments[0] as FulfilmentRecord), ...about };
    const place = await context.network.location(locationId);
    const facts = factsOf(
      record,
      place?.name.zh ?? locationId,
      clock.nowMs(),
      about.amountFen ?? refund?.amountFen ?? record.head.totalFen,
    );
    await send(orderId, {
      memberId,
      kind,
      mark,
      page: about.returnId
        ? `packages/serving/returns/order/index?orderId=${orderId}`
        : `pages/serving/order/index?orderId=${orderId}`,
      facts,
    });
  }

  /**
   * WeChat keeps the money until it is told that the goods are on their way or were handed over. Repeated until it
   * is taken; a second upload would use up the one correction that there is, so it is asked first.
   */
  async function reportShipping(orderId: string): Promise<void> {
    const record = await store.read(orderId);
    const payment = record?.money.payments.find(({ state }) => state === 'captured');
    const transactionId = payment?.transactionId;
    if (!record || !transactionId) return;
    const { memberId, number } = record.head;
    const payerOpenid = await shoppers.openid(await shoppers.isNow(memberId));
    // Only what was paid in the mini-program is kept until then.
    if (payment.fromBrowser || payerOpenid === null) return;
    // Of several parts the first that went: WeChat then counts the order as shipped.
    const went = record.fulfilments.find(hasLeft);
    const method = went?.method ?? record.head.method;
    const shipping: ShippingInfo = {
      transactionId,
      payerOpenid,
      logisticsType: method === 'pickup' ? pickedUp : sameCity,
      parcels: [
        {
          itemDescription:
            record.detail.lines.map(({ title, quantity }) => `${title.zh}×${quantity}`).join('、') || number,
        },
      ],
      uploadedAtMs: went?.history.at(-1)?.atMs ?? clock.nowMs(),
    };
    await callOut<string, WechatFailure>({
      what: `shipping of ${orderId}`,
      async query() {
        const known = await wechat.shippingState(transactionId);
        return known.ok && known.value === 'awaiting_shipping' ? { ok: true, value: null } : known;
      },
      async send() {
        const sent = await wechat.uploadShippingInfo(shipping);
        if (sent.ok) return sent;
        // Of an order in parts another one may have told it at the same moment.
        const now = await wechat.shippingState(transactionId);
        return now.ok && now.value !== 'awaiting_shipping' ? now : sent;
      },
      verdictOf: wechatVerdict,
      logger,
    });
  }

  return [
    hears({
      name: 'message to the shopper',
      queue: 'messages',
      types: toldTypes,
      async handle(event) {
        // Who was told yes on the spot is told no more.
        if (event.type === 'return.approved' && event.data.atOnce) return;
        await tell(kindOf[event.type], event.data);
      },
    }),
    hears({
      name: 'shipping info to WeChat',
      queue: 'shipping',
      types: ['fulfilment.dispatched', 'order.completed'],
      async handle(event) {
        // A delivery was reported when it left; a pickup is reported when it is handed over.
        if (event.type === 'fulfilment.dispatched' || event.data.handedOver)
          await reportShipping(event.data.orderId);
      },
    }),
  ];
}
