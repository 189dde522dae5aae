import { dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { branchId, branchIds } from '../orders/testing/orders-fixture.ts';
import { type ReturnsFixture, sandals, shoes, startReturnsFixture } from './testing/returns-fixture.ts';

let play: ReturnsFixture;
let fixture: ReturnsFixture['fixture'];
const [, other] = branchIds;

beforeAll(async () => {
  play = await startReturnsFixture();
  ({ fixture } = play);
});
afterAll(() => fixture.close());

test('bought at A, returned at B, owned by dealer C, credited to guide D: every account and level is right', async () => {
  const owners = ['owner:dealer-B001', `owner:dealer-${other}`, 'sales', 'wechat-clearing', 'fund-pool'];
  const accounts = () => Promise.all(owners.map((account) => play.balance(account)));
  const beforeFen = await accounts();
  const before = [await play.levelAt(branchId, shoes), await play.levelAt(other, shoes)];
  const order = await play.fetched([[shoes, 2]]);
  const priceFen = fixture.priceFen(shoes);
  const betweenFen = Math.floor((priceFen * 6_600) / 10_000);
  const commissionFen = Math.floor((2 * priceFen * 500) / 10_000);
  const sold = await accounts();
  // The dealer is owed the price between owners of both; HQ has the money, less that and less the commission.
  expect(sold.map((fen, at) => fen - (beforeFen[at] ?? 0))).toEqual([
    2 * betweenFen,
    0,
    2 * priceFen - 2 * betweenFen - commissionFen,
    2 * priceFen,
    commissionFen,
  ]);

  // One comes back, at a branch of another dealer.
  const done = play.well(await play.takeBack(other, order, [{ lineId: '1', quantity: 1 }]), 201);
  expect(done).toMatchObject({ state: 'received', amountFen: priceFen, feeFen: 0 });
  expect(done.receivedAt?.locationId).toBe(other);
  await play.arrive();
  const now = await fixture.look(play.shopper, order.id);
  expect(now).toMatchObject({ state: 'completed', refundedFen: priceFen });
  expect((await play.listed(order)).items[0]).toMatchObject({ state: 'refunded', refundState: 'succeeded' });

  // It lies there, and is that dealer's: he owes what the first is owed, and HQ owes nothing for it any more.
  expect(await play.levelAt(branchId, shoes)).toEqual(
    before[0]?.map((level) => level.replace(/\d+$/, (n) => String(Number(n) - 2))),
  );
  expect(await play.levelAt(other, shoes)).toEqual(
    before[1]?.map((level) => level.replace(/\d+$/, (n) => String(Number(n) + 1))),
  );
  const kept = Math.floor((priceFen * 500) / 10_000);
  const ended = await accounts();
  expect(ended.map((fen, at) => fen - (beforeFen[at] ?? 0))).toEqual([
    2 * betweenFen,
    -betweenFen,
    priceFen - betweenFen - kept,
    priceFen,
    kept,
  ]);
  const { pendingInFen, pendingOutFen } = await fixture.system.ledger.balanceOf(
    `commission:${fixture.staff.guide.memberId}`,
  );
  expect(pendingInFen - pendingOutFen).toBe(kept);
  const books = await fixture.system.ledger.verifyLedger();
  expect([books.imbalanceFen, books.faults]).toEqual([0, []]);
  for (const place of fixture.stockedIds) expect(await fixture.system.inventory.audit(place)).toEqual([]);
});

describe('what is taken back', () => {
  test('is no piece twice, whoever asks and however often', async () => {
    const order = await play.fetched([[shoes, 2]]);
    const key = fixture.newKey();
    const twice = await Promise.all(
      [1, 2, 3].map(() => play.takeBack(other, order, [{ lineId: '1', quantity: 1 }], {}, key)),
    );
    expect(twice.map(({ status }) => status)).toEqual([201, 201, 201]);
    const rest = await Promise.all([
      ...[1, 2, 3].map(() => play.takeBack(branchId, order, [{ lineId: '1', quantity: 1 }])),
      play.ask(order, [{ lineId: '1', quantity: 1 }]),
    ]);
    expect(rest.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, code } of rest)
      expect(status === 201 || code === 'nothing_to_return' || code === 'busy').toBe(true);
    expect((await play.takeBack(other, order, [{ lineId: '1', quantity: 1 }])).code).toBe(
      'nothing_to_return',
    );
    await play.arrive();
    await play.arrive();
    expect((await fixture.look(play.shopper, order.id)).refundedFen).toBeLessThanOrEqual(
      2 * fixture.priceFen(shoes),
    );
  });

  test('is asked for by its shopper, shown before, and brought anywhere', async () => {
    const order = await play.fetched([
      [shoes, 1],
      [sandals, 2],
    ]);
    const lines = [{ lineId: '2', quantity: 1 }];
    const preview = play.well(
      await fixture.invoke<{ amountFen: number; backs: unknown[]; decidedAtOnce: boolean }>(
        play.shopper,
        'previewReturn',
        { params: { orderId: order.id }, body: { lines, reason: 'changed_mind' } },
      ),
    );
    const amountFen = fixture.priceFen(sandals);
    expect(preview).toMatchObject({
      amountFen,
      decidedAtOnce: true,
      backs: [{ kind: 'wechat_pay', amountFen }],
    });
    const unknown = await fixture.invoke(play.shopper, 'askReturn', {
      params: { orderId: order.id },
      body: { lines, reason: 'changed_mind', way: 'counter', imagePaths: [`/pictures/${'0'.repeat(32)}`] },
    });
    expect(unknown.code).toBe('picture_unknown');
    const made = play.well(await play.ask(order, lines), 201);
    expect(made).toMatchObject({ state: 'approved', can: { cancel: true, send: false } });
    expect((await play.listed(order)).lines.map(({ quantity }) => quantity)).toEqual([1, 1]);
    const { body: found } = await fixture.invoke<{ items: { orderId: string }[] }>(
      fixture.managerOf(other),
      'findCounterOrder',
      { params: { locationId: other }, body: { text: order.number } },
    );
    expect(found.items.map(({ orderId }) => orderId)).toEqual([order.id]);
    expect(JSON.stringify(found)).not.toContain(play.shopper.memberId);
    const received = play.well(
      await play.receive(other, made, [{ ...lines[0]!, disposition: 'quarantine' }]),
    );
    expect(received.state).toBe('received');
    expect(await play.levelAt(other, sandals)).toContain('hq quarantine 1');
    await play.arrive();
    expect((await play.listed(order)).items[0]?.state).toBe('refunded');
  });

  test('is what was sold: of other goods nothing is given back, and HQ reads of it', async () => {
    const order = await play.fetched([[shoes, 1]]);
    const made = play.well(await play.ask(order, [{ lineId: '1', quantity: 1 }]), 201);
    const done = play.well(
      await play.receive(branchId, made, [{ lineId: '1', quantity: 1, disposition: 'other_goods' }]),
    );
    expect(done).toMatchObject({ state: 'kept', amountFen: 0, suspicions: ['other_goods'] });
    await play.arrive();
    expect((await fixture.look(play.shopper, order.id)).refundedFen).toBe(0);
  });

  test('is for who bought it to ask, and for who works there to receive', async () => {
    const order = await play.fetched([[shoes, 1]]);
    const lines = [{ lineId: '1', quantity: 1 }];
    const stranger = await fixture.enrol();
    expect((await play.ask(order, lines, { who: stranger })).code).toBe('not_found');
    for (const who of [play.shopper, fixture.staff.guide, fixture.managerOf(branchId)])
      expect((await play.takeBack(other, order, lines, { who })).status).toBe(403);
  });
});

describe('time', () => {
  test('ends what can be asked for, but for what is faulty, which a person decides', async () => {
    const order = await play.fetched([[shoes, 1]]);
    fixture.clock.advance(8 * dayMs);
    const lines = [{ lineId: '1', quantity: 1 }];
    expect((await play.ask(order, lines)).code).toBe('return_window_over');
    const clerk = { who: fixture.staff.clerk };
    for (const reason of ['changed_mind', 'faulty'])
      expect((await play.takeBack(branchId, order, lines, { ...clerk, reason })).code).toBe(
        'return_window_over',
      );
    const made = play.well(await play.ask(order, lines, { reason: 'faulty', way: 'parcel' }), 201);
    expect(made).toMatchObject({ state: 'asked', freightBearer: 'seller' });
    expect(
      (await play.onReturn(fixture.managerOf(other), 'decideReturn', made, { body: { approve: true } })).code,
    ).toBe('not_found');
    const no = await play.onReturn(fixture.staff.hq, 'decideReturn', made, { body: { approve: false } });
    expect(no.code).toBe('invalid_request');
    const approved = play.well(
      await play.onReturn(fixture.staff.hq, 'decideReturn', made, { body: { approve: true } }),
    );
    expect(approved.state).toBe('approved');
    // Sent in, and lost on its way.
    const parcel = { carrier: '顺丰', number: 'SF1234567890' };
    play.well(await play.onReturn(play.shopper, 'sendReturn', made, { body: parcel }));
    expect((await play.onReturn(play.shopper, 'cancelReturn', made)).code).toBe('transition_refused');
    const onHand = await play.levelAt(branchId, shoes);
    const lost = play.well(
      await play.onReturn(fixture.staff.hq, 'loseReturnParcel', made, { body: { reason: '快递丢失' } }),
    );
    expect(lost.state).toBe('lost');
    await play.arrive();
    expect((await play.listed(order)).items[0]?.state).toBe('refunded');
    expect(await play.levelAt(branchId, shoes)).toEqual(onHand);
    expect((await fixture.look(play.shopper, order.id)).refundedFen).toBe(fixture.priceFen(shoes));
  });

  test('ends what was approved and never brought', async () => {
    const order = await play.fetched([[shoes, 1]]);
    const made = play.well(await play.ask(order, [{ lineId: '1', quantity: 1 }]), 201);
    fixture.clock.advance(15 * dayMs);
    await fixture.settle();
    expect((await play.listed(order)).items[0]?.state).toBe('expired');
    expect((await play.receive(branchId, made, [{ lineId: '1', quantity: 1 }])).code).toBe(
      'transition_refused',
    );
  });
});

test('what is kept for putting goods back is kept for good, and never within the law’s days', async () => {
  await play.publish({ remoteDays: 30, restockingFeeBasisPoints: 1_000 });
  const order = await play.fetched([[shoes, 2]]);
  const priceFen = fixture.priceFen(shoes);
  const early = play.well(await play.takeBack(branchId, order, [{ lineId: '1', quantity: 1 }]), 201);
  expect([early.amountFen, early.feeFen]).toEqual([priceFen, 0]);
  fixture.clock.advance(8 * dayMs);
  const feeFen = Math.floor(priceFen / 10);
  const later = play.well(await play.takeBack(branchId, order, [{ lineId: '1', quantity: 1 }]), 201);
  expect([later.amountFen, later.feeFen]).toEqual([priceFen - feeFen, feeFen]);
  await play.arrive();
  await play.arrive();
  const refund = await fixture.invoke(fixture.staff.hq, 'hqRefundOrder', {
    params: { orderId: order.id },
    body: { lines: [{ lineId: '1', quantity: 0, extraFen: 1 }], reason: '再退一分' },
  });
  expect(refund.code).toBe('refund_exceeds');
  expect((await fixture.look(play.shopper, order.id)).refundedFen).toBe(2 * priceFen - feeFen);
  await play.publish({});
});
