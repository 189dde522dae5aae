import type { ModuleName } from '@jindian/shared/contract/modules/names';
import {
  type CountedSegment,
  maxSegments,
  type RfmFigures,
  rfmGroups,
  type Segment,
  type SegmentConditions,
  type SegmentInput,
  type SegmentMember,
  type SegmentMembers,
} from '@jindian/shared/contract/selling/segments';
import { minuteMs } from '@jindian/shared/time';
import type { Members } from '../../people/members/service.ts';
import type { Analysis, Cell, OpenTables } from '../../platform/analysis/tables.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import { recordReading, runCommand } from '../../platform/command.ts';
import { staleRevision } from '../../platform/edited.ts';
import type { FileStore } from '../../platform/files/store.ts';
import type { Outbox } from '../../platform/outbox.ts';
import { NotYet } from '../../platform/queues/lanes.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { countSql, pageSql, rfmSql } from './counting/compile.ts';
import { createGatheringStore } from './counting/file-store.ts';
import { createGathering } from './counting/gathering.ts';
import { createFacts, type FactsDeps } from './facts/service.ts';
import { createFactStore } from './facts/store.ts';
import { createSegmentStore, type StoredSegment } from './store.ts';
import { createTags } from './tags/service.ts';
import { createTagStore } from './tags/store.ts';

const membersOnAPage = 50;
const membersAtOnce = 500;

export type SegmentsDeps = FactsDeps & {
  outbox: Outbox;
  files: Pick<FileStore, 'keep' | 'read'>;
  analysis: Analysis;
  members: Pick<Members, 'knownNow' | 'somebodyCheck' | 'profilesOf'>;
  nameOf(memberId: string): Promise<string>;
  off(): Promise<readonly ModuleName[]>;
};

/** Members by what is true of them: counted at once over facts that are gathered every night (decision 0080). */
export function createSegments(deps: SegmentsDeps) {
  const { table, clock, members } = deps;
  const factStore = createFactStore(table);
  const tagStore = createTagStore(table);
  const facts = createFacts({ ...deps, store: factStore, tags: tagStore });
  const tags = createTags({ ...deps, store: tagStore });
  const gathering = createGathering({ ...deps, facts: factStore, store: createGatheringStore(table) });
  const store = createSegmentStore(table);

  const viewOf = ({ by: _, ...segment }: StoredSegment): Segment => segment;

  async function save(id: string, input: SegmentInput, by: string): Promise<Result<Segment>> {
    return runCommand<Segment>(deps, {
      command: null,
      async attempt() {
        const before = await store.read(id, true);
        if ((before?.revision ?? 0) !== input.revision)
          return staleRevision(before && { by: before.by, atMs: before.savedAtMs }, deps.nameOf);
        if (!before && (await store.all()).length >= maxSegments)
          return fail('too_many_segments', { max: maxSegments });
        if (before) auditDetails({ before: { name: before.name, conditions: before.conditions } });
        const { name, conditions, revision } = input;
        const next = { id, name, conditions, revision: revision + 1, savedAtMs: clock.nowMs(), by };
        return { writes: [store.putWrite(next)], value: viewOf(next), refused: { segment: 'again' } };
      },
    });
  }

  async function remove(id: string): Promise<Result<Record<never, never>>> {
    return runCommand<Record<never, never>>(deps, {
      command: null,
      async attempt() {
        const before = await store.read(id, true);
        if (!before) return fail('not_found');
        auditDetails({ before: { name: before.name, conditions: before.conditions } });
        return { writes: [store.dropWrite(id, before.revision)], value: {}, refused: { segment: 'again' } };
      },
    });
  }

  async function read(id: string): Promise<Segment | null> {
    const found = await store.read(id);
    return found && viewOf(found);
  }

  /** How many there are of each of several; null: facts are being gathered. */
  async function countAll(
    all: readonly SegmentConditions[],
  ): Promise<{ counts: number[]; of: number; factsAtMs: number } | null> {
    const there = await gathering.current();
    if (!there) return null;
    const counts: number[] = [];
    for (const conditions of [...all, []]) {
      const { sql, values } = countSql(conditions, clock.nowMs());
      counts.push(wholeOf((await there.tables.ask(sql, values))[0]?.members));
    }
    return { of: counts.pop() ?? 0, counts, factsAtMs: there.atMs };
  }

  async function count(conditions: SegmentConditions): Promise<CountedSegment> {
    const counted = await countAll([conditions]);
    if (!counted) return { factsAtMs: null, members: 0, of: 0 };
    return { factsAtMs: counted.factsAtMs, members: counted.counts[0] ?? 0, of: counted.of };
  }

  async function rfm(): Promise<RfmFigures> {
    const there = await gathering.current();
    const { sql, values } = rfmSql(clock.nowMs());
    const rows = there ? await there.tables.ask(sql, values) : [];
    const sum = (of: readonly Record<string, Cell>[], figure: string) =>
      of.reduce((total, row) => total + wholeOf(row[figure]), 0);
    const scores = [5, 4, 3, 2, 1];
    return {
      factsAtMs: there?.atMs ?? null,
      of: sum(rows, 'members'),
      groups: rfmGroups.map((group) => {
        const own = rows.filter((row) => row.group === group);
        return {
          group,
          members: sum(own, 'members'),
          orders: sum(own, 'orders'),
          spentFen: sum(own, 'spentFen'),
        };
      }),
      cells: scores.flatMap((recency) =>
        scores.toReversed().map((frequency) => ({
          recency,
          frequency,
          members: sum(
            rows.filter((row) => row.recency === recency && row.frequency === frequency),
            'members',
          ),
        })),
      ),
    };
  }

  /** A page of who is in it, after one of them. Whoever was forgotten since the facts were gathered is in no list. */
  async function pageOf(conditions: SegmentConditions, tables: OpenTables, after: string, limit: number) {
    const { sql, values } = pageSql(conditions, clock.nowMs(), { after, limit: limit + 1 });
    const rows = await tables.ask(sql, values);
    const shown = rows.slice(0, limit);
    const profiles = await members.profilesOf(shown.map(({ memberId }) => String(memberId)));
    const items = shown.flatMap((row): SegmentMember[] => {
      const memberId = String(row.memberId);
      const profile = profiles.get(memberId);
      if (!profile || profile.isDeleted) return [];
      return [
        {
          memberId,
          displayName: profile.displayName,
          orders: wholeOf(row.orders),
          spentFen: wholeOf(row.spentFen),
          lastBoughtAtMs: row.lastBoughtAtMs === null ? null : wholeOf(row.lastBoughtAtMs),
          tags: String(row.tags ?? '')
            .split('|')
            .filter(Boolean),
        },
      ];
    });
    return { items, nextCursor: rows.length > limit ? String(shown.at(-1)?.memberId) : null };
  }

  /** All of them, in pages by their ids: whoever breaks off goes on behind the last one, and meets nobody twice. */
  async function* everyMember(id: string, after = ''): AsyncGenerator<SegmentMember[]> {
    const segment = await store.read(id);
    let from: string | null = after;
    while (segment && from !== null) {
      const there = await gathering.current();
      if (!there) throw new NotYet('facts are being gathered', minuteMs);
      const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(
        segment.conditions,
        there.tables,
        from,
        membersAtOnce,
      );
      yield page.items;
      from = page.nextCursor;
    }
  }

  /** Who is in it, once it is on record that they are read. */
  async function membersOf(id: string, after: string | undefined): Promise<Result<SegmentMembers>> {
    const segment = await store.read(id);
    if (!segment) return fail('not_found');
    const there = await gathering.current();
    if (!there) return ok({ factsAtMs: null, items: [], nextCursor: null });
    auditDetails({ targets: [{ kind: 'segment', id }] });
    const recorded = await recordReading(deps);
    if (!recorded.ok) return recorded;
    const page = await pageOf(segment.conditions, there.tables, after ?? '', membersOnAPage);
    return ok({ factsAtMs: there.atMs, ...page });
  }

  return {
    facts,
    tags,
    gathering,
    all: async () => (await store.all()).map(viewOf),
    read,
    save,
    remove,
    count,
    countAll,
    rfm,
    membersOf,
    everyMember,
  };
}
export type Segments = ReturnType<typeof createSegments>;

const wholeOf = (cell: Cell | undefined) => Number(cell ?? 0);
