import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCheckpoints } from '../../platform/checkpoints.ts';
import { createDueItems } from '../../platform/due-items.ts';
import { createLogger } from '../../platform/logger.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { openTable, type TestTable } from '../../platform/testing/table.ts';
import { type PayBench, startBench } from '../../simulators/wechat/pay/testing.ts';
import { createLedger } from '../ledger/service.ts';
import { createPayments } from '../payments/service.ts';
import type { KnownPayment, KnownRefund } from './compare.ts';
import { createDifferences } from './differences.ts';
import { type BookedMove, createReconciliation, reconcileDayDue, reconcileDue } from './reconcile.ts';

/** WeChat Pay's own bill against what we know, with everything that can be lost on the way lost. */

const DAY = '2026-05-20';
const HOUR_MS = 3_600_000;

type System = Awaited<ReturnType<typeof open>>;
let system: System;
beforeEach(async () => {
  system = await open();
});
afterEach(() => system.close());

async function open(step = { lines: 5_000, pages: 40 }) {
  const bench: TestTable = await openTable();
  const pay: PayBench = await startBench();
  const { table, clock } = bench;
  const dueItems = createDueItems({ table });
  const ledger = createLedger({ table, clock });
  const logger = createLogger('silent');
  const payments = createPayments({
    wechatPay: pay.pay,
    notifyBaseUrl: 'https://jindian.example',
    desk: () => differences,
    logger,
  });
  const differences = createDifferences({
    settings: fixedSettings('serving'),
    table,
    clock,
    logger,
    dueItems,
    ledger,
    ownMerchantId: () => payments.ownMerchantId,
    sendBack: payments.sendBack,
    refundStatus: payments.refundStatus,
  });
  const known = {
    payments: new Map<string, KnownPayment>(),
    refunds: new Map<string, KnownRefund>(),
    booked: [] as BookedMove[],
    /** Looking again does not help. */
    stubborn: false,
    /** How many more steps go well; then one breaks off. */
    breaksAfter: Number.POSITIVE_INFINITY,
  };
  function maybeBreak(): void {
    known.breaksAfter -= 1;
    if (known.breaksAfter < 0) {
      known.breaksAfter = Number.POSITIVE_INFINITY;
      throw new Error('broken off');
    }
  }
  const reconciliation = createReconciliation({
    table,
    clock,
    logger,
    dueItems,
    checkpoints: createCheckpoints({ table }),
    wechatPay: pay.pay,
    appid: pay.simulator.merchant.appid,
    differences,
    settings: fixedSettings('money'),
    step,
    known: {
      async payment(number) {
        maybeBreak();
        return known.payments.get(number) ?? null;
      },
      async refund(refundNo) {
        maybeBreak();
        return known.refunds.get(refundNo) ?? null;
      },
      async takePayment({ number }) {
        const payment = known.payments.get(number);
        if (payment && !known.stubborn) known.payments.set(number, { ...payment, state: 'paid' });
      },
      async takeRefund(refundNo) {
        const refund = known.refunds.get(refundNo);
        if (refund && !known.stubborn) known.refunds.set(refundNo, { ...refund, state: 'done' });
      },
      async booked(cursor) {
        const from = Number(cursor ?? 0);
        const moves = known.booked.slice(from, from + 2);
        const nextCursor = from + 2 < known.booked.length ? String(from + 2) : null;
        return { moves, oldestAtMs: moves.at(-1)?.atMs ?? 0, nextCursor };
      },
      async confirm({ number, refundNo }) {
        const found = refundNo ? await payments.refundStatus(refundNo) : await payments.lookUp(number);
        if (!found.ok) throw new Error(found.code);
        return found.value === 'not_found' ||
          (typeof found.value === 'object' && found.value.kind === 'unpaid')
          ? 'missing'
          : 'there';
      },
    },
  });

  function to(atMs: number): void {
    clock.ms = atMs;
    pay.clock.ms = atMs;
  }
  /** Paid at WeChat Pay, and known here as told. */
  async function paid(number: string, theirFen: number, ours: Partial<KnownPayment> | null): Promise<void> {
    await pay.paid(number, theirFen);
    if (ours) {
      const { ownMerchantId: merchantId } = payments;
      const payment: KnownPayment = { state: 'paid', amountFen: theirFen, merchantId, ...ours };
      known.payments.set(number, payment);
      if (payment.state === 'paid')
        known.booked.push({ kind: 'payment', number, merchantId, amountFen: theirFen, atMs: clock.ms });
    }
  }
  async function refunded(number: string, totalFen: number, refundFen: number, ours: KnownRefund | null) {
    const outRefundNo = `R${number}`;
    const asked = await pay.pay.refund({
      outTradeNo: number,
      outRefundNo,
      refundFen,
      totalFen,
      reason: '',
      notifyUrl: pay.notifyUrl,
    });
    if (!asked.ok) throw new Error(asked.failure.message);
    await pay.simulator.control.tick();
    if (ours) known.refunds.set(outRefundNo, ours);
  }
  /** What is due of these kinds, until nothing is; a step that breaks off is done again. */
  async function work(kinds = [reconcileDayDue, reconcileDue]): Promise<number> {
    let steps = 0;
    for (; steps < 200; steps += 1) {
      to(clock.ms + 1);
      const pages = await Promise.all(dueItems.shards.map((shard) => dueItems.dueOf(shard, clock.ms, 25)));
      const [due] = pages.flatMap(({ found }) => found).filter(({ kind }) => kinds.includes(kind));
      if (!due) return steps;
      try {
        await reconciliation.dueHandlers.find(({ kind }) => kind === due.kind)?.handle(due);
        await dueItems.takeOff(due);
      } catch {
        // Comes again.
      }
    }
    throw new Error('it does not end');
  }
  async function reconcile(): Promise<number> {
    to(Math.max(clock.ms, Date.UTC(2026, 4, 21, 2)));
    const started = await reconciliation.start(DAY);
    if (!started.ok) throw new Error(started.code);
    return work();
  }
  const list = async (state: 'open' | 'settled' = 'open') => {
    const found = await differences.list({ state, limit: 50 });
    if (!found.ok) throw new Error(found.code);
    return found.value.items;
  };
  return {
    bench,
    pay,
    known,
    ledger,
    differences,
    reconciliation,
    to,
    paid,
    refunded,
    work,
    reconcile,
    list,
    kinds: async () => (await list()).map(({ kind, outTradeNo }) => `${outTradeNo} ${kind}`).sort(),
    last: async () => (await reconciliation.list(1))[0],
    async close() {
      await pay.close();
      await bench.close();
    },
  };
}

describe('a day on which everything was told', () => {
  test('agrees, and says so', async () => {
    await system.paid('AGREES000001', 500, {});
    await system.refunded('AGREES000001', 500, 200, { state: 'done', amountFen: 200 });
    await system.reconcile();
    expect(await system.list()).toEqual([]);
    expect(await system.last()).toMatchObject({ state: 'done', lines: 2, recovered: 0, differences: 0 });
  });

  test('without any trade has no bill, and what the books have of it is missing there', async () => {
    const booked = { kind: 'payment' as const, merchantId: system.pay.simulator.merchant.mchid };
    system.known.booked.push({
      ...booked,
      number: 'MISSING00001',
      amountFen: 5,
      atMs: system.bench.clock.ms,
    });
    await system.reconcile();
    expect(await system.last()).toMatchObject({ state: 'no_bill', lines: 0, differences: 1 });
    expect(await system.kinds()).toEqual(['MISSING00001 missing_payment']);
  });
});

describe('what differs', () => {
  test.each<[string, string[], (s: System) => Promise<void>]>([
    ['a payment that no notification told', [], (s) => s.paid('LOST00000001', 500, { state: 'open' })],
    [
      'one that looking again does not bring',
      ['LOST00000001 unrecorded_payment'],
      async (s) => {
        s.known.stubborn = true;
        await s.paid('LOST00000001', 500, { state: 'open' });
      },
    ],
    ['money for no order', ['NOBODYS00001 unknown_payment'], (s) => s.paid('NOBODYS00001', 500, null)],
    [
      'another amount than was owed',
      ['AMOUNT000001 payment_amount'],
      (s) => s.paid('AMOUNT000001', 500, { state: 'open', amountFen: 600 }),
    ],
    [
      'another amount than is in the books',
      ['AMOUNT000001 payment_amount'],
      (s) => s.paid('AMOUNT000001', 500, { amountFen: 600 }),
    ],
    [
      'another merchant than was to get it',
      ['MERCHANT0001 foreign_money'],
      (s) => s.paid('MERCHANT0001', 500, { merchantId: '1900000109' }),
    ],
    [
      'paid here and not there',
      ['MISSING00001 missing_payment'],
      async (s) => {
        await s.paid('AGREES000001', 500, {});
        const [booked] = s.known.booked as [BookedMove];
        s.known.booked.push({ ...booked, number: 'MISSING00001' });
        // Of the day after, though it is in the books of this one.
        s.known.booked.push({ ...booked, number: 'TOMORROW0001', atMs: booked.atMs + 24 * HOUR_MS });
      },
    ],
    [
      'a refund that no notification told',
      [],
      async (s) => {
        await s.paid('AGREES000001', 500, {});
        await s.refunded('AGREES000001', 500, 200, { state: 'open', amountFen: 200 });
      },
    ],
    [
      'a refund that nobody here asked for',
      ['AGREES000001 unknown_refund'],
      async (s) => {
        await s.paid('AGREES000001', 500, {});
        await s.refunded('AGREES000001', 500, 200, null);
      },
    ],
    [
      'a refund of another amount',
      ['AGREES000001 refund_amount'],
      async (s) => {
        await s.paid('AGREES000001', 500, {});
        await s.refunded('AGREES000001', 500, 200, { state: 'done', amountFen: 300 });
      },
    ],
    [
      'refunded here and not there',
      ['AGREES000001 missing_refund'],
      async (s) => {
        await s.paid('AGREES000001', 500, {});
        const [booked] = s.known.booked as [BookedMove];
        s.known.booked.push({ ...booked, kind: 'refund', refundNo: 'RMISSING', amountFen: 100 });
      },
    ],
    [
      'a line that cannot be read',
      [`${DAY} line 2 unreadable_line`],
      async (s) => {
        await s.paid('AGREES000001', 500, {});
        s.pay.simulator.control.addBillLine('`rubbish');
      },
    ],
  ])('%s is found once, however often the bill is compared', async (_, expected, happen) => {
    await happen(system);
    await system.reconcile();
    expect(await system.kinds()).toEqual(expected);
    const first = await system.last();
    expect(first).toMatchObject({ state: 'done', differences: expected.length });
    await system.reconcile();
    expect(await system.kinds()).toEqual(expected);
    expect(await system.last()).toMatchObject({ state: 'done', differences: 0, recovered: 0 });
    expect(await system.ledger.verifyLedger()).toMatchObject({ faults: [] });
  });

  test('that came right since is off the desk when the bill is compared again', async () => {
    system.known.stubborn = true;
    await system.paid('LOST00000001', 500, { state: 'open' });
    await system.reconcile();
    expect(await system.kinds()).toEqual(['LOST00000001 unrecorded_payment']);
    system.known.stubborn = false;
    await system.reconcile();
    expect(await system.kinds()).toEqual(['LOST00000001 unrecorded_payment']);
    await system.reconcile();
    expect(await system.kinds()).toEqual([]);
    expect((await system.list('settled')).map(({ history }) => history.map(({ act }) => act))).toEqual([
      ['found', 'cleared'],
    ]);
  });
});

test('whatever is lost, wherever a step breaks off, each difference is found once and the money is in the books', async () => {
  const happening = fc.constantFrom('agrees', 'lost', 'unknown', 'amount', 'unknown_refund');
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 12 }),
      async (happenings, lines, breaksAfter) => {
        const s = await open({ lines, pages: 1 });
        try {
          const expected: string[] = [];
          let heldFen = 0;
          for (const [index, what] of happenings.entries()) {
            const number = `ANY${String(index).padStart(8, '0')}`;
            const fen = 100 + index;
            if (what === 'lost') await s.paid(number, fen, { state: 'open' });
            else if (what === 'unknown') await s.paid(number, fen, null);
            else if (what === 'amount') await s.paid(number, fen, { state: 'open', amountFen: fen + 1 });
            else await s.paid(number, fen, {});
            if (what === 'unknown' || what === 'amount') {
              heldFen += fen;
              expected.push(`${number} ${what === 'unknown' ? 'unknown_payment' : 'payment_amount'}`);
            }
            if (what !== 'unknown_refund') continue;
            await s.refunded(number, fen, 1, null);
            expected.push(`${number} unknown_refund`);
          }
          s.known.breaksAfter = breaksAfter;
          await s.reconcile();
          expect(await s.kinds()).toEqual(expected.sort());
          expect((await s.ledger.balanceOf('unallocated-receipts')).postedFen).toBe(heldFen);
          const open = [...s.known.payments.values()].filter(({ state }) => state === 'open');
          expect(open).toHaveLength(happenings.filter((what) => what === 'amount').length);
          expect((await s.last())?.state).toBe('done');
        } finally {
          await s.close();
        }
      },
    ),
    { numRuns: 8 },
  );
});

describe('every day', () => {
  test('is compared once after 10:00 of the next, missed days too, and by hand not before', async () => {
    const { reconciliation } = system;
    await reconciliation.planDays();
    expect(await reconciliation.list(9)).toEqual([]);
    system.to(Date.UTC(2026, 4, 21, 2) - 1);
    await reconciliation.planDays();
    expect(await reconciliation.list(9)).toEqual([]);
    expect(await reconciliation.start(DAY)).toMatchObject({ ok: false, code: 'bill_not_ready' });
    system.to(Date.UTC(2026, 4, 21, 2));
    await Promise.all([reconciliation.planDays(), reconciliation.planDays()]);
    await system.work([reconcileDayDue]);
    expect((await reconciliation.list(9)).map(({ billDate }) => billDate)).toEqual([DAY]);
    system.to(Date.UTC(2026, 4, 24, 3));
    await reconciliation.planDays();
    await reconciliation.planDays();
    await system.work([reconcileDayDue]);
    expect((await reconciliation.list(9)).map(({ billDate }) => billDate)).toEqual([
      '2026-05-23',
      '2026-05-22',
      '2026-05-21',
      DAY,
    ]);
    await system.work();
    expect((await reconciliation.list(9)).every(({ state }) => state === 'no_bill')).toBe(true);
  });

  test('waits for a bill that is late, and goes on after WeChat Pay was away', async () => {
    await system.paid('NOBODYS00001', 500, null);
    system.pay.simulator.control.failNext('tradeBill', {
      status: 400,
      code: 'STATEMENT_CREATING',
      message: '',
    });
    await system.reconcile();
    expect(await system.last()).toMatchObject({ state: 'comparing', lines: 0 });
    system.pay.simulator.control.failNext('tradeBill', '500', 3);
    system.to(system.bench.clock.ms + 11 * 60_000);
    await system.work();
    expect(await system.last()).toMatchObject({ state: 'done', differences: 1 });
  });
});
