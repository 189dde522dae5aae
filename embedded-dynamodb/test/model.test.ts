/** Random operations on the engine and on a few lines of plain code that say what should happen: no difference allowed. */
import {
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, type StreamRecord } from '../src/index.ts';
import { allRecords, clientFor, key, number, openBench, TABLE, text, withFolder } from './kit.ts';

interface Row {
  quantity: number;
  group?: string;
}
type Rows = Map<string, Row>;

type Action =
  | { kind: 'put'; pk: string; quantity: number; group: string | undefined; onlyIfAbsent: boolean }
  | { kind: 'take'; pk: string; amount: number }
  | { kind: 'delete'; pk: string }
  | { kind: 'check'; pk: string; atLeast: number };
type Step = { kind: 'single'; action: Action } | { kind: 'together'; actions: Action[] };

const pk = fc.constantFrom('a', 'b', 'c', 'd', '店');
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    pk,
    quantity: fc.integer({ min: 0, max: 9 }),
    group: fc.option(fc.constantFrom('g', 'h'), { nil: undefined }),
    onlyIfAbsent: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('take' as const), pk, amount: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('delete' as const), pk }),
  fc.record({ kind: fc.constant('check' as const), pk, atLeast: fc.integer({ min: 0, max: 9 }) }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('single' as const), action }),
  fc.record({
    kind: fc.constant('together' as const),
    actions: fc.uniqueArray(action, { selector: (one) => one.pk, minLength: 1, maxLength: 5 }),
  }),
);

/** What the model does; false when the condition fails. */
function apply(rows: Rows, one: Action): boolean {
  const row = rows.get(one.pk);
  switch (one.kind) {
    case 'put':
      if (one.onlyIfAbsent && row) return false;
      rows.set(one.pk, { quantity: one.quantity, ...(one.group !== undefined && { group: one.group }) });
      return true;
    case 'take':
      if (!row || row.quantity < one.amount) return false;
      rows.set(one.pk, { ...row, quantity: row.quantity - one.amount });
      return true;
    case 'delete':
      rows.delete(one.pk);
      return true;
    case 'check':
      return row !== undefined && row.quantity >= one.atLeast;
  }
}

function toRequest(one: Action) {
  const at = { TableName: TABLE, Key: key(one.pk) };
  switch (one.kind) {
    case 'put':
      return {
        Put: {
          TableName: TABLE,
          Item: {
            ...key(one.pk),
            q: number(one.quantity),
            ...(one.group !== undefined && { gp: text(one.group), gs: text(one.pk) }),
          },
          ...(one.onlyIfAbsent && { ConditionExpression: 'attribute_not_exists(pk)' }),
        },
      };
    case 'take':
      return {
        Update: {
          ...at,
          UpdateExpression: 'SET q = q - :n',
          ConditionExpression: 'q >= :n',
          ExpressionAttributeValues: { ':n': number(one.amount) },
        },
      };
    case 'delete':
      return { Delete: at };
    case 'check':
      return {
        ConditionCheck: {
          ...at,
          ConditionExpression: 'q >= :n',
          ExpressionAttributeValues: { ':n': number(one.atLeast) },
        },
      };
  }
}

type Client = Awaited<ReturnType<typeof clientFor>>;

async function succeeds(client: Client, { kind, ...rest }: Step): Promise<boolean> {
  const requests = ('actions' in rest ? rest.actions : [rest.action]).map(toRequest);
  const [first] = requests;
  try {
    if (kind === 'single' && first?.Put) await client.send(new PutItemCommand(first.Put));
    else if (kind === 'single' && first?.Update) await client.send(new UpdateItemCommand(first.Update));
    else if (kind === 'single' && first?.Delete) await client.send(new DeleteItemCommand(first.Delete));
    else await client.send(new TransactWriteItemsCommand({ TransactItems: requests }));
    return true;
  } catch (error) {
    expect((error as Error).name).toMatch(/^(TransactionCanceledException|ConditionalCheckFailedException)$/);
    return false;
  }
}

function applyStep(rows: Rows, one: Step): boolean {
  const draft: Rows = new Map(rows);
  const actions = one.kind === 'single' ? [one.action] : one.actions;
  // Every action is judged, as the reasons of a cancellation are, but nothing stays unless all succeed.
  const done = actions.map((each) => apply(draft, each)).every(Boolean);
  if (!done) return false;
  rows.clear();
  for (const [name, row] of draft) rows.set(name, row);
  return true;
}

const shown = (rows: Rows): string =>
  JSON.stringify([...rows].map(([name, row]) => [name, row.quantity, row.group]).sort());

async function stored(client: Client): Promise<string> {
  const rows: Rows = new Map();
  for (const name of ['a', 'b', 'c', 'd', '店']) {
    const { Items } = await client.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': text(name) },
      }),
    );
    for (const item of Items ?? []) {
      rows.set(name, { quantity: Number(item.q?.N), ...(item.gp?.S !== undefined && { group: item.gp.S }) });
    }
  }
  return shown(rows);
}

async function indexed(client: Client, group: string): Promise<[string, number][]> {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: TABLE,
      IndexName: 'all',
      KeyConditionExpression: 'gp = :g',
      ExpressionAttributeValues: { ':g': text(group) },
    }),
  );
  return (Items ?? []).map((item): [string, number] => [item.pk!.S!, Number(item.q?.N)]).sort();
}

/** The rows that follow from the records alone. */
function replay(records: readonly StreamRecord[]): Rows {
  const rows: Rows = new Map();
  for (const { dynamodb, eventName } of records) {
    const name = dynamodb.Keys.pk!.S!;
    const old = rows.get(name);
    expect(dynamodb.OldImage?.q?.N).toBe(old === undefined ? undefined : String(old.quantity));
    expect(eventName).toBe(dynamodb.NewImage ? (old ? 'MODIFY' : 'INSERT') : 'REMOVE');
    const image = dynamodb.NewImage;
    if (!image) rows.delete(name);
    else
      rows.set(name, {
        quantity: Number(image.q?.N),
        ...(image.gp?.S !== undefined && { group: image.gp.S }),
      });
  }
  return rows;
}

const expectedIndex = (rows: Rows, group: string): [string, number][] =>
  [...rows]
    .filter(([, row]) => row.group === group)
    .map(([name, row]): [string, number] => [name, row.quantity])
    .sort();

describe('the engine against a model', () => {
  it('agrees step by step: outcomes, items, indexes, stream, and all of it after a restart', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        await withFolder(async (folder) => {
          const bench = await openBench('in-process', { path: folder });
          const rows: Rows = new Map();
          for (const one of steps) {
            if (one.kind === 'single' && one.action.kind === 'check') continue;
            expect(await succeeds(bench.client, one)).toBe(applyStep(rows, one));
          }
          const check = async (client: Client): Promise<void> => {
            expect(await stored(client)).toBe(shown(rows));
            for (const group of ['g', 'h'])
              expect(await indexed(client, group)).toEqual(expectedIndex(rows, group));
          };
          await check(bench.client);
          expect(shown(replay(await allRecords(bench.engine)))).toBe(shown(rows));
          await bench.close();
          const engine = await createEngine({ path: folder });
          await check(await clientFor(engine, 'in-process'));
          await engine.close();
        });
      }),
      { numRuns: 25 },
    );
  });

  it('is, under concurrency, always where some order of the steps that succeeded leads', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const bench = await openBench();
        await Promise.all(steps.map((one) => succeeds(bench.client, one)));
        const rows = replay(await allRecords(bench.engine));
        expect(await stored(bench.client)).toBe(shown(rows));
        expect([...rows.values()].every((row) => row.quantity >= 0)).toBe(true);
        for (const group of ['g', 'h'])
          expect(await indexed(bench.client, group)).toEqual(expectedIndex(rows, group));
        await bench.close();
      }),
      { numRuns: 25 },
    );
  });
});
