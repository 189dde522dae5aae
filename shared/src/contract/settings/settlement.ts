import { settingsArea } from './fields.ts';

/** When people are paid what they earned, and what a payout says. */
export const settlementSettings = settingsArea({
  title: { zh: '结算与付款', en: 'Settlement and payouts' },
  groups: {
    cycle: { zh: '结算周期', en: 'Cycle' },
    approval: { zh: '审批', en: 'Approval' },
    wechat: { zh: '微信转账', en: 'WeChat transfers' },
    bank: { zh: '银行付款', en: 'Bank files' },
  },
  fields: {
    payCycle: {
      group: 'cycle',
      standard: 'monthly',
      form: 'payCycle',
      name: { zh: '多久结一次', en: 'How often' },
      explanation: {
        zh: '到期自动试算，等待审批；审批后才付款。',
        en: 'Each is tried by itself when it is due, and waits for approval; nothing is paid before.',
      },
    },
    settledAfterDays: {
      group: 'cycle',
      standard: 7,
      min: 1,
      max: 60,
      name: { zh: '截止后几天结算', en: 'Settled after' },
      explanation: {
        zh: 'T+N 的 N：截止日之后再等几天；期间的退款先抵扣。',
        en: 'The N of T+N: so many days after the last day that is in it; what comes back meanwhile is set off.',
      },
    },
    leastPayoutFen: {
      group: 'cycle',
      standard: 1_000,
      min: 10,
      max: 1_000_000,
      name: { zh: '起付金额', en: 'Least payout' },
      explanation: {
        zh: '不足此数的留到下一期。',
        en: 'What is less stays for the next time.',
      },
    },
    twoPeopleFromFen: {
      group: 'approval',
      standard: 1_000_000,
      min: 0,
      max: 10_000_000_000,
      name: { zh: '两人审批的金额', en: 'Two people from' },
      explanation: {
        zh: '一期合计达到此数，须由两个不同的人审批。',
        en: 'A run of at least so much in all is approved by two different people.',
      },
    },
    confirmFree: {
      group: 'wechat',
      standard: 'off',
      form: 'switch',
      name: { zh: '免确认收款', en: 'Paid without confirming' },
      explanation: {
        zh: '微信支付逐个商户开通（灰度中）；未开通时请保持不使用。收款人授权一次后，以后直接到账。',
        en: 'WeChat Pay gives it to merchants one by one: leave it off until you have it. Who agreed once is paid at once from then on.',
      },
    },
    payeePosition: {
      group: 'wechat',
      standard: '销售人员',
      form: 'name',
      name: { zh: '岗位类型', en: 'Position' },
      explanation: {
        zh: '佣金报酬场景要报备的内容，收款人可见。',
        en: 'What the scene of commissions has to say of who is paid; the payee reads it.',
      },
    },
    payeeReason: {
      group: 'wechat',
      standard: '推广佣金',
      form: 'name',
      name: { zh: '报酬说明', en: 'What it is for' },
      explanation: { zh: '写在转账和银行用途里。', en: 'Stands on transfers, and in files for the bank.' },
    },
    payerName: {
      group: 'bank',
      standard: '',
      form: 'name',
      name: { zh: '付款户名', en: 'Payer' },
      explanation: {
        zh: '三项都填写后才能生成银行文件。',
        en: 'Files for the bank are made once all three are there.',
      },
    },
    payerAccountNo: {
      group: 'bank',
      standard: '',
      form: 'accountNo',
      name: { zh: '付款账号', en: 'Its account' },
      explanation: { zh: '对公账户。', en: 'Of the company.' },
    },
    payerBank: {
      group: 'bank',
      standard: '',
      form: 'name',
      name: { zh: '付款开户行', en: 'Its bank' },
      explanation: { zh: '含支行。', en: 'With the branch.' },
    },
  },
});
