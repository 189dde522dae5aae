import { beijingTime } from './notifier.ts';
import type { CombinedRecord } from './records.ts';
import { type OrderRecord, type RefundRecord, tradeTypeOf } from './rules.ts';

/** Orders and refunds as answers and notifications tell them. */

export function combinedBody(
  appid: string,
  combined: CombinedRecord,
  orders: readonly OrderRecord[],
): object {
  return {
    combine_appid: appid,
    combine_mchid: combined.combineMchid,
    combine_out_trade_no: combined.combineOutTradeNo,
    combine_payer_info: { openid: orders[0]?.payerOpenid ?? combined.payerOpenid ?? '' },
    sub_orders: orders.map((order) => ({
      mchid: order.party.mchid,
      ...(order.party.subMchid === undefined ? {} : { sub_mchid: order.party.subMchid }),
      out_trade_no: order.outTradeNo,
      trade_state: order.state,
      attach: order.attach ?? '',
      ...(order.paidAtMs === undefined
        ? {}
        : {
            transaction_id: order.transactionId,
            trade_type: tradeTypeOf(order),
            bank_type: 'OTHERS',
            success_time: beijingTime(order.paidAtMs),
          }),
      amount: {
        total_amount: order.amountFen,
        payer_amount: order.amountFen,
        currency: 'CNY',
        payer_currency: 'CNY',
      },
    })),
  };
}

export function transactionBody(appid: string, order: OrderRecord): object {
  const { mchid, subMchid } = order.party;
  const base = {
    ...(subMchid === undefined
      ? { appid, mchid }
      : { sp_appid: appid, sp_mchid: mchid, sub_mchid: subMchid }),
    out_trade_no: order.outTradeNo,
    trade_state: order.state,
    trade_state_desc: TRADE_STATE_TEXT[order.state],
  };
  if (order.paidAtMs === undefined) return base;
  return {
    ...base,
    transaction_id: order.transactionId,
    trade_type: tradeTypeOf(order),
    bank_type: 'OTHERS',
    attach: order.attach ?? '',
    success_time: beijingTime(order.paidAtMs),
    payer: { [subMchid === undefined ? 'openid' : 'sp_openid']: order.payerOpenid },
    amount: {
      total: order.amountFen,
      payer_total: order.amountFen,
      currency: 'CNY',
      payer_currency: 'CNY',
    },
  };
}

export function refundBody(refund: RefundRecord): object {
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: refund.transactionId,
    out_trade_no: refund.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    ...(refund.refundedAtMs === undefined ? {} : { success_time: beijingTime(refund.refundedAtMs) }),
    create_time: beijingTime(refund.createdAtMs),
    status: refund.status,
    funds_account: 'AVAILABLE',
    amount: {
      ...refundAmount(refund),
      settlement_refund: refund.refundFen,
      settlement_total: refund.totalFen,
      discount_refund: 0,
      currency: 'CNY',
    },
  };
}

/** What the merchant is told of a refund that has ended. */
export function refundEvent(refund: RefundRecord) {
  const { status } = refund;
  const { mchid, subMchid } = refund.party;
  return {
    eventType: `REFUND.${status}`,
    summary: status === 'SUCCESS' ? '退款成功' : status === 'ABNORMAL' ? '退款异常' : '退款关闭',
    originalType: 'refund' as const,
    outTradeNo: refund.outTradeNo,
    mchid,
    resource: {
      ...(subMchid === undefined ? { mchid } : { sp_mchid: mchid, sub_mchid: subMchid }),
      out_trade_no: refund.outTradeNo,
      transaction_id: refund.transactionId,
      out_refund_no: refund.outRefundNo,
      refund_id: refund.refundId,
      refund_status: status,
      ...(refund.refundedAtMs === undefined ? {} : { success_time: beijingTime(refund.refundedAtMs) }),
      user_received_account: '支付用户零钱',
      amount: refundAmount(refund),
    },
  };
}

function refundAmount(refund: RefundRecord): object {
  return {
    total: refund.totalFen,
    refund: refund.refundFen,
    payer_total: refund.totalFen,
    payer_refund: refund.refundFen,
  };
}

const TRADE_STATE_TEXT: Readonly<Record<OrderRecord['state'], string>> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
  USERPAYING: '用户支付中',
  PAYERROR: '支付失败',
};
