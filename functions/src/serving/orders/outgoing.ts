import type { MessageKind } from '@jindian/shared/contract/people/message-kinds';
import type { EventType } from '@jindian/shared/events/catalogue';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import type { Nonces } from '../../platform/nonces.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { callOut, notDone } from '../../platform/outgoing.ts';
import {
  type ShippingInfo,
  type WechatFailure,
  type WechatMiniProgram,
  wechatVerdict,
} from '../../wechat/index.ts';
import type { OrderContext } from './context.ts';
import { type FulfilmentRecord, hasLeft } from './fulfilment-items.ts';
import type { OrderRecord } from './store.ts';

/**
 * A brand's own templates: the id that WeChat gave, and which of our facts goes into which of its fields, such as
 * `{ "thing1": "goods", "character_string2": "number", "thing3": "place", "time4": "time" }`.
 */
export type MessageTemplate = { templateId: string; fields: Record<string, MessageFact> };
export type MessageTemplates = { [Kind in MessageKind]?: MessageTemplate | undefined };
export type MessageFact = 'goods' | 'number' | 'place' | 'time' | 'amount';

const kindOf = {
  'fulfilment.ready': 'order_ready',
  'fulfilment.dispatched': 'order_dispatched',
  'refund.succeeded': 'order_refunded',
  'pickup.refused': 'pickup_refused',
  'fulfilment.unconfirmed': 'confirm_receipt',
  'fulfilment.delivery_failed': 'delivery_failed',
} as const satisfies Partial<Record<EventType, MessageKind>>;
const toldTypes = Object.keys(kindOf) as (keyof typeof kindOf)[];

/** Each time that it left, or failed, is news; between two of them its attempt grows. */
const ofEachTime: readonly MessageKind[] = ['order_dispatched', 'confirm_receipt', 'delivery_failed'];

/** WeChat's words: 2 delivered by ourselves in the same city, 4 picked up by the shopper. */
const sameCity = 2;
const pickedUp = 4;
/** Longer than any repeat of an event: a dead letter may be tried again after days. */
const sentMarkLifeS = 15 * 86_400;

function factsOf(
  record: OrderRecord,
  place: string,
  atMs: number,
  amountFen: number,
): Record<MessageFact, string> {
  const [first, ...more] = record.detail.lines;
  const goods = first?.title.zh ?? '';
  return {
    goods: more.length > 0 ? `${goods}等` : goods,
    number: record.head.number,
    place,
    time: formatBrandTime(atMs),
    amount: formatYuan(amountFen),
  };
}

/** What of an order there is to tell. */
type About = { orderId: string; fulfilmentId?: string; refundId?: string };

export type OutgoingDeps = {
  wechat: Pick<WechatMiniProgram, 'sendSubscribeMessage' | 'uploadShippingInfo' | 'shippingState'>;
  templates: MessageTemplates;
  /** Uses up one accept of the member; false when there is none. */
  takeSubscription(memberId: string, kind: MessageKind): Promise<boolean>;
  giveSubscriptionBack(memberId: string, kind: MessageKind): Promise<void>;
  /** What was told; claimed before it is, so that nothing is told twice. */
  marks: Pick<Nonces, 'claim' | 'release'>;
};

/** What the shopper and WeChat are told of an order: behind the outbox, never in a request's time. */
export function createOutgoing(context: OrderContext, deps: OutgoingDeps): EventHandler[] {
  const { store, shoppers, clock, logger } = context;
  const { wechat, templates } = deps;

  /**
   * At most one of a kind for each thing that there is to tell: a refund, or a parcel at the place where it is now.
   * What was ready at one branch and is ready at another is news. A message lost is better than a message twice.
   */
  async function tell(kind: MessageKind, about: About): Promise<void> {
    const { orderId } = about;
    const template = templates[kind];
    const record = template && (await store.read(orderId));
    if (!template || !record) return;
    const refund = record.refunds.find(({ refundId }) => refundId === about.refundId);
    const part = record.fulfilments.find(({ fulfilmentId }) => fulfilmentId === about.fulfilmentId);
    // Told late: it is not ready any more, or never was for somebody to fetch.
    if (kind === 'order_ready' && (part?.method !== 'pickup' || part.state !== 'ready')) return;
    if ((kind === 'order_dispatched' || kind === 'confirm_receipt') && part?.state !== 'dispatched') return;
    if (kind === 'delivery_failed' && part?.state !== 'delivery_failed') return;
    const subject = refund?.refundId ?? (part && `${part.fulfilmentId}#${part.locationId}`);
    const { memberId } = record.head;
    const time = part && ofEachTime.includes(kind) ? `#${part.attempt}` : '';
    const mark = `message#${kind}#${orderId}#${subject ?? ''}${time}`;
    if (!(await deps.marks.claim(mark, sentMarkLifeS))) return;
    if (!(await deps.takeSubscription(memberId, kind))) return;
    const { locationId } = part ?? (record.fulfilments[0] as FulfilmentRecord);
    const place = await context.network.location(locationId);
    const facts = factsOf(
      record,
      place?.name.zh ?? locationId,
      clock.nowMs(),
      refund?.amountFen ?? record.head.totalFen,
    );
    const data = Object.fromEntries(
      Object.entries(template.fields).map(([field, fact]) => [field, facts[fact]]),
    );
    const sent = await wechat.sendSubscribeMessage({
      openid: await shoppers.openid(memberId),
      templateId: template.templateId,
      page: `pages/serving/order/index?orderId=${orderId}`,
      data,
    });
    if (sent.ok) return;
    const { code } = sent.failure;
    const verdict = wechatVerdict(sent.failure);
    logger.warn({ orderId, kind, failure: code }, 'message not sent');
    // It may be there: lost is better than twice. Or its reader does not want it, and nobody can do anything.
    if (verdict.kind === 'unknown' || code === 'user_refused' || code === 'invalid_openid') return;
    await deps.giveSubscriptionBack(memberId, kind);
    await deps.marks.release(mark);
    throw notDone(logger, `message ${kind} of ${orderId}`, code, verdict);
  }

  /**
   * WeChat keeps the money until it is told that the goods are on their way or were handed over. Repeated until it
   * is taken; a second upload would use up the one correction that there is, so it is asked first.
   */
  async function reportShipping(orderId: string): Promise<void> {
    const record = await store.read(orderId);
    const transactionId = record?.money.payments.find(({ state }) => state === 'captured')?.transactionId;
    if (!record || !transactionId) return;
    const { memberId, number } = record.head;
    // Of several parts the first that went: WeChat then counts the order as shipped.
    const went = record.fulfilments.find(hasLeft);
    const method = went?.method ?? record.head.method;
    const shipping: ShippingInfo = {
      transactionId,
      payerOpenid: await shoppers.openid(memberId),
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
      handle: ({ type, data }) => tell(kindOf[type], data),
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
