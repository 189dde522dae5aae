import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  QueryCommand,
  ScanCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  allRecords,
  type Bench,
  get,
  key,
  number,
  openBench,
  put,
  refusal,
  TABLE,
  TRANSPORTS,
  tableDefinition,
  text,
  withFolder,
} from './kit.ts';

describe.each(TRANSPORTS)('tables over %s', (transport) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(transport);
  });
  afterEach(() => bench.close());

  it('are described as they were created', async () => {
    const { Table } = await bench.client.send(new DescribeTableCommand({ TableName: TABLE }));
    expect(Table).toMatchObject({
      TableName: TABLE,
      TableStatus: 'ACTIVE',
      KeySchema: tableDefinition.KeySchema,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    expect(Table?.GlobalSecondaryIndexes?.map((index) => [index.IndexName, index.IndexStatus])).toEqual([
      ['all', 'ACTIVE'],
      ['keys', 'ACTIVE'],
    ]);
    expect(Table?.CreationDateTime).toBeInstanceOf(Date);
    const ttl = await bench.client.send(new DescribeTimeToLiveCommand({ TableName: TABLE }));
    expect(ttl.TimeToLiveDescription?.TimeToLiveStatus).toBe('DISABLED');
  });

  it('are refused twice, and unknown ones are not found', async () => {
    expect((await refusal(bench.client.send(new CreateTableCommand(tableDefinition)))).name).toBe(
      'ResourceInUseException',
    );
    const unknown = { TableName: 'Nowhere' };
    for (const command of [new DescribeTableCommand(unknown), new DeleteTableCommand(unknown)]) {
      expect((await refusal(bench.client.send(command as DescribeTableCommand))).name).toBe(
        'ResourceNotFoundException',
      );
    }
    expect((await refusal(bench.client.send(new ScanCommand(unknown)))).name).toBe(
      'ResourceNotFoundException',
    );
  });

  it('are listed in pages, and gone with all they held when deleted', async () => {
    for (const TableName of ['B-table', 'A-table'])
      await bench.client.send(new CreateTableCommand({ ...tableDefinition, TableName }));
    const first = await bench.client.send(new ListTablesCommand({ Limit: 2 }));
    expect(first).toMatchObject({ TableNames: ['A-table', 'B-table'], LastEvaluatedTableName: 'B-table' });
    const second = await bench.client.send(new ListTablesCommand({ ExclusiveStartTableName: 'B-table' }));
    expect(second.TableNames).toEqual([TABLE]);
    await put(bench.client, { ...key('a'), gp: text('g'), gs: text('s') });
    await bench.client.send(new DeleteTableCommand({ TableName: TABLE }));
    await bench.client.send(new CreateTableCommand(tableDefinition));
    expect((await bench.client.send(new ScanCommand({ TableName: TABLE }))).Items).toEqual([]);
    expect((await bench.client.send(new ScanCommand({ TableName: TABLE, IndexName: 'all' }))).Items).toEqual(
      [],
    );
    expect(await allRecords(bench.engine)).toEqual([]);
  });

  it('change their billing', async () => {
    const update = new UpdateTableCommand({
      TableName: TABLE,
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
    });
    const { TableDescription } = await bench.client.send(update);
    expect(TableDescription?.BillingModeSummary?.BillingMode).toBe('PROVISIONED');
  });

  it('get an index that is filled while others write', async () => {
    const seed = Array.from({ length: 600 }, (_, i) =>
      put(bench.client, { ...key(`p${i}`), late: text('a') }),
    );
    await Promise.all(seed);
    const create = new UpdateTableCommand({
      TableName: TABLE,
      AttributeDefinitions: [{ AttributeName: 'late', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'late',
            KeySchema: [{ AttributeName: 'late', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        },
      ],
    });
    const writing = Array.from({ length: 300 }, (_, i) =>
      put(bench.client, { ...key(`p${i * 2}`), late: text(i % 3 === 0 ? 'b' : 'a') }),
    );
    await Promise.all([bench.client.send(create), ...writing]);
    const inIndex = async (value: string): Promise<number | undefined> =>
      (
        await bench.client.send(
          new QueryCommand({
            TableName: TABLE,
            IndexName: 'late',
            KeyConditionExpression: 'late = :v',
            ExpressionAttributeValues: { ':v': text(value) },
            Select: 'COUNT',
          }),
        )
      ).Count;
    expect([await inIndex('a'), await inIndex('b')]).toEqual([500, 100]);
  });

  it('take batches of writes, 25 at most and no item twice', async () => {
    const writes = Array.from({ length: 25 }, (_, i) => ({
      PutRequest: { Item: { ...key('batch', String(i)), gp: text('g') } },
    }));
    const batch = (requests: object[]) =>
      bench.client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
    expect((await batch(writes)).UnprocessedItems).toEqual({});
    await batch([{ DeleteRequest: { Key: key('batch', '0') } }]);
    expect(await get(bench.client, 'batch', '0')).toBeUndefined();
    expect(await get(bench.client, 'batch', '24')).toBeDefined();
    const found = await bench.client.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: 'keys',
        KeyConditionExpression: 'gp = :g',
        ExpressionAttributeValues: { ':g': text('g') },
      }),
    );
    expect(found.Count).toBe(24);
    expect((await refusal(batch([...writes, { DeleteRequest: { Key: key('more') } }]))).name).toBe(
      'ValidationException',
    );
    expect(
      (await refusal(batch([writes[0]!, { DeleteRequest: { Key: key('batch', '0') } }]))).message,
    ).toContain('duplicates');
  });

  it('answer unknown operations and broken requests as the service does', async () => {
    expect((await refusal(bench.engine.call('ExportTableToPointInTime', {}))).name).toBe(
      'UnknownOperationException',
    );
    if (transport === 'http') {
      const { endpoint } = await (
        bench.client.config.endpoint?.() ?? Promise.reject(new Error('no endpoint'))
      ).then(({ port }) => ({ endpoint: `http://127.0.0.1:${port}` }));
      const response = await fetch(endpoint, {
        method: 'POST',
        body: '{',
        headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
      });
      expect([response.status, await response.json()]).toEqual([
        400,
        { __type: 'com.amazon.coral.service#SerializationException' },
      ]);
      expect((await fetch(endpoint)).status).toBe(200);
    }
  });
});

describe('bulk loading', () => {
  it.each(['memory', 'folder'])(
    'fills a table in %s with items and index entries, and no records',
    async (where) => {
      await withFolder(async (folder) => {
        const bench = await openBench('in-process', where === 'folder' ? { path: folder } : {});
        const progress: number[] = [];
        const items = Array.from({ length: 5_000 }, (_, i) => ({
          ...key(`branch-${i}`),
          gp: text(`city-${i % 10}`),
          gs: text(String(i)),
          bytes: { B: new Uint8Array([1, 2, 3]) },
          lng: { N: '116.40' },
        }));
        bench.engine.meter.reset();
        await bench.engine.bulkLoad(TABLE, items, (written) => progress.push(written));
        expect(progress).toEqual([2_000, 4_000, 5_000]);
        expect(bench.engine.meter.snapshot().writeUnits).toBe(0);
        expect(await allRecords(bench.engine)).toEqual([]);
        expect(await get(bench.client, 'branch-4999')).toEqual({ ...items[4_999], lng: number(116.4) });
        const inCity = async (city: string) =>
          bench.client
            .send(
              new QueryCommand({
                TableName: TABLE,
                IndexName: 'all',
                KeyConditionExpression: 'gp = :g',
                ExpressionAttributeValues: { ':g': text(city) },
                Select: 'COUNT',
              }),
            )
            .then(({ Count }) => Count);
        expect(await inCity('city-3')).toBe(500);
        await bench.engine.bulkLoad(TABLE, [{ ...key('branch-3'), gp: text('city-4'), gs: text('3') }]);
        expect([await inCity('city-3'), await inCity('city-4')]).toEqual([499, 501]);
        expect((await refusal(bench.engine.bulkLoad(TABLE, [{ pk: text('no sort key') }]))).name).toBe(
          'ValidationException',
        );
        await bench.close();
      });
    },
  );
});
