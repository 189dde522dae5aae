import { seededFaults } from '@jindian/embedded-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHashChain } from './hash-chain.ts';
import { hashOfLink } from './hash-chain-links.ts';
import { openTable, type TestTable } from './testing/table.ts';
import { transact } from './transact.ts';

/** Records of a test: what they say now, by ref. */
let records: Map<string, unknown>;
let opened: TestTable;
let chain: ReturnType<typeof createHashChain>;

beforeEach(async () => {
  opened = await openTable();
  chain = createHashChain({ table: opened.table, name: 'test', shards: 2 });
  records = new Map();
});
afterEach(() => opened.close());

async function record(ref: string, content: unknown): Promise<void> {
  await transact(opened.table, [chain.waitWrite(ref, content)]);
  records.set(ref, content);
}
const contentsOf = async (refs: readonly string[]) =>
  new Map(refs.flatMap((ref) => (records.has(ref) ? [[ref, records.get(ref)] as const] : [])));
const faults = async (noted?: Parameters<typeof chain.verify>[0]['noted']) =>
  (await chain.verify({ contentsOf, ...(noted ? { noted } : {}) })).faults.map(({ what }) => what);

async function filled(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    for (let n = 0; n < 8; n += 1) await record(`R${round}${n}`, { n, round });
    await chain.chainAll(opened.clock);
  }
}

/** Reads and writes behind the chain's back. */
async function stored(shard: number) {
  const { Items } = (await opened.engine.call('Query', {
    TableName: opened.name,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: `CHAIN#test#${shard}` } },
  })) as { Items: Record<string, Record<string, unknown>>[] };
  return Items;
}
const remove = (item: Record<string, unknown>) =>
  opened.engine.call('DeleteItem', { TableName: opened.name, Key: { pk: item.pk, sk: item.sk } });
const put = (item: Record<string, unknown>) =>
  opened.engine.call('PutItem', { TableName: opened.name, Item: item });

describe('a chain', () => {
  test('holds every record once and finds nothing wrong in it', async () => {
    await filled();
    const report = await chain.verify({ contentsOf });
    expect(report.faults).toEqual([]);
    expect([...report.refs].sort()).toEqual([...records.keys()].sort());
    expect(report.heads).toEqual(await chain.heads());
    expect(await chain.waitingRecords()).toEqual(new Map());
  });

  test('finds a record that was edited, and one that is gone', async () => {
    await filled();
    records.set('R10', { n: 0, round: 99 });
    records.delete('R21');
    expect((await faults()).sort()).toEqual(['record_edited', 'record_missing']);
  });

  test('finds a link that was edited, however well the forger makes its hash', async () => {
    await filled();
    const first = (await stored(0))[0] as Record<string, Record<string, unknown>>;
    const entries = (first.entries as unknown as { L: { M: Record<string, { S: string }> }[] }).L;
    const kept = entries.slice(1);
    const forged = {
      shard: 0,
      seq: 1,
      previous: '',
      atMs: Number(first.atMs?.N),
      entries: kept.map(({ M }) => ({ ref: M.ref?.S ?? '', digest: M.digest?.S ?? '' })),
    };
    await put({ ...first, entries: { L: kept } });
    expect(await faults()).toEqual(['link_edited']);
    // With a hash that fits, the next link no longer does.
    await put({ ...first, entries: { L: kept }, hash: { S: hashOfLink('test', forged) } });
    expect(await faults()).toEqual(['link_edited']);
  });

  test('finds a link that is gone, in the middle by itself and at the end by a head that was noted', async () => {
    await filled();
    const noted = await chain.heads();
    const links = await stored(1);
    await remove(links[1] as Record<string, unknown>);
    expect(await faults()).toEqual(['link_missing', 'link_edited']);
    await put(links[1] as Record<string, unknown>);
    await remove(links[2] as Record<string, unknown>);
    expect(await faults()).toEqual([]);
    expect(await faults(noted)).toEqual(['truncated']);
  });

  test('notes its heads in the table too, and finds what was cut off behind a note', async () => {
    await filled();
    expect((await chain.anchor(opened.clock))?.heads).toEqual(await chain.heads());
    expect(await chain.anchor(opened.clock)).toBeNull();
    const links = await stored(0);
    await remove(links.at(-1) as Record<string, unknown>);
    expect(await faults()).toEqual(['truncated']);
  });
});

test('whatever fails between, and however many make links, each record is chained once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 3 }), async (seed, makers) => {
      const table = await openTable();
      const own = createHashChain({ table: table.table, name: 'test', shards: 1 });
      const said = new Map<string, unknown>();
      for (let n = 0; n < 30; n += 1) {
        await transact(table.table, [own.waitWrite(`R${n}`, { n })]);
        said.set(`R${n}`, { n });
        if (n % 10 !== 9) continue;
        table.engine.faults.set(
          seededFaults({
            seed: seed + n,
            rates: { conflict: 0.1, unprocessed: 0.1, 'lost-before': 0.15, 'lost-after': 0.15 },
          }),
        );
        await Promise.allSettled(Array.from({ length: makers }, () => own.chainWaiting(0, 1)));
        table.engine.faults.set();
      }
      await own.chainAll(table.clock);
      const report = await own.verify({ contentsOf: async () => said });
      expect(report.faults).toEqual([]);
      expect(report.refs.size).toBe(30);
      await table.close();
    }),
    { numRuns: 8 },
  );
});
