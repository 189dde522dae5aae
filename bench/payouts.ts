/**
 * Payouts by WeChat Pay as fast as they go: asked for, confirmed and booked, by the client and the simulator over HTTP, both
 * in this process, with genuine signatures. One JSON line a figure: `node --import tsx bench/payouts.ts [payees]`.
 */
import { dayMs } from '@jindian/shared/time';
import { atMost } from '../functions/src/platform/at-most.ts';
import { startSettlementFixture } from '../functions/src/selling/settlement/testing/settlement-fixture.ts';
import { rounded } from './support/figures.ts';

const payees = Number(process.argv[2] ?? 1_000);
const atOnce = 16;
const aSecond = 100;

const fixture = await startSettlementFixture({ twoPeopleFromFen: 0, confirmFree: 'on' });
const { settlement, bench, clock, ledger } = fixture;
const { control } = bench.simulator;
const ids = Array.from({ length: payees }, (_, n) => `PAYEE${n}`);
const one = atMost(atOnce);
const each = <T>(all: readonly T[], work: (it: T) => Promise<unknown>) =>
  Promise.all(all.map((it) => one(() => work(it))));

await each(ids, (id) => fixture.earn(id, 5_000));
clock.advance(2 * dayMs);
const started = await settlement.runs.start('BENCH');
if (!started.ok) throw new Error(started.code);
const runId = started.value.id;
const until = async (wanted: string) => {
  for (;;) {
    const run = await settlement.runs.view(runId);
    if (run.ok && run.value.state === wanted) return;
    await fixture.deliver();
  }
};
await until('tried');
for (const by of ['ONE', 'TWO']) await settlement.runs.approve(runId, by);
await until('done');
const payoutOf = new Map<string, string>();
await each(ids, async (id) => payoutOf.set(id, (await fixture.onlyPayout(id)).id));

async function timed(name: string, work: () => Promise<unknown>): Promise<void> {
  const [cpu, at] = [process.cpuUsage(), performance.now()];
  await work();
  const seconds = (performance.now() - at) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    JSON.stringify({
      bench: name,
      payees,
      seconds: rounded(seconds),
      aSecond: Math.round(payees / seconds),
      cpuMsOfEach: rounded((user + system) / 1e3 / payees),
    }),
  );
}

control.transfers.balance(1_000_000_000);
/** WeChat Pay takes a hundred a second, of its own time. */
async function secondBySecond(work: (id: string) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < ids.length; from += aSecond) {
    clock.advance(1_000);
    await each(ids.slice(from, from + aSecond), work);
  }
}

await timed('transfers are asked for', () =>
  secondBySecond(async (id) => {
    const taken = await settlement.wechat.take(payoutOf.get(id) ?? '', id);
    if (!taken.ok || taken.value.state !== 'confirm') throw new Error(`${id} is not asked for`);
  }),
);
control.notifications({ mode: 'drop' });
for (const id of payoutOf.values()) await control.transfers.confirm(id);
control.notifications({ mode: 'normal' });
await timed('transfers are looked at and booked', () =>
  secondBySecond((id) => settlement.wechat.look(payoutOf.get(id) ?? '')),
);
const { postedFen } = await ledger.balanceOf('payouts-in-transit');
console.log(JSON.stringify({ bench: 'the books', inTransitFen: postedFen }));
await fixture.close();
