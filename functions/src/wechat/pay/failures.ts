import { minuteMs } from '@jindian/shared/time';
import type { Verdict } from '../../platform/outgoing.ts';

/**
 * Why WeChat Pay did not do what it was asked. The codes are ours and stable; `platformCode` is theirs.
 * Tables of their codes (and 发起转账 for transfers): https://pay.weixin.qq.com/doc/v3/merchant/4012791897 (order),
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791862 (refund).
 */
export type WechatPayFailureCode =
  /** Time limit, network, or 5xx: it may or may not have happened. Repeat with the same ids, or query. */
  | 'unavailable'
  /** The answer's signature does not verify: treat as if there had been no answer. */
  | 'untrusted_response'
  | 'rate_limited'
  /** Keys, ids or permissions of the merchant are wrong: an operator must act. */
  | 'misconfigured'
  | 'invalid_request'
  /** The order number is taken by an order with other parameters. */
  | 'duplicate_order'
  | 'not_found'
  | 'already_paid'
  | 'order_closed'
  /** The payer is entering the password right now: ask again in some seconds. */
  | 'user_paying'
  | 'openid_mismatch'
  | 'payer_account_abnormal'
  /** The merchant's balance does not cover the refund: top up, then repeat with the same refund number. */
  | 'merchant_balance_short'
  /** The bill of that day is not made yet: it is there from 10:00 of the next day on. */
  | 'bill_not_ready'
  /** There is no bill of that day. */
  | 'no_bill'
  /**
   * A genuine answer about another merchant, app or currency than was asked for. Never taken for a payment: an
   * operator must look.
   */
  | 'mismatch'
  | 'rejected';

export interface WechatPayFailure {
  readonly code: WechatPayFailureCode;
  /** For an operator, in the language of the platform (Chinese). Never shown to a shopper. */
  readonly message: string;
  /** `unknown`: the platform may have acted. `none`: it refused. */
  readonly effect: 'none' | 'unknown';
  readonly platformCode?: string;
  readonly httpStatus?: number;
  /** What WeChat Pay's support asks for. */
  readonly requestId?: string;
}

/** Older pages spell some codes without underscores; both forms are seen in the wild. */
const BY_PLATFORM_CODE: Readonly<Record<string, WechatPayFailureCode>> = {
  PARAM_ERROR: 'invalid_request',
  INVALID_REQUEST: 'invalid_request',
  SIGN_ERROR: 'misconfigured',
  NO_AUTH: 'misconfigured',
  NOAUTH: 'misconfigured',
  MCH_NOT_EXISTS: 'misconfigured',
  APPID_MCHID_NOT_MATCH: 'misconfigured',
  OUT_TRADE_NO_USED: 'duplicate_order',
  ALREADY_EXISTS: 'duplicate_order',
  ORDER_NOT_EXIST: 'not_found',
  ORDERNOTEXIST: 'not_found',
  RESOURCE_NOT_EXISTS: 'not_found',
  NOT_FOUND: 'not_found',
  ORDERPAID: 'already_paid',
  ORDER_PAID: 'already_paid',
  ORDER_CLOSED: 'order_closed',
  ORDERCLOSED: 'order_closed',
  USERPAYING: 'user_paying',
  USER_PAYING: 'user_paying',
  OPENID_MISMATCH: 'openid_mismatch',
  ACCOUNT_ERROR: 'payer_account_abnormal',
  ACCOUNTERROR: 'payer_account_abnormal',
  USER_ACCOUNT_ABNORMAL: 'payer_account_abnormal',
  NOT_ENOUGH: 'merchant_balance_short',
  FREQUENCY_LIMITED: 'rate_limited',
  FREQUENCY_LIMIT_EXCEED: 'rate_limited',
  RATELIMIT_EXCEEDED: 'rate_limited',
  RATELIMIT_EXCEED: 'rate_limited',
  RULE_LIMIT: 'rate_limited',
  RULELIMIT: 'rate_limited',
  STATEMENT_CREATING: 'bill_not_ready',
  NO_STATEMENT_EXIST: 'no_bill',
  SYSTEM_ERROR: 'unavailable',
  SYSTEMERROR: 'unavailable',
  BANK_ERROR: 'unavailable',
  BANKERROR: 'unavailable',
};

/** What a repeated order with other parameters is told; the code alone (INVALID_REQUEST) does not tell it apart. */
const REENTRY_WITH_OTHER_PARAMETERS = /请求重入|订单号重复|单号已存在/;

export function failureCodeOf(
  httpStatus: number,
  platformCode: string | undefined,
  message: string,
): WechatPayFailureCode {
  if (platformCode === 'INVALID_REQUEST' && REENTRY_WITH_OTHER_PARAMETERS.test(message))
    return 'duplicate_order';
  const known = platformCode === undefined ? undefined : BY_PLATFORM_CODE[platformCode];
  if (known !== undefined) return known;
  if (httpStatus === 429) return 'rate_limited';
  if (httpStatus >= 500) return 'unavailable';
  if (httpStatus === 401) return 'misconfigured';
  return 'rejected';
}

const unknown: Verdict = { kind: 'unknown' };
const operator: Verdict = { kind: 'operator' };
const never: Verdict = { kind: 'never' };

const verdicts: Readonly<Record<WechatPayFailureCode, Verdict>> = {
  unavailable: unknown,
  untrusted_response: unknown,
  rate_limited: { kind: 'later', afterMs: minuteMs },
  misconfigured: operator,
  user_paying: { kind: 'later' },
  bill_not_ready: { kind: 'later', afterMs: 10 * minuteMs },
  invalid_request: never,
  duplicate_order: never,
  not_found: never,
  already_paid: never,
  order_closed: never,
  openid_mismatch: never,
  payer_account_abnormal: never,
  // Somebody has to pay into the account: HQ sees it among the refunds that failed, and asks again from there.
  merchant_balance_short: never,
  no_bill: never,
  mismatch: never,
  rejected: never,
};

/** What a failure means for whoever asked: to ask again, or to leave it to a person. */
export function wechatPayVerdict({ code, effect }: WechatPayFailure): Verdict {
  return effect === 'unknown' ? unknown : verdicts[code];
}

const MESSAGE_MAX_CHARACTERS = 256;

export function platformFailure(input: {
  readonly httpStatus: number;
  readonly platformCode: string | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
}): WechatPayFailure {
  const code = failureCodeOf(input.httpStatus, input.platformCode, input.message);
  return {
    code,
    message: input.message.slice(0, MESSAGE_MAX_CHARACTERS),
    effect: code === 'unavailable' ? 'unknown' : 'none',
    httpStatus: input.httpStatus,
    ...(input.platformCode === undefined ? {} : { platformCode: input.platformCode }),
    ...(input.requestId === undefined ? {} : { requestId: input.requestId }),
  };
}

export function unavailable(message: string): WechatPayFailure {
  return { code: 'unavailable', message, effect: 'unknown' };
}

export function untrusted(message: string, requestId?: string): WechatPayFailure {
  return {
    code: 'untrusted_response',
    message,
    effect: 'unknown',
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Genuine, and not what was asked for; the message names the field. */
export function mismatched(field: string): WechatPayFailure {
  return { code: 'mismatch', message: `answer is about another ${field}`, effect: 'none' };
}

/** We have no keys for that merchant. */
export function unknownMerchant(): WechatPayFailure {
  return { code: 'misconfigured', message: 'no keys for this merchant', effect: 'none' };
}

/** Refused here, before anything was sent. */
export function refusedLocally(message: string): WechatPayFailure {
  return { code: 'invalid_request', message, effect: 'none' };
}
