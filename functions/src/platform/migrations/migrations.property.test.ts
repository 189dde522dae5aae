/**
 * A stored shape becomes another while requests go on, as a deployment does it: every version that runs beside another one
 * reads what the others wrote, whoever wrote last, and the walk behind the requests loses nothing.
 */
import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JindianTable } from '../table.ts';
import { embeddedTable, openTable, type TestTable } from '../testing/table.ts';
import { byKind, type Migration, readForward, stepOf } from './define.ts';
import { createWalk } from './walk.ts';

/** A card whose name becomes one in two languages. */
const expand: Migration = {
  id: '2026-01-cards-in-two-languages',
  kind: 'Card',
  stage: 'expand',
  from: ['name'],
  adds: ['spoken'],
  forward: ({ name }) => ({ spoken: { zh: name } }),
};
const contract: Migration = { ...expand, stage: 'contract' };

let bench: TestTable;
beforeEach(async () => {
  bench = await openTable();
});
afterEach(() => bench.close());

type Version = {
  rename(id: string, name: string): Promise<void>;
  nameOf(id: string): Promise<string | undefined>;
};
const keyOf = (id: string) => ({ pk: `CARD#${id}`, sk: 'CARD' });

function versionOn(
  table: JindianTable,
  code: { set(name: string): { expression: string; values: object }; read(item: object): string },
): Version {
  const client = table.getDocumentClient();
  return {
    async rename(id, name) {
      const { expression, values } = code.set(name);
      await client.send(
        new UpdateCommand({
          TableName: table.getName(),
          Key: keyOf(id),
          UpdateExpression: `${expression.replace('SET', 'SET #et = :et,')} ADD renamed :one`,
          ExpressionAttributeNames: { '#et': '_et', '#name': 'name' },
          ExpressionAttributeValues: { ':et': 'Card', ':one': 1, ...values },
        }),
      );
    },
    async nameOf(id) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table.getName(), Key: keyOf(id), ConsistentRead: true }),
      );
      return Item && code.read(Item);
    },
  };
}

function versions() {
  const tableOf = (migrations: readonly Migration[]) =>
    embeddedTable(bench.engine, bench.name, () => {}, migrations);
  const read = (item: object) => (item as { spoken: { zh: string } }).spoken.zh;
  return {
    before: versionOn(tableOf([]), {
      set: (name) => ({ expression: 'SET #name = :name', values: { ':name': name } }),
      read: (item) => (item as { name: string }).name,
    }),
    expanding: versionOn(tableOf([expand]), {
      set: (name) => ({
        expression: 'SET #name = :name, spoken = :spoken',
        values: { ':name': name, ':spoken': { zh: name } },
      }),
      read,
    }),
    contracting: versionOn(tableOf([contract]), {
      set: (name) => ({
        expression: 'SET spoken = :spoken REMOVE #name',
        values: { ':spoken': { zh: name } },
      }),
      read,
    }),
  };
}
const walkOf = (migration: Migration) =>
  createWalk({
    table: embeddedTable(bench.engine, bench.name, () => {}, []),
    migrations: [migration],
    clock: bench.clock,
  });

const ids = ['a', 'b', 'c', 'd'];
const act = fc.record({
  id: fc.constantFrom(...ids),
  /** Which of the versions that run together. */
  by: fc.constantFrom<0 | 1>(0, 1),
  name: fc.string({ minLength: 1, maxLength: 3 }),
});

test('through all releases, whoever writes and whoever reads, a card has the name that it was given last', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(act, { maxLength: 6 }), { minLength: 5, maxLength: 5 }),
      async (phases) => {
        bench = await openTable();
        const { before, expanding, contracting } = versions();
        const together: [Version, Version][] = [
          [before, before],
          [before, expanding],
          [expanding, expanding],
          [expanding, contracting],
          [contracting, contracting],
        ];
        const model = new Map<string, string>();
        for (const [phase, acts] of phases.entries()) {
          const running = together[phase] as [Version, Version];
          // Only once nobody runs who writes the shape before alone.
          const walking = phase === 2 ? walkOf(expand).run() : phase === 4 ? walkOf(contract).run() : null;
          for (const { id, by, name } of acts) {
            await running[by].rename(id, name);
            model.set(id, name);
            for (const version of running) expect(await version.nameOf(id)).toBe(name);
          }
          await walking;
          for (const id of ids)
            for (const version of running) expect(await version.nameOf(id)).toBe(model.get(id));
        }
        const { Items = [] } = await bench.table
          .getDocumentClient()
          .send(new ScanCommand({ TableName: bench.name, ConsistentRead: true }));
        const cards = Items.filter(({ _et }) => _et === 'Card');
        expect(cards).toHaveLength(model.size);
        for (const card of cards) {
          expect(card).not.toHaveProperty('name');
          expect(card.renamed).toBe(phases.flat().filter(({ id }) => keyOf(id).pk === card.pk).length);
        }
        await bench.close();
      },
    ),
    { numRuns: 25 },
  );
});

describe('the walk', () => {
  const afterOnePortion = () => {
    let looks = 0;
    return () => {
      looks += 1;
      return looks > 1;
    };
  };
  async function cards(count: number): Promise<void> {
    const client = bench.table.getDocumentClient();
    for (let at = 0; at < count; at += 1)
      await client.send(
        new PutCommand({
          TableName: bench.name,
          Item: { ...keyOf(`c${at}`), _et: at % 3 === 0 ? 'Other' : 'Card', name: `n${at}` },
        }),
      );
  }

  test('goes on where it was broken off, and writes what is not as it is to be', async () => {
    await cards(1_200);
    const first = walkOf(expand);
    // The process dies after its first portion.
    const begun = await first.run({ stopped: afterOnePortion() });
    expect(begun).toMatchObject([{ doneAtMs: null, read: expect.any(Number) }]);
    expect(begun[0]?.read).toBeGreaterThan(0);
    expect(begun[0]?.read).toBeLessThan(800);
    const [done] = await walkOf(expand).run();
    expect(done).toMatchObject({ read: 800, changed: 800, doneAtMs: bench.clock.nowMs() });
    expect(await versions().contracting.nameOf('c1')).toBe('n1');
    // Through: it is not done again.
    expect(await walkOf(expand).run()).toEqual([done]);
  });

  test('a version that would misread what is half done does not run', async () => {
    await cards(1_200);
    await walkOf(expand).run({ stopped: afterOnePortion() });
    await expect(walkOf(contract).assertReady()).rejects.toThrow('is not done');
    await expect(
      createWalk({ table: bench.table, migrations: [], clock: bench.clock }).assertReady(),
    ).rejects.toThrow('is not done');
    await walkOf(expand).assertReady();
    await walkOf(expand).run();
    await walkOf(contract).assertReady();
  });

  test('an item that somebody changes at that moment is brought forward as they left it', async () => {
    await cards(2);
    const { before } = versions();
    let renamed = false;
    bench.engine.faults.set((operation) => {
      if (operation !== 'UpdateItem' || renamed) return 'none';
      renamed = true;
      void before.rename('c1', 'another');
      return 'none';
    });
    await walkOf(expand).run();
    expect(renamed).toBe(true);
    expect(await before.nameOf('c1')).toBe('another');
    expect(await versions().expanding.nameOf('c1')).toBe('another');
  });
});

test('what both shapes say is said by the one before, until that goes', () => {
  const kinds = (one: Migration) => byKind([one]);
  const both = { _et: 'Card', name: 'new', spoken: { zh: 'stale' } };
  expect(readForward(kinds(expand), both)).toMatchObject({ spoken: { zh: 'new' } });
  expect(readForward(kinds(contract), both)).toMatchObject({ spoken: { zh: 'stale' } });
  const left = { _et: 'Card', spoken: { zh: 'only' } };
  expect(readForward(kinds(expand), left)).toEqual(left);
  expect(stepOf(expand, left)).toBeNull();
  expect(stepOf(contract, both)).toEqual({
    set: {},
    remove: ['name'],
    unchanged: { name: 'new', spoken: { zh: 'stale' } },
  });
  // Other kinds are the very items that were read.
  const other = { _et: 'Other', name: 'x' };
  expect(readForward(kinds(expand), other)).toBe(other);
});

test('a migration that would overwrite what it reads, or has the name of another, is refused at the start', () => {
  expect(() => byKind([expand, contract])).toThrow('two migrations');
  expect(() => byKind([{ ...expand, adds: ['name'] }])).toThrow('stays as it is');
});
