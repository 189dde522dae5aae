/** BatchGetItem and BatchWriteItem. */
import {
  COMPOSITE,
  call,
  flow,
  GSI_B,
  got,
  group,
  HASH,
  HASH_B,
  key,
  MISSING,
  N,
  pair,
  put,
  putPair,
  refuses,
  S,
  type Wire,
} from './kit.ts';

const write = (...requests: Wire[]): Wire => ({ RequestItems: { [HASH]: requests } });
const writePut = (pk: string, rest: Wire = {}): Wire => ({ PutRequest: { Item: { pk: S(pk), ...rest } } });
const writeDelete = (pk: string): Wire => ({ DeleteRequest: { Key: key(pk) } });
const read = (pks: string[], rest: Wire = {}): Wire => ({
  RequestItems: { [HASH]: { Keys: pks.map(key), ...rest } },
});
const many = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}-${i}`);
const onlyPks =
  (...pks: string[]) =>
  (items: { pk: { S: string } }[]) =>
    items
      .map((item) => item.pk.S)
      .sort()
      .join() === pks.sort().join();

const EMPTY = (type: string) =>
  `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type} value. Key: pk`;
const badIndexKey = (title: string, value: Wire, message: string, TableName = COMPOSITE) =>
  refuses(
    title,
    'BatchWriteItem',
    {
      RequestItems: {
        [TableName]: [
          {
            PutRequest: {
              Item:
                TableName === COMPOSITE ? { ...pair('x', 'y'), lsi1sk: value } : { pk: S('x'), bidx: value },
            },
          },
        ],
      },
    },
    message,
  );

const SCHEMA = 'The provided key element does not match the schema';

export const batches = [
  group('BatchGetItem', [
    flow(
      'several items',
      put('bg-1'),
      put('bg-2'),
      call('BatchGetItem', read(['bg-1', 'bg-2']), {
        Responses: { [HASH]: onlyPks('bg-1', 'bg-2') },
        UnprocessedKeys: (left: Wire) => Object.keys(left).length === 0,
      }),
    ),
    flow(
      'what is not there is left out',
      put('bg-3'),
      call('BatchGetItem', read(['bg-3', 'bg-none']), { Responses: { [HASH]: onlyPks('bg-3') } }),
    ),
    flow(
      'two tables',
      put('bg-4'),
      putPair('bg-4', 'a'),
      call(
        'BatchGetItem',
        {
          RequestItems: {
            [HASH]: { Keys: [key('bg-4')] },
            [COMPOSITE]: { Keys: [pair('bg-4', 'a'), pair('bg-4', 'none')] },
          },
        },
        { Responses: { [HASH]: [{ pk: S('bg-4') }], [COMPOSITE]: [{ sk: S('a') }] } },
      ),
    ),
    flow(
      'a projection',
      put('bg-5', { a: S('x'), b: S('y') }),
      call('BatchGetItem', read(['bg-5'], { ProjectionExpression: 'a' }), {
        Responses: { [HASH]: [{ a: S('x'), b: undefined, pk: undefined }] },
      }),
    ),
    flow(
      'a projection of nothing keeps an empty item',
      put('bg-6'),
      call('BatchGetItem', read(['bg-6'], { ProjectionExpression: 'nope' }), {
        Responses: { [HASH]: [(item: Wire) => Object.keys(item).length === 0] },
      }),
    ),
    flow('100 keys', call('BatchGetItem', read(many(100, 'bg')), { Responses: {} })),
    refuses(
      '101 keys',
      'BatchGetItem',
      read(many(101, 'bg')),
      `1 validation error detected: Value at 'RequestItems.${HASH}.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100`,
    ),
    refuses(
      'nothing',
      'BatchGetItem',
      { RequestItems: {} },
      'The requestItems parameter is required for BatchGetItem',
    ),
    refuses(
      'no such table',
      'BatchGetItem',
      { RequestItems: { [MISSING]: { Keys: [key('x')] } } },
      'Requested resource not found',
      'ResourceNotFoundException',
    ),
    refuses(
      'a key twice',
      'BatchGetItem',
      read(['bg-x', 'bg-x']),
      'Provided list of item keys contains duplicates',
    ),
    refuses(
      'both kinds of projection',
      'BatchGetItem',
      read(['x'], { AttributesToGet: ['pk'], ProjectionExpression: 'pk' }),
      'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}',
    ),
    refuses('both kinds of projection, each in a table of its own', 'BatchGetItem', {
      RequestItems: {
        [HASH]: { Keys: [key('a')], ProjectionExpression: 'pk' },
        [COMPOSITE]: { Keys: [pair('a', 'b')], AttributesToGet: ['pk'] },
      },
    }),
    refuses(
      'an empty key',
      'BatchGetItem',
      { RequestItems: { [HASH_B]: { Keys: [{ pk: { B: '' } }] } } },
      EMPTY('binary'),
    ),
    refuses(
      'a key of another type',
      'BatchGetItem',
      { RequestItems: { [HASH]: { Keys: [{ pk: N(1) }] } } },
      SCHEMA,
    ),
    refuses(
      'one bad projection of two',
      'BatchGetItem',
      {
        RequestItems: {
          [HASH]: { Keys: [key('a')], ProjectionExpression: 'a, a' },
          [COMPOSITE]: { Keys: [pair('a', 'b')], ProjectionExpression: 'a' },
        },
      },
      /Two document paths overlap/,
    ),
  ]),
  group('BatchWriteItem', [
    flow(
      'puts several',
      call('BatchWriteItem', write(writePut('bw-1'), writePut('bw-2')), {
        UnprocessedItems: (left: Wire) => Object.keys(left).length === 0,
      }),
      got('bw-1', key('bw-1')),
      got('bw-2', key('bw-2')),
    ),
    flow(
      'deletes several',
      put('bw-3'),
      put('bw-4'),
      call('BatchWriteItem', write(writeDelete('bw-3'), writeDelete('bw-4'))),
      got('bw-3'),
      got('bw-4'),
    ),
    flow(
      'puts and deletes',
      put('bw-5'),
      call('BatchWriteItem', write(writeDelete('bw-5'), writePut('bw-6'))),
      got('bw-5'),
      got('bw-6', key('bw-6')),
    ),
    flow(
      'a set with an empty member',
      call('BatchWriteItem', write(writePut('bw-7', { t: { SS: ['', 'a'] } }))),
      got('bw-7', { t: { SS: ['', 'a'] } }),
    ),
    flow(
      'two tables',
      call('BatchWriteItem', {
        RequestItems: {
          [HASH]: [writePut('bw-8')],
          [COMPOSITE]: [{ PutRequest: { Item: pair('bw-8', 'a') } }],
        },
      }),
      got('bw-8', key('bw-8')),
      call('GetItem', { TableName: COMPOSITE, Key: pair('bw-8', 'a') }, { Item: pair('bw-8', 'a') }),
    ),
    flow(
      '25 items of 20 KB',
      call(
        'BatchWriteItem',
        write(...many(25, 'bw').map((pk) => writePut(pk, { v: S('x'.repeat(20_000)) }))),
        { UnprocessedItems: {} },
      ),
    ),
    refuses(
      '26 items',
      'BatchWriteItem',
      write(...many(26, 'bw').map((pk) => writePut(pk))),
      /^1 validation error detected: Value '\{Hash=\[.+\]\}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/s,
    ),
    refuses(
      '26 items of two tables',
      'BatchWriteItem',
      {
        RequestItems: {
          [HASH]: many(20, 'bw').map((pk) => writePut(pk)),
          [COMPOSITE]: many(6, 'bw').map((pk) => ({ PutRequest: { Item: pair(pk, 'a') } })),
        },
      },
      /Too many items requested for the BatchWriteItem call/,
    ),
    refuses(
      'nothing',
      'BatchWriteItem',
      { RequestItems: {} },
      'The requestItems parameter is required for BatchWriteItem',
    ),
    refuses(
      'no such table',
      'BatchWriteItem',
      { RequestItems: { [MISSING]: [writePut('x')] } },
      'Requested resource not found',
      'ResourceNotFoundException',
    ),
    refuses(
      'an item twice',
      'BatchWriteItem',
      write(writePut('x', { a: S('1') }), writePut('x', { a: S('2') })),
      'Provided list of item keys contains duplicates',
    ),
    refuses(
      'a put and a delete of one item',
      'BatchWriteItem',
      write(writePut('x'), writeDelete('x')),
      'Provided list of item keys contains duplicates',
    ),
    refuses(
      'an item without its key',
      'BatchWriteItem',
      write({ PutRequest: { Item: { other: S('x') } } }),
      SCHEMA,
    ),
    refuses('a key of another type', 'BatchWriteItem', write({ PutRequest: { Item: { pk: N(5) } } }), SCHEMA),
    refuses(
      'a key that is a list',
      'BatchWriteItem',
      write({ PutRequest: { Item: { pk: { L: [S('x')] } } } }),
      SCHEMA,
    ),
    refuses(
      'an empty key',
      'BatchWriteItem',
      write({ PutRequest: { Item: { pk: S('') } } }),
      EMPTY('string'),
    ),
    refuses(
      'an empty key of bytes',
      'BatchWriteItem',
      { RequestItems: { [HASH_B]: [{ PutRequest: { Item: { pk: { B: '' } } } }] } },
      EMPTY('binary'),
    ),
    refuses(
      'an empty key of bytes to delete',
      'BatchWriteItem',
      { RequestItems: { [HASH_B]: [{ DeleteRequest: { Key: { pk: { B: '' } } } }] } },
      EMPTY('binary'),
    ),
    badIndexKey(
      'an index key of another type',
      N(5),
      'One or more parameter values were invalid: Type mismatch for Index Key lsi1sk Expected: S Actual: N IndexName: gsi1',
    ),
    badIndexKey(
      'an index key that is a list',
      { L: [S('x')] },
      'One or more parameter values were invalid: Type mismatch for Index Key lsi1sk Expected: S Actual: L IndexName: gsi1',
    ),
    badIndexKey(
      'an empty index key',
      S(''),
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: gsi1, IndexKey: lsi1sk',
    ),
    badIndexKey(
      'an empty index key of bytes',
      { B: '' },
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty binary value. IndexName: gsib, IndexKey: bidx',
      GSI_B,
    ),
  ]),
];
