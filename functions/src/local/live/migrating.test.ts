import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../../platform/logger.ts';
import type { Migration } from '../../platform/migrations/define.ts';
import { embeddedTable, openTable, type TestTable } from '../../platform/testing/table.ts';
import { createMigrating } from './migrating.ts';

const migration: Migration = {
  id: '2026-01-cards',
  kind: 'Card',
  stage: 'expand',
  from: ['title'],
  adds: ['spoken'],
  forward: ({ title }) => ({ spoken: { zh: title } }),
};

let bench: TestTable;
beforeEach(async () => {
  bench = await openTable();
});
afterEach(() => bench.close());

const open = (...migrations: Migration[]) =>
  createMigrating({
    table: embeddedTable(bench.engine, bench.name, () => {}, []),
    migrations,
    clock: bench.clock,
    logger: createLogger('silent'),
  });
async function cards() {
  const { Items = [] } = await bench.table
    .getDocumentClient()
    .send(new ScanCommand({ TableName: bench.name, ConsistentRead: true }));
  return Items.filter(({ _et }) => _et === 'Card');
}

test('what an earlier version stored is brought forward behind the start, and a walk that cannot is told', async () => {
  const client = bench.table.getDocumentClient();
  for (const n of [1, 2, 3])
    await client.send(
      new PutCommand({
        TableName: bench.name,
        Item: { pk: `CARD#${n}`, sk: 'CARD', _et: 'Card', title: `${n}` },
      }),
    );
  bench.engine.faults.set((operation) => (operation === 'UpdateItem' ? 'lost-before' : 'none'));
  const broken = open(migration);
  await broken.assertReady();
  broken.start();
  await vi.waitUntil(() => broken.health().length > 0);
  await broken.stop();
  expect(broken.health()).toMatchObject([{ part: 'migration', state: 'failed' }]);
  expect((await cards()).filter(({ spoken }) => spoken !== undefined)).toEqual([]);

  bench.engine.faults.set();
  // A version without it would misread what is half done.
  await expect(open().assertReady()).rejects.toThrow('is not done');
  const next = open(migration);
  await next.assertReady();
  next.start();
  await vi.waitUntil(async () => (await cards()).every(({ spoken }) => spoken !== undefined));
  await next.stop();
  expect(next.health()).toEqual([]);
  await open(migration).assertReady();
});
