import type { LocalizedText } from '@jindian/shared/contract/common';

/** Words about commission that is not paid until somebody has looked. */
export const holdWords = {
  holdsTitle: { zh: '冻结的佣金', en: 'Commission on hold' },
  holdsLead: {
    zh: '按“推广与退货”里的设置，本人自购或员工购买的订单，退货期过后先放在这里，放行才结算；拒绝后不再支付。',
    en: 'By the settings of selling, what people buy for themselves, or staff buy, waits here after the return window: released it is paid, refused it never is.',
  },
  holdsWaiting: { zh: '待决定', en: 'To be decided' },
  holdsReleased: { zh: '已放行', en: 'Released' },
  holdsRefused: { zh: '已拒绝', en: 'Refused' },
  holdsNone: { zh: '没有需要决定的佣金', en: 'Nothing waits for a decision' },
  holdsWhy: { zh: '冻结原因', en: 'Held because' },
  holdsReason: { zh: '决定的理由', en: 'Why it is decided so' },
  holdsRelease: { zh: '放行', en: 'Release' },
  holdsRefuse: { zh: '拒绝', en: 'Refuse' },
  holdsDone: { zh: '已记录；稍后入账', en: 'Kept; the books follow in a moment' },
  'holdReason.self': { zh: '本人自购', en: 'Bought for oneself' },
  'holdReason.staff': { zh: '员工购买', en: 'Bought by staff' },
  'holdState.waiting': { zh: '待决定', en: 'To be decided' },
  'holdState.released': { zh: '已放行', en: 'Released' },
  'holdState.refused': { zh: '已拒绝', en: 'Refused' },
  'act.commission.decide': { zh: '决定冻结的收益', en: 'Earnings on hold decided' },
} as const satisfies Record<string, LocalizedText>;
