import type { PlacedOrder } from '@jindian/shared/contract/serving/order';
import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import { dayMs, hourMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { madeIn, maxCommandsKept, packMade, unpackMade, unpaidIn, unpaidLimit } from './recent-orders.ts';
import { propertyTimeoutMs } from './testing/commands.ts';
import { faultsNow, readTable } from './testing/invariants.ts';
import { type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

const limit = unpaidLimit(standardSettings(settingsAreas.serving));
const sku = 'P004-01';
let fixture: OrdersFixture;
beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { [sku]: 300 } });
});
afterAll(async () => {
  expect(await faultsNow(fixture)).toEqual([]);
  await fixture.close();
});

type Shopper = Awaited<ReturnType<OrdersFixture['enrol']>>;
const order = (shopper: Shopper, key?: string, pieces = 1) =>
  fixture.invoke<PlacedOrder>(
    shopper,
    'placeOrder',
    { body: fixture.orderBody('pickup', [[sku, pieces]]) },
    key,
  );

async function recentOf(orderId: string) {
  const { orders, recent } = await readTable(fixture);
  const memberId = orders.get(orderId)?.head.memberId;
  return recent.find((one) => one.memberId === memberId)!;
}

test('what is written of a command is read again', () => {
  const id = fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  const orders = fc.array(fc.record({ orderId: id, pieces: fc.option(fc.integer({ min: 1, max: 9_999 })) }), {
    minLength: 1,
    maxLength: 4,
  });
  const made = fc.record({
    atMs: fc.integer({ min: 0, max: 2e9 }).map((seconds) => seconds * 1000),
    inputHash: fc.stringMatching(/^[\w-]{16}$/),
    orders,
  });
  fc.assert(
    fc.property(made, (one) => {
      expect(unpackMade(packMade(one))).toEqual(one);
    }),
  );
});

describe('a command of a shopper', () => {
  test('sent again makes nothing new, whatever was placed and paid meanwhile', async () => {
    const lin = await fixture.enrol();
    const first = await order(lin, 'the-first-key');
    expect(first.status).toBe(201);
    for (let n = 0; n < limit.count + 2; n += 1) await fixture.paid(lin, 'pickup', [[sku, 1]]);
    fixture.clock.advance(2 * dayMs);
    await fixture.settle();
    const again = await order(lin, 'the-first-key');
    expect([again.status, again.body.order.id]).toEqual([201, first.body.order.id]);
    expect((await order(lin, 'the-first-key', 2)).code).toBe('idempotency_key_reused');
  });

  test('at once by one key makes one order', async () => {
    const lin = await fixture.enrol();
    const answers = await Promise.all(Array.from({ length: 6 }, () => order(lin, 'six-times-the-same')));
    const ids = new Set(answers.flatMap(({ status, body }) => (status === 201 ? [body.order.id] : [])));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ status, code }) => status !== 201 && code !== 'busy')).toEqual([]);
  });
});

describe('orders of a shopper who pays', () => {
  test('count no more when it comes to it, and he never holds more than he may, however many he places at once', async () => {
    const lin = await fixture.enrol();
    let last = await fixture.paid(lin, 'pickup', [[sku, 1]]);
    for (let n = 1; n < limit.count; n += 1) last = await fixture.paid(lin, 'pickup', [[sku, 1]]);
    // All of them paid, and all of them counted until somebody looks.
    expect((await recentOf(last.id)).count).toBe(limit.count);
    const answers = await Promise.all(Array.from({ length: limit.count + 4 }, () => order(lin)));
    const placed = answers.filter(({ status }) => status === 201);
    expect(placed.length).toBeGreaterThan(0);
    expect(placed.length).toBeLessThanOrEqual(limit.count);
    for (let n = placed.length; n < limit.count; n += 1) expect((await order(lin)).status).toBe(201);
    expect((await order(lin)).code).toBe('too_much_unpaid');
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test('leave a small item behind: commands too old to be repeated go with the next look', async () => {
    const lin = await fixture.enrol();
    let last = await fixture.paid(lin, 'pickup', [[sku, 1]]);
    for (let n = 0; n < 12; n += 1) {
      fixture.clock.advance(20 * hourMs);
      last = await fixture.paid(lin, 'pickup', [[sku, 1]]);
    }
    const recent = await recentOf(last.id);
    const commands = madeIn(recent);
    expect(commands.size).toBeLessThan(10);
    expect(unpaidIn(commands.values()).count).toBeLessThanOrEqual(limit.count);
    expect(recent.revision).toBe(13);
  });
});

/** What one shopper does in a row: orders that he calls off, a key sent again, time that passes. */
type Doing =
  | { kind: 'order'; times: number }
  | { kind: 'repeat'; nth: number }
  | { kind: 'wait'; hours: number };
const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('order' as const), times: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), nth: fc.nat(99) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.constantFrom(1, 20, 37, 80) }),
  },
);
const maxItemBytes = 6_000;

test(
  'whoever orders and calls off all day is told to wait, and orders again once it is over; what is kept of it stays small',
  async () => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { minLength: 4, maxLength: 6 }), async (doings) => {
        const lin = await fixture.enrol();
        const placed: { key: string; orderId: string; atMs: number }[] = [];
        const once = async () => {
          const key = `often-${lin.memberId}-${fixture.clock.nowMs()}`;
          fixture.clock.advance(1_000);
          const answer = await order(lin, key);
          if (answer.status !== 201) {
            expect([answer.status, answer.code]).toEqual([429, 'rate_limited']);
            // Not before he may have ordered so many.
            const sinceMs = fixture.clock.nowMs() - 3 * dayMs - 2_000;
            expect(placed.filter(({ atMs }) => atMs >= sinceMs).length).toBeGreaterThanOrEqual(
              maxCommandsKept,
            );
            told += 1;
            return false;
          }
          const orderId = answer.body.order.id;
          placed.push({ key, orderId, atMs: fixture.clock.nowMs() });
          const off = await fixture.invoke(lin, 'cancelOrder', { params: { orderId } });
          expect(off.status).toBe(200);
          return true;
        };
        for (const what of [
          { kind: 'order', times: 66 } as const,
          ...doings,
          { kind: 'wait', hours: 73 } as const,
        ]) {
          if (what.kind === 'wait') fixture.clock.advance(what.hours * hourMs);
          if (what.kind === 'order') for (let n = 0; n < what.times && (await once()); n += 1);
          const again = what.kind === 'repeat' ? placed[what.nth % placed.length] : undefined;
          if (again && again.atMs > fixture.clock.nowMs() - 3 * dayMs + 10_000) {
            const answer = await order(lin, again.key);
            expect([answer.status, answer.body.order.id]).toEqual([201, again.orderId]);
          }
          const recent = await recentOf(placed[0]!.orderId);
          expect(JSON.stringify(recent).length).toBeLessThan(maxItemBytes);
        }
        // All of it is over.
        for (let n = 0; n < 10; n += 1) expect(await once()).toBe(true);
        await fixture.settle();
      }),
      { numRuns: 1 },
    );
    expect(told).toBeGreaterThan(0);
  },
  propertyTimeoutMs,
);
