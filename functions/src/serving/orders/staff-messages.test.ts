import { branchGrant } from '@jindian/shared/access';
import { hourMs } from '@jindian/shared/time';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { deliverAgain } from './testing/deliver-again.ts';
import { type OrdersFixture, type Person, startOrdersFixture } from './testing/orders-fixture.ts';
import { branchId, neighbourId } from './testing/orders-network.ts';

let fixture: OrdersFixture;
let shopper: Person;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 200 } });
  shopper = await fixture.enrol();
});
afterAll(() => fixture.close());
const said = new Set<Person>();
afterEach(async () => {
  // What is left of a test's yeses is not another one's.
  for (const { memberId } of said)
    while (await fixture.system.members.takeSubscription(memberId, 'work_arrived'));
  for (const { id } of (await fixture.system.deadLetters.page(50)).items)
    await fixture.system.deadLetters.letGo(id);
});

async function accepts(person: Person, times = 1): Promise<void> {
  said.add(person);
  for (let n = 0; n < times; n += 1) {
    fixture.wechat.control.accept(person.openid, ['local-work_arrived']);
    await fixture.invoke(person, 'recordSubscriptions', { body: { accepted: ['work_arrived'] } });
  }
}
const told = (person: Person) =>
  fixture.wechat.control
    .messages()
    .filter(({ openid, templateId }) => openid === person.openid && templateId === 'local-work_arrived')
    .length;
const settled = async () => {
  await fixture.settle();
  await deliverAgain({ ...fixture, processes: fixture });
};

test('of each order who works there and has said yes is told once, as often as they have said it', async () => {
  const { clerk, otherClerk, guide } = fixture.staff;
  await accepts(clerk, 2);
  await accepts(guide);
  for (const after of [1, 2, 2]) {
    await fixture.paid(shopper, 'pickup');
    await settled();
    expect(told(clerk)).toBe(after);
  }
  // Nobody else: not who never said yes, nor who does not work on orders.
  expect([told(otherClerk), told(guide)]).toEqual([0, 0]);
});

test('what goes to another place is told there', async () => {
  const there = await fixture.enrol([branchGrant('clerk', neighbourId)]);
  const both = await fixture.enrol([branchGrant('clerk', branchId), branchGrant('manager', neighbourId)]);
  await accepts(there, 3);
  await accepts(both, 3);
  const order = await fixture.paid(shopper, 'delivery');
  await fixture.settle();
  const before = order.fulfilments[0]?.place.locationId;
  const [at, elsewhere] = before === branchId ? [branchId, neighbourId] : [neighbourId, branchId];
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
  const counts = () => [told(there), told(both)];
  expect(counts()).toEqual([at === neighbourId ? 1 : 0, 1]);
  const moved = await fixture.invoke(fixture.staff.hq, 'hqAssignFulfilment', {
    params,
    body: { locationId: elsewhere },
  });
  expect(moved.status).toBe(200);
  await fixture.settle();
  // One for an order and a person, wherever it goes.
  expect(counts()).toEqual([1, 1]);
});

test('one who cannot be reached for now hears of it later, and keeps nobody waiting', async () => {
  const [first, second] = [
    await fixture.enrol([branchGrant('clerk', branchId)]),
    await fixture.enrol([branchGrant('clerk', branchId)]),
  ];
  await accepts(first);
  await accepts(second);
  await fetch(`${fixture.wechat.baseUrl}/simulator/control/fail-next`, {
    method: 'POST',
    body: JSON.stringify({
      operation: 'sendSubscribeMessage',
      fault: { errcode: 45_009, errmsg: 'as WeChat says' },
      times: 1,
    }),
  });
  await fixture.paid(shopper, 'pickup');
  await fixture.settle();
  expect(told(first) + told(second)).toBe(1);
  for (let n = 0; n < 12 && told(first) + told(second) < 2; n += 1) {
    fixture.clock.advance(hourMs);
    await fixture.settle();
  }
  expect([told(first), told(second)]).toEqual([1, 1]);
});

test('what was packed before WeChat could be reached is told to nobody any more; what it never takes lies with HQ', async () => {
  const late = await fixture.enrol([branchGrant('clerk', branchId)]);
  await accepts(late, 2);
  const refuse = (errcode: number) =>
    fetch(`${fixture.wechat.baseUrl}/simulator/control/fail-next`, {
      method: 'POST',
      body: JSON.stringify({
        operation: 'sendSubscribeMessage',
        fault: { errcode, errmsg: 'as WeChat says' },
        times: 1,
      }),
    });
  await refuse(45_009);
  const order = await fixture.paid(shopper, 'pickup');
  await fixture.settle();
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
  expect((await fixture.invoke(fixture.staff.clerk, 'packFulfilment', { params })).status).toBe(200);
  fixture.clock.advance(6 * hourMs);
  await fixture.settle();
  expect(told(late)).toBe(0);

  await refuse(47_003);
  const other = await fixture.paid(shopper, 'pickup');
  await fixture.settle();
  expect((await fixture.system.deadLetters.page(50)).items).toMatchObject([
    { queue: 'messages', about: { orderId: other.id } },
  ]);
  expect(told(late)).toBe(0);
});
