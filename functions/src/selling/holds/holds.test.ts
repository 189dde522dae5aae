import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transact } from '../../platform/transact.ts';
import {
  type CommissionFixture,
  commissionFen,
  type Order,
  paidAtMs,
  soldToAnybody,
  startCommissionFixture,
} from '../commission/testing/commission-fixture.ts';

let fixture: CommissionFixture;
beforeEach(async () => {
  fixture = await startCommissionFixture();
});
afterEach(() => fixture.close());

const released = { release: true, reason: '已核实' };
const refused = { release: false, reason: '自己下的单' };

async function due(): Promise<Order> {
  const order = fixture.newOrder(undefined, ['staff']);
  for (const step of ['paid', 'completed', 'settle'] as const) await fixture.deliver(order, step);
  return order;
}
const commissionIn = async (order: Order) => {
  const { commission, 'pending commission': pending } = await fixture.effectOf(order);
  return { posted: commission ?? 0, pending: pending ?? 0 };
};
const waiting = async () => (await fixture.holds.page('waiting', { limit: 10 })).items;

describe('commission that is held', () => {
  it('stays promised after the return window, on one list, however often it is due', async () => {
    const order = await due();
    await fixture.deliver(order, 'settle');
    expect(await commissionIn(order)).toEqual({ posted: 0, pending: commissionFen });
    expect(await waiting()).toMatchObject([
      { orderId: order.orderId, sellerId: order.sellerId, amountFen: commissionFen, reasons: ['staff'] },
    ]);
    const { items } = await fixture.expectStatementToAddUp(order.sellerId);
    expect(items.map(({ state }) => state)).toEqual(['pending']);
  });

  it('is paid once it is released, and by nobody of their own', async () => {
    const order = await due();
    expect(await fixture.holds.decide(order.orderId, order.sellerId, released)).toMatchObject({
      code: 'hold_own',
    });
    expect(await fixture.holds.decide('01JD9999999999999999999999', 'HQ', released)).toMatchObject({
      code: 'not_found',
    });
    expect(await fixture.holds.decide(order.orderId, 'HQ', released)).toMatchObject({
      value: { state: 'released', decidedBy: 'HQ', reason: '已核实' },
    });
    for (let told = 0; told < 2; told += 1) await fixture.settleAgain(order.orderId);
    expect(await commissionIn(order)).toEqual({ posted: commissionFen, pending: 0 });
    expect(await waiting()).toEqual([]);
    expect(await fixture.holds.decide(order.orderId, 'HQ', refused)).toMatchObject({
      code: 'transition_refused',
    });
    await fixture.expectSoundBooks();
  });

  it('is decided by nobody who is paid by it or who bought it, whoever of them that was', async () => {
    const order = fixture.newOrder(undefined, ['staff']);
    const { attribution } = order;
    const [row] = attribution?.byLine ?? [];
    if (!attribution || !row) throw new Error('no attribution');
    const toBringer = { ...row, part: 'second_level' as const, payeeId: 'BRINGER', amountFen: 495 };
    attribution.byLine = [{ ...row, amountFen: row.amountFen - 495 }, toBringer];
    for (const step of ['paid', 'completed', 'settle'] as const) await fixture.deliver(order, step);
    for (const own of ['BRINGER', soldToAnybody.buyerId, order.sellerId])
      for (const what of [released, refused])
        expect(await fixture.holds.decide(order.orderId, own, what)).toMatchObject({ code: 'hold_own' });
    expect(await fixture.holds.decide(order.orderId, 'HQ', released)).toMatchObject({ ok: true });
  });

  it('is released by whoever leads the branch where HQ let them: of their own people, and never what HQ keeps', async () => {
    const [order, other] = [await due(), fixture.newOrder(undefined, ['banned_source'])];
    for (const step of ['paid', 'completed', 'settle'] as const) await fixture.deliver(other, step);
    const at = order.attribution?.locationId ?? '';
    const { holds } = fixture;
    const reason = { reason: '本人确认过' };
    const there = async (by: string) =>
      (await holds.atBranch(at, by, { limit: 10 })).items.map((one) => [one.orderId, one.mayRelease]);
    expect(await there('MANAGER')).toEqual([
      [other.orderId, false],
      [order.orderId, false],
    ]);
    expect(await holds.releaseAt(at, order.orderId, 'MANAGER', reason)).toMatchObject({ code: 'hold_of_hq' });
    fixture.policy.holdsReleasedBy = 'branch';
    expect(await there('MANAGER')).toEqual([
      [other.orderId, false],
      [order.orderId, true],
    ]);
    expect(await there(order.sellerId)).toEqual([
      [other.orderId, false],
      [order.orderId, false],
    ]);
    expect(await holds.atBranch('B09999', 'MANAGER', { limit: 10 })).toEqual({ items: [], nextCursor: null });
    expect(await holds.releaseAt('B09999', order.orderId, 'MANAGER', reason)).toMatchObject({
      code: 'not_found',
    });
    expect(await holds.releaseAt(at, order.orderId, order.sellerId, reason)).toMatchObject({
      code: 'hold_own',
    });
    expect(await holds.releaseAt(at, other.orderId, 'MANAGER', reason)).toMatchObject({ code: 'hold_of_hq' });
    expect(await holds.releaseAt(at, order.orderId, 'MANAGER', reason)).toMatchObject({
      value: { state: 'released', decidedBy: 'MANAGER' },
    });
    await fixture.settleAgain(order.orderId);
    expect(await commissionIn(order)).toEqual({ posted: commissionFen, pending: 0 });
    expect(await there('MANAGER')).toEqual([[other.orderId, false]]);
  });

  it('is paid to nobody once it is refused, also when goods come back later; what it brought stays in the pool', async () => {
    const order = await due();
    await fixture.holds.decide(order.orderId, 'HQ', refused);
    await fixture.settleAgain(order.orderId);
    await fixture.settleAgain(order.orderId);
    expect(await commissionIn(order)).toEqual({ posted: 0, pending: 0 });
    expect(await fixture.effectOf(order)).toMatchObject({ 'fund-pool': commissionFen });
    await fixture.deliver(order, 'refunded after completion');
    expect(await fixture.effectOf(order)).toEqual({});
    await fixture.expectSoundBooks();
  });

  it('of two who decide at once one does', async () => {
    for (let round = 0; round < 8; round += 1) {
      const order = await due();
      const answers = await Promise.all([
        fixture.holds.decide(order.orderId, 'HQ', released),
        fixture.holds.decide(order.orderId, 'FINANCE', refused),
      ]);
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      const [winner] = answers.filter(({ ok }) => ok);
      await fixture.settleAgain(order.orderId);
      const isReleased = winner?.ok === true && winner.value.state === 'released';
      expect(await commissionIn(order)).toEqual({ posted: isReleased ? commissionFen : 0, pending: 0 });
    }
    await fixture.expectSoundBooks();
  });

  it('goes by page, each once', async () => {
    const orders = [await due(), await due(), await due()];
    const first = await fixture.holds.page('waiting', { limit: 2 });
    const rest = await fixture.holds.page('waiting', { limit: 2, cursor: first.nextCursor ?? undefined });
    const seen = [...first.items, ...rest.items].map(({ orderId }) => orderId);
    expect([seen.length, new Set(seen)]).toEqual([3, new Set(orders.map(({ orderId }) => orderId))]);
    expect(rest.nextCursor).toBeNull();
  });
});

describe('rules against fraud', () => {
  const home = { province: '山东省', city: '烟台市', county: '芝罘区', detail: '南大街 12 号 3 单元 401' };
  type Sold = NonNullable<Order['sold']>;

  /** An order that is due, of which that is known; how its commission stands, and why. */
  async function dueOf(sold: Partial<Sold> = {}, sellerId?: string) {
    const order = { ...fixture.newOrder(sellerId), sold: { ...soldToAnybody, ...sold } };
    for (const step of ['paid', 'completed', 'settle'] as const) await fixture.deliver(order, step);
    const [held] = (await waiting()).filter(({ orderId }) => orderId === order.orderId);
    const { posted } = await commissionIn(order);
    expect(posted).toBe(held ? 0 : commissionFen);
    return held ? { order, reasons: held.reasons, evidence: held.evidence } : null;
  }

  it('let pass what nothing speaks against', async () => {
    expect(await dueOf({ sceneId: 'tv', address: home })).toBeNull();
  });

  it('hold what a burst of binds brought, and say how many', async () => {
    fixture.known.bindsInHour = 199;
    expect(await dueOf()).toBeNull();
    fixture.known.bindsInHour = 200;
    expect(await dueOf()).toMatchObject({ reasons: ['burst_of_binds'], evidence: { bindsInHour: 200 } });
  });

  it('hold what many have sent to one address, however it is typed, of one seller only', async () => {
    const told = async (sellerId: string, buyerId: string, detail: string) => {
      const sold = { ...soldToAnybody, buyerId, address: { ...home, detail } };
      await transact(fixture.table, fixture.fraud.noticeWrites(sellerId, sold, paidAtMs));
    };
    for (const buyer of ['A', 'B', 'C', 'D', 'D']) await told('LI', buyer, home.detail);
    await told('HAN', 'E', home.detail);
    expect(await dueOf({ address: home }, 'LI')).toBeNull();
    await told('LI', 'F', '南大街１２号，３单元４０１');
    expect(await dueOf({ address: home }, 'LI')).toMatchObject({
      reasons: ['one_address'],
      evidence: { membersAtAddress: 5 },
    });
    expect(await dueOf({ address: home }, 'HAN')).toBeNull();
    expect(await dueOf({ address: { ...home, detail: '南大街 13 号' } }, 'LI')).toBeNull();
  });

  it('hold what a banned channel brought, also where it was banned after the order', async () => {
    expect(await dueOf({ sceneId: 'leaflet' })).toBeNull();
    fixture.known.banned.add('leaflet');
    expect(await dueOf({ sceneId: 'leaflet' })).toMatchObject({ reasons: ['banned_source'], evidence: {} });
    expect(await dueOf({ sceneId: 'tv' })).toBeNull();
  });

  it('hold what is paid to the account of whoever bought it', async () => {
    fixture.known.accounts.set('BUYER', 'wechat:o-1').set('LI', 'wechat:o-2').set('HAN', 'wechat:o-1');
    expect(await dueOf({}, 'LI')).toBeNull();
    expect(await dueOf({}, 'HAN')).toMatchObject({ reasons: ['same_account'] });
  });

  it('hold what somebody bought who was found to be the seller since', async () => {
    fixture.known.becameMember.set('PHONE', 'LI');
    expect(await dueOf({ buyerId: 'PHONE' }, 'LI')).toMatchObject({ reasons: ['self'] });
    expect(await dueOf({ buyerId: 'PHONE' }, 'HAN')).toBeNull();
  });

  it('give all reasons there are, with those of the placing, and pay once it is released', async () => {
    fixture.known.banned.add('leaflet');
    fixture.known.bindsInHour = 300;
    const order = {
      ...fixture.newOrder(undefined, ['staff']),
      sold: { ...soldToAnybody, sceneId: 'leaflet' },
    };
    for (const step of ['paid', 'completed', 'settle'] as const) await fixture.deliver(order, step);
    expect(await waiting()).toMatchObject([
      { orderId: order.orderId, reasons: ['staff', 'banned_source', 'burst_of_binds'] },
    ]);
    await fixture.holds.decide(order.orderId, 'HQ', released);
    await fixture.settleAgain(order.orderId);
    expect(await commissionIn(order)).toEqual({ posted: commissionFen, pending: 0 });
  });

  it('hold nothing that is paid already, whatever is found later', async () => {
    const order = { ...fixture.newOrder(), sold: { ...soldToAnybody, sceneId: 'leaflet' } };
    for (const step of ['paid', 'completed', 'settle'] as const) await fixture.deliver(order, step);
    fixture.known.banned.add('leaflet');
    await fixture.deliver(order, 'settle');
    expect(await waiting()).toEqual([]);
    expect(await commissionIn(order)).toEqual({ posted: commissionFen, pending: 0 });
  });
});
