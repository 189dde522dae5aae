import type { Merchants, Party } from './merchants.ts';
import {
  asObject,
  isNotifyUrl,
  isRefusal,
  type OrderParameters,
  type Payer,
  type Refusal,
  RFC3339,
  readOpenid,
  readScene,
  refuse,
  type TradeType,
  wrong,
} from './rules.ts';

/** What WeChat Pay accepts as a combined order (合单). */

const MIN_PARTS = 2;
const MAX_PARTS = 50;
const NUMBER = /^[0-9A-Za-z_\-|*]{6,32}$/;

export interface CombinedParameters extends Payer {
  readonly combineOutTradeNo: string;
  readonly combineMchid: string;
  readonly notifyUrl: string;
  readonly timeExpire?: string;
  readonly parts: readonly (OrderParameters & { readonly party: Party })[];
}

export function readCombinedParameters(
  merchants: Merchants,
  callerMchid: string,
  body: Readonly<Record<string, unknown>>,
  tradeType: TradeType,
  nowMs: number,
): CombinedParameters | Refusal {
  if (body.combine_mchid !== callerMchid) return refuse(400, 'MCH_NOT_EXISTS', '商户号不存在');
  if (body.combine_appid !== merchants.keys.appid)
    return refuse(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配');
  const number = body.combine_out_trade_no;
  if (typeof number !== 'string' || !NUMBER.test(number)) return wrong('combine_out_trade_no');
  const { notify_url: notifyUrl, time_expire: timeExpire, sub_orders: subOrders } = body;
  if (typeof notifyUrl !== 'string' || !isNotifyUrl(notifyUrl)) return wrong('notify_url');
  if (timeExpire !== undefined) {
    if (typeof timeExpire !== 'string' || !RFC3339.test(timeExpire)) return wrong('time_expire');
    if (Date.parse(timeExpire) <= nowMs) return wrong('time_expire');
  }
  const payer =
    tradeType === 'MWEB'
      ? readScene(body.scene_info)
      : readOpenid(asObject(body.combine_payer_info), false, 'combine_payer_info.openid');
  if (isRefusal(payer)) return payer;
  if (tradeType === 'MWEB' && typeof asObject(body.scene_info)?.device_id !== 'string')
    return wrong('scene_info.device_id');
  if (!Array.isArray(subOrders) || subOrders.length < MIN_PARTS || subOrders.length > MAX_PARTS)
    return wrong('sub_orders');

  const parts: (OrderParameters & { party: Party })[] = [];
  for (const subOrder of subOrders) {
    const part = readPart(merchants, callerMchid, asObject(subOrder) ?? {});
    if (isRefusal(part)) return part;
    parts.push({
      ...part,
      ...payer,
      notifyUrl,
      ...(timeExpire === undefined ? {} : { timeExpire }),
    });
  }
  if (new Set(parts.map(({ outTradeNo }) => outTradeNo)).size < parts.length)
    return wrong('sub_orders.out_trade_no');
  if (parts.some(({ outTradeNo }) => outTradeNo === number)) return wrong('sub_orders.out_trade_no');
  return {
    combineOutTradeNo: number,
    combineMchid: callerMchid,
    ...payer,
    notifyUrl,
    parts,
    ...(timeExpire === undefined ? {} : { timeExpire }),
  };
}

type Part = Omit<OrderParameters, keyof Payer | 'notifyUrl' | 'timeExpire'> & { party: Party };

function readPart(
  merchants: Merchants,
  callerMchid: string,
  body: Readonly<Record<string, unknown>>,
): Part | Refusal {
  const party = partyOf(merchants, callerMchid, body);
  if (isRefusal(party)) return party;
  const { out_trade_no: outTradeNo, attach, description } = body;
  if (typeof outTradeNo !== 'string' || !NUMBER.test(outTradeNo)) return wrong('sub_orders.out_trade_no');
  if (typeof attach !== 'string' || attach === '' || attach.length > 128) return wrong('sub_orders.attach');
  if (typeof description !== 'string' || description === '' || [...description].length > 127)
    return wrong('sub_orders.description');
  const amount = asObject(body.amount);
  const total = amount?.total_amount;
  if (typeof total !== 'number' || !Number.isInteger(total) || total < 1 || total > 1_000_000_000)
    return wrong('sub_orders.amount.total_amount');
  if (amount?.currency !== 'CNY') return wrong('sub_orders.amount.currency');
  const sharing = asObject(body.settle_info)?.profit_sharing;
  if (sharing !== undefined && typeof sharing !== 'boolean')
    return wrong('sub_orders.settle_info.profit_sharing');
  return {
    party,
    outTradeNo,
    attach,
    description,
    amountFen: total,
    ...(sharing === true ? { profitSharing: true } : {}),
  };
}

/** A merchant starts payments to merchants with keys of their own, a service provider to its sub-merchants. */
export function partyOf(
  merchants: Merchants,
  callerMchid: string,
  { mchid, sub_mchid: subMchid }: Readonly<Record<string, unknown>>,
): Party | Refusal {
  if (typeof mchid !== 'string') return wrong('sub_orders.mchid');
  if (subMchid !== undefined && typeof subMchid !== 'string') return wrong('sub_orders.sub_mchid');
  const party = { mchid, ...(subMchid === undefined ? {} : { subMchid }) };
  const callerProvides = merchants.account(callerMchid)?.subMchids !== undefined;
  const fits = callerProvides ? mchid === callerMchid && subMchid !== undefined : subMchid === undefined;
  if (!fits || !merchants.knows(party)) return refuse(403, 'NO_AUTH', '子单商户号与合单发起方无绑定关系');
  return party;
}
