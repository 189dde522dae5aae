/**
 * One change of many things: chosen, looked at, then carried out behind the request in steps, each of which can be
 * repeated. What became of each is kept with it.
 */
import type { Reach } from '@jindian/shared/access';
import {
  type BulkEdit,
  type BulkOutcome,
  type BulkRow,
  type BulkSubject,
  bulkKeptDays,
  maxBulk,
} from '@jindian/shared/contract/bulk-edits';
import type { Page } from '@jindian/shared/contract/common';
import { paramsIn } from '@jindian/shared/contract/problems/problem';
import { dayMs } from '@jindian/shared/time';
import type { AuditLog } from '../audit.ts';
import { auditDetails, pendingAudit } from '../audit-context.ts';
import type { Clock } from '../clock.ts';
import { runCommand, unlessBusy } from '../command.ts';
import type { CommandClaim, Idempotency } from '../idempotency.ts';
import type { Ids } from '../ids.ts';
import { type EventHandler, hears, type Outbox } from '../outbox.ts';
import { fail, ok, type Result } from '../result.ts';
import type { JindianTable } from '../table.ts';
import { type BulkRowStored, createBulkItems, type StoredBulkEdit } from './items.ts';
import {
  added,
  differences,
  outcomeOf,
  portionsOf,
  sumsOf,
  type Tally,
  type Told,
  tallyOf,
  toldOf,
} from './plan.ts';
import type { BulkTarget, Cause } from './target.ts';

/** Of one item, and of one step where each thing is written by itself: some twenty transactions. */
const perPortion = 2_000;
const listed = 50;
/** As far back as one's own are looked for among everybody's. */
const lookedThrough = 500;
/** As often as others can publish under a step before it is given back to its queue. */
const maxRounds = 8;

export function createBulkEdits(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  outbox: Outbox;
  idempotency: Idempotency;
  audit: Pick<AuditLog, 'mention'>;
  nameOf(memberId: string): Promise<string>;
  targets: Record<BulkSubject, BulkTarget>;
}) {
  const { clock, ids, outbox, targets } = deps;
  const items = createBulkItems(deps.table);
  const chosenOf = (rows: readonly BulkRowStored[]) => rows.map(([id, revision]) => ({ id, revision }));
  const causeOf = ({ bulkEditId, startedBy = '', startedAtMs = 0 }: StoredBulkEdit): Cause => ({
    bulkEditId,
    by: startedBy,
    atMs: startedAtMs,
  });

  async function verdictsOf(edit: StoredBulkEdit) {
    const portions = await items.portionsOf(edit.bulkEditId);
    return targets[edit.subject].verdicts(chosenOf(portions.flat()), edit.change);
  }

  /** Of a draft it is found out what would become of them, unless it is told what is known already. */
  async function viewOf(edit: StoredBulkEdit, known?: Tally, nameOf = deps.nameOf): Promise<BulkEdit> {
    const { state, startedBy } = edit;
    const isOpen = state === 'draft' && known === undefined;
    const tally = isOpen ? tallyOf((await verdictsOf(edit)).map(toldOf)) : (known ?? edit.tally);
    return {
      id: edit.bulkEditId,
      subject: edit.subject,
      state,
      filter: edit.filter ?? null,
      change: edit.change,
      count: edit.count,
      ...sumsOf(tally),
      madeBy: await nameOf(edit.madeBy),
      madeAtMs: edit.madeAtMs,
      startedBy: startedBy === undefined ? null : await nameOf(startedBy),
      startedAtMs: edit.startedAtMs ?? null,
      doneAtMs: edit.doneAtMs ?? null,
    };
  }

  /** Another's is seen by whoever may change all there are. */
  async function own(
    subject: BulkSubject,
    id: string,
    by: string,
    reach: Reach,
  ): Promise<StoredBulkEdit | null> {
    const edit = await items.read(subject, id);
    return edit && (reach.whole || edit.madeBy === by) ? edit : null;
  }

  async function make(
    subject: BulkSubject,
    wanted: { choice: unknown; change: Record<string, unknown> },
    { by, reach, command }: { by: string; reach: Reach; command: CommandClaim },
  ): Promise<Result<BulkEdit>> {
    const made = await runCommand<StoredBulkEdit>(deps, {
      command,
      lookFirst: true,
      async replay({ bulkEditId }) {
        const edit = await items.read(subject, String(bulkEditId));
        return edit ? ok(edit) : fail('not_found');
      },
      async attempt() {
        if (!targets[subject].mayChange(wanted.change, reach)) return fail('forbidden');
        const chosen = await targets[subject].choose(wanted.choice, reach);
        if (chosen.length === 0) return fail('bulk_none');
        if (chosen.length > maxBulk[subject])
          return fail('bulk_too_many', { count: chosen.length, most: maxBulk[subject] });
        const nowMs = clock.nowMs();
        const portions = portionsOf(chosen, perPortion);
        const { filter } = wanted.choice as { filter?: Record<string, unknown> };
        const edit: StoredBulkEdit = {
          subject,
          bulkEditId: ids.next(),
          state: 'draft',
          step: 0,
          ...(filter ? { filter } : {}),
          change: wanted.change,
          count: chosen.length,
          portions: portions.length,
          tally: {},
          madeBy: by,
          madeAtMs: nowMs,
          expiresAtS: Math.ceil((nowMs + bulkKeptDays * dayMs) / 1000),
        };
        for (const [portion, rows] of portions.entries())
          await items.putPortion(
            edit.bulkEditId,
            portion,
            rows.map(({ id, revision }) => [id, revision]),
            edit.expiresAtS,
          );
        return {
          writes: [items.save(edit, null)],
          value: edit,
          kept: { bulkEditId: edit.bulkEditId },
        };
      },
    });
    return made.ok ? ok(await viewOf(made.value)) : made;
  }

  const nextStep = ({ subject, bulkEditId, step }: StoredBulkEdit) =>
    outbox.announce({ type: 'bulk_edit.step', data: { bulkEditId, subject, step } });

  async function start(
    subject: BulkSubject,
    id: string,
    { by, reach }: { by: string; reach: Reach },
  ): Promise<Result<BulkEdit>> {
    const begun = await runCommand<StoredBulkEdit>(deps, {
      command: null,
      async attempt() {
        const before = await own(subject, id, by, reach);
        if (!before) return fail('not_found');
        // An answer that was lost, and its command once more.
        if (before.startedBy === by && before.state !== 'discarded') return ok(before);
        if (before.state !== 'draft') return fail('transition_refused', { state: before.state });
        const chosen = (await items.portionsOf(id)).flat().map(([one]) => one);
        const may = targets[subject].mayChange(before.change, reach);
        if (!may || !(await targets[subject].isWithin(chosen, reach))) return fail('forbidden');
        const { filter, change, count } = before;
        auditDetails({ after: { subject, count, change, ...(filter ? { filter } : {}) }, isWhole: true });
        const record = pendingAudit()?.upcoming?.();
        const edit: StoredBulkEdit = {
          ...before,
          state: 'running',
          startedBy: by,
          startedAtMs: clock.nowMs(),
          ...(record ? { auditId: record.id, auditMonth: record.month } : {}),
        };
        return {
          writes: [items.save(edit, before), nextStep(edit)],
          value: edit,
          refused: { 'bulk edit': 'again' },
        };
      },
    });
    return begun.ok ? ok(await viewOf(begun.value)) : begun;
  }

  async function discard(
    subject: BulkSubject,
    id: string,
    { by, reach }: { by: string; reach: Reach },
  ): Promise<Result<BulkEdit>> {
    const done = await runCommand<StoredBulkEdit>(deps, {
      command: null,
      async attempt() {
        const before = await own(subject, id, by, reach);
        if (!before) return fail('not_found');
        if (before.state === 'discarded') return ok(before);
        if (before.state !== 'draft') return fail('transition_refused', { state: before.state });
        const { filter, change, count } = before;
        auditDetails({ after: { subject, count, change, ...(filter ? { filter } : {}) }, isWhole: true });
        const edit: StoredBulkEdit = { ...before, state: 'discarded' };
        return { writes: [items.save(edit, before)], value: edit, refused: { 'bulk edit': 'again' } };
      },
    });
    return done.ok ? ok(await viewOf(done.value)) : done;
  }

  /** First all are carried out, then it is put in force, then each is mentioned in the record of the act. */
  function phaseOf({ subject, portions, step }: StoredBulkEdit) {
    const carrying = targets[subject].inPortions ? portions : 1;
    if (step < carrying) return { is: 'carrying' as const };
    if (step === carrying) return { is: 'ending' as const };
    const portion = step - carrying - 1;
    return { is: 'mentioning' as const, portion, isLast: portion + 1 >= portions };
  }

  async function doStep(subject: BulkSubject, id: string, step: number): Promise<void> {
    const before = await items.read(subject, id);
    if (before?.state !== 'running' || before.step !== step) return;
    const phase = phaseOf(before);
    if (phase.is === 'carrying') return carry(before);
    if (phase.is === 'ending') {
      const changed = changedIn((await items.portionsOf(id)).flat());
      await targets[subject].end(causeOf(before), changed, before.change);
      return advance(before, {});
    }
    const rows = (await items.portion(id, phase.portion)) ?? [];
    const { auditId, auditMonth } = before;
    if (auditId !== undefined && auditMonth !== undefined)
      await deps.audit.mention(
        { id: auditId, month: auditMonth },
        changedIn(rows).map((one) => ({ kind: targets[subject].targetKind, id: one })),
        phase.portion * perPortion,
      );
    await advance(before, phase.isLast ? { state: 'done', doneAtMs: clock.nowMs() } : {});
  }

  const changedIn = (rows: readonly BulkRowStored[]) =>
    rows.flatMap(([one, , told]) => (told === 'changed' ? [one] : []));

  async function carry(before: StoredBulkEdit): Promise<void> {
    const { subject, bulkEditId: id, change, step, expiresAtS } = before;
    const target = targets[subject];
    const portions = target.inPortions
      ? [{ nth: step, rows: (await items.portion(id, step)) ?? [] }]
      : (await items.portionsOf(id)).map((rows, nth) => ({ nth, rows }));
    let afterwards: (() => Promise<void>) | undefined;
    const done = await runCommand<null, never>(deps, {
      command: null,
      maxTries: maxRounds,
      async attempt() {
        const chosen = chosenOf(portions.flatMap(({ rows }) => rows));
        const outcome = await target.carryOut(causeOf(before), chosen, change);
        ({ afterwards } = outcome);
        const toldFor = (one: string): Told => outcome.told.get(one) ?? 'not_found';
        const after: StoredBulkEdit = {
          ...before,
          step: step + 1,
          tally: added(before.tally, tallyOf(chosen.map((one) => toldFor(one.id)))),
        };
        const kept = portions.map(({ nth, rows }) =>
          items.savePortion(
            id,
            nth,
            rows.map(([one, revision]): BulkRowStored => [one, revision, toldFor(one)]),
            expiresAtS,
          ),
        );
        return {
          writes: [items.save(after, before), ...kept, ...outcome.writes, nextStep(after)],
          value: null,
          // Another delivery was first, and announced what follows.
          refused: { 'bulk edit': ok(null), '*': 'again' },
        };
      },
    });
    unlessBusy(done, `step ${step} of bulk edit ${id}`);
    await afterwards?.();
  }

  async function advance(before: StoredBulkEdit, more: Partial<StoredBulkEdit>): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      attempt() {
        const after: StoredBulkEdit = { ...before, ...more, step: before.step + 1 };
        return {
          writes: [items.save(after, before), ...(after.state === 'running' ? [nextStep(after)] : [])],
          value: null,
          refused: { 'bulk edit': ok(null) },
        };
      },
    });
    unlessBusy(done, `step ${before.step} of bulk edit ${before.bulkEditId}`);
  }

  /** What became of each of them, or of a draft what would. */
  async function rows(
    edit: StoredBulkEdit,
    outcome: BulkOutcome | undefined,
  ): Promise<{ count: number; slice(from: number, to: number): Promise<BulkRow[]> }> {
    const target = targets[edit.subject];
    if (edit.state === 'draft') {
      const fit = (await verdictsOf(edit)).filter((one) => outcome === undefined || one.is === outcome);
      return {
        count: fit.length,
        slice: async (from, to) =>
          fit.slice(from, to).map((one) => ({
            id: one.id,
            name: one.name,
            outcome: one.is,
            code: one.is === 'refused' ? one.failure.code : null,
            params: one.is === 'refused' ? paramsIn('zh', one.failure.params ?? {}) : {},
            fields: one.is === 'changed' ? differences(one.before, one.after) : [],
          })),
      };
    }
    const told = (await items.portionsOf(edit.bulkEditId)).flat().filter(([, , one]) => one !== undefined);
    const fit = told.filter(([, , one]) => outcome === undefined || outcomeOf(one as Told) === outcome);
    return {
      count: fit.length,
      async slice(from, to) {
        const part = fit.slice(from, to);
        const names = await target.names(part.map(([id]) => id));
        return part.map(([id, , one]) => ({
          id,
          name: names.get(id) ?? { zh: id, en: id },
          outcome: outcomeOf(one as Told),
          code: outcomeOf(one as Told) === 'refused' ? (one as string) : null,
          params: {},
          fields: [],
        }));
      },
    };
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'bulk edits: step',
      queue: 'heavy',
      types: ['bulk_edit.step'],
      handle: ({ data: { subject, bulkEditId, step } }) => doStep(subject, bulkEditId, step),
    }),
  ];

  type Who = { by: string; reach: Reach };
  return {
    make,
    start,
    discard,
    doStep,
    async get(subject: BulkSubject, id: string, { by, reach }: Who): Promise<Result<BulkEdit>> {
      const edit = await own(subject, id, by, reach);
      return edit ? ok(await viewOf(edit)) : fail('not_found');
    },
    /** Without what would become of drafts. */
    async latest(subject: BulkSubject, { by, reach }: Who): Promise<BulkEdit[]> {
      const all = await items.latest(subject, reach.whole ? listed : lookedThrough);
      const theirs = all.filter((edit) => reach.whole || edit.madeBy === by).slice(0, listed);
      // Mostly the same few people.
      const names = new Map<string, Promise<string>>();
      const nameOf = (memberId: string) => {
        const name = names.get(memberId) ?? deps.nameOf(memberId);
        names.set(memberId, name);
        return name;
      };
      return Promise.all(theirs.map((edit) => viewOf(edit, edit.tally, nameOf)));
    },
    async rows(
      subject: BulkSubject,
      id: string,
      {
        outcome,
        cursor,
        limit,
      }: { outcome?: BulkOutcome | undefined; cursor?: string | undefined; limit: number },
      { by, reach }: Who,
    ): Promise<Result<Page<BulkRow> & { count: number }>> {
      const edit = await own(subject, id, by, reach);
      if (!edit) return fail('not_found');
      const from = cursor === undefined ? 0 : Number(cursor);
      if (!Number.isSafeInteger(from) || from < 0) return fail('invalid_request', { detail: 'cursor' });
      const { count, slice } = await rows(edit, outcome);
      const to = from + limit;
      return ok({ items: await slice(from, to), count, nextCursor: to < count ? String(to) : null });
    },
    eventHandlers,
  };
}
export type BulkEdits = ReturnType<typeof createBulkEdits>;
