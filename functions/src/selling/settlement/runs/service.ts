/**
 * Runs: what everybody has earned up to a day is tried, approved, and only then booked. Each portion is an event, its place in the
 * run a condition, so that a run goes on where it stood, whatever broke; and what one portion did twice is done once.
 */
import type { SettlementRun } from '@jindian/shared/contract/selling/settlement';
import { brandMonth } from '@jindian/shared/time';
import type { Ledger } from '../../../money/ledger/service.ts';
import { atMost } from '../../../platform/at-most.ts';
import { auditDetails } from '../../../platform/audit-context.ts';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import type { Ids } from '../../../platform/ids.ts';
import { type EventHandler, hears, type Outbox } from '../../../platform/outbox.ts';
import type { SettingsReader } from '../../../platform/policy-document/settings.ts';
import { answerWith, fail, ok, type Result } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { closingAt } from '../cycle.ts';
import { accountOf, feesOf } from '../payees/accounts.ts';
import { payeeShards } from '../payees/items.ts';
import type { PayeeRecord, PayeeStore } from '../payees/store.ts';
import { type KnownPayees, termsOf } from '../payees/terms.ts';
import type { PayoutStore } from '../payouts/store.ts';
import type { StatementRecord, StatementStore } from '../statements/store.ts';
import type { WithholdingRatesDocument } from '../withholding/rates.ts';
import { draftOf, withDraft } from './draft.ts';
import { createIssue } from './issue.ts';
import { noSums, openLabel, type RunRecord, type RunStore, runLabel } from './store.ts';

/** Payees of one portion: some seconds of work. */
const portionSize = 200;
const atOnce = 16;
/** Lines of one payee in one statement; what is more is in the next. */
const mostLines = 5_000;

export type RunDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  outbox: Outbox;
  ledger: Pick<Ledger, 'linesAfter' | 'postWrites'>;
  settings: SettingsReader<'settlement'>;
  withholding: Pick<WithholdingRatesDocument, 'current'>;
  payees: PayeeStore;
  statements: StatementStore;
  payouts: PayoutStore;
  runs: RunStore;
  known: KnownPayees;
  /** All whom headquarters deal with. */
  dealerPayees(): Promise<readonly string[]>;
  nameOf(memberId: string): Promise<string>;
};

type Place = Pick<RunRecord, 'shard' | 'after'>;

export function createRuns(deps: RunDeps) {
  const { clock, ids, outbox, ledger, payees, statements, runs } = deps;
  const issue = createIssue(deps);

  /** What pays out waits while payouts are stopped, in a queue that does not forget it; what is only tried waits for nobody. */
  const nextPortion = ({ id, revision, state }: RunRecord) =>
    outbox.announce({
      type: state === 'paying' ? 'settlement.book' : 'settlement.step',
      data: { runId: id, step: revision },
    });

  /** Tries the period that may be settled now. There is one run at a time. */
  async function start(by: string | null): Promise<Result<SettlementRun>> {
    const [settings, withholding] = await Promise.all([deps.settings.current(), deps.withholding.current()]);
    const started = await runCommand<RunRecord>(deps, {
      command: null,
      async attempt() {
        const nowMs = clock.nowMs();
        const closing = closingAt(settings, nowMs);
        const record: RunRecord = {
          id: ids.next(),
          revision: 0,
          state: 'trying',
          closingDay: closing.day,
          closesAtMs: closing.closesAtMs,
          month: brandMonth(nowMs),
          startedAtMs: nowMs,
          ...(by === null ? {} : { startedBy: by }),
          shard: 0,
          sums: noSums,
          issued: 0,
          passedOver: 0,
          leastPayoutFen: settings.leastPayoutFen,
          twoPeopleFromFen: settings.twoPeopleFromFen,
          withholding,
          approvals: [],
        };
        auditDetails({ targets: [{ kind: 'settlement_run', id: record.id }] });
        return {
          writes: [runs.save(record, null), runs.openWrite(record.id), nextPortion(record)],
          value: record,
          refused: { [openLabel]: fail('settlement_open'), [runLabel]: 'again' },
        };
      },
    });
    return answerWith(started, viewOf);
  }

  /** The next payees behind a place; `next`: null where there are none behind them. */
  async function portion({ shard, after }: Place): Promise<{ found: PayeeRecord[]; next: Place | null }> {
    const found: PayeeRecord[] = [];
    let [at, behind] = [shard, after];
    while (at < payeeShards) {
      const room = portionSize - found.length;
      if (room === 0) return { found, next: { shard: at, after: behind } };
      const some = await payees.page(at, behind ?? null, room);
      found.push(...some);
      if (some.length < room) [at, behind] = [at + 1, undefined];
      else behind = some.at(-1)?.payeeId;
    }
    return { found, next: null };
  }

  async function draftsOf(run: RunRecord, found: readonly PayeeRecord[]): Promise<StatementRecord[]> {
    const [known, lines] = await Promise.all([
      deps.known(found.map(({ payeeId }) => payeeId)),
      ledger.linesAfter(
        found.flatMap((payee) => {
          const fees = feesOf(payee);
          return [
            { account: accountOf(payee.payeeId), after: payee.settledLine },
            ...(fees ? [{ account: fees, after: payee.courierLine }] : []),
          ];
        }),
        mostLines,
      ),
    ]);
    const one = atMost(atOnce);
    const drafts = found.map((payee) =>
      one(async () => {
        const fees = feesOf(payee);
        const behind = lines.get(accountOf(payee.payeeId));
        if (!behind) throw new Error(`${payee.payeeId} was not read`);
        const besides = fees && (lines.get(fees) ?? null);
        const draft = draftOf(run, payee, termsOf(payee, known.get(payee.payeeId)), behind, besides);
        if (!draft) return null;
        const payoutId = draft.outcome === 'pay' ? { payoutId: ids.next() } : {};
        return statements.keepDraft({ ...draft, ...payoutId });
      }),
    );
    return (await Promise.all(drafts)).filter((draft) => draft !== null);
  }

  async function tried(run: RunRecord): Promise<RunRecord> {
    // Before anybody is gone through: dealers are not written down by who earns.
    if (run.shard === 0 && run.after === undefined) await payees.ensure(await deps.dealerPayees());
    const { found, next } = await portion(run);
    const drafts = await draftsOf(run, found);
    const sums = drafts.reduce(withDraft, { ...run.sums, payees: run.sums.payees + found.length });
    return { ...run, sums, ...(next ?? { shard: 0, after: undefined, state: 'tried' as const }) };
  }

  async function booked(run: RunRecord): Promise<RunRecord> {
    const { found, next } = await portion(run);
    const keys = found.map(({ payeeId }) => ({ payeeId, runId: run.id }));
    const drafts = (await statements.readMany(keys)).flatMap((one) => one ?? []);
    const one = atMost(atOnce);
    const nowMs = clock.nowMs();
    await Promise.all(drafts.map((draft) => one(() => issue(draft, run, nowMs))));
    const ended = (await statements.readMany(drafts)).flatMap((statement) => statement ?? []);
    const count = (state: StatementRecord['state']) => ended.filter((each) => each.state === state).length;
    return {
      ...run,
      issued: run.issued + count('issued'),
      passedOver: run.passedOver + count('passed_over'),
      ...(next ?? { shard: payeeShards, after: undefined, state: 'done' as const }),
    };
  }

  /** Does a portion and says that there is more; one that was done already is left alone. */
  async function step(id: string, revision: number): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const run = await runs.read(id);
        if (!run || run.revision !== revision) return ok(null);
        if (run.state !== 'trying' && run.state !== 'paying') return ok(null);
        const after = run.state === 'trying' ? await tried(run) : await booked(run);
        // What began by itself and found nothing asks nobody for anything.
        const isEmpty = after.state === 'tried' && run.startedBy === undefined && after.sums.statements === 0;
        const next: RunRecord = {
          ...after,
          revision: revision + 1,
          ...(isEmpty ? { state: 'dropped' } : {}),
        };
        const goesOn = next.state === 'trying' || next.state === 'paying';
        return {
          writes: [
            runs.save(next, run),
            ...(goesOn ? [nextPortion(next)] : []),
            ...(next.state === 'done' || isEmpty ? [runs.closeWrite(id)] : []),
          ],
          value: null,
          refused: { [runLabel]: ok(null), [openLabel]: ok(null) },
        };
      },
    });
    unlessBusy(done, `portion ${revision} of run ${id}`);
  }

  const peopleNeeded = ({ sums, twoPeopleFromFen }: RunRecord) =>
    sums.grossFen > 0 && sums.grossFen >= twoPeopleFromFen ? 2 : 1;

  /**
   * One of those who have to; the last of them begins the booking. The same person counts once, and what is due to them waits
   * for a run that others approve. What was tried in a month that is over would be taxed in it: it is tried again.
   */
  async function approve(id: string, by: string): Promise<Result<SettlementRun>> {
    const approved = await runCommand<RunRecord>(deps, {
      command: null,
      async attempt() {
        const run = await runs.read(id);
        if (!run) return fail('not_found');
        if (run.approvals.some((one) => one.by === by)) return ok(run);
        if (run.state !== 'tried') return fail('transition_refused');
        if (brandMonth(clock.nowMs()) !== run.month) return fail('settlement_month_over');
        const approvals = [...run.approvals, { by, atMs: clock.nowMs() }];
        const isEnough = approvals.length >= peopleNeeded(run);
        const next: RunRecord = {
          ...run,
          revision: run.revision + 1,
          approvals,
          ...(isEnough ? { state: 'paying' as const, shard: 0 } : {}),
        };
        auditDetails({
          targets: [{ kind: 'settlement_run', id }],
          before: { state: run.state },
          after: { state: next.state, grossFen: run.sums.grossFen, netFen: run.sums.netFen },
        });
        return {
          writes: [runs.save(next, run), ...(isEnough ? [nextPortion(next)] : [])],
          value: next,
          refused: { [runLabel]: 'again' },
        };
      },
    });
    return answerWith(approved, viewOf);
  }

  /** Nothing of it was booked, and nothing will be. */
  async function drop(id: string): Promise<Result<SettlementRun>> {
    const dropped = await runCommand<RunRecord>(deps, {
      command: null,
      async attempt() {
        const run = await runs.read(id);
        if (!run) return fail('not_found');
        if (run.state === 'dropped') return ok(run);
        if (run.state !== 'tried' && run.state !== 'trying') return fail('transition_refused');
        const next: RunRecord = { ...run, revision: run.revision + 1, state: 'dropped' };
        auditDetails({
          targets: [{ kind: 'settlement_run', id }],
          before: { state: run.state },
          after: { state: next.state },
        });
        return {
          writes: [runs.save(next, run), runs.closeWrite(id)],
          value: next,
          refused: { [runLabel]: 'again', [openLabel]: 'again' },
        };
      },
    });
    return answerWith(dropped, viewOf);
  }

  /** Tells of the portion that is next once more: harmless where it is under way. */
  async function goOn(id: string): Promise<Result<SettlementRun>> {
    const told = await runCommand<RunRecord>(deps, {
      command: null,
      async attempt() {
        const run = await runs.read(id);
        if (!run) return fail('not_found');
        if (run.state !== 'trying' && run.state !== 'paying') return fail('transition_refused');
        auditDetails({ targets: [{ kind: 'settlement_run', id }] });
        return { writes: [nextPortion(run)], value: run };
      },
    });
    return answerWith(told, viewOf);
  }

  async function viewOf(run: RunRecord): Promise<SettlementRun> {
    const names = await Promise.all(
      [run.startedBy, ...run.approvals.map(({ by }) => by)].map((id) => (id ? deps.nameOf(id) : null)),
    );
    return {
      id: run.id,
      state: run.state,
      closingDay: run.closingDay,
      startedAtMs: run.startedAtMs,
      startedBy: names[0] ?? null,
      partsDone: run.state === 'tried' ? payeeShards : run.shard,
      sums: run.sums,
      issued: run.issued,
      passedOver: run.passedOver,
      peopleNeeded: peopleNeeded(run),
      approvals: run.approvals.map(({ atMs }, index) => ({ name: names[index + 1] ?? '', atMs })),
      withholdingVersion: run.withholding.version,
    };
  }

  async function view(id: string): Promise<Result<SettlementRun>> {
    const run = await runs.read(id);
    return run ? ok(await viewOf(run)) : fail('not_found');
  }

  async function page(wanted: { limit: number; cursor?: string | undefined }) {
    const { items, nextCursor } = await runs.page(wanted);
    return { items: await Promise.all(items.map(viewOf)), nextCursor };
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'settlement: try a portion',
      queue: 'heavy',
      types: ['settlement.step'],
      handle: ({ data: { runId, step: revision } }) => step(runId, revision),
    }),
    hears({
      name: 'settlement: book a portion',
      queue: 'books',
      types: ['settlement.book'],
      handle: ({ data: { runId, step: revision } }) => step(runId, revision),
    }),
  ];

  return { start, step, approve, drop, goOn, view, page, openRun: runs.openRun, eventHandlers };
}
export type Runs = ReturnType<typeof createRuns>;
