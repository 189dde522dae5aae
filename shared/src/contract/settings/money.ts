import { settingsArea } from './fields.ts';

export const moneySettings = settingsArea({
  title: { zh: '资金与对账', en: 'Money and reconciliation' },
  groups: {
    pool: { zh: '资金池', en: 'Fund pool' },
    bill: { zh: '微信支付账单', en: "WeChat Pay's bill" },
  },
  fields: {
    fundPoolOverdraftFen: {
      group: 'pool',
      standard: 0,
      min: 0,
      max: 100_000_000,
      name: { zh: '资金池透支额度', en: 'Overdraft of the fund pool' },
      explanation: {
        zh: '资金池余额不足时最多可透支多少来支付应付款项；0 为不透支，按顺序等待入账。',
        en: 'How far below zero the pool may go for what is owed; with 0 payments wait in turn for money to come in.',
      },
    },
    poolFromReferredPercent: {
      group: 'pool',
      standard: 0,
      min: 0,
      max: 50,
      name: { zh: '推荐订单计提', en: 'From referred orders' },
      explanation: {
        zh: '推荐来的订单完成时，除佣金外再把实付金额的百分之几从毛利计入资金池，用于服务费和奖励；比例以下单时为准，退款按比例冲回。',
        en: 'How much of what a referred order comes to goes from the margin into the pool once it is completed, beside its commission: for service fees and incentives. By what is said here when it is placed; refunds take their part back.',
      },
    },
    poolFromDealersPercent: {
      group: 'pool',
      standard: 0,
      min: 0,
      max: 50,
      name: { zh: '加盟商服务费', en: 'Service charge of dealers' },
      explanation: {
        zh: '加盟商自己收款的订单完成时，向其往来账收取实付金额的百分之几计入资金池；比例以下单时为准，退款按比例退回。',
        en: 'How much of what an order comes to that a dealer sells is charged to his account and goes into the pool once it is completed. By what is said here when it is placed; refunds take their part back.',
      },
    },
    billReadyHours: {
      group: 'bill',
      standard: 10,
      min: 9,
      max: 23,
      name: { zh: '账单可取时间', en: 'When a bill is there' },
      explanation: {
        zh: '次日几点起下载前一天的账单并对账；微信支付 9 点后开始生成。',
        en: "From which hour of the next day a day's bill is fetched and compared; WeChat Pay makes it after nine.",
      },
    },
    billAgainMinutes: {
      group: 'bill',
      standard: 10,
      min: 1,
      max: 240,
      name: { zh: '账单未出时重试', en: 'Asked again for a bill' },
      explanation: {
        zh: '账单还没有生成时，多久以后再取。',
        en: 'How long after a bill was not there yet it is asked for again.',
      },
    },
    bookedLateMinutes: {
      group: 'bill',
      standard: 120,
      min: 10,
      max: 1_440,
      name: { zh: '入账延迟', en: 'Booked late' },
      explanation: {
        zh: '对账时往前多看多久的账，以免漏掉收款后稍晚才入账的款项。',
        en: 'How much further back the books are searched, for money that was booked a while after it came.',
      },
    },
  },
});
