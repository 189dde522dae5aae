import type { AttributeMap } from '@jindian/embedded-dynamodb';
import type { RefundPreview } from '@jindian/shared/contract/money/payments';
import { noCaps, noConditions } from '@jindian/shared/contract/selling/rates';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsNow } from './testing/invariants.ts';
import { type RefundsFixture, sandals, shoes, startRefundsFixture } from './testing/refunds-fixture.ts';

let play: RefundsFixture;
let fixture: RefundsFixture['fixture'];
let shopper: RefundsFixture['shopper'];
const refund: RefundsFixture['refund'] = (...asked) => play.refund(...asked);
const arrive = () => play.arrive();
const completed: RefundsFixture['completed'] = (lines) => play.completed(lines);
const refundsAtGateway: RefundsFixture['refundsAtGateway'] = (order) => play.refundsAtGateway(order);

beforeAll(async () => {
  play = await startRefundsFixture();
  ({ fixture, shopper } = play);
});
afterAll(() => fixture.close());

test('a refund is looked at by one chain of timers, however often one of them is delivered', async () => {
  const order = await fixture.paid(shopper, 'pickup', [[shoes, 1]]);
  await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params: { orderId: order.id } });
  await fixture.settle();
  const { store } = fixture.system.orders;
  const refundOf = async () => (await store.read(order.id))!.refunds[0]!;
  const handler = fixture.system.orders.dueHandlers.find(({ kind }) => kind === 'order.refund_check')!;
  const planned = async (): Promise<number> => {
    const { refundId } = await refundOf();
    const scan = { TableName: fixture.tableName };
    const { Items } = (await fixture.engine.call('Scan', scan)) as { Items: AttributeMap[] };
    return Items.filter(({ kind, ref }) => kind?.S === 'order.refund_check' && ref?.S === refundId).length;
  };
  const first = await refundOf();
  const due = {
    kind: 'order.refund_check',
    ref: first.refundId,
    dueAtMs: first.lookAtMs,
    nth: 0,
    data: { orderId: order.id },
  };
  expect(await planned()).toBe(1);
  // The timers take it off when it is safe with the queue; it is still in the table here.
  for (const afterMs of [0, 1, minuteMs, 0]) {
    fixture.clock.advance(afterMs);
    await handler.handle(due);
  }
  await Promise.all([handler.handle(due), handler.handle(due)]);
  expect((await refundOf()).lookAtMs).toBeGreaterThan(first.lookAtMs);
  // The next look has taken the place of the first.
  expect(await planned()).toBe(1);
  await arrive();
  expect((await fixture.look(shopper, order.id)).state).toBe('refunded');
});

describe('a refund by HQ', () => {
  test('says before what goes back to which tender, and gives back just that', async () => {
    const order = await completed([
      [shoes, 2],
      [sandals, 1],
    ]);
    const lines = [
      { lineId: '1', quantity: 1 },
      { lineId: '2', quantity: 0, extraFen: 7 },
    ];
    const params = { orderId: order.id };
    const shown = await fixture.invoke<RefundPreview>(fixture.staff.hq, 'hqPreviewRefund', {
      params,
      body: { lines },
    });
    const amountFen = fixture.priceFen(shoes) + 7;
    expect(shown.body).toEqual({
      amountFen,
      lines: [
        { lineId: '1', quantity: 1, amountFen: amountFen - 7 },
        { lineId: '2', quantity: 0, amountFen: 7 },
      ],
      backs: [{ tenderId: '1', kind: 'wechat_pay', amountFen }],
    });
    expect((await refund(order, lines)).status).toBe(200);
    expect((await fixture.look(shopper, order.id)).refunds[0]).toMatchObject({
      state: 'requested',
      amountFen,
    });
    await arrive();
    const now = await fixture.look(shopper, order.id);
    expect([now.state, now.refundedFen, now.tenders[0]?.refundedFen]).toEqual([
      'completed',
      amountFen,
      amountFen,
    ]);
    expect(now.lines.map((line) => [line.refundedQuantity, line.refundedFen])).toEqual([
      [1, amountFen - 7],
      [0, 7],
    ]);
    expect(now.refunds[0]).toMatchObject({ state: 'succeeded', cause: 'by_hq' });
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test('is one refund when its form is sent twice, and none for other people or other states', async () => {
    const order = await fixture.paid(shopper, 'pickup', [[shoes, 2]]);
    const key = fixture.newKey();
    const answers = await Promise.all(
      [1, 2, 3].map(() => refund(order, [{ lineId: '1', quantity: 1 }], key)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await fixture.look(shopper, order.id)).refunds).toHaveLength(1);
    const body = { lines: [{ lineId: '1', quantity: 1 }], reason: '破损' };
    const params = { orderId: order.id };
    for (const person of [shopper, fixture.staff.manager])
      expect((await fixture.invoke(person, 'hqRefundOrder', { params, body })).status).toBe(403);
    const unpaid = await fixture.placed(shopper, 'pickup', [[shoes, 1]]);
    expect((await refund(unpaid, [{ lineId: '1', quantity: 1 }])).code).toBe('transition_refused');
    expect((await refund(order, [{ lineId: '1', quantity: 0 }])).code).toBe('invalid_request');
    expect((await refund(order, [{ lineId: '7', quantity: 1 }])).code).toBe('refund_exceeds');
    await arrive();
  });

  test('never gives back more than was paid, however many are asked for at once', async () => {
    const order = await completed([[shoes, 3]]);
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, n) =>
        refund(order, [n % 2 === 0 ? { lineId: '1', quantity: 1 } : { lineId: '1', quantity: 2 }]),
      ),
    );
    for (const { status, code } of answers)
      expect(status === 200 || code === 'refund_exceeds' || code === 'busy').toBe(true);
    await arrive();
    for (let minute = 0; minute < 4; minute += 1) await arrive();
    const now = await fixture.look(shopper, order.id);
    expect(now.lines[0]?.refundedQuantity).toBeLessThanOrEqual(3);
    expect(now.refundedFen).toBe(now.lines[0]?.refundedFen);
    expect(answers.filter(({ status }) => status === 200).length).toBe(now.refunds.length);
    expect(now.refunds.length).toBeGreaterThan(0);
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test('waits a minute after another of the same payment, and is asked for by itself then', async () => {
    const order = await completed([[shoes, 3]]);
    for (const _ of [1, 2, 3]) expect((await refund(order, [{ lineId: '1', quantity: 1 }])).status).toBe(200);
    await fixture.settle();
    expect(refundsAtGateway(order)).toHaveLength(1);
    for (let minute = 0; minute < 3; minute += 1) {
      fixture.clock.advance(minuteMs + 1_000);
      await fixture.settle();
      await fixture.pay.control.tick();
    }
    await arrive();
    expect((await fixture.look(shopper, order.id)).refundedFen).toBe(order.lines[0]?.netFen);
    expect(refundsAtGateway(order)).toHaveLength(3);
    expect(await faultsNow(fixture)).toEqual([]);
  });
});

describe('commission and books', () => {
  test('follow every refund of a completed order in proportion, before and after settlement, to nothing', async () => {
    const order = await completed([
      [shoes, 3],
      [sandals, 2],
    ]);
    const earned = async () =>
      (await fixture.invoke<{ pendingFen: number; availableFen: number }>(fixture.staff.guide, 'getEarnings'))
        .body;
    const before = await earned();
    await refund(order, [{ lineId: '1', quantity: 1 }]);
    await arrive();
    expect((await earned()).pendingFen).toBeLessThan(before.pendingFen);
    fixture.clock.advance(8 * dayMs);
    await fixture.settle();
    const settled = await earned();
    expect(await faultsNow(fixture, true)).toEqual([]);
    await refund(order, [
      { lineId: '1', quantity: 2 },
      { lineId: '2', quantity: 1, extraFen: 13 },
    ]);
    await arrive();
    expect((await earned()).availableFen).toBeLessThan(settled.availableFen);
    expect(await faultsNow(fixture, true)).toEqual([]);
    fixture.clock.advance(2 * minuteMs);
    const rest = await fixture.look(shopper, order.id);
    await refund(order, [
      { lineId: '2', quantity: 1 },
      ...(rest.deliveryFeeFen > 0 ? [{ lineId: 'delivery', quantity: 1 }] : []),
    ]);
    await arrive();
    const now = await fixture.look(shopper, order.id);
    expect(now.refundedFen).toBe(order.totalFen);
    expect(await faultsNow(fixture, true)).toEqual([]);
    const lines = (await fixture.system.ledger.postingsOfOrder(order.id)).filter(({ kind }) =>
      kind.startsWith('commission'),
    );
    const sign = (debit: string) => (debit === 'fund-pool' ? 1 : -1);
    expect(lines.reduce((sum, line) => sum + sign(line.debitAccount) * line.amountFen, 0)).toBe(0);
    expect(lines.every(({ state }) => state === 'posted')).toBe(true);
  });

  test('stay within what a seller gets a day at most, and a refund leaves room for the next order', async () => {
    const { rates, orders } = fixture.system;
    const { inForce, revision } = await rates.view();
    const ofOneFen = Math.floor(fixture.priceFen(shoes) / 20);
    const caps = { ...inForce.content.caps, sellerDayFen: 2 * ofOneFen + 1, sellerMonthFen: 9 * ofOneFen };
    const publication = { revision, by: 'hq', note: 'caps', command: null };
    expect(await rates.publishContent({ ...inForce.content, caps }, publication)).toMatchObject({ ok: true });
    const buy = async () => {
      const order = await fixture.paid(shopper, 'pickup', [[shoes, 1]]);
      const { attribution } = (await orders.store.read(order.id))!.detail;
      const [row] = attribution!.byLine;
      expect(attribution!.commissionFen).toBe(row!.amountFen);
      return { order, amountFen: row!.amountFen, limitedBy: row!.limitedBy };
    };
    const first = await buy();
    expect([first, await buy(), await buy(), await buy()]).toMatchObject([
      { amountFen: ofOneFen, limitedBy: undefined },
      { amountFen: ofOneFen, limitedBy: undefined },
      { amountFen: 1, limitedBy: 'seller_day_cap' },
      { amountFen: 0, limitedBy: 'seller_day_cap' },
    ]);
    await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params: { orderId: first.order.id } });
    await arrive();
    expect((await fixture.look(shopper, first.order.id)).state).toBe('refunded');
    expect([await buy(), await buy()]).toMatchObject([
      { amountFen: ofOneFen, limitedBy: undefined },
      { amountFen: 0 },
    ]);
    expect(await faultsNow(fixture, true)).toEqual([]);
  });

  test('are told of the channel that brought the buyer, less what went back, on the day of the payment', async () => {
    const { codes, ids, rates, orders } = fixture.system;
    const name = { zh: '电视广告', en: 'TV spot' };
    const open = { name, fromDay: null, toDay: null, revision: 0 };
    const save = async (input: Parameters<typeof codes.scenes.save>[1]) => {
      const saved = await codes.scenes.save(ids.next(), input, 'hq');
      if (!saved.ok) throw new Error(saved.code);
      return saved.value;
    };
    const campaign = await save({ ...open, kind: 'campaign', channel: null, campaignId: null });
    const scene = await save({ ...open, kind: 'scene', channel: 'tv', campaignId: campaign.id });
    // What its campaign brings pays a rule of its own.
    const { inForce, revision } = await rates.view();
    const rule = { ...inForce.content.rules.at(-1)!, id: 'by_campaign', enabled: true };
    const rules = [{ ...rule, when: { ...noConditions, sceneIds: [campaign.id] } }, ...inForce.content.rules];
    const publication = { revision, by: 'hq', note: 'campaign', command: null };
    const content = { ...inForce.content, rules, caps: noCaps };
    expect(await rates.publishContent(content, publication)).toMatchObject({ ok: true });
    const made = await codes.make({ sellerId: fixture.staff.guide.memberId, sceneId: scene.id });
    if (!made.ok) throw new Error(made.code);
    await fixture.invoke(shopper, 'recordTouch', { body: { code: made.value.code } });

    const order = await completed([[shoes, 2]]);
    const { attribution, address } = (await orders.store.read(order.id))!.detail;
    // Whose goods went where is kept for the rules against fraud.
    expect(await fixture.system.fraud.membersAt(fixture.staff.guide.memberId, address)).toBe(1);
    expect(attribution).toMatchObject({ sceneId: scene.id, campaignId: campaign.id });
    expect(attribution!.rules!.map(({ id }) => id)).toEqual(['by_campaign']);
    const figures = async (id: string) => {
      const found = await codes.scenes.figures(id, {});
      return found.ok ? found.value.total : null;
    };
    const goodsFen = 2 * fixture.priceFen(shoes);
    expect(await figures(scene.id)).toMatchObject({ touches: 1, orders: 1, salesFen: goodsFen });
    await refund(order, [{ lineId: '1', quantity: 1 }]);
    await arrive();
    expect(await figures(scene.id)).toMatchObject({ orders: 1, salesFen: goodsFen / 2 });
    // A campaign has what its channels have.
    expect(await figures(campaign.id)).toMatchObject({ orders: 1, salesFen: goodsFen / 2 });
    expect(await faultsNow(fixture, true)).toEqual([]);
  });
});
