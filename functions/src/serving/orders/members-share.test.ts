import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { MemberPoints, PointsPolicy } from '@jindian/shared/contract/selling/points';
import { dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { standardPointsPolicy } from '../../selling/membership/points/policy.ts';
import type { Person } from './testing/orders-fixture.ts';
import { sandals, shoes, startRefundsFixture } from './testing/refunds-fixture.ts';

/** Points of members, over the API, as orders are paid, handed over and given back. */
let bed: Awaited<ReturnType<typeof startRefundsFixture>>;

beforeEach(async () => {
  bed = await startRefundsFixture();
  await publish({ perPointFen: 100 });
});
afterEach(() => bed.fixture.close());

async function publish(policy: Partial<PointsPolicy>): Promise<void> {
  const { pointsPolicy: document } = bed.fixture.system;
  const { revision } = await document.view();
  const published = await document.publishContent(
    { ...standardPointsPolicy, ...policy },
    { revision, by: bed.fixture.staff.hq.memberId, note: 'points', command: null },
  );
  if (!published.ok) throw new Error(published.code);
  await bed.fixture.settle();
}

async function ask<T>(person: Person, id: EndpointId, input = {}, key?: string) {
  const { status, body, code } = await bed.fixture.invoke<T>(person, id, input, key);
  return { status, body, code };
}
const points = async (person = bed.shopper) => (await ask<MemberPoints>(person, 'getMyPoints')).body;
const sums = async () => {
  const { available, promised, owed } = await points();
  return { available, promised, owed };
};
/** Whole yuan of so many pieces: a point each. */
const pairs = (count: number) => Math.floor((bed.fixture.priceFen(shoes) * count) / 100);

/** The days in which goods can be brought back are over. */
async function windowOver(): Promise<void> {
  bed.fixture.clock.advance(8 * dayMs);
  await bed.fixture.settle();
}

test('an order promises points when it is paid, and they may be used once the goods can no longer come back', async () => {
  const order = await bed.completed([[shoes, 2]]);
  expect(await sums()).toEqual({ available: 0, promised: pairs(2), owed: 0 });
  const body = bed.fixture.orderBody('pickup', [[shoes, 2]]);
  expect(order.points).toBe(pairs(2));
  expect((await ask<{ points?: number }>(bed.shopper, 'quoteOrder', { body })).body.points).toBe(pairs(2));
  await windowOver();
  const { available, promised, lots, lines } = await points();
  expect({ available, promised }).toEqual({ available: pairs(2), promised: 0 });
  expect(lots).toHaveLength(1);
  expect(lines).toMatchObject([
    { kind: 'points.earned', points: pairs(2), orderId: order.id, orderNumber: order.number },
  ]);
});

test('what comes back before takes its part of what was promised, and all of it everything', async () => {
  const order = await bed.completed([
    [shoes, 2],
    [sandals, 1],
  ]);
  const before = (await sums()).promised;
  expect((await bed.refund(order, [{ lineId: order.lines[0]!.id, quantity: 1 }])).status).toBe(200);
  await bed.arrive();
  const left = (await sums()).promised;
  expect(before - left).toBeGreaterThanOrEqual(pairs(1));
  const rest = [
    { lineId: order.lines[0]!.id, quantity: 1 },
    { lineId: order.lines[1]!.id, quantity: 1 },
  ];
  expect((await bed.refund(order, rest)).status).toBe(200);
  await bed.arrive();
  // Of two refunds of one order the second follows a minute later.
  await bed.arrive();
  await windowOver();
  expect(await sums()).toEqual({ available: 0, promised: 0, owed: 0 });
});

test('what comes back later is taken from what there is, and what was spent is made up for by the next order', async () => {
  const { hq } = bed.fixture.staff;
  const order = await bed.completed([[shoes, 2]]);
  await windowOver();
  const params = { memberId: bed.shopper.memberId };
  const spent = pairs(2) - 10;
  const body = { points: 0 - spent, reason: '兑换水杯' };
  expect(await ask(hq, 'hqAdjustPoints', { params, body }, bed.fixture.newKey())).toMatchObject({
    status: 200,
    body: { available: 10 },
  });
  const tooMany = { params, body: { ...body, points: -11 } };
  expect(await ask(hq, 'hqAdjustPoints', tooMany, bed.fixture.newKey())).toMatchObject({
    status: 409,
    code: 'points_short',
  });
  expect((await bed.refund(order, [{ lineId: order.lines[0]!.id, quantity: 2 }])).status).toBe(200);
  await bed.arrive();
  expect(await sums()).toEqual({ available: 0, promised: 0, owed: spent });
  await bed.completed([[shoes, 2]]);
  await windowOver();
  expect(await sums()).toEqual({ available: 10, promised: 0, owed: 0 });
});

describe('expiry', () => {
  test('is told once within the days of the policy, and takes what was not used', async () => {
    await publish({ perPointFen: 100, expiresAfterMonths: 1, noticeDays: 5 });
    await bed.completed([[shoes, 1]]);
    await windowOver();
    const [lot] = (await points()).lots;
    const pass = async (untilMs: number) => {
      bed.fixture.clock.advance(untilMs - bed.fixture.clock.ms);
      await bed.fixture.settle();
    };
    await pass((lot?.expiresAtMs ?? 0) - 6 * dayMs);
    const { system } = bed.fixture;
    expect((await system.membership.points.purseOf(bed.shopper.memberId)).lots[0]?.isTold).toBeFalsy();
    await pass((lot?.expiresAtMs ?? 0) - 4 * dayMs);
    expect((await system.membership.points.purseOf(bed.shopper.memberId)).lots[0]?.isTold).toBe(true);
    await pass((lot?.expiresAtMs ?? 0) + 1_000);
    expect(await points()).toMatchObject({ available: 0, lots: [], owed: 0 });
    expect((await points()).lines[0]).toMatchObject({ kind: 'points.expired', points: 0 - pairs(1) });
  });
});

test('without the module no order earns any, and nobody is told of them', async () => {
  const { system, staff } = bed.fixture;
  const { modules } = system.settings;
  const { revision, inForce } = await modules.view();
  const content = { ...inForce.content, points: 'off' as const };
  await modules.publishContent(content, { revision, by: staff.hq.memberId, note: 'off', command: null });
  await bed.fixture.settle();
  bed.fixture.clock.advance(20_000);
  const order = await bed.completed([[shoes, 1]]);
  expect((await system.orders.store.read(order.id))?.detail.points).toBeUndefined();
  expect(await ask(bed.shopper, 'getMyPoints')).toMatchObject({ code: 'module_off' });
});
