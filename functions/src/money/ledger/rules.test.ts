import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../platform/canonical.ts';
import { storedBytes } from '../../platform/stored-bytes.ts';
import { maxTransactionWrites } from '../../platform/transact.ts';
import { chart, classOf, ledgerShards, shardsOf } from './chart.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { accountShard, foldInto, latestBookingMs } from './fold.ts';
import type { Head } from './lines.ts';
import { byMark, type Mark, markPartition, markRef, stepsOfRef, storedChanges, toMark } from './marks.ts';
import {
  assertTransfer,
  commissionAccount,
  maxAmount,
  maxLegs,
  noTotals,
  ownerAccount,
  sameTransfer,
  subjectOf,
  type TransferInput,
  transferStates,
} from './rules.ts';
import { enteringChange } from './writes.ts';

const transfer: TransferInput = {
  id: 'order.captured:ORDER1',
  kind: 'order.captured',
  orderId: 'ORDER1',
  reason: null,
  atMs: 1,
  legs: [{ debit: 'wechat-clearing', credit: 'sales-deferred', amountFen: 5 }],
};

describe('accounts', () => {
  it('are only those of the chart', () => {
    expect(classOf('fund-pool')).toMatchObject({ normal: 'credit', asset: 'fen', floor: 'in_turn' });
    expect(classOf('wechat-clearing').normal).toBe('debit');
    expect(classOf('commission:01JD').normal).toBe('credit');
    expect(classOf('points:M1')).toMatchObject({ asset: 'points', floor: 'condition' });
    // HQ owes itself nothing.
    for (const name of [
      'owner:hq',
      'owner:',
      'owner:a b',
      'owner:*',
      'fund-pool:1',
      'fundpool',
      'commission',
      'commission:',
      'commission:a b',
      'constructor',
      '__proto__:x',
      '',
    ]) {
      expect(() => classOf(name), name).toThrow('not an account of the chart');
    }
    expect(() => commissionAccount('a#b')).toThrow("not a seller's id");
    expect(ownerAccount('D0001')).toBe('owner:D0001');
    expect(() => ownerAccount('hq')).toThrow("not a dealer's id");
  });

  it('are folded by shard where every order touches them, and whole where only some do', () => {
    expect(shardsOf('commission:01JD')).toBe(1);
    expect(shardsOf('hq-stock')).toBe(ledgerShards);
    expect(accountShard('owner:D0001', 7)).toBe(0);
    expect(accountShard('sales', 7)).toBe(7);
  });

  it('have a floor as a condition only where one item can hold it', () => {
    for (const { sharded, floor } of chart.classes) {
      if (floor === 'condition') expect(sharded).toBe(false);
    }
  });
});

describe('transfers', () => {
  it('are named by their cause', () => {
    expect(subjectOf('order.captured:ORDER1')).toBe('ORDER1');
    expect(subjectOf('tender.late:ORDER1:T1')).toBe('ORDER1');
    for (const id of ['ORDER1', ':ORDER1', 'a:', 'a:b#c', 'a:b:c:d']) {
      expect(() => subjectOf(id)).toThrow("not a transfer's id");
    }
  });

  it('that can not be right never reach the books', () => {
    const legOf = (amountFen: number, credit = 'sales-deferred') =>
      [{ debit: 'wechat-clearing', credit, amountFen }] as TransferInput['legs'];
    assertTransfer(transfer);
    for (const wrong of [
      { legs: [] },
      { legs: legOf(0) },
      { legs: legOf(-5) },
      { legs: legOf(1.5) },
      { legs: legOf(Number.NaN) },
      { legs: legOf(100_000_000_001) },
      { legs: legOf(5, 'wechat-clearing') },
      { legs: legOf(5, 'petty-cash') },
      { legs: legOf(5, 'points:M1') },
      { legs: [{ debit: 'points-issued', credit: 'sales', points: 5 }] as unknown as TransferInput['legs'] },
      { legs: Array.from({ length: 9 }, () => legOf(5)).flat() },
      { orderId: 'ORDER2' },
      { atMs: -1 },
    ]) {
      expect(() => assertTransfer({ ...transfer, ...wrong })).toThrow(RangeError);
    }
  });

  it('are the same when they move the same, whenever they are told', () => {
    expect(sameTransfer(transfer, { ...transfer, atMs: 99 })).toBe(true);
    expect(sameTransfer(transfer, { ...transfer, legs: [...transfer.legs, ...transfer.legs] })).toBe(false);
    expect(sameTransfer(transfer, { ...transfer, kind: 'other' })).toBe(false);
  });
});

describe('marks', () => {
  const name = fc.stringMatching(/^[0-9A-Za-z_-]{1,64}$/);
  const account = fc.oneof(
    fc.constantFrom('sales' as const, 'sales-deferred' as const, 'fund-pool' as const),
    name.map((id) => `commission:${id}` as const),
  );
  const leg = fc.oneof(
    fc.record({ debit: account, credit: account, amountFen: fc.integer({ min: 1, max: maxAmount }) }),
    fc.record({
      debit: fc.constant('points-issued' as const),
      credit: name.map((id) => `points:${id}` as const),
      points: fc.integer({ min: 1, max: maxAmount }),
    }),
  );
  const step = fc.record({
    transfer: fc.record({
      id: fc
        .tuple(
          fc.stringMatching(/^[a-z][a-z.-]{0,63}$/),
          fc.oneof(fc.constantFrom('A', 'B'), name),
          fc.option(name),
        )
        .map(([kind, subject, part]) => [kind, subject, ...(part ? [part] : [])].join(':')),
      legs: fc.array(leg, { minLength: 1, maxLength: maxLegs }),
    }),
    atMs: fc.integer({ min: 0, max: 1_900_000_000_000 }),
    from: fc.constantFrom('pending' as const, null),
    to: fc.constantFrom(...transferStates),
    reason: fc.constant(null),
  });

  it('say their steps, whatever these are, as many to one as two write units pay for', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const marks = byMark(steps);
        expect(marks.flat()).toEqual(steps);
        for (const some of marks) {
          const stored = {
            pk: markPartition(7),
            sk: markRef(some),
            digest: digestOf(some),
            changes: storedChanges(some),
          };
          expect(toMark(stored)).toEqual({ shard: 7, ref: stored.sk, digest: stored.digest, changes: some });
          expect(stepsOfRef(stored.sk)).toEqual(
            some.map(({ transfer: { id: transferId }, to }) => ({ transferId, to })),
          );
          expect(Buffer.byteLength(stored.sk)).toBeLessThanOrEqual(1_024);
          if (some.length > 1)
            expect(storedBytes({ ...stored, _et: 'LedgerMark' })).toBeLessThanOrEqual(1_024);
          const accounts = new Set(
            some.flatMap((one) => one.transfer.legs.flatMap(({ debit, credit }) => [debit, credit])),
          );
          // A fold takes one mark at least: a link, a balance and a page of each account.
          expect(1 + 2 * accounts.size).toBeLessThanOrEqual(maxTransactionWrites);
        }
      }),
    );
  });

  it('take the payments and commissions of several orders', () => {
    const order = (n: number) => `01JD3V8Q9XKZ4M7T00000000${String(n).padStart(2, '0')}`;
    const steps = Array.from({ length: 10 }, (_, n) => [
      enteringChange(
        {
          ...transfer,
          id: `order.captured:${order(n)}`,
          legs: [{ debit: 'wechat-clearing', credit: 'sales-deferred', amountFen: 12_300 }],
        },
        'posted',
      ),
      enteringChange(
        {
          ...transfer,
          id: `commission:${order(n)}`,
          legs: [{ debit: 'fund-pool', credit: `commission:${order(50 + n)}`, amountFen: 984 }],
        },
        'pending',
      ),
    ]).flat();
    expect(byMark(steps).length).toBeLessThanOrEqual(3);
  });
});

describe('folding', () => {
  const empty: Head = {
    account: 'owner:D1',
    shard: 0,
    version: 0,
    totals: noTotals,
    lastAtMs: 0,
    recent: [],
  };
  const markAt = (atMs: number): Mark => {
    const legs = [{ debit: 'sales', credit: 'owner:D1', amountFen: 1 }] as const;
    const changes = [enteringChange({ ...transfer, legs, atMs }, 'posted')];
    return { shard: 0, ref: markRef(changes), digest: '', changes };
  };

  it('keeps some lines beside the balance, and makes a page of more', () => {
    const few = foldInto(empty, [markAt(1), markAt(2)], 10);
    expect(few).toMatchObject({ page: null, head: { version: 2, totals: { postedCredits: 2 } } });
    expect(few.head.recent.map(({ number }) => number)).toEqual([1, 2]);
    const many = foldInto(
      few.head,
      Array.from({ length: 8 }, (_, n) => markAt(3 + n)),
      10,
    );
    expect(many.head).toMatchObject({ version: 10, recent: [] });
    expect(many.page).toMatchObject({ firstNumber: 1, lastNumber: 10, openingCredits: 0 });
    const more = foldInto(
      many.head,
      Array.from({ length: 9 }, () => markAt(10)),
      10,
    );
    expect(more.page).toMatchObject({ firstNumber: 11, lastNumber: 19, openingCredits: 10 });
  });

  it('books under its own time, unless that is yet to come or long past', () => {
    const nowMs = 10 * latestBookingMs;
    const { head } = foldInto(empty, [markAt(nowMs - 5), markAt(nowMs + 5), markAt(7)], nowMs);
    expect(head.recent.map(({ atMs, bookedAtMs }) => [atMs, bookedAtMs])).toEqual([
      [nowMs - 5, nowMs - 5],
      [nowMs + 5, nowMs],
      [7, nowMs - latestBookingMs],
    ]);
  });
});

describe('cursors', () => {
  it('are taken only from a list of the same kind', () => {
    expect(decodeCursor(encodeCursor('EARNING#1'), 'EARNING#')).toBe('EARNING#1');
    expect(decodeCursor(encodeCursor('TOTAL'), 'EARNING#')).toBeNull();
    expect(decodeCursor(`${encodeCursor('EARNING#1')}=`, 'EARNING#')).toBeNull();
    expect(decodeCursor(encodeCursor(`EARNING#${'9'.repeat(500)}`), 'EARNING#')).toBeNull();
  });
});
