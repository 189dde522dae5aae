import { seededFaults } from '@jindian/embedded-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { audited } from '../../platform/audit-context.ts';
import { crashPoints } from '../../platform/testing/depth.ts';
import { openTable } from '../../platform/testing/table.ts';
import type { Write } from '../../platform/transact.ts';
import type { Leg, TransferInput } from './rules.ts';
import { createLedger } from './service.ts';

async function openBooks() {
  const opened = await openTable();
  const ledger = createLedger(opened);
  const owed = (n: number, amountFen = 1): TransferInput => ({
    id: `cause:T${n}`,
    kind: 'cause',
    orderId: null,
    reason: null,
    atMs: opened.clock.nowMs(),
    legs: [{ debit: 'sales', credit: 'owner:D1', amountFen }],
  });
  const transactions = () => opened.engine.meter.snapshot().calls.TransactWriteItems ?? 0;
  return { ...opened, ledger, owed, transactions };
}
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test('one posting is written at once, by itself; those that come meanwhile share', async () => {
  const { engine, ledger, owed, transactions, close } = await openBooks();
  expect(await ledger.post(owed(0))).toBe('applied');
  expect(transactions()).toBe(1);
  engine.meter.reset();
  const outcomes = await Promise.all(numbers(64).map((n) => ledger.post(owed(n + 1))));
  expect(new Set(outcomes)).toEqual(new Set(['applied']));
  expect(transactions()).toBeLessThanOrEqual(12);
  // Two units a transfer and a quarter of a mark, where one by itself is four.
  expect(engine.meter.snapshot().writeUnits).toBeLessThan(64 * 3);
  expect((await ledger.balanceOf('owner:D1')).postedFen).toBe(65);
  expect(await ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [], transfers: 65 });
  await close();
});

test('what one is refused for is its own answer', async () => {
  const { ledger, owed, table, close } = await openBooks();
  await ledger.post(owed(7));
  await ledger.post(owed(9, 5));
  const beside: Write = {
    label: 'mine',
    item: {
      ConditionCheck: {
        TableName: table.getName(),
        Key: { pk: 'NOTHING', sk: 'HERE' },
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
  };
  const outcomes = await Promise.allSettled([
    ...numbers(30).map((n) => ledger.post(owed(n), n === 11 ? [beside] : [])),
    ledger.post(owed(12)),
    ledger.post(owed(13, 0)),
  ]);
  const said = outcomes.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)));
  for (const [n, outcome] of said.entries()) {
    if (n === 7) expect(outcome).toBe('already');
    // Told twice: one of the two was first.
    else if (n === 12 || n === 30) expect([said[12], said[30]].sort()).toEqual(['already', 'applied']);
    else if (n === 9) expect(outcome).toContain('another content');
    else if (n === 11) expect(outcome).toContain('mine refused');
    else if (n === 31) expect(outcome).toContain('moves 0 fen');
    else expect(outcome).toBe('applied');
  }
  expect(await ledger.find('cause:T11')).toBeNull();
  // 29 of this round but T11, with the five of T9.
  expect((await ledger.balanceOf('owner:D1')).postedFen).toBe(28 + 5);
  expect(await ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
  await close();
});

test("an audited act's posting carries its record, and nobody else's posting does", async () => {
  const { ledger, owed, table, close } = await openBooks();
  const record = { done: false, details: {}, writes: () => [recordWrite] };
  const recordWrite: Write = {
    label: 'record',
    item: {
      Put: {
        TableName: table.getName(),
        Item: { pk: 'RECORD', sk: '1' },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  };
  const others = numbers(20).map((n) => ledger.post(owed(n)));
  const act = audited(record, () => ledger.post(owed(100)));
  const more = numbers(20).map((n) => ledger.post(owed(n + 20)));
  expect(await act).toBe('applied');
  expect(record.done).toBe(true);
  expect(new Set(await Promise.all([...others, ...more]))).toEqual(new Set(['applied']));
  await close();
});

test('with any faults each is in the books once, whatever it shared a transaction with', async () => {
  const spend: Leg = { debit: 'points:M1', credit: 'points-issued', points: 10 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 20, maxLength: 60 }),
      fc.nat(),
      async (told, seed) => {
        const { engine, ledger, owed, close } = await openBooks();
        await ledger.post({
          ...owed(1_000),
          legs: [{ debit: 'points-issued', credit: 'points:M1', points: 35 }],
        });
        const rates = {
          conflict: 0.1,
          throttle: 0.05,
          'fail-after': 0.1,
          'lost-before': 0.1,
          'lost-after': 0.1,
        };
        engine.faults.set(seededFaults({ seed, rates }));
        const untilSaid = async (transfer: TransferInput) => {
          for (;;) {
            const outcome = await ledger.post(transfer).catch(() => 'busy');
            if (outcome !== 'busy') return outcome;
          }
        };
        const spends = numbers(6).map((n) => untilSaid({ ...owed(2_000 + n), legs: [spend] }));
        const outcomes = await Promise.all([...told.map((n) => untilSaid(owed(n))), ...spends]);
        engine.faults.set();
        expect(outcomes.every((outcome) => ['applied', 'already', 'short'].includes(outcome))).toBe(true);
        const different = new Set(told).size;
        expect((await ledger.balanceOf('owner:D1')).postedFen).toBe(different);
        expect(await ledger.verifyLedger()).toMatchObject({
          imbalanceFen: 0,
          imbalancePoints: 0,
          faults: [],
          // Of six that want ten points each three find them.
          transfers: 1 + different + 3,
        });
        await close();
      },
    ),
    { numRuns: 8 },
  );
});

test('a process that dies at any call leaves each posting whole or absent, and a repeat puts all in once', async () => {
  for (const kind of ['lost-before', 'lost-after'] as const) {
    const { first, step } = crashPoints(kind === 'lost-after' ? 3 : 0);
    let finished = false;
    for (let broken = first; !finished; broken += step) {
      const { engine, ledger, owed, table, clock, close } = await openBooks();
      let calls = 0;
      engine.faults.set(() => {
        calls += 1;
        if (calls < broken) return 'none';
        return calls === broken ? kind : 'lost-before';
      });
      // Four are written at once, and the others together in the next transaction.
      const all = numbers(7).map((n) => owed(n, n + 1));
      const outcomes = await Promise.allSettled(all.map((transfer) => ledger.post(transfer)));
      finished = calls < broken;
      engine.faults.set();
      // Another process: what was told to be in the books is, and what the balance says is what is in them.
      const next = createLedger({ table, clock });
      const there = await next.transfersById(all.map(({ id }) => id));
      for (const [n, outcome] of outcomes.entries()) {
        const isTold = outcome.status === 'fulfilled' && outcome.value !== 'busy';
        if (isTold) expect([n, there.has(`cause:T${n}`)]).toEqual([n, true]);
      }
      const sum = [...there.keys()].reduce((total, id) => total + Number(id.slice(7)) + 1, 0);
      expect((await next.balanceOf('owner:D1')).postedFen).toBe(sum);
      for (const transfer of all) {
        expect(await next.post(transfer)).toBe(there.has(transfer.id) ? 'already' : 'applied');
      }
      await next.foldAll();
      expect((await next.balanceOf('owner:D1')).postedFen).toBe(28);
      expect(await next.verifyLedger()).toMatchObject({ transfers: 7, unfolded: 0, faults: [] });
      await close();
    }
  }
});
