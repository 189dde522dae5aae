import type { PickupAlternative } from '@jindian/shared/contract/serving/branch-work';
import type { OrderSummary, OrderView } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SystemFixture, startSystemFixture } from '../../entry/testing/system-fixture.ts';
import { personas } from '../../local/demo/people.ts';
import { transact } from '../../platform/transact.ts';
import { ledgerData } from './completion.ts';
import { nextSequence } from './history.ts';
import { deliverAgain } from './testing/deliver-again.ts';

let fixture: SystemFixture;
const shopper = personas.find(({ id }) => id === 'shopper-lin') as (typeof personas)[number];

beforeAll(async () => {
  fixture = await startSystemFixture();
});
afterAll(() => fixture.local.close());

/** Place, pay, pack and hand over; the shopper may accept a message after paying. */
async function pickUp(accepts: boolean): Promise<string> {
  const { here, invoke, local } = fixture;
  const token = await fixture.signIn('shopper-lin');
  const clerk = await fixture.signIn('clerk-zhou');
  const order = await fixture.pay(token, await fixture.place(token));
  if (accepts) {
    local.wechat.control.accept(shopper.openid, ['local-order_ready']);
    await invoke('recordSubscriptions', { body: { accepted: ['order_ready'] } }, { token });
  }
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' };
  await invoke('packFulfilment', { params }, { token: clerk });
  await local.processes.settle();
  const pickup = await invoke<{ code: string }>(
    'getPickupCode',
    { params: { orderId: order.id } },
    { token },
  );
  const handed = await invoke(
    'confirmHandOver',
    { params: { locationId: here }, body: { code: pickup.body.code } },
    { token: clerk },
  );
  expect(handed.status).toBe(200);
  await local.processes.settle();
  return order.id;
}

async function simulator<T>(path: string): Promise<T> {
  return (await (await fetch(`${fixture.local.wechat.baseUrl}${path}`)).json()) as T;
}

test('who accepted a message is told once that the order is ready; who did not is left alone', async () => {
  const orderId = await pickUp(true);
  await pickUp(false);
  const { messages } = await simulator<{
    messages: { templateId: string; page?: string; data: Record<string, string> }[];
  }>('/simulator/messages');
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatchObject({
    templateId: 'local-order_ready',
    page: `pages/serving/order/index?orderId=${orderId}`,
  });
  expect(JSON.stringify(messages)).not.toContain(shopper.phone);
});

test('WeChat is told once of every hand-over, as picked up by the shopper', async () => {
  const before = await simulator<{ shippings: unknown[] }>('/simulator/shippings');
  await pickUp(false);
  // Delivered again, as queues do: nothing more is uploaded.
  await deliverAgain(fixture.local);
  const after = await simulator<{ shippings: { logisticsType: number }[] }>('/simulator/shippings');
  expect(after.shippings).toHaveLength(before.shippings.length + 1);
  expect(after.shippings.every(({ logisticsType }) => logisticsType === 4)).toBe(true);
});

test('the shopper of a pickup that the branch refused is told, and led to the question', async () => {
  const { invoke, local } = fixture;
  const token = await fixture.signIn('shopper-lin');
  const clerk = await fixture.signIn('clerk-zhou');
  const order = await fixture.pay(token, await fixture.place(token));
  local.wechat.control.accept(shopper.openid, ['local-pickup_refused']);
  await invoke('recordSubscriptions', { body: { accepted: ['pickup_refused'] } }, { token });
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' };
  const refused = await invoke('refuseFulfilment', { params, body: { reason: 'other' } }, { token: clerk });
  expect(refused.status).toBe(200);
  await local.processes.settle();
  const { messages } = await simulator<{ messages: { templateId: string; page?: string }[] }>(
    '/simulator/messages',
  );
  expect(messages.at(-1)).toMatchObject({
    templateId: 'local-pickup_refused',
    page: `pages/serving/order/index?orderId=${order.id}`,
  });
});

test('a pickup that was ready at one branch and goes to another is told, listed and shown where it is now', async () => {
  const { invoke, local, here } = fixture;
  const token = await fixture.signIn('shopper-lin');
  const hq = await fixture.signIn('hq');
  const order = await fixture.pay(token, await fixture.place(token));
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' };
  const listed = async () => {
    const list = await invoke<{ items: OrderSummary[] }>('listOrders', { query: { limit: '20' } }, { token });
    return list.body.items.find(({ id }) => id === order.id);
  };
  const accept = async () => {
    local.wechat.control.accept(shopper.openid, ['local-order_ready']);
    await invoke('recordSubscriptions', { body: { accepted: ['order_ready'] } }, { token });
  };
  const told = async () =>
    (
      await simulator<{
        messages: { templateId: string; page?: string; data: { thing3?: { value: string } } }[];
      }>('/simulator/messages')
    ).messages
      .filter(({ templateId, page }) => templateId === 'local-order_ready' && page?.includes(order.id))
      .map(({ data }) => JSON.stringify(data));
  const nameOf = async (id: string) => (await local.system.network.location(id))?.name.zh ?? id;

  await accept();
  await invoke('packFulfilment', { params }, { token: hq });
  await local.processes.settle();
  expect(await told()).toHaveLength(1);
  expect((await told())[0]).toContain(await nameOf(here));
  expect((await listed())?.pickupPlace?.locationId).toBe(here);

  const refused = await invoke('refuseFulfilment', { params, body: { reason: 'other' } }, { token: hq });
  expect([refused.status, refused.code]).toEqual([200, null]);
  const alternatives = await invoke<{ items: PickupAlternative[] }>(
    'listPickupAlternatives',
    { params: { orderId: order.id } },
    { token },
  );
  const neighbour = alternatives.body.items[0]?.locationId ?? 'none';
  const answer = await invoke<OrderView>(
    'answerRefusedPickup',
    { params: { orderId: order.id }, body: { choice: 'another_branch', locationId: neighbour } },
    { token },
  );
  expect([answer.status, answer.code]).toEqual([200, null]);
  expect(answer.body.fulfilments[0]?.place.locationId).toBe(neighbour);
  expect(await listed()).toMatchObject({
    storefront: { locationId: here },
    pickupPlace: { locationId: neighbour, name: { zh: await nameOf(neighbour) } },
  });

  await accept();
  await invoke('packFulfilment', { params }, { token: hq });
  await local.processes.settle();
  // Events come again, as queues do: nothing is told twice.
  await deliverAgain(local);
  const messages = await told();
  expect(messages).toHaveLength(2);
  expect(messages[1]).toContain(await nameOf(neighbour));
  expect((await listed())?.fulfilmentState).toBe('ready');
});

test('shipping that is told again later is asked about, not uploaded again', async () => {
  const { system, processes } = fixture.local;
  const upload = system.wechat.uploadShippingInfo;
  let uploads = 0;
  system.wechat.uploadShippingInfo = (shipping) => {
    uploads += 1;
    return upload(shipping);
  };
  const orderId = await pickUp(false);
  // The very event once more, long after the first was settled.
  const record = await system.orders.store.read(orderId);
  if (!record) throw new Error('the order is gone');
  await transact(system.table, [
    system.outbox.announce({
      type: 'order.completed',
      data: {
        ...ledgerData(record),
        sequence: nextSequence(record.head),
        commissionFen: 0,
        split: [],
        handedOver: true,
        atMs: system.clock.nowMs(),
      },
    }),
  ]);
  await processes.settle();
  system.wechat.uploadShippingInfo = upload;
  expect(uploads).toBe(1);
});
