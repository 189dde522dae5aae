import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { MadeInvitation } from '@jindian/shared/contract/people/invitations';
import {
  tourShanghaiJinganBranchId as neighbour,
  tourChangdaoBranchId,
} from '../../local/demo/network/tour.ts';
import { type LocalOptions, type LocalSystem, startLocal } from '../../local/start.ts';
import { type Fixture, fixtureOf } from './people-on.ts';

/** The whole system over HTTP with stock in Shanghai only, and people to act in it. */
export async function startSystemFixture(options: LocalOptions = {}) {
  const local = await startLocal({
    autorun: false,
    stockAt: ({ province }) => province.startsWith('上海'),
    ...options,
  });
  return fixtureOf(local);
}

export type SystemFixture = Fixture<LocalSystem>;

export type Sample = { params?: Record<string, string>; query?: Record<string, string>; body?: unknown };

/**
 * One valid request for every endpoint, about one member's things at one branch. The type asks for each row of the
 * table: an endpoint without a sample does not compile, so none goes untested.
 */
export async function samplesOf(fixture: SystemFixture) {
  const { local, here, invoke, signIn } = fixture;
  const owner = await signIn('shopper-lin');
  const guide = await signIn('guide-chen');
  const sku = await fixture.sellableSku(here);
  const order = await fixture.pay(owner, await fixture.place(owner));
  const addressId = local.system.ids.next();
  const address = {
    recipientName: '林女士',
    phone: '13800010001',
    province: '上海市',
    city: '上海市',
    county: '黄浦区',
    detail: '南京东路 1 号',
    latGcj02: 31.2354,
    lngGcj02: 121.4787,
  };
  await invoke('saveAddress', { params: { addressId }, body: { ...address, revision: 0 } }, { token: owner });
  const { code } = (await invoke<{ code: string }>('getSellerCode', {}, { token: guide })).body;
  const pickup = (
    await invoke<{ code: string }>('getPickupCode', { params: { orderId: order.id } }, { token: owner })
  ).body;
  const shared = (
    await invoke<{ token: string }>('sharePickup', { params: { orderId: order.id } }, { token: owner })
  ).body;
  const branch = { locationId: here };
  const orderParams = { orderId: order.id };
  const fulfilment = { orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' };
  const orderBody = {
    locationId: here,
    method: 'pickup',
    lines: [{ skuId: sku.skuId, quantity: 1, seenPriceFen: sku.priceFen }],
    note: '轻放',
  };
  const point = { latGcj02: '31.2354', lngGcj02: '121.4787' };

  const hqToken = await signIn('hq');
  // Of goods that no other sample is about.
  const goods = await local.system.catalog.current();
  const other =
    goods.products.find(({ id, skus }) => id !== sku.productId && skus.length > 1) ?? goods.products[0]!;
  const aside = goods.products.findLast(({ id }) => id !== sku.productId && id !== other.id) ?? other;
  const { id: otherId, status: _status, ...otherBody } = other;
  const [category] = goods.categories;
  const emptyCategory = { categoryId: 'sample-empty' };
  await invoke(
    'hqAddCategory',
    { body: { id: emptyCategory.categoryId, name: { zh: '空品类', en: 'Empty' }, parentId: null } },
    { token: hqToken },
  );
  const picture = await invoke<{ id: string }>(
    'hqAddPicture',
    { body: { source: { kind: 'upload', bytes: 1_000 } } },
    { token: hqToken },
  );
  const asked = await invoke<{ id: string }>(
    'requestTransfer',
    {
      params: branch,
      body: { fromLocationId: neighbour, lines: [{ skuId: sku.skuId, quantity: 1 }] },
    },
    { token: hqToken },
  );
  const transfer = { transferId: asked.body.id };
  const dealerPlace = await local.system.network.location(tourChangdaoBranchId);
  const difference = { differenceId: '0123456789abcdef0123456789abcdef' };
  const dealer = { ownerId: dealerPlace?.ownerId ?? '' };

  const staff = { memberId: (await fixture.enrol('somebody-on-trial')).memberId };

  const [again, never] = await Promise.all(
    ['again', 'never'].map(async (id) => {
      const event = { id, type: 'network.changed', version: 1, atMs: 0, hops: 0, data: {} };
      const message = { id, queue: 'publishing' as const, handler: 'network snapshot', firstAtMs: 0 };
      const { deadLetters } = local.system;
      return deadLetters.keep({ ...message, body: { about: 'event', event } }, 9, new Error('on trial'));
    }),
  );

  const worker = {
    memberId: (
      await fixture.enrol('worker-on-trial', [{ role: 'clerk', scope: { kind: 'branch', locationId: here } }])
    ).memberId,
  };
  const colleague = {
    memberId: (await fixture.enrol('colleague-on-trial', [{ role: 'auditor', scope: { kind: 'brand' } }]))
      .memberId,
  };
  const wanted = { name: '小周', phone: '13800010077' };
  const ofBranch = { ...wanted, role: 'clerk' };
  const toBranch = { role: 'clerk', scope: { kind: 'branch', locationId: here } };
  const invited = await invoke<MadeInvitation>(
    'invite',
    { params: branch, body: ofBranch },
    { token: hqToken },
  );
  const invitation = { invitationId: invited.body.invitation.id };

  const samples: Record<EndpointId, Sample> = {
    getMyData: {},
    withdrawConsent: { body: { consent: 'messages' } },
    getDeletion: {},
    requestDeletion: {},
    cancelDeletion: {},
    hqListDeletionRequests: { query: { limit: '5' } },
    listBranchStaff: { params: branch },
    getStaffWork: { params: { ...branch, ...worker } },
    suspendStaff: { params: { ...branch, ...worker }, body: { reason: '停职' } },
    resumeStaff: { params: { ...branch, ...worker } },
    removeStaff: { params: { ...branch, ...worker }, body: { reason: '离职' } },
    hqSuspendMember: { params: worker, body: { reason: '停职' } },
    hqResumeMember: { params: worker },
    hqMakeSignInLink: { params: colleague, body: { reason: '手机不在身边' } },
    hqMoveStaff: { params: worker, body: { role: 'clerk', fromLocationId: here, toLocationId: neighbour } },
    hqRemoveMember: { params: worker, body: { reason: '离职' } },
    hqInvite: { body: { ...wanted, grant: toBranch } },
    hqListInvitations: { query: { limit: '5', state: 'open' } },
    hqResendInvitation: { params: invitation },
    hqRevokeInvitation: { params: invitation },
    invite: { params: branch, body: ofBranch },
    listInvitations: { params: branch, query: { limit: '5' } },
    resendInvitation: { params: { ...branch, ...invitation } },
    revokeInvitation: { params: { ...branch, ...invitation } },
    findInvitation: { body: { code: invited.body.code } },
    acceptInvitation: { body: { code: invited.body.code } },
    createWechatSession: { body: { code: 'not-a-login-code' } },
    sendPhoneCode: { body: { phone: '13700000001' } },
    createPhoneSession: { body: { phone: '13700000001', code: '000000' } },
    openDeskSignIn: {},
    claimDeskSession: {
      body: { ticket: 'AAAAAAAAAAAAAAAAAAAAAAAA', secret: 'AAAAAAAAAAAAAAAAAAAAAAAA' },
    },
    getDeskSignIn: { params: { ticket: 'AAAAAAAAAAAAAAAAAAAAAAAA' } },
    approveDeskSignIn: { params: { ticket: 'AAAAAAAAAAAAAAAAAAAAAAAA' } },
    getMe: {},
    listWorkplaces: { query: { text: '上海', limit: '5' } },
    listSessions: {},
    endSession: { params: { sessionId: addressId } },
    endSessions: { body: { keepThis: true } },
    hqListSavedViews: {},
    hqSaveView: { body: { list: 'orders', name: '未取的', query: 'state=ready' } },
    hqRemoveView: { params: { viewId: addressId } },
    hqListDeadLetters: {},
    hqRetryDeadLetter: { params: { deadLetterId: again ?? '' } },
    hqDropDeadLetter: { params: { deadLetterId: never ?? '' } },
    updateMe: { body: { language: 'zh' } },
    bindPhone: { body: { code: 'not-a-phone-code' } },
    listAddresses: {},
    saveAddress: { params: { addressId }, body: { ...address, revision: 1 } },
    deleteAddress: { params: { addressId } },
    recordSubscriptions: { body: { accepted: ['order_ready'] } },
    nearestBranches: { query: { ...point, limit: '3' } },
    suggestProducts: { params: branch, query: { text: '跑鞋' } },
    searchBranches: { query: { text: '黄浦' } },
    getBranch: { params: branch },
    getStorefront: { params: branch, query: { limit: '5' } },
    listFavourites: { query: { locationId: branch.locationId } },
    addFavourite: { params: { productId: sku.productId } },
    removeFavourite: { params: { productId: sku.productId } },
    getWays: { params: branch, query: { productIds: sku.productId, ...point } },
    getProductAtBranch: { params: { ...branch, productId: sku.productId } },
    getMap: { query: { ...point, radiusMeters: '5000' } },
    resolveCode: { params: { code } },
    recordTouch: { body: { code } },
    quoteOrder: { body: orderBody },
    placeOrder: { body: orderBody },
    listOrders: { query: { limit: '5' } },
    countOrders: {},
    getOrder: { params: orderParams },
    startPayment: { params: orderParams },
    syncPayment: { params: orderParams },
    cancelOrder: { params: orderParams },
    getPickupCode: { params: orderParams },
    getPickupShare: { params: orderParams },
    sharePickup: { params: orderParams },
    revokePickupShare: { params: orderParams },
    openPickupShare: { body: { token: shared.token } },
    listWork: { params: branch, query: { queue: 'to_pack' } },
    countWork: { params: branch },
    getShift: { params: branch },
    findWork: { params: branch, body: { text: '1129' } },
    getWorkItem: { params: fulfilment },
    takeLots: {
      params: fulfilment,
      body: { lots: [{ skuId: sku.skuId, lot: { code: 'A1', expiresOn: null }, quantity: 1 }] },
    },
    packFulfilment: { params: fulfilment },
    dispatchFulfilment: { params: fulfilment },
    deliverFulfilment: { params: fulfilment },
    settleDelivery: { params: fulfilment, body: { act: 'failed', reason: 'nobody_there' } },
    confirmReceipt: { params: fulfilment, body: { received: true } },
    hqSettleDelivery: { params: fulfilment, body: { act: 'back', condition: 'sellable' } },
    failCourierTask: { params: fulfilment, body: { reason: 'nobody_there' } },
    retryCourierTask: { params: fulfilment },
    acceptOffer: { params: fulfilment },
    refuseFulfilment: { params: fulfilment, body: { reason: 'too_far' } },
    listGrabPool: { params: branch },
    grabFulfilment: { params: { ...branch, ...fulfilment } },
    listPickupAlternatives: { params: orderParams },
    answerRefusedPickup: { params: orderParams, body: { choice: 'refund' } },
    previewHandOver: { params: branch, body: { code: pickup.code } },
    confirmHandOver: { params: branch, body: { code: pickup.code } },
    createShelfCode: { params: branch, body: { productId: sku.productId } },
    moveStock: {
      params: branch,
      body: { kind: 'receive', reason: '到货', lines: [{ skuId: sku.skuId, delta: 1 }] },
    },
    changeStockCondition: {
      params: branch,
      body: {
        reason: '上样',
        lines: [{ skuId: sku.skuId, ownerId: 'hq', quantity: 1, from: 'sellable', to: 'display' }],
      },
    },
    recordTillSale: {
      params: branch,
      body: {
        reference: 'T1-20261129-0001',
        occurredAtMs: local.clock.nowMs(),
        lines: [{ skuId: sku.skuId, quantity: 1 }],
      },
    },
    hqListStockDifferences: { query: { state: 'open' } },
    hqSettleStockDifference: { params: { differenceId: addressId }, body: { note: '已查明' } },
    hqStockCosts: { params: { ...branch, skuId: sku.skuId } },
    hqListHotSkus: {},
    hqMarkHotSku: { body: { locationId: here, skuId: sku.skuId, buckets: 4 } },
    hqUnmarkHotSku: { body: { locationId: here, skuId: sku.skuId } },
    hqImportPortion: {
      params: { importId: addressId, portion: '0' },
      body: {
        kind: 'levels',
        rows: [{ row: 2, values: { locationId: here, skuId: sku.skuId, onHand: '12' } }],
      },
    },
    hqFinishImport: { params: { importId: addressId }, body: { kind: 'levels', portions: 1 } },
    listStock: { params: branch, query: { text: sku.productId, limit: '5' } },
    listStockMovements: { params: branch, query: { skuId: sku.skuId, limit: '5' } },
    countStock: {
      params: branch,
      body: { lines: [{ skuId: sku.skuId, ownerId: 'hq', counted: 9, asOfMs: local.clock.nowMs() }] },
    },
    setSafetyStock: {
      params: branch,
      body: { reason: '周末', lines: [{ skuId: sku.skuId, ownerId: 'hq', safety: 2, seenSafety: 0 }] },
    },
    getSellerCode: {},
    getEarnings: { query: { limit: '5' } },
    getSellerCockpit: { query: { month: '2026-05' } },
    getSellerCustomers: {},
    hqListOrders: { query: { limit: '5' } },
    hqGetOrder: { params: orderParams },
    hqFindOrders: { body: { text: '0001' } },
    hqReadPersonalData: { params: orderParams, body: { reason: '顾客来电' } },
    hqListAuditRecords: { query: { limit: '5', act: 'pool.deposit' } },
    hqListStaff: { query: { locationId: here } },
    hqFindMembers: { body: { text: '13800010001' } },
    hqGrantRole: { params: staff, body: { role: 'clerk', scope: { kind: 'branch', locationId: here } } },
    hqRevokeRole: { params: staff, body: { role: 'clerk', scope: { kind: 'branch', locationId: here } } },
    hqEndSessions: { params: staff, body: { reason: '手机丢失' } },
    hqGetFundPool: { query: { limit: '5' } },
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
    hqGetLocation: { params: branch },
    hqAddLocation: {
      body: {
        id: 'B99999',
        kind: 'branch',
        ownerId: 'hq',
        name: { zh: '新店', en: 'New' },
        address: { zh: '路 1 号', en: '1 Road' },
        latGcj02: 31.23,
        lngGcj02: 121.48,
        province: '',
        city: '',
        county: '',
        opensAtMinute: 540,
        closesAtMinute: 1260,
        serviceRadiusMeters: null,
        trades: [],
        abilities: [],
        maxOrdersPerDay: null,
        phone: null,
      },
    },
    hqChangeLocation: { params: branch, body: { status: 'open', revision: 0 } },
    hqListQueue: { query: { queue: 'with_hq' } },
    hqListCandidates: { params: fulfilment },
    hqAssignFulfilment: { params: fulfilment, body: { locationId: here } },
    hqAskAgain: { params: fulfilment },
    hqListOrderNotes: { params: orderParams },
    hqAddOrderNote: { params: orderParams, body: { kind: 'note', text: '顾客改约周三' } },
    addWorkNote: { params: fulfilment, body: { kind: 'note', text: '放在前台' } },
    hqRemoveOrderNote: { params: { ...orderParams, noteId: addressId } },
    hqCallGoods: { params: fulfilment, body: { fromLocationId: here } },
    hqCancelOrder: { params: orderParams },
    hqPreviewRefund: { params: orderParams, body: { lines: [{ lineId: '1', quantity: 1 }] } },
    hqRefundOrder: {
      params: orderParams,
      body: { lines: [{ lineId: '1', quantity: 1 }], reason: '破损' },
    },
    hqCancelFulfilment: { params: fulfilment, body: { reason: '无货' } },
    hqResolveRefund: { params: { ...orderParams, refundId: addressId }, body: { act: 'ask_again' } },
    hqListFailedRefunds: { query: { limit: '5' } },
    hqGetLineAccounts: { params: orderParams },
    hqRefusalReport: { query: { month: '2026-05' } },
    requestTransfer: {
      params: branch,
      body: { fromLocationId: neighbour, lines: [{ skuId: sku.skuId, quantity: 1 }], note: '补货' },
    },
    listTransfers: { params: branch, query: { direction: 'in', state: 'requested' } },
    listInTransit: { params: branch },
    getTransfer: { params: transfer },
    approveTransfer: { params: transfer, body: {} },
    rejectTransfer: { params: transfer, body: { reason: '自用' } },
    shipTransfer: { params: transfer, body: {} },
    receiveTransfer: { params: transfer, body: {} },
    cancelTransfer: { params: transfer },
    hqListTransfers: { query: { state: 'requested' } },
    getSharing: { params: dealer },
    setSharing: { params: dealer, body: { mode: 'except', skuIds: [sku.skuId], revision: 0 } },
    getOwnerStatement: { params: dealer, query: { limit: '5' } },
    hqSaveOwner: {
      params: { ownerId: 'D9001' },
      body: { name: '新经销商', contact: '王五', phone: '13800010009', revision: 0 },
    },
    hqListOwners: { query: { limit: '5' } },
    getProductAvailability: { params: { productId: sku.productId }, query: point },
    listBranchesWithStock: {
      params: { productId: sku.productId },
      query: { ...point, skuId: sku.skuId, limit: '3' },
    },
    listStockSources: { params: branch, query: { skuId: sku.skuId } },
    getRegionStock: { params: branch, query: { productId: sku.productId } },
    hqGetAvailability: { query: { skuId: sku.skuId, province: '上海市' } },
    hqCheckAvailability: { body: { province: '上海市' } },
    hqListAvailabilityChecks: {},
    getHqSignIn: { params: { ticket: 'AAAAAAAAAAAAAAAAAAAAAAAA' } },
    approveHqSignIn: { params: { ticket: 'AAAAAAAAAAAAAAAAAAAAAAAA' } },
    createHqWebTicket: {},
    hqGetPrices: {},
    hqListProducts: { query: { limit: '5', status: 'on_sale' } },
    hqGetProduct: { params: { productId: otherId } },
    hqAddProduct: {
      body: {
        ...otherBody,
        id: 'SAMPLE-NEW',
        options: [],
        skus: [
          {
            id: 'SAMPLE-NEW-01',
            optionValueIds: {},
            name: { zh: '单款', en: 'One form' },
            barcodes: [],
            priceFen: 9_900,
          },
        ],
      },
    },
    hqChangeProduct: {
      params: { productId: otherId },
      body: { ...otherBody, weightGrams: otherBody.weightGrams + 10, revision: 0 },
    },
    hqSetProductStatus: { params: { productId: aside.id }, body: { status: 'off_sale', revision: 0 } },
    hqAddPicture: { body: { source: { kind: 'upload', bytes: 1_000 } } },
    hqPictureSent: { params: { pictureJobId: picture.body.id } },
    hqGetPictureJob: { params: { pictureJobId: picture.body.id } },
    hqCopyProduct: { params: { productId: otherId }, body: { id: 'SAMPLE-COPY' } },
    hqListCategories: {},
    hqAddCategory: {
      body: { id: 'sample-new', name: { zh: '新品类', en: 'New kind' }, parentId: null },
    },
    hqChangeCategory: {
      params: { categoryId: category?.id ?? '' },
      body: { name: { zh: '改名', en: 'Renamed' }, parentId: category?.parentId ?? null, revision: 0 },
    },
    hqRemoveCategory: { params: emptyCategory },
    hqChangePrices: {
      body: {
        set: [{ skuId: sku.skuId, province: '上海市', city: null, priceFen: sku.priceFen }],
        policies: [{ of: 'product', id: sku.productId, policy: 'regional' }],
        revision: 0,
      },
    },
    listOpenCourierTasks: { query: point },
    listMyCourierTasks: { query: { which: 'in_hand' } },
    grabCourierTask: { params: fulfilment },
    giveBackCourierTask: { params: fulfilment },
    pickUpCourierTask: { params: fulfilment },
    deliverCourierTask: { params: fulfilment, body: { code: '000000' } },
    getCourierEarnings: { query: { month: '2026-05' } },
    callCourier: { params: fulfilment },
    cancelCourier: { params: fulfilment },
    listBranchCourierTasks: { params: branch },
    getCourierPolicy: { params: branch },
    saveCourierPolicy: { params: branch, body: { feeFen: 500, pickUpWithinMinutes: 30, revision: 0 } },
    listDeliveriesOnTheWay: { params: orderParams },
    suggestPlaces: { query: { text: '上海黄浦南京东路', ...point } },
    describePoint: { query: point },
    readAddressText: { body: { text: '李女士 13800010009 上海市黄浦区南京东路1号' } },
    listRegions: { query: { province: '上海市', city: '上海市' } },
    listSlots: { params: branch, query: { method: 'pickup' } },
    getSlotPlan: { params: branch },
    hqSimulateSourcing: { body: { fromDay: '2026-05-20', toDay: '2026-05-20', revision: 1 } },
    hqReplayGrids: { body: { revision: 1 } },
    hqGetGridReplay: { params: { revision: '1' } },
    hqGetSourcingSimulation: { params: { simulationId: '01JD3V8Q9XKZ4M7T2N5R6W8Y1C' } },
    getSettings: {},
    hqListSiteFiles: {},
    hqPutSiteFile: { body: { name: 'MP_verify_abcd1234.txt', content: 'abcd1234' } },
    hqRemoveSiteFile: { params: { siteFileId: 'MP_verify_abcd1234.txt' } },
    getLegalText: { params: { document: 'privacy' } },
    agree: { body: { document: 'privacy', version: '2026-11-30' } },
    listAgreements: {},
    hqListPolicies: {},
    hqGetPolicy: { params: { name: 'settings-serving' } },
    hqSavePolicyDraft: {
      params: { name: 'settings-selling' },
      body: { revision: 0, content: { bindingDays: 30, returnWindowDays: 7 } },
    },
    hqDiscardPolicyDraft: { params: { name: 'settings-people' }, body: { revision: 1 } },
    hqPublishPolicy: { params: { name: 'settings-selling' }, body: { revision: 1, note: '测试' } },
    hqCancelPlannedPolicy: { params: { name: 'settings-people' }, body: { revision: 1 } },
    hqListPolicyVersions: { params: { name: 'settings-serving' }, query: { limit: '5' } },
    hqGetPolicyVersion: { params: { name: 'settings-serving', number: '0' } },
    hqRestorePolicyVersion: {
      params: { name: 'settings-places', number: '0' },
      body: { revision: 0, note: '测试' },
    },
    saveSlotPlan: { params: branch, body: { plan: null, revision: 0 } },
  };
  return { samples, owner, order, addressId, address };
}
