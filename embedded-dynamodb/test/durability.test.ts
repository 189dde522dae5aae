import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  DescribeTimeToLiveCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../src/index.ts';
import {
  allRecords,
  clientFor,
  get,
  key,
  number,
  openBench,
  put,
  refusal,
  TABLE,
  text,
  withFolder,
} from './kit.ts';

const addOne = {
  TableName: TABLE,
  Key: key('counter'),
  UpdateExpression: 'ADD n :one',
  ExpressionAttributeValues: { ':one': number(1) },
};

async function reopened(folder: string, now?: () => number) {
  const engine = await createEngine({ path: folder, ...(now && { now }) });
  return { engine, client: await clientFor(engine, 'in-process') };
}

describe('what is kept in a folder', () => {
  it('keeps items, indexes, the stream, positions, tokens and settings over a restart', async () => {
    await withFolder(async (folder) => {
      const clock = { nowMs: 1_700_000_000_000 };
      const now = () => clock.nowMs;
      const first = await openBench('in-process', { path: folder, now });
      const transaction = { ClientRequestToken: 'once', TransactItems: [{ Update: addOne }] };
      await first.client.send(new TransactWriteItemsCommand(transaction));
      await first.client.send(
        new UpdateTimeToLiveCommand({
          TableName: TABLE,
          TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
        }),
      );
      await put(first.client, { ...key('indexed'), gp: text('g'), gs: text('1') });
      await put(first.client, { ...key('old'), expiresAt: number(clock.nowMs / 1000 - 10) });
      const before = await allRecords(first.engine);
      const lastRead = before[0]!.dynamodb.SequenceNumber;
      await first.engine.streams.setPosition('events', lastRead);
      await first.close();

      const { engine, client } = await reopened(folder, now);
      expect(await engine.streams.getPosition('events')).toBe(lastRead);
      expect(await engine.streams.getPosition('nobody')).toBeNull();
      expect(await allRecords(engine)).toEqual(before);
      expect(await engine.streams.read(TABLE, lastRead, 10)).toEqual(before.slice(1));
      const found = await client.send(
        new QueryCommand({
          TableName: TABLE,
          IndexName: 'all',
          KeyConditionExpression: 'gp = :g',
          ExpressionAttributeValues: { ':g': text('g') },
        }),
      );
      expect(found.Items?.map((item) => item.pk)).toEqual([text('indexed')]);

      await client.send(new TransactWriteItemsCommand(transaction));
      expect((await get(client, 'counter'))?.n).toEqual(number(1));
      const other = {
        ...transaction,
        TransactItems: [{ Delete: { TableName: TABLE, Key: key('counter') } }],
      };
      expect((await refusal(client.send(new TransactWriteItemsCommand(other)))).name).toBe(
        'IdempotentParameterMismatchException',
      );
      clock.nowMs += 10 * 60_000 + 1;
      await client.send(new TransactWriteItemsCommand(transaction));
      expect((await get(client, 'counter'))?.n).toEqual(number(2));

      const settings = await client.send(new DescribeTimeToLiveCommand({ TableName: TABLE }));
      expect(settings.TimeToLiveDescription).toEqual({
        TimeToLiveStatus: 'ENABLED',
        AttributeName: 'expiresAt',
      });
      expect(await engine.sweepExpired()).toBe(1);
      expect(await get(client, 'old')).toBeUndefined();

      const after = await allRecords(engine);
      const sequences = after.map((record) => record.dynamodb.SequenceNumber);
      expect(sequences).toEqual([...new Set(sequences)].sort());
      expect(after.length).toBe(before.length + 2);
      await engine.close();
    });
  });

  it('lets index entries that were held back at a crash come true at the next start', async () => {
    await withFolder(async (folder) => {
      const first = await openBench('in-process', { path: folder });
      await first.engine.faults.setIndexLag('manual');
      await put(first.client, { ...key('held'), gp: text('g'), gs: text('1') });
      await first.close();
      const { engine, client } = await reopened(folder);
      const found = await client.send(
        new QueryCommand({
          TableName: TABLE,
          IndexName: 'keys',
          KeyConditionExpression: 'gp = :g',
          ExpressionAttributeValues: { ':g': text('g') },
        }),
      );
      expect(found.Count).toBe(1);
      await engine.close();
    });
  });

  it('has everything that was acknowledged before the process was killed', async () => {
    await withFolder(async (folder) => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', fileURLToPath(new URL('./writing-child.ts', import.meta.url)), folder],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let acknowledged = 0;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      for await (const chunk of child.stdout) {
        const numbers = String(chunk).trim().split('\n').map(Number);
        acknowledged = numbers.at(-1)!;
        if (acknowledged >= 300) break;
      }
      child.kill('SIGKILL');
      await ended;

      const { engine, client } = await reopened(folder);
      const written = Number((await get(client, 'counter'))?.n?.N);
      expect(written).toBeGreaterThanOrEqual(acknowledged);
      expect(acknowledged).toBeGreaterThanOrEqual(300);
      // Each transaction came whole: one order, one index entry and two records for each step of the counter.
      const orders = await client.send(
        new QueryCommand({
          TableName: TABLE,
          IndexName: 'all',
          KeyConditionExpression: 'gp = :g',
          ExpressionAttributeValues: { ':g': text('orders') },
          Select: 'COUNT',
        }),
      );
      expect(orders.Count).toBe(written);
      expect(await allRecords(engine)).toHaveLength(2 * written);
      await client.send(new UpdateItemCommand(addOne));
      expect((await allRecords(engine)).at(-1)?.dynamodb.NewImage?.n).toEqual(number(written + 1));
      await engine.close();
    });
  });

  it('refuses calls after it was closed', async () => {
    const bench = await openBench();
    await bench.close();
    expect((await refusal(bench.engine.call('GetItem', { TableName: TABLE, Key: key('a') }))).name).toBe(
      'InternalServerError',
    );
    await bench.engine.close();
  });

  it('runs two engines side by side', async () => {
    const [a, b] = [await openBench('http'), await openBench('http')];
    await put(a.client, { ...key('one'), n: number(1) });
    expect(await get(a.client, 'one')).toBeDefined();
    expect(await get(b.client, 'one')).toBeUndefined();
    await a.close();
    await put(b.client, key('two'));
    expect(await get(b.client, 'two')).toBeDefined();
    await b.close();
  });
});
