import { seededFaults } from '@jindian/embedded-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crashPoints } from '../../platform/testing/depth.ts';
import { openTable } from '../../platform/testing/table.ts';
import { affordable, inOrder } from './in-turn.ts';
import { inTurnShards } from './items.ts';
import type { FenLeg, TransferInput } from './rules.ts';
import { createLedger } from './service.ts';

async function openBooks(overdraft = 0) {
  const opened = await openTable();
  const ledger = createLedger({ ...opened, overdraft: () => overdraft });
  let made = 0;
  const transfer = (kind: string, leg: FenLeg): TransferInput => {
    made += 1;
    opened.clock.advance(1);
    const atMs = opened.clock.nowMs();
    return { id: `${kind}:T${made}`, kind, orderId: null, reason: null, atMs, legs: [leg] };
  };
  return {
    ...opened,
    ledger,
    deposit: (amountFen: number) => transfer('deposit', { debit: 'hq-cash', credit: 'fund-pool', amountFen }),
    fee: (amountFen: number) => transfer('fee', { debit: 'fund-pool', credit: 'courier:C1', amountFen }),
    state: async (id: string) => (await ledger.find(id))?.state,
    pool: async () => (await ledger.balanceOf('fund-pool')).postedFen,
  };
}

test('the first payments are those that the money is enough for, in their order', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 20 });
  fc.assert(
    fc.property(amounts, fc.integer({ min: -20, max: 300 }), (payments, held) => {
      const paid = affordable(payments, (fen) => fen, held);
      expect(paid).toEqual(payments.slice(0, paid.length));
      const sum = paid.reduce((total, fen) => total + fen, 0);
      if (paid.length > 0) expect(sum).toBeLessThanOrEqual(held);
      const next = payments[paid.length];
      if (next !== undefined) expect(sum + next).toBeGreaterThan(held);
    }),
  );
});

test('of several shards the first come in their order, and nobody before one that was not read yet', () => {
  const shards = fc.array(fc.uniqueArray(fc.integer({ min: 100, max: 999 }), { maxLength: 20 }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(shards, fc.integer({ min: 1, max: 8 }), (numbers, perShard) => {
      const all = numbers.map((some, shard) => some.sort((a, b) => a - b).map((n) => `${n}#${shard}`));
      const window = inOrder(
        all.map((keys) => ({
          found: keys.slice(0, perShard).map((key) => ({ key, transferId: key })),
          isMore: keys.length > perShard,
        })),
      );
      const whole = all.flat().sort();
      expect(window.map(({ key }) => key)).toEqual(whole.slice(0, window.length));
      expect(window.length).toBeGreaterThanOrEqual(Math.min(perShard, whole.length));
    }),
  );
});

test('more than one transaction takes, in all shards: the first come are paid, as many as the money is for', async () => {
  const { ledger, deposit, fee, state, pool, close } = await openBooks();
  const fees = Array.from({ length: 20 * inTurnShards }, () => fee(1));
  await Promise.all(fees.map((payment) => ledger.post(payment)));
  await ledger.post(deposit(200));
  expect(await ledger.payInTurn()).toBe(200);
  const states = await Promise.all(fees.map(({ id }) => state(id)));
  expect(states).toEqual(fees.map((_, n) => (n < 200 ? 'posted' : 'pending')));
  await ledger.post(deposit(400));
  expect(await ledger.payInTurn()).toBe(fees.length - 200);
  expect(await ledger.payInTurn()).toBe(0);
  expect(await pool()).toBe(600 - fees.length);
  expect(await ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
  await close();
});

test('what takes from the pool waits until the pool has it, and nobody overtakes', async () => {
  const { ledger, deposit, fee, state, pool, close } = await openBooks();
  const [large, small] = [fee(700), fee(100)];
  expect([await ledger.post(large), await ledger.post(small)]).toEqual(['applied', 'applied']);
  await ledger.post(deposit(300));
  expect(await ledger.payInTurn()).toBe(0);
  expect([await state(large.id), await state(small.id), await pool()]).toEqual(['pending', 'pending', 300]);
  expect(await ledger.balanceOf('fund-pool')).toMatchObject({ pendingOutFen: 800, availableFen: -500 });
  await ledger.post(deposit(400));
  expect(await ledger.payInTurn()).toBe(1);
  expect([await state(large.id), await state(small.id), await pool()]).toEqual(['posted', 'pending', 0]);
  expect(await ledger.post(small)).toBe('already');
  await ledger.post(deposit(100));
  expect(await ledger.payInTurn()).toBe(1);
  expect((await ledger.balanceOf('courier:C1')).postedFen).toBe(800);
  expect(await ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
  await close();
});

test('a hold that is settled waits as well; called off meanwhile, it is never paid', async () => {
  const { ledger, deposit, fee, state, pool, close } = await openBooks();
  const [kept, dropped] = [fee(50), fee(60)];
  for (const held of [kept, dropped]) {
    expect(await ledger.pend(held)).toBe('applied');
    expect(await ledger.settlePending(held.id)).toBe('applied');
    expect(await ledger.settlePending(held.id)).toBe('already');
  }
  expect(await ledger.voidPending(dropped.id, 'refunded')).toBe('applied');
  await ledger.post(deposit(500));
  await ledger.payInTurn();
  expect([await state(kept.id), await state(dropped.id), await pool()]).toEqual(['posted', 'voided', 450]);
  expect(await ledger.payInTurn()).toBe(0);
  await close();
});

test('as far below zero as it may go, and no further', async () => {
  const { ledger, fee, pool, close } = await openBooks(100);
  for (const payment of [fee(60), fee(40), fee(1)]) await ledger.post(payment);
  expect(await ledger.payInTurn()).toBe(2);
  expect(await pool()).toBe(-100);
  await close();
});

test('many consumers, deposits and faults at once: never below zero, each paid once, none forgotten', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 5, maxLength: 40 }),
      fc.nat(),
      async (fees, seed) => {
        const { engine, ledger, deposit, fee, pool, close } = await openBooks();
        const rates = { conflict: 0.05, 'fail-after': 0.05, 'lost-before': 0.05, 'lost-after': 0.05 };
        const seen: number[] = [];
        for (const [n, amountFen] of fees.entries()) {
          await ledger.post(fee(amountFen));
          if (n % 4 !== 3) continue;
          await ledger.post(deposit(90));
          engine.faults.set(seededFaults({ seed: seed + n, rates }));
          await Promise.allSettled([
            ledger.payInTurn(),
            ledger.payInTurn(),
            ledger.foldAll(),
            ledger.payInTurn(),
          ]);
          engine.faults.set();
          seen.push(await pool());
        }
        for (const fen of seen) expect(fen).toBeGreaterThanOrEqual(0);
        await ledger.post(deposit(5_000));
        await ledger.payInTurn();
        const sum = fees.reduce((total, fen) => total + fen, 0);
        expect(await ledger.balanceOf('courier:C1')).toMatchObject({ postedFen: sum, pendingInFen: 0 });
        expect(await ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
        await close();
      },
    ),
    { numRuns: 6 },
  );
});

test('a consumer that dies at any call has paid once or not at all, and the next one pays the rest', async () => {
  for (const kind of ['lost-before', 'lost-after'] as const) {
    const { first, step } = crashPoints(kind === 'lost-after' ? 3 : 0);
    let finished = false;
    for (let broken = first; !finished; broken += step) {
      const { engine, ledger, table, clock, deposit, fee, state, pool, close } = await openBooks();
      const fees = [fee(60), fee(30), fee(50)];
      await ledger.post(deposit(100));
      for (const payment of fees) await ledger.post(payment);
      let calls = 0;
      engine.faults.set(() => {
        calls += 1;
        if (calls < broken) return 'none';
        return calls === broken ? kind : 'lost-before';
      });
      finished = await ledger.payInTurn().then(
        () => calls < broken,
        () => false,
      );
      engine.faults.set();
      expect([10, 100]).toContain(await pool());
      const next = createLedger({ table, clock });
      await next.payInTurn();
      expect(await pool()).toBe(10);
      await next.post(deposit(40));
      await next.payInTurn();
      expect(await next.payInTurn()).toBe(0);
      expect([await pool(), await Promise.all(fees.map(({ id }) => state(id)))]).toEqual([
        0,
        ['posted', 'posted', 'posted'],
      ]);
      expect(await next.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
      await close();
    }
  }
});
