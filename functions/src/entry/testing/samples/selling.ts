import type { Ground, Samples } from './ground.ts';

export const sellingSamples = ({ addressId, branch, staff, code, sku }: Ground) =>
  ({
    getSellerCode: {},
    resolveCode: { params: { code } },
    readCode: { params: { code } },
    recordTouch: { body: { code } },
    createShelfCode: { params: branch, body: { productId: sku.productId } },
    hqListCodes: { query: { kind: 'seller', limit: '5' } },
    hqGetCode: { params: { code } },
    hqMakeCode: { body: { ...branch, table: 'A-12' } },
    hqCompareScenes: { query: { fromDay: '2026-05-01', toDay: '2026-05-20' } },
    hqGetScene: { params: { sceneId: addressId } },
    hqSaveScene: {
      params: { sceneId: addressId },
      body: {
        ...{ kind: 'scene', name: { zh: '电视广告', en: 'TV spot' }, channel: 'tv', campaignId: null },
        ...{ fromDay: '2026-05-01', toDay: null, revision: 0 },
      },
    },
    makeSellerPoster: { body: { language: 'zh' } },
    getSellerPoster: { params: { posterJobId: addressId } },
    hqMakePosters: {
      body: {
        ...{ choice: { kind: 'codes', codes: [code] }, size: 'a6' },
        ...{ format: 'svg', language: 'zh' },
      },
    },
    hqGetPosterJob: { params: { posterJobId: addressId } },
    hqGetPosterFile: { params: { posterJobId: addressId, step: '0' } },
    hqRevokeCode: { params: { code: '01234567890' }, body: { reason: '海报已撤' } },
    getEarnings: { query: { limit: '5' } },
    getSellerCockpit: { query: { month: '2026-05' } },
    getSellerCustomers: {},
    hqListCommissionHolds: { query: { limit: '5' } },
    hqDecideCommissionHold: { params: { orderId: addressId }, body: { release: true, reason: '已核实' } },
    getSellerTouches: { query: { limit: '5' } },
    hqMemberTouches: { params: { memberId: staff.memberId }, query: { limit: '5' } },
    hqListMoves: { query: { limit: '5' } },
    hqSignMove: { params: { importId: addressId } },
    hqRefuseMove: { params: { importId: addressId }, body: { reason: '合计不对' } },
    hqFindMoved: { body: { text: 'V000123' } },
    hqGiveMoved: { params: { memberNumber: 'V000123' }, body: { ...staff, reason: '看过身份证' } },
    findMoved: { params: branch, body: { text: 'V000123' } },
    getMyCard: {},
    claimMoved: { params: { claimId: '0123456789ABCDEF' } },
    refuseMoved: { params: { claimId: '0123456789ABCDEF' } },
  }) satisfies Samples;
