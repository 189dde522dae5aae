/** Reads that are refused. */
import {
  COMPOSITE,
  COMPOSITE_N,
  fails,
  flow,
  group,
  HASH,
  key,
  MISSING,
  N,
  pair,
  refuses,
  S,
} from './kit.ts';
import { query } from './reads.ts';

export const readsRefused = [
  group('reads that are refused', [
    refuses(
      'a query of no table',
      'Query',
      { ...query('pk = :p', { ':p': S('x') }), TableName: MISSING },
      'Requested resource not found',
      'ResourceNotFoundException',
    ),
    refuses(
      'a scan of no table',
      'Scan',
      { TableName: MISSING },
      'Requested resource not found',
      'ResourceNotFoundException',
    ),
    refuses(
      'a query without a condition',
      'Query',
      { TableName: COMPOSITE },
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    ),
    refuses(
      'a query without the hash key',
      'Query',
      query('sk = :v', { ':v': S('x') }),
      'Query condition missed key schema element: pk',
    ),
    refuses(
      'a query by another attribute',
      'Query',
      query('another = :v', { ':v': S('x') }),
      'Query condition missed key schema element: pk',
    ),
    refuses(
      'a query by a part of a key',
      'Query',
      query('pk = :p AND sk.foo = :v', { ':p': S('x'), ':v': S('x') }),
      /KeyConditionExpressions cannot have conditions on nested attributes/,
    ),
    refuses(
      'redundant parentheses',
      'Query',
      query('((pk = :p)) AND sk = :p', { ':p': S('x') }),
      'Invalid KeyConditionExpression: The expression has redundant parentheses;',
    ),
    refuses(
      'nothing in it',
      'Query',
      query('', { ':p': S('x') }),
      'Invalid KeyConditionExpression: The expression can not be empty;',
    ),
    refuses(
      'OR',
      'Query',
      query('pk = :p OR sk = :p', { ':p': S('x') }),
      /Invalid operator used in KeyConditionExpression: OR/,
    ),
    refuses(
      'two conditions for one key',
      'Query',
      {
        ...query('pk = :p AND sk > :a AND sk < :b', { ':p': S('x'), ':a': N(1), ':b': N(2) }),
        TableName: COMPOSITE_N,
      },
      'Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key',
    ),
    refuses(
      'three conditions',
      'Query',
      {
        ...query('pk = :p AND sk > :a AND extra = :b', { ':p': S('x'), ':a': N(1), ':b': N(2) }),
        TableName: COMPOSITE_N,
      },
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
    ),
    refuses(
      'begins_with of a number',
      'Query',
      query('pk = :p AND begins_with(sk, :v)', { ':p': S('x'), ':v': N(1) }),
      'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ),
    refuses(
      'begins_with of a text on a number',
      'Query',
      { ...query('pk = :p AND begins_with(sk, :v)', { ':p': S('x'), ':v': S('a') }), TableName: COMPOSITE_N },
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ),
    refuses(
      'an order of yes and no',
      'Query',
      query('pk = :p AND sk < :v', { ':p': S('x'), ':v': { BOOL: true } }),
      'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
    ),
    refuses(
      'an order of yes and no, value first',
      'Query',
      query('pk = :p AND :v >= sk', { ':p': S('x'), ':v': { BOOL: true } }),
      'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: >=, operand type: BOOL',
    ),
    refuses(
      'between yes and no',
      'Query',
      query('pk = :p AND sk BETWEEN :a AND :b', {
        ':p': S('x'),
        ':a': { BOOL: false },
        ':b': { BOOL: true },
      }),
      'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: BOOL',
    ),
    refuses(
      'a key equal to yes',
      'Query',
      query('pk = :p AND sk = :v', { ':p': S('x'), ':v': { BOOL: true } }),
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ),
    refuses(
      'a name nobody uses',
      'Query',
      query('pk = :p', { ':p': S('x') }, { ExpressionAttributeNames: { '#unused': 'a' } }),
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}',
    ),
    refuses(
      'a start key of another shape',
      'Query',
      query('pk = :p', { ':p': S('x') }, { ExclusiveStartKey: key('x') }),
      'The provided starting key is invalid',
    ),
    refuses(
      "a scan's start key of another shape",
      'Scan',
      { TableName: HASH, ExclusiveStartKey: { other: S('x') } },
      'The provided starting key is invalid: The provided key element does not match the schema',
    ),
    refuses(
      'SPECIFIC_ATTRIBUTES without saying which',
      'Query',
      query('pk = :p', { ':p': S('x') }, { Select: 'SPECIFIC_ATTRIBUTES' }),
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ),
    (['Query', 'Scan'] as const).flatMap((operation) => {
      const base = operation === 'Query' ? query('pk = :p', { ':p': S('x') }) : { TableName: COMPOSITE };
      return [
        refuses(
          `${operation}: ALL_ATTRIBUTES and a projection`,
          operation,
          { ...base, Select: 'ALL_ATTRIBUTES', ProjectionExpression: 'sk' },
          'Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES',
        ),
        refuses(
          `${operation}: ALL_PROJECTED_ATTRIBUTES without an index`,
          operation,
          { ...base, Select: 'ALL_PROJECTED_ATTRIBUTES' },
          'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
        ),
        refuses(`${operation}: ALL_PROJECTED_ATTRIBUTES and a projection`, operation, {
          ...base,
          Select: 'ALL_PROJECTED_ATTRIBUTES',
          ProjectionExpression: 'sk',
        }),
        refuses(
          `${operation}: COUNT and a projection`,
          operation,
          { ...base, Select: 'COUNT', ProjectionExpression: 'sk' },
          'Cannot specify the ProjectionExpression when choosing to get only the Count',
        ),
      ];
    }),
    flow(
      'a start key of another partition',
      fails(
        'Query',
        query('pk = :p', { ':p': S('x') }, { ExclusiveStartKey: pair('y', 'a') }),
        'The provided starting key is outside query boundaries based on provided conditions',
      ),
    ),
    flow(
      'a start key outside the condition',
      fails(
        'Query',
        query('pk = :p AND sk > :v', { ':p': S('x'), ':v': S('m') }, { ExclusiveStartKey: pair('x', 'a') }),
        'The provided starting key does not match the range key predicate',
      ),
    ),
  ]),
];
