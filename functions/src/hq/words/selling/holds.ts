import type { LocalizedText } from '@jindian/shared/contract/common';

/** Words about commission that is not paid until somebody has looked. */
export const holdWords = {
  holdsTitle: { zh: '冻结的佣金', en: 'Commission on hold' },
  holdsLead: {
    zh: '退货期过后，按“推广与退货”里的规则可疑的佣金先放在这里：放行才结算，拒绝后不再支付。不能决定自己的佣金。',
    en: 'What the rules of selling find suspicious waits here after the return window: released it is paid, refused it never is. Nobody decides on their own.',
  },
  holdsWaiting: { zh: '待决定', en: 'Undecided' },
  holdsReleased: { zh: '已放行', en: 'Released' },
  holdsRefused: { zh: '已拒绝', en: 'Refused' },
  holdsNone: { zh: '没有需要决定的佣金', en: 'Nothing to decide' },
  holdsWhy: { zh: '冻结原因', en: 'Held because' },
  holdsReason: { zh: '决定的理由', en: 'Reason for the decision' },
  holdsRelease: { zh: '放行', en: 'Release' },
  holdsRefuse: { zh: '拒绝', en: 'Refuse' },
  holdsDone: { zh: '已记录；稍后入账', en: 'Saved; the ledger follows shortly' },
  'holdReason.self': { zh: '本人自购', en: 'Bought for oneself' },
  'holdReason.staff': { zh: '员工购买', en: 'Bought by staff' },
  'holdReason.same_account': { zh: '买卖双方收款账户相同', en: 'Buyer and seller are paid by one account' },
  'holdReason.banned_source': { zh: '来自停用的渠道', en: 'By a channel that is banned' },
  'holdReason.burst_of_binds': { zh: '短时间大量绑定', en: 'Too many bound at once' },
  'holdReason.one_address': { zh: '多名顾客同一地址', en: 'Many buyers at one address' },
  holdsBinds: { zh: '一小时绑定 {count} 人', en: '{count} bound within the hour' },
  holdsAtAddress: { zh: '{count} 名顾客送到同一地址', en: '{count} buyers at that address' },
  holdsRules: { zh: '冻结规则', en: 'Hold rules' },
  'holdState.waiting': { zh: '待决定', en: 'Undecided' },
  'holdState.released': { zh: '已放行', en: 'Released' },
  'holdState.refused': { zh: '已拒绝', en: 'Refused' },
  'act.commission.decide': { zh: '决定冻结的收益', en: 'Earnings on hold decided' },
} as const satisfies Record<string, LocalizedText>;
