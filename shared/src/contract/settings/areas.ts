import { readCalendar } from '../../hours.ts';
import { bindingInWords } from './binding-words.ts';
import { settingsArea } from './fields.ts';

export const goodsSettings = settingsArea({
  title: { zh: '商品与库存', en: 'Goods and stock' },
  groups: {
    prices: { zh: '价格', en: 'Prices' },
    stock: { zh: '库存', en: 'Stock' },
    tax: { zh: '税', en: 'Tax' },
  },
  fields: {
    figureAgeDays: {
      group: 'stock',
      standard: 7,
      min: 1,
      max: 30,
      name: { zh: '补报追溯', en: 'Age of a figure' },
      explanation: {
        zh: '盘点和导入的数量最早可以是几天前的；更早的不再接受。',
        en: 'How long ago a count or an imported figure may be of; an older one is refused.',
      },
    },
    expiryBlockDays: {
      group: 'stock',
      standard: 2,
      min: 0,
      max: 365,
      name: { zh: '临期停售', en: 'Blocked before expiry' },
      explanation: {
        zh: '按批次管理的商品，到期前几天停止销售；品类或商品另有规定的除外。',
        en: 'Lots are not sold from so many days before their expiry, unless their category or product says otherwise.',
      },
    },
    taxRatePercent: {
      group: 'tax',
      standard: 13,
      min: 0,
      max: 100,
      name: { zh: '默认税率', en: 'Tax rate' },
      explanation: {
        zh: '价格含税；品类或商品另有规定的除外。以后下的订单按改后的税率开票。',
        en: 'Prices hold the tax. Unless a category or a product says otherwise; orders that are placed later have the changed rate.',
      },
    },
    taxCode: {
      group: 'tax',
      standard: '1000000000000000000',
      form: 'taxCode',
      name: { zh: '默认税收分类编码', en: 'Tax code' },
      explanation: {
        zh: '发票用的 19 位编码；品类或商品另有规定的除外。',
        en: 'The 19 digits of an invoice, unless a category or a product says otherwise.',
      },
    },
    oddPriceTimes: {
      group: 'prices',
      standard: 5,
      min: 2,
      max: 100,
      name: { zh: '价格异常倍数', en: 'Odd price' },
      explanation: {
        zh: '新价超过原价的这么多倍，或低于其几分之一时拒绝，以防输错。',
        en: 'A price so many times the present one, or below that part of it, is refused as a slip of the keyboard.',
      },
    },
  },
});

export const placesSettings = settingsArea({
  title: { zh: '门店与时段', en: 'Places and slots' },
  groups: {
    calendar: { zh: '节假日', en: 'Holidays' },
    slots: { zh: '预约时段（地点没有自己的方案时）', en: 'Slots (where a place has no plan of its own)' },
  },
  fields: {
    holidays: {
      group: 'calendar',
      form: 'calendar',
      standard: '',
      name: { zh: '全品牌节假日营业安排', en: 'Calendar of the brand' },
      explanation: {
        zh: '与平时不同的日子：休息，或另外的营业时间；清空日期即去掉一行。所有网点按此营业；门店自己对某天另有安排的，以门店为准。预约时段、预计送达和选仓随之变化。',
        en: 'Days unlike others: closed, or at other hours; empty the dates of a row to take it out. Every branch and warehouse keeps them, unless it has an exception of its own for a day. Slots, expected times and sourcing follow.',
      },
    },
    slotWindowMinutes: {
      group: 'slots',
      standard: 120,
      min: 30,
      max: 480,
      name: { zh: '每段时长', en: 'Length of a slot' },
      explanation: { zh: '一个时段多长。', en: 'How long one slot is.' },
    },
    pickupSlotCount: {
      group: 'slots',
      standard: 20,
      min: 0,
      max: 10_000,
      name: { zh: '每段自提单数', en: 'Pickups in a slot' },
      explanation: { zh: '一个时段最多约几单自提。', en: 'How many pickups may book one slot.' },
    },
    deliverySlotCount: {
      group: 'slots',
      standard: 10,
      min: 0,
      max: 10_000,
      name: { zh: '每段配送单数', en: 'Deliveries in a slot' },
      explanation: { zh: '一个时段最多约几单配送。', en: 'How many deliveries may book one slot.' },
    },
    pickupLeadMinutes: {
      group: 'slots',
      standard: 30,
      min: 0,
      max: 1_440,
      name: { zh: '自提提前量', en: 'Notice for a pickup' },
      explanation: { zh: '最早能约多久以后。', en: 'The earliest slot begins so much later.' },
    },
    branchLeadMinutes: {
      group: 'slots',
      standard: 60,
      min: 0,
      max: 2_880,
      name: { zh: '门店配送提前量', en: 'Notice for a delivery from a branch' },
      explanation: { zh: '最早能约多久以后。', en: 'The earliest slot begins so much later.' },
    },
    branchWarehouseLeadMinutes: {
      group: 'slots',
      standard: 1_440,
      min: 0,
      max: 14_400,
      name: { zh: '分仓配送提前量', en: 'Notice for a delivery from a branch warehouse' },
      explanation: { zh: '最早能约多久以后。', en: 'The earliest slot begins so much later.' },
    },
    centralWarehouseLeadMinutes: {
      group: 'slots',
      standard: 2_880,
      min: 0,
      max: 14_400,
      name: { zh: '中心仓配送提前量', en: 'Notice for a delivery from a central warehouse' },
      explanation: { zh: '最早能约多久以后。', en: 'The earliest slot begins so much later.' },
    },
    slotHorizonDays: {
      group: 'slots',
      standard: 6,
      min: 1,
      max: 14,
      name: { zh: '可约天数', en: 'Bookable days' },
      explanation: { zh: '今天之外还能约几天。', en: 'How many days after today can be booked.' },
    },
  },
  checks: [
    {
      code: 'calendar_unclear',
      path: 'holidays',
      text: {
        zh: '节假日里有的日期不存在，或结束早于开始，或同一天写了两次，或超过 120 天',
        en: 'A day that does not exist, an end before its beginning, a day twice, or more than 120 days',
      },
      holds: ({ holidays }) => readCalendar(String(holidays)) !== null,
    },
  ],
});

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

export const peopleSettings = settingsArea({
  title: { zh: '会员与员工', en: 'Members and staff' },
  groups: {
    members: { zh: '会员', en: 'Members' },
    staff: { zh: '员工', en: 'Staff' },
    sessions: { zh: '登录', en: 'Sessions' },
  },
  fields: {
    appSessionMinutes: {
      group: 'sessions',
      standard: 120,
      min: 15,
      max: 1_440,
      name: { zh: '小程序登录时长', en: 'A session of the app' },
      explanation: {
        zh: '一次登录多久有效；之后自动重新登录。已开始的登录不受影响。',
        en: 'How long signing in holds; after it the app signs in again by itself. Sessions that have begun keep theirs.',
      },
    },
    deskSessionMinutes: {
      group: 'sessions',
      standard: 720,
      min: 15,
      max: 1_440,
      name: { zh: '电脑工作台登录时长', en: 'A session of a desk on a computer' },
      explanation: {
        zh: '店员扫码登录电脑或平板后多久需要再次扫码，约一个班次。已开始的登录不受影响。',
        en: 'After how long the QR on a computer or tablet is to be scanned again: about a shift. Sessions that have begun keep theirs.',
      },
    },
    hqSessionMinutes: {
      group: 'sessions',
      standard: 120,
      min: 15,
      max: 720,
      name: { zh: '总部登录时长', en: 'A session at HQ' },
      explanation: {
        zh: '扫码进入总部后多久需要再次扫码。已开始的登录不受影响。',
        en: 'After how long the QR is to be scanned again. Sessions that have begun keep theirs.',
      },
    },
    invitationDays: {
      group: 'staff',
      standard: 7,
      min: 1,
      max: 30,
      name: { zh: '邀请有效期', en: 'An invitation' },
      explanation: {
        zh: '邀请员工的链接和邀请码多久有效。已发出的邀请不受影响。',
        en: 'How long a link or code by which somebody is invited to a role is good. What was sent keeps its own.',
      },
    },
    deletionWaitingDays: {
      group: 'members',
      standard: 7,
      min: 0,
      max: 15,
      name: { zh: '注销等待期', en: 'Waiting before a member is forgotten' },
      explanation: {
        zh: '会员申请注销后多久删除个人信息；期间可以撤回。已提出的申请不受影响。',
        en: 'After asking, until when it can be taken back; then personal data is deleted. Requests that were made keep theirs.',
      },
    },
    addressCount: {
      group: 'members',
      standard: 20,
      min: 1,
      max: 50,
      name: { zh: '收货地址数', en: 'Addresses' },
      explanation: { zh: '一名会员最多保存几个地址。', en: 'How many one member may keep.' },
    },
  },
});
