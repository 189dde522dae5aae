import type { Ground, Samples } from './ground.ts';

export const moneySamples = ({ addressId, orderParams, fulfilment, difference }: Ground) =>
  ({
    hqGetFundPool: { query: { limit: '5' } },
    hqGetPoolForecast: {},
    hqListAccounts: {},
    hqGetStatement: { params: { account: 'sales' }, query: { fromMs: '0', toMs: '4000000000000' } },
    hqDryRunPosting: { body: { legs: [{ debit: 'hq-cash', credit: 'fund-pool', amount: 100 }] } },
    hqListAccountMonitors: {},
    hqAddAccountMonitor: { body: { account: 'sales', direction: 'below', threshold: 100_000 } },
    hqRemoveAccountMonitor: { params: { monitorId: '01JD3V8Q9XKZ4M7T2N5R6W8Y1C' } },
    hqListMoneyDifferences: { query: { state: 'settled', limit: '5' } },
    hqNoteMoneyDifference: {
      params: difference,
      body: { revision: 1, note: '已联系顾客', assignee: '小林' },
    },
    hqSendMoneyBack: { params: difference, body: { revision: 1, why: '无对应订单' } },
    hqSettleMoneyDifference: {
      params: difference,
      body: { revision: 1, settlement: 'explained', why: '测试' },
    },
    hqListReconciliations: { query: { limit: '5' } },
    hqReconcile: { body: { billDate: '2026-05-19' } },
    hqDepositFundPool: { body: { amountFen: 100, reason: '测试' } },
    hqPreviewRefund: { params: orderParams, body: { lines: [{ lineId: '1', quantity: 1 }] } },
    hqRefundOrder: {
      params: orderParams,
      body: { lines: [{ lineId: '1', quantity: 1 }], reason: '破损' },
    },
    hqCancelFulfilment: { params: fulfilment, body: { reason: '无货' } },
    hqResolveRefund: { params: { ...orderParams, refundId: addressId }, body: { act: 'ask_again' } },
    hqListFailedRefunds: { query: { limit: '5' } },
    hqGetLineAccounts: { params: orderParams },
  }) satisfies Samples;
