import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { SellerCode } from '@jindian/shared/contract/selling/seller';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  branchId,
  type OrdersFixture,
  startOrdersFixture,
} from '../../../serving/orders/testing/orders-fixture.ts';
import { openHq, type Visitor } from '../../testing/visitors.ts';

let fixture: OrdersFixture;
let visitorOf: (token: string) => Visitor;

beforeAll(async () => {
  fixture = await startOrdersFixture();
  const { token } = await fixture.system.sessions.open(fixture.staff.hq.memberId);
  const hq = openHq(fixture.system, { clock: fixture.clock, hqToken: token });
  visitorOf = (given) => hq.visitor(given);
});
afterAll(() => fixture.close());

type Person = Awaited<ReturnType<OrdersFixture['enrol']>>;

async function scan(shopper: Person, guide: Person): Promise<void> {
  const { body } = await fixture.invoke<SellerCode>(guide, 'getSellerCode');
  const touched = await fixture.invoke(shopper, 'recordTouch', { body: { code: body.code } });
  expect(touched.status).toBe(200);
  fixture.clock.advance(1000);
}

test('an order says what its customer had met and why they were whose, and leads to all of it', async () => {
  const { guide, hq: headquarters } = fixture.staff;
  const other = await fixture.enrol([branchGrant('guide', branchId)]);
  const shopper = await fixture.enrol();
  await scan(shopper, guide);
  await scan(shopper, other);
  const order = await fixture.paid(shopper);
  await scan(shopper, guide);

  const hq = visitorOf((await fixture.system.sessions.open(headquarters.memberId)).token);
  const shown = await hq.get(`/hq/orders/${order.id}`);
  const card = shown.text.slice(shown.text.indexOf('id="touches"'));
  expect(card).toContain('同等身份以最近一次为准');
  expect(card).toContain(`/hq/touches/${shopper.memberId}`);

  const all = await hq.get(`/hq/touches/${shopper.memberId}`);
  expect(all.status).toBe(200);
  expect(all.text.match(/同等身份以最近一次为准/g)).toHaveLength(2);
  expect(all.text).toContain('第一次触达');
  expect(all.text).toContain('默认规则');

  expect((await hq.get('/hq/touches/nobody')).status).toBe(404);
  expect((await hq.get(`/hq/touches/${order.id}`)).status).toBe(404);
  // Whoever is not of headquarters, or not of all of it, reads none of it.
  const manager = await fixture.invoke(fixture.staff.manager, 'hqMemberTouches', {
    params: { memberId: shopper.memberId },
  });
  expect(manager.status).toBe(403);
  const own = await fixture.invoke<{ items: { isMine: boolean }[] }>(other, 'getSellerTouches');
  expect(own.body.items.map(({ isMine }) => isMine)).toEqual([true]);
});

test('the settings say as one paragraph what they come to', async () => {
  const auditor = await fixture.enrol([brandGrant('administrator')]);
  const hq = visitorOf((await fixture.system.sessions.open(auditor.memberId)).token);
  const { text } = await hq.get('/hq/settings/selling');
  expect(text).toContain('顾客扫码或打开分享后，30 天内的订单记在其名下');
  expect((await hq.get('/hq/settings/serving')).text).not.toContain('in-words');
});
