/**
 * Postings to one account without a floor: 64 under way at once, the engine in a process of its own having an item to
 * itself for 5 ms a transaction, and balances folded and read meanwhile. Once as the ledger posts, those that come
 * together in one transaction; once each in a transaction of its own, as it is for whoever posts beside writes of his
 * own. Then what a posting costs. One JSON line a figure; how to read them: bench/README.md. Ends with 1 when a posting
 * was told "busy" or a balance is not exact.
 *
 *     node --import tsx bench/ledger.ts
 *     node --import tsx bench/ledger.ts --postings 500         a quick look
 */
import { parseArgs } from 'node:util';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { Account, TransferInput } from '../functions/src/money/ledger/rules.ts';
import { createLedger } from '../functions/src/money/ledger/service.ts';
import { systemClock as clock } from '../functions/src/platform/clock.ts';
import { createDynamoClient, createTable, tableDefinition } from '../functions/src/platform/table.ts';
import { transact } from '../functions/src/platform/transact.ts';
import type { FrozenAttribution } from '../functions/src/selling/commission/frozen.ts';
import { createCommission } from '../functions/src/selling/commission/service.ts';
import { createPromised } from '../functions/src/selling/pool/promised.ts';
import { startEngine } from './support/children.ts';
import { rounded, times } from './support/figures.ts';
import { cpuMsNow } from './support/messages.ts';

const { values } = parseArgs({
  options: { postings: { type: 'string', default: '3000' }, atOnce: { type: 'string', default: '64' } },
});
const [postings, atOnce] = [values.postings, values.atOnce].map(Number) as [number, number];
const holdMs = 5;
const pauseMs = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const engine = await startEngine();
// A machine that others use too is slow, not silent.
const client = createDynamoClient(
  {
    region: 'local',
    endpoint: engine.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  },
  { connectMs: 60_000, attemptMs: 60_000, totalMs: 60_000 },
);
await client.send(new CreateTableCommand(tableDefinition('jindian-bench')));
const table = createTable('jindian-bench', client);
const ledger = createLedger({ table, clock });

type Post = (transfer: TransferInput) => Promise<string>;
const inItsOwn: Post = async (transfer) => {
  const { kind } = await transact(table, ledger.postWrites(transfer));
  return kind === 'done' ? 'applied' : kind;
};

function posting(n: number, credit: Account): TransferInput {
  const legs = [{ debit: 'sales', credit, amountFen: 1 }] as TransferInput['legs'];
  return {
    id: `title.sold:BENCH${n}`,
    kind: 'title.sold',
    orderId: null,
    reason: null,
    atMs: clock.nowMs(),
    legs,
  };
}

async function toOneAccount(figure: string, account: Account, post: Post, from: number): Promise<void> {
  const outcomes: Record<string, number> = {};
  const milliseconds: number[] = [];
  let [next, inexact, looks, finished] = [0, 0, 0, 0];
  async function poster(): Promise<void> {
    while (next < postings) {
      next += 1;
      const begunAt = performance.now();
      const outcome = await post(posting(from + next, account));
      milliseconds.push(performance.now() - begunAt);
      finished += 1;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  }
  async function folder(): Promise<void> {
    while (finished < postings) {
      // As often as the product folds.
      await pauseMs(1_000);
      await ledger.foldAll();
    }
  }
  async function reader(): Promise<void> {
    while (finished < postings) {
      await pauseMs(500);
      const least = finished;
      const { postedFen } = await ledger.balanceOf(account);
      looks += 1;
      if (postedFen < least || postedFen > next) inexact += 1;
    }
  }
  await engine.ask({ ask: 'conflicts', holdMs });
  await engine.ask({ ask: 'reset' });
  const [startedAt, cpuBefore] = [performance.now(), cpuMsNow()];
  const background = Promise.all([folder(), reader()]);
  await Promise.all(Array.from({ length: atOnce }, poster));
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = cpuMsNow() - cpuBefore;
  await background;
  const meter = await engine.ask({ ask: 'conflicts', holdMs: null });
  await ledger.foldAll();
  const { postedFen } = await ledger.balanceOf(account);
  const books = await ledger.verifyLedger();
  console.log(
    JSON.stringify({
      figure,
      postings,
      atOnce,
      holdMs,
      outcomes,
      busy: outcomes.busy ?? 0,
      postingsPerSecond: rounded(postings / seconds, 0),
      cpuMsPerPosting: rounded(cpuMs / postings),
      ...times('posting', milliseconds),
      cancelled: meter.failures.TransactionCanceledException ?? 0,
      balanceLooks: looks,
      balanceLooksInexact: inexact,
      balanceFen: postedFen,
      faults: books.faults.length,
      links: books.links,
    }),
  );
  if (outcomes.applied !== postings || inexact > 0 || postedFen !== postings || books.faults.length > 0)
    process.exitCode = 1;
}

/** What a posting of one leg costs: by itself, and its share of a fold of so many. */
async function cost(figure: string, count: number, accounts: number, from: number): Promise<void> {
  await engine.ask({ ask: 'reset' });
  for (let n = 0; n < count; n += 1) {
    await ledger.post(posting(from + n, `owner:COST${n % accounts}`));
  }
  const posted = await engine.ask({ ask: 'meter' });
  await ledger.foldAll();
  const folded = await engine.ask({ ask: 'meter' });
  console.log(
    JSON.stringify({
      figure,
      postings: count,
      ofAccounts: accounts,
      writeUnitsToPost: rounded(posted.writeUnits / count),
      writeUnitsToFold: rounded((folded.writeUnits - posted.writeUnits) / count),
      writeUnits: rounded(folded.writeUnits / count),
      readUnits: rounded(folded.readUnits / count),
    }),
  );
}

/** The books of so many referred orders: paid, handed over, and settled, each at the same time, and folded after each. */
async function ofOrders(count: number, sellers: number, from: number): Promise<void> {
  const holds = { decisionOf: async () => null, stateOf: async () => 'waiting' as const };
  const fraud = { suspicions: async () => ({ reasons: [], evidence: {}, people: [] }) };
  const promised = createPromised(table);
  const books = createCommission({
    table,
    clock,
    ledger,
    customersOf: async () => 0,
    holds,
    fraud,
    ensurePayees: async () => {},
    promised,
  });
  const orders = Array.from({ length: count }, (_, n) => {
    const attribution: FrozenAttribution = {
      sellerId: `SELLER${n % sellers}`,
      sellerName: 'a guide',
      locationId: 'B00001',
      boundAtMs: 0,
      rule: 'bound',
      ratesVersion: 'BENCH',
      baseFen: 10_000,
      commissionFen: 800,
      byLine: [{ lineId: '1', categoryId: 'care', baseFen: 10_000, basisPoints: 800, amountFen: 800 }],
      returnWindowDays: 7,
    };
    const orderId = `01JD3V8Q9XKZ4M7T${String(from + n).padStart(10, '0')}`;
    return { orderId, orderNumber: orderId.slice(-6), attribution, totalFen: 10_000, atMs: clock.nowMs() };
  });
  const all = (act: (order: (typeof orders)[number]) => Promise<void>) => Promise.all(orders.map(act));
  const units = { post: 0, fold: 0 };
  const counted = async (to: keyof typeof units, act: () => Promise<unknown>) => {
    await engine.ask({ ask: 'reset' });
    await act();
    units[to] += (await engine.ask({ ask: 'meter' })).writeUnits / count;
  };
  const tenders = [{ kind: 'wechat_pay' as const, amountFen: 10_000 }];
  await counted('post', () => all((order) => books.paid({ ...order, tenders })));
  await counted('fold', ledger.foldAll);
  await counted('post', () => all((order) => books.completed({ ...order, commissionFen: 800 })));
  await counted('fold', ledger.foldAll);
  await counted('post', async () => {
    await all((order) =>
      books.settle(order.orderId, {
        ...order,
        paidAtMs: order.atMs,
        completedAtMs: order.atMs,
        sold: { buyerId: 'M', boundAtMs: 0, sceneId: null, address: null },
      }),
    );
    await ledger.payInTurn();
  });
  await counted('fold', ledger.foldAll);
  console.log(
    JSON.stringify({
      figure: count === 1 ? 'the books of one order' : 'the books of an order, among many at once',
      orders: count,
      ofSellers: sellers,
      writeUnitsToPost: rounded(units.post),
      writeUnitsToFold: rounded(units.fold),
      writeUnits: rounded(units.post + units.fold),
    }),
  );
}

// Not counted: both processes have run all of it once.
await Promise.all(Array.from({ length: 400 }, (_, n) => ledger.post(posting(9_000_000 + n, 'owner:WARM'))));
await ledger.foldAll();
await toOneAccount('one account without a floor', 'owner:ONE', ledger.post, 0);
await toOneAccount('the same, each in a transaction of its own', 'owner:TWO', inItsOwn, 4_000_000);
await cost('one posting, folded by itself', 1, 1, 1_000_000);
await cost('a second of them, of many accounts', 480, 240, 2_000_000);
await cost('a second of them, of few accounts', 480, 8, 3_000_000);
await ofOrders(1, 1, 5_000_000);
await ofOrders(240, 60, 6_000_000);
client.destroy();
engine.stop();
