import { createEngine, type Engine, type FaultKind, seededFaults } from '@jindian/embedded-dynamodb';
import type { Earnings } from '@jindian/shared/contract/selling/seller';
import { dayMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from '../../money/ledger/service.ts';
import type { DueHandler } from '../../platform/due-items.ts';
import type { DomainEvent, EventHandler } from '../../platform/outbox.ts';
import { dispatch } from '../../platform/outbox.ts';
import { tableDefinition } from '../../platform/table.ts';
import { crashPoints, runsFactor } from '../../platform/testing/depth.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { commissionDueHandlers, commissionEventHandlers } from './events.ts';
import { commissionBack } from './kept.ts';
import type { FrozenAttribution } from './rules.ts';
import { createCommission } from './service.ts';

const paidAtMs = Date.UTC(2026, 10, 21, 4);
const completedAtMs = paidAtMs + 3_600_000;
const totalFen = 130_500;
const commissionFen = 6_495;
/** A part of the goods, and what is left of the commission without it. */
const partFen = 43_333;
const returnWindowDays = 7;
const returnWindowMs = returnWindowDays * dayMs;
const keptFen = Math.floor((commissionFen * (129_900 - partFen)) / 129_900);

let engine: Engine;
let ledger: Ledger;
let commission: ReturnType<typeof createCommission>;
let eventHandlers: EventHandler[];
let settleHandler: DueHandler;
let made = 0;

beforeAll(async () => {
  engine = await createEngine();
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  const table = embeddedTable(engine, 'jindian-test');
  const clock = { nowMs: () => completedAtMs + returnWindowMs };
  ledger = createLedger({ table, clock });
  commission = createCommission({ table, clock, ledger, customersOf: async () => 3 });
  eventHandlers = commissionEventHandlers(commission);
  [settleHandler] = commissionDueHandlers(commission) as [DueHandler];
});
afterAll(() => engine.close());
beforeEach(() => {
  engine.faults.set();
  engine.faults.setConflictMode('queue');
});

type Step =
  | 'paid'
  | 'completed'
  | 'settle'
  | 'refunded'
  | 'refunded after completion'
  | 'part refunded'
  | 'rest refunded'
  | 'completed less a part'
  | 'part refunded after completion'
  | 'rest refunded after completion'
  | 'late';
type Order = { orderId: string; sellerId: string; attribution: FrozenAttribution };

function newOrder(sellerId?: string): Order {
  made += 1;
  const seller = sellerId ?? `SELLER${made}`;
  const attribution = {
    sellerId: seller,
    sellerName: '李雷',
    locationId: 'B00001',
    boundAtMs: paidAtMs - dayMs,
    rule: 'standard-2026',
    ratesVersion: 'v1',
    baseFen: 129_900,
    commissionFen,
    returnWindowDays,
    byCategory: [{ categoryId: 'shoes', baseFen: 129_900, basisPoints: 500, amountFen: commissionFen }],
  };
  return { orderId: `01JD${String(made).padStart(22, '0')}`, sellerId: seller, attribution };
}

function deliver({ orderId, attribution }: Order, step: Step): Promise<void> {
  const about = { orderId, orderNumber: `1121-${orderId.slice(-5)}`, totalFen, attribution };
  const tell = (event: DomainEvent) =>
    dispatch({ id: 'batch', bucket: 'bucket', atMs: paidAtMs, events: [event] }, eventHandlers);
  const refunded = (
    nth: number,
    {
      from,
      to,
      wasCompleted,
      ends = false,
    }: { from: number; to: number; wasCompleted: boolean; ends?: boolean },
  ) => {
    const reached = (fen: number) => new Map([['shoes', Math.min(fen, attribution?.baseFen ?? 0)]]);
    const amountFen = to - from;
    const back = attribution && commissionBack(attribution, reached(from), reached(to));
    const commission = back && !ends ? back : { amountFen: 0, byCategory: [] };
    const atMs = completedAtMs + nth;
    const refund = {
      ...about,
      refundId: `01JR${String(nth).padStart(22, '0')}`,
      amountFen,
      tenders: [{ kind: 'wechat_pay', amountFen }],
      commission,
      wasCompleted,
      atMs,
    };
    return dispatch(
      {
        id: 'batch',
        bucket: 'bucket',
        atMs,
        events: [
          { type: 'refund.succeeded', data: refund },
          ...(ends ? [{ type: 'order.refunded', data: { ...about, atMs } }] : []),
        ],
      },
      eventHandlers,
    );
  };
  switch (step) {
    case 'paid':
      return tell({
        type: 'order.paid',
        data: { ...about, tenders: [{ kind: 'wechat_pay', amountFen: totalFen }], atMs: paidAtMs },
      });
    case 'completed':
      return tell({
        type: 'order.completed',
        data: { ...about, commissionFen: attribution?.commissionFen ?? 0, atMs: completedAtMs },
      });
    case 'completed less a part':
      return tell({
        type: 'order.completed',
        data: { ...about, totalFen: totalFen - partFen, commissionFen: keptFen, atMs: completedAtMs },
      });
    case 'refunded':
      return refunded(1, { from: 0, to: totalFen, wasCompleted: false, ends: true });
    case 'refunded after completion':
      return refunded(1, { from: 0, to: totalFen, wasCompleted: true });
    case 'part refunded':
      return refunded(2, { from: 0, to: partFen, wasCompleted: false });
    case 'rest refunded':
      return refunded(3, { from: partFen, to: totalFen, wasCompleted: false, ends: true });
    case 'part refunded after completion':
      return refunded(4, { from: 0, to: partFen, wasCompleted: true });
    case 'rest refunded after completion':
      return refunded(5, { from: partFen, to: totalFen, wasCompleted: true });
    case 'late':
      return tell({
        type: 'payment.refunded_late',
        data: {
          orderId,
          refundId: `01JR${String(9).padStart(22, '0')}`,
          kind: 'wechat_pay',
          amountFen: totalFen,
          atMs: paidAtMs,
        },
      });
    case 'settle': {
      const dueAtMs = completedAtMs + returnWindowMs;
      const data = { ...about, paidAtMs, completedAtMs };
      return settleHandler.handle({
        day: '',
        shard: 0,
        dueAtMs,
        kind: 'commission.settle',
        ref: orderId,
        data,
      });
    }
  }
}

/** At least once: again until it went through. */
async function deliverUntilDone(order: Order, step: Step): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deliver(order, step);
    } catch (error) {
      if (attempt >= 60) throw error;
    }
  }
}

/** What the order has done to each account, signed (credits less debits), and what is still pending. */
async function effectOf(order: Order): Promise<Record<string, number>> {
  await ledger.payInTurn();
  const effect = new Map<string, number>();
  const add = (state: string, account: string, amountFen: number) => {
    const name = account.startsWith('commission:') ? 'commission' : account;
    const key = state === 'pending' ? `pending ${name}` : name;
    effect.set(key, (effect.get(key) ?? 0) + amountFen);
  };
  const postings = await ledger.postingsOfOrder(order.orderId);
  for (const { state, debitAccount, creditAccount, amountFen } of postings) {
    if (state === 'voided') continue;
    add(state, debitAccount, -amountFen);
    add(state, creditAccount, amountFen);
  }
  return Object.fromEntries([...effect].filter(([, amountFen]) => amountFen !== 0));
}

/** What the seller reads, once the pool has paid what it owes. */
async function earningsOf(sellerId: string): Promise<Earnings> {
  await ledger.payInTurn();
  const page = await commission.earnings(sellerId, { limit: 50 });
  if (!page.ok) throw new Error(page.code);
  return page.value;
}

/** What the seller reads in lines must be what the seller reads in totals. */
async function expectStatementToAddUp(sellerId: string): Promise<Earnings> {
  const statement = await earningsOf(sellerId);
  const sum = (state: string) =>
    statement.items
      .filter((earning) => earning.state === state)
      .reduce((total, { amountFen }) => total + amountFen, 0);
  expect(statement.availableFen).toBe(sum('posted'));
  expect(statement.pendingFen).toBe(sum('pending'));
  return statement;
}

async function expectSoundBooks(): Promise<void> {
  expect(await ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
}

const pending = { 'pending fund-pool': -commissionFen, 'pending commission': commissionFen };
const sold = { 'wechat-clearing': -totalFen, sales: totalFen - commissionFen };

/** What an order's events come to, whatever the order in which they are heard of. */
const histories: { events: Step[]; effect: Record<string, number>; earned: number }[] = [
  {
    events: ['paid'],
    effect: {
      'wechat-clearing': -totalFen,
      'sales-deferred': totalFen,
      ...pending,
    },
    earned: 0,
  },
  {
    events: ['paid', 'completed'],
    effect: { ...sold, 'fund-pool': commissionFen, ...pending },
    earned: 0,
  },
  {
    events: ['paid', 'completed', 'settle'],
    effect: { ...sold, commission: commissionFen },
    earned: commissionFen,
  },
  { events: ['paid', 'refunded'], effect: {}, earned: 0 },
  { events: ['paid', 'completed', 'refunded after completion'], effect: {}, earned: 0 },
  { events: ['paid', 'completed', 'settle', 'refunded after completion'], effect: {}, earned: 0 },
  {
    events: ['paid', 'part refunded'],
    effect: {
      'wechat-clearing': partFen - totalFen,
      'sales-deferred': totalFen - partFen,
      'pending fund-pool': -keptFen,
      'pending commission': keptFen,
    },
    earned: 0,
  },
  {
    events: ['paid', 'part refunded', 'completed less a part', 'settle'],
    effect: {
      'wechat-clearing': partFen - totalFen,
      sales: totalFen - partFen - keptFen,
      commission: keptFen,
    },
    earned: keptFen,
  },
  {
    events: ['paid', 'completed', 'settle', 'part refunded after completion'],
    effect: {
      'wechat-clearing': partFen - totalFen,
      sales: totalFen - partFen - keptFen,
      commission: keptFen,
    },
    earned: keptFen,
  },
  { events: ['paid', 'part refunded', 'rest refunded'], effect: {}, earned: 0 },
  {
    events: ['paid', 'part refunded', 'completed less a part', 'settle', 'rest refunded after completion'],
    effect: {},
    earned: 0,
  },
  {
    events: [
      'paid',
      'completed',
      'settle',
      'part refunded after completion',
      'rest refunded after completion',
    ],
    effect: {},
    earned: 0,
  },
  { events: ['late'], effect: {}, earned: 0 },
];

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

/** All of them, or every eleventh of very many. */
function someOf<T>(orders: T[]): T[] {
  return orders.length <= 24 ? orders : orders.filter((_, index) => index % 11 === 0);
}

describe('what an order does to the books', () => {
  for (const { events, effect, earned } of histories) {
    it(`comes to the same in every order: ${events.join(', ')}`, async () => {
      for (const heard of someOf(permutations(events))) {
        const order = newOrder();
        for (const step of heard) await deliver(order, step);
        const once = await effectOf(order);
        expect({ heard, ...once }).toEqual({ heard, ...effect });
        // Everything once more, the other way round: nothing moves.
        for (const step of heard.toReversed()) await deliver(order, step);
        expect(await effectOf(order)).toEqual(once);
        const statement = await expectStatementToAddUp(order.sellerId);
        expect(statement.availableFen).toBe(earned);
        // Refunded before it was heard of as paid, or not: the seller sees the line and what became of it.
        expect(statement.items.filter(({ id }) => id === `commission:${order.orderId}`)).toHaveLength(
          events.includes('paid') ? 1 : 0,
        );
      }
      await expectSoundBooks();
    });
  }

  it('shows late money passing through, in and out', async () => {
    const order = newOrder();
    await deliver(order, 'late');
    expect(
      (await ledger.postingsOfOrder(order.orderId)).map(({ kind, amountFen }) => [kind, amountFen]),
    ).toEqual([
      ['payment.late', totalFen],
      ['payment.late-refunded', totalFen],
    ]);
  });

  it('moves no commission for an order without a seller, and none of 0 fen', async () => {
    const order = newOrder();
    for (const attribution of [
      null,
      { ...order.attribution, commissionFen: 0, baseFen: 0, byCategory: [] },
    ]) {
      const { orderId } = newOrder();
      for (const step of ['paid', 'completed', 'settle', 'refunded after completion'] as const) {
        await deliver({ ...order, orderId, attribution: attribution as FrozenAttribution }, step);
      }
      const kinds = (await ledger.postingsOfOrder(orderId)).map(({ kind }) => kind);
      expect(kinds).toEqual(['order.captured', 'order.completed', 'order.refunded']);
    }
    expect((await earningsOf(order.sellerId)).items).toEqual([]);
  });

  it('refuses an event whose figures do not add up', async () => {
    const order = newOrder();
    const attribution = { ...order.attribution, commissionFen: commissionFen + 1 };
    await expect(deliver({ ...order, attribution }, 'paid')).rejects.toThrow('commission: order paid failed');
    expect(await ledger.postingsOfOrder(order.orderId)).toEqual([]);
  });
});

describe('the statement of a seller', () => {
  it('tells what is pending, from when it is available, and why', async () => {
    const order = newOrder();
    await deliver(order, 'paid');
    const line = {
      id: `commission:${order.orderId}`,
      orderId: order.orderId,
      orderNumber: `1121-${order.orderId.slice(-5)}`,
      atMs: paidAtMs,
      state: 'pending',
      amountFen: commissionFen,
      baseFen: 129_900,
      rules: order.attribution.byCategory,
      availableAtMs: null,
    };
    const nothingYet = { availableFen: 0, customers: 3, nextCursor: null };
    expect(await earningsOf(order.sellerId)).toEqual({
      ...nothingYet,
      pendingFen: commissionFen,
      items: [line],
    });
    await deliver(order, 'completed');
    const availableAtMs = completedAtMs + 7 * dayMs;
    expect(await earningsOf(order.sellerId)).toEqual({
      ...nothingYet,
      pendingFen: commissionFen,
      items: [{ ...line, availableAtMs }],
    });
    await deliver(order, 'settle');
    expect(await earningsOf(order.sellerId)).toMatchObject({
      pendingFen: 0,
      availableFen: commissionFen,
      items: [{ state: 'posted', availableAtMs }],
    });
  });

  it('takes a commission back with a line of its own, below zero where it must', async () => {
    const order = newOrder();
    for (const step of ['paid', 'completed', 'settle'] as const) await deliver(order, step);
    await ledger.post({
      id: `payout:${order.sellerId}`,
      kind: 'payout',
      orderId: null,
      reason: 'paid out before the refund',
      atMs: completedAtMs,
      legs: [{ debit: `commission:${order.sellerId}`, credit: 'hq-cash', amountFen: commissionFen }],
    });
    await deliver(order, 'refunded after completion');
    const statement = await earningsOf(order.sellerId);
    expect(statement.availableFen).toBe(-commissionFen);
    expect(statement.items.map(({ state, amountFen, baseFen }) => [state, amountFen, baseFen])).toEqual([
      ['posted', -commissionFen, -129_900],
      ['posted', commissionFen, 129_900],
    ]);
    await expectSoundBooks();
  });

  it('pages through all lines once, newest first', async () => {
    const { sellerId } = newOrder();
    const orders = Array.from({ length: 7 }, () => newOrder(sellerId));
    for (const order of orders) await deliver(order, 'paid');
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await commission.earnings(sellerId, { limit: 3, cursor });
      if (!page.ok) throw new Error(page.code);
      ids.push(...page.value.items.map(({ orderId }) => orderId));
      cursor = page.value.nextCursor ?? undefined;
    } while (cursor);
    expect(ids).toEqual(orders.map(({ orderId }) => orderId).toReversed());
    expect(await commission.earnings(sellerId, { limit: 3, cursor: 'bm8' })).toMatchObject({ ok: false });
  });
});

describe('when things go wrong', () => {
  const full: Step[] = ['paid', 'completed', 'settle', 'refunded after completion'];

  for (const kind of ['lost-before', 'lost-after'] satisfies FaultKind[]) {
    it(`comes out right after a crash at any call of any event (${kind})`, async () => {
      for (const [position, crashing] of full.entries()) {
        let crashed = true;
        for (let call = crashPoints.first; crashed; call += crashPoints.step) {
          const order = newOrder();
          for (const step of full.slice(0, position)) await deliver(order, step);
          let calls = 0;
          engine.faults.set(() => {
            calls += 1;
            return calls === call ? kind : calls > call ? 'lost-before' : 'none';
          });
          await deliver(order, crashing).catch(() => {});
          engine.faults.set();
          crashed = calls >= call;
          for (const step of full.slice(position)) await deliver(order, step);
          expect(await effectOf(order)).toEqual({});
          expect((await expectStatementToAddUp(order.sellerId)).items).toHaveLength(2);
        }
      }
      await expectSoundBooks();
    });
  }

  it('comes out right under random faults, repeats and arrival', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...histories),
        fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
        fc.nat(),
        async ({ events, effect, earned }, draws, seed) => {
          const order = newOrder();
          const heard = [...events, ...events].map((step, i) => ({
            step,
            at: draws[i] ?? 0,
          }));
          heard.sort((a, b) => a.at - b.at);
          engine.faults.set(
            seededFaults({
              seed,
              rates: { conflict: 0.08, throttle: 0.05, 'lost-before': 0.08, 'lost-after': 0.08 },
            }),
          );
          for (const { step } of heard) await deliverUntilDone(order, step);
          engine.faults.set();
          expect(await effectOf(order)).toEqual(effect);
          expect((await expectStatementToAddUp(order.sellerId)).availableFen).toBe(earned);
        },
      ),
      { numRuns: Math.ceil(12 * runsFactor) },
    );
    await expectSoundBooks();
  });

  it('keeps the books sound when many orders of one seller race', async () => {
    engine.faults.setConflictMode('reject');
    const { sellerId } = newOrder();
    const orders = Array.from({ length: 12 }, () => newOrder(sellerId));
    await Promise.all(
      orders.flatMap((order, i) =>
        (i % 3 === 0 ? full : full.slice(0, 3)).map((step) => deliverUntilDone(order, step)),
      ),
    );
    engine.faults.setConflictMode('queue');
    const statement = await expectStatementToAddUp(sellerId);
    expect(statement.availableFen).toBe(8 * commissionFen);
    expect(statement.pendingFen).toBe(0);
    await expectSoundBooks();
  });
});
