import type { LocalizedText } from '../common.ts';

/** Of paying, refunds, statements and bills. */
export const moneyProblems = {
  statement_too_long: {
    status: 400,
    zh: '这段时间内超过 {max} 笔，请缩短时段',
    en: 'More than {max} entries in this period; please choose a shorter one',
  },
  wechat_needed: {
    status: 409,
    zh: '这种付款方式只能在微信里使用，请刷新页面后再试',
    en: 'This way of paying is for WeChat only; please reload the page and try again',
  },
  payment_unavailable: {
    status: 503,
    zh: '支付服务暂时不可用，请稍后重试',
    en: 'Payment is unavailable; please retry',
  },
  refund_exceeds: {
    status: 409,
    zh: '超出可退的数量或金额，请刷新后再试',
    en: 'More than can still be refunded; please look again',
  },
  refund_needs_decision: {
    status: 409,
    zh: '这笔退款没有办成，请在“退款”中决定：重新提交，或另行退款',
    en: 'Its refund failed: decide under refunds to ask again, or to pay otherwise',
  },
  not_returnable: {
    status: 409,
    zh: '「{title}」下单时已说明不支持无理由退货（{why}）；质量问题请改选“商品有问题”',
    en: '“{title}” was sold as not taken back without a reason ({why}); choose “faulty” where something is wrong with it',
  },
  refund_limit: {
    status: 409,
    zh: '这笔付款的退款次数已达上限',
    en: 'This payment can not be refunded any more times',
  },
} as const satisfies Record<string, LocalizedText & { status: number }>;
