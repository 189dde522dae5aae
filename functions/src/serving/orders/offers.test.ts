import type { HqOrder } from '@jindian/shared/contract/hq';
import type { GrabPoolItem, WorkItem } from '@jindian/shared/contract/serving/branch-work';
import {
  inWechat,
  type OrderView,
  type PlacedOrder,
  type Quote,
} from '@jindian/shared/contract/serving/order';
import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import { minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { arrivalFrom } from '../sourcing/arrival.ts';
import { faultsNow } from './testing/invariants.ts';
import {
  branchIds,
  type OrdersFixture,
  type Person,
  startOrdersFixture,
  warehouseId,
} from './testing/orders-fixture.ts';

/** Branches of dealers are asked whether they serve; what they answer, or do not, decides where the order goes. */
let fixture: OrdersFixture;
let shopper: Person;

beforeEach(async () => {
  fixture = await startOrdersFixture({ dealers: true });
  shopper = await fixture.enrol();
});
afterEach(async () => {
  expect(await faultsNow(fixture)).toEqual([]);
  await fixture.close();
});

const [first, second, third] = branchIds;
const sku = 'P004-01';

async function placed(lines: [typeof sku, number][] = [[sku, 1]]): Promise<OrderView> {
  return fixture.paid(shopper, 'delivery', lines);
}

const look = (order: OrderView) => fixture.look(shopper, order.id);
const partOf = (order: OrderView) => order.fulfilments[0]!;
const paramsOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: partOf(order).id });

function accept(order: OrderView, by: string) {
  return fixture.invoke<WorkItem>(fixture.managerOf(by), 'acceptOffer', { params: paramsOf(order) });
}
function refuse(order: OrderView, by: string, body: object = { reason: 'too_far' }) {
  return fixture.invoke(fixture.managerOf(by), 'refuseFulfilment', { params: paramsOf(order), body });
}
async function grabPoolOf(locationId: string): Promise<GrabPoolItem[]> {
  const params = { locationId };
  const answer = await fixture.invoke<{ items: GrabPoolItem[] }>(
    fixture.managerOf(locationId),
    'listGrabPool',
    { params },
  );
  return answer.body.items;
}
function grab(order: OrderView, locationId: string) {
  const params = { ...paramsOf(order), locationId };
  return fixture.invoke<WorkItem>(fixture.managerOf(locationId), 'grabFulfilment', { params });
}
async function level(locationId: string) {
  const all = await fixture.system.inventory.levelsAt(locationId);
  return all.find(({ skuId }) => skuId === sku)!;
}
async function hqOrder(order: OrderView): Promise<HqOrder> {
  return (await fixture.invoke<HqOrder>(fixture.staff.hq, 'hqGetOrder', { params: { orderId: order.id } }))
    .body;
}
async function report(locationId: string) {
  await fixture.settle();
  const answer = await fixture.invoke<{ rows: { locationId: string }[] }>(
    fixture.staff.hq,
    'hqRefusalReport',
  );
  return answer.body.rows.find((row) => row.locationId === locationId);
}
/** Everybody on the list says no, one after another. */
async function refusedBy(order: OrderView, ...by: string[]): Promise<OrderView> {
  for (const locationId of by) expect((await refuse(await look(order), locationId)).status).toBe(200);
  await fixture.settle();
  return look(order);
}
/** How far a grab pool is from whoever opened it: three single refusals. */
const intoGrabPool = (order: OrderView) => refusedBy(order, ...branchIds.slice(0, 3));

describe('an offer', () => {
  test('is accepted or refused on a busy table: its branch is told to try again, and can', async () => {
    const order = await placed();
    fixture.engine.faults.set((operation, { input }) =>
      operation !== 'Query' && JSON.stringify(input).includes('"sk":{"S":"ORDER"}') ? 'conflict' : 'none',
    );
    expect((await accept(order, first)).code).toBe('busy');
    expect((await refuse(order, first)).code).toBe('busy');
    fixture.engine.faults.set();
    expect((await accept(order, first)).status).toBe(200);
  });

  test('is made to the branch of the grid once the order is paid, and nobody packs before it is accepted', async () => {
    const order = await placed();
    expect(partOf(order)).toMatchObject({ state: 'offered', place: { locationId: first } });
    const packed = await fixture.invoke(fixture.managerOf(first), 'packFulfilment', {
      params: paramsOf(order),
    });
    expect(packed).toMatchObject({ status: 409, code: 'transition_refused' });
    const accepted = await accept(order, first);
    expect(accepted).toMatchObject({ status: 200, body: { state: 'to_pack', offerUntilMs: null } });
    expect((await accept(order, first)).status).toBe(200);
    expect(await report(first)).toMatchObject({ offers: 1, accepted: 1, refusals: 0, timeouts: 0 });
    // Given back after it was taken: no second answer to the one question.
    await refuse(await look(order), first);
    expect(await report(first)).toMatchObject({ offers: 1, accepted: 1, refusals: 0, givenBack: 1 });
  });

  test('that is refused tells its branch who has it now, and its shopper that it was passed on, without a reason', async () => {
    const order = await placed();
    const refused = await refuse(order, first);
    const now = partOf(await look(order));
    expect(refused.body).toEqual({ to: { kind: 'place', name: now.place.name } });
    expect(now.place.locationId).not.toBe(first);
    expect(now.passedOn).toEqual([{ atMs: now.history.at(-1)?.atMs, from: 'branch' }]);
    expect(JSON.stringify(await look(order))).not.toContain('too_far');
    // A colleague's word is kept for whoever has it next, and never shown to the shopper.
    const note = (by: string) =>
      fixture.invoke(fixture.managerOf(by), 'addWorkNote', {
        params: paramsOf(order),
        body: { kind: 'note', text: '顾客要礼盒' },
      });
    expect((await note(first)).code).toBe('offer_gone');
    expect((await note(now.place.locationId)).status).toBe(200);
    const seen = await fixture.invoke<WorkItem>(fixture.managerOf(now.place.locationId), 'getWorkItem', {
      params: paramsOf(order),
    });
    expect(seen.body.staffNotes).toMatchObject([{ kind: 'note', text: '顾客要礼盒' }]);
    expect(JSON.stringify(await look(order))).not.toContain('礼盒');
  });

  test('is expected when the quote said, and anew from whoever it goes on to: the same for shopper, clerk and HQ', async () => {
    const body = fixture.orderBody('delivery', [[sku, 1]]);
    const quote = await fixture.invoke<Quote>(shopper, 'quoteOrder', { body });
    const order = await placed();
    const before = partOf(order).expected!;
    expect(before.fromMs).toBeGreaterThan(order.createdAtMs);
    expect(before.byMs - quote.body.serving.expected!.byMs).toBeLessThanOrEqual(30 * minuteMs);
    fixture.clock.advance(3 * minuteMs);
    expect(partOf(await look(order)).expected).toEqual(before);
    await refuse(order, first);
    const now = partOf(await look(order));
    const { distanceMeters } = (
      await fixture.invoke<WorkItem>(fixture.managerOf(now.place.locationId), 'getWorkItem', {
        params: paramsOf(order),
      })
    ).body;
    const settings = {
      places: standardSettings(settingsAreas.places),
      serving: standardSettings(settingsAreas.serving),
    };
    const place = (await fixture.system.network.location(now.place.locationId))!;
    const anew = arrivalFrom(place, distanceMeters ?? 0, settings, now.history.at(-1)!.atMs);
    expect(now.expected).toEqual(anew);
    expect(anew.fromMs).toBeGreaterThan(before.fromMs);
    expect((await hqOrder(order)).order.fulfilments[0]!.expected).toEqual(anew);
    // Whoever says yes a while later brings it that much later.
    fixture.clock.advance(9 * minuteMs);
    const seen = await accept(await look(order), now.place.locationId);
    const accepted = arrivalFrom(place, distanceMeters ?? 0, settings, fixture.clock.nowMs());
    expect(seen.body.expected).toEqual(accepted);
    expect(partOf(await look(order)).expected).toEqual(accepted);
    const fetched = await fixture.invoke<Quote>(shopper, 'quoteOrder', {
      body: fixture.orderBody('pickup', [[sku, 1]]),
    });
    expect(fetched.body.serving.expected).toBeNull();
  });

  test('that is paid at the last minute is expected no sooner than its branch needs', async () => {
    const body = fixture.orderBody('delivery', [[sku, 1]]);
    const placed = await fixture.invoke<PlacedOrder>(shopper, 'placeOrder', { body });
    const { order, payment } = placed.body;
    const needed = partOf(order).expected!.fromMs - order.createdAtMs;
    fixture.clock.advance(14 * minuteMs);
    expect(await fixture.confirmInWallet(inWechat(payment)!, shopper.openid)).toBe(true);
    await fixture.pay.control.tick();
    await fixture.settle();
    const now = partOf(await look(order));
    expect(now.expected!.fromMs - now.history.at(-1)!.atMs).toBe(needed);
  });

  test('hides who the shopper is until it is accepted, and from every other branch always', async () => {
    const order = await placed();
    const params = paramsOf(order);
    const offered = await fixture.invoke<WorkItem>(fixture.managerOf(first), 'getWorkItem', { params });
    expect(offered.body).toMatchObject({ address: null, shopperName: '' });
    await accept(order, first);
    const taken = await fixture.invoke<WorkItem>(fixture.managerOf(first), 'getWorkItem', { params });
    expect(taken.body.address?.recipientName).toBe('林女士');
    expect((await fixture.invoke(fixture.managerOf(second), 'getWorkItem', { params })).code).toBe(
      'not_found',
    );
  });

  test('refused, the goods are held at the next branch at once, and the first is answered that it is gone', async () => {
    const order = await placed();
    expect(await level(first)).toMatchObject({ onHand: 5, reserved: 1 });
    expect((await refuse(order, first)).status).toBe(200);
    expect(await level(first)).toMatchObject({ onHand: 5, reserved: 0 });
    expect(await level(second)).toMatchObject({ onHand: 2, reserved: 1 });
    expect(partOf(await look(order))).toMatchObject({ state: 'offered', place: { locationId: second } });
    expect((await refuse(order, first)).code).toBe('offer_gone');
    expect((await accept(order, first)).code).toBe('offer_gone');
    const { attempts } = await hqOrder(order);
    expect(attempts).toMatchObject([
      { from: { locationId: first }, reason: 'too_far', to: { locationId: second } },
    ]);
    const why = attempts[0]?.trail.find(({ locationId }) => locationId === first);
    expect(why).toMatchObject({ chosen: false, reason: 'already_refused' });
  });

  test('refused because nothing is there, the level becomes what is there, with a movement', async () => {
    const order = await placed();
    const refusal = { reason: 'no_stock', counted: [{ skuId: sku, onHand: 0 }] };
    expect((await refuse(order, first, { reason: 'no_stock' })).code).toBe('invalid_request');
    expect((await refuse(order, first, refusal)).status).toBe(200);
    expect(await level(first)).toMatchObject({ onHand: 0, reserved: 0 });
    const moves = await fixture.system.inventory.movementsAt(first);
    expect(moves.slice(-2).map(({ kind }) => kind)).toEqual(['release', 'adjust']);
    expect(await report(first)).toMatchObject({ refusals: 1, byReason: { no_stock: 1 } });
  });

  test('a count takes nothing that other orders hold', async () => {
    const others = await fixture.enrol();
    await fixture.paid(others, 'pickup', [[sku, 3]]);
    const order = await placed();
    expect(await level(first)).toMatchObject({ onHand: 5, reserved: 4 });
    await refuse(order, first, { reason: 'no_stock', counted: [{ skuId: sku, onHand: 0 }] });
    expect(await level(first)).toMatchObject({ onHand: 3, reserved: 3 });
  });

  test('refused for its price: HQ reads by how much the branch is dearer', async () => {
    const order = await placed([[sku, 2]]);
    const priceFen = order.lines[0]!.unitPriceFen + 8_000;
    await refuse(order, first, { reason: 'price', localPrices: [{ skuId: sku, priceFen }] });
    expect((await hqOrder(order)).attempts[0]).toMatchObject({ reason: 'price', priceGapFen: 16_000 });
    expect(await report(first)).toMatchObject({ priceGapFen: 16_000, refusedGoodsFen: order.goodsFen });
  });

  test('not answered in time, it goes on; the time to answer does not run at night', async () => {
    const order = await placed();
    fixture.clock.advance(14 * minuteMs);
    await fixture.settle();
    expect(partOf(await look(order)).place.locationId).toBe(first);
    fixture.clock.advance(minuteMs);
    await fixture.settle();
    expect(partOf(await look(order))).toMatchObject({ state: 'offered', place: { locationId: second } });
    expect(await report(first)).toMatchObject({ timeouts: 1, refusals: 0 });
    // 21:05: the shops closed at nine. The offer stands until a quarter past nine in the morning.
    fixture.clock.ms = Date.UTC(2026, 4, 20, 13, 5);
    const late = await fixture.paid(shopper, 'delivery', [[sku, 1]]);
    const { serving } = await hqOrder(late);
    expect(serving[0]?.offerUntilMs).toBe(Date.UTC(2026, 4, 21, 1, 15));
  });

  test('answered at the very end of its time, by the branch and by the clock at once, has one outcome', async () => {
    for (let round = 0; round < 4; round += 1) {
      const order = await placed();
      const before = partOf(order).place.locationId;
      fixture.clock.advance(15 * minuteMs);
      const [answer] = await Promise.all([accept(order, before), fixture.settle()]);
      const part = partOf(await look(order));
      if (answer.status === 200)
        expect(part).toMatchObject({ state: 'to_pack', place: { locationId: before } });
      else expect([answer.code, part.place.locationId === before]).toEqual(['offer_gone', false]);
      expect(await faultsNow(fixture)).toEqual([]);
      await fixture.invoke(shopper, 'cancelOrder', { params: { orderId: order.id } });
    }
  });

  test('delivered by a dealer: he is owed for his goods and for serving, out of the sale and the fund pool', async () => {
    const order = await placed();
    await accept(order, first);
    const { serving } = await hqOrder(order);
    const feeFen = serving[0]!.serviceFeeFen;
    expect(feeFen).toBeGreaterThan(0);
    for (const id of ['packFulfilment', 'dispatchFulfilment', 'deliverFulfilment'] as const) {
      const params = paramsOf(order);
      expect((await fixture.invoke(fixture.managerOf(first), id, { params })).status).toBe(200);
    }
    await fixture.settle();
    const { postings } = await hqOrder(order);
    const owner = `owner:dealer-${first}`;
    expect(postings.find(({ kind }) => kind === 'service-fee')).toMatchObject({
      debitAccount: 'fund-pool',
      creditAccount: owner,
      amountFen: feeFen,
    });
    const title = postings.find(({ kind }) => kind === 'title.sold');
    expect(title).toMatchObject({ debitAccount: 'sales', creditAccount: owner });
    expect((await fixture.system.ledger.balanceOf(owner)).postedFen).toBe(feeFen + title!.amountFen);
    expect(await faultsNow(fixture, true)).toEqual([]);
  });
});

describe('the grab pool', () => {
  test('opens after three refusals: those who have not refused see it, with distance, goods and fee', async () => {
    const order = await intoGrabPool(await placed());
    expect(partOf(order)).toMatchObject({ state: 'in_grab_pool' });
    expect(await grabPoolOf(first)).toEqual([]);
    for (const locationId of branchIds.slice(3)) {
      const [item] = await grabPoolOf(locationId);
      expect(item).toMatchObject({ orderId: order.id, area: '某市某县', goodsFen: order.goodsFen });
      expect(item!.distanceMeters).toBeGreaterThan(10_000);
      expect(item!.serviceFeeFen).toBeGreaterThan(0);
      expect(JSON.stringify(item)).not.toMatch(/林女士|13800010001|某路/);
    }
    // Held meanwhile at the warehouse, which serves if nobody wants it.
    expect(partOf(order).place.locationId).toBe(warehouseId);
    expect(await level(warehouseId)).toMatchObject({ reserved: 1 });
  });

  test('has one winner, however many grab at once and however often', async () => {
    const order = await intoGrabPool(await placed());
    const able = branchIds.slice(3);
    const answers = await Promise.all(
      [...able, ...able, ...able].map((locationId) => grab(order, locationId)),
    );
    const winners = new Set(
      answers.flatMap(({ status, body }) => (status === 200 ? [body.place.locationId] : [])),
    );
    expect(winners.size).toBe(1);
    const [winner] = winners;
    for (const { status, code } of answers)
      expect(status === 200 || code === 'grabbed_by_other' || code === 'busy').toBe(true);
    expect(partOf(await look(order))).toMatchObject({ state: 'to_pack', place: { locationId: winner } });
    expect(await level(winner!)).toMatchObject({ reserved: 1 });
    expect(await level(warehouseId)).toMatchObject({ reserved: 0 });
    for (const locationId of able) expect(await grabPoolOf(locationId)).toEqual([]);
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test('is for those who were invited: anybody else grabs nothing', async () => {
    const order = await intoGrabPool(await placed());
    expect((await grab(order, second)).code).toBe('grabbed_by_other');
    expect((await grab(order, warehouseId)).code).toBe('not_found');
  });

  test('in which nobody grabs ends with whoever held the goods', async () => {
    const order = await intoGrabPool(await placed());
    fixture.clock.advance(31 * minuteMs);
    await fixture.settle();
    expect(partOf(await look(order))).toMatchObject({ state: 'to_pack', place: { locationId: warehouseId } });
    expect(await level(warehouseId)).toMatchObject({ onHand: 2, reserved: 1 });
    expect((await grab(order, branchIds[3])).code).toBe('grabbed_by_other');
  });

  test('goes away when the shopper calls the order off', async () => {
    const order = await intoGrabPool(await placed());
    await fixture.invoke(shopper, 'cancelOrder', { params: { orderId: order.id } });
    expect(await grabPoolOf(branchIds[3])).toEqual([]);
    expect((await grab(order, branchIds[3])).code).toBe('grabbed_by_other');
    expect(await level(warehouseId)).toMatchObject({ reserved: 0 });
  });
});

test('the third branch is no farther away than it says', async () => {
  const order = await refusedBy(await placed(), first, second);
  const item = await fixture.invoke<WorkItem>(fixture.managerOf(third), 'getWorkItem', {
    params: paramsOf(order),
  });
  expect(item.body.distanceMeters).toBeGreaterThan(0);
  expect(item.body.serviceFeeFen).toBeGreaterThan((await hqOrder(await placed())).serving[0]!.serviceFeeFen);
});
