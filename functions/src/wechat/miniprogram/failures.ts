import { hourMs, minuteMs } from '@jindian/shared/time';
import type { Verdict } from '../../platform/outgoing.ts';

/**
 * Why WeChat did not do what it was asked. The codes are ours and stable; `errcode` is theirs.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/server-ability/backend-api.html and the page of each
 * call. Codes of shipping upload that its page does not list are from its community threads.
 */
export type WechatFailureCode =
  /** Time limit, network, 5xx or "system busy": it may have happened unless the call only reads. */
  | 'unavailable'
  | 'rate_limited'
  /** The call's daily or monthly quota is used up. */
  | 'quota_used_up'
  /** App id, secret, permission or allow-list are wrong: an operator must act. */
  | 'misconfigured'
  /** The access token was refused, and so was a fresh one. */
  | 'token_refused'
  | 'invalid_request'
  /** Wrong, expired (five minutes), or of another app: ask the shopper to start again. */
  | 'invalid_code'
  | 'code_used'
  /** WeChat rates this user as high-risk and blocks the login. */
  | 'risk_blocked'
  | 'invalid_openid'
  /** Not in the published version of the mini-program. */
  | 'page_not_published'
  | 'invalid_scene'
  /** The user did not accept this template, has used the accepts up, or turned messages off. */
  | 'user_refused'
  | 'template_unknown'
  /** A template value breaks the rules of its kind, or contains what WeChat filters. */
  | 'template_data_invalid'
  /** The app or the template may not send messages. */
  | 'messages_banned'
  /** WeChat does not know the payment (yet: it takes up to some minutes). */
  | 'payment_unknown'
  | 'already_shipped'
  /** A payment's shipping can be corrected once, and that is done. */
  | 'correction_used_up'
  /** Refunded, finished, or otherwise past shipping. */
  | 'not_shippable'
  /** WeCom: nobody of the company, or nobody whom customers may add. */
  | 'colleague_unknown'
  /** WeCom: not a customer of anybody whom the app may see. */
  | 'contact_unknown'
  | 'rejected';

export interface WechatFailure {
  readonly code: WechatFailureCode;
  /** For an operator, as WeChat wrote it. Never shown to a shopper. */
  readonly message: string;
  readonly effect: 'none' | 'unknown';
  readonly errcode?: number;
  readonly httpStatus?: number;
}

const BY_ERRCODE: Readonly<Record<number, WechatFailureCode>> = {
  [-1]: 'unavailable',
  40001: 'token_refused',
  40014: 'token_refused',
  42001: 'token_refused',
  40002: 'invalid_request',
  40003: 'invalid_openid',
  40013: 'misconfigured',
  40029: 'invalid_code',
  40037: 'template_unknown',
  40097: 'invalid_request',
  40125: 'misconfigured',
  40129: 'invalid_scene',
  40163: 'code_used',
  40164: 'misconfigured',
  40169: 'invalid_scene',
  40226: 'risk_blocked',
  40243: 'misconfigured',
  41002: 'misconfigured',
  41004: 'misconfigured',
  41008: 'invalid_code',
  41030: 'page_not_published',
  43101: 'user_refused',
  43107: 'messages_banned',
  43108: 'unavailable',
  43116: 'template_unknown',
  44990: 'rate_limited',
  45009: 'quota_used_up',
  45011: 'rate_limited',
  45029: 'quota_used_up',
  45168: 'template_data_invalid',
  47001: 'invalid_request',
  47003: 'template_data_invalid',
  48001: 'misconfigured',
  50002: 'misconfigured',
  // Who wrote a text was not in the mini-program within two hours.
  61010: 'invalid_openid',
  85096: 'invalid_scene',
  10060001: 'payment_unknown',
  10060002: 'already_shipped',
  10060003: 'correction_used_up',
  10060004: 'not_shippable',
};

/** Field errors of shipping upload: 268485216 upload time, 268485224 delivery mode, and their neighbours. */
const isShippingFieldError = (errcode: number): boolean => errcode >= 268_485_000 && errcode < 268_486_000;

export function failureCodeOf(errcode: number): WechatFailureCode {
  return BY_ERRCODE[errcode] ?? (isShippingFieldError(errcode) ? 'invalid_request' : 'rejected');
}

const unknown: Verdict = { kind: 'unknown' };
const later: Verdict = { kind: 'later' };
const operator: Verdict = { kind: 'operator' };
const never: Verdict = { kind: 'never' };

const verdicts: Readonly<Record<WechatFailureCode, Verdict>> = {
  unavailable: unknown,
  rate_limited: { kind: 'later', afterMs: minuteMs },
  // A day's quota begins anew at midnight: no use in asking often.
  quota_used_up: { kind: 'later', afterMs: hourMs },
  misconfigured: operator,
  token_refused: operator,
  // It takes WeChat some minutes to know a payment.
  payment_unknown: later,
  invalid_request: never,
  invalid_code: never,
  code_used: never,
  risk_blocked: never,
  invalid_openid: never,
  page_not_published: operator,
  invalid_scene: never,
  user_refused: never,
  template_unknown: operator,
  template_data_invalid: never,
  messages_banned: operator,
  already_shipped: never,
  correction_used_up: never,
  not_shippable: never,
  colleague_unknown: operator,
  contact_unknown: never,
  rejected: never,
};

/** What a failure means for whoever asked: to ask again, or to leave it to a person. */
export function wechatVerdict({ code, effect }: WechatFailure): Verdict {
  return effect === 'unknown' ? unknown : verdicts[code];
}

const MESSAGE_MAX_CHARACTERS = 256;

export const errcodeFailure = (errcode: number, errmsg: string): WechatFailure =>
  failureOfCode(failureCodeOf(errcode), errcode, errmsg);

export function failureOfCode(code: WechatFailureCode, errcode: number, errmsg: string): WechatFailure {
  return {
    code,
    message: errmsg.slice(0, MESSAGE_MAX_CHARACTERS),
    effect: code === 'unavailable' ? 'unknown' : 'none',
    errcode,
  };
}

export function unavailable(message: string, httpStatus?: number): WechatFailure {
  return {
    code: 'unavailable',
    message,
    effect: 'unknown',
    ...(httpStatus === undefined ? {} : { httpStatus }),
  };
}

/** Refused here, before anything was sent. */
export function refusedLocally(code: WechatFailureCode, message: string): WechatFailure {
  return { code, message, effect: 'none' };
}
