/** What a shopper reads about when it is wanted, and about who brings it. */
export const slotsZh = {
  whenPickup: '什么时候来取',
  whenDelivery: '什么时候送到',
  soon: '尽快',
  soonPickup: '备好就通知您，营业时间内随时来取',
  soonDelivery: '有人手就送出',
  full: '约满',
  few: '仅剩少量',
  noSlots: '这家门店暂时不能预约时段',
  gone: '刚才选的时段约满了，请换一个',
  loading: '正在查看可约时段…',

  onTheWay: '骑手配送',
  open: '正在找附近的邻居骑手',
  grabbed: '{name} 正去门店取货',
  returning: '{name} 这次没有送到',
  picked_up: '{name} 正送来',
  delivered: '{name} 已送达',
  code: '收货码',
  codeNote: '收到货再告诉骑手，请勿提前给出',
  blocked: '收货码错误次数过多，已锁定。收到货后请联系门店确认送达。',
} as const;
