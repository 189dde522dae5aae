import { rfmGroupOf, rfmGroups, type SegmentCondition } from '@jindian/shared/contract/selling/segments';
import { dayMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duckDb } from '../../../platform/analysis/duckdb.ts';
import { type BoughtRow, boughtColumns, type PersonRow, personColumns } from '../facts/rows.ts';
import { holds, plainMembers } from '../testing/plainly.ts';
import { countSql, pageSql, rfmSql } from './compile.ts';
import { openFacts } from './open.ts';

const nowMs = Date.UTC(2026, 11, 1, 4);
const letters = ['a', 'b', 'c'] as const;
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const days = fc.constantFrom(1, 30, 60, 90, 120, 240, 400);
const anyDays = fc.option(days, { nil: null });
const is = fc.constantFrom('any' as const, 'none' as const);
const inTime = fc.constantFrom('within' as const, 'not_within' as const);
/** At the very edges as well. */
const agoMs = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.constantFrom(0, 1, -1, 7_200_000));
const barredOf = (words: readonly string[]) => (words.length === 0 ? null : `|${words.join('|')}|`);

const range = (max: number) =>
  fc
    .tuple(
      fc.option(fc.integer({ min: 0, max }), { nil: null }),
      fc.option(fc.integer({ min: 0, max }), { nil: null }),
    )
    .map(([from, to]) =>
      from === null && to === null
        ? { from: 0, to }
        : from !== null && to !== null && from > to
          ? { from: to, to: from }
          : { from, to },
    );

const condition: fc.Arbitrary<SegmentCondition> = fc.oneof(
  some(rfmGroups).map((groups) => ({ kind: 'rfm' as const, groups })),
  fc.record({ kind: fc.constant('last_bought' as const), is: inTime, days }),
  fc.constant({ kind: 'never_bought' as const }),
  fc.record({ kind: fc.constant('joined' as const), is: inTime, days }),
  fc.tuple(range(6), anyDays).map(([of, within]) => ({ kind: 'orders' as const, ...of, days: within })),
  fc.tuple(range(60_000), anyDays).map(([of, within]) => ({ kind: 'spent' as const, ...of, days: within })),
  fc.record({ kind: fc.constant('bought' as const), is, categoryIds: some(letters), days: anyDays }),
  fc.record({
    kind: fc.constant('bought_at' as const),
    is,
    locationIds: some(['B1', 'B2', 'B3']),
    days: anyDays,
  }),
  fc.record({
    kind: fc.constant('tier' as const),
    is,
    tierIds: fc.subarray(['silver', 'gold']),
  }),
  fc.record({ kind: fc.constant('guide' as const), is, sellerIds: fc.subarray(['S1', 'S2']) }),
  fc.record({
    kind: fc.constant('tags' as const),
    is: fc.constantFrom('any' as const, 'all' as const, 'none' as const),
    tags: some(letters),
  }),
);

const brand = fc.integer({ min: 0, max: 25 }).chain((count) => {
  const ids = Array.from({ length: count }, (_, at) => `M${String(at).padStart(2, '0')}`);
  const person = (memberId: string): fc.Arbitrary<PersonRow> =>
    fc.record({
      memberId: fc.constant(memberId),
      // Some were found to be the one before them, who may have been found to be another.
      personId: fc.option(fc.constant(ids[Math.max(0, ids.indexOf(memberId) - 1)] ?? null), {
        nil: null,
        freq: 3,
      }),
      joinedAtMs: agoMs.map(([ago, ms]) => nowMs - ago * dayMs + ms),
      language: fc.constantFrom('zh', 'en'),
      hasPhone: fc.boolean(),
      tierId: fc.option(fc.constantFrom('silver', 'gold'), { nil: null }),
      sellerId: fc.option(fc.constantFrom('S1', 'S2'), { nil: null }),
      sellerUntilMs: fc.constantFrom(nowMs - 1, nowMs, nowMs + 1),
      tags: fc.subarray([...letters]).map(barredOf),
    });
  const order: fc.Arbitrary<BoughtRow> = fc.record({
    // Also of somebody who is not there any more.
    memberId: fc.constantFrom(...ids, 'gone'),
    orderId: fc.uuid(),
    atMs: agoMs.map(([ago, ms]) => nowMs - ago * dayMs + ms),
    amountFen: fc.integer({ min: 0, max: 30_000 }),
    units: fc.integer({ min: 0, max: 3 }),
    locationId: fc.constantFrom('B1', 'B2', 'B3'),
    categories: fc.subarray([...letters]).map(barredOf),
  });
  return fc.record({
    persons: fc.tuple(...ids.map(person)).map((all) =>
      // Nobody is found to be somebody who was found to be a third over more than one: joining says so at once.
      all.map((one, at) => {
        const other = all.find(({ memberId }) => memberId === one.personId);
        const isItself = one.personId === one.memberId || at === 0;
        const isLong =
          other?.personId != null &&
          all.find(({ memberId }) => memberId === other.personId)?.personId != null;
        return isItself || isLong ? { ...one, personId: null } : one;
      }),
    ),
    bought: fc.array(order, { maxLength: 60 }),
  });
});

test('what is counted is what the conditions mean, over any facts', async () => {
  await fc.assert(
    fc.asyncProperty(
      brand,
      fc.array(fc.array(condition, { maxLength: 4 }), { minLength: 8, maxLength: 8 }),
      async ({ persons, bought }, segments) => {
        const half = Math.floor(bought.length / 2);
        const open = await openFacts(duckDb, {
          persons: persons.length === 0 ? [] : [await duckDb.pack(personColumns, persons)],
          bought: [
            await duckDb.pack(boughtColumns, bought.slice(0, half)),
            await duckDb.pack(boughtColumns, bought.slice(half)),
          ],
        });
        try {
          const members = plainMembers(persons, bought);
          for (const conditions of segments) {
            const wanted = members
              .filter((member) => conditions.every((one) => holds(one, member, nowMs)))
              .map(({ person }) => person.memberId)
              .sort();
            const counted = countSql(conditions, nowMs);
            expect(await open.ask(counted.sql, counted.values), JSON.stringify(conditions)).toEqual([
              { members: wanted.length },
            ]);
            const found: string[] = [];
            for (;;) {
              const { sql, values } = pageSql(conditions, nowMs, { after: found.at(-1) ?? '', limit: 7 });
              const rows = await open.ask(sql, values);
              found.push(...rows.map(({ memberId }) => String(memberId)));
              if (rows.length < 7) break;
            }
            expect(found).toEqual(wanted);
          }
          const { sql, values } = rfmSql(nowMs);
          const groups = new Map<string, number>();
          for (const { group, members: count } of await open.ask(sql, values))
            groups.set(String(group), (groups.get(String(group)) ?? 0) + Number(count));
          for (const group of rfmGroups)
            expect(groups.get(group) ?? 0, group).toBe(
              members.filter((member) => rfmGroupOf(member, nowMs) === group).length,
            );
        } finally {
          open.close();
        }
      },
    ),
    { numRuns: 3 },
  );
});

test('what somebody typed is compared, and never run', async () => {
  const person = {
    ...{ memberId: 'M1', personId: null, joinedAtMs: 0, language: 'zh', hasPhone: false },
    ...{ tierId: null, sellerId: null, sellerUntilMs: null, tags: "|it's ') OR TRUE --|" },
  };
  const open = await openFacts(duckDb, { persons: [await duckDb.pack(personColumns, [person])], bought: [] });
  const count = async (tag: string) => {
    const { sql, values } = countSql([{ kind: 'tags', is: 'any', tags: [tag] }], nowMs);
    return (await open.ask(sql, values))[0]?.members;
  };
  expect(await count("it's ') OR TRUE --")).toBe(1);
  expect(await count("') OR TRUE --")).toBe(0);
  await expect(open.ask("SELECT * FROM read_text('/etc/hostname')")).rejects.toThrow('disabled');
  open.close();
});
