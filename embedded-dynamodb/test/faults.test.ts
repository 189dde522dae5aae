import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  type TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FaultKind, seededFaults } from '../src/index.ts';
import {
  allRecords,
  type Bench,
  clientFor,
  get,
  key,
  number,
  openBench,
  put,
  refusal,
  TABLE,
  TRANSPORTS,
  text,
} from './kit.ts';

let bench: Bench;
afterEach(() => bench.close());

const putCommand = (pk: string) => new PutItemCommand({ TableName: TABLE, Item: key(pk) });
const transaction = (pk: string) =>
  new TransactWriteItemsCommand({
    TransactItems: [
      { Put: { TableName: TABLE, Item: key(pk) } },
      {
        Update: {
          TableName: TABLE,
          Key: key('counter'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': number(1) },
        },
      },
    ],
  });
const indexed = (index = 'all') =>
  new QueryCommand({
    TableName: TABLE,
    IndexName: index,
    KeyConditionExpression: 'gp = :g',
    ExpressionAttributeValues: { ':g': text('g') },
  });

describe.each(TRANSPORTS)('injected faults over %s', (transport) => {
  beforeEach(async () => {
    bench = await openBench(transport);
  });

  it.each<[FaultKind, string, string, boolean]>([
    ['conflict', 'TransactionConflictException', 'TransactionConflict', false],
    ['throttle', 'ThrottlingException', 'ThrottlingError', false],
    ['throughput', 'ProvisionedThroughputExceededException', 'ProvisionedThroughputExceeded', false],
    ['fail-before', 'InternalServerError', '', false],
    ['fail-after', 'InternalServerError', '', true],
  ])('answers %s', async (kind, name, reason, isDone) => {
    bench.engine.faults.set(() => kind);
    const single = await refusal(bench.client.send(putCommand('single')));
    const together = await refusal<TransactionCanceledException>(bench.client.send(transaction('together')));
    bench.engine.faults.set();
    expect(single.name).toBe(name);
    expect(together.name).toBe(reason ? 'TransactionCanceledException' : name);
    if (reason) expect(together.CancellationReasons?.map(({ Code }) => Code)).toEqual([reason, 'None']);
    expect([await get(bench.client, 'single'), await get(bench.client, 'together')].map(Boolean)).toEqual([
      isDone,
      isDone,
    ]);
  });

  it.each<[FaultKind, boolean]>([
    ['lost-before', false],
    ['lost-after', true],
  ])('breaks the connection: %s', async (kind, isDone) => {
    bench.engine.faults.set(() => kind);
    const error = await refusal(bench.client.send(putCommand('lost')));
    bench.engine.faults.set();
    expect(error.name).toMatch(/TimeoutError|Error/);
    expect(error).not.toHaveProperty('$response.statusCode', 500);
    expect(Boolean(await get(bench.client, 'lost'))).toBe(isDone);
  });

  it('lets the SDK bring a transaction home whose answers got lost: one effect', async () => {
    bench.engine.faults.set((operation, { ordinal }) =>
      operation === 'TransactWriteItems'
        ? ((['lost-after', 'fail-after', 'none'] as const)[ordinal - 1] ?? 'none')
        : 'none',
    );
    const client = transport === 'http' ? bench.client : await clientFor(bench.engine, transport, 5);
    const retrying =
      transport === 'http'
        ? retryingTwice(() => client.send(sameToken('home')))
        : client.send(transaction('home'));
    await retrying;
    bench.engine.faults.set();
    expect((await get(bench.client, 'counter'))?.n).toEqual(number(1));
    expect(bench.engine.meter.snapshot().calls.TransactWriteItems).toBe(3);
  });

  it('puts a conflict where it was told to', async () => {
    bench.engine.faults.set(() => ({ kind: 'conflict', at: [1] }));
    const error = await refusal<TransactionCanceledException>(bench.client.send(transaction('a')));
    expect(error.CancellationReasons?.map(({ Code }) => Code)).toEqual(['None', 'TransactionConflict']);
  });

  it('leaves half of a batch undone', async () => {
    const puts = Array.from({ length: 6 }, (_, i) => ({ PutRequest: { Item: key('batch', String(i)) } }));
    bench.engine.faults.set(() => 'unprocessed');
    const written = await bench.client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: puts } }));
    expect(written.UnprocessedItems?.[TABLE]).toEqual(puts.slice(3));
    const keys = puts.map((_, i) => key('batch', String(i)));
    const read = await bench.client.send(
      new BatchGetItemCommand({ RequestItems: { [TABLE]: { Keys: keys } } }),
    );
    expect(read.Responses?.[TABLE]).toHaveLength(3);
    expect(read.UnprocessedKeys?.[TABLE]?.Keys).toEqual(keys.slice(3));
  });

  it('never conflicts on a plain read', async () => {
    bench.engine.faults.set(() => 'conflict');
    await bench.client.send(new GetItemCommand({ TableName: TABLE, Key: key('a') }));
    await bench.client.send(new DeleteItemCommand({ TableName: TABLE, Key: key('a') })).catch(() => {});
    expect(bench.engine.meter.snapshot().failures).toEqual({ TransactionConflictException: 1 });
  });
});

function sameToken(pk: string): TransactWriteItemsCommand {
  return new TransactWriteItemsCommand({ ...transaction(pk).input, ClientRequestToken: `token-${pk}` });
}

async function retryingTwice(send: () => Promise<unknown>): Promise<void> {
  await send().catch(send).catch(send);
}

describe('a seeded schedule', () => {
  beforeEach(async () => {
    bench = await openBench();
  });
  const draw = (seed: number): string[] => {
    const decide = seededFaults({
      seed,
      rates: { conflict: 0.2, 'fail-after': 0.1 },
      operations: ['PutItem'],
    });
    return Array.from({ length: 500 }, (_, i) => String(decide('PutItem', { input: {}, ordinal: i + 1 })));
  };

  it('gives the same faults for the same seed, at the rates asked for', () => {
    const drawn = draw(7);
    expect(draw(7)).toEqual(drawn);
    expect(draw(8)).not.toEqual(drawn);
    expect(drawn.filter((kind) => kind === 'conflict').length).toBeGreaterThan(70);
    expect(drawn.filter((kind) => kind === 'conflict').length).toBeLessThan(130);
    expect(new Set(drawn)).toEqual(new Set(['none', 'conflict', 'fail-after']));
  });

  it('leaves other operations alone and refuses impossible rates', () => {
    const decide = seededFaults({ seed: 1, rates: { throttle: 1 }, operations: ['PutItem'] });
    expect(decide('GetItem', { input: {}, ordinal: 1 })).toBe('none');
    expect(decide('PutItem', { input: {}, ordinal: 1 })).toBe('throttle');
    expect(() => seededFaults({ seed: 1, rates: { throttle: 0.7, conflict: 0.7 } })).toThrow(RangeError);
  });
});

describe('real conflicts', () => {
  beforeEach(async () => {
    bench = await openBench();
    bench.engine.faults.setConflictMode('reject', 5);
  });

  it('refuses one of two transactions that overlap, and lets the next one through', async () => {
    const results = await Promise.allSettled([
      bench.client.send(transaction('a')),
      bench.client.send(transaction('b')),
    ]);
    const lost = results.find((result) => result.status === 'rejected')?.reason as
      | TransactionCanceledException
      | undefined;
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(lost?.CancellationReasons?.map(({ Code }) => Code)).toEqual(['None', 'TransactionConflict']);
    await bench.client.send(transaction('c'));
    expect((await get(bench.client, 'counter'))?.n).toEqual(number(2));
  });

  it('refuses plain writes and transactional reads of an item that a transaction has, but not plain reads', async () => {
    const running = bench.client.send(transaction('a'));
    const others = await Promise.allSettled([
      bench.client.send(putCommand('a')),
      bench.client.send(
        new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: TABLE, Key: key('a') } }] }),
      ),
      bench.client.send(new GetItemCommand({ TableName: TABLE, Key: key('a') })),
      bench.client.send(putCommand('other')),
    ]);
    await running;
    expect(others.map((other) => (other.status === 'rejected' ? other.reason.name : 'done'))).toEqual([
      'TransactionConflictException',
      'TransactionCanceledException',
      'done',
      'done',
    ]);
  });

  it('answers nothing but success in the default mode', async () => {
    bench.engine.faults.setConflictMode('queue');
    await Promise.all(Array.from({ length: 30 }, (_, i) => bench.client.send(transaction(`q${i}`))));
    expect((await get(bench.client, 'counter'))?.n).toEqual(number(30));
  });
});

describe('index lag', () => {
  beforeEach(async () => {
    bench = await openBench();
  });

  it('holds entries back until flushed, in the order of the writes', async () => {
    await put(bench.client, { ...key('a'), gp: text('g'), gs: text('1') });
    await bench.engine.faults.setIndexLag('manual');
    await put(bench.client, { ...key('b'), gp: text('g'), gs: text('2') });
    await put(bench.client, { ...key('a'), gp: text('g'), gs: text('9') });
    await bench.client.send(new DeleteItemCommand({ TableName: TABLE, Key: key('b') }));
    expect((await bench.client.send(indexed())).Items?.map((item) => item.gs?.S)).toEqual(['1']);
    expect((await get(bench.client, 'a'))?.gs).toEqual(text('9'));
    await bench.engine.faults.flushIndexes();
    expect((await bench.client.send(indexed())).Items?.map((item) => item.gs?.S)).toEqual(['9']);
  });

  it('lets entries come true by themselves after the delay, and all at once when switched off', async () => {
    await bench.engine.faults.setIndexLag(400);
    await put(bench.client, { ...key('a'), gp: text('g'), gs: text('1') });
    expect((await bench.client.send(indexed())).Count).toBe(0);
    await vi.waitFor(async () => expect((await bench.client.send(indexed())).Count).toBe(1), 5_000);
    await bench.engine.faults.setIndexLag('manual');
    await put(bench.client, { ...key('b'), gp: text('g'), gs: text('2') });
    expect((await bench.client.send(indexed('keys'))).Count).toBe(1);
    await bench.engine.faults.setIndexLag('off');
    expect((await bench.client.send(indexed('keys'))).Count).toBe(2);
  });
});

describe('stream listeners', () => {
  beforeEach(async () => {
    bench = await openBench();
  });

  it('cannot fail a write that has happened', async () => {
    const warnings: string[] = [];
    const onWarning = (warning: Error): void => {
      warnings.push(warning.message);
    };
    process.on('warning', onWarning);
    const woken = vi.fn();
    bench.engine.streams.onAppend(() => {
      throw new Error('a bad listener');
    });
    const stop = bench.engine.streams.onAppend(woken);
    await put(bench.client, key('a'));
    expect(await get(bench.client, 'a')).toBeDefined();
    expect(woken).toHaveBeenCalledTimes(1);
    stop();
    await put(bench.client, key('b'));
    expect(woken).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(warnings).toContain('a bad listener'));
    process.off('warning', onWarning);
    expect(await allRecords(bench.engine)).toHaveLength(2);
  });
});
