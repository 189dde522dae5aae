/** Reads of indexes, and projections. */
import {
  COMPOSITE,
  call,
  flow,
  group,
  HASH,
  key,
  pair,
  put,
  putPair,
  refuses,
  S,
  type Step,
  seed,
  type Wire,
} from './kit.ts';
import { pages, query } from './reads.ts';

/** Four items that share every key of the index but differ in the table's. */
const tied = seed(
  'tied',
  ['1', '2', '3', '4'].map((sk) =>
    putPair(`tied-${sk}`, sk, { lsi1sk: S('tied'), lsi2sk: S('same'), data: S(sk) }),
  ),
);
const walks = (title: string, seed: Step[], operation: 'Query' | 'Scan', input: Wire, count: number) =>
  flow(title, ...seed, ...pages(operation, input, Array.from({ length: count }, String)), {
    operation,
    input,
    expected: { gives: { Items: (items: Wire[]) => items.length >= count } },
  });

const indexed = seed('indexed', [
  putPair('gx', 'a', { lsi1sk: S('g1'), lsi2sk: S('r1'), data: S('d1'), extra: S('e1') }),
  putPair('gx', 'b', { lsi1sk: S('g1'), lsi2sk: S('r2'), data: S('d2'), extra: S('e2') }),
  putPair('gx', 'c', { lsi1sk: S('g1'), data: S('d3') }),
  putPair('gx', 'd', { data: S('d4') }),
]);
const gsi = (IndexName: string, condition: string, values: Wire, rest: Wire = {}) =>
  query(condition, values, { IndexName, ...rest });

const shaped = {
  a: { M: { b: S('b'), c: S('c') } },
  l: { L: [{ M: { x: S('x0'), y: S('y0') } }, S('l1'), { L: [S('i0'), S('i1')] }] },
  z: S('z'),
};
const projects = (ProjectionExpression: string, Item: Wire, names?: Wire) =>
  (['GetItem', 'Query', 'Scan', 'BatchGetItem'] as const).map((operation) => {
    const pk = `proj-${operation}`;
    const part = { ProjectionExpression, ...(names && { ExpressionAttributeNames: names }) };
    const whole = (item: Wire) => (found: unknown) =>
      JSON.stringify(sorted(found)) === JSON.stringify(sorted(item));
    if (operation === 'GetItem')
      return flow(
        `${operation} of ${ProjectionExpression}`,
        put(pk, shaped),
        call(operation, { TableName: HASH, Key: key(pk), ...part }, { Item: whole(Item) }),
      );
    if (operation === 'BatchGetItem')
      return flow(
        `${operation} of ${ProjectionExpression}`,
        put(pk, shaped),
        call(
          operation,
          { RequestItems: { [HASH]: { Keys: [key(pk)], ...part } } },
          { Responses: { [HASH]: [whole(Item)] } },
        ),
      );
    const values = { ExpressionAttributeValues: { ':p': S(pk) } };
    const where =
      operation === 'Query' ? { KeyConditionExpression: 'pk = :p' } : { FilterExpression: 'pk = :p' };
    return flow(
      `${operation} of ${ProjectionExpression}`,
      put(pk, shaped),
      call(operation, { TableName: HASH, ...where, ...values, ...part }, { Items: [whole(Item)] }),
    );
  });

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

const OVERLAP = (a: string, b: string) =>
  `Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${a}], path two: [${b}]`;
const badProjection = (ProjectionExpression: string, message: string, names?: Wire) =>
  (['GetItem', 'Query', 'Scan', 'BatchGetItem', 'TransactGetItems'] as const).map((operation) => {
    const part = { ProjectionExpression, ...(names && { ExpressionAttributeNames: names }) };
    const input: Wire =
      operation === 'BatchGetItem'
        ? { RequestItems: { [HASH]: { Keys: [key('none')], ...part } } }
        : operation === 'TransactGetItems'
          ? { TransactItems: [{ Get: { TableName: HASH, Key: key('none'), ...part } }] }
          : {
              TableName: HASH,
              ...(operation === 'GetItem'
                ? { Key: key('none') }
                : operation === 'Query'
                  ? { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': S('none') } }
                  : { FilterExpression: 'a = :p', ExpressionAttributeValues: { ':p': S('none') } }),
              ...part,
            };
    return refuses(`${operation} of ${ProjectionExpression}`, operation, input, message);
  });

export const indexReads = [
  group('indexes', [
    flow(
      'a global index by its hash key',
      ...indexed,
      call('Query', gsi('gsi1', 'lsi1sk = :h', { ':h': S('g1') }), {
        Count: 3,
        Items: (items: Wire[]) => items.every((item) => item.data !== undefined),
      }),
    ),
    flow(
      'a global index by both keys',
      ...indexed,
      call('Query', gsi('gsi2', 'lsi1sk = :h AND lsi2sk > :r', { ':h': S('g1'), ':r': S('r1') }), {
        Items: [{ sk: S('b'), data: S('d2'), extra: undefined }],
      }),
    ),
    flow(
      'a global index holds only what has its keys',
      ...indexed,
      call('Query', gsi('gsi2', 'lsi1sk = :h', { ':h': S('g1') }), {
        Items: [{ sk: S('a') }, { sk: S('b') }],
      }),
    ),
    flow('nothing of no key', call('Query', gsi('gsi1', 'lsi1sk = :h', { ':h': S('none') }), { Items: [] })),
    flow(
      'a local index',
      ...indexed,
      call(
        'Query',
        gsi('lsi1', 'pk = :p AND lsi1sk = :h', { ':p': S('gx'), ':h': S('g1') }, { ConsistentRead: true }),
        { Count: 3 },
      ),
    ),
    flow(
      'a local index begins with',
      ...indexed,
      call('Query', gsi('lsi2', 'pk = :p AND begins_with(lsi2sk, :r)', { ':p': S('gx'), ':r': S('r') }), {
        Items: [{ lsi2sk: S('r1'), lsi1sk: S('g1'), data: undefined }, { lsi2sk: S('r2') }],
      }),
    ),
    flow(
      'a local index between',
      ...indexed,
      call(
        'Query',
        gsi('lsi2', 'pk = :p AND lsi2sk BETWEEN :a AND :b', { ':p': S('gx'), ':a': S('r2'), ':b': S('r3') }),
        { Items: [{ sk: S('b') }] },
      ),
    ),
    flow(
      'ALL_ATTRIBUTES through a local index',
      ...indexed,
      call('Query', gsi('lsi2', 'pk = :p', { ':p': S('gx') }, { Select: 'ALL_ATTRIBUTES' }), {
        Items: [{ extra: S('e1') }, { extra: S('e2') }],
      }),
    ),
    flow(
      'ALL_PROJECTED_ATTRIBUTES of a global index',
      ...indexed,
      call('Query', gsi('gsi2', 'lsi1sk = :h', { ':h': S('g1') }, { Select: 'ALL_PROJECTED_ATTRIBUTES' }), {
        Items: [{ data: S('d1'), extra: undefined }, { data: S('d2') }],
      }),
    ),
    flow(
      'a scan of a global index',
      ...indexed,
      call(
        'Scan',
        {
          TableName: COMPOSITE,
          IndexName: 'gsi2',
          FilterExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': S('gx') },
        },
        { Count: 2, Items: (items: Wire[]) => items.every((item) => item.extra === undefined) },
      ),
    ),
    flow(
      'a scan of a local index',
      ...indexed,
      call(
        'Scan',
        {
          TableName: COMPOSITE,
          IndexName: 'lsi2',
          ConsistentRead: true,
          FilterExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': S('gx') },
        },
        { Count: 2 },
      ),
    ),
    walks(
      'pages of a query of a global index whose entries are alike',
      tied,
      'Query',
      gsi('gsi2', 'lsi1sk = :h', { ':h': S('tied') }),
      4,
    ),
    walks(
      'pages of a scan of a global index whose entries are alike',
      tied,
      'Scan',
      { TableName: COMPOSITE, IndexName: 'gsi2' },
      4,
    ),
    flow(
      "the start key of an index has its keys and the table's",
      ...tied,
      call('Query', gsi('gsi2', 'lsi1sk = :h', { ':h': S('tied') }, { Limit: 1 }), {
        LastEvaluatedKey: (k: Wire) => Object.keys(k).sort().join() === 'lsi1sk,lsi2sk,pk,sk',
      }),
    ),
    refuses(
      "a start key without the index's key",
      'Query',
      gsi('gsi1', 'lsi1sk = :h', { ':h': S('x') }, { ExclusiveStartKey: pair('a', 'b') }),
      'The provided starting key is invalid',
    ),
    refuses(
      'a consistent read of a global index',
      'Query',
      gsi('gsi1', 'lsi1sk = :h', { ':h': S('x') }, { ConsistentRead: true }),
      'Consistent reads are not supported on global secondary indexes',
    ),
    refuses(
      'a consistent scan of a global index',
      'Scan',
      { TableName: COMPOSITE, IndexName: 'gsi1', ConsistentRead: true },
      'Consistent reads are not supported on global secondary indexes',
    ),
    refuses(
      'an index that is not there',
      'Query',
      gsi('nope', 'pk = :h', { ':h': S('x') }),
      'The table does not have the specified index: nope',
    ),
    refuses(
      'a scan of an index that is not there',
      'Scan',
      { TableName: COMPOSITE, IndexName: 'nope' },
      'The table does not have the specified index: nope',
    ),
    refuses(
      'ALL_ATTRIBUTES of a global index that has not all',
      'Query',
      gsi('gsi2', 'lsi1sk = :h', { ':h': S('x') }, { Select: 'ALL_ATTRIBUTES' }),
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index gsi2 because its projection type is not ALL',
    ),
  ]),
  group('projections', [
    projects('a.b', { a: { M: { b: S('b') } } }),
    projects('a.b, a.c', { a: shaped.a }),
    projects('l[1]', { l: { L: [S('l1')] } }),
    projects('l[1], l[0].x', { l: { L: [{ M: { x: S('x0') } }, S('l1')] } }),
    projects('l[0].y, l[0].x', { l: { L: [{ M: { x: S('x0'), y: S('y0') } }] } }),
    projects('l[2][1], l[2][0]', { l: { L: [{ L: [S('i0'), S('i1')] }] } }),
    projects('z, nope', { z: S('z') }),
    projects('nope', {}),
    projects('#z', { z: S('z') }, { '#z': 'z' }),
    badProjection('a, a', OVERLAP('a', 'a')),
    badProjection('a, a.b', OVERLAP('a', 'a, b')),
    badProjection('a.b, a', OVERLAP('a, b', 'a')),
    badProjection('l, l[0]', OVERLAP('l', 'l, [0]')),
    badProjection('#x, #y.b', OVERLAP('a', 'a, b'), { '#x': 'a', '#y': 'a' }),
    badProjection(
      '#undef',
      'Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; attribute name: #undef',
    ),
    badProjection('!!! INVALID !!!', 'Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"'),
    badProjection(
      'status',
      'Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: status',
    ),
  ]),
];
