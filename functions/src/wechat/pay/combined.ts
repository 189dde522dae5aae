import { z } from 'zod';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import { formatBeijingTime } from '../times.ts';
import { refusedLocally, untrusted, type WechatPayFailure } from './failures.ts';
import { describe, OUT_TRADE_NO } from './fields.ts';
import type { Account, Addressed, Merchants } from './merchants.ts';
import {
  CURRENCY,
  foreignOrder,
  readH5Url,
  readPrepayId,
  readState,
  sceneOf,
  settleClosing,
  type ToldState,
} from './orders.ts';
import type { CombinedH5Order, CombinedOrder, CombinedParts, OrderState } from './types.ts';

/** One payment for orders of several merchants (合单). */

/** The parts with their merchants, and the account that starts the payment and is told of it. */
export interface Combination {
  readonly initiator: Account;
  readonly parts: readonly { readonly outTradeNo: string; readonly to: Addressed }[];
}

/**
 * Undefined: a merchant without keys, or a mixture that WeChat Pay has no form for. The brand starts a payment to
 * merchants with keys of their own, the service provider one to its sub-merchants.
 */
export function combinationOf(merchants: Merchants, parts: CombinedParts): Combination | undefined {
  const addressed: { outTradeNo: string; to: Addressed }[] = [];
  for (const { outTradeNo, merchant } of parts) {
    const to = merchants.find(merchant);
    if (to === undefined) return undefined;
    addressed.push({ outTradeNo, to });
  }
  const [first] = addressed;
  const own = merchants.find(undefined);
  if (first === undefined) return undefined;
  const provider = first.to.sub === undefined ? undefined : first.to.account;
  const alike = addressed.every(({ to }) =>
    provider === undefined ? to.sub === undefined : to.account.mchid === provider.mchid,
  );
  const initiator = provider ?? own?.account;
  return alike && initiator !== undefined ? { initiator, parts: addressed } : undefined;
}

function idsOf({ account, sub }: Addressed): Record<string, string> {
  return {
    mchid: account.mchid,
    ...(sub === undefined ? {} : { sub_mchid: sub.subMchid }),
    ...(sub?.subAppid === undefined ? {} : { sub_appid: sub.subAppid }),
  };
}

/** WeChat Pay wants one for a combined order from a browser: which of the merchant's devices it was begun at. */
const h5DeviceId = 'h5';

async function askForCombined(
  appid: string,
  { initiator, parts }: Combination,
  order: CombinedOrder | CombinedH5Order,
): Promise<Outcome<{ readonly json: unknown }, WechatPayFailure>> {
  const inWechat = 'payerOpenid' in order;
  return initiator.transport.call({
    operation: inWechat ? 'createCombinedOrder' : 'createCombinedH5Order',
    method: 'POST',
    pathAndQuery: `/v3/combine-transactions/${inWechat ? 'jsapi' : 'h5'}`,
    body: {
      combine_appid: appid,
      combine_mchid: initiator.mchid,
      combine_out_trade_no: order.combineOutTradeNo,
      sub_orders: order.parts.map((part, index) => ({
        ...idsOf((parts[index] as Combination['parts'][number]).to),
        // Required by WeChat Pay, unlike in a single order.
        attach: part.attach ?? part.outTradeNo,
        amount: { total_amount: part.amountFen, currency: CURRENCY },
        out_trade_no: part.outTradeNo,
        description: describe(part.description),
        ...(part.profitSharing === true ? { settle_info: { profit_sharing: true } } : {}),
      })),
      ...(inWechat
        ? { combine_payer_info: { openid: order.payerOpenid } }
        : { scene_info: { ...sceneOf(order), device_id: h5DeviceId } }),
      time_expire: formatBeijingTime(order.expiresAtMs),
      notify_url: order.notifyUrl,
    },
  });
}

export async function createCombined(
  appid: string,
  combination: Combination,
  order: CombinedOrder,
): Promise<Outcome<{ readonly prepayId: string }, WechatPayFailure>> {
  const answer = await askForCombined(appid, combination, order);
  return answer.ok ? readPrepayId(answer.value.json) : answer;
}

export async function createCombinedH5(
  appid: string,
  combination: Combination,
  order: CombinedH5Order,
): Promise<Outcome<{ readonly h5Url: string }, WechatPayFailure>> {
  const answer = await askForCombined(appid, combination, order);
  return answer.ok ? readH5Url(answer.value.json) : answer;
}

/** A combined order as queries and notifications tell it. */
export const combinedBody = z.object({
  combine_appid: z.string().optional(),
  combine_mchid: z.string(),
  combine_out_trade_no: z.string().min(1),
  combine_payer_info: z.object({ openid: z.string().optional() }).optional(),
  sub_orders: z
    .array(
      z.object({
        mchid: z.string(),
        sub_mchid: z.string().optional(),
        sub_appid: z.string().optional(),
        out_trade_no: z.string().min(1),
        trade_state: z.string(),
        trade_type: z.string().optional(),
        transaction_id: z.string().optional(),
        attach: z.string().optional(),
        success_time: z.string().optional(),
        amount: z
          .object({
            total_amount: z.number().int().nonnegative().optional(),
            currency: z.string().default(CURRENCY),
          })
          .optional(),
      }),
    )
    .min(1)
    .max(100),
});
export type CombinedBody = z.infer<typeof combinedBody>;
type SubOrderBody = CombinedBody['sub_orders'][number];

/** As for a single order: `REFUND` and so on, with the payer of the whole. */
export function readSubOrder(body: CombinedBody, part: SubOrderBody): Outcome<OrderState, WechatPayFailure> {
  return readState(part.out_trade_no, toldOf(body, part));
}

function toldOf(body: CombinedBody, part: SubOrderBody): ToldState {
  return {
    state: part.trade_state,
    transactionId: part.transaction_id,
    amountFen: part.amount?.total_amount,
    currency: part.amount?.currency,
    payerOpenid: body.combine_payer_info?.openid,
    tradeType: part.trade_type,
    successTime: part.success_time,
    attach: part.attach,
  };
}

export async function queryCombined(
  appid: string,
  { initiator, parts }: Combination,
  combineOutTradeNo: string,
): Promise<Outcome<readonly OrderState[], WechatPayFailure>> {
  if (!OUT_TRADE_NO.test(combineOutTradeNo)) return fail(refusedLocally('combineOutTradeNo'));
  const answer = await initiator.transport.call({
    operation: 'queryCombinedOrder',
    method: 'GET',
    pathAndQuery: `/v3/combine-transactions/out-trade-no/${encodeURIComponent(combineOutTradeNo)}`,
  });
  if (!answer.ok) {
    if (answer.failure.code !== 'not_found') return answer;
    return succeed(parts.map(({ outTradeNo }) => ({ state: 'not_found' as const, outTradeNo })));
  }
  const parsed = combinedBody.safeParse(answer.value.json);
  if (!parsed.success) return fail(untrusted('combined order is not as documented'));
  const body = parsed.data;
  if (body.combine_out_trade_no !== combineOutTradeNo)
    return fail(untrusted('combined order is another one'));
  if (body.sub_orders.length !== parts.length) return fail(untrusted('combined order has other parts'));

  const states: OrderState[] = [];
  for (const { outTradeNo, to } of parts) {
    const told = body.sub_orders.find((part) => part.out_trade_no === outTradeNo);
    if (told === undefined) return fail(untrusted('combined order has other parts'));
    // What is wrong with one part does not hold up the others.
    const foreign = foreignPart(body, told, { appid, initiator, to });
    if (foreign !== undefined) {
      states.push(foreignOrder(outTradeNo, foreign, toldOf(body, told)));
      continue;
    }
    const state = readSubOrder(body, told);
    if (!state.ok) return state;
    states.push(state.value);
  }
  return succeed(states);
}

function foreignPart(
  body: CombinedBody,
  told: SubOrderBody,
  { appid, initiator, to }: { appid: string; initiator: Account; to: Addressed },
): 'merchant' | 'app' | undefined {
  if (body.combine_mchid !== initiator.mchid) return 'merchant';
  if (told.mchid !== to.account.mchid || (told.sub_mchid || undefined) !== to.sub?.subMchid)
    return 'merchant';
  return body.combine_appid !== undefined && body.combine_appid !== appid ? 'app' : undefined;
}

export async function closeCombined(
  appid: string,
  combination: Combination,
  combineOutTradeNo: string,
): Promise<Outcome<'closed' | 'already_paid', WechatPayFailure>> {
  if (!OUT_TRADE_NO.test(combineOutTradeNo)) return fail(refusedLocally('combineOutTradeNo'));
  const answer = await combination.initiator.transport.call({
    operation: 'closeCombinedOrder',
    method: 'POST',
    pathAndQuery: `/v3/combine-transactions/out-trade-no/${encodeURIComponent(combineOutTradeNo)}/close`,
    body: {
      combine_appid: appid,
      sub_orders: combination.parts.map(({ outTradeNo, to }) => ({ ...idsOf(to), out_trade_no: outTradeNo })),
    },
  });
  return settleClosing(answer, () => queryCombined(appid, combination, combineOutTradeNo));
}
