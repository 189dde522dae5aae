import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSnapshotStore, liveSnapshot, type SnapshotStore } from './snapshot-store.ts';
import { openTable, startMs, type TestTable } from './testing/table.ts';

let bench: TestTable;
let store: SnapshotStore;

beforeEach(async () => {
  bench = await openTable();
  store = createSnapshotStore({ table: bench.table });
});
afterEach(() => bench.close());

const text = (words: string) => new TextEncoder().encode(words);

function reader(from: SnapshotStore = store) {
  let decoded = 0;
  const live = liveSnapshot({
    store: from,
    clock: bench.clock,
    name: 'catalog',
    decode: (bytes) => {
      decoded += 1;
      return new TextDecoder().decode(bytes);
    },
  });
  return { ...live, decoded: () => decoded };
}

/** How many calls of the database it takes. */
async function callsOf(act: () => Promise<unknown>): Promise<string[]> {
  const calls: string[] = [];
  bench.engine.faults.set((operation) => {
    calls.push(operation);
    return 'none';
  });
  await act();
  bench.engine.faults.set();
  return calls;
}

describe('a snapshot', () => {
  test.each([0, 1, 349_999, 350_000, 350_001, 1_500_000])(
    'of %d bytes comes back as it was',
    async (size) => {
      const bytes = randomBytes(size);
      const version = await store.publish('catalog', bytes, startMs);
      const pointer = await store.pointer('catalog');
      expect(pointer).toEqual({ version, chunks: Math.max(1, Math.ceil(size / 350_000)) });
      const back = await store.read('catalog', version, pointer!.chunks);
      expect(Buffer.compare(back, bytes)).toBe(0);
    },
  );

  test('has its content as version: the same again is the same', async () => {
    const one = await store.publish('catalog', text('one'), startMs);
    const two = await store.publish('catalog', text('two'), startMs);
    expect(two).not.toBe(one);
    expect(await store.publish('catalog', text('one'), startMs)).toBe(one);
    expect(await store.pointer('catalog')).toMatchObject({ version: one });
  });

  test('broken off half way is not seen: the one before stays', async () => {
    const before = await store.publish('catalog', text('before'), startMs);
    let puts = 0;
    bench.engine.faults.set((operation) => {
      if (operation === 'PutItem') puts += 1;
      return puts > 2 ? 'fail-before' : 'none';
    });
    await expect(store.publish('catalog', randomBytes(1_000_000), startMs)).rejects.toThrow();
    bench.engine.faults.set();
    expect(await store.pointer('catalog')).toMatchObject({ version: before });
    expect(await reader().current()).toBe('before');
  });

  test('that was replaced is deleted once nobody can be reading it, and no sooner', async () => {
    const hour = 3_600_000;
    const versions = [await store.publish('catalog', randomBytes(700_001), startMs)];
    versions.push(await store.publish('catalog', text('two'), startMs + 1));
    versions.push(await store.publish('catalog', text('three'), startMs + hour));
    const [one, two, three] = versions as [string, string, string];
    // Somebody read the pointer before it was switched, and comes for the chunks now.
    expect(await store.read('catalog', one, 3)).toHaveLength(700_001);
    await store.publish('catalog', text('four'), startMs + hour + 1);
    await expect(store.read('catalog', one, 3)).rejects.toThrow('lacks chunk');
    expect((await store.read('catalog', two, 1)).toString()).toBe('two');
    // What is in force again is not old any more, however long ago it was replaced.
    expect(await store.publish('catalog', text('three'), startMs + hour + 2)).toBe(three);
    await store.publish('catalog', text('three'), startMs + 9 * hour);
    expect((await store.read('catalog', three, 1)).toString()).toBe('three');
    const { Items } = (await bench.engine.call('Scan', { TableName: bench.name })) as {
      Items: { pk: { S: string } }[];
    };
    expect(Items.filter(({ pk }) => pk.S.startsWith('SNAPSHOT#catalog#'))).toHaveLength(1);
  });

  test('that lost its place to another is deleted in its time too, unless it is what is in force', async () => {
    const hour = 3_600_000;
    const countStored = async () => {
      const { Items } = (await bench.engine.call('Scan', { TableName: bench.name })) as {
        Items: { pk: { S: string } }[];
      };
      return Items.filter(({ pk }) => pk.S.startsWith('SNAPSHOT#catalog#')).length;
    };
    // What another publishes meanwhile, and what is made then: also the same, before or after it.
    const rounds = [
      ['one', 'lost'],
      ['two', 'early'],
      ['early', 'late'],
      ['late', 'late'],
      ['three', 'three'],
      [null, 'last'],
    ] as const;
    let round = 0;
    const content = async () => {
      const [other, mine] = rounds[round] ?? [null, 'last'];
      round += 1;
      if (other) await store.publish('catalog', text(other), startMs);
      return text(mine);
    };
    await store.publish('catalog', content, startMs);
    expect(round).toBe(rounds.length);
    expect(await reader().current()).toBe('last');
    // one, lost, two, early, late, three, last: whoever read a pointer may still come for any of them.
    expect(await countStored()).toBe(7);
    await store.publish('catalog', text('last'), startMs + hour);
    expect(await countStored()).toBe(1);
    expect(await reader().current()).toBe('last');
  });

  test('whose publisher died half way is swept in its time, and one that is on its way is not', async () => {
    const hour = 3_600_000;
    type Page = { Items: { sk: { S: string } }[]; LastEvaluatedKey?: unknown };
    /** What lies there, without the versions and numbers that the keys name. */
    const stored = async () => {
      const kinds: string[] = [];
      let from: unknown;
      do {
        const page = (await bench.engine.call('Scan', {
          TableName: bench.name,
          ...(from ? { ExclusiveStartKey: from } : {}),
        })) as Page;
        kinds.push(...page.Items.map(({ sk }) => sk.S.replace(/#.*/, '')));
        from = page.LastEvaluatedKey;
      } while (from);
      return kinds.sort();
    };
    const one = await store.publish('catalog', text('one'), startMs);
    const clean = ['CHUNK', 'CURRENT'];
    expect(await stored()).toEqual(clean);
    // Dies before each of its writes in turn, each time over other content.
    for (let writes = 1; writes <= 4; writes += 1) {
      let puts = 0;
      bench.engine.faults.set((operation) => {
        if (operation === 'PutItem') puts += 1;
        return puts > writes ? 'lost-before' : 'none';
      });
      await expect(store.publish('catalog', randomBytes(1_000_000), startMs)).rejects.toThrow();
      bench.engine.faults.set();
    }
    // One intent each; of the chunks none, one, two and three.
    expect((await stored()).filter((kind) => kind === 'BEGUN')).toHaveLength(4);
    expect((await stored()).filter((kind) => kind === 'CHUNK')).toHaveLength(1 + 0 + 1 + 2 + 3);
    // Another begins the same content as is published beside it: its chunks stay.
    await store.publish('catalog', text('two'), startMs + hour - 1);
    expect((await stored()).filter((kind) => kind === 'BEGUN')).toHaveLength(4);
    expect(await store.publish('catalog', text('one'), startMs + 3 * hour)).toBe(one);
    await store.publish('catalog', text('one'), startMs + 5 * hour);
    expect(await stored()).toEqual(clean);
    expect(await reader().current()).toBe('one');
  });

  test('that is made from what is stored is never replaced by an older one, however many publish at once', async () => {
    let stored = 0;
    const publishers = Array.from({ length: 6 }, async () => {
      stored += 1;
      await store.publish('catalog', async () => text(String(stored)), startMs);
    });
    await Promise.all(publishers);
    expect(await reader().current()).toBe('6');
  });

  test('that lacks a chunk is not handed out as a whole', async () => {
    await expect(store.read('catalog', 'nowhere', 1)).rejects.toThrow('lacks chunk 0');
  });

  test('is read chunk by chunk as it was last written, not as a replica has it', async () => {
    const version = await store.publish('catalog', randomBytes(700_001), startMs);
    const consistent: unknown[] = [];
    bench.engine.faults.set((operation, { input }) => {
      if (operation === 'GetItem') consistent.push(input.ConsistentRead);
      return 'none';
    });
    await store.read('catalog', version, 3);
    expect(consistent).toEqual([true, true, true]);
  });
});

describe('a reader that runs on', () => {
  test('meets a new version two seconds later at most, and decodes each once', async () => {
    await store.publish('catalog', text('one'), startMs);
    const live = reader();
    expect(await live.current()).toBe('one');
    await store.publish('catalog', text('two'), startMs);
    bench.clock.advance(1_999);
    expect(await live.current()).toBe('one');
    bench.clock.advance(1);
    expect(await live.current()).toBe('two');
    bench.clock.advance(60_000);
    expect(await live.current()).toBe('two');
    expect(live.decoded()).toBe(2);
  });

  test('asks the database for nothing in between, however many orders come', async () => {
    await store.publish('catalog', text('one'), startMs);
    const live = reader();
    await live.current();
    expect(await callsOf(() => Promise.all(Array.from({ length: 100 }, () => live.current())))).toEqual([]);
    bench.clock.advance(2_000);
    expect(await callsOf(() => Promise.all(Array.from({ length: 100 }, () => live.current())))).toEqual([
      'GetItem',
    ]);
  });

  test('says so while nothing was ever published, and finds it as soon as it is', async () => {
    const live = reader();
    await expect(live.current()).rejects.toThrow('publish one');
    await store.publish('catalog', text('one'), startMs);
    expect(await live.current()).toBe('one');
  });

  test('tries again after a failure', async () => {
    await store.publish('catalog', text('one'), startMs);
    const live = reader();
    bench.engine.faults.set(() => 'throttle');
    await expect(live.current()).rejects.toThrow();
    bench.engine.faults.set();
    expect(await live.current()).toBe('one');
  });

  test('says so when it goes on with what it has, and does not go on with it for ever', async () => {
    const told: object[] = [];
    const logger = { error: (fields: object, words: string) => void told.push({ ...fields, words }) };
    const live = reader(createSnapshotStore({ table: bench.table, logger: logger as never }));
    const version = await store.publish('catalog', text('one'), startMs);
    await live.current();
    await store.publish('catalog', text('two'), startMs);
    // A look that fails now and then is nobody's business, however long ago the last one was.
    bench.clock.advance(3_600_000);
    bench.engine.faults.set(() => 'lost-before');
    expect(await live.current()).toBe('one');
    expect(told).toEqual([]);
    // Every ten seconds for twenty-nine minutes.
    for (let looks = 0; looks < 29 * 6; looks += 1) {
      bench.clock.advance(10_000);
      expect(await live.current()).toBe('one');
    }
    expect(told).toHaveLength(29);
    expect(told[0]).toMatchObject({
      snapshot: 'catalog',
      version,
      forSeconds: 60,
      needsPerson: true,
      words: 'a snapshot is stale',
    });
    bench.clock.advance(60_000);
    await expect(live.current()).rejects.toThrow();
    bench.engine.faults.set();
    expect(await live.current()).toBe('two');
  });

  test.each(['GetItem fails', 'nothing answers', 'a chunk is gone'])(
    'goes on with what it has when %s, and takes the newer one as soon as it can',
    async (fault) => {
      await store.publish('catalog', text('one'), startMs);
      let broken = false;
      let looks = 0;
      const never = new Promise<never>(() => {});
      const live = reader({
        ...store,
        pointer: (name) => {
          looks += 1;
          return broken && fault === 'nothing answers' ? never : store.pointer(name);
        },
        read: (name, version, chunks) =>
          broken && fault === 'a chunk is gone'
            ? store.read(name, 'gone', 1)
            : store.read(name, version, chunks),
      });
      expect(await live.current()).toBe('one');
      await store.publish('catalog', text('two'), startMs);
      broken = true;
      if (fault === 'GetItem fails') bench.engine.faults.set(() => 'fail-before');
      bench.clock.advance(2_000);
      expect(await live.current()).toBe('one');
      expect(looks).toBe(2);
      // Nobody else looks, and so nobody waits for the same silence.
      const others = await Promise.all(Array.from({ length: 50 }, () => live.current()));
      expect([new Set(others), looks]).toEqual([new Set(['one']), 2]);
      bench.engine.faults.set();
      broken = false;
      if (fault === 'nothing answers') return;
      bench.clock.advance(2_000);
      expect(await live.current()).toBe('two');
    },
  );

  test('of one name is not disturbed by another', async () => {
    await store.publish('catalog', text('goods'), startMs);
    await store.publish('network', text('places'), startMs);
    expect(await reader().current()).toBe('goods');
  });
});
