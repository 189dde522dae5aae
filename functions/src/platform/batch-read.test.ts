import type { FaultKind } from '@jindian/embedded-dynamodb';
import { BatchDeleteRequest } from 'dynamodb-toolbox/entity/actions/batchDelete';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { BatchPutRequest } from 'dynamodb-toolbox/entity/actions/batchPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { string } from 'dynamodb-toolbox/schema/string';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBatch, writeBatch } from './batch-read.ts';
import { Entity } from './entity.ts';
import { openTable, type TestTable } from './testing/table.ts';

let bench: TestTable;
let notes: ReturnType<typeof createNotes>;

function createNotes(table: TestTable['table']) {
  return new Entity({
    name: 'Note',
    table,
    timestamps: false,
    schema: item({ id: string().key(), text: string() }),
    computeKey: ({ id }: { id: string }) => ({ pk: `NOTE#${id}`, sk: 'NOTE' }),
  });
}

beforeEach(async () => {
  bench = await openTable();
  notes = createNotes(bench.table);
});
afterEach(() => bench.close());

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `n${i + from}`);
const put = (wanted: string[], text = 'x') =>
  writeBatch(
    bench.table,
    wanted.map((id) => notes.build(BatchPutRequest).item({ id, text: `${text} ${id}` })),
  );
const read = async (wanted: string[]) =>
  (
    await readBatch(
      bench.table,
      wanted.map((id) => notes.build(BatchGetRequest).key({ id })),
      { consistent: true },
    )
  ).map((found) => found?.text);

function faults(operation: string, next: () => FaultKind) {
  const sizes: number[] = [];
  bench.engine.faults.set((called, { input }) => {
    if (called !== operation) return 'none';
    const [table] = Object.values(input.RequestItems as Record<string, { Keys?: unknown[] } | unknown[]>);
    sizes.push(Array.isArray(table) ? table.length : (table?.Keys?.length ?? 0));
    return next();
  });
  return sizes;
}

test('reads in the order asked, what is not there as nothing, and the same key twice', async () => {
  await put(['a', 'b']);
  expect(await read(['b', 'nobody', 'a', 'b'])).toEqual(['x b', undefined, 'x a', 'x b']);
  expect(await read([])).toEqual([]);
});

test('reads and writes more than one call takes', async () => {
  await put(ids(230));
  const sizes = faults('BatchGetItem', () => 'none');
  expect(await read(ids(230))).toEqual(ids(230).map((id) => `x ${id}`));
  expect(sizes).toEqual([100, 100, 30]);
  await writeBatch(
    bench.table,
    ids(200).map((id) => notes.build(BatchDeleteRequest).key({ id })),
  );
  expect((await read(ids(230))).filter(Boolean)).toHaveLength(30);
});

test('keys left unread are asked for again until all are there', async () => {
  await put(ids(90));
  let calls = 0;
  const sizes = faults('BatchGetItem', () => (++calls % 4 === 0 ? 'none' : 'unprocessed'));
  expect(await read(ids(90))).toEqual(ids(90).map((id) => `x ${id}`));
  expect(sizes).toEqual([90, 45, 23, 12]);
});

test('what a batch write leaves undone is sent again', async () => {
  let calls = 0;
  faults('BatchWriteItem', () => (++calls % 3 === 0 ? 'none' : 'unprocessed'));
  await put(ids(60));
  expect((await read(ids(60))).every(Boolean)).toBe(true);
});

test('keys that never come are a failure, never "not there"', async () => {
  await put(ids(3));
  faults('BatchGetItem', () => 'unprocessed');
  await expect(read(ids(3))).rejects.toThrow('1 of 3 left');
  bench.engine.faults.set();
  faults('BatchWriteItem', () => 'unprocessed');
  await expect(put(ids(3))).rejects.toThrow('a batch write was not finished');
});

describe('what is asked for at the same time', () => {
  const asked = (wanted: string[], consistent: boolean) =>
    readBatch(
      bench.table,
      wanted.map((id) => notes.build(BatchGetRequest).key({ id })),
      { consistent },
    ).then((found) => found.map((one) => one?.text));

  test('goes in one call, and each has what he asked for', async () => {
    await put(ids(9));
    const sizes = faults('BatchGetItem', () => 'none');
    const answers = await Promise.all([
      asked(['n1', 'n2'], true),
      asked(['n2', 'none'], true),
      asked(['n3'], false),
    ]);
    expect(answers).toEqual([['x n1', 'x n2'], ['x n2', undefined], ['x n3']]);
    expect(sizes).toEqual([4]);
    // One after the other they share nothing.
    await asked(['n1'], true);
    await asked(['n1'], true);
    expect(sizes).toEqual([4, 1, 1]);
  });

  test('is read consistently for those who ask for that, and not for many who do not', async () => {
    await put(ids(40));
    const calls: (boolean | undefined)[] = [];
    bench.engine.faults.set((_, { input }) => {
      const [table] = Object.values(input.RequestItems as Record<string, { ConsistentRead?: boolean }>);
      calls.push(table?.ConsistentRead);
      return 'none';
    });
    await Promise.all([asked(ids(20), false), asked(['n1'], true)]);
    expect(calls).toEqual([true, undefined]);
    await asked(['n1'], false);
    expect(calls.slice(2)).toEqual([undefined]);
  });

  test('keeps nobody waiting for somebody who asks for very much', async () => {
    const sizes = faults('BatchGetItem', () => 'none');
    let callsBefore = 0;
    await Promise.all([
      asked(ids(1_500), true),
      asked(['n1', 'n2'], true).then(() => {
        callsBefore = sizes.length;
      }),
    ]);
    expect(sizes.length).toBe(16);
    expect(callsBefore).toBeLessThan(8);
    expect(sizes).toContain(2);
  });

  test('fails for all of them, and not for those who ask afterwards', async () => {
    await put(ids(3));
    faults('BatchGetItem', () => 'unprocessed');
    const both = await Promise.allSettled([asked(['n1'], true), asked(['n2'], false)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    bench.engine.faults.set();
    expect(await asked(['n1'], true)).toEqual(['x n1']);
  });
});
