/** Which of several faults is told; the older and the newer way at once. */
import { T } from './faults.ts';
import { COMPOSITE, group, HASH_B, key, MISSING, N, one, refuses, S } from './kit.ts';

const conflict = (legacy: string, expression: string) =>
  `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${legacy}} Expression parameters: {${expression}}`;

export const precedence = [
  group('two ways at once', [
    refuses(
      'PutItem',
      'PutItem',
      {
        TableName: T,
        Item: key('x'),
        Expected: { pk: { Exists: false } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
      one(conflict('Expected', 'ConditionExpression')),
    ),
    refuses(
      'DeleteItem',
      'DeleteItem',
      {
        TableName: T,
        Key: key('x'),
        Expected: { pk: { Exists: false } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
      one(conflict('Expected', 'ConditionExpression')),
    ),
    refuses(
      'GetItem',
      'GetItem',
      { TableName: T, Key: key('x'), AttributesToGet: ['a'], ProjectionExpression: 'a' },
      conflict('AttributesToGet', 'ProjectionExpression'),
    ),
    refuses(
      'Query',
      'Query',
      {
        TableName: T,
        KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [S('x')] } },
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': S('x') },
      },
      conflict('KeyConditions', 'KeyConditionExpression'),
    ),
    refuses(
      'Scan',
      'Scan',
      {
        TableName: T,
        ScanFilter: { a: { ComparisonOperator: 'EQ', AttributeValueList: [S('x')] } },
        FilterExpression: 'a = :p',
        ExpressionAttributeValues: { ':p': S('x') },
      },
      conflict('ScanFilter', 'FilterExpression'),
    ),
    refuses(
      'values without an expression',
      'PutItem',
      { TableName: T, Item: key('x'), ExpressionAttributeValues: { ':v': S('x') } },
      one('ExpressionAttributeValues can only be specified when using expressions'),
    ),
    refuses(
      'names without an expression',
      'PutItem',
      { TableName: T, Item: key('x'), ExpressionAttributeNames: { '#a': 'a' } },
      one('ExpressionAttributeNames can only be specified when using expressions'),
    ),
    refuses(
      'values of no scan',
      'Scan',
      { TableName: T, ExpressionAttributeValues: { ':v': S('x') } },
      /^ExpressionAttributeValues can only be specified when using expressions/,
    ),
  ]),
  group('the order of faults', [
    refuses(
      'an operand before a missing table',
      'Query',
      {
        TableName: MISSING,
        KeyConditionExpression: 'pk = :p AND begins_with(sk, :n)',
        ExpressionAttributeValues: { ':p': S('x'), ':n': N(1) },
      },
      /Incorrect operand type/,
    ),
    refuses(
      'a missing table when all else is well',
      'Query',
      {
        TableName: MISSING,
        KeyConditionExpression: 'pk = :p AND begins_with(sk, :n)',
        ExpressionAttributeValues: { ':p': S('x'), ':n': S('x') },
      },
      undefined,
      'ResourceNotFoundException',
    ),
    refuses(
      'a missing value before an operand behind it',
      'Query',
      {
        TableName: COMPOSITE,
        KeyConditionExpression: 'pk = :missing AND begins_with(sk, :n)',
        ExpressionAttributeValues: { ':n': N(1) },
      },
      /not defined; attribute value: :missing/,
    ),
    refuses(
      'an operand before a missing value behind it',
      'Query',
      {
        TableName: COMPOSITE,
        KeyConditionExpression: 'begins_with(sk, :n) AND pk = :missing',
        ExpressionAttributeValues: { ':n': N(1) },
      },
      /Incorrect operand type/,
    ),
    refuses(
      'an operand before one condition too many',
      'Query',
      {
        TableName: COMPOSITE,
        KeyConditionExpression: 'pk = :p AND begins_with(sk, :n) AND sk > :s',
        ExpressionAttributeValues: { ':p': S('x'), ':n': N(1), ':s': S('x') },
      },
      /Incorrect operand type/,
    ),
    refuses(
      'an empty key is told by itself',
      'GetItem',
      { TableName: HASH_B, Key: { pk: { B: '' } } },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: pk',
    ),
    refuses(
      'an empty key of a delete',
      'DeleteItem',
      { TableName: HASH_B, Key: { pk: { B: '' } } },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: pk',
    ),

    refuses('an unknown operation', 'NoSuchOperation', {}, undefined, 'UnknownOperationException'),
  ]),
];
