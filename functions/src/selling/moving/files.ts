/**
 * Files that move in: judged portion by portion, kept until two people have signed their sums, and booked then. The maker
 * states the sums by the old system's books before the file is told to be whole; one fen beside them, and nothing is kept.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type {
  BadRow,
  FinishedImport,
  ImportedPortion,
  SignedTotals,
} from '@jindian/shared/contract/goods/imports';
import type { Move, MovedLotRow, MovedMemberRow } from '@jindian/shared/contract/selling/moving';
import {
  isSignedKind,
  type MovingKind,
  maxLotsOfMember,
  type SignedKind,
} from '@jindian/shared/import-table';
import { dayMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { ConditionCheck } from 'dynamodb-toolbox/entity/actions/transactCheck';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import { readBatch } from '../../platform/batch-read.ts';
import { runCommand } from '../../platform/command.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import { commandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import type { MovingDeps } from './deps.ts';
import { allMoves, type MovingItems } from './items.ts';
import { differingTotal, keyOfRow, type MovedRow, type RowsOf, totalsOf } from './rules.ts';
import type { createStandingRows } from './standing-rows.ts';

/** As long as somebody may take to sign. */
const keptMs = 30 * dayMs;
const shownOnAPage = 50;

export type StoredPortion = { rows: MovedRow[]; changed: number };

export function createFiles(
  deps: MovingDeps & { items: MovingItems; standing: ReturnType<typeof createStandingRows> },
) {
  const { table, clock, items, standing } = deps;

  /** Rows that were read: which of them can be taken, as things are now. Kept, so that they can be signed. */
  async function keep<Kind extends MovingKind>(portion: {
    importId: string;
    portion: number;
    kind: Kind;
    /** As many as the file had here. */
    count: number;
    rows: readonly RowsOf[Kind][];
    bad: readonly BadRow[];
  }): Promise<Result<ImportedPortion>> {
    const bad = [...portion.bad];
    const first = new Map<string, MovedRow>();
    for (const row of portion.rows) {
      const key = keyOfRow(portion.kind, row);
      const earlier = first.get(key);
      if (earlier) bad.push({ row: row.row, code: 'said_twice', params: { row: earlier.row } });
      else first.set(key, row);
    }
    const judged = await standing.judge(portion.kind, [...first.values()]);
    bad.push(...judged.bad);
    const { importId } = portion;
    const put = items.portions.build(PutTransaction).item({
      importId,
      portion: portion.portion,
      packed: gzipSync(JSON.stringify(judged.good)),
      changed: judged.changed,
      expiresAtS: Math.ceil((clock.nowMs() + keptMs) / 1000),
    });
    // What waits for its second signature, or has it, is as it was then: also once nobody knows any more whose import it was.
    const isOpen = items.moves
      .build(ConditionCheck)
      .key({ importId })
      .condition({ attr: 'importId', exists: false });
    const kept = await runCommand<null, 'transition_refused'>(deps, {
      command: null,
      attempt: () => ({
        writes: [write('portion', put), write('move', isOpen)],
        value: null,
        refused: { move: fail('transition_refused', { state: 'finished' }) },
      }),
    });
    if (!kept.ok) return kept;
    return ok({
      rows: portion.count,
      changed: judged.changed,
      unchanged: judged.good.length - judged.changed,
      bad: bad.sort((a, b) => a.row - b.row),
    });
  }

  async function portionOf(importId: string, portion: number): Promise<MovedRow[] | null> {
    const { Item } = await items.portions
      .build(GetItemCommand)
      .key({ importId, portion })
      .options({ consistent: true })
      .send();
    return Item ? (JSON.parse(gunzipSync(Item.packed).toString('utf8')) as MovedRow[]) : null;
  }

  /** All rows of a file, or null where a portion is missing. */
  async function wholeFile(importId: string, count: number): Promise<StoredPortion | null> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `MOVE#${importId}`, range: { beginsWith: 'PORTION#' } })
      .entities(items.portions)
      .options({ consistent: true, ...everyPage })
      .send();
    const kept = new Map((Items ?? []).map((found) => [found.portion, found]));
    const rows: MovedRow[] = [];
    let changed = 0;
    for (let portion = 0; portion < count; portion += 1) {
      const found = kept.get(portion);
      if (!found) return null;
      rows.push(...(JSON.parse(gunzipSync(found.packed).toString('utf8')) as MovedRow[]));
      changed += found.changed;
    }
    return { rows, changed };
  }

  /** What only the whole file shows. */
  async function faultOf(kind: MovingKind, rows: readonly MovedRow[]): Promise<Result<null>> {
    const seen = new Map<string, number>();
    for (const row of rows) {
      const id = keyOfRow(kind, row);
      const before = seen.get(id);
      if (before !== undefined) return fail('move_said_twice', { id, before, row: row.row });
      seen.set(id, row.row);
    }
    if (kind === 'members') {
      const members = rows as readonly MovedMemberRow[];
      const sellers = new Set(
        members.flatMap(({ memberNumber, sellerAt }) => (sellerAt === undefined ? [] : [memberNumber])),
      );
      const elsewhere = members.filter(({ boundTo }) => boundTo !== undefined && !sellers.has(boundTo));
      const known = await standing.sellersAmong(elsewhere.map(({ boundTo }) => boundTo as string));
      const unknown = elsewhere.find(({ boundTo }) => !known.has(boundTo as string));
      if (unknown) return fail('move_seller_unknown', { row: unknown.row, id: unknown.boundTo as string });
    }
    if (kind === 'balances') {
      const many = await standing.tooManyLots(rows as readonly MovedLotRow[]);
      if (many !== null) return fail('move_too_many_lots', { id: many, max: maxLotsOfMember });
    }
    return ok(null);
  }

  /** The file is whole. What moves in waits for its second signature; old codes need none. */
  async function propose(
    wanted: { importId: string; kind: MovingKind; portions: number; totals?: SignedTotals | undefined },
    by: string,
  ): Promise<Result<FinishedImport>> {
    const { importId, kind, portions } = wanted;
    return runCommand<FinishedImport>(deps, {
      command: commandClaim(`import#${importId}`, 'hqFinishImport', 'finish', wanted),
      lookFirst: true,
      async attempt() {
        const file = await wholeFile(importId, portions);
        if (!file) return fail('invalid_request', { detail: 'portions' });
        const fault = await faultOf(kind, file.rows);
        if (!fault.ok) return fault;
        const found = isSignedKind(kind) ? totalsOf(kind, file.rows) : {};
        const differs = isSignedKind(kind) ? differingTotal(kind, wanted.totals ?? {}, found) : null;
        if (differs) return fail('move_totals_differ', differs);
        const isSigned = isSignedKind(kind);
        const value: FinishedImport = {
          national: 0,
          regional: 0,
          ...(isSigned ? { awaitsSecond: file.changed > 0 } : { codes: file.changed }),
        };
        auditDetails({ after: { kind, totals: found, rows: file.rows.length, changed: file.changed } });
        // The same file again: nothing is there to be signed.
        if (file.changed === 0) return { writes: [], kept: value, value, refused: {} };
        const atMs = clock.nowMs();
        const put = items.moves
          .build(PutTransaction)
          .item({
            importId,
            kind,
            state: isSigned ? 'proposed' : 'booking',
            totals: found,
            rows: file.rows.length,
            portions,
            done: 0,
            booked: 0,
            conflicts: 0,
            by,
            atMs,
            gsi1pk: allMoves,
            gsi1sk: `${String(atMs).padStart(15, '0')}#${importId}`,
          })
          .options({ condition: { attr: 'importId', exists: false } });
        return {
          writes: [
            write('move', put),
            ...(isSigned ? [] : [deps.outbox.announce({ type: 'move.step', data: { importId, step: 0 } })]),
          ],
          kept: value,
          value,
          refused: { move: 'again' },
        };
      },
      replay: (kept) => ok(kept as FinishedImport),
    });
  }

  async function stored(importId: string) {
    const { Item } = await items.moves
      .build(GetItemCommand)
      .key({ importId })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }
  type Stored = NonNullable<Awaited<ReturnType<typeof stored>>>;

  async function viewsOf(found: readonly Stored[]): Promise<Move[]> {
    const people = found.flatMap(({ by, signedBy }) => (signedBy === undefined ? [by] : [by, signedBy]));
    const names = await deps.members.profilesOf([...new Set(people)]);
    const nameOf = (memberId: string) => names.get(memberId)?.displayName ?? memberId;
    return found.map((one) => ({
      importId: one.importId,
      kind: one.kind,
      state: one.state,
      totals: one.totals as SignedTotals,
      rows: one.rows,
      booked: one.booked,
      conflicts: one.conflicts,
      by: one.by,
      byName: nameOf(one.by),
      atMs: one.atMs,
      signedBy: one.signedBy ?? null,
      signedByName: one.signedBy === undefined ? null : nameOf(one.signedBy),
      signedAtMs: one.signedAtMs ?? null,
      reason: one.reason ?? null,
    }));
  }

  async function viewOf(importId: string): Promise<Move> {
    const [view] = await viewsOf([(await stored(importId)) as Stored]);
    return view as Move;
  }

  const detailsOf = ({ importId, kind, totals, by }: Stored) => ({
    targets: [{ kind: 'import', id: importId }],
    after: { kind, totals, statedBy: by },
  });

  /** A second person says that the sums are right: from then on it is booked. */
  async function sign(
    importId: string,
    by: string,
  ): Promise<Result<Move, 'not_found' | 'move_same_person' | 'transition_refused' | 'moved_on' | 'busy'>> {
    const done = await runCommand<null, 'not_found' | 'move_same_person' | 'transition_refused' | 'moved_on'>(
      deps,
      {
        command: null,
        async attempt() {
          const move = await stored(importId);
          if (!move) return fail('not_found');
          auditDetails(detailsOf(move));
          if (move.signedBy === by) return ok(null);
          if (move.state !== 'proposed') return fail('transition_refused', { state: move.state });
          if (move.by === by) return fail('move_same_person');
          const kind = move.kind as SignedKind;
          const file = await wholeFile(importId, move.portions);
          // What was signed is what is booked: the rows that are kept have the sums that are shown.
          if (!file || differingTotal(kind, move.totals as SignedTotals, totalsOf(kind, file.rows)))
            return fail('moved_on');
          const update = items.moves
            .build(UpdateTransaction)
            .item({ importId, state: 'booking', signedBy: by, signedAtMs: clock.nowMs() })
            .options({ condition: { attr: 'state', eq: 'proposed' } });
          return {
            writes: [
              write('move', update),
              deps.outbox.announce({ type: 'move.step', data: { importId, step: 0 } }),
            ],
            value: null,
            refused: { move: 'again' },
          };
        },
      },
    );
    return done.ok ? ok(await viewOf(importId)) : done;
  }

  async function refuse(
    importId: string,
    by: string,
    reason: string,
  ): Promise<Result<Move, 'not_found' | 'transition_refused' | 'busy'>> {
    const done = await runCommand<null, 'not_found' | 'transition_refused'>(deps, {
      command: null,
      async attempt() {
        const move = await stored(importId);
        if (!move) return fail('not_found');
        auditDetails({ ...detailsOf(move), after: { ...detailsOf(move).after, reason } });
        if (move.state !== 'proposed')
          return move.state === 'refused' && move.signedBy === by
            ? ok(null)
            : fail('transition_refused', { state: move.state });
        const update = items.moves
          .build(UpdateTransaction)
          .item({ importId, state: 'refused', signedBy: by, signedAtMs: clock.nowMs(), reason })
          .options({ condition: { attr: 'state', eq: 'proposed' } });
        return { writes: [write('move', update)], value: null, refused: { move: 'again' } };
      },
    });
    return done.ok ? ok(await viewOf(importId)) : done;
  }

  async function list(page: { limit: number; cursor?: string | undefined }) {
    const limit = Math.min(page.limit, shownOnAPage);
    const { Items, LastEvaluatedKey } = await table
      .build(QueryCommand)
      .query({
        index: indexNames.byOwner,
        partition: allMoves,
        ...(page.cursor === undefined ? {} : { range: { lt: page.cursor } }),
      })
      .options({ limit, reverse: true })
      .send();
    const keys = Items ?? [];
    const found = await readBatch(
      table,
      keys.map(({ pk }) =>
        items.moves.build(BatchGetRequest).key({ importId: String(pk).slice('MOVE#'.length) }),
      ),
    );
    return {
      items: await viewsOf(found.flatMap((one) => (one ? [one] : []))),
      nextCursor: LastEvaluatedKey ? String(keys.at(-1)?.gsi1sk ?? '') || null : null,
    };
  }

  /** Whether members of another system are here: codes alone are nobody's card. */
  async function movedIn(): Promise<boolean> {
    const { items: latest } = await list({ limit: shownOnAPage });
    return latest.some(({ kind, state }) => kind === 'members' && state === 'done');
  }

  return { keep, propose, sign, refuse, list, movedIn, stored, portionOf };
}
