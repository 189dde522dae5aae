import type { FaultKind } from '@jindian/embedded-dynamodb';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Attempt, type Meanings, runCommand } from './command.ts';
import { Entity } from './entity.ts';
import { type CommandClaim, commandClaim, createIdempotency, type Idempotency } from './idempotency.ts';
import { fail, ok } from './result.ts';
import { openTable, type TestTable } from './testing/table.ts';
import { type Write, write } from './transact.ts';

let bench: TestTable;
let idempotency: Idempotency;
let jars: ReturnType<typeof createJars>;

/** A jar holds a number, and a revision that each change must have seen. */
function createJars(table: TestTable['table']) {
  const entity = new Entity({
    name: 'Jar',
    table,
    timestamps: false,
    schema: item({ id: string().key(), count: number(), revision: number() }),
    computeKey: ({ id }: { id: string }) => ({ pk: `JAR#${id}`, sk: 'JAR' }),
  });
  return {
    async read(id: string) {
      const { Item } = await entity.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
      return Item ?? { id, count: 0, revision: 0 };
    },
    save(jar: { id: string; count: number; revision: number }): Write {
      const seen = jar.revision;
      return write(
        `jar ${jar.id}`,
        entity
          .build(PutTransaction)
          .item({ ...jar, revision: seen + 1 })
          .options({
            condition: seen === 0 ? { attr: 'id', exists: false } : { attr: 'revision', eq: seen },
            returnValuesOnConditionFalse: 'ALL_OLD',
          }),
      );
    },
  };
}

beforeEach(async () => {
  bench = await openTable();
  idempotency = createIdempotency({ table: bench.table, clock: bench.clock });
  jars = createJars(bench.table);
});
afterEach(() => bench.close());

const claimOf = (key: string, input: unknown = {}): CommandClaim => commandClaim('M1', 'fill', key, input);
const again: Meanings<number> = { 'jar *': 'again' };

/** Puts `by` into the jar; refused above `limit`. */
function fill(id: string, by: number, command: CommandClaim | null, limit = 1000, maxTries = 60) {
  const attempts: number[] = [];
  const run = runCommand<number>(
    { table: bench.table, idempotency },
    {
      command,
      maxTries,
      async attempt(tries): Promise<Attempt<number>> {
        attempts.push(tries);
        const jar = await jars.read(id);
        const count = jar.count + by;
        if (count > limit) return fail('out_of_stock', { sku: id });
        return { writes: [jars.save({ ...jar, count })], kept: { count }, value: count, refused: again };
      },
      replay: ({ count }) => ok(count as number),
    },
  );
  return Object.assign(run, { attempts });
}

/** The first transactions meet these faults, one after the other. */
function faultsInTurn(...kinds: FaultKind[]) {
  bench.engine.faults.set((operation) =>
    operation === 'TransactWriteItems' ? (kinds.shift() ?? 'none') : 'none',
  );
}

describe('a command', () => {
  test('is done once, and a repeat has the same answer', async () => {
    expect(await fill('a', 3, claimOf('k1'))).toEqual(ok(3));
    await fill('a', 4, claimOf('k2'));
    expect(await fill('a', 3, claimOf('k1'))).toEqual(ok(3));
    expect((await jars.read('a')).count).toBe(7);
  });

  test('with a key that was used for another input is told so', async () => {
    await fill('a', 3, claimOf('k1', { by: 3 }));
    expect(await fill('a', 5, claimOf('k1', { by: 5 }))).toEqual(fail('idempotency_key_reused'));
    expect((await jars.read('a')).count).toBe(3);
  });

  test('that fails writes nothing, and its key may be used again', async () => {
    expect(await fill('a', 3, claimOf('k1'), 2)).toEqual(fail('out_of_stock', { sku: 'a' }));
    expect(await idempotency.find(claimOf('k1'))).toBeNull();
    expect(await fill('a', 3, claimOf('k1'), 3)).toEqual(ok(3));
  });

  test('repeated when it would not be possible any more is a repeat all the same', async () => {
    expect(await fill('a', 3, claimOf('k1'), 3)).toEqual(ok(3));
    expect(await fill('a', 3, claimOf('k1'), 3)).toEqual(ok(3));
    expect(await fill('a', 3, claimOf('k1', 'other'), 3)).toEqual(fail('idempotency_key_reused'));
    expect(await fill('a', 3, claimOf('k2'), 3)).toEqual(fail('out_of_stock', { sku: 'a' }));
  });

  test('that looks first does not attempt a repeat', async () => {
    await fill('a', 3, claimOf('k1'));
    const repeat = runCommand<number>(
      { table: bench.table, idempotency },
      {
        command: claimOf('k1'),
        lookFirst: true,
        attempt: () => {
          throw new Error('attempted');
        },
        replay: ({ count }) => ok(count as number),
      },
    );
    expect(await repeat).toEqual(ok(3));
  });

  test('without a claim is repeated by its state alone', async () => {
    expect(await fill('a', 3, null)).toEqual(ok(3));
    expect(await fill('a', 3, null)).toEqual(ok(6));
  });
});

describe('a refused condition', () => {
  const refusing = (refused: Meanings<number>) =>
    runCommand<number>(
      { table: bench.table, idempotency },
      {
        command: null,
        attempt: () => ({
          // Both were read before anybody else wrote them.
          writes: [
            jars.save({ id: 'a', count: 9, revision: 0 }),
            jars.save({ id: 'b', count: 9, revision: 0 }),
          ],
          value: 1,
          refused,
        }),
      },
    );

  beforeEach(async () => {
    await fill('a', 5, null);
    await fill('b', 6, null);
  });

  test('means what its label says: a problem, an answer, or what the item says', async () => {
    expect(await refusing({ 'jar a': fail('draft_changed'), 'jar b': fail('slot_full') })).toEqual(
      fail('draft_changed'),
    );
    expect(await refusing({ 'jar b': ok(77), 'jar a': 'again' })).toEqual(ok(77));
    expect(
      await refusing({ 'jar *': ({ current }) => fail('slot_full', { count: Number(current?.count) }) }),
    ).toEqual(fail('slot_full', { count: 5 }));
  });

  test('without a meaning is a bug; beside one that has a meaning it is explained', async () => {
    expect(await refusing({ 'jar b': fail('draft_changed') })).toEqual(fail('draft_changed'));
    await expect(refusing({})).rejects.toThrow('jar a, jar b');
    await expect(refusing({ jar: 'again', 'pot *': 'again' })).rejects.toThrow('jar a, jar b');
    expect((await jars.read('a')).count).toBe(5);
  });

  test('that always means again ends as busy, after the tries it is given', async () => {
    let tries = 0;
    const busy = await runCommand(
      { table: bench.table, idempotency },
      {
        command: claimOf('k1'),
        maxTries: 3,
        attempt: (now) => {
          tries = now;
          return { writes: [jars.save({ id: 'a', count: 1, revision: 0 })], value: 1, refused: again };
        },
        replay: () => ok(1),
      },
    );
    expect([busy, tries]).toEqual([fail('busy'), 3]);
  });
});

describe('trouble', () => {
  test('conflicts without end are busy, and nothing is claimed', async () => {
    faultsInTurn(...Array<FaultKind>(12).fill('conflict'));
    expect(await fill('a', 3, claimOf('k1'), 9, 2)).toEqual(fail('busy'));
    expect(await fill('a', 3, claimOf('k1'))).toEqual(ok(3));
    expect((await jars.read('a')).count).toBe(3);
  });

  test('done, though every answer was lost: the claim tells what was done', async () => {
    faultsInTurn('fail-after', ...Array<FaultKind>(5).fill('conflict'));
    expect(await fill('a', 3, claimOf('k1'))).toEqual(ok(3));
    expect((await jars.read('a')).count).toBe(3);
  });

  test.each<FaultKind>(['lost-before', 'lost-after', 'fail-before', 'fail-after'])(
    '%s: whoever asks again with the same key has it done once',
    async (fault) => {
      faultsInTurn(fault);
      await fill('a', 3, claimOf('k1')).catch(() => null);
      expect(await fill('a', 3, claimOf('k1'))).toEqual(ok(3));
      expect((await jars.read('a')).count).toBe(3);
    },
  );
});

describe('many at once', () => {
  test('twenty with one key: done once, and all have the same answer', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => fill('a', 3, claimOf('k1'))));
    expect(answers).toEqual(Array(20).fill(ok(3)));
    expect((await jars.read('a')).count).toBe(3);
  });

  test('any commands, some of them twice, with faults: a jar holds what the answers say, and never more than its limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ key: fc.integer({ min: 0, max: 7 }), by: fc.constantFrom(1, 1, 2) }), {
          minLength: 1,
          maxLength: 14,
        }),
        fc.array(fc.constantFrom<FaultKind>('none', 'none', 'conflict', 'fail-after', 'lost-after'), {
          maxLength: 10,
        }),
        async (asked, faults) => {
          const jar = `jar${Math.random()}`;
          faultsInTurn(...faults);
          const given = () =>
            Promise.all(
              asked.map(({ key, by }) =>
                fill(jar, by, claimOf(`${jar} ${key}`, { by }), 8).catch(() => null),
              ),
            );
          const first = await given();
          bench.engine.faults.set();
          // Whatever was answered stays answered; what was lost is answered now.
          const second = await given();
          const done = new Map<number, number>();
          for (const [i, { key, by }] of asked.entries()) {
            const [before, now] = [first[i], second[i]];
            if (before?.ok) expect(now).toEqual(before);
            if (now?.ok) done.set(key, by);
          }
          const { count } = await jars.read(jar);
          expect(count).toBe([...done.values()].reduce((sum, by) => sum + by, 0));
          expect(count).toBeLessThanOrEqual(8);
        },
      ),
      { numRuns: 25 },
    );
  });
});
