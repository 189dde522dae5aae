/** TransactWriteItems and TransactGetItems: all or nothing, reasons. */
import {
  COMPOSITE,
  call,
  cancels,
  fails,
  flow,
  got,
  group,
  HASH,
  key,
  MISSING,
  N,
  one,
  pair,
  put,
  putPair,
  refuses,
  S,
  type Wire,
} from './kit.ts';
import { nowhere, RCC, SCHEMA, tCheck, tDelete, tPut, transact } from './transaction-actions.ts';

const tUpdate = (pk: string, UpdateExpression: string, values?: Wire, more: Wire = {}): Wire => ({
  Update: {
    TableName: HASH,
    Key: key(pk),
    UpdateExpression,
    ...(values && { ExpressionAttributeValues: values }),
    ...more,
  },
});
const many = (count: number, prefix: string) => Array.from({ length: count }, (_, i) => `${prefix}-${i}`);

const NEW = { ConditionExpression: 'attribute_not_exists(pk)' };
const FAILED = ['ConditionalCheckFailed', 'The conditional request failed'] as const;

export const transactions = [
  group('TransactWriteItems', [
    flow(
      'put, update and delete together',
      put('t-2', { a: S('old') }),
      put('t-3'),
      call(
        'TransactWriteItems',
        transact(
          tPut('t-1', { a: S('x') }),
          tUpdate('t-2', 'SET a = :v', { ':v': S('new') }),
          tDelete('t-3'),
        ),
      ),
      got('t-1', { a: S('x') }),
      got('t-2', { a: S('new') }),
      got('t-3'),
    ),
    flow(
      'a check that holds',
      put('t-4', { s: S('on') }),
      call('TransactWriteItems', transact(tCheck('t-4', 's = :v', { ':v': S('on') }), tPut('t-5'))),
      got('t-5', key('t-5')),
    ),
    flow(
      'a check that does not hold',
      put('t-6', { s: S('off') }),
      cancels([tCheck('t-6', 's = :v', { ':v': S('on') }), tPut('t-7')], [FAILED, 'None']),
      got('t-7'),
    ),
    flow(
      "a put's condition",
      put('t-8'),
      cancels([tPut('t-8', { a: S('x') }, NEW)], [FAILED]),
      got('t-8', { a: undefined }),
    ),
    flow(
      "an update's condition",
      put('t-9', { n: N(5) }),
      cancels(
        [tUpdate('t-9', 'SET n = :v', { ':v': N(100), ':m': N(10) }, { ConditionExpression: 'n > :m' })],
        [FAILED],
      ),
      got('t-9', { n: N(5) }),
    ),
    flow(
      "a delete's condition",
      put('t-10', { lo: { BOOL: true } }),
      cancels(
        [
          tDelete('t-10', {
            ConditionExpression: 'lo = :v',
            ExpressionAttributeValues: { ':v': { BOOL: false } },
          }),
        ],
        [FAILED],
      ),
      got('t-10', { lo: { BOOL: true } }),
    ),
    flow(
      'two tables',
      call(
        'TransactWriteItems',
        transact(tPut('t-11'), { Put: { TableName: COMPOSITE, Item: pair('t-11', 'a') } }),
      ),
      got('t-11', key('t-11')),
    ),
    flow(
      'two that fail',
      put('t-12'),
      put('t-13'),
      cancels([tPut('t-12', {}, NEW), tPut('t-13', {}, NEW)], [FAILED, FAILED]),
    ),
    flow(
      'one that fails, one that would not',
      put('t-14'),
      cancels([tPut('t-15', {}, NEW), tPut('t-14', {}, NEW)], ['None', FAILED]),
      got('t-15'),
    ),
    flow('the item that is in the way', put('t-16', { a: S('orig') }), {
      operation: 'TransactWriteItems',
      input: transact(tPut('t-16', {}, { ...NEW, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })),
      expected: { refused: { code: 'TransactionCanceledException', reasons: ['ConditionalCheckFailed'] } },
    }),
    flow(
      'a token again',
      call('TransactWriteItems', {
        ...transact(tUpdate('t-17', 'ADD n :v', { ':v': N(1) })),
        ClientRequestToken: 'token-1',
      }),
      call('TransactWriteItems', {
        ...transact(tUpdate('t-17', 'ADD n :v', { ':v': N(1) })),
        ClientRequestToken: 'token-1',
      }),
      got('t-17', { n: N(1) }),
    ),
    flow(
      'a token for something else',
      call('TransactWriteItems', { ...transact(tPut('t-18', { a: S('1') })), ClientRequestToken: 'token-2' }),
      fails(
        'TransactWriteItems',
        { ...transact(tPut('t-18', { a: S('2') })), ClientRequestToken: 'token-2' },
        undefined,
        'IdempotentParameterMismatchException',
      ),
    ),
    flow(
      'no ghost',
      cancels(
        [tUpdate('t-ghost', 'ADD n :v', { ':v': N(1) }, { ConditionExpression: 'attribute_exists(pk)' })],
        [FAILED],
      ),
      got('t-ghost'),
    ),
    flow(
      'no ghost of a comparison',
      cancels(
        [
          tUpdate(
            't-ghost',
            'SET n = :v',
            { ':v': N(1) },
            { ConditionExpression: 'attribute_exists(pk) AND n > :v' },
          ),
        ],
        [FAILED],
      ),
      got('t-ghost'),
    ),
    flow(
      'an upsert',
      call('TransactWriteItems', transact(tUpdate('t-19', 'SET n = :v', { ':v': N(1) }, NEW))),
      got('t-19', { n: N(1) }),
    ),
    flow(
      'one passes, one does not: nothing is done',
      put('t-20', { s: S('on') }),
      cancels(
        [
          tUpdate('t-20', 'SET s = :v', { ':v': S('off') }, { ConditionExpression: 'attribute_exists(pk)' }),
          tUpdate(
            't-none',
            'SET s = :v',
            { ':v': S('off') },
            { ConditionExpression: 'attribute_exists(pk)' },
          ),
        ],
        ['None', FAILED],
      ),
      got('t-20', { s: S('on') }),
    ),
    flow('100 actions', call('TransactWriteItems', transact(...many(100, 't100').map((pk) => tPut(pk))))),
    refuses(
      '101 actions',
      'TransactWriteItems',
      transact(...many(101, 't101').map((pk) => tPut(pk))),
      /^1 validation error detected: Value '\[.+\]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/s,
    ),
    refuses(
      'no actions',
      'TransactWriteItems',
      transact(),
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
    refuses(
      'one item twice',
      'TransactWriteItems',
      transact(tPut('x'), tPut('x')),
      'Transaction request cannot include multiple operations on one item',
    ),
    refuses(
      'no such table',
      'TransactWriteItems',
      transact(nowhere),
      'Requested resource not found',
      'ResourceNotFoundException',
    ),
  ]),
  group('TransactGetItems', [
    flow(
      'several items as of one moment',
      put('tg-1', { n: N(1) }),
      put('tg-2', { n: N(2) }),
      call(
        'TransactGetItems',
        transact(...['tg-1', 'tg-2'].map((pk) => ({ Get: { TableName: HASH, Key: key(pk) } }))),
        { Responses: [{ Item: { n: N(1) } }, { Item: { n: N(2) } }] },
      ),
    ),
    flow(
      'two tables',
      put('tg-3'),
      putPair('tg-3', 'a', { d: S('x') }),
      call(
        'TransactGetItems',
        transact(
          { Get: { TableName: HASH, Key: key('tg-3') } },
          { Get: { TableName: COMPOSITE, Key: pair('tg-3', 'a') } },
        ),
        { Responses: [{ Item: key('tg-3') }, { Item: { d: S('x') } }] },
      ),
    ),
    flow(
      'what is not there',
      put('tg-4'),
      call(
        'TransactGetItems',
        transact(
          { Get: { TableName: HASH, Key: key('tg-4') } },
          { Get: { TableName: HASH, Key: key('tg-none') } },
        ),
        { Responses: [{ Item: key('tg-4') }, { Item: undefined }] },
      ),
    ),
    flow(
      'a projection',
      put('tg-5', { a: S('x'), b: S('y') }),
      call(
        'TransactGetItems',
        transact({ Get: { TableName: HASH, Key: key('tg-5'), ProjectionExpression: 'a' } }),
        { Responses: [{ Item: { a: S('x'), b: undefined } }] },
      ),
    ),
    flow(
      '100 items',
      call(
        'TransactGetItems',
        transact(...many(100, 'tg').map((pk) => ({ Get: { TableName: HASH, Key: key(pk) } }))),
        { Responses: (all: unknown[]) => all.length === 100 },
      ),
    ),
    refuses(
      '101 items',
      'TransactGetItems',
      transact(...many(101, 'tg').map((pk) => ({ Get: { TableName: HASH, Key: key(pk) } }))),
      /^1 validation error detected: Value '\[.+\]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/s,
    ),
    refuses(
      'nothing',
      'TransactGetItems',
      transact(),
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
    refuses(
      'no such table',
      'TransactGetItems',
      transact({ Get: { TableName: MISSING, Key: key('x') } }),
      'Requested resource not found',
      'ResourceNotFoundException',
    ),
    refuses(
      'one item twice',
      'TransactGetItems',
      transact({ Get: { TableName: HASH, Key: key('x') } }, { Get: { TableName: HASH, Key: key('x') } }),
      'Transaction request cannot include multiple operations on one item',
    ),
    refuses(
      'an unknown ReturnConsumedCapacity before a missing table',
      'TransactGetItems',
      { ...transact({ Get: { TableName: MISSING, Key: key('x') } }), ReturnConsumedCapacity: 'BOGUS' },
      one(RCC),
    ),
    flow('a key without its attributes', {
      operation: 'TransactGetItems',
      input: transact({ Get: { TableName: HASH, Key: {} } }),
      expected: { refused: { code: 'TransactionCanceledException', reasons: [['ValidationError', SCHEMA]] } },
    }),
  ]),
];
