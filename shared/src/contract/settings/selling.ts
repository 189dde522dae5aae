import { bindingInWords } from './binding-words.ts';
import { settingsArea } from './fields.ts';

export const sellingSettings = settingsArea({
  title: { zh: '推广与退货', en: 'Selling and returns' },
  groups: {
    binding: { zh: '绑定', en: 'Binding' },
    winning: { zh: '归属', en: 'Whose customer it is' },
    sellers: { zh: '人员', en: 'Who sells' },
    fraud: { zh: '冻结佣金的规则', en: 'Rules against fraud' },
    returns: { zh: '退货', en: 'Returns' },
  },
  inWords: { field: 'bindingDays', say: bindingInWords },
  fields: {
    bindingDays: {
      group: 'binding',
      standard: 30,
      min: 1,
      max: 3_650,
      name: { zh: '绑定有效期', en: 'Somebody is bound for' },
      explanation: {
        zh: '扫码或打开分享后多久内的订单记在其名下。绑定时已定，之后修改不影响已有绑定。',
        en: 'How long orders credit whose code or share was met. Fixed when it binds; a change touches later ones only.',
      },
    },
    bindingEnds: {
      group: 'binding',
      standard: 'after_days',
      form: 'boundEnds',
      name: { zh: '绑定何时失效', en: 'When it ends' },
      explanation: {
        zh: '长期有效时，只有别人赢得该顾客才会改变。',
        en: 'Where it never ends, only another seller who wins the customer changes it.',
      },
    },
    renewedBy: {
      group: 'binding',
      standard: 'touch',
      form: 'renewedBy',
      name: { zh: '有效期续期', en: 'Renewed by' },
      explanation: {
        zh: '同一人再次触达，或顾客在其名下支付订单时，有效期重新计算。',
        en: 'Its days begin anew by this, where it is of the same seller.',
      },
    },
    firstOrderDays: {
      group: 'binding',
      standard: 0,
      min: 0,
      max: 365,
      name: { zh: '首单等待', en: 'Waits for a first order' },
      explanation: {
        zh: '绑定后多久内没有支付过订单就失效；首单支付后按有效期计。0 为不另设。',
        en: 'A binding without a paid order ends after so long; with the first one it has its days. 0: no such wait.',
      },
    },
    contactWaitDays: {
      group: 'binding',
      standard: 30,
      min: 1,
      max: 180,
      name: { zh: '企业微信等待', en: 'Waits for who was added on WeCom' },
      explanation: {
        zh: '在企业微信加了导购、但还没有打开过小程序的人，记住多久；期间打开小程序就归该导购。',
        en: 'How long it is remembered who added a guide on WeCom and has not opened the app yet: once they do, they met her code.',
      },
    },
    protectedDays: {
      group: 'winning',
      standard: 0,
      min: 0,
      max: 365,
      name: { zh: '保护期', en: 'Protected for' },
      explanation: {
        zh: '绑定后多久内别人不能赢得该顾客。',
        en: 'How long after it began nobody else wins the customer.',
      },
    },
    peersWin: {
      group: 'winning',
      standard: 'last',
      form: 'lastOrFirst',
      name: { zh: '同等的人之间', en: 'Among equals' },
      explanation: {
        zh: '保护期过后，归谁。',
        en: 'Whose customer it is once the protection is over.',
      },
    },
    kindsFirst: {
      group: 'winning',
      standard: 'none',
      form: 'kindsFirst',
      name: { zh: '身份先后', en: 'Who comes first' },
      explanation: {
        zh: '靠前的可以赢得靠后者的顾客；靠后的不能赢得靠前者的。门店码总在最后。',
        en: 'Who comes first wins from who comes later, and not the other way round. A branch itself is always last.',
      },
    },
    strongerWins: {
      group: 'winning',
      standard: 'at_once',
      form: 'strongerWins',
      name: { zh: '靠前者何时赢得', en: 'When they win' },
      explanation: {
        zh: '靠前的人是否要等对方的保护期过。',
        en: 'Whether who comes first waits for the protection, too.',
      },
    },
    selfPurchase: {
      group: 'winning',
      standard: 'none',
      form: 'credited',
      name: { zh: '自购', en: 'Buying for oneself' },
      explanation: {
        zh: '本人扫自己的码、打开自己的分享。',
        en: 'Somebody who meets their own code or share.',
      },
    },
    staffPurchase: {
      group: 'winning',
      standard: 'credited',
      form: 'credited',
      name: { zh: '员工购买', en: 'What staff buy' },
      explanation: {
        zh: '在任何门店任职的人所下的订单。',
        en: 'Orders of whoever works at some branch.',
      },
    },
    stationArea: {
      group: 'winning',
      standard: 'anywhere',
      form: 'sellingArea',
      name: { zh: '站点计佣范围', en: 'Where a station earns' },
      explanation: {
        zh: '收货地址（到店购买看门店）在范围外的订单不记在站点名下。',
        en: 'An order that is sent (or fetched) outside of it is not credited to the station.',
      },
    },
    promoterJoining: {
      group: 'sellers',
      standard: 'hq_approves',
      form: 'promoterJoining',
      name: { zh: '成为推广员', en: 'Becoming a promoter' },
      explanation: {
        zh: '不收费、不要求购买、没有任务，发展他人本身没有报酬。',
        en: 'There is no fee, no purchase and no quota, and nothing is paid for bringing people in.',
      },
    },
    customersOfLeft: {
      group: 'sellers',
      standard: 'branch',
      form: 'customersOfLeft',
      name: { zh: '离开的人的顾客', en: 'Customers of who leaves' },
      explanation: {
        zh: '转移后有效期和保护期不变。没有门店的人离开后，其顾客不再属于任何人。',
        en: 'Their days and their protection stay. Of who has no branch, customers are nobody’s afterwards.',
      },
    },
    customersOfMoved: {
      group: 'sellers',
      standard: 'along',
      form: 'customersOfMoved',
      name: { zh: '换门店的人的顾客', en: 'Customers of who changes branch' },
      explanation: {
        zh: '带走的顾客之后记在新门店。',
        en: 'Who goes along counts for the new branch from then on.',
      },
    },
    hourlyBindsCount: {
      group: 'fraud',
      standard: 200,
      min: 0,
      max: 100_000,
      name: { zh: '一小时绑定人数', en: 'Bound within an hour' },
      explanation: {
        zh: '同一人一小时内新绑定的顾客达到多少时，这些顾客的订单佣金先冻结。0 为不限。',
        en: 'From so many new customers of one seller within an hour on, commission of their orders waits. 0: no limit.',
      },
    },
    sharedAddressCount: {
      group: 'fraud',
      standard: 5,
      min: 0,
      max: 100,
      name: { zh: '同一地址的顾客数', en: 'Customers at one address' },
      explanation: {
        zh: '同一人名下不同顾客送到同一地址达到多少人时，这些订单的佣金先冻结。0 为不限。',
        en: 'From so many customers of one seller at one address on, commission of their orders waits. 0: no limit.',
      },
    },
    holdsReleasedBy: {
      group: 'fraud',
      standard: 'hq',
      form: 'holdsReleasedBy',
      name: { zh: '谁能放行', en: 'Who releases it' },
      explanation: {
        zh: '店长只能放行本店人员的；停用的渠道、收款账户相同的，始终由总部决定。',
        en: 'A manager releases what people of that branch earned; a banned channel and one account on both sides stay with headquarters.',
      },
    },
    branchRanking: {
      group: 'sellers',
      standard: 'shown',
      form: 'shownOrNot',
      name: { zh: '门店内排名', en: 'Ranking in a branch' },
      explanation: {
        zh: '导购能看到本店同事本月的单数和销售额；从不展示别人的佣金。',
        en: 'Guides see what colleagues of their branch sold this month, and never anybody else’s commission.',
      },
    },
    returnWindowDays: {
      group: 'returns',
      standard: 7,
      min: 1,
      max: 90,
      name: { zh: '退货期', en: 'Return window' },
      explanation: {
        zh: '完成后多久内可退货；之后才结算。',
        en: 'How long goods can be brought back after completion; what is earned is settled then.',
      },
    },
  },
});
