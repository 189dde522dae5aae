import {
  ConditionalCheckFailedException,
  IdempotentParameterMismatchException,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  type TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allRecords,
  type Bench,
  get,
  type Item,
  key,
  number,
  openBench,
  put,
  refusal,
  TABLE,
  TRANSPORTS,
  text,
} from './kit.ts';

const take = (pk: string, quantity: number): TransactWriteItem => ({
  Update: {
    TableName: TABLE,
    Key: key(pk),
    UpdateExpression: 'SET q = q - :n',
    ConditionExpression: 'q >= :n',
    ExpressionAttributeValues: { ':n': number(quantity) },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});
const create = (item: Item): TransactWriteItem => ({
  Put: { TableName: TABLE, Item: item, ConditionExpression: 'attribute_not_exists(pk)' },
});
const mustBeAbsent = (pk: string): TransactWriteItem => ({
  ConditionCheck: { TableName: TABLE, Key: key(pk), ConditionExpression: 'attribute_not_exists(pk)' },
});

describe.each(TRANSPORTS)('transactions over %s', (transport) => {
  let bench: Bench;
  const transact = (items: TransactWriteItem[], token?: string) =>
    bench.client.send(
      new TransactWriteItemsCommand({ TransactItems: items, ...(token && { ClientRequestToken: token }) }),
    );
  const cancellation = (items: TransactWriteItem[]) => refusal<TransactionCanceledException>(transact(items));

  beforeAll(async () => {
    bench = await openBench(transport);
  });
  afterAll(() => bench.close());

  it('carries out a repeated token once and refuses another request under it', async () => {
    const items: TransactWriteItem[] = [
      create({ ...key('order-1'), gp: text('orders'), gs: text('1') }),
      {
        Update: {
          TableName: TABLE,
          Key: key('counter'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': number(1) },
        },
      },
      mustBeAbsent('nobody'),
    ];
    await transact(items, 'token-1');
    await transact(items, 'token-1');
    expect((await get(bench.client, 'counter'))?.n).toEqual(number(1));
    expect(await get(bench.client, 'nobody')).toBeUndefined();
    expect(await refusal(transact(items.slice(1), 'token-1'))).toBeInstanceOf(
      IdempotentParameterMismatchException,
    );
  });

  it('takes a repeat for the same whatever the order in which its parts are named', async () => {
    await transact(
      [{ Put: { TableName: TABLE, Item: { pk: text('named'), sk: text('x'), a: number(1) } } }],
      'token-2',
    );
    await transact(
      [{ Put: { Item: { a: number(1), sk: text('x'), pk: text('named') }, TableName: TABLE } }],
      'token-2',
    );
    expect((await get(bench.client, 'named'))?.a).toEqual(number(1));
  });

  it('shares one outcome between repeats that are under way together', async () => {
    const items: TransactWriteItem[] = [
      {
        Update: {
          TableName: TABLE,
          Key: key('together'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': number(1) },
        },
      },
    ];
    await Promise.all(Array.from({ length: 20 }, () => transact(items, 'token-3')));
    expect((await get(bench.client, 'together'))?.n).toEqual(number(1));
  });

  it('executes a token again that was cancelled before', async () => {
    const items = [take('later', 1)];
    expect((await refusal(transact(items, 'token-4'))).name).toBe('TransactionCanceledException');
    await put(bench.client, { ...key('later'), q: number(5) });
    await transact(items, 'token-4');
    expect((await get(bench.client, 'later'))?.q).toEqual(number(4));
  });

  it('gives a reason for each action and does nothing at all', async () => {
    await put(bench.client, { ...key('stock'), q: number(10) });
    const error = await cancellation([{ Put: { TableName: TABLE, Item: key('fresh') } }, take('stock', 99)]);
    expect(error.name).toBe('TransactionCanceledException');
    expect(error.message).toContain('[None, ConditionalCheckFailed]');
    expect(error.CancellationReasons?.map((reason) => reason.Code)).toEqual([
      'None',
      'ConditionalCheckFailed',
    ]);
    expect(error.CancellationReasons?.[1]?.Item?.q).toEqual(number(10));
    expect(await get(bench.client, 'fresh')).toBeUndefined();
    expect((await get(bench.client, 'stock'))?.q).toEqual(number(10));
  });

  it('heeds a condition check on an item that it does not write', async () => {
    const error = await cancellation([
      {
        ConditionCheck: { TableName: TABLE, Key: key('nobody'), ConditionExpression: 'attribute_exists(pk)' },
      },
      { Put: { TableName: TABLE, Item: key('depends') } },
    ]);
    expect(error.CancellationReasons?.map((reason) => reason.Code)).toEqual([
      'ConditionalCheckFailed',
      'None',
    ]);
    expect(await get(bench.client, 'depends')).toBeUndefined();
  });

  it('reports what an update cannot do as a reason', async () => {
    await put(bench.client, { ...key('words'), q: text('ten') });
    const error = await cancellation([
      {
        Update: {
          TableName: TABLE,
          Key: key('words'),
          UpdateExpression: 'SET q = q + :n',
          ExpressionAttributeValues: { ':n': number(1) },
        },
      },
    ]);
    expect(error.CancellationReasons).toEqual([
      { Code: 'ValidationError', Message: 'An operand in the update expression has an incorrect data type' },
    ]);
  });

  it.each([
    ['no action', []],
    ['101 actions', Array.from({ length: 101 }, (_, i) => create(key(`many-${i}`)))],
    ['two actions on one item', [create(key('twice')), { Delete: { TableName: TABLE, Key: key('twice') } }]],
    ['an action of two kinds', [{ ...create(key('a')), Delete: { TableName: TABLE, Key: key('a') } }]],
    [
      'a check without a condition',
      [{ ConditionCheck: { TableName: TABLE, Key: key('a'), ConditionExpression: undefined } }],
    ],
    ['a bad expression', [{ Delete: { TableName: TABLE, Key: key('a'), ConditionExpression: 'a ===' } }]],
  ])('refuses %s', async (_name, items) => {
    expect((await refusal(transact(items as TransactWriteItem[]))).name).toBe('ValidationException');
  });

  it('takes 100 actions, and refuses 4 MB', async () => {
    await transact(Array.from({ length: 100 }, (_, i) => create(key('hundred', String(i)))));
    const large = (i: number): TransactWriteItem =>
      create({ ...key('large', String(i)), body: text('x'.repeat(390_000)) });
    const error = await refusal(transact(Array.from({ length: 11 }, (_, i) => large(i))));
    expect([error.name, error.message]).toEqual(['ValidationException', expect.stringContaining('4MB')]);
    expect(await get(bench.client, 'large', '0')).toBeUndefined();
    await transact(Array.from({ length: 10 }, (_, i) => large(i)));
    expect(await get(bench.client, 'large', '9')).toBeDefined();
  });

  it('sells 100 pieces to exactly 100 of 200 racing buyers, index and stream alike', async () => {
    await put(bench.client, { ...key('hot'), q: number(100) });
    const races = await Promise.allSettled(
      Array.from({ length: 200 }, (_, i) =>
        transact([take('hot', 1), create({ ...key(`sale-${i}`), gp: text('sales'), gs: text(String(i)) })]),
      ),
    );
    expect(races.filter((race) => race.status === 'fulfilled')).toHaveLength(100);
    expect((await get(bench.client, 'hot'))?.q).toEqual(number(0));
    const sold = await bench.client.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: 'all',
        KeyConditionExpression: 'gp = :g',
        ExpressionAttributeValues: { ':g': text('sales') },
      }),
    );
    expect(sold.Count).toBe(100);
    const steps = (await allRecords(bench.engine))
      .filter((record) => record.dynamodb.Keys.pk?.S === 'hot' && record.eventName === 'MODIFY')
      .map((record) => Number(record.dynamodb.NewImage?.q?.N));
    expect(steps).toEqual(Array.from({ length: 100 }, (_, i) => 99 - i));
  });

  it('keeps a sum through transfers, as every TransactGetItems sees', async () => {
    const accounts = Array.from({ length: 10 }, (_, i) => key('account', String(i)));
    for (const account of accounts) await put(bench.client, { ...account, b: number(100) });
    let finished = false;
    const sums: number[] = [];
    const reader = (async () => {
      while (!finished) {
        const read = await bench.client.send(
          new TransactGetItemsCommand({
            TransactItems: accounts.map((Key) => ({ Get: { TableName: TABLE, Key } })),
          }),
        );
        sums.push((read.Responses ?? []).reduce((sum, response) => sum + Number(response.Item?.b?.N), 0));
      }
    })();
    const transfer = (from: Item, to: Item, amount: number) =>
      transact([
        {
          Update: {
            TableName: TABLE,
            Key: from,
            UpdateExpression: 'SET b = b - :n',
            ConditionExpression: 'b >= :n',
            ExpressionAttributeValues: { ':n': number(amount) },
          },
        },
        {
          Update: {
            TableName: TABLE,
            Key: to,
            UpdateExpression: 'ADD b :n',
            ExpressionAttributeValues: { ':n': number(amount) },
          },
        },
      ]).catch((error: Error) => expect(error.name).toBe('TransactionCanceledException'));
    await Promise.all(
      Array.from({ length: 8 }, async (_, worker) => {
        for (let i = 0; i < 40; i++) {
          await transfer(
            accounts[(worker + i) % 10]!,
            accounts[(worker * 3 + i * 7 + 1) % 10]!,
            1 + ((i * 37) % 150),
          ).catch((error: Error) => expect(error.name).toBe('ValidationException'));
        }
      }),
    );
    finished = true;
    await reader;
    expect(new Set(sums)).toEqual(new Set([1000]));
  });

  it('serialises plain conditional updates too', async () => {
    await put(bench.client, { ...key('plain'), q: number(50) });
    const results = await Promise.allSettled(
      Array.from({ length: 120 }, () => bench.client.send(new UpdateItemCommand(take('plain', 1).Update!))),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(50);
  });

  it('shows the item that failed a plain condition when asked', async () => {
    await put(bench.client, { ...key('asked'), q: number(3) });
    const update = take('asked', 9).Update!;
    const error = await refusal<ConditionalCheckFailedException>(
      bench.client.send(new UpdateItemCommand(update)),
    );
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error.Item?.q).toEqual(number(3));
    const { ReturnValuesOnConditionCheckFailure: _, ...silent } = update;
    expect(
      (await refusal<ConditionalCheckFailedException>(bench.client.send(new UpdateItemCommand(silent)))).Item,
    ).toBeUndefined();
  });

  it('reads up to 100 items at once, with projections, and no more', async () => {
    await bench.client.send(
      new PutItemCommand({ TableName: TABLE, Item: { ...key('read'), a: number(1), b: number(2) } }),
    );
    const answer = await bench.client.send(
      new TransactGetItemsCommand({
        TransactItems: [
          { Get: { TableName: TABLE, Key: key('read'), ProjectionExpression: 'a' } },
          { Get: { TableName: TABLE, Key: key('not there') } },
        ],
      }),
    );
    expect(answer.Responses).toEqual([{ Item: { a: number(1) } }, {}]);
    const tooMany = Array.from({ length: 101 }, (_, i) => ({ Get: { TableName: TABLE, Key: key(`r${i}`) } }));
    const error = await refusal(bench.client.send(new TransactGetItemsCommand({ TransactItems: tooMany })));
    expect(error.name).toBe('ValidationException');
  });
});
