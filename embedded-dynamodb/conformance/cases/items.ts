/** Putting, getting and deleting single items; their keys. */
import {
  COMPOSITE,
  COMPOSITE_B,
  COMPOSITE_N,
  call,
  flow,
  GSI_B,
  got,
  group,
  HASH,
  HASH_N,
  key,
  MISSING,
  N,
  pair,
  put,
  putPair,
  refuses,
  S,
} from './kit.ts';

const everyType = {
  text: S('text'),
  number: N(42),
  bytes: { B: 'AQID' },
  yes: { BOOL: true },
  nothing: { NULL: true },
  list: { L: [S('a'), N(1), { BOOL: false }, { M: { x: { L: [N(1)] } } }] },
  map: { M: { a: { M: { b: { M: { c: S('deep') } } } } } },
  strings: { SS: ['a', 'b'] },
  numbers: { NS: ['1', '2'] },
  binaries: { BS: ['AQ==', 'Ag=='] },
};

export const items = [
  group('PutItem and GetItem', [
    flow(
      'an item is there as it was put',
      put('i-1', { a: S('x') }),
      got('i-1', { pk: S('i-1'), a: S('x') }),
    ),
    flow(
      'a put replaces the whole item',
      put('i-2', { a: S('x') }),
      put('i-2', { b: S('y') }),
      got('i-2', { a: undefined, b: S('y') }),
    ),
    flow('every type comes back', put('i-3', everyType), got('i-3', everyType)),
    flow(
      'composite keys',
      putPair('i-4', 'a', { v: N(1) }),
      call('GetItem', { TableName: COMPOSITE, Key: pair('i-4', 'a') }, { Item: { v: N(1) } }),
      call('GetItem', { TableName: COMPOSITE, Key: pair('i-4', 'b') }, { Item: undefined }),
    ),
    flow('no item, no Item', got('i-none')),
    flow(
      'ALL_OLD gives what was replaced',
      put('i-5', { a: S('old') }),
      call(
        'PutItem',
        { TableName: HASH, Item: { ...key('i-5'), a: S('new') }, ReturnValues: 'ALL_OLD' },
        { Attributes: { ...key('i-5'), a: S('old') } },
      ),
    ),
    flow(
      'ALL_OLD gives nothing for a new item',
      call(
        'PutItem',
        { TableName: HASH, Item: key('i-6'), ReturnValues: 'ALL_OLD' },
        { Attributes: undefined },
      ),
    ),
    flow('a long text', put('i-7', { v: S('x'.repeat(100_000)) }), got('i-7', { v: S('x'.repeat(100_000)) })),
    flow(
      'eventual and consistent reads',
      put('i-8'),
      call('GetItem', { TableName: HASH, Key: key('i-8'), ConsistentRead: true }, { Item: key('i-8') }),
      call('GetItem', { TableName: HASH, Key: key('i-8'), ConsistentRead: false }, { Item: key('i-8') }),
    ),
    ['42', '-7', '3.14'].map((number) =>
      flow(
        `number ${number} as a partition key`,
        call('PutItem', { TableName: HASH_N, Item: { pk: N(number), v: S('x') } }),
        call(
          'GetItem',
          { TableName: HASH_N, Key: { pk: N(number) } },
          { Item: { pk: N(number), v: S('x') } },
        ),
      ),
    ),
    flow(
      'a number as a sort key is the same however it is written',
      call('PutItem', { TableName: COMPOSITE_N, Item: { pk: S('i-9'), sk: N('+5.0') } }),
      call(
        'GetItem',
        { TableName: COMPOSITE_N, Key: { pk: S('i-9'), sk: N('5') } },
        { Item: { sk: N('5') } },
      ),
    ),
    ['AQID', 'AAEC', '/////w=='].map((bytes) =>
      flow(
        `bytes ${bytes} as a sort key`,
        call('PutItem', { TableName: COMPOSITE_B, Item: { pk: S('i-10'), sk: { B: bytes } } }),
        call(
          'GetItem',
          { TableName: COMPOSITE_B, Key: { pk: S('i-10'), sk: { B: bytes } } },
          { Item: { sk: { B: bytes } } },
        ),
      ),
    ),
  ]),
  group('DeleteItem', [
    flow('an item is gone', put('d-1'), call('DeleteItem', { TableName: HASH, Key: key('d-1') }), got('d-1')),
    flow(
      'an item with a sort key is gone',
      putPair('d-2', 'a'),
      call('DeleteItem', { TableName: COMPOSITE, Key: pair('d-2', 'a') }),
      call('GetItem', { TableName: COMPOSITE, Key: pair('d-2', 'a') }, { Item: undefined }),
    ),
    flow(
      'what is not there can be deleted',
      call('DeleteItem', { TableName: HASH, Key: key('d-none') }, { Attributes: undefined }),
    ),
    flow(
      'ALL_OLD gives what was deleted',
      put('d-3', { a: S('x') }),
      call(
        'DeleteItem',
        { TableName: HASH, Key: key('d-3'), ReturnValues: 'ALL_OLD' },
        { Attributes: { a: S('x') } },
      ),
    ),
    flow(
      'ALL_OLD of nothing gives nothing',
      call(
        'DeleteItem',
        { TableName: HASH, Key: key('d-none'), ReturnValues: 'ALL_OLD' },
        { Attributes: undefined },
      ),
    ),
  ]),
  group('keys', [
    refuses(
      'an item without its key',
      'PutItem',
      { TableName: HASH, Item: { other: S('x') } },
      'One or more parameter values were invalid: Missing the key pk in the item',
    ),
    refuses(
      'a key of another type',
      'PutItem',
      { TableName: HASH, Item: { pk: N(1) } },
      'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N',
    ),
    refuses(
      'a read without the sort key',
      'GetItem',
      { TableName: COMPOSITE, Key: key('x') },
      'The provided key element does not match the schema',
    ),
    refuses(
      'a read with too much of a key',
      'GetItem',
      { TableName: HASH, Key: pair('x', 'y') },
      'The provided key element does not match the schema',
    ),
    refuses(
      'a delete without the sort key',
      'DeleteItem',
      { TableName: COMPOSITE, Key: key('x') },
      'The provided key element does not match the schema',
    ),
    refuses(
      'an index key of another type',
      'PutItem',
      { TableName: COMPOSITE, Item: { ...pair('x', 'y'), lsi1sk: N(5) } },
      'One or more parameter values were invalid: Type mismatch for Index Key lsi1sk Expected: S Actual: N IndexName: gsi1',
    ),
    refuses(
      'an index key that is a list',
      'PutItem',
      { TableName: COMPOSITE, Item: { ...pair('x', 'y'), lsi1sk: { L: [] } } },
      'One or more parameter values were invalid: Type mismatch for Index Key lsi1sk Expected: S Actual: L IndexName: gsi1',
    ),
    refuses(
      'an empty index key',
      'PutItem',
      { TableName: COMPOSITE, Item: { ...pair('x', 'y'), lsi1sk: S('') } },
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: gsi1, IndexKey: lsi1sk',
    ),
    refuses(
      'an empty index key of bytes',
      'PutItem',
      { TableName: GSI_B, Item: { pk: S('x'), bidx: { B: '' } } },
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty binary value. IndexName: gsib, IndexKey: bidx',
    ),
    (['PutItem', 'GetItem', 'DeleteItem', 'UpdateItem'] as const).map((operation) =>
      refuses(
        `${operation} of a table that is not there`,
        operation,
        { TableName: MISSING, [operation === 'PutItem' ? 'Item' : 'Key']: key('x') },
        'Requested resource not found',
        'ResourceNotFoundException',
      ),
    ),
  ]),
];
