import { branchGrant } from '@jindian/shared/access';
import { type SellerAct, sellerStandings } from '@jindian/shared/contract/selling/sellers';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { actsFrom } from './machine.ts';
import { openSellers, type SellersFixture } from './testing/sellers-fixture.ts';

let bed: SellersFixture;
beforeAll(async () => {
  bed = await openSellers();
});
afterAll(() => bed.close());
beforeEach(() => {
  bed.engine.faults.set();
  for (const name of Object.keys(bed.policy)) delete bed.policy[name as keyof typeof bed.policy];
  bed.off.clear();
});

const promoterAct = (act: SellerAct) =>
  ({ kind: 'promoter', locationId: null, act, reason: '看过了' }) as const;
const asGuide = (sellerId: string) => ({ sellerId, sellerKind: 'guide' }) as const;
const asPromoter = (sellerId: string) => ({ sellerId, sellerKind: 'promoter' }) as const;
async function standingOf(sellerId: string) {
  const page = await bed.sellers.show(sellerId);
  return page.ok ? page.value.rows.map(({ kind, standing }) => [kind, standing]) : page.code;
}

test('what HQ may do follows from the standing', () => {
  expect(sellerStandings.map((standing) => [standing, actsFrom(standing)])).toEqual([
    ['applied', ['approve', 'decline']],
    ['declined', []],
    ['active', ['suspend', 'end']],
    ['suspended', ['resume', 'end']],
    ['left', []],
  ]);
});

describe('a promoter', () => {
  it('has read the rules of today, and waits for headquarters', async () => {
    const member = await bed.person();
    expect(await bed.sellers.becomePromoter(member, { rulesVersion: '2020-01-01' })).toMatchObject({
      ok: false,
      code: 'promoter_rules_changed',
    });
    expect(await bed.becomePromoter(member)).toMatchObject({ ok: true });
    expect(await standingOf(member)).toEqual([['promoter', 'applied']]);
    expect(await bed.sellers.creditable(asPromoter(member))).toMatchObject({ isActive: false });
    expect(await bed.sellers.act(member, promoterAct('approve'))).toMatchObject({ ok: true });
    expect(await standingOf(member)).toEqual([['promoter', 'active']]);
    expect(await bed.sellers.creditable(asPromoter(member))).toEqual({ isActive: true, broughtBy: null });
    // Members who share stand in no list of staff.
    expect((await bed.members.everyGrant()).map(({ memberId }) => memberId)).not.toContain(member);
  });

  it('is one at once where HQ says so, however often they ask at once', async () => {
    bed.policy.promoterJoining = 'at_once';
    const member = await bed.person();
    const asked = await Promise.all([1, 2, 3].map(() => bed.becomePromoter(member)));
    expect(asked.map(({ ok }) => ok)).toEqual([true, true, true]);
    const page = await bed.sellers.show(member);
    expect(page).toMatchObject({
      ok: true,
      value: { rows: [{ standing: 'active', rulesVersion: '2026-11-30' }] },
    });
    const history = page.ok ? page.value.rows[0]?.history : [];
    expect(history?.map(({ standing }) => standing)).toEqual(['applied', 'active']);
    expect((await bed.members.rolesOf(member)).map(({ role }) => role)).toEqual(['promoter']);
  });

  it('stops by themselves, and comes back by headquarters', async () => {
    const member = await bed.promoter();
    expect(await bed.sellers.stopPromoting(member)).toMatchObject({ ok: true });
    expect(await standingOf(member)).toEqual([['promoter', 'left']]);
    expect(await bed.sellers.creditable(asPromoter(member))).toMatchObject({ isActive: false });
    bed.policy.promoterJoining = 'at_once';
    expect(await bed.becomePromoter(member)).toMatchObject({ ok: true });
    expect(await standingOf(member)).toEqual([['promoter', 'applied']]);
  });

  it('who is suspended neither earns nor leaves and comes back', async () => {
    const member = await bed.promoter();
    expect(await bed.sellers.act(member, promoterAct('suspend'))).toMatchObject({ ok: true });
    expect(await bed.sellers.creditable(asPromoter(member))).toMatchObject({ isActive: false });
    expect(await bed.sellers.stopPromoting(member)).toMatchObject({ ok: false, code: 'seller_suspended' });
    expect(await bed.becomePromoter(member)).toMatchObject({ ok: false, code: 'seller_suspended' });
    expect(await bed.sellers.act(member, promoterAct('suspend'))).toMatchObject({ ok: true });
    expect(await bed.sellers.act(member, promoterAct('decline'))).toMatchObject({
      ok: false,
      code: 'transition_refused',
    });
    expect(await bed.sellers.act(member, promoterAct('resume'))).toMatchObject({ ok: true });
    expect(await bed.sellers.creditable(asPromoter(member))).toMatchObject({ isActive: true });
  });

  it('is nobody who sells as something else', async () => {
    const guide = await bed.person([branchGrant('guide', 'B00001')]);
    expect(await bed.becomePromoter(guide)).toMatchObject({ ok: false, code: 'sells_already' });
  });

  it('earns nothing while promoters are off', async () => {
    const member = await bed.promoter();
    bed.off.add('promoters');
    expect(await bed.sellers.creditable(asPromoter(member))).toMatchObject({ isActive: false });
  });
});

describe('a station', () => {
  const asked = { locationId: 'B00001', name: '王家小卖部', address: '李庄村口' };
  const approve = { kind: 'station', locationId: 'B00001', act: 'approve', reason: '看过执照' } as const;

  it('is approved once its papers were seen', async () => {
    const [member, boss] = [await bed.person(), await bed.person()];
    expect(await bed.sellers.applyAsStation(member, { ...asked, locationId: 'B09999' })).toMatchObject({
      code: 'not_found',
    });
    expect(await bed.sellers.applyAsStation(member, asked)).toMatchObject({ ok: true });
    expect(await bed.sellers.act(member, approve)).toMatchObject({ code: 'seller_papers_missing' });
    await bed.members.verifications.verify(
      member,
      {
        kind: 'business_licence',
        companyName: '李庄王家小卖部',
        creditCode: '91350100M000100Y43',
        legalRepresentative: '王五',
        validUntil: null,
      },
      boss,
    );
    expect(await bed.sellers.act(member, approve)).toMatchObject({ ok: true });
    expect(await bed.sellers.show(member)).toMatchObject({
      value: { rows: [{ standing: 'active', station: { name: '王家小卖部', address: '李庄村口' } }] },
    });
    expect(await bed.codes.sellerCode(member)).toMatchObject({
      value: { branchName: { zh: '鼓楼店' } },
    });
  });
});

describe('whoever asked', () => {
  const shop = {
    name: '李家餐馆',
    address: '赵庄村口',
    trade: 'restaurant',
    phone: '0591-88001234',
  } as const;
  const waiting = async () =>
    (await bed.sellers.list({ kind: 'station', standing: 'applied', limit: 20 })).items;
  const decline = { kind: 'station', act: 'decline', reason: '电话打不通' } as const;

  it('waits in turn, mends their words without losing it, and asks one branch at a time', async () => {
    const before = (await waiting()).length;
    const [first, second] = [await bed.person(), await bed.person()];
    await bed.sellers.applyAsStation(first, { ...shop, locationId: 'B00001' });
    bed.clock.advance(60_000);
    await bed.sellers.applyAsStation(second, { ...shop, name: '孙家小店', locationId: 'B00001' });
    bed.clock.advance(60_000);
    await bed.sellers.applyAsStation(first, { ...shop, name: '李家饭店', locationId: 'B00001' });
    expect((await waiting()).slice(before)).toMatchObject([
      { sellerId: first, station: { name: '李家饭店', trade: 'restaurant', phone: '059****1234' } },
      { sellerId: second },
    ]);
    const page = await bed.sellers.list({ kind: 'station', standing: 'applied', limit: before + 1 });
    const rest = { kind: 'station', standing: 'applied', limit: 20, cursor: page.nextCursor ?? '' } as const;
    expect((await bed.sellers.list(rest)).items.map(({ sellerId }) => sellerId)).toEqual([second]);

    await bed.sellers.applyAsStation(first, { ...shop, locationId: 'B00002' });
    expect((await waiting()).slice(before).map(({ sellerId, locationId }) => [sellerId, locationId])).toEqual(
      [
        [second, 'B00001'],
        [first, 'B00002'],
      ],
    );
    expect(await standingOf(first)).toEqual([
      ['station', 'left'],
      ['station', 'applied'],
    ]);
    expect(await bed.sellers.show(first, { masksPhone: false })).toMatchObject({
      value: { rows: [{}, { station: { phone: shop.phone } }] },
    });
  });

  it('reads why headquarters declined, until they ask again', async () => {
    const before = await waiting();
    const member = await bed.person();
    await bed.sellers.applyAsStation(member, { ...shop, locationId: 'B00002' });
    expect(await bed.sellers.act(member, { ...decline, locationId: 'B00002' })).toMatchObject({ ok: true });
    expect(await waiting()).toEqual(before);
    const read = async () => {
      const mine = await bed.sellers.self(member);
      return mine.ok ? mine.value.rows.map((row) => [row.standing, row.declinedBecause]) : mine.code;
    };
    expect(await read()).toEqual([['declined', '电话打不通']]);
    await bed.sellers.applyAsStation(member, { ...shop, locationId: 'B00002' });
    expect(await read()).toEqual([['applied', null]]);
    expect((await waiting()).map(({ sellerId }) => sellerId)).toContain(member);
    // Whoever is taken in by an invitation meanwhile waits no longer.
    await bed.members.grantRole(member, branchGrant('station', 'B00002'));
    expect(await standingOf(member)).toEqual([['station', 'active']]);
    expect(await waiting()).toEqual(before);
  });
});

describe('the list of sellers', () => {
  it('has those who hold the role from before there were rows, and who left', async () => {
    const [guide, former] = [
      await bed.person([branchGrant('guide', 'B00002')]),
      await bed.person([branchGrant('guide', 'B00002')]),
    ];
    await bed.engine.call('DeleteItem', {
      TableName: bed.name,
      Key: { pk: { S: `MEMBER#${guide}` }, sk: { S: 'TRADES_AS#guide#B00002' } },
    });
    await bed.members.revokeRole(former, branchGrant('guide', 'B00002'));
    const at = { kind: 'guide', locationId: 'B00002', limit: 20 } as const;
    const found = await bed.sellers.list(at);
    expect(found.items.map(({ sellerId, standing }) => [sellerId, standing])).toEqual([
      [guide, 'active'],
      [former, 'left'],
    ]);
    expect((await bed.sellers.list({ ...at, standing: 'left' })).items).toMatchObject([
      { sellerId: former, locationName: { zh: '黄浦店' } },
    ]);
    const first = await bed.sellers.list({ ...at, limit: 1 });
    expect(first.items).toHaveLength(1);
    const second = await bed.sellers.list({ ...at, limit: 1, cursor: first.nextCursor ?? '' });
    expect(second.items).toMatchObject([{ sellerId: former }]);
    expect((await bed.sellers.list({ ...at, locationId: undefined, province: '广东省' })).items).toEqual([]);
    const there = (await bed.sellers.atBranch('B00002')).items;
    expect(there.filter(({ kind }) => kind === 'guide')).toHaveLength(2);
  });
});

describe('the second level', () => {
  it('is who brought an active promoter, where HQ has switched it on, and nobody above', async () => {
    const top = await bed.promoter();
    const middle = await bed.promoter(top);
    const low = await bed.promoter(middle);
    expect(await bed.sellers.creditable(asPromoter(low))).toEqual({ isActive: true, broughtBy: middle });
    expect(await bed.sellers.creditable(asPromoter(middle))).toEqual({ isActive: true, broughtBy: top });
    expect(await bed.sellers.creditable(asPromoter(top))).toEqual({ isActive: true, broughtBy: null });
    expect((await bed.sellers.friends(top, { limit: 20 })).items).toHaveLength(1);
    bed.off.add('secondLevel');
    expect(await bed.sellers.creditable(asPromoter(low))).toEqual({ isActive: true, broughtBy: null });
    bed.off.clear();
    await bed.sellers.act(middle, promoterAct('suspend'));
    expect(await bed.sellers.creditable(asPromoter(low))).toEqual({ isActive: true, broughtBy: null });
  });

  it('is never another afterwards, so that there is no circle', async () => {
    const first = await bed.promoter();
    const second = await bed.promoter(first);
    await bed.sellers.stopPromoting(first);
    await bed.scan(first, second);
    await bed.becomePromoter(first);
    await bed.sellers.act(first, promoterAct('approve'));
    expect(await bed.sellers.creditable(asPromoter(first))).toEqual({ isActive: true, broughtBy: null });
    expect(await bed.sellers.creditable(asPromoter(second))).toEqual({ isActive: true, broughtBy: first });
  });

  it('is of promoters alone: a guide brings nobody', async () => {
    const guide = await bed.person([branchGrant('guide', 'B00001')]);
    const member = await bed.promoter(guide);
    expect(await bed.sellers.creditable(asPromoter(member))).toEqual({ isActive: true, broughtBy: null });
    expect(await bed.sellers.creditable(asGuide(guide))).toEqual({ isActive: true, broughtBy: null });
  });
});
