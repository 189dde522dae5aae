import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { MadeInvitation } from '@jindian/shared/contract/people/invitations';
import {
  tourShanghaiJinganBranchId as neighbour,
  tourChangdaoBranchId,
} from '../../../local/demo/network/tour.ts';
import type { LocalSystem } from '../../../local/start.ts';
import type { Fixture } from '../people-on.ts';

export type Sample = { params?: Record<string, string>; query?: Record<string, string>; body?: unknown };
export type Samples = Partial<Record<EndpointId, Sample>>;

/** What the samples are about: one member's things at one branch, and what has to be there to be asked for. */
export async function groundOf(fixture: Fixture<LocalSystem>) {
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
  const aReturn = { ...orderParams, returnId: addressId };
  const orderBody = {
    locationId: here,
    method: 'pickup',
    lines: [{ skuId: sku.skuId, quantity: 1, seenPriceFen: sku.priceFen }],
    note: '轻放',
  };
  const point = { latGcj02: '31.2354', lngGcj02: '121.4787' };

  const hqToken = await signIn('hq');
  // Fetched, and rated low.
  const fetched = await fixture.pay(owner, await fixture.place(owner));
  const rated = { orderId: fetched.id, part: '1' };
  const fetchedPart = { orderId: fetched.id, fulfilmentId: fetched.fulfilments[0]?.id ?? '' };
  await invoke('packFulfilment', { params: fetchedPart }, { token: hqToken });
  const fetchedCode = await invoke<{ code: string }>('getPickupCode', { params: rated }, { token: owner });
  await invoke(
    'confirmHandOver',
    { params: branch, body: { code: fetchedCode.body.code } },
    { token: hqToken },
  );
  await invoke(
    'rateOrder',
    { params: rated, body: { ratings: [{ part: rated.part, stars: 1, text: '盒子破了' }] } },
    { token: owner },
  );
  const planned = { body: { name: '第零批', plannedDay: '2099-05-31' } };
  const { id: wave } = (await invoke<{ id: string }>('hqAddWave', planned, { token: hqToken })).body;
  // Of goods that no other sample is about.
  const goods = await local.system.catalog.current();
  const other =
    goods.products.find(({ id, skus }) => id !== sku.productId && skus.length > 1) ?? goods.products[0]!;
  const aside = goods.products.findLast(({ id }) => id !== sku.productId && id !== other.id) ?? other;
  const planSample =
    goods.products.find(({ id }) => ![sku.productId, other.id, aside.id].includes(id)) ?? other;
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
  const { id: ownPicture } = (
    await invoke<{ id: string }>('givePicture', { body: { bytes: 1_000 } }, { token: owner })
  ).body;
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

  const stop = (
    await invoke<{ id: string }>(
      'hqSetStop',
      {
        body: {
          kind: 'orders',
          province: '青海省',
          city: null,
          channel: null,
          reason: '试用',
          untilMs: null,
        },
      },
      { token: hqToken },
    )
  ).body.id;
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
  const courier = await invoke<MadeInvitation>(
    'invite',
    { params: branch, body: { name: '小马', role: 'courier', phone: '13800010078' } },
    { token: hqToken },
  );
  const toVerify = { invitationId: courier.body.invitation.id };

  // Drafts that a sample starts, and others that one drops.
  const [placeEdit, placeEditDropped] = await Promise.all(
    [1, 2].map(async () => {
      const body = { choice: { ids: [neighbour] }, change: { maxOrdersPerDay: 500 } };
      return (await invoke<{ id: string }>('hqPreviewBulkPlaces', { body }, { token: hqToken })).body.id;
    }),
  );
  const [productEdit, productEditDropped] = await Promise.all(
    [1, 2].map(async () => {
      const body = { choice: { ids: [aside.id] }, change: { warrantyMonths: 3 } };
      return (await invoke<{ id: string }>('hqPreviewBulkProducts', { body }, { token: hqToken })).body.id;
    }),
  );
  const bulkEdits = { placeEdit, placeEditDropped, productEdit, productEditDropped } as Record<
    'placeEdit' | 'placeEditDropped' | 'productEdit' | 'productEditDropped',
    string
  >;

  return {
    bulkEdits,
    wanted,
    local,
    here,
    owner,
    sku,
    order,
    addressId,
    address,
    code,
    pickup,
    shared,
    branch,
    orderParams,
    aReturn,
    rated,
    fulfilment,
    orderBody,
    point,
    aside,
    planSample,
    otherId,
    otherBody,
    category,
    emptyCategory,
    picture,
    ownPicture,
    transfer,
    difference,
    dealer,
    staff,
    again,
    never,
    stop,
    worker,
    colleague,
    ofBranch,
    toBranch,
    invited,
    invitation,
    toVerify,
    wave,
  };
}
export type Ground = Awaited<ReturnType<typeof groundOf>>;
