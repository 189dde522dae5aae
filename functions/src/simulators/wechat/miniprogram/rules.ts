import type { FindTransaction, ShippingRecord } from './records.ts';

/** WeChat's checks, as pure rules; `errcode`s from the pages named in the client. */

export interface WechatError {
  readonly errcode: number;
  readonly errmsg: string;
}

export const CODE_LIFE_MS = 5 * 60_000;

const error = (errcode: number, errmsg: string): WechatError => ({ errcode, errmsg });

export const isWechatError = (value: object): value is WechatError => 'errcode' in value && 'errmsg' in value;

export function codeImageProblem(
  body: Readonly<Record<string, unknown>>,
  publishedPages: readonly string[] | undefined,
): WechatError | undefined {
  const { scene, page, width, env_version: envVersion, check_path: checkPath } = body;
  if (typeof scene !== 'string' || !/^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/.test(scene)) {
    return error(40169, 'invalid length for scene, or the data is not json string');
  }
  if (page !== undefined && (typeof page !== 'string' || page.startsWith('/') || page.includes('?'))) {
    return error(41030, 'invalid page');
  }
  const unpublished =
    publishedPages !== undefined && typeof page === 'string' && !publishedPages.includes(page);
  if (checkPath !== false && envVersion !== 'develop' && unpublished) return error(41030, 'invalid page');
  if (width !== undefined && (typeof width !== 'number' || width < 280 || width > 1_280)) {
    return error(40097, 'invalid args: width');
  }
  if (envVersion !== undefined && !['release', 'trial', 'develop'].includes(String(envVersion))) {
    return error(40097, 'invalid args: env_version');
  }
  return undefined;
}

/** The table under 其他说明: https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-message-management/subscribe-message/sendMessage.html */
const VALUE_RULES: Readonly<Record<string, RegExp>> = {
  thing: /^[^\n]{1,20}$/su,
  number: /^(?=.{1,32}$)\d+(\.\d+)?$/u,
  letter: /^[A-Za-z]{1,32}$/u,
  symbol: /^[^\p{L}\p{N}]{1,5}$/u,
  character_string: /^[\x20-\x7e]{1,32}$/u,
  time: /\d{1,2}:\d{2}/u,
  date: /^\d{4}(年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2})/u,
  amount: /^\p{Sc}?\d{1,10}(\.\d+)?元?$/u,
  phone_number: /^[\d+\-*]{1,17}$/u,
  car_number: /^[\p{Script=Han}0-9A-Za-z]{1,8}$/u,
  name: /^(?=.*\p{Script=Han}).{1,10}$|^[^\p{Script=Han}\d]{1,20}$/u,
  phrase: /^\p{Script=Han}{1,5}$/u,
};

/** The values by key, or the error that names the first wrong one. */
export function readTemplateData(data: unknown): Readonly<Record<string, string>> | WechatError {
  if (typeof data !== 'object' || data === null) return error(47003, 'argument invalid! data');
  const values: Record<string, string> = {};
  for (const [key, wrapped] of Object.entries(data)) {
    const value: unknown =
      typeof wrapped === 'object' && wrapped !== null ? Reflect.get(wrapped, 'value') : undefined;
    const rule = VALUE_RULES[key.replace(/\d+$/, '')];
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || rule === undefined || !rule.test(text)) {
      return error(47003, `argument invalid! data.${key}.value invalid`);
    }
    values[key] = text;
  }
  return values;
}

/** The record to keep, or why shipping is refused. */
export function readShipping(input: {
  readonly body: Readonly<Record<string, unknown>>;
  readonly mchid: string | undefined;
  readonly find: FindTransaction | undefined;
  readonly existing: (transactionId: string) => ShippingRecord | undefined;
}): ShippingRecord | WechatError {
  const { body } = input;
  const parcels = body.shipping_list;
  const { logistics_type: logisticsType, delivery_mode: deliveryMode } = body;
  if (typeof logisticsType !== 'number' || ![1, 2, 3, 4].includes(logisticsType))
    return error(268485223, '物流模式非法');
  if (deliveryMode !== 1 && deliveryMode !== 2) return error(268485224, '发货模式非法');
  if (deliveryMode === 2 && logisticsType !== 1) return error(268485224, '分拆发货仅支持使用物流快递发货');
  if (deliveryMode === 2 && typeof body.is_all_delivered !== 'boolean')
    return error(268485228, 'is_all_delivered 必填');
  if (!Array.isArray(parcels) || parcels.length < 1 || parcels.length > 15)
    return error(268485225, '物流信息列表非法');
  if (deliveryMode === 1 && parcels.length !== 1) return error(268485225, '统一发货只能有一个物流单');
  for (const parcel of parcels as Readonly<Record<string, unknown>>[]) {
    const described = typeof parcel.item_desc === 'string' && parcel.item_desc !== '';
    if (!described || [...String(parcel.item_desc)].length > 120) return error(268485227, '商品信息非法');
    if (logisticsType === 1 && (!parcel.tracking_no || !parcel.express_company))
      return error(268485226, '物流单号或物流公司为空');
  }
  const uploadedAtMs = Date.parse(String(body.upload_time));
  const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(
    String(body.upload_time),
  );
  if (!rfc3339 || Number.isNaN(uploadedAtMs))
    return error(268485216, '上传时间非法，请按照 RFC 3339 格式填写');

  const transactionId = transactionOf(input);
  if (typeof transactionId !== 'string') return transactionId;
  const previous = input.existing(transactionId);
  if (previous?.corrected) return error(10060003, '支付单已使用重新发货机会');
  if (previous !== undefined && uploadedAtMs <= previous.uploadedAtMs)
    return error(268485216, '上传时间非法');
  const adds = previous !== undefined && !previous.allDelivered;
  return {
    transactionId,
    logisticsType,
    deliveryMode,
    allDelivered: deliveryMode === 1 || body.is_all_delivered === true,
    parcels: [...(adds ? previous.parcels : []), ...(parcels as Readonly<Record<string, unknown>>[])],
    uploadedAtMs,
    corrected: previous !== undefined && !adds,
  };
}

function transactionOf(input: Parameters<typeof readShipping>[0]): string | WechatError {
  const key = input.body.order_key as Readonly<Record<string, unknown>> | undefined;
  const openid = (input.body.payer as Readonly<Record<string, unknown>> | undefined)?.openid;
  const byTransaction = key?.order_number_type === 2 && typeof key.transaction_id === 'string';
  const byMerchant =
    key?.order_number_type === 1 && typeof key.out_trade_no === 'string' && key.mchid === input.mchid;
  if (!byTransaction && !byMerchant) return error(268485194, '订单单号类型非法');
  if (typeof openid !== 'string' || openid === '') return error(40003, 'invalid openid');
  if (input.find === undefined) return String(byTransaction ? key.transaction_id : key?.out_trade_no);
  const found = input.find(
    byTransaction ? { transactionId: String(key.transaction_id) } : { outTradeNo: String(key?.out_trade_no) },
  );
  if (found === undefined || found.payerOpenid !== openid) return error(10060001, '支付单不存在');
  if (found.state !== 'SUCCESS') return error(10060004, '支付单处于不可发货的状态');
  return found.transactionId;
}

/** 20002 色情, 20003 辱骂, 20006 违法犯罪, 20008 欺诈, 100 正常. */
const RISKY: readonly (readonly [RegExp, number])[] = [
  [/赌博|代开发票|刷单/u, 20006],
  [/中奖|返利群/u, 20008],
  [/傻瓜|滚蛋/u, 20003],
];

export function textVerdict(content: string): readonly ['pass' | 'review' | 'risky', number] {
  const risky = RISKY.find(([words]) => words.test(content));
  if (risky) return ['risky', risky[1]];
  return /加我微信|私聊转账/u.test(content) ? ['review', 20008] : ['pass', 100];
}
