import { dayMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { openTable, startMs } from '../../platform/testing/table.ts';
import { transact } from '../../platform/transact.ts';
import { latestBookingMs } from './fold.ts';
import { looked, type Monitor } from './monitors.ts';
import type { Leg, TransferInput } from './rules.ts';
import { createLedger } from './service.ts';

async function openBooks() {
  const opened = await openTable();
  opened.clock.ms = startMs + 100 * dayMs;
  let made = 0;
  const transfer = (atMs: number, ...legs: Leg[]): TransferInput => {
    made += 1;
    return { id: `cause:T${made}`, kind: 'cause', orderId: null, reason: null, atMs, legs };
  };
  return { ...opened, ledger: createLedger(opened), transfer };
}
const owed = (amountFen: number): Leg => ({ debit: 'sales', credit: 'owner:D1', amountFen });

describe('a statement', () => {
  it('has what was booked from its beginning until before its end, wherever it begins', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(40), amount: fc.integer({ min: 1, max: 99 }), fold: fc.boolean() }), {
          minLength: 5,
          maxLength: 45,
        }),
        fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 20 })), { minLength: 3, maxLength: 6 }),
        async (postings, asked) => {
          const { ledger, transfer, close } = await openBooks();
          const hour = dayMs / 24;
          for (const { at, amount, fold } of postings) {
            await ledger.post(transfer(startMs + at * hour, owed(amount)));
            if (fold) await ledger.foldAll();
          }
          const whole = await ledger.statementOf('owner:D1', 0, startMs + 1_000 * hour);
          expect(whole).toMatchObject({ opening: 0, version: postings.length });
          expect(whole.closing).toBe((await ledger.balanceOf('owner:D1')).postedFen);
          for (const { atMs, bookedAtMs } of whole.entries) {
            expect(bookedAtMs).toBeGreaterThanOrEqual(atMs);
          }
          for (const [from, length] of asked) {
            const [fromMs, toMs] = [startMs + from * hour, startMs + (from + length) * hour];
            const sum = (some: typeof whole.entries) => some.reduce((total, { amount }) => total + amount, 0);
            for (const account of ['owner:D1', 'sales'] as const) {
              const sign = account === 'sales' ? -1 : 1;
              const all = (await ledger.statementOf(account, 0, startMs + 1_000 * hour)).entries;
              const part = await ledger.statementOf(account, fromMs, toMs);
              const expected = all.filter(({ bookedAtMs }) => bookedAtMs >= fromMs && bookedAtMs < toMs);
              expect(part.entries).toEqual(expected);
              expect(part.opening).toBe(sum(all.filter(({ bookedAtMs }) => bookedAtMs < fromMs)));
              expect(part.closing).toBe(part.opening + sum(expected));
              expect(Math.sign(part.closing)).toBe(part.closing === 0 ? 0 : sign);
            }
          }
          await close();
        },
      ),
      { numRuns: 4 },
    );
  });

  it('of a period that is a week past does not change by what is told late; a newer one does', async () => {
    const { ledger, transfer, close } = await openBooks();
    for (const [days, amount] of [
      [0, 100],
      [10, 10],
    ] as const) {
      await ledger.post(transfer(startMs + days * dayMs, owed(amount)));
      await ledger.foldAll();
    }
    const first = await ledger.statementOf('owner:D1', startMs, startMs + dayMs);
    expect(first).toMatchObject({ opening: 0, closing: 100, version: 2 });
    await ledger.post(transfer(startMs + 1, owed(1)));
    const again = await ledger.statementOf('owner:D1', startMs, startMs + dayMs);
    expect(again).toEqual({ ...first, version: 3 });
    const late = (await ledger.statementOf('owner:D1', startMs + dayMs, startMs + 20 * dayMs)).entries;
    expect(late.map(({ amount, atMs, bookedAtMs }) => [amount, atMs, bookedAtMs])).toEqual([
      [1, startMs + 1, startMs + 10 * dayMs - latestBookingMs],
      [10, startMs + 10 * dayMs, startMs + 10 * dayMs],
    ]);
    await close();
  });

  it('has a hold only when it is posted, at that time', async () => {
    const { ledger, transfer, close } = await openBooks();
    const held = transfer(startMs, owed(7));
    await ledger.pend(held);
    expect((await ledger.statementOf('owner:D1', 0, startMs + 9 * dayMs)).entries).toEqual([]);
    await ledger.settlePending(held.id, startMs + 5);
    expect((await ledger.statementOf('owner:D1', 0, startMs + 9 * dayMs)).entries).toMatchObject([
      { transferId: held.id, atMs: startMs + 5, amount: 7 },
    ]);
    await close();
  });
});

describe('points, an account with a floor', () => {
  const earn = (points: number): Leg => ({ debit: 'points-issued', credit: 'points:M1', points });
  const spend = (points: number): Leg => ({ debit: 'points:M1', credit: 'points-issued', points });

  it('cannot be spent twice, however many try at once, and a hold counts', async () => {
    const { engine, ledger, transfer, close } = await openBooks();
    await ledger.post(transfer(startMs, earn(100)));
    const hold = transfer(startMs, spend(35));
    expect(await ledger.pend(hold)).toBe('applied');
    engine.faults.setConflictMode('reject');
    const spends = Array.from({ length: 12 }, () => transfer(startMs, spend(20)));
    const outcomes = await Promise.all(
      spends.map(async (each) => {
        for (;;) {
          const outcome = await ledger.post(each);
          if (outcome !== 'busy') return outcome;
        }
      }),
    );
    expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome === 'short')).toHaveLength(9);
    expect(await ledger.post(transfer(startMs, spend(6)))).toBe('short');
    expect(await ledger.voidPending(hold.id, 'called off')).toBe('applied');
    expect(await ledger.post(transfer(startMs, spend(40)))).toBe('applied');
    expect(await ledger.post(transfer(startMs, spend(1)))).toBe('short');
    expect(await ledger.verifyLedger()).toMatchObject({ imbalancePoints: 0, faults: [] });
    await close();
  });

  it('never goes below zero by any posts, holds, and ends of holds, 64 at once, while it is folded', async () => {
    type Act = { kind: 'spend' | 'hold' | 'earn'; points: number; ends: 'settle' | 'void' | 'nothing' };
    const act: fc.Arbitrary<Act> = fc.record({
      kind: fc.constantFrom('spend', 'spend', 'hold', 'earn'),
      points: fc.integer({ min: 1, max: 30 }),
      ends: fc.constantFrom('settle', 'void', 'nothing'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 64, maxLength: 64 }), async (acts) => {
        const { engine, ledger, transfer, close } = await openBooks();
        await ledger.post(transfer(startMs, earn(120)));
        engine.faults.setConflictMode('reject');
        const untilSaid = async (say: () => Promise<string>) => {
          for (;;) {
            const outcome = await say();
            if (outcome !== 'busy') return outcome;
          }
        };
        const seen: number[] = [];
        let going = true;
        const looker = async () => {
          while (going) {
            await ledger.foldAll().catch(() => 0);
            seen.push((await ledger.amountsOf(['points:M1'])).get('points:M1')?.available ?? 0);
          }
        };
        const looking = looker();
        let expected = 120;
        await Promise.all(
          acts.map(async ({ kind, points, ends }) => {
            const one = transfer(startMs, kind === 'earn' ? earn(points) : spend(points));
            const entered = await untilSaid(() => (kind === 'hold' ? ledger.pend(one) : ledger.post(one)));
            if (entered === 'short') return;
            expect(entered).toBe('applied');
            expected += kind === 'earn' ? points : -points;
            if (kind !== 'hold' || ends === 'nothing') return;
            const ended = await untilSaid(() =>
              ends === 'settle' ? ledger.settlePending(one.id) : ledger.voidPending(one.id, 'called off'),
            );
            expect(ended).toBe('applied');
            if (ends === 'void') expected += points;
          }),
        );
        going = false;
        await looking;
        expect(Math.min(...seen)).toBeGreaterThanOrEqual(0);
        expect((await ledger.amountsOf(['points:M1'])).get('points:M1')?.available).toBe(expected);
        expect(await ledger.verifyLedger()).toMatchObject({ imbalancePoints: 0, faults: [] });
        await close();
      }),
      { numRuns: 3 },
    );
  });

  it('stands in a dry run as it would be, with what would refuse it', async () => {
    const { ledger, transfer, close } = await openBooks();
    await ledger.post(transfer(startMs, earn(100)));
    const wanted = transfer(startMs, spend(60));
    expect(await ledger.dryRun(wanted, 'pending')).toEqual({
      refusals: [],
      waits: false,
      accounts: [
        {
          account: 'points:M1',
          before: { posted: 100, pendingIn: 0, pendingOut: 0, available: 100 },
          after: { posted: 100, pendingIn: 0, pendingOut: 60, available: 40 },
        },
        {
          account: 'points-issued',
          before: { posted: 100, pendingIn: 0, pendingOut: 0, available: 100 },
          after: { posted: 100, pendingIn: 0, pendingOut: 60, available: 40 },
        },
      ],
    });
    const codes = async (one: TransferInput) =>
      (await ledger.dryRun(one, 'posted')).refusals.map(({ code }) => code);
    expect(await codes(transfer(startMs, spend(101)))).toEqual(['short']);
    expect(await codes(transfer(startMs, spend(0)))).toEqual(['invalid']);
    expect(
      await codes({ ...wanted, legs: [{ ...owed(1), credit: 'petty:cash' } as unknown as Leg] }),
    ).toEqual(['unknown_account']);
    await ledger.post(wanted);
    expect(await codes(wanted)).toEqual(['already']);
    expect(await codes({ ...wanted, legs: [spend(1)] })).toEqual(['other_content']);
    const fee: Leg = { debit: 'fund-pool', credit: 'courier:C1', amountFen: 5 };
    expect(await ledger.dryRun(transfer(startMs, fee), 'posted')).toMatchObject({
      waits: true,
      refusals: [],
    });
    await close();
  });
});

describe('a monitor', () => {
  const monitor: Monitor = {
    id: 'M1',
    account: 'owner:D1',
    direction: 'at_least',
    threshold: 100,
    createdBy: 'hq',
    createdAtMs: startMs,
    armed: true,
    revision: 1,
    firings: [],
  };

  test('tells once for each crossing, whatever it sees', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 40 }), (seen) => {
        let now = monitor;
        let crossings = 0;
        let was = false;
        for (const available of seen) {
          now = looked(now, available, 1) ?? now;
          const is = available >= 100;
          if (is && !was) crossings += 1;
          was = is;
        }
        expect(now.firings.length).toBe(Math.min(20, crossings));
        expect(now.armed).toBe(!was);
      }),
    );
  });

  test('is looked at behind every fold, and of many folders one tells', async () => {
    const { ledger, transfer, table, close } = await openBooks();
    const { armed: _, revision: __, firings: ___, ...wanted } = monitor;
    await transact(table, [ledger.monitors.addWrite(wanted)]);
    const told = async () =>
      (await ledger.monitors.all()).map(({ armed, firings }) => [armed, firings.length]);
    const post = async (leg: Leg) => {
      await ledger.post(transfer(startMs, leg));
      await Promise.allSettled([
        ledger.foldAll(),
        ledger.foldAll(),
        ledger.monitors.evaluate(),
        ledger.monitors.evaluate(),
      ]);
    };
    await post(owed(99));
    expect(await told()).toEqual([[true, 0]]);
    await post(owed(1));
    await post(owed(50));
    expect(await told()).toEqual([[false, 1]]);
    await post({ debit: 'owner:D1', credit: 'sales', amountFen: 80 });
    expect(await told()).toEqual([[true, 1]]);
    await post(owed(80));
    expect(await told()).toEqual([[false, 2]]);
    await close();
  });
});
