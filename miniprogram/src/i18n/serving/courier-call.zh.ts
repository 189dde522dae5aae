/** What branch staff read about couriers: apart from what couriers read, so that each lies in its own sub-package. */
export const courierCallZh = {
  callCourier: '呼叫骑手',
  callAsk: '为 {number} 呼叫附近骑手？配送费由资金池支付。',
  called: '已发到骑手任务大厅',
  courierOpen: '骑手任务：待接单',
  courierGrabbed: '{name} 正来取货',
  courierPickedUp: '{name} 配送中',
  courierReturning: '{name} 没送到，货还没收回',
  courierBlocked: '{name} 输错收货码太多次，请向顾客核实后点「已送达」',
  callOff: '不用骑手了',
  callOffAsk: '取消骑手任务，改由门店自己送？',
  calledOff: '已取消骑手任务',
  yes: '确定',
  no: '再想想',
} as const;
