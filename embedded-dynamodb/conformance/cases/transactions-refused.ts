/** Keys in transactions, and the order of their checks. */
import {
  COMPOSITE,
  cancels,
  flow,
  GSI_B,
  group,
  HASH,
  HASH_B,
  key,
  N,
  one,
  pair,
  refuses,
  S,
  type Wire,
} from './kit.ts';
import { nowhere, RCC, SCHEMA, tCheck, tDelete, tPut, transact } from './transaction-actions.ts';

const EMPTY = (type: string) =>
  `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type} value. Key: pk`;
const MISMATCH = (actual: string) =>
  `One or more parameter values were invalid: Type mismatch for Index Key lsi1sk Expected: S Actual: ${actual} IndexName: gsi1`;

/** An action on one table with a given key value. */
const withKey = (kind: 'Update' | 'Delete' | 'ConditionCheck', TableName: string, pk: Wire): Wire => ({
  [kind]: {
    TableName,
    Key: { pk },
    ...(kind === 'Update' && { UpdateExpression: 'SET a = :v', ExpressionAttributeValues: { ':v': S('x') } }),
    ...(kind === 'ConditionCheck' && { ConditionExpression: 'attribute_not_exists(pk)' }),
  },
});
const indexUpdate = (value: Wire, TableName = COMPOSITE): Wire => ({
  Update: {
    TableName,
    Key: TableName === COMPOSITE ? pair('x', 'y') : key('x'),
    UpdateExpression: TableName === COMPOSITE ? 'SET lsi1sk = :v' : 'SET bidx = :v',
    ExpressionAttributeValues: { ':v': value },
  },
});
const RICM =
  "Value 'BOGUS' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]";
const LONG_TOKEN = 'x'.repeat(37);
const TOKEN = `Value '${LONG_TOKEN}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36`;
const TOKEN_PLAIN =
  "Value at 'ClientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36";
const UNUSED = 'Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}';
const unused = tCheck('t-unused', 'attribute_not_exists(pk)', { ':v': S('x') });
const SYNTAX = 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("';
const broken = tCheck('t-broken', 'attribute_not_exists(');

export const transactionsRefused = [
  group('keys in transactions', [
    flow(
      "a put's key of another type",
      cancels(
        [{ Put: { TableName: HASH, Item: { pk: N(5) } } }],
        [
          [
            'ValidationError',
            'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N',
          ],
        ],
      ),
    ),
    flow(
      "a put's key that is a list",
      cancels(
        [{ Put: { TableName: HASH, Item: { pk: { L: [S('x')] } } } }],
        [
          [
            'ValidationError',
            'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: L',
          ],
        ],
      ),
    ),
    flow(
      "a put's index key of another type",
      cancels(
        [{ Put: { TableName: COMPOSITE, Item: { ...pair('x', 'y'), lsi1sk: N(5) } } }],
        [['ValidationError', MISMATCH('N')]],
      ),
    ),
    flow(
      "a put's index key that is a list",
      cancels(
        [{ Put: { TableName: COMPOSITE, Item: { ...pair('x', 'y'), lsi1sk: { L: [] } } } }],
        [['ValidationError', MISMATCH('L')]],
      ),
    ),
    flow(
      "an update's index key of another type",
      cancels([indexUpdate(N(5))], [['ValidationError', MISMATCH('N')]]),
    ),
    flow(
      "an update's index key that is a list",
      cancels([indexUpdate({ L: [S('x')] })], [['ValidationError', MISMATCH('L')]]),
    ),
    refuses(
      "a put's empty key",
      'TransactWriteItems',
      transact({ Put: { TableName: HASH, Item: { pk: S('') } } }),
      EMPTY('string'),
    ),
    refuses(
      "a put's empty key of bytes",
      'TransactWriteItems',
      transact({ Put: { TableName: HASH_B, Item: { pk: { B: '' } } } }),
      EMPTY('binary'),
    ),
    refuses(
      "a put's empty index key",
      'TransactWriteItems',
      transact({ Put: { TableName: COMPOSITE, Item: { ...pair('x', 'y'), lsi1sk: S('') } } }),
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: gsi1, IndexKey: lsi1sk',
    ),
    refuses(
      "a put's empty index key of bytes",
      'TransactWriteItems',
      transact({ Put: { TableName: GSI_B, Item: { pk: S('x'), bidx: { B: '' } } } }),
      /cannot contain an empty binary value. IndexName: gsib, IndexKey: bidx$/,
    ),
    refuses(
      "an update's empty index key",
      'TransactWriteItems',
      transact(indexUpdate(S(''))),
      'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.',
    ),
    refuses(
      "an update's empty index key of bytes",
      'TransactWriteItems',
      transact(indexUpdate({ B: '' }, GSI_B)),
      'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty binary value.',
    ),
    (['Update', 'Delete', 'ConditionCheck'] as const).flatMap((kind) => [
      refuses(
        `${kind} with an empty key`,
        'TransactWriteItems',
        transact(withKey(kind, HASH, S(''))),
        EMPTY('string'),
      ),
      refuses(
        `${kind} with an empty key of bytes`,
        'TransactWriteItems',
        transact(withKey(kind, HASH_B, { B: '' })),
        EMPTY('binary'),
      ),
      flow(
        `${kind} with a key of another type`,
        cancels([withKey(kind, HASH, N(5))], [['ValidationError', SCHEMA]]),
      ),
      flow(
        `${kind} with a key that is a list`,
        cancels([withKey(kind, HASH, { L: [S('x')] })], [['ValidationError', SCHEMA]]),
      ),
    ]),
  ]),
  group('the order of checks in a transaction', [
    refuses(
      'an unknown ReturnConsumedCapacity',
      'TransactWriteItems',
      { ...transact(tPut('x')), ReturnConsumedCapacity: 'BOGUS' },
      one(RCC),
    ),
    refuses(
      'an unknown ReturnItemCollectionMetrics',
      'TransactWriteItems',
      { ...transact(tPut('x')), ReturnItemCollectionMetrics: 'BOGUS' },
      one(RICM),
    ),
    refuses(
      'both',
      'TransactWriteItems',
      { ...transact(tPut('x')), ReturnConsumedCapacity: 'BOGUS', ReturnItemCollectionMetrics: 'BOGUS' },
      `2 validation errors detected: ${RCC}; ${RICM}`,
    ),
    refuses(
      'before a missing table',
      'TransactWriteItems',
      { ...transact(nowhere), ReturnConsumedCapacity: 'BOGUS' },
      one(RCC),
    ),
    refuses(
      'before one item twice',
      'TransactWriteItems',
      { ...transact(tPut('x'), tDelete('x')), ReturnConsumedCapacity: 'BOGUS' },
      one(RCC),
    ),
    refuses(
      'a token too long',
      'TransactWriteItems',
      { ...transact(tPut('x')), ClientRequestToken: LONG_TOKEN },
      [one(TOKEN), one(TOKEN_PLAIN)],
    ),
    refuses(
      'a token too long first',
      'TransactWriteItems',
      { ...transact(tPut('x')), ClientRequestToken: LONG_TOKEN, ReturnConsumedCapacity: 'BOGUS' },
      [one(TOKEN_PLAIN), `2 validation errors detected: ${TOKEN}; ${RCC}`],
    ),
    refuses(
      'a broken condition before a missing table',
      'TransactWriteItems',
      transact(nowhere, broken),
      SYNTAX,
    ),
    refuses(
      'an unused value before a missing table before it',
      'TransactWriteItems',
      transact(nowhere, unused),
      UNUSED,
    ),
    refuses(
      'an unused value before a missing table behind it',
      'TransactWriteItems',
      transact(unused, nowhere),
      UNUSED,
    ),
    refuses(
      'an unused value before one item twice',
      'TransactWriteItems',
      transact(tPut('t-unused'), unused),
      UNUSED,
    ),
    refuses(
      'an empty name before a broken condition behind it',
      'TransactWriteItems',
      transact(tPut('x', { '': S('x') }), broken),
      'Empty attribute name',
    ),
    refuses(
      'a broken condition before an empty name behind it',
      'TransactWriteItems',
      transact(broken, tPut('x', { '': S('x') })),
      SYNTAX,
    ),
    refuses(
      'nothing in an action',
      'TransactWriteItems',
      transact({}),
      /TransactItems can only contain one of Check, Put, Update or Delete/,
    ),
  ]),
];
