/** Trials as HQ starts and watches them: step by step, each an event, so that none outlasts a function. */
import { maxTriedDays, maxTriedOrders, type RatesTrial } from '@jindian/shared/contract/selling/rates-trial';
import { dayAfter, daysBetween, hourMs } from '@jindian/shared/time';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import { type EventHandler, hears, type Outbox } from '../../../platform/outbox.ts';
import { answerWith, fail, ok, type Result } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import type { CommissionRatesDocument } from '../rates.ts';
import { compileRates } from '../rules/compile.ts';
import { createTrialStore, type TrialRecord, trialIdOf } from './store.ts';
import { asked, emptyTrial, type PastSale, payeesOf, trySale } from './trial.ts';

/** Orders of one step: a second or two of work. */
const ordersPerStep = 200;
const maxPayees = 50;
/** One that takes longer was given up on by its queue: whoever asks again begins it anew. */
const givenUpAfterMs = 6 * hourMs;

/** Orders that were placed, for what rules would have made of them; commission itself knows nothing of orders. */
export type PastSales = {
  /** Ids of a day's orders after that one, oldest first, at most so many. */
  idsAfter(day: string, afterOrderId: string | null, limit: number): Promise<string[]>;
  /** Those among them that were paid and stand; `withoutSeller`: how many of these credit nobody. */
  read(orderIds: readonly string[]): Promise<{ sales: PastSale[]; withoutSeller: number }>;
};

export function createRatesTrials(deps: {
  table: JindianTable;
  clock: Clock;
  outbox: Outbox;
  rates: Pick<CommissionRatesDocument, 'forSimulation'>;
  pastSales: PastSales;
  nameOf(memberId: string): Promise<string>;
  /** What sellers and branches are called. */
  namesOf(payeeIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}) {
  const { table, clock, outbox, pastSales } = deps;
  const store = createTrialStore(table);

  const nextStep = ({ id, step }: TrialRecord) =>
    outbox.announce({ type: 'commission_trial.step', data: { trialId: id, step } });

  /** Starts one, behind the request. Whoever asks for the same while it is under way gets that one. */
  async function start(
    period: { fromDay: string; toDay: string },
    draftRevision: number,
    by: string,
  ): Promise<Result<RatesTrial>> {
    const contents = await deps.rates.forSimulation(draftRevision);
    if (!contents.ok) return contents;
    const { draft } = contents.value;
    const span = daysBetween(period.fromDay, period.toDay);
    if (!(span >= 1 && span <= maxTriedDays)) return fail('invalid_request', { detail: 'fromDay, toDay' });
    const started = await runCommand<TrialRecord>(deps, {
      command: null,
      async attempt() {
        const nowMs = clock.nowMs();
        const last = await store.read(trialIdOf({ ...period, draft }));
        if (last?.state === 'running' && nowMs - last.startedAtMs < givenUpAfterMs) return ok(last);
        const record: TrialRecord = {
          id: trialIdOf({ ...period, draft }),
          step: (last?.step ?? -1) + 1,
          state: 'running',
          ...period,
          draftRevision,
          startedAtMs: nowMs,
          startedBy: by,
          day: period.fromDay,
          afterOrderId: null,
          cut: false,
          draft,
          result: emptyTrial(),
        };
        return {
          writes: [store.save(record, last), nextStep(record)],
          value: record,
          refused: { trial: 'again' },
        };
      },
    });
    return answerWith(started, viewOf);
  }

  /** Tries the next orders and says that there is more; a step that was done already is left alone. */
  async function doStep(id: string, step: number): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await store.read(id);
        if (before?.state !== 'running' || before.step !== step) return ok(null);
        const next = { ...(await advanced(before)), step: step + 1 };
        return {
          writes: [store.save(next, before), ...(next.state === 'running' ? [nextStep(next)] : [])],
          value: null,
          refused: { trial: ok(null) },
        };
      },
    });
    unlessBusy(done, `step ${step} of commission trial ${id}`);
  }

  async function advanced(record: TrialRecord): Promise<TrialRecord> {
    const { result, draft, draftRevision } = record;
    const room = maxTriedOrders - result.orders - result.withoutSeller;
    const ids = await pastSales.idsAfter(record.day, record.afterOrderId, Math.min(ordersPerStep, room + 1));
    if (ids.length > room) return { ...record, state: 'done', cut: true };
    const { sales, withoutSeller } = await pastSales.read(ids);
    const rates = compileRates(draft, `draft-${draftRevision}`);
    const asks = asked(draft);
    for (const sale of sales) trySale(result, sale, rates, asks);
    result.withoutSeller += withoutSeller;
    const last = ids.at(-1);
    if (last !== undefined && ids.length === ordersPerStep) return { ...record, afterOrderId: last };
    const tomorrow = dayAfter(record.day, 1);
    return tomorrow > record.toDay
      ? { ...record, state: 'done', afterOrderId: null }
      : { ...record, day: tomorrow, afterOrderId: null };
  }

  async function viewOf(record: TrialRecord): Promise<RatesTrial> {
    const { result, draft, fromDay, toDay, state, day } = record;
    const { payees: _, counted: __, rules, ...figures } = result;
    const { shown, ...changes } = payeesOf(result, maxPayees);
    const [startedBy, names] = await Promise.all([
      deps.nameOf(record.startedBy),
      deps.namesOf(shown.map(({ payeeId }) => payeeId)),
    ]);
    const daysTotal = daysBetween(fromDay, toDay);
    const named = [...draft.rules, null].map((rule) => ({ rule, of: rules.get(rule?.id ?? '') }));
    return {
      id: record.id,
      state,
      fromDay,
      toDay,
      draftRevision: record.draftRevision,
      startedAtMs: record.startedAtMs,
      startedBy,
      days: state === 'done' ? daysTotal : daysBetween(fromDay, day) - 1,
      daysTotal,
      cut: record.cut,
      ...figures,
      ...changes,
      payees: shown.map((payee) => ({ ...payee, name: names.get(payee.payeeId) ?? payee.payeeId })),
      rules: named.flatMap(({ rule, of }) =>
        of ? [{ ruleId: rule?.id ?? null, name: rule?.name ?? null, ...of }] : [],
      ),
    };
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'commission: trial of rules',
      queue: 'heavy',
      types: ['commission_trial.step'],
      handle: ({ data: { trialId, step } }) => doStep(trialId, step),
    }),
  ];

  return {
    start,
    recent: store.recent,
    async view(id: string): Promise<Result<RatesTrial>> {
      const record = await store.read(id);
      return record ? ok(await viewOf(record)) : fail('not_found');
    },
    doStep,
    eventHandlers,
  };
}
export type RatesTrials = ReturnType<typeof createRatesTrials>;
