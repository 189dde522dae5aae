import type { CommissionRates } from '@jindian/shared/contract/selling/rates';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ratesOf, ruleWith } from '../../selling/commission/testing/rules.ts';
import { faultsNow } from './testing/invariants.ts';
import { type OrdersFixture, type Person, startOrdersFixture } from './testing/orders-fixture.ts';

const sku = 'P004-01';
let fixture: OrdersFixture;
let code: string;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { [sku]: 300 } });
  code = (await fixture.invoke<{ code: string }>(fixture.staff.guide, 'getSellerCode')).body.code;
});
afterAll(async () => {
  expect(await faultsNow(fixture)).toEqual([]);
  await fixture.close();
});

let revision = 1;
async function publish(rates: CommissionRates): Promise<void> {
  const publication = { revision, by: 'hq', note: 'test', command: null };
  expect(await fixture.system.rates.publishContent(rates, publication)).toMatchObject({ ok: true });
  revision += 1;
}
const scan = (person: Person) => fixture.invoke(person, 'recordTouch', { body: { code } });
const frozenOf = async (orderId: string) =>
  (await fixture.system.orders.store.read(orderId))?.detail.attribution ?? null;

test('a rule for new customers is for the first order that is paid, however many were not', async () => {
  await publish(ratesOf([ruleWith('new', { when: { buyers: 'new' } }), ruleWith('all_else')]));
  const shopper = await fixture.enrol();
  await scan(shopper);
  const given = await fixture.placed(shopper, 'pickup', [[sku, 1]]);
  expect(await frozenOf(given.id)).toMatchObject({ isFirstOrder: true, rules: [{ id: 'new' }] });
  const paid = await fixture.paid(shopper, 'pickup', [[sku, 1]]);
  expect(await frozenOf(paid.id)).toMatchObject({ isFirstOrder: true, rules: [{ id: 'new' }] });
  const next = await fixture.placed(shopper, 'pickup', [[sku, 1]]);
  expect(await frozenOf(next.id)).toMatchObject({ isFirstOrder: false, rules: [{ id: 'all_else' }] });
});

test('whether somebody has bought costs how their orders are, and nothing of what these agreed', async () => {
  const shopper = await fixture.enrol();
  await scan(shopper);
  for (let made = 0; made < 6; made += 1) await fixture.paid(shopper, 'pickup', [[sku, 1]]);
  const unitsOf = async (rates: CommissionRates) => {
    await publish(rates);
    // In memory from now on.
    await fixture.system.rates.current();
    fixture.engine.meter.reset();
    await fixture.placed(shopper, 'pickup', [[sku, 1]]);
    return fixture.engine.meter.snapshot();
  };
  const without = await unitsOf(ratesOf([ruleWith('all')]));
  const asking = await unitsOf(ratesOf([ruleWith('all', { when: { buyers: 'returning' } })]));
  // Whose orders, their numbers, and the seven orders; what they agreed is several times as much.
  expect(asking.calls).toEqual({
    ...without.calls,
    BatchGetItem: (without.calls.BatchGetItem ?? 0) + 2,
    Query: 1,
  });
  expect(asking.readUnits - without.readUnits).toBeLessThanOrEqual(7 + 1);
  expect(asking.writeUnits).toBe(without.writeUnits);
});
