import {
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { itemBytes } from '../src/item-size.ts';
import { type Bench, type Item, key, number, openBench, put, refusal, TABLE, text } from './kit.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** An item of about that many bytes. */
const sized = (pk: string, bytes: number, more: Item = {}): Item => ({
  ...key(pk),
  ...more,
  body: text('x'.repeat(bytes)),
});

async function cost(action: () => Promise<unknown>) {
  bench.engine.meter.reset();
  await action();
  const { readUnits, writeUnits, resources } = bench.engine.meter.snapshot();
  return { readUnits, writeUnits, resources };
}

describe('item sizes', () => {
  it.each<[string, Item, number]>([
    ['text in UTF-8 bytes', { 名: text('近店') }, 3 + 6],
    ['whole numbers', { n: { N: '12345' } }, 1 + 4],
    ['negative fractions', { n: { N: '-0.0012' } }, 1 + 3],
    ['trailing zeros for nothing', { n: { N: '1000' } }, 1 + 2],
    ['zero', { n: { N: '0' } }, 1 + 1],
    ['booleans and null', { a: { BOOL: true }, b: { NULL: true } }, 4],
    [
      'lists and maps with their overhead',
      { l: { L: [text('ab')] }, m: { M: { k: text('v') } } },
      1 + 3 + 1 + 2 + 1 + 3 + 1 + 2,
    ],
    ['sets', { s: { SS: ['a', 'bc'] }, n: { NS: ['1', '22'] } }, 1 + 3 + 1 + 4],
  ])('count %s', (_name, item, bytes) => {
    expect(itemBytes(item as never)).toBe(bytes);
  });

  it('count bytes as they are, not as base64', () => {
    expect(itemBytes({ b: { B: Buffer.from('abcd').toString('base64') } })).toBe(1 + 4);
  });

  it('limit an item to 400 KB of UTF-8', async () => {
    const almost = 400 * 1024 - itemBytes({ pk: { S: 'a' }, sk: { S: 'x' }, body: { S: '' } });
    await put(bench.client, { ...key('a'), body: text('x'.repeat(almost)) });
    expect((await refusal(put(bench.client, { ...key('a'), body: text('x'.repeat(almost + 1)) }))).name).toBe(
      'ValidationException',
    );
    expect(
      (await refusal(put(bench.client, { ...key('a'), body: text('店'.repeat(almost / 2)) }))).name,
    ).toBe('ValidationException');
  });
});

describe('the meter', () => {
  it('charges a write for each started KB, by the larger of before and after', async () => {
    expect((await cost(() => put(bench.client, sized('a', 100)))).writeUnits).toBe(1);
    expect((await cost(() => put(bench.client, sized('a', 2_500)))).writeUnits).toBe(3);
    expect((await cost(() => put(bench.client, sized('a', 10)))).writeUnits).toBe(3);
    expect(
      (await cost(() => bench.client.send(new DeleteItemCommand({ TableName: TABLE, Key: key('nobody') }))))
        .writeUnits,
    ).toBe(1);
  });

  it('charges indexes for what they hold, and only when that changes', async () => {
    const indexed = (gs: string, n: number) =>
      sized('a', 1_500, { gp: text('g'), gs: text(gs), n: number(n) });
    const all = `${TABLE}/all`;
    const keys = `${TABLE}/keys`;
    const first = await cost(() => put(bench.client, indexed('1', 1)));
    expect(first.resources).toEqual({
      [TABLE]: { readUnits: 0, writeUnits: 2 },
      [all]: { readUnits: 0, writeUnits: 2 },
      [keys]: { readUnits: 0, writeUnits: 1 },
    });
    expect(first.writeUnits).toBe(5);
    const projected = await cost(() => put(bench.client, indexed('1', 2)));
    expect(projected.resources[all]?.writeUnits).toBe(2);
    expect(projected.resources[keys]).toBeUndefined();
    const moved = await cost(() => put(bench.client, indexed('2', 2)));
    expect(moved.resources[all]?.writeUnits).toBe(4);
    expect(moved.resources[keys]).toBeUndefined();
    const left = await cost(() => put(bench.client, key('a')));
    expect([left.resources[all]?.writeUnits, left.resources[keys]?.writeUnits]).toEqual([2, 1]);
  });

  it('charges transactions double, and refused writes too', async () => {
    await put(bench.client, sized('a', 2_500));
    const items = [{ Put: { TableName: TABLE, Item: sized('b', 10, { gp: text('g') }) } }];
    const done = await cost(() => bench.client.send(new TransactWriteItemsCommand({ TransactItems: items })));
    expect(done.resources).toMatchObject({
      [TABLE]: { writeUnits: 2 },
      // An index follows behind: it is charged as it is outside of a transaction.
      [`${TABLE}/keys`]: { writeUnits: 1 },
    });
    const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
    const refused = await cost(() =>
      refusal(bench.client.send(new PutItemCommand({ TableName: TABLE, Item: key('a'), ...condition }))),
    );
    expect(refused.writeUnits).toBe(3);
    const checks = ['a', 'b'].map((pk) => ({
      ConditionCheck: { TableName: TABLE, Key: key(pk), ...condition },
    }));
    const cancelled = await cost(() =>
      refusal(bench.client.send(new TransactWriteItemsCommand({ TransactItems: checks }))),
    );
    expect(cancelled.writeUnits).toBe(2 * (3 + 1));
  });

  it('charges a repeat of a transaction as reads', async () => {
    const input = {
      ClientRequestToken: 'again',
      TransactItems: [{ Put: { TableName: TABLE, Item: sized('a', 5_000) } }],
    };
    await bench.client.send(new TransactWriteItemsCommand(input));
    const repeat = await cost(async () => {
      const answer = await bench.client.send(
        new TransactWriteItemsCommand({ ...input, ReturnConsumedCapacity: 'TOTAL' }),
      );
      expect(answer.ConsumedCapacity).toMatchObject([
        { TableName: TABLE, CapacityUnits: 4, ReadCapacityUnits: 4 },
      ]);
    });
    expect(repeat).toMatchObject({ readUnits: 4, writeUnits: 0 });
  });

  it('charges reads for each started 4 KB: half when eventual, double in transactions', async () => {
    await put(bench.client, sized('a', 5_000));
    const read = (ConsistentRead: boolean) => () =>
      bench.client.send(new GetItemCommand({ TableName: TABLE, Key: key('a'), ConsistentRead }));
    expect((await cost(read(true))).readUnits).toBe(2);
    expect((await cost(read(false))).readUnits).toBe(1);
    expect(
      (await cost(() => bench.client.send(new GetItemCommand({ TableName: TABLE, Key: key('z') }))))
        .readUnits,
    ).toBe(0.5);
    const transactional = new TransactGetItemsCommand({
      TransactItems: ['a', 'z'].map((pk) => ({ Get: { TableName: TABLE, Key: key(pk) } })),
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect((await cost(() => bench.client.send(transactional))).readUnits).toBe(2 * 2 + 2);
    const batch = new BatchGetItemCommand({ RequestItems: { [TABLE]: { Keys: [key('a'), key('z')] } } });
    expect((await cost(() => bench.client.send(batch))).readUnits).toBe(1 + 0.5);
  });

  it('charges a query for all it looked at together', async () => {
    for (let i = 0; i < 10; i++)
      await put(bench.client, { ...key('q', String(i)), body: text('x'.repeat(1_000)), gp: text('g') });
    const input = {
      TableName: TABLE,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': text('q') },
    };
    expect((await cost(() => bench.client.send(new QueryCommand(input)))).readUnits).toBe(1.5);
    const viaIndex = {
      ...input,
      IndexName: 'keys',
      KeyConditionExpression: 'gp = :p',
      ExpressionAttributeValues: { ':p': text('g') },
    };
    expect((await cost(() => bench.client.send(new QueryCommand(viaIndex)))).resources).toEqual({
      [`${TABLE}/keys`]: { readUnits: 0.5, writeUnits: 0 },
    });
  });

  it('counts by partition key where that is asked for, an entry that moves at both', async () => {
    const { meter } = bench.engine;
    await put(bench.client, sized('a', 10, { gp: text('left'), gs: text('1') }));
    meter.reset();
    await put(bench.client, key('nobody'));
    expect(meter.snapshot().partitions).toBeUndefined();
    meter.countPartitions();
    await put(bench.client, sized('a', 10, { gp: text('right'), gs: text('1') }));
    const read = { TableName: TABLE, Key: key('a'), ConsistentRead: true };
    await bench.client.send(new GetItemCommand(read));
    await bench.client.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: TABLE, Key: key('a') } }] }),
    );
    const where = {
      TableName: TABLE,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': text('a') },
    };
    await bench.client.send(new QueryCommand(where));
    expect(meter.snapshot().partitions).toMatchObject({
      [`${TABLE} a`]: { readUnits: 1 + 2 + 0.5, writeUnits: 1 },
      [`${TABLE}/all left`]: { writeUnits: 1 },
      [`${TABLE}/all right`]: { writeUnits: 1 },
    });
    meter.reset();
    expect(meter.snapshot().partitions).toEqual({});
  });

  it('is told in answers that ask for it', async () => {
    const item = sized('a', 1_500, { gp: text('g'), gs: text('s') });
    const single = await bench.client.send(
      new PutItemCommand({ TableName: TABLE, Item: item, ReturnConsumedCapacity: 'INDEXES' }),
    );
    expect(single.ConsumedCapacity).toEqual({
      TableName: TABLE,
      CapacityUnits: 5,
      Table: { CapacityUnits: 2 },
      GlobalSecondaryIndexes: { all: { CapacityUnits: 2 }, keys: { CapacityUnits: 1 } },
    });
    const together = await bench.client.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Delete: { TableName: TABLE, Key: key('a') } }],
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(together.ConsumedCapacity).toEqual([
      { TableName: TABLE, CapacityUnits: 7, WriteCapacityUnits: 7 },
    ]);
    expect(
      (await bench.client.send(new PutItemCommand({ TableName: TABLE, Item: item }))).ConsumedCapacity,
    ).toBeUndefined();
  });

  it('counts calls and failures by name, and starts anew', async () => {
    bench.engine.meter.reset();
    await put(bench.client, key('a'));
    await put(bench.client, key('b'));
    await refusal(bench.client.send(new PutItemCommand({ TableName: TABLE, Item: { pk: text('a') } })));
    const counts = bench.engine.meter.snapshot();
    expect(counts.calls).toEqual({ PutItem: 3 });
    expect(counts.failures).toEqual({ ValidationException: 1 });
    expect(counts.operations).toEqual({ PutItem: { readUnits: 0, writeUnits: 2 } });
    bench.engine.meter.reset();
    expect(bench.engine.meter.snapshot().calls).toEqual({});
    expect(counts.calls).toEqual({ PutItem: 3 });
  });
});
