import { failureOfCode, type WechatFailure, type WechatFailureCode } from '../miniprogram/failures.ts';

/** https://developer.work.weixin.qq.com/document/path/90313 */
const BY_ERRCODE: Readonly<Record<number, WechatFailureCode>> = {
  [-1]: 'unavailable',
  40001: 'misconfigured',
  40003: 'colleague_unknown',
  40013: 'misconfigured',
  40014: 'token_refused',
  40058: 'invalid_request',
  40096: 'contact_unknown',
  41001: 'token_refused',
  41044: 'invalid_request',
  42001: 'token_refused',
  45009: 'rate_limited',
  45033: 'rate_limited',
  48002: 'misconfigured',
  60011: 'misconfigured',
  60020: 'misconfigured',
  60111: 'colleague_unknown',
  84061: 'contact_unknown',
  84074: 'colleague_unknown',
};

export const weComFailure = (errcode: number, errmsg: string): WechatFailure =>
  failureOfCode(BY_ERRCODE[errcode] ?? 'rejected', errcode, errmsg);
