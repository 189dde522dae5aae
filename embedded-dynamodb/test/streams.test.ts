import {
  CreateTableCommand,
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allRecords, type Bench, get, key, number, openBench, put, refusal, TABLE, text } from './kit.ts';

const NOW_MS = 1_750_000_000_000;
let bench: Bench;
let nowMs: number;
beforeEach(async () => {
  nowMs = NOW_MS;
  bench = await openBench('in-process', { now: () => nowMs });
});
afterEach(() => bench.close());

describe('change records', () => {
  it('tell inserts, changes and removals with both images', async () => {
    await put(bench.client, { ...key('a'), n: number(1) });
    await bench.client.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: key('a'),
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': number(2) },
      }),
    );
    await bench.client.send(new DeleteItemCommand({ TableName: TABLE, Key: key('a') }));
    const records = await allRecords(bench.engine);
    expect(records.map((record) => record.eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    expect(records.map((record) => record.dynamodb.OldImage?.n?.N)).toEqual([undefined, '1', '2']);
    expect(records.map((record) => record.dynamodb.NewImage?.n?.N)).toEqual(['1', '2', undefined]);
    expect(records[0]).toMatchObject({
      eventSource: 'aws:dynamodb',
      eventVersion: '1.1',
      dynamodb: {
        Keys: { pk: { S: 'a' }, sk: { S: 'x' } },
        ApproximateCreationDateTime: NOW_MS / 1000,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(records[0]?.eventSourceARN).toMatch(/^arn:aws:dynamodb:.*:table\/Orders\/stream\//);
    expect(records.every((record) => record.userIdentity === undefined)).toBe(true);
  });

  it('are not written for a write that changes nothing', async () => {
    const item = { ...key('a'), s: { SS: ['a', 'b'] }, m: { M: { x: number(1), y: number(2) } } };
    await put(bench.client, item);
    await put(bench.client, { m: { M: { y: number(2), x: number(1) } }, s: { SS: ['b', 'a'] }, ...key('a') });
    await bench.client.send(new DeleteItemCommand({ TableName: TABLE, Key: key('nobody') }));
    expect(await allRecords(bench.engine)).toHaveLength(1);
    await put(bench.client, { ...item, s: { SS: ['a', 'c'] } });
    expect(await allRecords(bench.engine)).toHaveLength(2);
  });

  it('are read in portions, trimmed, and never numbered twice', async () => {
    for (let i = 0; i < 5; i++) await put(bench.client, key(`k${i}`));
    const first = await bench.engine.streams.read(TABLE, null, 2);
    const second = await bench.engine.streams.read(TABLE, first[1]!.dynamodb.SequenceNumber, 2);
    expect([...first, ...second].map((record) => record.dynamodb.Keys.pk?.S)).toEqual([
      'k0',
      'k1',
      'k2',
      'k3',
    ]);
    await bench.engine.streams.trim(second[1]!.dynamodb.SequenceNumber);
    expect((await allRecords(bench.engine)).map((record) => record.dynamodb.Keys.pk?.S)).toEqual(['k4']);
    await bench.engine.streams.trim('9'.repeat(21), TABLE);
    await put(bench.client, key('after'));
    const [after] = await allRecords(bench.engine);
    expect(after!.dynamodb.SequenceNumber > second[1]!.dynamodb.SequenceNumber).toBe(true);
  });

  it('keep positions by consumer, and refuse what is no sequence number', async () => {
    await put(bench.client, key('a'));
    const sequence = (await allRecords(bench.engine))[0]!.dynamodb.SequenceNumber;
    await bench.engine.streams.setPosition('events', sequence);
    expect(await bench.engine.streams.getPosition('events')).toBe(sequence);
    expect(await bench.engine.streams.getPosition('other')).toBeNull();
    await expect(bench.engine.streams.setPosition('events', '12')).rejects.toThrow(RangeError);
  });

  it('are only there for a table with a stream, in the view it asked for', async () => {
    const plain = {
      TableName: 'Plain',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    } as const;
    await bench.client.send(
      new CreateTableCommand({
        ...plain,
        AttributeDefinitions: [...plain.AttributeDefinitions],
        KeySchema: [...plain.KeySchema],
      }),
    );
    await expect(bench.engine.streams.read('Plain', null, 10)).rejects.toThrow('no stream');
    await bench.client.send(new PutItemCommand({ TableName: 'Plain', Item: { id: text('early') } }));
    await bench.client.send(
      new UpdateTableCommand({
        TableName: 'Plain',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    );
    await bench.client.send(
      new PutItemCommand({ TableName: 'Plain', Item: { id: text('late'), n: number(1) } }),
    );
    const records = await bench.engine.streams.read('Plain', null, 10);
    expect(records.map((record) => record.dynamodb.Keys)).toEqual([{ id: { S: 'late' } }]);
    expect(records[0]?.dynamodb).not.toHaveProperty('NewImage');
  });
});

describe('time to live', () => {
  const seconds = NOW_MS / 1000;
  const enable = (Enabled = true) =>
    bench.client.send(
      new UpdateTimeToLiveCommand({
        TableName: TABLE,
        TimeToLiveSpecification: { Enabled, AttributeName: 'ttl' },
      }),
    );
  const ttlIndexed = (pk: string, ttl: number) => ({
    ...key(pk),
    gp: text('g'),
    gs: text(pk),
    ttl: number(ttl),
  });

  it('deletes what has expired, as the service would: indexes, records and the doer', async () => {
    await put(bench.client, ttlIndexed('before it was on', seconds - 1));
    await enable();
    await put(bench.client, ttlIndexed('expired', seconds - 60));
    await put(bench.client, ttlIndexed('not yet', seconds + 60));
    await put(bench.client, ttlIndexed('six years ago', seconds - 6 * 365 * 86_400));
    await put(bench.client, { ...key('a word'), ttl: text('soon') });
    await put(bench.client, ttlIndexed('prolonged', seconds - 5));
    await put(bench.client, ttlIndexed('prolonged', seconds + 5));
    bench.engine.meter.reset();
    expect(await bench.engine.sweepExpired()).toBe(2);
    expect(bench.engine.meter.snapshot()).toMatchObject({ writeUnits: 0, readUnits: 0 });
    expect(await get(bench.client, 'expired')).toBeUndefined();
    for (const pk of ['not yet', 'six years ago', 'a word', 'prolonged']) {
      expect(await get(bench.client, pk), pk).toBeDefined();
    }
    const removals = (await allRecords(bench.engine)).filter((record) => record.eventName === 'REMOVE');
    expect(removals.map((record) => record.dynamodb.Keys.pk?.S).sort()).toEqual([
      'before it was on',
      'expired',
    ]);
    expect(removals[0]?.userIdentity).toEqual({ type: 'Service', principalId: 'dynamodb.amazonaws.com' });
    nowMs += 120_000;
    expect(await bench.engine.sweepExpired()).toBe(2);
    expect(await bench.engine.sweepExpired(seconds + 10_000)).toBe(0);
  });

  it('deletes nothing when it is off', async () => {
    await enable();
    await put(bench.client, ttlIndexed('a', seconds - 60));
    await enable(false);
    expect(await bench.engine.sweepExpired()).toBe(0);
    expect((await refusal(enable(false))).name).toBe('ValidationException');
    await enable();
    expect(await bench.engine.sweepExpired()).toBe(1);
    expect((await refusal(enable())).message).toContain('already enabled');
  });
});
