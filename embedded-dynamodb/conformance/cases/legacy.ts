/** The parameters from before expressions. */
import {
  COMPOSITE,
  call,
  fails,
  flow,
  got,
  group,
  HASH,
  key,
  N,
  put,
  putPair,
  refuses,
  S,
  seed,
  type Wire,
} from './kit.ts';

const FAILED = ['The conditional request failed', 'ConditionalCheckFailedException'] as const;
const compare = (ComparisonOperator: string, ...AttributeValueList: Wire[]): Wire => ({
  ComparisonOperator,
  AttributeValueList,
});
const update = (pk: string, AttributeUpdates: Wire): Wire => ({
  TableName: HASH,
  Key: key(pk),
  AttributeUpdates,
});
const action = (Action: string, Value?: Wire): Wire => ({ Action, ...(Value && { Value }) });

const rows = seed(
  'rows',
  ['a1', 'a2', 'b1'].map((sk, i) =>
    putPair('lg', sk, { color: S(['red', 'green', 'red'][i]!), n: N(i), yes: { BOOL: i === 0 } }),
  ),
);
const query = (title: string, KeyConditions: Wire, found: string[], rest: Wire = {}) =>
  flow(
    title,
    ...rows,
    call(
      'Query',
      { TableName: COMPOSITE, KeyConditions: { pk: compare('EQ', S('lg')), ...KeyConditions }, ...rest },
      { Items: found.map((sk) => ({ sk: S(sk) })) },
    ),
  );
const scan = (title: string, ScanFilter: Wire, found: string[], rest: Wire = {}) =>
  flow(
    title,
    ...rows,
    call(
      'Scan',
      { TableName: COMPOSITE, ScanFilter: { pk: compare('EQ', S('lg')), ...ScanFilter }, ...rest },
      { Items: found.map((sk) => ({ sk: S(sk) })) },
    ),
  );

export const legacy = [
  group('AttributeUpdates', [
    flow(
      'PUT',
      put('la-1', { a: S('x') }),
      call('UpdateItem', update('la-1', { a: action('PUT', S('y')), b: { Value: N(1) } })),
      got('la-1', { a: S('y'), b: N(1) }),
    ),
    flow(
      'ADD to a number',
      put('la-2', { n: N(1) }),
      call('UpdateItem', update('la-2', { n: action('ADD', N(2)) })),
      got('la-2', { n: N(3) }),
    ),
    flow(
      'ADD to a set',
      put('la-3', { s: { SS: ['a'] } }),
      call('UpdateItem', update('la-3', { s: action('ADD', { SS: ['b'] }) })),
      got('la-3', { s: { SS: ['a', 'b'] } }),
    ),
    flow(
      'DELETE from a set',
      put('la-4', { s: { SS: ['a', 'b'] } }),
      call('UpdateItem', update('la-4', { s: action('DELETE', { SS: ['a'] }) })),
      got('la-4', { s: { SS: ['b'] } }),
    ),
    flow(
      'DELETE',
      put('la-5', { a: S('x') }),
      call('UpdateItem', update('la-5', { a: action('DELETE') })),
      got('la-5', { a: undefined }),
    ),
    flow(
      'what was updated',
      put('la-6', { a: S('x') }),
      call(
        'UpdateItem',
        { ...update('la-6', { a: action('PUT', S('y')) }), ReturnValues: 'UPDATED_OLD' },
        { Attributes: { a: S('x') } },
      ),
    ),
    refuses(
      'of a key',
      'UpdateItem',
      update('la-7', { pk: action('PUT', S('x')) }),
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    ),
    refuses(
      'PUT of nothing',
      'UpdateItem',
      update('la-7', { a: action('PUT') }),
      /Only DELETE action is allowed when no attribute value is specified/,
    ),
    refuses(
      'ADD of a text',
      'UpdateItem',
      update('la-7', { a: action('ADD', S('x')) }),
      /ADD action is not supported for the type S/,
    ),
  ]),
  group('AttributesToGet', [
    flow(
      'of a get',
      put('lg-1', { a: S('x'), b: S('y') }),
      call(
        'GetItem',
        { TableName: HASH, Key: key('lg-1'), AttributesToGet: ['a', 'nope'] },
        { Item: { a: S('x'), b: undefined, pk: undefined } },
      ),
    ),
    flow(
      'of a get that finds none of them',
      put('lg-2'),
      call(
        'GetItem',
        { TableName: HASH, Key: key('lg-2'), AttributesToGet: ['nope'] },
        { Item: (item: Wire) => Object.keys(item).length === 0 },
      ),
    ),
    flow(
      'of a batch',
      put('lg-3', { a: S('x'), b: S('y') }),
      call(
        'BatchGetItem',
        { RequestItems: { [HASH]: { Keys: [key('lg-3')], AttributesToGet: ['a'] } } },
        { Responses: { [HASH]: [{ a: S('x'), b: undefined }] } },
      ),
    ),
    query('of a query', {}, ['a1', 'a2', 'b1'], { AttributesToGet: ['sk'] }),
    scan('of a scan', {}, ['a1', 'a2', 'b1'], { AttributesToGet: ['sk'] }),
    refuses(
      'twice the same',
      'GetItem',
      { TableName: HASH, Key: key('x'), AttributesToGet: ['a', 'a'] },
      'One or more parameter values were invalid: Duplicate value in attribute name: a',
    ),
  ]),
  group('Expected', [
    flow(
      'nothing there',
      call('PutItem', { TableName: HASH, Item: key('le-1'), Expected: { pk: { Exists: false } } }),
      fails(
        'PutItem',
        { TableName: HASH, Item: key('le-1'), Expected: { pk: { Exists: false } } },
        ...FAILED,
      ),
    ),
    flow(
      'a value',
      put('le-2', { a: S('x') }),
      call('DeleteItem', { TableName: HASH, Key: key('le-2'), Expected: { a: { Value: S('x') } } }),
      got('le-2'),
    ),
    flow(
      'another value',
      put('le-3', { a: S('x') }),
      fails(
        'DeleteItem',
        { TableName: HASH, Key: key('le-3'), Expected: { a: { Value: S('y'), Exists: true } } },
        ...FAILED,
      ),
    ),
    flow(
      'EQ',
      put('le-4', { a: S('x') }),
      call('PutItem', { TableName: HASH, Item: key('le-4'), Expected: { a: compare('EQ', S('x')) } }),
    ),
    flow(
      'BEGINS_WITH',
      put('le-5', { a: S('xyz') }),
      call('PutItem', {
        TableName: HASH,
        Item: key('le-5'),
        Expected: { a: compare('BEGINS_WITH', S('xy')) },
      }),
    ),
    flow(
      'AND',
      put('le-6', { a: S('x'), b: S('y') }),
      fails(
        'PutItem',
        {
          TableName: HASH,
          Item: key('le-6'),
          Expected: { a: compare('EQ', S('x')), b: compare('EQ', S('z')) },
          ConditionalOperator: 'AND',
        },
        ...FAILED,
      ),
    ),
    flow(
      'OR',
      put('le-7', { a: S('x'), b: S('y') }),
      call('PutItem', {
        TableName: HASH,
        Item: key('le-7'),
        Expected: { a: compare('EQ', S('x')), b: compare('EQ', S('z')) },
        ConditionalOperator: 'OR',
      }),
    ),
    flow(
      'NULL and NOT_NULL',
      put('le-8', { a: S('x') }),
      call('PutItem', {
        TableName: HASH,
        Item: key('le-8'),
        Expected: { a: { ComparisonOperator: 'NOT_NULL' }, b: { ComparisonOperator: 'NULL' } },
      }),
    ),
    refuses(
      'a value that shall not be there',
      'PutItem',
      { TableName: HASH, Item: key('x'), Expected: { a: { Exists: false, Value: S('x') } } },
      /Value cannot be used when Exists is false for Attribute: a/,
    ),
    refuses(
      'no value',
      'PutItem',
      { TableName: HASH, Item: key('x'), Expected: { a: { Exists: true } } },
      /Value must be provided when Exists is true for Attribute: a/,
    ),
    refuses(
      'too few arguments',
      'PutItem',
      { TableName: HASH, Item: key('x'), Expected: { a: compare('BETWEEN', N(1)) } },
      /Invalid number of argument\(s\) for the BETWEEN ComparisonOperator/,
    ),
  ]),
  group('KeyConditions and filters', [
    query('EQ', {}, ['a1', 'a2', 'b1']),
    query('BEGINS_WITH', { sk: compare('BEGINS_WITH', S('a')) }, ['a1', 'a2']),
    query('BETWEEN', { sk: compare('BETWEEN', S('a2'), S('b9')) }, ['a2', 'b1']),
    query('GT', { sk: compare('GT', S('a1')) }, ['a2', 'b1']),
    query('backwards', {}, ['b1', 'a2', 'a1'], { ScanIndexForward: false }),
    query('QueryFilter EQ', {}, ['a1', 'b1'], { QueryFilter: { color: compare('EQ', S('red')) } }),
    query('QueryFilter CONTAINS', {}, ['a2'], { QueryFilter: { color: compare('CONTAINS', S('ree')) } }),
    query('QueryFilter of yes', {}, ['a1'], { QueryFilter: { yes: compare('EQ', { BOOL: true }) } }),
    scan('ScanFilter EQ', { color: compare('EQ', S('red')) }, ['a1', 'b1']),
    scan('ScanFilter GT', { n: compare('GT', N(0)) }, ['a2', 'b1']),
    scan('ScanFilter BEGINS_WITH', { color: compare('BEGINS_WITH', S('g')) }, ['a2']),
    scan(
      'ScanFilter CONTAINS',
      { color: compare('CONTAINS', S('e')), n: compare('LT', N(2)) },
      ['a1', 'a2'],
      { ConditionalOperator: 'AND' },
    ),
    scan('ScanFilter IN', { n: compare('IN', N(0), N(2)) }, ['a1', 'b1']),
    refuses(
      'a query condition that no index knows',
      'Query',
      { TableName: COMPOSITE, KeyConditions: { pk: compare('EQ', S('x')), sk: compare('CONTAINS', S('x')) } },
      'Attempted conditional constraint is not an indexable operation',
    ),
    refuses(
      'a filter on a key',
      'Query',
      {
        TableName: COMPOSITE,
        KeyConditions: { pk: compare('EQ', S('x')) },
        QueryFilter: { sk: compare('EQ', S('x')) },
      },
      'QueryFilter can only contain non-primary key attributes: Primary key attribute: sk',
    ),
  ]),
];
