import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createEngine, type StoreProblem } from '../src/index.ts';
import { get, key, number, put, refusal, TABLE, withFolder } from './kit.ts';
import { everythingIn, filledStore, ITEMS, opening, reopened } from './stores.ts';

/** Two items that are always written together: in a copy of one moment they say the same. */
it('copies a store as it is at one moment while it is written, and the copy is whole', async () => {
  await withFolder(async (root) => {
    const folder = join(root, 'store');
    await filledStore(folder);
    const { engine, client } = await reopened(folder);
    let last = 0;
    let writing = true;
    const writer = (async () => {
      while (writing) {
        last += 1;
        const TransactItems = ['left', 'zz-right'].map((name) => ({
          Put: { TableName: TABLE, Item: { ...key(name), n: number(last) } },
        }));
        await client.send(new TransactWriteItemsCommand({ TransactItems }));
      }
    })();
    const copy = join(root, 'copy');
    while (last < 20) await new Promise((resolve) => setTimeout(resolve, 1));
    const atLeast = last - 1;
    const { entries } = await engine.backUp(copy);
    writing = false;
    await writer;
    expect(entries).toBeGreaterThan(ITEMS * 2);
    expect(await readdir(copy)).toContain('closed.json');

    const restored = await reopened(copy);
    const [left, right] = [await get(restored.client, 'left'), await get(restored.client, 'zz-right')];
    expect(left?.n?.N).toBe(right?.n?.N);
    expect(Number(left?.n?.N)).toBeGreaterThanOrEqual(atLeast);
    expect(Number(left?.n?.N)).toBeLessThanOrEqual(last);
    expect(await everythingIn(restored.engine, 'all')).toHaveLength(ITEMS);
    // Whoever follows its changes goes on: none comes again under a number that was given already.
    const before = await restored.engine.streams.read(TABLE, null, 100_000);
    await put(restored.client, { ...key('after'), n: number(1) });
    const after = await restored.engine.streams.read(TABLE, null, 100_000);
    expect(after).toHaveLength(before.length + 1);
    const sequences = after.map(({ dynamodb }) => dynamodb.SequenceNumber);
    expect([...sequences].sort()).toEqual(sequences);
    await restored.engine.close();

    expect((await refusal<StoreProblem>(engine.backUp(copy))).code).toBe('foreign');
    await engine.close();
  });
});

it('copies what is in memory too, and leaves nothing of a copy that failed', async () => {
  await withFolder(async (root) => {
    const inMemory = await createEngine();
    await inMemory.backUp(join(root, 'empty'));
    await inMemory.close();
    const { engine } = await reopened(join(root, 'empty'));
    await engine.close();

    const running = await createEngine({ path: join(root, 'store') });
    await expect(running.backUp(join(root, 'empty', 'engine.json', 'copy'))).rejects.toThrow();
    await running.close();
    expect(await readdir(root)).toEqual(['empty', 'store']);
    expect((await opening(join(root, 'empty', 'engine.json'))).code).toBe('unusable');
  });
});
