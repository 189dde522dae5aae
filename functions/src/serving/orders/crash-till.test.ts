import { afterAll, beforeAll } from 'vitest';
import {
  createCrashFixture,
  type Run,
  type Scenario,
  type Step,
  surviveCrashes,
} from './testing/crash-fixture.ts';
import { branchIds, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

/**
 * A till sells what an order holds, and the process dies between any two writes from then on: the sale is one fact, and
 * the order is always either where its goods are or on its way there.
 */
let fixture: OrdersFixture;

const sku = 'P013-01';
const [first, second] = branchIds;

beforeAll(async () => {
  fixture = await startOrdersFixture({
    dealers: true,
    stock: { 'P004-01': 500, [sku]: 500 },
    elsewhere: 500,
  });
});
afterAll(() => fixture.close());

const crashFixture = createCrashFixture(() => fixture);
const { answered, place, pay, hear, work } = crashFixture;

const levelOf = async (locationId: string) =>
  (await fixture.system.inventory.levelsAt(locationId)).find(({ skuId }) => skuId === sku);

/** Whatever earlier tills left. */
const restock: Step = async () => {
  const lines = [{ skuId: sku, delta: 20 }];
  const body = { kind: 'receive', reason: '到货', lines };
  const params = { locationId: first };
  answered(await fixture.invoke(fixture.managerOf(first), 'moveStock', { params, body }), 200);
};

/** What the till says is the same whenever it says it again. */
const sales = new Map<string, object>();
const sellAll: Step = async ({ shopper }: Run) => {
  const said = sales.get(shopper.memberId) ?? {
    reference: `till-${shopper.memberId}`,
    occurredAtMs: fixture.clock.nowMs(),
    lines: [{ skuId: sku, quantity: (await levelOf(first))?.onHand }],
  };
  sales.set(shopper.memberId, said);
  const params = { locationId: first };
  const answer = await fixture.invoke<{ lines: { lost: number; short: number }[] }>(
    fixture.managerOf(first),
    'recordTillSale',
    { params, body: said },
  );
  const [line] = answered(answer, 200).lines;
  if (line?.lost !== 2 || line.short !== 0) throw new Error(`told of ${JSON.stringify(line)}`);
};
const accept: Step = async ({ order }) => {
  const params = { orderId: order!.id, fulfilmentId: order!.fulfilments[0]!.id };
  answered(await fixture.invoke(fixture.managerOf(second), 'acceptOffer', { params }), 200);
};
const pickUpElsewhere: Step = async ({ order, shopper }) => {
  const params = { orderId: order!.id };
  const body = { choice: 'another_branch', locationId: second };
  const answer = await fixture.invoke(shopper, 'answerRefusedPickup', { params, body });
  if (answer.code !== 'transition_refused') answered(answer, 200);
};

const scenarios: Record<string, Scenario> = {
  'a delivery whose goods a till sold': {
    before: [restock, place('delivery'), pay, hear, work],
    steps: [sellAll, work, accept, work],
    end: 'paid',
    money: 'captured',
    postings: ['commission', 'order.captured'],
  },
  'a pickup whose goods a till sold': {
    before: [restock, place('pickup'), pay, hear, work],
    steps: [sellAll, work, pickUpElsewhere, work],
    end: 'paid',
    money: 'captured',
    postings: ['commission', 'order.captured'],
  },
  'an unpaid order whose goods a till sold': {
    before: [restock, place('pickup')],
    steps: [sellAll, work, hear, work],
    end: 'cancelled',
    money: 'closed',
    postings: [],
  },
};

surviveCrashes(() => fixture, crashFixture, scenarios);
