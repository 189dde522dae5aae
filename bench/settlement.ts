/**
 * A run of 20,000 payees with five lines each: tried, broken off and gone on with, and booked. One JSON line a figure:
 * `node --import tsx bench/settlement.ts`.
 */
import { dayMs } from '@jindian/shared/time';
import { commissionAccount } from '../functions/src/money/ledger/rules.ts';
import { startSettlementFixture } from '../functions/src/selling/settlement/testing/settlement-fixture.ts';
import { rounded } from './support/figures.ts';

const payees = Number(process.argv[2] ?? 20_000);
const postingsOfEach = 5;
const legsOfPosting = 8;

const fixture = await startSettlementFixture({ twoPeopleFromFen: 0 });
const { settlement, ledger, clock, deliver, engine } = fixture;
const ids = Array.from({ length: payees }, (_, n) => `PAYEE${n}`);
// Eight payees a posting, as an order with many of them has it.
for (let from = 0; from < payees; from += 100) await settlement.ensurePayees(ids.slice(from, from + 100));
for (let round = 0; round < postingsOfEach; round += 1) {
  const posts: Promise<unknown>[] = [];
  for (let from = 0; from < payees; from += legsOfPosting) {
    const legs = ids.slice(from, from + legsOfPosting).map((id, n) => ({
      debit: 'sales' as const,
      credit: commissionAccount(id),
      amountFen: 10_000 + ((from * 7 + n * 13 + round) % 90_000),
    }));
    const transfer = { kind: 'commission', orderId: null, reason: null, atMs: clock.nowMs(), legs };
    posts.push(ledger.post({ id: `commission:B${round}-${from}`, ...transfer }));
    if (posts.length >= 64) await Promise.all(posts.splice(0));
  }
  await Promise.all(posts);
  await ledger.foldAll();
}
clock.advance(3 * dayMs);

async function timed(bench: string, work: () => Promise<object>): Promise<void> {
  const before = engine.meter.snapshot();
  const [cpu, at] = [process.cpuUsage(), performance.now()];
  const more = await work();
  const { user, system } = process.cpuUsage(cpu);
  const after = engine.meter.snapshot();
  const units = (name: 'readUnits' | 'writeUnits') =>
    Object.entries(after.resources).reduce(
      (sum, [resource, used]) => sum + used[name] - (before.resources[resource]?.[name] ?? 0),
      0,
    );
  console.log(
    JSON.stringify({
      bench,
      payees,
      seconds: rounded((performance.now() - at) / 1_000),
      cpuSeconds: rounded((user + system) / 1e6),
      writeUnits: units('writeUnits'),
      readUnits: units('readUnits'),
      ...more,
    }),
  );
}

const started = await settlement.runs.start('BENCH');
if (!started.ok) throw new Error(started.code);
const runId = started.value.id;
const now = async () => {
  const run = await settlement.runs.view(runId);
  if (!run.ok) throw new Error(run.code);
  return run.value;
};
const until = async (state: string, most = Number.POSITIVE_INFINITY) => {
  let portions = 0;
  while ((await now()).state !== state && portions < most) {
    await deliver();
    portions += 1;
  }
  return portions;
};

await timed('a run is tried', async () => {
  const portions = await until('tried', 40);
  // Broken off: whoever tells of the next portion again goes on where it stood.
  await settlement.runs.goOn(runId);
  const rest = await until('tried');
  const { sums } = await now();
  return { portions: portions + rest, statements: sums.statements, grossFen: sums.grossFen };
});
for (const by of ['ONE', 'TWO']) await settlement.runs.approve(runId, by);
await timed('a run is booked', async () => {
  const portions = await until('done');
  return { portions, issued: (await now()).issued };
});
const { postedFen } = await ledger.balanceOf('payouts-in-transit');
const { sums } = await now();
console.log(JSON.stringify({ bench: 'the books', inTransitIsNet: postedFen === sums.netFen }));
await fixture.close();
