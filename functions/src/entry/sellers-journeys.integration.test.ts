import { branchGrant, brandGrant } from '@jindian/shared/access';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import type { ModuleName } from '@jindian/shared/contract/modules/names';
import type { MemberView } from '@jindian/shared/contract/people/member';
import { noCaps, percentPay } from '@jindian/shared/contract/selling/rates';
import type { RatesTrial } from '@jindian/shared/contract/selling/rates-trial';
import type { comparedScenesSchema } from '@jindian/shared/contract/selling/scenes';
import type {
  Earnings,
  GoodsToSell,
  SellerCockpit,
  SellerCode,
} from '@jindian/shared/contract/selling/seller';
import {
  type BranchSellers,
  type ListedSeller,
  type MySelling,
  promoterRulesVersion,
  type SellerPage,
} from '@jindian/shared/contract/selling/sellers';
import type { Statement } from '@jindian/shared/contract/selling/settlement';
import type { MyShare, ShareView } from '@jindian/shared/contract/selling/shares';
import type { OrderView, PickupCode, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import { brandDay, dayMs } from '@jindian/shared/time';
import type { z } from '@jindian/shared/zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  tourShanghaiHuangpuBranchId as here,
  tourShanghaiChangningBranchId,
  tourShanghaiJinganBranchId,
} from '../local/demo/network/tour.ts';
import { ratesOf, ruleWith } from '../selling/commission/testing/rules.ts';
import { type Sample, type SystemFixture, startSystemFixture } from './testing/system-fixture.ts';

type ComparedScenes = z.infer<typeof comparedScenesSchema>;

/** Paths of those who sell, as their phones call them. */
let fixture: SystemFixture;
let hq: string;
let sku: Awaited<ReturnType<SystemFixture['sellableSku']>>;
type Person = { memberId: string; token: string };
const branches: readonly string[] = [here, tourShanghaiJinganBranchId, tourShanghaiChangningBranchId];

const sellerBasisPoints = 733;
const aboveBasisPoints = 211;

beforeAll(async () => {
  fixture = await startSystemFixture({ stockAt: ({ id }) => branches.includes(id) });
  hq = await fixture.signIn('hq');
  sku = await fixture.sellableSku(here, 20);
  const { settings, rates } = fixture.local.system;
  const about = { by: 'boss', note: '测试', command: null };
  const modules: Partial<Record<ModuleName, string>> = { secondLevel: 'on' };
  const switched = await settings.modules.publishContent(
    { ...standardSettings(settingsAreas.modules), ...modules },
    { ...about, revision: (await settings.modules.view()).revision },
  );
  expect(switched).toMatchObject({ ok: true });
  await settings.modules.refresh();
  const pays = { seller: percentPay(sellerBasisPoints), second_level: percentPay(aboveBasisPoints) };
  const ruled = await rates.publishContent(
    { ...ratesOf([ruleWith('all', { pays })]), caps: noCaps },
    { ...about, revision: (await rates.view()).revision },
  );
  expect(ruled).toMatchObject({ ok: true });
  await rates.refresh();
});
afterAll(() => fixture.local.close());

async function done<T>(id: EndpointId, sample: Sample, token: string): Promise<T> {
  const answer = await fixture.invoke<T>(id, sample, { token });
  if (answer.status >= 300) throw new Error(`${id}: ${answer.status} ${answer.code}`);
  if (endpoints[id].method !== 'get') await fixture.local.processes.settle();
  return answer.body;
}

let orders = 0;
async function buy({ token }: Person, quantity = 1, at = here): Promise<OrderView> {
  const { skuId, priceFen } = at === here ? sku : await fixture.sellableSku(at, quantity);
  const lines = [{ skuId, quantity, seenPriceFen: priceFen }];
  orders += 1;
  const body = { locationId: at, method: 'pickup', lines };
  const placed = await fixture.invoke<PlacedOrder>(
    'placeOrder',
    { body },
    { token, key: `journey-order-${orders}` },
  );
  if (placed.status !== 201) throw new Error(`placing: ${placed.status} ${placed.code}`);
  return fixture.pay(token, placed.body);
}

async function giveBack(order: OrderView, quantity: number): Promise<void> {
  const body = { lines: [{ lineId: '1', quantity }], reason: '不合适' };
  await done('hqRefundOrder', { params: { orderId: order.id }, body }, hq);
  for (let look = 0; look < 3; look += 1) {
    fixture.local.clock.advance(60_000);
    await fixture.local.pay.control.tick();
    await fixture.local.processes.settle();
  }
}

const share = (amountFen: number, basisPoints: number) => Math.floor((amountFen * basisPoints) / 10_000);
const pendingOf = async ({ token }: Person) =>
  (await done<SellerCockpit>('getSellerCockpit', {}, token)).pendingFen;
const meet = async (who: Person, seller: Person) => {
  const { code } = await done<SellerCode>('getSellerCode', {}, seller.token);
  await done('recordTouch', { body: { code } }, who.token);
};
const boundTo = async ({ token }: Person) =>
  (await done<MemberView>('getMe', {}, token)).binding?.sellerId ?? null;

test('a shop becomes a station, has a customer at the counter pay by the screen, and reads what of it is left after a part came back', async () => {
  const shop = await fixture.enrol('station-shop');
  const station = {
    locationId: here,
    name: '王家小卖部',
    address: '李庄村口',
    trade: 'grocery',
    phone: '0591-88001234',
  };
  await done('applyAsStation', { body: station }, shop.token);
  const asks = { query: { kind: 'station', standing: 'applied', limit: '20' } };
  const waits = async () => (await done<{ items: ListedSeller[] }>('hqListSellers', asks, hq)).items;
  expect(await waits()).toMatchObject([{ sellerId: shop.memberId, station: { trade: 'grocery' } }]);
  const act = { kind: 'station', locationId: here, act: 'approve', reason: '看过执照' };
  const params = { sellerId: shop.memberId };
  const early = await fixture.invoke('hqActOnSeller', { params, body: act }, { token: hq });
  expect([early.status, early.code]).toEqual([409, 'seller_papers_missing']);
  // Nothing of it works before.
  const goods = { query: { locationId: here, limit: '50' } };
  expect((await fixture.invoke('listGoodsToSell', goods, { token: shop.token })).status).toBe(403);
  await done(
    'hqVerifyMember',
    {
      params: { memberId: shop.memberId },
      body: {
        kind: 'business_licence',
        companyName: '李庄王家小卖部',
        creditCode: '91350100M000100Y43',
        legalRepresentative: '王五',
        validUntil: null,
      },
    },
    hq,
  );
  await done('hqActOnSeller', { params, body: act }, hq);
  expect(await waits()).toEqual([]);
  expect(await done<MySelling>('getMySelling', {}, shop.token)).toMatchObject({
    kind: 'station',
    rows: [{ standing: 'active', station: { name: station.name } }],
  });

  const { items } = await done<GoodsToSell>('listGoodsToSell', goods, shop.token);
  const earned = items.map(({ earnFen }) => earnFen);
  expect(earned).toEqual([...earned].sort((a, b) => b - a));
  for (const { earnFen, fromPriceFen } of items) expect(earnFen).toBe(share(fromPriceFen, sellerBasisPoints));

  const basket = {
    kind: 'basket',
    locationId: here,
    lines: [{ productId: sku.productId, skuId: sku.skuId, quantity: 3 }],
  };
  const shown = await done<ShareView>('makeShare', { body: { content: basket, note: '' } }, shop.token);
  const customer = await fixture.enrol('station-customer');
  const opened = { params: { shareId: shown.shareId } };
  expect(await done<ShareView>('readShare', opened, customer.token)).toMatchObject({ content: basket });
  await done('openShare', opened, customer.token);
  expect(await boundTo(customer)).toBe(shop.memberId);
  const order = await buy(customer, 3);
  const wholeFen = share(3 * sku.priceFen, sellerBasisPoints);
  expect(await pendingOf(shop)).toBe(wholeFen);
  const { items: mine } = await done<{ items: MyShare[] }>('listMyShares', {}, shop.token);
  expect(mine).toMatchObject([{ shareId: shown.shareId, opens: 1, orders: 1, commissionFen: wholeFen }]);

  await giveBack(order, 1);
  // A third came back: of what is left, in whole fen.
  expect(await pendingOf(shop)).toBe(Math.floor((wholeFen * 2) / 3));
  const entries = await done<Earnings>('getEarnings', {}, shop.token);
  expect(entries.items.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(
    Math.floor((wholeFen * 2) / 3),
  );
});

test('who was brought by a promoter and promotes in turn earns that one a share and nobody above; a refund takes it from both', async () => {
  const [top, middle, low, buyer] = (await Promise.all(
    ['top', 'middle', 'low', 'buyer'].map((name) => fixture.enrol(`promoter-${name}`)),
  )) as [Person, Person, Person, Person];
  async function promote(who: Person, bringer: Person | null): Promise<void> {
    if (bringer) await meet(who, bringer);
    const old = { body: { rulesVersion: '2020-01-01' } };
    expect((await fixture.invoke('becomePromoter', old, { token: who.token })).code).toBe(
      'promoter_rules_changed',
    );
    const body = { rulesVersion: promoterRulesVersion };
    expect(await done<MySelling>('becomePromoter', { body }, who.token)).toMatchObject({ kind: null });
    const approve = { kind: 'promoter', locationId: null, act: 'approve', reason: '看过了' };
    await done('hqActOnSeller', { params: { sellerId: who.memberId }, body: approve }, hq);
  }
  await promote(top, null);
  await promote(middle, top);
  await promote(low, middle);
  const friends = await done<{ items: { standing: string }[] }>('listBroughtFriends', {}, top.token);
  expect(friends.items).toMatchObject([{ standing: 'active' }]);
  expect(JSON.stringify(friends)).not.toContain(middle.memberId);

  await meet(buyer, low);
  const order = await buy(buyer, 1);
  const pending = async () => Promise.all([top, middle, low].map(pendingOf));
  const [sellerFen, aboveFen] = [
    share(sku.priceFen, sellerBasisPoints),
    share(sku.priceFen, aboveBasisPoints),
  ];
  expect(await pending()).toEqual([0, aboveFen, sellerFen]);
  const why = await done<Earnings>('getEarnings', {}, middle.token);
  expect(why.items).toMatchObject([{ amountFen: aboveFen, rules: [{ part: 'second_level' }] }]);
  await giveBack(order, 1);
  expect(await pending()).toEqual([0, 0, 0]);

  // Who stopped earns nothing by what is bought afterwards, and who is left above them neither.
  await done('stopPromoting', {}, low.token);
  await buy(buyer, 1);
  expect(await Promise.all([top, middle].map(pendingOf))).toEqual([0, 0]);
  expect(await done<SellerPage>('hqGetSeller', { params: { sellerId: low.memberId } }, hq)).toMatchObject({
    pendingFen: 0,
    rows: [{ standing: 'left', rulesVersion: promoterRulesVersion }],
    broughtBy: { sellerId: middle.memberId },
  });
});

test('a guide resigns: customers are the branch’s, then by its manager a colleague’s, and what was promised stays', async () => {
  const [leaving, colleague] = (await Promise.all(
    ['leaving', 'colleague'].map((name) => fixture.enrol(`guide-${name}`, [branchGrant('guide', here)])),
  )) as [Person, Person];
  const manager = await fixture.enrol('guide-manager', [branchGrant('manager', here)]);
  const customers = await Promise.all(['a', 'b'].map((name) => fixture.enrol(`guided-${name}`)));
  for (const customer of customers) await meet(customer, leaving);
  await buy(customers[0] as Person);
  const promised = await pendingOf(leaving);
  expect(promised).toBe(share(sku.priceFen, sellerBasisPoints));
  const at = { params: { locationId: here } };
  const ofBranch = async (who: Person) =>
    (await done<BranchSellers>('listBranchSellers', at, manager.token)).items.find(
      ({ sellerId }) => sellerId === who.memberId,
    );
  expect(await ofBranch(leaving)).toMatchObject({
    customers: 2,
    earned: { monthFen: promised, monthOrders: 1, pendingFen: promised, availableFen: 0 },
  });

  const params = { locationId: here, memberId: leaving.memberId };
  await done('removeStaff', { params, body: { reason: '辞职' } }, manager.token);
  expect(await Promise.all(customers.map(boundTo))).toEqual([here, here]);
  // What they earn elsewhere from then on is not the branch's to read.
  expect(await ofBranch(leaving)).toMatchObject({ standing: 'left', earned: null });
  const page = await done<SellerPage>('hqGetSeller', { params: { sellerId: leaving.memberId } }, hq);
  expect(page).toMatchObject({
    pendingFen: promised,
    handovers: [{ cause: 'left', to: 'branch', toId: here, state: 'done', moved: 2 }],
  });
  const gone = { to: 'seller', toSellerId: leaving.memberId, reason: '接手' };
  const wrong = { params: { locationId: here, sellerId: colleague.memberId }, body: gone };
  expect((await fixture.invoke('moveBranchCustomers', wrong, { token: manager.token })).code).toBe(
    'seller_not_active',
  );

  // A colleague's own are moved by hand, to whom the manager says.
  const mover = await fixture.enrol('guided-c');
  await meet(mover, colleague);
  const next = await fixture.enrol('guide-next', [branchGrant('guide', here)]);
  const move = { to: 'seller', toSellerId: next.memberId, reason: '换人接手' };
  await done('moveBranchCustomers', { ...wrong, body: move }, manager.token);
  expect(await boundTo(mover)).toBe(next.memberId);
  await buy(mover);
  expect(await pendingOf(next)).toBe(promised);
  expect(await pendingOf(colleague)).toBe(0);
});

test('a leaflet and a shelf are compared by what each brought: scans, members, orders and sales', async () => {
  const brought = new Map<string, Person[]>();
  const codes = new Map<string, string>();
  for (const channel of ['leaflet', 'shelf'] as const) {
    const sceneId = fixture.local.system.ids.next();
    const name = { zh: `秋季${channel}`, en: channel };
    const body = { kind: 'scene', name, channel, campaignId: null, fromDay: null, toDay: null, revision: 0 };
    await done('hqSaveScene', { params: { sceneId }, body }, hq);
    const { code } = await done<{ code: string }>('hqMakeCode', { body: { sceneId, locationId: here } }, hq);
    codes.set(channel, code);
    brought.set(channel, []);
  }
  for (const [channel, name] of [
    ['leaflet', 'a'],
    ['leaflet', 'b'],
    ['shelf', 'c'],
  ] as const) {
    const who = await fixture.enrol(`scene-${name}`);
    await done('recordTouch', { body: { code: codes.get(channel) } }, who.token);
    brought.get(channel)?.push(who);
  }
  const [first] = brought.get('leaflet') ?? [];
  const [atShelf] = brought.get('shelf') ?? [];
  if (!first || !atShelf) throw new Error('nobody scanned');
  await done('recordTouch', { body: { code: codes.get('leaflet') } }, first.token);
  const bought = [await buy(atShelf, 2), await buy(atShelf, 1)];
  await giveBack(bought[1] as OrderView, 1);
  const compared = await done<ComparedScenes>('hqCompareScenes', {}, hq);
  const of = (channel: string) => compared.items.find(({ scene }) => scene.channel === channel);
  expect(of('leaflet')).toMatchObject({ touches: 3, visitors: 2, orders: 0, salesFen: 0 });
  const salesFen = bought[0]?.goodsFen;
  expect(of('shelf')).toMatchObject({ touches: 1, visitors: 1, orders: 2, salesFen });
});

test('headquarters try a changed rule on orders that were placed, see who would earn what, and publish it: running orders keep theirs', async () => {
  const name = 'commission-rates';
  const guide = await fixture.enrol('tried-guide', [branchGrant('guide', here)]);
  const customer = await fixture.enrol('tried-customer');
  await meet(customer, guide);
  await buy(customer);
  const promisedFen = share(sku.priceFen, sellerBasisPoints);
  expect(await pendingOf(guide)).toBe(promisedFen);

  const [lowerBasisPoints, day] = [199, brandDay(fixture.local.clock.nowMs())];
  const rule = ruleWith('all', { pays: { seller: percentPay(lowerBasisPoints) } });
  const { revision: before } = await done<{ revision: number }>('hqGetPolicy', { params: { name } }, hq);
  const content = { ...ratesOf([rule]), caps: noCaps };
  const draft = { params: { name }, body: { revision: before, content } };
  const { revision } = await done<{ revision: number }>('hqSavePolicyDraft', draft, hq);
  const period = { fromDay: day, toDay: day };
  const { id } = await done<RatesTrial>('hqTryCommissionRates', { body: { ...period, revision } }, hq);
  const tried = await done<RatesTrial>('hqGetCommissionTrial', { params: { trialId: id } }, hq);
  expect(tried).toMatchObject({ state: 'done' });
  expect(tried.payees.find(({ payeeId }) => payeeId === guide.memberId)).toMatchObject({
    orders: 1,
    beforeFen: promisedFen,
    afterFen: share(sku.priceFen, lowerBasisPoints),
  });
  expect(tried.afterFen).toBeLessThan(tried.beforeFen);
  // Trying publishes nothing.
  await buy(customer);
  expect(await pendingOf(guide)).toBe(2 * promisedFen);

  await done('hqPublishPolicy', { params: { name }, body: { revision, note: '降一点' } }, hq);
  await buy(customer);
  expect(await pendingOf(guide)).toBe(2 * promisedFen + share(sku.priceFen, lowerBasisPoints));
  const why = await done<Earnings>('getEarnings', {}, guide.token);
  expect(why.items.map(({ rules }) => rules[0]?.basisPoints)).toEqual([
    lowerBasisPoints,
    sellerBasisPoints,
    sellerBasisPoints,
  ]);
  // As the other paths of this file have it.
  const back = {
    ...ratesOf([ruleWith('all', { pays: { seller: percentPay(sellerBasisPoints) } })]),
    caps: noCaps,
  };
  const again = await done<{ revision: number }>('hqGetPolicy', { params: { name } }, hq);
  const saved = await done<{ revision: number }>(
    'hqSavePolicyDraft',
    { params: { name }, body: { revision: again.revision, content: back } },
    hq,
  );
  await done('hqPublishPolicy', { params: { name }, body: { revision: saved.revision, note: '恢复' } }, hq);
});

test('three orders at three branches, a part of one given back, are settled, approved by two, and taken by the guide', async () => {
  const guide = await fixture.enrol('paid-guide', [branchGrant('guide', here)]);
  const customer = await fixture.enrol('paid-customer');
  await meet(customer, guide);
  let [earnedFen, order] = [0, null as OrderView | null];
  for (const at of branches) {
    const bought = await buy(customer, 3, at);
    const clerk = await fixture.enrol(`paid-clerk-${at}`, [branchGrant('clerk', at)]);
    const params = { orderId: bought.id, fulfilmentId: bought.fulfilments[0]?.id ?? '' };
    await done('packFulfilment', { params }, clerk.token);
    const { code } = await done<PickupCode>(
      'getPickupCode',
      { params: { orderId: bought.id } },
      customer.token,
    );
    await done('confirmHandOver', { params: { locationId: at }, body: { code } }, clerk.token);
    earnedFen += share(bought.goodsFen, sellerBasisPoints);
    order = bought;
  }
  expect(await pendingOf(guide)).toBe(earnedFen);
  const last = order as OrderView;
  const ofLast = share(last.goodsFen, sellerBasisPoints);
  await giveBack(last, 1);
  const keptFen = earnedFen - ofLast + Math.floor((ofLast * 2) / 3);
  expect(await pendingOf(guide)).toBe(keptFen);

  // A branch's own guide is paid with the wages, unless headquarters say otherwise.
  const terms = { revision: 0, kind: 'individual', route: 'wechat', onHold: false };
  await done('hqSetPayeeTerms', { params: { payeeId: guide.memberId }, body: terms }, hq);

  // The return window goes by, and the period after it.
  for (let week = 0; week < 7; week += 1) {
    fixture.local.clock.advance(7 * dayMs);
    await fixture.local.processes.settle();
  }
  // By then everybody has to sign in anew.
  hq = await fixture.signIn('hq');
  for (const who of [guide, customer])
    who.token = (await fixture.local.system.sessions.open(who.memberId)).token;
  expect(await done<SellerCockpit>('getSellerCockpit', {}, guide.token)).toMatchObject({ pendingFen: 0 });
  type Run = { id: string; state: string; peopleNeeded: number };
  const runs = async () => (await done<{ items: Run[] }>('hqListSettlementRuns', {}, hq)).items;
  // One began by itself, of a period before all that was due: it is put aside for one of all that is.
  const [early] = await runs();
  if (early?.state === 'tried') {
    expect((await fixture.invoke('hqStartSettlementRun', {}, { token: hq })).code).toBe('settlement_open');
    await done('hqDropSettlementRun', { params: { runId: early.id } }, hq);
  }
  const tried = await done<Run>('hqStartSettlementRun', {}, hq);
  const params = { runId: tried.id };
  const second = await fixture.enrol('paid-finance', [brandGrant('administrator')]);
  for (const token of [hq, hq, second.token])
    if ((await runs())[0]?.state === 'tried') await done('hqApproveSettlementRun', { params }, token);
  expect((await runs())[0]?.state).toBe('done');

  const mine = async () =>
    (await done<{ items: Statement[] }>('listMyStatements', {}, guide.token)).items.filter(
      ({ payout }) => payout !== null,
    );
  const [statement] = await mine();
  const all = (await done<{ items: Statement[] }>('listMyStatements', {}, guide.token)).items;
  expect(all.reduce((sum, { earnedFen: came, takenBackFen }) => sum + came - takenBackFen, 0)).toBe(keptFen);
  expect(statement).toMatchObject({ grossFen: keptFen, closingFen: 0 });
  const payoutId = statement?.payout?.id ?? '';
  // Nobody else takes it.
  const theirs = { params: { payoutId } };
  expect((await fixture.invoke('takeMyPayout', theirs, { token: customer.token })).status).toBe(404);
  for (let taps = 0; taps < 2; taps += 1)
    expect(await done('takeMyPayout', theirs, guide.token)).toMatchObject({ state: 'confirm' });
  await fixture.local.pay.control.transfers.confirm(payoutId);
  await fixture.local.pay.control.tick();
  await fixture.local.processes.settle();
  await expect.poll(async () => (await mine())[0]?.payout?.state).toBe('paid');
  expect(await done<SellerCockpit>('getSellerCockpit', {}, guide.token)).toMatchObject({ availableFen: 0 });
});
