import type { Ground, Samples } from './ground.ts';

export const settlementSamples = ({ addressId, staff }: Ground) => {
  const run = { params: { runId: addressId } };
  const payout = { params: { payoutId: addressId } };
  const payee = { payeeId: staff.memberId };
  return {
    hqListSettlementRuns: { query: { limit: '5' } },
    hqStartSettlementRun: {},
    hqGetSettlementRun: run,
    hqApproveSettlementRun: run,
    hqDropSettlementRun: run,
    hqGoOnWithSettlementRun: run,
    hqListPayeeStatements: { ...run, query: { limit: '5' } },
    hqGetPayeeStatement: { params: { ...run.params, ...payee } },
    hqListPayees: { query: { limit: '5', owing: '1' } },
    hqGetPayee: { params: payee },
    hqSetPayeeTerms: {
      params: payee,
      body: {
        ...{ revision: 0, kind: 'individual', route: 'bank', onHold: false, realName: '林女士' },
        bank: { accountNo: '6222020200000000001', bankName: '中国工商银行上海分行' },
      },
    },
    hqTaxOverview: {},
    hqMakeTaxReport: { body: { period: '2026-05' } },
    hqListPayouts: { query: { limit: '5', route: 'bank', state: 'due' } },
    hqInvoicePayout: { ...payout, body: { invoiceNo: 'FP20260001' } },
    hqReleasePayout: payout,
    hqGiveBackPayout: payout,
    hqListPayoutFiles: { query: { limit: '5' } },
    hqMakePayoutFile: { body: { route: 'wages' } },
    hqReturnPayoutFile: {
      params: { payoutFileId: addressId },
      body: { rows: [['单号', '金额', '结果']] },
    },
    hqHandOverPayoutFile: { params: { payoutFileId: addressId } },
    getMyPayee: {},
    setMyRealName: { body: { realName: '林女士' } },
    listMyStatements: { query: { limit: '5' } },
    listOwnerSettlements: { params: { ownerId: 'D0001' }, query: { limit: '5' } },
    getOwnerSettlement: { params: { ownerId: 'D0001', ...run.params } },
    answerOwnerSettlement: {
      params: { ownerId: 'D0001', ...run.params },
      body: { answer: 'disputed', note: '少了一单' },
    },
    getMyStatement: run,
    answerMyStatement: { ...run, body: { answer: 'disputed', note: '少了一单' } },
    takeMyPayout: payout,
    authorizeMyPayouts: {},
    refreshMyAuthorization: {},
    closeMyAuthorization: {},
  } satisfies Samples;
};
