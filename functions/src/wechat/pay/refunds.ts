import { z } from 'zod';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import { parseRfc3339 } from '../times.ts';
import { mismatched, untrusted, type WechatPayFailure } from './failures.ts';
import { cutReason } from './fields.ts';
import type { Addressed } from './merchants.ts';
import { CURRENCY } from './orders.ts';
import type { RefundNotFound, RefundRequest, RefundState } from './types.ts';

const refundBody = z.object({
  refund_id: z.string().min(1),
  out_refund_no: z.string(),
  out_trade_no: z.string().min(1),
  transaction_id: z.string().min(1),
  status: z.enum(['PROCESSING', 'SUCCESS', 'ABNORMAL', 'CLOSED']),
  success_time: z.string().optional(),
  amount: z.object({
    total: z.number().int().nonnegative(),
    refund: z.number().int().nonnegative(),
    currency: z.string().default(CURRENCY),
  }),
});

export async function requestRefund(
  to: Addressed,
  request: RefundRequest,
): Promise<Outcome<RefundState, WechatPayFailure>> {
  const answer = await to.account.transport.call({
    operation: 'refund',
    method: 'POST',
    pathAndQuery: '/v3/refund/domestic/refunds',
    body: {
      ...(to.sub === undefined ? {} : { sub_mchid: to.sub.subMchid }),
      out_trade_no: request.outTradeNo,
      out_refund_no: request.outRefundNo,
      ...(request.reason === '' ? {} : { reason: cutReason(request.reason) }),
      notify_url: request.notifyUrl,
      amount: { refund: request.refundFen, total: request.totalFen, currency: CURRENCY },
    },
  });
  if (!answer.ok) return answer;
  const read = readRefund(request.outRefundNo, answer.value.json);
  if (!read.ok) return read;
  const { outTradeNo, refundFen, totalFen } = read.value;
  if (outTradeNo !== request.outTradeNo) return fail(mismatched('order'));
  if (refundFen !== request.refundFen || totalFen !== request.totalFen) return fail(mismatched('amount'));
  return read;
}

export async function queryRefund(
  to: Addressed,
  outRefundNo: string,
): Promise<Outcome<RefundState | RefundNotFound, WechatPayFailure>> {
  const query = to.sub === undefined ? '' : `?sub_mchid=${to.sub.subMchid}`;
  const answer = await to.account.transport.call({
    operation: 'queryRefund',
    method: 'GET',
    pathAndQuery: `/v3/refund/domestic/refunds/${encodeURIComponent(outRefundNo)}${query}`,
  });
  if (answer.ok) return readRefund(outRefundNo, answer.value.json);
  return answer.failure.code === 'not_found' ? succeed({ status: 'not_found', outRefundNo }) : answer;
}

function readRefund(outRefundNo: string, json: unknown): Outcome<RefundState, WechatPayFailure> {
  const parsed = refundBody.safeParse(json);
  if (!parsed.success) return fail(untrusted('refund is not as documented'));
  const refund = parsed.data;
  if (refund.out_refund_no !== outRefundNo) return fail(untrusted('refund is another one'));
  if (refund.amount.currency !== CURRENCY) return fail(mismatched('currency'));
  const refundedAtMs = refund.success_time === undefined ? undefined : parseRfc3339(refund.success_time);
  return succeed({
    status: refund.status,
    refundId: refund.refund_id,
    outRefundNo,
    outTradeNo: refund.out_trade_no,
    transactionId: refund.transaction_id,
    refundFen: refund.amount.refund,
    totalFen: refund.amount.total,
    ...(refundedAtMs === undefined ? {} : { refundedAtMs }),
  });
}
