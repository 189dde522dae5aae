import type { HqOrder } from '@jindian/shared/contract/hq';
import { afterEach, beforeEach } from 'vitest';
import { createCrashFixture, type Scenario, type Step, surviveCrashes } from './testing/crash-fixture.ts';
import { branchIds, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

/** The same deaths while branches are asked: goods change hands, and must never be held twice or by nobody. */
let fixture: OrdersFixture;

beforeEach(async () => {
  fixture = await startOrdersFixture({
    dealers: true,
    stock: { 'P004-01': 500, 'P013-01': 500 },
    elsewhere: 500,
  });
  await fixture.paid(await fixture.enrol(), 'delivery', [
    ['P004-01', 3],
    ['P013-01', 3],
  ]);
});
afterEach(() => fixture.close());

const crashFixture = createCrashFixture(() => fixture);
const { answered, place, pay, hear, work, tap } = crashFixture;
const [first, second, third, fourth] = branchIds;

/** A repeat of what was done finds it done: the goods have gone on. */
const refuse =
  (by: string): Step =>
  async ({ order }) => {
    const params = { orderId: order!.id, fulfilmentId: order!.fulfilments[0]!.id };
    const body = { reason: 'no_stock', counted: [{ skuId: 'P013-01', onHand: 400 }] };
    const answer = await fixture.invoke(fixture.managerOf(by), 'refuseFulfilment', { params, body });
    if (answer.code === 'offer_gone') return;
    if (answer.code === 'transition_refused' && order!.method === 'pickup') return;
    answered(answer, 200);
  };
const accept =
  (by: string): Step =>
  async ({ order }) => {
    const params = { orderId: order!.id, fulfilmentId: order!.fulfilments[0]!.id };
    answered(await fixture.invoke(fixture.managerOf(by), 'acceptOffer', { params }), 200);
  };
const grab =
  (locationId: string): Step =>
  async ({ order }) => {
    const params = { orderId: order!.id, fulfilmentId: order!.fulfilments[0]!.id, locationId };
    answered(await fixture.invoke(fixture.managerOf(locationId), 'grabFulfilment', { params }), 200);
  };
const pickUpAt =
  (locationId: string): Step =>
  async ({ order, shopper }) => {
    const params = { orderId: order!.id };
    const body = { choice: 'another_branch', locationId };
    const answer = await fixture.invoke(shopper, 'answerRefusedPickup', { params, body });
    if (answer.code !== 'transition_refused') answered(answer, 200);
  };

/** Until the very moment at which the offer ends, in the morning if it was made at night. */
const letLapse: Step = async ({ order }) => {
  const { body } = await fixture.invoke<HqOrder>(fixture.staff.hq, 'hqGetOrder', {
    params: { orderId: order!.id },
  });
  fixture.clock.ms = Math.max(fixture.clock.ms, body.serving?.[0]?.offerUntilMs ?? 0);
};

const asked = [place('delivery'), pay, hear, work];
const served = [tap('packFulfilment'), tap('dispatchFulfilment'), work, tap('deliverFulfilment'), work];
const postings = [
  'commission',
  'order.captured',
  'order.completed',
  'order.completed',
  'service-fee',
  'title.sold',
];

const scenarios: Record<string, Scenario> = {
  'a branch that refuses': {
    steps: [...asked, refuse(first), work, accept(second), ...served],
    end: 'completed',
    money: 'captured',
    postings,
  },
  'a branch that does not answer': {
    before: asked,
    steps: [letLapse, work, accept(second), ...served],
    end: 'completed',
    money: 'captured',
    postings,
  },
  'the grab pool': {
    before: [...asked, refuse(first), refuse(second), work],
    steps: [refuse(third), work, grab(fourth), ...served],
    end: 'completed',
    money: 'captured',
    postings,
  },
  'a refused pickup that is picked up elsewhere': {
    before: [place('pickup'), pay, hear, work],
    steps: [refuse(first), work, pickUpAt(second), work],
    end: 'paid',
    money: 'captured',
    postings: ['commission', 'order.captured'],
  },
};

surviveCrashes(() => fixture, crashFixture, scenarios);
