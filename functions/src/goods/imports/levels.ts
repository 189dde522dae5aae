import type { Reach } from '@jindian/shared/access';
import type { BadRow, ImportedPortion, ImportRow } from '@jindian/shared/contract/goods/imports';
import type { Location } from '@jindian/shared/contract/places/network';
import { dayMs } from '@jindian/shared/time';
import { decodeTime } from 'ulid';
import { reachesPlace } from '../../platform/access.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { type CommandClaim, commandClaim, type Idempotency } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import type { PlacedFigure } from '../inventory/figure-plans.ts';
import type { FigurePlan } from '../inventory/figures.ts';
import { lotKeyOf, suits } from '../inventory/lots.ts';
import {
  groupBy,
  type LevelDelta,
  type MovementCause,
  ownersAt,
  type PieceKey,
  pieceKey,
} from '../inventory/rules.ts';
import type { Inventory } from '../inventory/service.ts';
import { otherCondition } from '../inventory/stocktake.ts';
import type { BucketsHint, LevelPart } from '../inventory/store.ts';
import { badRow, type LevelRow, readLevelRow } from './rows.ts';

/** Levels, movements and the record of one transaction; DynamoDB takes a hundred. */
const maxWrites = 96;
/** A place of a portion has a movement for the pieces and one for the safety stock. */
const writesPerPlace = 2;
/** Lots of one level are one write, whose text DynamoDB takes up to four kilobytes long. */
const maxLotsOfLevel = 40;
const chunksAtOnce = 8;
/** As often as levels can change under a chunk before its rows are given back. */
const maxRounds = 6;
/** A hot level changes with every sale, in one of its many items. */
const maxHotRounds = 8;
/** An import that was broken off goes on within so long. */
const maxImportMs = 3 * dayMs;

type Row = LevelRow & { ownerId: string; place: Location };
type Portion = { importId: string; portion: number; asOfMs?: number | undefined; rows: readonly ImportRow[] };
type Chunk = { index: number; rows: Row[] };
/** With what it is claimed by: a hash over all of its rows, made once. */
type ClaimedChunk = Chunk & { claim: CommandClaim };
/** A figure to be written down; `isChange` when the level is another one after it. */
type PlannedChange = { row: Row; deltas: LevelDelta[]; isChange: boolean };
type Counts = Omit<ImportedPortion, 'rows'>;
type SaidBefore = (row: Row) => boolean;
/** What all rows of a portion share. `asOfMs`: when its figures were so, however often they are tried. */
type Run = { portion: Portion; cause: MovementCause; hint: BucketsHint; asOfMs: number };
/** What some rows make of the levels as they were read. */
type Plans = { planOf: ReadonlyMap<Row, FigurePlan>; parts: LevelPart[]; saidBefore: SaidBefore };

const itemKey = ({ locationId, skuId, ownerId }: Row | LevelPart) => `${locationId} ${skuId} ${ownerId}`;

/** Levels that are not as they were read are read anew. */
const refused = { 'level *': 'again', 'buckets *': 'again', hot: 'again' } as const;

/**
 * Rows that fit into one transaction, always the same for the same portion: places in order, and as many of their
 * rows as there is room for. A warehouse's hundreds of rows are some chunks; rows of many places share one. Where a level
 * has more lots than a write may have, the others are of the next chunk.
 */
export function chunksOf(rows: readonly Row[]): Chunk[] {
  const sorted = [...rows].sort((a, b) =>
    a.locationId < b.locationId ? -1 : a.locationId > b.locationId ? 1 : a.row - b.row,
  );
  const chunks: Chunk[] = [];
  let open: Row[] = [];
  let writes = 0;
  let place = '';
  let lots = new Map<string, number>();
  for (const row of sorted) {
    const needed = 1 + (row.locationId === place ? 0 : writesPerPlace);
    const level = `${itemKey(row)} ${row.condition ?? ''}`;
    if (open.length > 0 && (writes + needed > maxWrites || lots.get(level) === maxLotsOfLevel)) {
      chunks.push({ index: chunks.length, rows: open });
      open = [];
      writes = 0;
      place = '';
      lots = new Map();
    }
    if (row.lot) lots.set(level, (lots.get(level) ?? 0) + 1);
    writes += 1 + (row.locationId === place ? 0 : writesPerPlace);
    place = row.locationId;
    open.push(row);
  }
  if (open.length > 0) chunks.push({ index: chunks.length, rows: open });
  return chunks;
}

const levelKey = (locationId: string, key: Omit<PieceKey, 'bucket'>) =>
  `${locationId} ${pieceKey({ ...key, bucket: 0 })}`;

const busy = (rows: readonly Row[]): Counts => ({
  changed: 0,
  unchanged: 0,
  bad: rows.map(({ row }) => badRow(row, 'busy')),
});

const sumOf = (all: readonly Counts[]): Counts => ({
  changed: all.reduce((sum, { changed }) => sum + changed, 0),
  unchanged: all.reduce((sum, { unchanged }) => sum + unchanged, 0),
  bad: all.flatMap(({ bad }) => bad),
});

/** Levels from a table: each is set to what the row says, on condition that it is as it was read. */
export function createLevelImport(deps: {
  table: JindianTable;
  idempotency: Idempotency;
  clock: Clock;
  inventory: Pick<Inventory, 'settleWrites' | 'planFigures' | 'hot' | 'tracking'>;
  location(locationId: string): Promise<Location | null>;
  skusNow(): Promise<(skuId: string) => boolean>;
}) {
  const { clock, inventory } = deps;

  async function judge(rows: readonly ImportRow[], reach: Reach): Promise<{ good: Row[]; bad: BadRow[] }> {
    const good: Row[] = [];
    const bad: BadRow[] = [];
    const seen = new Map<string, number>();
    const [trackingOf, knowsSku] = await Promise.all([inventory.tracking(), deps.skusNow()]);
    const places = new Map<string, Location | null>();
    for (const given of rows) {
      const found = readLevelRow(given);
      if ('bad' in found) {
        bad.push(found.bad);
        continue;
      }
      const { value } = found;
      if (!places.has(value.locationId)) places.set(value.locationId, await deps.location(value.locationId));
      const place = places.get(value.locationId);
      const ownerId = value.ownerId ?? place?.ownerId ?? '';
      const { condition, lot } = value;
      const key = [value.locationId, value.skuId, ownerId, condition ?? '', lot ? lotKeyOf(lot) : ''].join(
        ' ',
      );
      const before = seen.get(key);
      // Of a place that somebody does not look after they are told no more than of one that does not exist.
      if (!place || !reachesPlace(reach, place.id, () => place))
        bad.push(badRow(value.row, 'unknown_location', { value: value.locationId }));
      else if (!knowsSku(value.skuId)) bad.push(badRow(value.row, 'unknown_sku', { value: value.skuId }));
      else if (!ownersAt(place.ownerId).includes(ownerId))
        bad.push(badRow(value.row, 'not_owner_here', { value: ownerId }));
      else if (!suits(trackingOf(value.skuId), lot ?? null)) bad.push(badRow(value.row, 'lot_required'));
      else if (before !== undefined) bad.push(badRow(value.row, 'said_twice', { row: before }));
      else {
        seen.set(key, value.row);
        good.push({ ...value, ownerId, place });
      }
    }
    return { good, bad };
  }

  async function importPortion(portion: Portion, by: string, reach: Reach): Promise<Result<ImportedPortion>> {
    const { good, bad } = await judge(portion.rows, reach);
    const total: ImportedPortion = { rows: portion.rows.length, changed: 0, unchanged: 0, bad };
    const add = (counts: Counts) => {
      total.changed += counts.changed;
      total.unchanged += counts.unchanged;
      total.bad.push(...counts.bad);
    };
    // A portion that comes again is answered from its records before anything else is read.
    const chunks: ClaimedChunk[] = [];
    const all = chunksOf(good).map((chunk) => ({
      ...chunk,
      claim: claimOf(portion, String(chunk.index), chunk.rows),
    }));
    const known = await deps.idempotency.findAll(all.map(({ claim }) => claim));
    for (const [at, chunk] of all.entries()) {
      const before = known[at];
      if (!before) chunks.push(chunk);
      else if (before.kind === 'same') add(before.result as Counts);
      else return fail('idempotency_key_reused');
    }
    if (chunks.length > 0) {
      const cause: MovementCause = { type: 'import', id: portion.importId, by };
      const asOfMs = portion.asOfMs ?? clock.nowMs();
      const run: Run = { portion, cause, asOfMs, hint: await inventory.hot.hint() };
      // Places lie in several chunks, and a call costs as much as dozens of keys in it: what they need is read together.
      const plans = await plansNow(
        run,
        chunks.flatMap(({ rows }) => rows),
      );
      for (let start = 0; start < chunks.length; start += chunksAtOnce) {
        const done = await Promise.all(
          chunks.slice(start, start + chunksAtOnce).map((chunk) => importChunk(run, chunk, plans)),
        );
        for (const counts of done) {
          if (!counts.ok) return counts;
          add(counts.value);
        }
      }
    }
    total.bad.sort((a, b) => a.row - b.row);
    return ok(total);
  }

  function claimOf({ importId, portion, asOfMs }: Portion, part: string, rows: readonly Row[]) {
    const input = [asOfMs, ...rows.map(({ place: _place, ...row }) => row)];
    return commandClaim(`import#${importId}`, 'hqImportPortion', `${portion}-${part}`, input);
  }

  /**
   * A chunk is one transaction with a record of its own: repeated, it is answered from the record. It is tried with what
   * was read for its whole portion; refused, with what is read for it alone.
   */
  async function importChunk(run: Run, { rows, claim }: ClaimedChunk, plans: Plans): Promise<Result<Counts>> {
    const apart = new Map<number, Counts>();
    const done = await runCommand<Counts>(deps, {
      command: claim,
      maxTries: maxRounds,
      async attempt(tries) {
        const now = tries === 1 ? plans : await plansNow(run, rows);
        await findApart(run, rows, now, apart);
        for (;;) {
          const { counts, changes } = planned(rows, now, apart);
          const hot = changes.find(({ deltas }) => deltas.length > 1);
          if (!hot)
            return { writes: writesOf(changes, run.cause, now), kept: counts, value: counts, refused };
          // A hot level is no reason to give the others up: it goes first, by itself.
          const first = await importApart(run, hot.row);
          if (!first.ok) return first;
          apart.set(hot.row.row, first.value);
        }
      },
      replay: (kept) => ok(kept as Counts),
    });
    if (done.ok || done.code !== 'busy') return done;
    const left = rows.filter(({ row }) => !apart.has(row));
    return ok(sumOf([...apart.values(), busy(left)]));
  }

  /** What the rows make of the levels as they are now, and which of them this import has spoken of. */
  async function plansNow({ portion, hint, asOfMs }: Run, rows: readonly Row[]): Promise<Plans> {
    const figures = rows.map((row) => figureOf(row, asOfMs));
    const sinceMs = Math.max(decodeTime(portion.importId), clock.nowMs() - maxImportMs);
    const { plans, parts, movements } = await inventory.planFigures(figures, { hint, sinceMs });
    // A portion does not see the others; what this import did to a level is on record, whichever portion it came with.
    const said = new Set<string>();
    for (const [locationId, since] of movements) {
      for (const { cause, lines } of since ?? []) {
        if (cause.type !== 'import' || cause.id !== portion.importId) continue;
        for (const line of lines) if (line.counted !== undefined) said.add(levelKey(locationId, line));
      }
    }
    return {
      planOf: new Map(rows.map((row, at) => [row, plans[at] as FigurePlan])),
      parts,
      saidBefore: (row) => said.size > 0 && said.has(levelKey(row.locationId, figureOf(row, 0))),
    };
  }

  /** What was said before was perhaps said by this very row, before its chunk broke off. */
  async function findApart(
    { portion }: Run,
    rows: readonly Row[],
    { saidBefore }: Plans,
    apart: Map<number, Counts>,
  ): Promise<void> {
    const said = rows.filter((row) => !apart.has(row.row) && saidBefore(row));
    const found = await deps.idempotency.findAll(said.map((row) => claimOf(portion, `row${row.row}`, [row])));
    for (const [at, { row }] of said.entries()) {
      const own = found[at];
      if (own?.kind === 'same') apart.set(row, own.result as Counts);
    }
  }

  /** What is to be changed, and what is answered for it; rows that were done apart have their answer. */
  function planned(
    rows: readonly Row[],
    { planOf, parts, saidBefore }: Plans,
    apart: ReadonlyMap<number, Counts>,
  ) {
    const known = new Set(parts.map(itemKey));
    const counts: Counts = { changed: 0, unchanged: 0, bad: [] };
    const changes: PlannedChange[] = [];
    for (const row of rows) {
      const done = apart.get(row.row);
      const plan = planOf.get(row) as FigurePlan;
      if (done) {
        counts.changed += done.changed;
        counts.unchanged += done.unchanged;
        counts.bad.push(...done.bad);
      } else if (saidBefore(row)) counts.bad.push(badRow(row.row, 'said_before'));
      else if (plan.kind === 'change') {
        // A figure that agrees is written down all the same: an older one must not come after it, and a sale that a till
        // tells of later is in it already.
        const differs = plan.difference !== 0 || plan.deltas.some(({ safetyDelta }) => safetyDelta);
        const isChange = differs || !known.has(itemKey(row));
        if (isChange) counts.changed += 1;
        else counts.unchanged += 1;
        changes.push({ row, deltas: plan.deltas, isChange });
      } else if (plan.kind === 'same') counts.unchanged += 1;
      else {
        const params = plan.kind === 'below_reserved' ? { reserved: plan.reserved } : {};
        counts.bad.push(badRow(row.row, plan.kind, params));
      }
    }
    return { counts, changes };
  }

  /**
   * The many items of a hot level, in a transaction of their own, which is tried again on what is there by then: it sells
   * in this very moment. What could not be done is told, not kept: the row can be sent again with another portion.
   */
  async function importApart(run: Run, row: Row): Promise<Result<Counts>> {
    const { portion, cause } = run;
    const done = await runCommand<Counts>(deps, {
      command: claimOf(portion, `row${row.row}`, [row]),
      maxTries: maxHotRounds,
      async attempt() {
        const now = await plansNow(run, [row]);
        const { counts, changes } = planned([row], now, new Map());
        return { writes: writesOf(changes, cause, now), kept: counts, value: counts, refused };
      },
      replay: (kept) => ok(kept as Counts),
    });
    return done.ok || done.code !== 'busy' ? done : ok(busy([row]));
  }

  function figureOf(row: Row, asOfMs: number): PlacedFigure {
    const { locationId, skuId, ownerId, condition, lot, onHand, safety } = row;
    return {
      locationId,
      skuId,
      ownerId,
      ...otherCondition(condition),
      ...(lot ? { lot: lotKeyOf(lot) } : {}),
      counted: onHand,
      asOfMs: row.asOfMs ?? asOfMs,
      ...(safety === undefined ? {} : { safety }),
    };
  }

  function writesOf(
    changes: readonly { row: Row; deltas: LevelDelta[] }[],
    cause: MovementCause,
    { parts }: Plans,
  ): Write[] {
    return [...groupBy(changes, ({ row }) => row.locationId)].flatMap(([locationId, ofPlace]) =>
      inventory.settleWrites(locationId, cause, ofPlace, parts),
    );
  }

  return { importPortion };
}
export type LevelImport = ReturnType<typeof createLevelImport>;
