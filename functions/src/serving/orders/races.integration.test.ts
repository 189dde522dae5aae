import { branchGrant } from '@jindian/shared/access';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import {
  inWechat,
  type OrderView,
  type PickupCode,
  type PlacedOrder,
} from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../entry/testing/people-on.ts';
import { type SystemFixture, startSystemFixture } from '../../entry/testing/system-fixture.ts';
import { tourShanghaiHuangpuBranchId as here } from '../../local/demo/network/tour.ts';

/** Many people at once, over real HTTP: who wins may differ from run to run, what is true afterwards may not. */
let fixture: SystemFixture;
let skuId: string;
let priceFen: number;

beforeAll(async () => {
  fixture = await startSystemFixture({ stockAt: ({ id }) => id === here });
  ({ skuId, priceFen } = await fixture.sellableSku(here));
});
afterAll(() => fixture.local.close());

async function level() {
  const all = await fixture.local.system.inventory.levelsAt(here);
  return all.find((one) => one.skuId === skuId)!;
}

/** So many pieces are to be had, neither more nor less. */
async function stockUp(pieces: number): Promise<void> {
  const delta = pieces - (await level()).available;
  if (delta === 0) return;
  const hq = await fixture.signIn('hq');
  const moved = await fixture.invoke(
    'moveStock',
    {
      params: { locationId: here },
      body: { kind: 'adjust', reason: 'counted', lines: [{ skuId, delta }] },
    },
    { token: hq },
  );
  expect(moved.status).toBe(200);
  expect((await level()).available).toBe(pieces);
}

function placeOf(token: string, quantities: number[], key?: string): Promise<Answer<PlacedOrder>> {
  const lines = quantities.map((quantity) => ({ skuId, quantity, seenPriceFen: priceFen }));
  return fixture.invoke<PlacedOrder>(
    'placeOrder',
    { body: { locationId: here, method: 'pickup', lines } },
    { token, ...(key ? { key } : {}) },
  );
}

/** As a client does: `busy` says that nothing was decided, so the same command is sent again. */
async function placePatiently(token: string, key: string): Promise<Answer<PlacedOrder>> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await placeOf(token, [1], key);
    if (answer.code !== 'busy' || attempt === 20) return answer;
  }
}

async function crowd(name: string, size: number) {
  return Promise.all(Array.from({ length: size }, (_, i) => fixture.enrol(`${name}-${i}`)));
}

function statuses(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, code } of answers) {
    const name = code ?? String(status);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

async function orderOf(token: string, orderId: string): Promise<OrderView> {
  return (await fixture.invoke<OrderView>('getOrder', { params: { orderId } }, { token })).body;
}

async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it never came about');
}

/** A transfer that is posted while the books are read looks like a fault, once; a fault stays one. */
async function soundBooks(): Promise<void> {
  const { inventory, ledger } = fixture.local.system;
  await until(async () => {
    await fixture.local.processes.settle();
    return (await ledger.verifyLedger()).faults.length === 0;
  }).catch(() => null);
  expect(await inventory.audit(here)).toEqual([]);
  expect(await ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
}

describe('stock', () => {
  test('400 shoppers and 100 pieces make exactly 100 orders', async () => {
    await stockUp(100);
    const shoppers = await crowd('flash', 400);
    const before = await level();
    const answers = await Promise.all(shoppers.map(({ token }) => placeOf(token, [1])));
    expect(statuses(answers)).toEqual({ 201: 100, out_of_stock: 300 });
    const after = await level();
    expect(after).toMatchObject({ available: 0, onHand: before.onHand, reserved: before.reserved + 100 });
    const ids = new Set(answers.flatMap(({ body }) => (body.order ? [body.order.id] : [])));
    expect(ids.size).toBe(100);
    await soundBooks();
  });

  test('nothing is oversold where the service answers collisions with conflicts', async () => {
    await stockUp(12);
    const shoppers = await crowd('collide', 40);
    fixture.local.engine.faults.setConflictMode('reject', 1);
    try {
      const answers = await Promise.all(
        shoppers.map(({ token }, i) => placePatiently(token, `collide-${i}-key`)),
      );
      expect(statuses(answers)).toEqual({ 201: 12, out_of_stock: 28 });
    } finally {
      fixture.local.engine.faults.setConflictMode('queue');
    }
    expect((await level()).available).toBe(0);
    await soundBooks();
  });

  test('two lines of one SKU are asked for together', async () => {
    await stockUp(3);
    const { token } = await fixture.enrol('two-lines');
    const body = {
      locationId: here,
      method: 'pickup',
      lines: [2, 2].map((quantity) => ({ skuId, quantity, seenPriceFen: priceFen })),
    };
    const quote = await fixture.invoke('quoteOrder', { body }, { token });
    const placed = await placeOf(token, [2, 2]);
    expect([quote.code, placed.code]).toEqual(['out_of_stock', 'out_of_stock']);
    expect((await level()).available).toBe(3);
    expect((await placeOf(token, [2, 1])).status).toBe(201);
    expect((await level()).available).toBe(0);
  });

  test('one command sent twenty times at once is one order', async () => {
    await stockUp(50);
    const { token } = await fixture.enrol('impatient');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => placeOf(token, [2], 'the-same-key-for-all')),
    );
    expect(statuses(answers)).toEqual({ 201: 20 });
    expect(new Set(answers.map(({ body }) => body.order.id)).size).toBe(1);
    expect((await level()).available).toBe(48);
    const orders = await fixture.invoke<{ items: unknown[] }>(
      'listOrders',
      { query: { limit: '50' } },
      { token },
    );
    expect(orders.body.items).toHaveLength(1);
    const other = await placeOf(token, [3], 'the-same-key-for-all');
    expect([other.status, other.code]).toEqual([409, 'idempotency_key_reused']);
  });

  test('restocking, adjusting and ordering at once leave a level that is the sum of its movements', async () => {
    await stockUp(20);
    const hq = await fixture.signIn('hq');
    const shoppers = await crowd('mixed', 40);
    const before = await level();
    const [placed, moved] = await Promise.all([
      Promise.all(shoppers.map(({ token }) => placeOf(token, [1]))),
      Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          fixture.invoke(
            'moveStock',
            {
              params: { locationId: here },
              body: { kind: 'adjust', reason: 'counted', lines: [{ skuId, delta: i % 2 === 0 ? 1 : -1 }] },
            },
            { token: hq },
          ),
        ),
      ),
    ]);
    const orders = placed.filter(({ status }) => status === 201).length;
    const delta = moved.reduce(
      (sum, { status }, i) => sum + (status === 200 ? (i % 2 === 0 ? 1 : -1) : 0),
      0,
    );
    expect(new Set([...placed, ...moved].map(({ code }) => code))).toEqual(
      new Set([
        null,
        ...(orders < 40 ? ['out_of_stock'] : []),
        ...(delta > 0 ? ['stock_below_reserved'] : []),
      ]),
    );
    expect(await level()).toMatchObject({
      onHand: before.onHand + delta,
      reserved: before.reserved + orders,
      available: before.available + delta - orders,
    });
    await soundBooks();
  });
});

describe('hand-over', () => {
  async function readyOrder(name: string) {
    const { memberId, token } = await fixture.enrol(name);
    // The guide's code first, so that a commission is at stake.
    const guide = await fixture.signIn('guide-chen');
    const { code } = (await fixture.invoke<{ code: string }>('getSellerCode', {}, { token: guide })).body;
    await fixture.invoke('recordTouch', { body: { code } }, { token });
    const placed = await placeOf(token, [1]);
    const order = await fixture.pay(token, placed.body);
    expect(order.state).toBe('paid');
    const shown = await fixture.invoke<PickupCode>(
      'getPickupCode',
      { params: { orderId: order.id } },
      { token },
    );
    return { memberId, token, order, code: shown.body.code };
  }

  async function clerks() {
    const grant = branchGrant('clerk', here);
    return Promise.all([fixture.enrol('clerk-one', [grant]), fixture.enrol('clerk-two', [grant])]);
  }

  test.each([
    ['two clerks', false],
    ['one clerk with two keys', true],
  ])('by %s at once happens once', async (_, sameClerk) => {
    await stockUp(10);
    const { order, code } = await readyOrder(`hand-over-${sameClerk}`);
    const before = await level();
    const [one, two] = await clerks();
    const confirm = (token: string) =>
      fixture.invoke<WorkItem>(
        'confirmHandOver',
        { params: { locationId: here }, body: { code } },
        { token },
      );
    const answers = await Promise.all([
      confirm(one!.token),
      confirm(sameClerk ? one!.token : two!.token),
      confirm(sameClerk ? one!.token : two!.token),
    ]);
    expect(statuses(answers)).toEqual({ 200: 1, already_handed_over: 2 });
    expect(await level()).toMatchObject({
      onHand: before.onHand - 1,
      reserved: before.reserved - 1,
      available: before.available,
    });
    await fixture.local.processes.settle();
    const postings = await fixture.local.system.ledger.postingsOfOrder(order.id);
    const kinds = postings.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['commission', 'order.captured', 'order.completed', 'order.completed']);
    await soundBooks();
  });

  test('sent again and again with one key is answered the same each time', async () => {
    await stockUp(10);
    const { code, token, order } = await readyOrder('hand-over-repeat');
    const [clerk] = await clerks();
    const confirm = () =>
      fixture.invoke<WorkItem>(
        'confirmHandOver',
        { params: { locationId: here }, body: { code } },
        { token: clerk!.token, key: 'hand-over-repeated' },
      );
    const answers = await Promise.all(Array.from({ length: 8 }, confirm));
    expect(statuses(answers)).toEqual({ 200: 8 });
    fixture.local.clock.advance(10 * minuteMs);
    const late = await confirm();
    expect([late.status, late.body.state]).toEqual([200, 'fulfilled']);
    expect((await orderOf(token, order.id)).state).toBe('completed');
    await soundBooks();
  });

  test.each(['cancel first', 'hand over first'])(
    'against a cancellation at the same moment: one of the two (%s)',
    async (first) => {
      await stockUp(10);
      const { order, code, token } = await readyOrder(`against-cancel-${first}`);
      const before = await level();
      const [clerk] = await clerks();
      const acts = {
        hand: () =>
          fixture.invoke<WorkItem>(
            'confirmHandOver',
            { params: { locationId: here }, body: { code } },
            { token: clerk!.token },
          ),
        cancel: () => fixture.invoke<OrderView>('cancelOrder', { params: { orderId: order.id } }, { token }),
      };
      const [hand, cancel] =
        first === 'cancel first'
          ? await Promise.all([acts.cancel(), acts.hand()]).then(([c, h]) => [h, c] as const)
          : await Promise.all([acts.hand(), acts.cancel()]);
      const after = await level();
      expect(after.reserved).toBe(before.reserved - 1);
      if (hand.status === 200) {
        expect([cancel.status, cancel.code]).toEqual([409, 'transition_refused']);
        expect(after.onHand).toBe(before.onHand - 1);
        expect((await orderOf(token, order.id)).state).toBe('completed');
      } else {
        expect([hand.status, hand.code]).toEqual([409, 'transition_refused']);
        expect(cancel.status).toBe(200);
        expect(after.onHand).toBe(before.onHand);
        await fixture.local.processes.settle();
        await until(async () => (await orderOf(token, order.id)).state === 'refunded');
      }
      await soundBooks();
    },
  );
});

describe('money', () => {
  function paymentOf(placed: PlacedOrder): string {
    return placed.order.payments[0]!.number;
  }

  /** What WeChat Pay holds of the order now: paid less refunded. */
  function heldFen(number: string): number {
    const { control } = fixture.local.pay;
    const there = control.order(number);
    const backFen = control
      .refunds()
      .filter(({ outTradeNo, status }) => outTradeNo === number && status === 'SUCCESS')
      .reduce((sum, { refundFen }) => sum + refundFen, 0);
    return (there?.paidAtMs === undefined ? 0 : there.amountFen) - backFen;
  }

  async function walletPays(token: string, placed: PlacedOrder): Promise<boolean> {
    const answer = await fixture.call<{ paid: boolean }>('post', '/local/pay', {
      token,
      body: { package: inWechat(placed.payment)?.package, accept: true },
    });
    return answer.body.paid;
  }

  test('a payment told ten times at once, asked for and synced has one effect', async () => {
    await stockUp(10);
    const { control } = fixture.local.pay;
    const { token } = await fixture.enrol('told-often');
    const placed = (await placeOf(token, [1])).body;
    control.notifications({ mode: 'drop' });
    expect(await walletPays(token, placed)).toBe(true);
    control.notifications({ mode: 'normal' });
    const before = await level();
    const orderId = placed.order.id;
    const told = fixture.local.system.orders.payment.recordPaid;
    const fact = {
      kind: 'paid' as const,
      number: paymentOf(placed),
      merchantId: fixture.local.system.payments.ownMerchantId,
      amountFen: placed.order.totalFen,
      transactionId: control.order(paymentOf(placed))!.transactionId!,
      paidAtMs: fixture.local.clock.nowMs(),
    };
    const results = await Promise.all([
      ...Array.from({ length: 10 }, () => told(fact)),
      ...Array.from({ length: 4 }, () => fixture.invoke('syncPayment', { params: { orderId } }, { token })),
      ...Array.from({ length: 3 }, () => control.resend(paymentOf(placed))),
    ]);
    expect(results.slice(0, 10).every((result) => (result as { ok: boolean }).ok)).toBe(true);
    await fixture.local.processes.settle();
    const order = await orderOf(token, orderId);
    expect(order.history.map(({ state }) => state)).toEqual(['awaiting_payment', 'paid']);
    expect(await level()).toEqual(before);
    const postings = await fixture.local.system.ledger.postingsOfOrder(orderId);
    expect(postings.map(({ kind }) => kind)).toEqual(['order.captured']);
    await soundBooks();
  });

  test('a cancellation that meets the payment: captured with the goods held, or sent back', async () => {
    await stockUp(40);
    const shoppers = await crowd('pay-or-cancel', 12);
    const outcomes = await Promise.all(
      shoppers.map(async ({ token }, i) => {
        const placed = (await placeOf(token, [1])).body;
        const cancel = () =>
          fixture.invoke<OrderView>('cancelOrder', { params: { orderId: placed.order.id } }, { token });
        const [paid, cancelled] = await (i % 2 === 0
          ? Promise.all([walletPays(token, placed), cancel()])
          : Promise.all([cancel(), walletPays(token, placed)]).then(([c, p]) => [p, c] as const));
        return { token, placed, paid, cancelled };
      }),
    );
    for (const { token, placed, paid, cancelled } of outcomes) {
      const number = paymentOf(placed);
      const order = await until(async () => {
        await fixture.local.processes.settle();
        const now = await orderOf(token, placed.order.id);
        return (now.state === 'paid' || now.state === 'cancelled' || now.state === 'refunded') && now;
      });
      const [tender] = order.tenders;
      if (order.state === 'paid') {
        expect([tender?.state, cancelled.code]).toEqual(['captured', 'order_already_paid']);
        expect(heldFen(number)).toBe(placed.order.totalFen);
      } else {
        expect(heldFen(number)).toBe(0);
        expect(tender?.state).toBe(order.state === 'refunded' ? 'captured' : 'closed');
        expect(order.refundedFen).toBe(order.state === 'refunded' ? order.totalFen : 0);
        expect(paid).toBe(order.state === 'refunded');
      }
    }
    const held = outcomes.filter(({ placed }) => heldFen(paymentOf(placed)) > 0).length;
    expect((await level()).available).toBe(40 - held);
    await soundBooks();
  });

  test('a payment that wins after the close was confirmed is sent back', async () => {
    await stockUp(5);
    const { token } = await fixture.enrol('paid-too-late');
    const placed = (await placeOf(token, [1])).body;
    await fixture.invoke('cancelOrder', { params: { orderId: placed.order.id } }, { token });
    expect((await level()).available).toBe(5);
    await fixture.local.pay.control.payLate(paymentOf(placed));
    expect(heldFen(paymentOf(placed))).toBe(placed.order.totalFen);
    await fixture.local.processes.settle();
    const order = await until(async () => {
      await fixture.local.processes.settle();
      const now = await orderOf(token, placed.order.id);
      return now.refunds[0]?.state === 'succeeded' && now;
    });
    expect(order.state).toBe('cancelled');
    expect(heldFen(paymentOf(placed))).toBe(0);
    expect((await level()).available).toBe(5);
    await fixture.local.processes.settle();
    const kinds = (await fixture.local.system.ledger.postingsOfOrder(placed.order.id)).map(
      ({ kind }) => kind,
    );
    expect(kinds.sort()).toEqual(['payment.late', 'payment.late-refunded']);
    await soundBooks();
  });
});
