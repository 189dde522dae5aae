/**
 * A million members with three million orders: packed as the gathering packs them, opened as they are counted, and ten segments
 * counted. Figures of this machine alone; nothing is read from a table.
 */
import { segmentConditionsSchema } from '@jindian/shared/contract/selling/segments';
import { dayMs } from '@jindian/shared/time';
import { duckDb } from '../functions/src/platform/analysis/duckdb.ts';
import { countSql, rfmSql } from '../functions/src/selling/segments/counting/compile.ts';
import { openFacts } from '../functions/src/selling/segments/counting/open.ts';
import {
  type BoughtRow,
  boughtColumns,
  type PersonRow,
  personColumns,
} from '../functions/src/selling/segments/facts/rows.ts';

const members = Number(process.argv[2] ?? 1_000_000);
const ordersPerMember = 3;
const personsPerFile = 70_000;
const nowMs = Date.UTC(2026, 11, 1);
const print = (figures: object) => console.log(JSON.stringify(figures));

/** The same members each time. */
let state = 42;
function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}
const idOf = (at: number) => `01${String(at).padStart(24, '0')}`;

function* persons(from: number, until: number): Generator<PersonRow> {
  for (let at = from; at < until; at += 1)
    yield {
      memberId: idOf(at),
      personId: at % 50 === 1 ? idOf(at - 1) : null,
      joinedAtMs: nowMs - random(900) * dayMs,
      language: 'zh',
      hasPhone: random(3) > 0,
      tierId: ['silver', 'gold', null, null][random(4)] ?? null,
      sellerId: random(3) === 0 ? idOf(random(5_000)) : null,
      sellerUntilMs: nowMs + (random(60) - 20) * dayMs,
      tags: random(4) === 0 ? '|vip|running|' : null,
    };
}
function* bought(from: number, until: number): Generator<BoughtRow> {
  for (let at = from; at < until; at += 1) {
    // A third never bought; a few bought very often.
    const orders = random(3) === 0 ? 0 : random(100) === 0 ? 40 : random(ordersPerMember * 3);
    for (let nth = 0; nth < orders; nth += 1)
      yield {
        memberId: idOf(at),
        orderId: `${at}-${nth}`,
        atMs: nowMs - random(700) * dayMs,
        amountFen: 1_000 + random(60_000),
        units: 1 + random(3),
        locationId: `B${String(random(20_000)).padStart(5, '0')}`,
        categories: `|c${random(10)}|c${random(10)}.${random(20)}|`,
      };
  }
}

const files = { persons: [] as Uint8Array[], bought: [] as Uint8Array[] };
let startedMs = performance.now();
for (let from = 0; from < members; from += personsPerFile) {
  const until = Math.min(members, from + personsPerFile);
  files.persons.push(await duckDb.pack(personColumns, persons(from, until)));
  files.bought.push(await duckDb.pack(boughtColumns, bought(from, until)));
}
const bytes = [...files.persons, ...files.bought].reduce((sum, file) => sum + file.length, 0);
print({
  bench: 'segments',
  step: 'generated and packed as Parquet',
  members,
  ms: Math.round(performance.now() - startedMs),
  files: files.persons.length * 2,
  megabytes: Math.round(bytes / 1e5) / 10,
});

startedMs = performance.now();
const wholeMs = startedMs;
const tables = await openFacts(duckDb, files);
const [size] = await tables.ask(
  'SELECT (SELECT count(*) FROM members) AS members, (SELECT count(*) FROM bought) AS orders',
);
print({ bench: 'segments', step: 'opened', ...size, ms: Math.round(performance.now() - startedMs) });

const segments = segmentConditionsSchema.array().parse([
  [],
  [{ kind: 'rfm', groups: ['at_risk', 'almost_lost'] }],
  [{ kind: 'last_bought', is: 'not_within', days: 90 }],
  [{ kind: 'never_bought' }, { kind: 'joined', is: 'not_within', days: 30 }],
  [{ kind: 'bought', is: 'any', categoryIds: ['c3', 'c4.7'], days: 180 }],
  [{ kind: 'bought_at', is: 'none', locationIds: ['B00001', 'B00002'], days: null }],
  [{ kind: 'orders', from: 3, to: null, days: 365 }],
  [{ kind: 'spent', from: null, to: 50_000, days: 90 }],
  [
    { kind: 'tier', is: 'any', tierIds: ['gold'] },
    { kind: 'guide', is: 'any', sellerIds: [] },
  ],
  [
    { kind: 'tags', is: 'all', tags: ['vip', 'running'] },
    { kind: 'last_bought', is: 'within', days: 60 },
  ],
]);
startedMs = performance.now();
for (const conditions of segments) {
  const beganMs = performance.now();
  const { sql, values } = countSql(conditions, nowMs);
  const [found] = await tables.ask(sql, values);
  const kinds = conditions.map(({ kind }) => kind).join(' and ') || 'everybody';
  print({
    bench: 'segments',
    step: `counted: ${kinds}`,
    ...found,
    ms: Math.round(performance.now() - beganMs),
  });
}
print({ bench: 'segments', step: 'ten segments', ms: Math.round(performance.now() - startedMs) });
startedMs = performance.now();
const { sql, values } = rfmSql(nowMs);
await tables.ask(sql, values);
print({ bench: 'segments', step: 'RFM of all', ms: Math.round(performance.now() - startedMs) });
print({
  bench: 'segments',
  step: 'opened and counted',
  ms: Math.round(performance.now() - wholeMs),
  memoryMb: Math.round(process.memoryUsage().rss / 1e6),
});
tables.close();
