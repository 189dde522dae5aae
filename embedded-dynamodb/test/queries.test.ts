import {
  CreateTableCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, type Item, key, number, openBench, put, refusal, TABLE, text } from './kit.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const sortKeys = (items: Item[] | undefined): (string | undefined)[] =>
  (items ?? []).map((item) => item.sk?.S);
const query = async (
  condition: string,
  values: Record<string, string>,
  more: Partial<QueryCommandInput> = {},
) =>
  bench.client.send(
    new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: condition,
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, text(value)]),
      ),
      ...more,
    }),
  );

describe('queries', () => {
  const SORTED = ['', '0', '10', '9', 'A', 'a', 'a/b', 'a0', 'ab', '~', 'é', '店', '店铺', '😀'].filter(
    Boolean,
  );
  beforeAll(async () => {
    for (const sk of [...SORTED].reverse()) await put(bench.client, key('分店#1', sk));
    await put(bench.client, key('分店#10', 'other'));
    await put(bench.client, key('分店', 'other'));
  });

  it('sort by UTF-8 bytes, both ways, within exactly one partition', async () => {
    const byBytes = [...SORTED].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(sortKeys((await query('pk = :p', { ':p': '分店#1' })).Items)).toEqual(byBytes);
    const backwards = await query('pk = :p', { ':p': '分店#1' }, { ScanIndexForward: false });
    expect(sortKeys(backwards.Items)).toEqual([...byBytes].reverse());
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['sk = :a', { ':a': 'a' }, ['a']],
    ['sk < :a', { ':a': 'A' }, ['0', '10', '9']],
    ['sk <= :a', { ':a': 'A' }, ['0', '10', '9', 'A']],
    ['sk > :a', { ':a': '店' }, ['店铺', '😀']],
    ['sk >= :a', { ':a': '店' }, ['店', '店铺', '😀']],
    ['begins_with(sk, :a)', { ':a': 'a' }, ['a', 'a/b', 'a0', 'ab']],
    ['begins_with(sk, :a)', { ':a': '店' }, ['店', '店铺']],
    ['sk BETWEEN :a AND :b', { ':a': 'a/b', ':b': '~' }, ['a/b', 'a0', 'ab', '~']],
  ])('select by %s', async (condition, values, expected) => {
    expect(sortKeys((await query(`pk = :p AND ${condition}`, { ':p': '分店#1', ...values })).Items)).toEqual(
      expected,
    );
  });

  it('go on from the key of the last page, both ways, and apply the limit before the filter', async () => {
    for (const ScanIndexForward of [true, false]) {
      const whole = sortKeys((await query('pk = :p', { ':p': '分店#1' }, { ScanIndexForward })).Items);
      const pages: (string | undefined)[] = [];
      const input = {
        TableName: TABLE,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': text('分店#1') },
        ScanIndexForward,
      };
      for await (const page of paginateQuery({ client: bench.client, pageSize: 3 }, input))
        pages.push(...sortKeys(page.Items));
      expect(pages).toEqual(whole);
    }
    const filtered = await query(
      'pk = :p',
      { ':p': '分店#1', ':x': 'x' },
      { Limit: 4, FilterExpression: 'colour = :x' },
    );
    expect([filtered.Count, filtered.ScannedCount]).toEqual([0, 4]);
    expect(filtered.LastEvaluatedKey).toBeDefined();
  });

  it('end a page at 1 MB', async () => {
    for (let i = 0; i < 5; i++)
      await put(bench.client, { ...key('large', String(i)), body: text('x'.repeat(300_000)) });
    const first = await query('pk = :p', { ':p': 'large' });
    expect(sortKeys(first.Items)).toEqual(['0', '1', '2', '3']);
    const rest = await query('pk = :p', { ':p': 'large' }, { ExclusiveStartKey: first.LastEvaluatedKey });
    expect(sortKeys(rest.Items)).toEqual(['4']);
    expect(rest.LastEvaluatedKey).toBeUndefined();
  });

  it.each<[string, Partial<QueryCommandInput>]>([
    ['an unknown index', { IndexName: 'nothing' }],
    [
      'a consistent read of a global index',
      { IndexName: 'all', KeyConditionExpression: 'gp = :p', ConsistentRead: true },
    ],
    [
      'all attributes of an index that has only keys',
      { IndexName: 'keys', KeyConditionExpression: 'gp = :p', Select: 'ALL_ATTRIBUTES' },
    ],
    ['a filter on a key', { FilterExpression: 'sk = :p' }],
    ['a partition by inequality', { KeyConditionExpression: 'pk > :p' }],
    ['a condition on another attribute', { KeyConditionExpression: 'pk = :p AND body = :p' }],
    ['a start key outside the partition', { ExclusiveStartKey: key('elsewhere') }],
    ['a start key that is none', { ExclusiveStartKey: { pk: text('分店#1') } }],
  ])('refuse %s', async (_name, more) => {
    expect((await refusal(query('pk = :p', { ':p': '分店#1' }, more))).name).toBe('ValidationException');
  });
});

describe('indexes', () => {
  const inIndex = async (index: string, value = 'g') =>
    query('gp = :g', { ':g': value }, { IndexName: index }).then(({ Items }) => Items ?? []);

  it('follow the item through every kind of change', async () => {
    await put(bench.client, { ...key('one'), gp: text('g'), n: number(1) });
    expect(await inIndex('all')).toEqual([]);
    expect(await inIndex('keys')).toEqual([{ ...key('one'), gp: text('g') }]);
    await put(bench.client, { ...key('one'), gp: text('g'), gs: text('s'), n: number(2) });
    expect(await inIndex('all')).toEqual([{ ...key('one'), gp: text('g'), gs: text('s'), n: number(2) }]);
    await put(bench.client, { ...key('one'), gp: text('h'), gs: text('s') });
    expect([await inIndex('all'), await inIndex('keys')]).toEqual([[], []]);
    expect(await inIndex('all', 'h')).toHaveLength(1);
    await put(bench.client, key('one'));
    expect([await inIndex('all', 'h'), await inIndex('keys', 'h')]).toEqual([[], []]);
  });

  it('lose no entry where many items share one index key', async () => {
    const items = Array.from({ length: 20_000 }, (_, i) => ({
      ...key(`same-${i}`),
      gp: text('same'),
      gs: text('same'),
    }));
    await bench.engine.bulkLoad(TABLE, items);
    let count = 0;
    const input = {
      TableName: TABLE,
      IndexName: 'all',
      KeyConditionExpression: 'gp = :g',
      ExpressionAttributeValues: { ':g': text('same') },
      Select: 'COUNT' as const,
    };
    for await (const page of paginateQuery({ client: bench.client, pageSize: 4_999 }, input))
      count += page.Count ?? 0;
    expect(count).toBe(20_000);
  });
});

describe('scans', () => {
  beforeAll(async () => {
    await bench.client.send(
      new CreateTableCommand({
        TableName: 'Numbers',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'N' },
          { AttributeName: 'at', AttributeType: 'N' },
          { AttributeName: 'local', AttributeType: 'N' },
        ],
        KeySchema: [
          { AttributeName: 'id', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
        LocalSecondaryIndexes: [
          {
            IndexName: 'byLocal',
            KeySchema: [
              { AttributeName: 'id', KeyType: 'HASH' },
              { AttributeName: 'local', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
    );
    const items = Array.from({ length: 300 }, (_, i) => ({
      id: number(i),
      at: number(0),
      local: number(-i),
      extra: text('e'),
    }));
    await bench.engine.bulkLoad('Numbers', items);
  });

  it('see everything once, in pages and in segments', async () => {
    const inPages: string[] = [];
    for await (const page of paginateScan({ client: bench.client, pageSize: 7 }, { TableName: 'Numbers' })) {
      inPages.push(...(page.Items ?? []).map((item) => item.id!.N!));
    }
    expect(inPages.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    const inSegments: string[] = [];
    for (let Segment = 0; Segment < 4; Segment++) {
      const { Items = [] } = await bench.client.send(
        new ScanCommand({ TableName: 'Numbers', Segment, TotalSegments: 4 }),
      );
      expect(Items.length).toBeGreaterThan(30);
      inSegments.push(...Items.map((item) => item.id!.N!));
    }
    expect([...inSegments].sort()).toEqual([...inPages].sort());
    expect(inPages).not.toEqual([...inPages].sort((a, b) => Number(a) - Number(b)));
  });

  it('sort numbers as numbers, and fetch what a local index does not hold', async () => {
    const values = [
      '-100',
      '-99.5',
      '-1',
      '-0.01',
      '0',
      '0.001',
      '0.5',
      '1',
      '9',
      '10',
      '99999999999999999999',
      '1e30',
    ];
    await bench.engine.bulkLoad(
      'Numbers',
      values.map((at) => ({ id: number(-7), at: { N: at }, local: { N: at } })),
    );
    for (const index of [undefined, 'byLocal']) {
      const { Items = [] } = await bench.client.send(
        new QueryCommand({
          TableName: 'Numbers',
          ...(index && { IndexName: index, Select: 'ALL_ATTRIBUTES' as const }),
          KeyConditionExpression: 'id = :i',
          ExpressionAttributeValues: { ':i': number(-7) },
        }),
      );
      expect(Items.map((item) => Number(item.at?.N))).toEqual(values.map(Number));
    }
    const { Items = [] } = await bench.client.send(
      new QueryCommand({
        TableName: 'Numbers',
        IndexName: 'byLocal',
        Select: 'ALL_ATTRIBUTES',
        KeyConditionExpression: 'id = :i',
        ExpressionAttributeValues: { ':i': number(5) },
      }),
    );
    expect(Items).toEqual([{ id: number(5), at: number(0), local: number(-5), extra: text('e') }]);
  });
});
