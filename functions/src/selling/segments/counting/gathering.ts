import type { ModuleName } from '@jindian/shared/contract/modules/names';
import { brandDay, brandUtcOffsetMs, dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import type { Analysis, Columns, OpenTables } from '../../../platform/analysis/tables.ts';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import type { FileStore } from '../../../platform/files/store.ts';
import type { Outbox } from '../../../platform/outbox.ts';
import { ok, type Result } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type BoughtRow, boughtColumns, type PersonRow, personColumns } from '../facts/rows.ts';
import { type FactStore, factShards } from '../facts/store.ts';
import type { Gathered, Gathering, GatheringStore } from './file-store.ts';
import { openFacts } from './open.ts';

/** A step ends with the partition at which it has so many rows, or has taken so long: far from what its function may. */
const rowsOfStep = 200_000;
const stepMs = 60_000;
/** One that stands still so long was given up on by its queue. */
const givenUpAfterMs = 30 * minuteMs;
/** Who asks within a month has it gathered every night, before the shops open; a file lives for a day. */
const askedWithinMs = 30 * dayMs;
const nightAtMs = 3 * hourMs;
/** What is older is not counted: whoever asks has it gathered anew. */
const oldestMs = 26 * hourMs;
/** However often somebody counts, it is noted this often. */
const noteEveryMs = dayMs;

/** Facts of all members, gathered into files behind the request, and opened where they are counted. */
export function createGathering(deps: {
  table: JindianTable;
  clock: Clock;
  outbox: Outbox;
  files: Pick<FileStore, 'keep' | 'read'>;
  analysis: Analysis;
  facts: Pick<FactStore, 'rowsOf'>;
  store: GatheringStore;
  off(): Promise<readonly ModuleName[]>;
}) {
  const { clock, files, analysis, store } = deps;
  const nextStep = (step: number) =>
    deps.outbox.announce({ type: 'member_facts.step', data: { of: 'members', step } });

  /** Begins one, unless one is under way. `isAsked`: somebody wants to count. */
  async function begin(isAsked: boolean): Promise<Result<{ startedAtMs: number }, 'busy'>> {
    return runCommand<{ startedAtMs: number }, never>(deps, {
      command: null,
      async attempt() {
        const nowMs = clock.nowMs();
        const before = await store.read();
        const last = before?.gathering;
        const isUnderWay = last && last.nextShard !== null && nowMs - last.startedAtMs < givenUpAfterMs;
        if (isUnderWay) return ok({ startedAtMs: last.startedAtMs });
        const next: Gathering = {
          step: (last?.step ?? -1) + 1,
          startedAtMs: nowMs,
          nextShard: 0,
          parts: [],
          last: last?.last ?? null,
          askedAtMs: isAsked ? nowMs : (last?.askedAtMs ?? nowMs),
        };
        return {
          writes: [store.write(next, before?.revision ?? 0), nextStep(next.step)],
          value: { startedAtMs: nowMs },
          refused: { gathering: 'again' },
        };
      },
    });
  }

  /** Gathers from the next partitions on; a step that was done is left alone. */
  async function doStep(step: number): Promise<void> {
    const seen = (await store.read())?.gathering;
    if (!seen || seen.step !== step || seen.nextShard === null) return;
    const { part, nextShard } = await gathered(seen.nextShard);
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await store.read();
        if (before?.gathering.step !== step || before.gathering.nextShard !== seen.nextShard) return ok(null);
        const parts = [...seen.parts, part];
        const last = nextShard === null ? { atMs: seen.startedAtMs, parts } : before.gathering.last;
        const next: Gathering = { ...before.gathering, step: step + 1, nextShard, parts, last };
        return {
          writes: [store.write(next, before.revision), ...(nextShard === null ? [] : [nextStep(next.step)])],
          value: null,
          refused: { gathering: 'again' },
        };
      },
    });
    unlessBusy(done, `step ${step} of gathering facts`);
  }

  async function gathered(fromShard: number) {
    const untilMs = Date.now() + stepMs;
    const persons: PersonRow[] = [];
    const bought: BoughtRow[] = [];
    let shard = fromShard;
    while (shard < factShards && persons.length + bought.length < rowsOfStep && Date.now() < untilMs) {
      const rows = await deps.facts.rowsOf(shard);
      // One by one: there may be more of them than a call takes arguments.
      for (const row of rows.persons) persons.push(row);
      for (const row of rows.bought) bought.push(row);
      shard += 1;
    }
    const keep = async (name: string, columns: Columns, rows: Iterable<PersonRow | BoughtRow>) =>
      files.keep({
        name: `${name}.parquet`,
        type: 'application/vnd.apache.parquet',
        bytes: await analysis.pack(columns, rows),
      });
    const part = {
      persons: await keep('persons', personColumns, persons),
      bought: await keep('bought', boughtColumns, bought),
    };
    return { part, nextShard: shard < factShards ? shard : null };
  }

  /** Every night, as long as somebody counts. */
  let plannedUntilMs = 0;
  async function planNight(): Promise<void> {
    const nowMs = clock.nowMs();
    const nightMs = nightOf(nowMs);
    if (nightMs <= plannedUntilMs) return;
    const known = (await store.read())?.gathering;
    const isWanted = known && nowMs - known.askedAtMs < askedWithinMs && known.startedAtMs < nightMs;
    if (isWanted && !(await deps.off()).includes('segments')) await begin(false);
    plannedUntilMs = nightMs;
  }

  let opened: { of: string; tables: Promise<OpenTables> } | null = null;

  async function openedOf({ atMs, parts }: Gathered): Promise<OpenTables | null> {
    const of = `${atMs} ${parts.map(({ persons }) => persons).join(' ')}`;
    if (opened?.of !== of) {
      const [persons, bought] = await Promise.all([
        Promise.all(parts.map((part) => files.read(part.persons))),
        Promise.all(parts.map((part) => files.read(part.bought))),
      ]);
      const isThere = (file: Uint8Array | null) => file !== null;
      if (![...persons, ...bought].every(isThere)) return null;
      const before = opened;
      const tables = openFacts(analysis, {
        persons: persons.filter(isThere),
        bought: bought.filter(isThere),
      });
      opened = { of, tables };
      tables.catch(() => {
        opened = null;
      });
      // Whoever is still asking it has the answer before it is gone.
      void before?.tables.then((old) => setTimeout(() => old.close(), minuteMs).unref()).catch(() => {});
    }
    return (opened as NonNullable<typeof opened>).tables;
  }

  /** What is there to be counted; null: it is being gathered. */
  async function current(): Promise<{ tables: OpenTables; atMs: number } | null> {
    const nowMs = clock.nowMs();
    const known = (await store.read())?.gathering;
    const last = known?.last ?? null;
    if (known && last && nowMs - last.atMs < oldestMs) {
      const tables = await openedOf(last);
      if (tables) {
        if (nowMs - known.askedAtMs >= noteEveryMs) await noteAsked();
        return { tables, atMs: last.atMs };
      }
    }
    await begin(true);
    return null;
  }

  async function noteAsked(): Promise<void> {
    await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await store.read();
        if (!before) return ok(null);
        return {
          writes: [store.write({ ...before.gathering, askedAtMs: clock.nowMs() }, before.revision)],
          value: null,
          refused: { gathering: 'again' },
        };
      },
    });
  }

  return { begin, doStep, planNight, current };
}
export type GatheringOfFacts = ReturnType<typeof createGathering>;

/** The last time it was night. */
function nightOf(nowMs: number): number {
  const day = brandDay(nowMs - nightAtMs);
  return Date.parse(`${day}T00:00:00Z`) - brandUtcOffsetMs + nightAtMs;
}
