import { expect, test } from 'vitest';
import { commandClaim, createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { createLimitCounters } from '../../platform/limit-counters.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createLedgerAccounts, maxMonitors } from './accounts.ts';
import type { Leg } from './rules.ts';
import { createLedger } from './service.ts';

async function openBooks() {
  const opened = await openTable();
  const ledger = createLedger(opened);
  const ids = createIds(opened.clock);
  const accounts = createLedgerAccounts({
    ...opened,
    ids,
    ledger,
    idempotency: createIdempotency(opened),
    limits: createLimitCounters(opened),
  });
  let made = 0;
  const post = (leg: Leg, orderId: string | null = null) => {
    made += 1;
    const id = orderId ? `order.captured:${orderId}` : `cause:T${made}`;
    const atMs = opened.clock.nowMs();
    const kind = id.split(':')[0] as string;
    return ledger.post({ id, kind, orderId, reason: orderId ? null : 'by hand', atMs, legs: [leg] });
  };
  const claim = (key: string, body: unknown) =>
    commandClaim('M1', 'hqAddAccountMonitor', key, { params: {}, body });
  const watch = (key: string, account: string, direction: 'below' | 'at_least', threshold: number) =>
    accounts.addMonitor(
      { memberId: 'M1', account, direction, threshold },
      claim(key, { account, direction, threshold }),
    );
  return { ...opened, ledger, accounts, post, watch };
}

test('a statement names the cause of each entry, and its order', async () => {
  const { accounts, post, clock, close } = await openBooks();
  const orderId = '01JD3V8Q9XKZ4M7T2N5R6W8Y1C';
  const fromMs = clock.nowMs();
  await post({ debit: 'wechat-clearing', credit: 'sales-deferred', amountFen: 300 }, orderId);
  clock.advance(1_000);
  const toMs = clock.nowMs();
  await post({ debit: 'sales-deferred', credit: 'sales', amountFen: 100 });
  expect(await accounts.statement('sales-deferred', fromMs, toMs)).toMatchObject({
    ok: true,
    value: {
      asset: 'fen',
      opening: 0,
      entries: [{ kind: 'order.captured', orderId, reason: null, amount: 300 }],
      closing: 300,
    },
  });
  expect(await accounts.statement('sales-deferred', toMs, toMs + 1)).toMatchObject({
    value: { opening: 300, entries: [{ kind: 'cause', orderId: null, reason: 'by hand' }], closing: 200 },
  });
  expect(await accounts.statement('petty-cash', 0, 1)).toMatchObject({ ok: false, code: 'not_found' });
  await close();
});

test('the chart says what each single account holds now, in its asset', async () => {
  const { accounts, post, close } = await openBooks();
  await post({ debit: 'points-issued', credit: 'points:M1', points: 70 });
  await post({ debit: 'hq-cash', credit: 'fund-pool', amountFen: 500 });
  const { items } = await accounts.chart();
  const held = new Map(items.map(({ pattern, amounts }) => [pattern, amounts?.posted ?? null]));
  expect([held.get('fund-pool'), held.get('points-issued'), held.get('points:*'), held.get('sales')]).toEqual(
    [500, 70, null, 0],
  );
  await close();
});

test('a dry run says what each leg would do, and writes nothing', async () => {
  const { accounts, post, ledger, close } = await openBooks();
  await post({ debit: 'points-issued', credit: 'points:M1', points: 70 });
  const run = (debit: string, credit: string, amount: number) =>
    accounts.dryRun({ legs: [{ debit, credit, amount }], to: 'posted' });
  expect(await run('points:M1', 'points-issued', 30)).toMatchObject({
    refusals: [],
    accounts: [
      { account: 'points:M1', asset: 'points', before: { posted: 70 }, after: { posted: 40 } },
      { account: 'points-issued', before: { posted: 70 }, after: { posted: 40 } },
    ],
  });
  expect((await run('points:M1', 'points-issued', 71)).refusals).toEqual([
    { code: 'short', account: 'points:M1' },
  ]);
  expect((await run('petty-cash', 'sales', 1)).refusals).toMatchObject([{ code: 'unknown_account' }]);
  expect((await run('sales', 'points:M1', 1)).refusals).toMatchObject([{ code: 'invalid' }]);
  expect(await run('fund-pool', 'courier:C1', 1)).toMatchObject({ waits: true, refusals: [] });
  expect(await ledger.verifyLedger()).toMatchObject({ transfers: 1 });
  await close();
});

test('any account may be watched: each crossing tells once, behind the fold, and again after it was back', async () => {
  const { accounts, post, ledger, watch, close } = await openBooks();
  await watch('a', 'points:M1', 'at_least', 50);
  await watch('b', 'commission:S1', 'below', 0);
  expect(await watch('c', 'petty-cash', 'below', 0)).toMatchObject({ ok: false, code: 'not_found' });
  const step = async (leg: Leg) => {
    await post(leg);
    await ledger.foldAll();
    await ledger.foldAll();
    const all = await accounts.monitors();
    return ['points:M1', 'commission:S1'].map((account) => {
      const monitor = all.find((one) => one.account === account);
      return [monitor?.armed, monitor?.firings.length];
    });
  };
  const give = (points: number): Leg => ({ debit: 'points-issued', credit: 'points:M1', points });
  const take = (points: number): Leg => ({ debit: 'points:M1', credit: 'points-issued', points });
  expect(await step(give(49))).toEqual([
    [true, 0],
    [true, 0],
  ]);
  expect(await step(give(1))).toEqual([
    [false, 1],
    [true, 0],
  ]);
  expect(await step(give(9))).toEqual([
    [false, 1],
    [true, 0],
  ]);
  expect(await step(take(20))).toEqual([
    [true, 1],
    [true, 0],
  ]);
  expect(await step(give(20))).toEqual([
    [false, 2],
    [true, 0],
  ]);
  expect(await step({ debit: 'commission:S1', credit: 'sales', amountFen: 5 })).toEqual([
    [false, 2],
    [false, 1],
  ]);
  const [first] = await accounts.monitors();
  expect(first).toMatchObject({ firings: [{ available: 59 }, { available: 50 }], asset: 'points' });
  await close();
});

test('no more than a hundred are watched, however many ask at once, and one that is removed makes room', async () => {
  const { accounts, watch, close } = await openBooks();
  for (let n = 0; n < maxMonitors - 2; n += 1) await watch(`k${n}`, 'sales', 'below', n);
  const untilSaid = async (key: string) => {
    for (;;) {
      const said = await watch(key, 'sales', 'at_least', 5);
      if (said.ok || said.code !== 'busy') return said.ok ? 'ok' : said.code;
    }
  };
  const said = await Promise.all(Array.from({ length: 8 }, (_, n) => untilSaid(`race${n}`)));
  expect(said.filter((one) => one === 'ok')).toHaveLength(2);
  expect(said.filter((one) => one === 'monitor_limit')).toHaveLength(6);
  const [first] = await accounts.monitors();
  for (let time = 0; time < 2; time += 1) {
    expect(await accounts.removeMonitor(first?.id ?? '')).toEqual({ ok: true, value: { id: first?.id } });
  }
  expect([await untilSaid('room'), await untilSaid('none')]).toEqual(['ok', 'monitor_limit']);
  await close();
});
