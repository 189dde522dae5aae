import { describe, expect, it } from 'vitest';
import { decodeEntryCursor, encodeCursor, entrySortKey, mergeNewestFirst } from './items.ts';
import {
  assertTransfer,
  commissionAccount,
  normalSide,
  ownerAccount,
  sameTransfer,
  shardFor,
  shardsOf,
  subjectOf,
  type TransferInput,
} from './rules.ts';

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
    expect(normalSide('fund-pool')).toBe('credit');
    expect(normalSide('wechat-clearing')).toBe('debit');
    expect(normalSide('commission:01JD')).toBe('credit');
    expect(normalSide('owner:D0001')).toBe('credit');
    expect(normalSide('hq-stock')).toBe('debit');
    // HQ owes itself nothing.
    for (const name of [
      'owner:hq',
      'owner:',
      'owner:a b',
      'fundpool',
      'commission:',
      'commission:a b',
      'constructor',
      '',
    ]) {
      expect(() => normalSide(name)).toThrow('not an account');
    }
    expect(() => commissionAccount('a#b')).toThrow("not a seller's id");
    expect(ownerAccount('D0001')).toBe('owner:D0001');
    expect(() => ownerAccount('hq')).toThrow("not a dealer's id");
  });

  it('are sharded when every order touches them, and a transfer stays in one shard', () => {
    expect(shardsOf('commission:01JD')).toBe(1);
    expect(shardsOf('owner:D0001')).toBe(1);
    expect(shardsOf('hq-stock')).toBe(16);
    expect(shardFor('commission:01JD', 'a:b')).toBe(0);
    const shards = new Set(
      Array.from({ length: 400 }, (_, i) => shardFor('fund-pool', `order.captured:${i}`)),
    );
    expect([...shards].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, shard) => shard));
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

describe('pages', () => {
  it('merge several sorted lists and begin where the last one ended', () => {
    const newestFirst = [
      ['e', 'b'],
      ['d', 'c', 'a'],
    ];
    const page = mergeNewestFirst(newestFirst, (entry) => entry, 3);
    expect(page).toEqual({ items: ['e', 'd', 'c'], nextCursor: encodeCursor('c') });
    expect(mergeNewestFirst(newestFirst, (entry) => entry, 5).nextCursor).toBeNull();
  });

  it('take no cursor but their own', () => {
    const sortKey = entrySortKey({ atMs: 12, transferId: 'a:b', leg: 0 });
    expect(decodeEntryCursor(encodeCursor(sortKey))).toBe(sortKey);
    expect(decodeEntryCursor(encodeCursor('TOTAL'))).toBeNull();
    expect(decodeEntryCursor(`${encodeCursor(sortKey)}=`)).toBeNull();
    expect(decodeEntryCursor(encodeCursor(`ENTRY#${'9'.repeat(500)}`))).toBeNull();
  });
});
