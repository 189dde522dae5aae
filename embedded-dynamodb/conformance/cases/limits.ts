/** Sizes and counts to the byte: items, keys, numbers, pages, transactions. */
import {
  type Case,
  COMPOSITE,
  call,
  cancels,
  fails,
  flow,
  group,
  HASH,
  key,
  LARGE,
  LARGE_PAIRS,
  N,
  pair,
  refuses,
  S,
  seed,
  type Wire,
} from './kit.ts';

const MAX = 409_600;
const PUT = 'Item size has exceeded the maximum allowed size';
const UPDATE = 'Item size to update has exceeded the maximum allowed size';
const x = (length: number): Wire => S('x'.repeat(length));
/** `pk` and `p`, together of exactly so many bytes. */
const sized = (pk: string, bytes: number): Wire => ({ pk: S(pk), p: x(bytes - 2 - pk.length - 1) });
const isLong = (bytes: number) => (item: { pk: { S: string }; p: { S: string } }) =>
  3 + item.pk.S.length + item.p.S.length === bytes;

/** What a number costs: an item with it of just the limit is taken, one byte more is not. */
const numberBytes: [string, number][] = [
  ['0', 1],
  ['1', 2],
  ['12', 2],
  ['123', 3],
  ['1234', 3],
  ['12345678901234567890123456789012345678', 20],
  ['0042', 2],
  ['100', 2],
  ['1010', 3],
  ['0.0000001', 2],
  ['1E125', 2],
  ['1E-100', 2],
  ['1.5', 3],
  ['15', 2],
  ['1.2', 3],
  ['1.200', 3],
  ['1.234', 4],
  ['3.14159', 5],
  ['123456', 4],
  ['100.5', 4],
  ['0.15', 2],
  ['-42', 3],
  ['-0', 1],
];
const numberCase = ([literal, bytes]: [string, number]): Case => {
  const pk = `nb-${literal}`;
  const item = (total: number): Wire => ({
    pk: S(pk),
    n: N(literal),
    p: x(total - 2 - pk.length - 1 - bytes - 1),
  });
  return flow(
    `${literal} costs ${bytes}`,
    call('PutItem', { TableName: LARGE, Item: item(MAX) }),
    fails('PutItem', { TableName: LARGE, Item: item(MAX + 1) }, PUT),
  );
};

/** UpdateItem counts what it writes and something for each clause; the finished item may not be larger either. */
const updates = (
  title: string,
  pk: string,
  expression: string,
  cost: number,
  more: { values?: Wire; extraBytes?: number; before?: Wire; untouched?: number } = {},
): Case => {
  const ceiling = Math.min(MAX, MAX + 2 + pk.length + (more.untouched ?? 0) - cost);
  const pad = ceiling - 2 - pk.length - 1 - (more.extraBytes ?? 0) - (more.untouched ?? 0);
  const send = (length: number): Wire => ({
    TableName: LARGE,
    Key: key(pk),
    UpdateExpression: expression,
    ExpressionAttributeValues: { ':p': x(length), ...more.values },
  });
  return flow(
    title,
    ...(more.before
      ? [call('PutItem', { TableName: LARGE, Item: { ...key(pk), ...more.before } })]
      : [call('DeleteItem', { TableName: LARGE, Key: key(pk) })]),
    call('UpdateItem', send(pad)),
    ...(more.before ? [call('PutItem', { TableName: LARGE, Item: { ...key(pk), ...more.before } })] : []),
    fails('UpdateItem', send(pad + 1), UPDATE),
  );
};

const big = seed(
  'big',
  Array.from({ length: 20 }, (_, i) =>
    call('PutItem', {
      TableName: LARGE_PAIRS,
      Item: { ...pair('page', `sk-${String(i).padStart(3, '0')}`), p: x(60_000) },
    }),
  ),
);
const transactLarge = (Item: Wire): Wire => ({ Put: { TableName: LARGE, Item } });

export const limits = [
  group('400 KB', [
    flow(
      'exactly',
      call('PutItem', { TableName: LARGE, Item: sized('is-1', MAX) }),
      call('GetItem', { TableName: LARGE, Key: key('is-1') }, { Item: isLong(MAX) }),
    ),
    refuses('one byte more', 'PutItem', { TableName: LARGE, Item: sized('is-2', MAX + 1) }, PUT),
    refuses(
      'names count',
      'PutItem',
      {
        TableName: LARGE,
        Item: {
          ...key('is-3'),
          ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`a${'a'.repeat(200)}${i}`, x(3_900)])),
        },
      },
      PUT,
    ),
    refuses(
      'maps count',
      'PutItem',
      { TableName: LARGE, Item: { ...key('is-4'), m: { M: { m: { M: { p: x(410_000) } } } } } },
      PUT,
    ),
    refuses(
      'sets count',
      'PutItem',
      {
        TableName: LARGE,
        Item: {
          ...key('is-5'),
          s: { SS: Array.from({ length: 100 }, (_, i) => `${'x'.repeat(4_200)}${i}`) },
        },
      },
      PUT,
    ),
    refuses(
      'lists count',
      'PutItem',
      { TableName: LARGE, Item: { ...key('is-6'), l: { L: Array.from({ length: 100 }, () => x(4_200)) } } },
      PUT,
    ),
    refuses(
      'bytes count',
      'PutItem',
      { TableName: LARGE, Item: { ...key('is-7'), b: { B: Buffer.alloc(410_000).toString('base64') } } },
      PUT,
    ),
    flow(
      'bytes below',
      call('PutItem', {
        TableName: LARGE,
        Item: { ...key('is-8'), b: { B: Buffer.alloc(350_000).toString('base64') } },
      }),
    ),
    flow(
      '15,000 long numbers',
      call('PutItem', {
        TableName: LARGE,
        Item: { ...key('is-9'), l: { L: Array.from({ length: 15_000 }, () => N('9'.repeat(38))) } },
      }),
    ),
    refuses(
      '21,000 long numbers',
      'PutItem',
      {
        TableName: LARGE,
        Item: { ...key('is-10'), l: { L: Array.from({ length: 21_000 }, () => N('9'.repeat(38))) } },
      },
      PUT,
    ),
    flow(
      'in a batch',
      call('BatchWriteItem', { RequestItems: { [LARGE]: [{ PutRequest: { Item: sized('is-11', MAX) } }] } }),
      fails(
        'BatchWriteItem',
        { RequestItems: { [LARGE]: [{ PutRequest: { Item: sized('is-12', MAX + 1) } }] } },
        PUT,
      ),
    ),
    flow(
      'put in a transaction',
      call('TransactWriteItems', { TransactItems: [transactLarge(sized('is-13', MAX))] }),
      fails('TransactWriteItems', { TransactItems: [transactLarge(sized('is-14', MAX + 1))] }, PUT),
    ),
    flow(
      'updated in a transaction',
      call('TransactWriteItems', {
        TransactItems: [
          {
            Update: {
              TableName: LARGE,
              Key: key('is-15'),
              UpdateExpression: 'SET p = :p',
              ExpressionAttributeValues: { ':p': x(MAX - 2 - 5 - 1) },
            },
          },
        ],
      }),
      cancels(
        [
          {
            Update: {
              TableName: LARGE,
              Key: key('is-16'),
              UpdateExpression: 'SET p = :p',
              ExpressionAttributeValues: { ':p': x(MAX + 1 - 2 - 5 - 1) },
            },
          },
        ],
        [['ValidationError', UPDATE]],
      ),
    ),
    updates('an update at a key of one byte', 'K', 'SET b = :p', 22),
    updates('an update at a long key', 'k'.repeat(100), 'SET b = :p', 22),
    updates('a second SET costs 19', 'A2', 'SET b = :p, c = :c', 41, {
      values: { ':c': S('y') },
      extraBytes: 2,
    }),
    updates('a REMOVE costs 2', 'A4', 'SET b = :p REMOVE r', 24, { before: { r: S('z') } }),
    updates('what stays costs nothing', 'A9', 'SET b = :p', 22, { before: { u: x(10) }, untouched: 11 }),
  ]),
  group('numbers in bytes', numberBytes.map(numberCase)),
  group('keys', [
    flow('2,048 bytes of partition key', call('PutItem', { TableName: HASH, Item: key('a'.repeat(2048)) })),
    refuses(
      '2,049 bytes',
      'PutItem',
      { TableName: HASH, Item: key('a'.repeat(2049)) },
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ),
    refuses(
      '2,049 bytes when read',
      'GetItem',
      { TableName: HASH, Key: key('a'.repeat(2049)) },
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ),
    refuses(
      '2,049 bytes of three-byte letters',
      'PutItem',
      { TableName: HASH, Item: key('近'.repeat(683)) },
      /Size of hashkey has exceeded/,
    ),
    refuses(
      '1,025 bytes of sort key',
      'PutItem',
      { TableName: COMPOSITE, Item: pair('a', 'a'.repeat(1025)) },
      'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    ),
    flow(
      '1,024 bytes of sort key',
      call('PutItem', { TableName: COMPOSITE, Item: pair('a', 'a'.repeat(1024)) }),
    ),
  ]),
  group('1 MB a page', [
    flow(
      'a query ends',
      ...big,
      call(
        'Query',
        {
          TableName: LARGE_PAIRS,
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': S('page') },
        },
        { LastEvaluatedKey: { pk: S('page') }, Items: (all: unknown[]) => all.length === 18 },
      ),
    ),
    flow(
      'and goes on',
      ...big,
      call('Query', {
        TableName: LARGE_PAIRS,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': S('page') },
      }),
      call(
        'Query',
        (earlier) => ({
          TableName: LARGE_PAIRS,
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': S('page') },
          ExclusiveStartKey: earlier.at(-1)?.LastEvaluatedKey,
        }),
        { Count: 2, LastEvaluatedKey: undefined },
      ),
    ),
    flow(
      'Limit before that',
      ...big,
      call(
        'Query',
        {
          TableName: LARGE_PAIRS,
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': S('page') },
          Limit: 5,
        },
        { Count: 5, LastEvaluatedKey: { sk: S('sk-004') } },
      ),
    ),
    flow(
      'a scan ends',
      ...big,
      call('Scan', { TableName: LARGE_PAIRS }, { LastEvaluatedKey: (start: unknown) => start !== undefined }),
    ),
  ]),
  group('transactions', [
    flow(
      '3.5 MB',
      call('TransactWriteItems', {
        TransactItems: Array.from({ length: 10 }, (_, i) =>
          transactLarge({ ...key(`t35-${i}`), p: x(350_000) }),
        ),
      }),
    ),
    refuses('4.2 MB', 'TransactWriteItems', {
      TransactItems: Array.from({ length: 12 }, (_, i) =>
        transactLarge({ ...key(`t42-${i}`), p: x(360_000) }),
      ),
    }),
  ]),
];
