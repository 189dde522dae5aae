import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JindianTable, tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { transact } from '../../platform/transact.ts';
import type { TransferInput } from './rules.ts';
import { createLedger, type Ledger } from './service.ts';

const orderId = '01JD3V8Q9XKZ4M7T2N5R6W8Y1C';
const atMs = Date.UTC(2026, 10, 21, 4);

function captured(overrides: Partial<TransferInput> = {}): TransferInput {
  return {
    id: `order.captured:${orderId}`,
    kind: 'order.captured',
    orderId,
    reason: null,
    atMs,
    legs: [{ debit: 'wechat-clearing', credit: 'sales-deferred', amountFen: 129_900 }],
    ...overrides,
  };
}

function commission(overrides: Partial<TransferInput> = {}): TransferInput {
  return {
    id: `commission:${orderId}`,
    kind: 'commission',
    orderId,
    reason: null,
    atMs: atMs + 1,
    legs: [{ debit: 'sales', credit: 'commission:LI', amountFen: 5_000 }],
    ...overrides,
  };
}

let engine: Engine;
let ledger: Ledger;
let table: JindianTable;

beforeEach(async () => {
  engine = await createEngine();
  await engine.call('CreateTable', tableDefinition('jindian'));
  table = embeddedTable(engine, 'jindian');
  ledger = createLedger({ table, clock: { nowMs: () => atMs + 1_000 } });
});

afterEach(() => engine.close());

async function expectSoundBooks() {
  expect(await ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
}

describe('posting', () => {
  it('moves the amount once, however often it is told', async () => {
    expect(await ledger.post(captured())).toBe('applied');
    expect(await ledger.post(captured())).toBe('already');
    expect(await ledger.post(captured({ atMs: atMs + 9 }))).toBe('already');
    expect(await ledger.balanceOf('wechat-clearing')).toEqual({
      postedFen: 129_900,
      pendingInFen: 0,
      pendingOutFen: 0,
      availableFen: 129_900,
    });
    expect((await ledger.balanceOf('sales-deferred')).postedFen).toBe(129_900);
    await expectSoundBooks();
  });

  it('throws when one id is used for another content', async () => {
    await ledger.post(captured());
    const legs = [{ debit: 'wechat-clearing', credit: 'sales-deferred', amountFen: 1 }] as const;
    await expect(ledger.post(captured({ legs }))).rejects.toThrow('another content');
  });

  it('lets one of many racers through', async () => {
    engine.faults.setConflictMode('reject');
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => ledger.post(captured())));
    expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(1);
    expect((await ledger.balanceOf('sales-deferred')).postedFen).toBe(129_900);
    await expectSoundBooks();
  });

  it('goes into the transaction of somebody else, or not at all', async () => {
    const refused = { ...captured(), id: `other:${orderId}` };
    await ledger.post(refused);
    const result = await transact(table, [
      ...ledger.postWrites(commission()),
      ...ledger.postWrites(captured({ id: refused.id })),
    ]);
    expect(result).toEqual({ kind: 'refused', failed: [{ label: `transfer other:${orderId}` }] });
    expect(await ledger.find(`commission:${orderId}`)).toBeNull();
    await expectSoundBooks();
  });
});

describe('two phases', () => {
  it('holds a pending amount apart until it is posted', async () => {
    expect(await ledger.pend(commission())).toBe('applied');
    expect(await ledger.balanceOf('sales')).toEqual({
      postedFen: 0,
      pendingInFen: 0,
      pendingOutFen: 5_000,
      availableFen: -5_000,
    });
    expect(await ledger.balanceOf('commission:LI')).toEqual({
      postedFen: 0,
      pendingInFen: 5_000,
      pendingOutFen: 0,
      availableFen: 0,
    });
    await expectSoundBooks();

    expect(await ledger.settlePending(commission().id)).toBe('applied');
    expect(await ledger.settlePending(commission().id)).toBe('already');
    expect(await ledger.voidPending(commission().id, 'too late')).toBe('refused');
    expect(await ledger.balanceOf('sales')).toEqual({
      postedFen: -5_000,
      pendingInFen: 0,
      pendingOutFen: 0,
      availableFen: -5_000,
    });
    expect((await ledger.balanceOf('commission:LI')).postedFen).toBe(5_000);
    await expectSoundBooks();
  });

  it('leaves nothing behind when voided, except the record and its reason', async () => {
    await ledger.pend(commission());
    expect(await ledger.voidPending(commission().id, 'order refunded', atMs + 5)).toBe('applied');
    expect(await ledger.voidPending(commission().id, 'order refunded')).toBe('already');
    expect(await ledger.settlePending(commission().id)).toBe('refused');
    expect(await ledger.balanceOf('commission:LI')).toEqual({
      postedFen: 0,
      pendingInFen: 0,
      pendingOutFen: 0,
      availableFen: 0,
    });
    expect(await ledger.find(commission().id)).toMatchObject({
      state: 'voided',
      settledAtMs: atMs + 5,
      settledReason: 'order refunded',
    });
    await expectSoundBooks();
  });

  it('settles nothing that is not there or was posted at once', async () => {
    expect(await ledger.settlePending('commission:NONE')).toBe('absent');
    await ledger.post(captured());
    expect(await ledger.settlePending(captured().id)).toBe('refused');
    expect(await ledger.voidPending(captured().id, 'no')).toBe('refused');
  });

  it('does not let a transfer become pending that was called off before', async () => {
    expect(await ledger.voidInAdvance(commission())).toBe('applied');
    expect(await ledger.pend(commission())).toBe('already');
    expect((await ledger.balanceOf('sales')).pendingOutFen).toBe(0);
    await expectSoundBooks();
  });
});

describe('statements', () => {
  it('lists a sharded account newest first, page by page, without gaps or repeats', async () => {
    const ids = Array.from({ length: 23 }, (_, i) => `deposit:D${i}`);
    for (const [i, id] of ids.entries()) {
      await ledger.post({
        id,
        kind: 'deposit',
        orderId: null,
        reason: 'top-up',
        // Some at the same instant: the id decides.
        atMs: atMs + Math.floor(i / 3),
        legs: [{ debit: 'hq-cash', credit: 'fund-pool', amountFen: i + 1 }],
      });
    }
    const seen: { transferId: string; atMs: number }[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await ledger.postingsOf('fund-pool', { limit: 5, cursor });
      if (!page.ok) throw new Error(page.code);
      expect(page.value.items.length).toBeLessThanOrEqual(5);
      seen.push(...page.value.items);
      cursor = page.value.nextCursor ?? undefined;
      pages += 1;
    } while (cursor);
    expect(pages).toBe(5);
    expect(new Set(seen.map(({ transferId }) => transferId))).toEqual(new Set(ids));
    expect(seen).toHaveLength(23);
    const times = seen.map((posting) => posting.atMs);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  it('shows the present state of what was pending', async () => {
    await ledger.pend(commission());
    await ledger.voidPending(commission().id, 'order refunded');
    const page = await ledger.postingsOf('commission:LI', { limit: 20 });
    expect(page).toMatchObject({ ok: true, value: { items: [{ state: 'voided', amountFen: 5_000 }] } });
  });

  it('refuses a cursor that no page gave', async () => {
    for (const cursor of ['%%%', 'Zm9v', Buffer.from('TOTAL').toString('base64url')]) {
      expect(await ledger.postingsOf('fund-pool', { limit: 5, cursor })).toMatchObject({
        ok: false,
        code: 'invalid_request',
      });
    }
  });

  it("lists an order's postings in the order of time", async () => {
    await ledger.pend(commission());
    await ledger.post(captured());
    await ledger.post(captured({ id: 'order.captured:OTHER', orderId: 'OTHER' }));
    expect((await ledger.postingsOfOrder(orderId)).map(({ kind, state }) => [kind, state])).toEqual([
      ['order.captured', 'posted'],
      ['commission', 'pending'],
    ]);
  });
});

describe('verification', () => {
  type Stored = Record<string, { S: string } & { N: string }>;
  const scan = async () =>
    ((await engine.call('Scan', { TableName: 'jindian' })) as { Items: Stored[] }).Items;
  const put = (Item: Stored) => engine.call('PutItem', { TableName: 'jindian', Item });
  const faults = async () => (await ledger.verifyLedger()).faults.map(({ what }) => what);
  const change = (stored: Stored, member: string, text: string) => ({
    ...stored,
    [member]: stored[member]?.N === undefined ? { S: text } : { N: text },
  });

  it('notices a balance that is not the sum of its postings', async () => {
    await ledger.post(captured());
    await ledger.foldAll();
    const balance = (await scan()).find(
      ({ _et, account }) => _et?.S === 'Balance' && account?.S === 'sales-deferred',
    );
    await put(change(balance as Stored, 'postedCredits', '129907') as Stored);
    const report = await ledger.verifyLedger();
    expect(report.imbalanceFen).toBe(-7);
    expect(report.faults.map(({ what }) => what)).toEqual([
      'sales-deferred',
      expect.stringMatching('^lines of sales-deferred'),
    ]);
  });

  it('notices a transfer that was edited, one that is gone, and one that was slipped in', async () => {
    await ledger.post(captured());
    await ledger.pend(commission());
    await ledger.voidPending(commission().id, 'order refunded');
    await ledger.foldAll();
    expect(await faults()).toEqual([]);
    const stored = (await scan()).filter(({ _et }) => _et?.S === 'Transfer');
    const [taken, called] = ['order.captured', 'commission'].map((kind) =>
      stored.find((one) => one.kind?.S === kind),
    ) as [Stored, Stored];

    await put(change(taken, 'atMs', '5') as Stored);
    expect(await faults()).toEqual(['chain: record_edited']);
    await put(taken);
    await put(change(called, 'settledReason', 'no reason') as Stored);
    expect(await faults()).toEqual(['chain: record_edited']);
    await put(called);

    await engine.call('DeleteItem', { TableName: 'jindian', Key: { pk: called.pk, sk: called.sk } });
    expect((await faults()).filter((what) => what === 'chain: record_missing')).toHaveLength(2);
    await put(called);

    const id = 'order.captured:SLIPPED';
    await put({ ...taken, id: { S: id }, sk: { S: `TRANSFER#${id}` } } as unknown as Stored);
    expect(await faults()).toContain(`${id}>posted`);
  });
});
