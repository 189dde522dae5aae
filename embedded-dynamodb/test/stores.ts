/** Stores in folders: filled, opened again, and looked at. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { createEngine, type Engine, type StoreProblem } from '../src/index.ts';
import { clientFor, key, number, openBench, put, refusal, TABLE, text } from './kit.ts';

export const ITEMS = 600;
export const filler = (i: number): string => `${i}-`.repeat(150) + Math.sin(i).toString(36).repeat(12);
export const name = (i: number): string => `item-${String(i).padStart(5, '0')}`;

/** A store with a table of LevelDB's own, as opening it again makes of the log, and something in the log. */
export async function filledStore(folder: string): Promise<void> {
  const bench = await openBench('in-process', { path: folder });
  const items = Array.from({ length: ITEMS }, (_, i) => ({
    ...key(name(i)),
    gp: text('g'),
    gs: text(name(i)),
    n: number(i),
    filler: text(filler(i)),
  }));
  await bench.engine.bulkLoad(TABLE, items);
  await bench.close();
  const { engine, client } = await reopened(folder);
  await put(client, { ...key('counter'), n: number(7) });
  await engine.close();
}

export const opening = (folder: string) => refusal<StoreProblem>(createEngine({ path: folder }));

export async function reopened(folder: string) {
  const engine = await createEngine({ path: folder });
  return { engine, client: await clientFor(engine, 'in-process') };
}

export async function everythingIn(engine: Engine, index: string): Promise<string[]> {
  const client = await clientFor(engine, 'in-process');
  const found: string[] = [];
  let ExclusiveStartKey: QueryCommand['input']['ExclusiveStartKey'];
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: index,
        KeyConditionExpression: 'gp = :g',
        ExpressionAttributeValues: { ':g': text('g') },
        ExclusiveStartKey,
      }),
    );
    found.push(...(page.Items ?? []).map((item) => item.pk!.S!));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}
