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
import { startEngine } from './support/children.ts';
import { cpuMsNow } from './support/messages.ts';
import { rounded, times } from './support/modules.ts';

const { values } = parseArgs({
  options: { postings: { type: 'string', default: '3000' }, atOnce: { type: 'string', default: '64' } },
});
const [postings, atOnce] = [values.postings, values.atOnce].map(Number) as [number, number];
const holdMs = 5;
const pauseMs = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const engine = await startEngine();
const client = createDynamoClient({
  region: 'local',
  endpoint: engine.endpoint,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
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
      await pauseMs(250);
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

await toOneAccount('one account without a floor', 'owner:ONE', ledger.post, 0);
await toOneAccount('the same, each in a transaction of its own', 'owner:TWO', inItsOwn, 4_000_000);
await cost('one posting, folded by itself', 1, 1, 1_000_000);
await cost('a second of them, of many accounts', 480, 240, 2_000_000);
await cost('a second of them, of few accounts', 480, 8, 3_000_000);
client.destroy();
engine.stop();
