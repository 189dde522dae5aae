import type { MessageKind } from '@jindian/shared/contract/people/message-kinds';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import type { MessageState } from '../../platform/deployed-names.ts';
import type { Nonces } from '../../platform/nonces.ts';
import { notDone } from '../../platform/outgoing.ts';
import { type WechatMiniProgram, wechatVerdict } from '../../wechat/index.ts';
import type { OrderContext } from './context.ts';
import type { OrderRecord } from './store.ts';

/**
 * A brand's own templates: the id that WeChat gave, and which of our facts goes into which of its fields, such as
 * `{ "thing1": "goods", "character_string2": "number", "thing3": "place", "time4": "time" }`.
 */
export type MessageTemplate = { templateId: string; fields: Record<string, MessageFact> };
export type MessageTemplates = { [Kind in MessageKind]?: MessageTemplate | undefined };
export type MessageFact = 'goods' | 'number' | 'place' | 'time' | 'amount';

export type MessageDeps = {
  wechat: Pick<WechatMiniProgram, 'sendSubscribeMessage'>;
  templates: MessageTemplates;
  /** Which mini-program a message opens: that of shoppers, or one that is being tried. */
  state: MessageState;
  /** Uses up one accept of the member; false when there is none. */
  takeSubscription(memberId: string, kind: MessageKind): Promise<boolean>;
  giveSubscriptionBack(memberId: string, kind: MessageKind): Promise<void>;
  /** What was told; claimed before it is, so that nothing is told twice. */
  marks: Pick<Nonces, 'claim' | 'release'>;
};

/** Longer than any repeat of an event: a dead letter may be tried again after days. */
const sentMarkLifeS = 15 * 86_400;

export type Message = {
  memberId: string;
  kind: MessageKind;
  /** Of what it tells: nothing is told twice. */
  mark: string;
  /** The page that it opens. */
  page: string;
  facts: Record<MessageFact, string>;
};

export function factsOf(
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

/** Sends a subscribe message once. A message lost is better than a message twice. */
export function createMessages(
  { shoppers, logger }: Pick<OrderContext, 'shoppers' | 'logger'>,
  deps: MessageDeps,
) {
  return async function send(orderId: string, { memberId, kind, mark, page, facts }: Message): Promise<void> {
    const template = deps.templates[kind];
    if (!template) return;
    const openid = await shoppers.openid(memberId);
    // Who orders in a browser is told by the order's own page.
    if (openid === null) return;
    if (!(await deps.marks.claim(mark, sentMarkLifeS))) return;
    if (!(await deps.takeSubscription(memberId, kind))) return;
    const data = Object.fromEntries(
      Object.entries(template.fields).map(([field, fact]) => [field, facts[fact]]),
    );
    const sent = await deps.wechat.sendSubscribeMessage({
      openid,
      templateId: template.templateId,
      page,
      data,
      miniprogramState: deps.state,
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
  };
}
