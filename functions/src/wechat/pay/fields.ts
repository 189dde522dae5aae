import { isIP } from 'node:net';
import type {
  CombinedH5Order,
  CombinedOrder,
  CombinedPart,
  H5Order,
  H5Payer,
  JsapiOrder,
  JsapiPayer,
  OrderToPay,
  RefundRequest,
} from './types.ts';

/** What WeChat Pay takes in a field, checked before anything is sent. */

export const OUT_TRADE_NO = /^[0-9A-Za-z_\-|*]{6,32}$/;
export const OUT_REFUND_NO = /^[0-9A-Za-z_\-|*@]{1,64}$/;
export const MIN_PARTS = 2;
export const MAX_PARTS = 50;
const DESCRIPTION_MAX_CHARACTERS = 127;
const ATTACH_MAX_BYTES = 128;
const REASON_MAX_BYTES = 80;
const NOTIFY_URL_MAX_CHARACTERS = 255;

/** The name of the first field that WeChat Pay would refuse. */
export function orderProblem(order: JsapiOrder | H5Order): string | undefined {
  return partProblem(order) ?? commonProblem(order);
}

export function combinedProblem(order: CombinedOrder | CombinedH5Order): string | undefined {
  if (!OUT_TRADE_NO.test(order.combineOutTradeNo)) return 'combineOutTradeNo';
  if (order.parts.length < MIN_PARTS || order.parts.length > MAX_PARTS) return 'parts';
  if (new Set(order.parts.map(({ outTradeNo }) => outTradeNo)).size < order.parts.length)
    return 'parts.outTradeNo';
  for (const part of order.parts) {
    const problem = partProblem(part);
    if (problem !== undefined) return `parts.${problem}`;
  }
  return commonProblem(order);
}

function partProblem(part: CombinedPart): string | undefined {
  if (!OUT_TRADE_NO.test(part.outTradeNo)) return 'outTradeNo';
  if (part.description.trim() === '') return 'description';
  if (!Number.isSafeInteger(part.amountFen) || part.amountFen < 1) return 'amountFen';
  if (part.attach !== undefined && Buffer.byteLength(part.attach) > ATTACH_MAX_BYTES) return 'attach';
  return undefined;
}

function commonProblem(
  order: Pick<OrderToPay, 'notifyUrl' | 'expiresAtMs'> & (JsapiPayer | H5Payer),
): string | undefined {
  if (!('payerOpenid' in order)) {
    if (isIP(order.payerClientIp) === 0) return 'payerClientIp';
  } else if (order.payerOpenid === '' || order.payerOpenid.length > 128) return 'payerOpenid';
  if (!isNotifyUrl(order.notifyUrl)) return 'notifyUrl';
  if (!Number.isSafeInteger(order.expiresAtMs)) return 'expiresAtMs';
  return undefined;
}

export function refundProblem(request: RefundRequest): string | undefined {
  if (!OUT_TRADE_NO.test(request.outTradeNo)) return 'outTradeNo';
  if (!OUT_REFUND_NO.test(request.outRefundNo)) return 'outRefundNo';
  if (!Number.isSafeInteger(request.totalFen) || request.totalFen < 1) return 'totalFen';
  if (!Number.isSafeInteger(request.refundFen) || request.refundFen < 1) return 'refundFen';
  if (request.refundFen > request.totalFen) return 'refundFen';
  if (!isNotifyUrl(request.notifyUrl)) return 'notifyUrl';
  return undefined;
}

export function isNotifyUrl(text: string): boolean {
  if (text.length > NOTIFY_URL_MAX_CHARACTERS || !URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
}

export function describe(text: string): string {
  return [...text].slice(0, DESCRIPTION_MAX_CHARACTERS).join('');
}

export function cutReason(text: string): string {
  return cutToBytes(text, REASON_MAX_BYTES);
}

export function cutToBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}
