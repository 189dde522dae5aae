import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { createEngine, type Engine, seededFaults, seededRandom } from '@jindian/embedded-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tableDefinition, tableKeys } from '../../platform/table.ts';
import { type CopyOptions, copyTable, type Door, finishCopy } from './copy.ts';
import { type End, openEnd } from './end.ts';
import { noteKey } from './note.ts';
import { CopyRefusal } from './refusal.ts';
import type { Item } from './writing.ts';

/** Two engines, each behind its own address, as two tables on AWS are. */
let engines: Engine[];
let from: End;
let to: End;
let closing: (() => unknown)[];

async function engineWithEnd(table: string): Promise<{ engine: Engine; end: End; endpoint: string }> {
  const engine = await createEngine();
  const { endpoint } = await engine.listen();
  const end = openEnd({ table, endpoint });
  closing.push(
    () => end.close(),
    () => engine.close(),
  );
  return { engine, end, endpoint };
}
let addresses: string[];
beforeEach(async () => {
  closing = [];
  const [source, target] = await Promise.all([engineWithEnd('old'), engineWithEnd('new')]);
  engines = [source.engine, target.engine];
  addresses = [source.endpoint, target.endpoint];
  from = source.end;
  to = target.end;
  await from.client.send(new CreateTableCommand(tableDefinition('old')));
  await from.client.send(
    new UpdateTimeToLiveCommand({
      TableName: 'old',
      TimeToLiveSpecification: { Enabled: true, AttributeName: tableKeys.expiry },
    }),
  );
});
afterEach(async () => {
  for (const close of closing) await close();
});

async function contentOf({ client, table }: End): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  for (let start: Item | undefined; ; ) {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    for (const item of (page.Items ?? []) as Item[]) found.set(`${item.pk?.S} ${item.sk?.S}`, item);
    start = page.LastEvaluatedKey;
    if (!start) return found;
  }
}

type Random = () => number;
const below = (random: Random, count: number) => Math.floor(random() * count);

/** Of every type that an item may have, some in indexes, some that end one day. */
function someItem(random: Random, key: Item): Item {
  const text = (length: number) => 'x近'.repeat(below(random, length));
  const item: Item = {
    ...key,
    _et: { S: 'Order' },
    n: { N: String(below(random, 1e9) / 100) },
    s: { S: text(40) },
  };
  const more: [string, Item[string]][] = [
    ['gsi1pk', { S: `LIST#${below(random, 5)}` }],
    ['b', { B: Uint8Array.from({ length: below(random, 20) + 1 }, () => below(random, 256)) }],
    ['ss', { SS: ['a', 'b', text(3) || 'c'].filter((one, at, all) => all.indexOf(one) === at) }],
    ['ns', { NS: ['1', '2.5', String(below(random, 100) + 3)] }],
    ['l', { L: [{ S: text(5) }, { NULL: true }, { M: { deep: { BOOL: random() < 0.5 } } }] }],
    ['m', { M: { empty: { M: {} }, list: { L: [] }, text: { S: '' } } }],
    [tableKeys.expiry, { N: String(4_000_000_000 + below(random, 1_000)) }],
  ];
  for (const [name, value] of more) if (random() < 0.5) item[name] = value;
  if (item.gsi1pk) item.gsi1sk = { S: text(3) || '-' };
  return item;
}
const keyOf = (random: Random, count: number): Item => {
  const number = below(random, count);
  return { pk: { S: `ORDER#${number % 40}` }, sk: { S: `LINE#${number}` } };
};

/** Somebody who goes on writing as the business does: puts, changes, removals, several at once. */
function writeOn(random: Random, keys: number) {
  let stopped = false;
  let writes = 0;
  const { client } = from;
  const TableName = 'old';
  async function write(): Promise<void> {
    const Key = keyOf(random, keys);
    const which = random();
    if (which < 0.35) await client.send(new PutItemCommand({ TableName, Item: someItem(random, Key) }));
    else if (which < 0.55) await client.send(new DeleteItemCommand({ TableName, Key }));
    else if (which < 0.85)
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: 'SET #c = if_not_exists(#c, :none) + :one REMOVE b',
          ExpressionAttributeNames: { '#c': 'count' },
          ExpressionAttributeValues: { ':none': { N: '0' }, ':one': { N: '1' } },
        }),
      );
    else {
      const other: Item = { pk: { S: 'MOVES' }, sk: { S: `${writes}` } };
      await client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: someItem(random, Key) } },
            { Put: { TableName, Item: someItem(random, other) } },
          ],
        }),
      );
    }
    writes += 1;
  }
  const running = (async () => {
    while (!stopped) {
      await write();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  return {
    writes: () => writes,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

async function fill(random: Random, count: number): Promise<void> {
  const items = new Map<string, Item>();
  for (let at = 0; at < count; at += 1) {
    const item = someItem(random, keyOf(random, count));
    items.set(`${item.sk?.S}`, item);
  }
  await engines[0]?.bulkLoad('old', [...items.values()]);
  // What is loaded so stands in no log: one of before would undo it.
  await engines[0]?.streams.trim('9'.repeat(21));
}

/** A source that stops its writers when it is asked to, as a running system does. */
function doorOf(stopWriting: () => Promise<void>): Door & { moved_: string[] } {
  const moved_: string[] = [];
  const last = () => engines[0]?.streams.last() ?? null;
  return {
    moved_,
    hold: async (name) => ({ name: name ?? 'hold', after: last() }),
    renew: async () => {},
    freeze: stopWriting,
    thaw: async () => {},
    moved: async (target) => {
      moved_.push(target);
    },
    movedTo: async () => moved_[0] ?? null,
  };
}

/** Dies at the so-manieth call to the target: before it is sent, or after it was carried out and before its answer. */
function dyingEnd(diesAt: number, after: boolean): End {
  const end = openEnd({ table: 'new', endpoint: addresses[1] as string });
  closing.push(() => end.close());
  let calls = 0;
  let dead = false;
  end.client.middlewareStack.add(
    (next) => async (args) => {
      calls += 1;
      if (dead || (calls >= diesAt && !after)) {
        dead = true;
        throw new TypeError('died');
      }
      const answer = await next(args);
      if (calls >= diesAt) {
        dead = true;
        throw new TypeError('died');
      }
      return answer;
    },
    { step: 'initialize', priority: 'high', name: 'death' },
  );
  return end;
}

const quick = { segments: 3, holdMs: 40, quietMs: 0 } as const;

test('whenever it dies, whatever fails, and whoever writes meanwhile: in the end the target is the source', async () => {
  for (let seed = 1; seed <= 3; seed += 1) {
    const random = seededRandom(seed);
    await fill(random, 600);
    const writer = writeOn(seededRandom(seed + 100), 700);
    const door = doorOf(writer.stop);
    const options: CopyOptions = { from, to, door, switching: true, ...quick };
    // Throttled, half of a batch left, answers lost: by the engine, seen by the real SDK.
    engines[1]?.faults.set(
      seededFaults({
        seed,
        rates: { throttle: 0.05, unprocessed: 0.2, 'lost-after': 0.03, 'fail-after': 0.03 },
        operations: ['BatchWriteItem'],
      }),
    );
    const deaths = 1 + below(random, 4);
    for (let death = 0; death < deaths; death += 1) {
      const dying = dyingEnd(1 + below(random, 60), random() < 0.5);
      const died = await copyTable({ ...options, to: dying, door: null, switching: false }).catch(
        (error: Error) => error,
      );
      if (died instanceof Error) expect(died.message, `seed ${seed}`).toBe('died');
      dying.close();
    }
    const before = writer.writes();
    const report = await copyTable(options);
    expect(report.switched).toBe(true);
    expect(report.mended, `seed ${seed}: nothing had to be mended`).toBe(0);
    expect(writer.writes(), 'the business went on').toBeGreaterThan(before);
    expect(door.moved_).toEqual(['new']);

    const [theirs, ours] = [await contentOf(from), await contentOf(to)];
    expect(report.items).toBe(theirs.size);
    expect(ours, `seed ${seed}`).toEqual(theirs);
    const { TimeToLiveDescription } = await to.client.send(
      new DescribeTimeToLiveCommand({ TableName: 'new' }),
    );
    expect(TimeToLiveDescription?.AttributeName).toBe(tableKeys.expiry);
    const { Table } = await to.client.send(new DescribeTableCommand({ TableName: 'new' }));
    expect(Table?.LatestStreamArn).toBe(report.streamArn);
    // What was copied is no news to whoever follows the stream.
    const told = await engines[1]?.streams.read('new', null, 10);
    expect(told?.map(({ eventName, dynamodb }) => [eventName, dynamodb.Keys])).toEqual([['REMOVE', noteKey]]);

    engines[1]?.faults.set();
    await engines[1]?.call('DeleteTable', { TableName: 'new' });
  }
});

test('a target that is something else is refused and left alone', async () => {
  await fill(seededRandom(1), 50);
  const options: CopyOptions = { from, to, door: null, switching: false, ...quick };
  const refused = async (change: Partial<CopyOptions>, says: string) => {
    const error = await copyTable({ ...options, ...change }).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(CopyRefusal);
    expect((error as Error).message).toContain(says);
  };
  const make = (change: object) =>
    to.client.send(new CreateTableCommand({ ...tableDefinition('new'), ...change }));
  const drop = () => engines[1]?.call('DeleteTable', { TableName: 'new' });

  await make({ StreamSpecification: { StreamEnabled: false } });
  await to.client.send(new PutItemCommand({ TableName: 'new', Item: keyOf(seededRandom(1), 9) }));
  await refused({}, 'holds something');
  expect(await contentOf(to)).toHaveProperty('size', 1);
  await drop();
  await make({});
  await refused({}, 'has a stream');
  await drop();
  const {
    GlobalSecondaryIndexes: [first, ...others],
  } = tableDefinition('new');
  const reversed = [...(first?.KeySchema ?? [])].map(({ AttributeName }, at, all) => ({
    AttributeName: all[1 - at]?.AttributeName ?? AttributeName,
    KeyType: at === 0 ? ('HASH' as const) : ('RANGE' as const),
  }));
  await make({
    GlobalSecondaryIndexes: [{ ...first, KeySchema: reversed }, ...others],
    StreamSpecification: { StreamEnabled: false },
  });
  await refused({}, 'other keys or indexes');
  await drop();

  // An unfinished copy is this source's alone, and one copies at a time.
  expect(await copyTable(options)).toMatchObject({ switched: false });
  await from.client.send(new CreateTableCommand(tableDefinition('other')));
  await refused({ from: { ...from, table: 'other' } }, 'of another source');
  await refused({ from: to, to: { ...to, table: 'third' } }, 'itself an unfinished copy');
  const both = await Promise.allSettled([copyTable(options), copyTable(options)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  // And a finished one is a business, which nobody copies over.
  expect(await copyTable({ ...options, switching: true })).toMatchObject({ switched: true });
  expect((await contentOf(to)).has(`${noteKey.pk?.S} ${noteKey.sk?.S}`)).toBe(false);
  await refused({}, 'holds something');
});

test('where the log was cut the source is read again, and what only the target has is taken away', async () => {
  await fill(seededRandom(2), 200);
  const options: CopyOptions = { from, to, door: doorOf(async () => {}), switching: false, ...quick };
  await copyTable(options);
  const [gone, changed] = [...(await contentOf(from)).values()] as [Item, Item];
  const { pk, sk } = gone as { pk: Item['pk']; sk: Item['sk'] } & Item;
  await from.client.send(new DeleteItemCommand({ TableName: 'old', Key: { pk, sk } as Item }));
  await from.client.send(new PutItemCommand({ TableName: 'old', Item: { ...changed, s: { S: 'new' } } }));
  await engines[0]?.streams.trim('9'.repeat(21));
  const lapsed = doorOf(async () => {});
  const lines: string[] = [];
  const report = await copyTable({
    ...options,
    switching: true,
    door: { ...lapsed, hold: async (name) => (name ? null : lapsed.hold(name)) },
    log: (line) => lines.push(line),
  });
  expect(lines.join(' ')).toContain('read once more');
  expect(report).toMatchObject({ switched: true, mended: 1 });
  expect(await contentOf(to)).toEqual(await contentOf(from));
});

test('a source that is not given up goes on: nothing is said to be moved', async () => {
  await fill(seededRandom(3), 60);
  const thawed: string[] = [];
  const door: Door = {
    ...doorOf(async () => {}),
    moved: () => Promise.reject(new CopyRefusal('it is open, and goes on')),
    thaw: async () => void thawed.push('thawed'),
  };
  const options: CopyOptions = { from, to, door, switching: true, ...quick };
  await expect(copyTable(options)).rejects.toThrow('goes on');
  expect(thawed).toEqual(['thawed']);
  await from.client.send(
    new PutItemCommand({ TableName: 'old', Item: someItem(seededRandom(9), keyOf(seededRandom(9), 9)) }),
  );
  const { Table } = await to.client.send(new DescribeTableCommand({ TableName: 'new' }));
  expect(Table?.StreamSpecification).toBeUndefined();
  // Later it is.
  const second = doorOf(async () => {});
  expect(await copyTable({ ...options, door: second })).toMatchObject({ switched: true, mended: 0 });
  expect(await contentOf(to)).toEqual(await contentOf(from));
  // Given up, and dead before it was said: what is left is done by the same command.
  expect(await finishCopy({ to, holdMs: 40 })).toMatch(/stream/);
});
