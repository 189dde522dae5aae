import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { createEngine } from '../src/index.ts';
import {
  allRecords,
  clientFor,
  get,
  key,
  openBench,
  put,
  refusal,
  TABLE,
  tableDefinition,
  text,
  withFolder,
} from './kit.ts';
import { everythingIn, filledStore, ITEMS, reopened } from './stores.ts';

describe('a full disk', () => {
  it('refuses writes, goes on reading, and takes writes again by itself once there is room', async () => {
    await withFolder(async (folder) => {
      const bench = await openBench('in-process', { path: folder });
      await put(bench.client, { ...key('a'), gp: text('g'), gs: text('1') });
      bench.engine.faults.setDiskFault('full');
      const refused = await Promise.all(
        Array.from({ length: 20 }, (_, i) => refusal(put(bench.client, key(`refused-${i}`)))),
      );
      expect(new Set(refused.map((error) => error.name))).toEqual(new Set(['StorageFullException']));
      expect(await get(bench.client, 'a')).toBeDefined();
      expect(await everythingIn(bench.engine, 'keys')).toEqual(['a']);
      expect(bench.engine.health()).toMatchObject({ state: 'full' });

      bench.engine.faults.setDiskFault('none');
      await vi.waitFor(() => expect(bench.engine.health().state).toBe('ok'), 5_000);
      await put(bench.client, key('b'));
      expect(await get(bench.client, 'refused-0')).toBeUndefined();
      expect((await allRecords(bench.engine)).map((record) => record.dynamodb.Keys.pk)).toEqual([
        text('a'),
        text('b'),
      ]);
      await bench.close();

      const { engine, client } = await reopened(folder);
      expect(await get(client, 'b')).toBeDefined();
      await put(client, key('c'));
      const sequences = (await allRecords(engine)).map((record) => record.dynamodb.SequenceNumber);
      expect(sequences).toEqual([...new Set(sequences)].sort());
      expect(sequences).toHaveLength(3);
      await engine.close();
    });
  });

  it('refuses before LevelDB meets it, when less room is left than is to be kept free', async () => {
    await withFolder(async (folder) => {
      const engine = await createEngine({ path: folder, minFreeBytes: Number.MAX_SAFE_INTEGER });
      const client = await clientFor(engine, 'in-process');
      const error = await refusal(client.send(new PutItemCommand({ TableName: TABLE, Item: key('a') })));
      expect(error.name).toBe('ResourceNotFoundException');
      await expect(engine.call('CreateTable', tableDefinition)).rejects.toMatchObject({
        name: 'StorageFullException',
        statusCode: 507,
      });
      await expect(engine.call('DescribeTable', { TableName: TABLE })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
      await engine.close();
    });
  });

  it('never gives a sequence number twice, when the batch that set numbers aside failed', async () => {
    await withFolder(async (folder) => {
      const bench = await openBench('in-process', { path: folder });
      bench.engine.faults.setDiskFault('failing');
      expect((await refusal(put(bench.client, key('first')))).name).toBe('InternalServerError');
      bench.engine.faults.setDiskFault('none');
      await vi.waitFor(() => expect(bench.engine.health().state).toBe('ok'), 5_000);
      await put(bench.client, key('second'));
      const [first] = await allRecords(bench.engine);
      await bench.close();
      const { engine, client } = await reopened(folder);
      await put(client, key('third'));
      const [, third] = await allRecords(engine);
      expect(third!.dynamodb.SequenceNumber > first!.dynamodb.SequenceNumber).toBe(true);
      await engine.close();
    });
  });

  it('forgets the index entries of writes that failed, and keeps those that wait', async () => {
    await withFolder(async (folder) => {
      const { engine, client, close } = await openBench('in-process', { path: folder });
      await engine.faults.setIndexLag('manual');
      await put(client, { ...key('waits'), gp: text('g'), gs: text('1') });
      engine.faults.setDiskFault('full');
      await refusal(put(client, { ...key('failed'), gp: text('g'), gs: text('2') }));
      await refusal(engine.faults.flushIndexes());
      engine.faults.setDiskFault('none');
      await vi.waitFor(() => expect(engine.health().state).toBe('ok'), 5_000);
      await engine.faults.flushIndexes();
      expect(await everythingIn(engine, 'keys')).toEqual(['waits']);
      await close();
    });
  });

  it('keeps a long read going while the store is opened anew', async () => {
    await withFolder(async (folder) => {
      await filledStore(folder);
      const { engine, client } = await reopened(folder);
      engine.faults.setDiskFault('full');
      await refusal(put(client, key('x')));
      const reading = everythingIn(engine, 'all');
      engine.faults.setDiskFault('none');
      await vi.waitFor(() => expect(engine.health().state).toBe('ok'), 5_000);
      expect(await reading).toHaveLength(ITEMS);
      await engine.close();
    });
  });
});
