/** Whether what the released version stored is read by this one, and whether what would not be is told. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { expect, test } from 'vitest';
import { wiredSystem } from '../../../scripts/event-tables.ts';
import { compareItems, type StoredNow } from '../../../scripts/released/compare-items.ts';
import { readingProblems } from '../../../scripts/released/read-examples.ts';
import { readReleased } from '../../../scripts/released/released-items.ts';
import { everyItem } from '../../../scripts/released/stored-items.ts';
import { pathsOf, schemasOn } from '../../../scripts/released/stored-world.ts';
import { createLocalQueues } from '../local/queues.ts';
import { Entity } from '../platform/entity.ts';
import type { Migration } from '../platform/migrations/define.ts';
import { migrations, retired } from '../platform/migrations/registry.ts';
import { createWalk } from '../platform/migrations/walk.ts';
import { createDynamoClient, createTable, type JindianTable } from '../platform/table.ts';
import { openTable } from '../platform/testing/table.ts';

const nowhere = () => createTable('nowhere', createDynamoClient({ region: 'cn-north-1' }));

/** Every kind of item that any part of the product declares. */
function tableOfEverything(): JindianTable {
  const table = nowhere();
  const { deadLetters, consumer, clock, logger } = wiredSystem(table);
  createLocalQueues({ table, clock, logger, consumer: () => consumer, deadLetters: () => deadLetters });
  createWalk({ table, migrations, clock });
  return table;
}

test('every item that the released version stored is read by this one, and no kind changed without a way forward', () => {
  const { stored, examples } = readReleased();
  const table = tableOfEverything();
  expect(readingProblems(examples, table, { migrations, retired })).toEqual([]);
  // What is written inside of documents is compared by `npm run migrate:check`, on a system at work.
  const now = { schemas: schemasOn(table), seen: stored.seen, migrations, retired };
  expect(compareItems(stored, now)).toEqual([]);
});

test('of every kind in the data model there is an example of the released version', () => {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/data-model.md'), 'utf8');
  const kinds = [...page.matchAll(/^\| `([A-Z]\w+)`/gm)].map(([, name]) => name as string);
  const { examples, stored } = readReleased();
  const released = kinds.filter((kind) => stored.schemas[kind] || stored.seen[kind]);
  expect(released.length).toBeGreaterThan(100);
  expect(released.filter((kind) => !examples[kind])).toEqual([]);
});

const forward: Migration = {
  id: '2026-01-notes',
  kind: 'Note',
  stage: 'expand',
  from: ['text'],
  adds: ['says'],
  forward: ({ text }) => ({ says: { zh: text } }),
};
const keys = { computeKey: ({ id }: { id: string }) => ({ pk: `NOTE#${id}`, sk: 'NOTE' }) };
type Schema = Parameters<typeof item>[0];

/** A version with notes of this schema: what it stores, and how it would take over from one that stored `examples`. */
async function version(schema: Schema, items: Record<string, unknown>[], under: readonly Migration[] = []) {
  const bench = await openTable();
  try {
    const notes = new Entity({
      name: 'Note',
      table: bench.table,
      timestamps: false,
      schema: item({ id: string().key(), ...schema }),
      ...keys,
    });
    for (const one of items)
      await notes
        .build(PutItemCommand)
        .item(one as never)
        .send();
    const stored = await everyItem(bench.engine, bench.name);
    const now: StoredNow = {
      schemas: schemasOn(bench.table),
      seen: pathsOf(stored),
      migrations: under,
      retired: {},
    };
    return { now, stored, table: bench.table };
  } finally {
    await bench.close();
  }
}
const first = { text: string(), size: number().optional(), more: any().optional() };
const written = [{ id: 'a', text: 'x', size: 1, more: { lines: [{ n: 1 }], by: { M1: true } } }];

const both = { ...first, says: map({ zh: string() }) };
const moved = { size: number().optional(), more: any().optional(), says: map({ zh: string() }) };
const says = { says: { zh: 'x' } };
const withAuthor = { ...first, by: string() };
const withoutSize = { text: string(), more: any().optional() };
const asNumber = { ...first, text: number() };
const ofOneValue = { ...first, text: string().enum('y') };

test.each<[string, Schema, object, string]>([
  ['an attribute that must be there', withAuthor, { by: 'm' }, 'Note.by: must be there now'],
  ['one that nobody reads any more', withoutSize, {}, 'Note.size: is stored'],
  ['another type', asNumber, { text: 1 }, 'Note.text: is number and was string'],
  ['values that are read no more', ofOneValue, { text: 'y' }, 'only y can be read'],
  [
    'another type deep in a document',
    first,
    { more: { lines: [{ n: '1' }], by: { M1: true } } },
    'more.lines.[].n',
  ],
  [
    'a field of a document that is called otherwise',
    first,
    { more: { rows: [] } },
    'more.lines: is not written',
  ],
])('%s is told', async (_, schema, change, says) => {
  const before = await version(first, written);
  const after = await version(schema, [{ ...(written[0] as object), ...change }]);
  expect(compareItems({ ...before.now, migrations: [] }, before.now)).toEqual([]);
  expect(compareItems({ ...before.now, migrations: [] }, after.now).join('\n')).toContain(says);
});

test('an item that cannot be read, or would be looked for elsewhere, is told by its key', async () => {
  const before = await version(first, written);
  const problemsOn = (table: object, under: readonly Migration[] = []) =>
    readingProblems({ Note: before.stored }, table, { migrations: under, retired: {} }).join('\n');
  expect(problemsOn(before.table)).toBe('');
  const { table } = await version(both, []);
  expect(problemsOn(table)).toContain('NOTE#a NOTE cannot be read');
  expect(problemsOn(table, [forward])).toBe('');
  const elsewhere = nowhere();
  new Entity({
    name: 'Note',
    table: elsewhere,
    timestamps: false,
    schema: item({ id: string().key(), ...first }),
    computeKey: ({ id }: { id: string }) => ({ pk: `NOTES#${id}`, sk: 'NOTE' }),
  });
  expect(problemsOn(elsewhere)).toContain('would be looked for at NOTES#a');
  expect(problemsOn(nowhere())).toContain('nobody reads it');
});

test('a shape changes in three releases, and in no other order', async () => {
  const one = await version(first, written);
  const two = await version(both, [{ ...written[0], ...says }], [forward]);
  const { text: _, ...rest } = written[0] as { text: string };
  const last: Migration = { ...forward, stage: 'contract' };
  const three = await version(moved, [{ ...rest, ...says }], [last]);
  const four = await version(moved, [{ ...rest, ...says }]);
  const from = ({ now }: typeof one) => ({
    ...now,
    migrations: now.migrations.map(({ id, stage }) => ({ id, stage })),
  });
  expect(compareItems(from(one), two.now)).toEqual([]);
  expect(compareItems(from(two), three.now)).toEqual([]);
  expect(compareItems(from(three), four.now)).toEqual([]);
  expect(compareItems(from(one), three.now).join()).toContain('must have written both shapes');
  expect(compareItems(from(two), four.now).join()).toContain('taken out before');
  expect(compareItems(from(three), two.now).join()).toContain('gone already');
});
