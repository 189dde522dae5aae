/** UpdateItem: what it returns, what it refuses. */
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
  N,
  one,
  pair,
  refuses,
  S,
} from './kit.ts';
import { returns, update } from './update-requests.ts';

export const updatesRefused = [
  group('what an update returns', [
    returns('ALL_NEW', 'u-60', { x: N(1) }, 'SET x = :v', { ':v': N(2) }, 'ALL_NEW', {
      ...key('u-60'),
      x: N(2),
    }),
    returns('ALL_OLD', 'u-61', { x: N(1) }, 'SET x = :v', { ':v': N(2) }, 'ALL_OLD', {
      ...key('u-61'),
      x: N(1),
    }),
    returns('UPDATED_OLD', 'u-62', { x: N(1), y: S('k') }, 'SET x = :v', { ':v': N(2) }, 'UPDATED_OLD', {
      x: N(1),
      y: undefined,
      pk: undefined,
    }),
    returns('UPDATED_NEW', 'u-63', { x: N(1), y: S('k') }, 'SET x = :v', { ':v': N(2) }, 'UPDATED_NEW', {
      x: N(2),
      y: undefined,
      pk: undefined,
    }),
    returns(
      'UPDATED_NEW of a part of a map',
      'u-64',
      { m: { M: { k: S('k'), c: S('o') } } },
      'SET m.c = :v',
      { ':v': S('n') },
      'UPDATED_NEW',
      { m: { M: { c: S('n'), k: undefined } } },
    ),
    returns(
      'UPDATED_NEW of two parts of a map',
      'u-65',
      { a: { M: { e: S('e') } } },
      'SET a.b = :x, a.c = :y',
      { ':x': S('x'), ':y': S('y') },
      'UPDATED_NEW',
      { a: { M: { b: S('x'), c: S('y') } } },
    ),
    returns(
      'UPDATED_NEW of a removal',
      'u-66',
      { x: S('k'), y: S('d') },
      'REMOVE y',
      undefined,
      'UPDATED_NEW',
      undefined,
    ),
    flow(
      'UPDATED_NEW of a new item',
      call('UpdateItem', update('u-67', 'SET a = :v', { ':v': S('x') }, { ReturnValues: 'UPDATED_NEW' }), {
        Attributes: { a: S('x') },
      }),
    ),
    flow(
      'nothing to do makes the item',
      call('UpdateItem', { TableName: HASH, Key: key('u-68') }, { Attributes: undefined }),
      got('u-68', key('u-68')),
    ),
  ]),
  group('updates that are refused', [
    refuses(
      'of the partition key',
      'UpdateItem',
      update('u-70', 'SET pk = :v', { ':v': S('x') }),
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    ),
    refuses(
      'of the sort key',
      'UpdateItem',
      {
        TableName: COMPOSITE,
        Key: pair('u', 'v'),
        UpdateExpression: 'SET sk = :v',
        ExpressionAttributeValues: { ':v': S('x') },
      },
      'One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key',
    ),
    refuses(
      'with no sense',
      'UpdateItem',
      update('u-71', 'INVALID SYNTAX HERE', { ':v': S('x') }),
      one('Invalid UpdateExpression: Syntax error; token: "INVALID", near: "INVALID SYNTAX"'),
    ),
    refuses(
      'with nothing in it',
      'UpdateItem',
      update('u-72', ''),
      one('Invalid UpdateExpression: The expression can not be empty;'),
    ),
    refuses(
      'with a name nobody uses',
      'UpdateItem',
      update('u-73', 'SET a = :v', { ':v': S('x') }, { ExpressionAttributeNames: { '#unused': 'b' } }),
      one('Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}'),
    ),
    refuses(
      'with a value nobody uses',
      'UpdateItem',
      update('u-74', 'SET a = :v', { ':v': S('x'), ':unused': S('y') }),
      one('Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}'),
    ),
    refuses(
      'with a value nobody gave',
      'UpdateItem',
      update('u-75', 'SET a = :v'),
      one(
        'Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :v',
      ),
    ),
    refuses(
      'with a value nobody gave in the condition',
      'UpdateItem',
      update('u-75', 'SET b = :w', { ':w': S('x') }, { ConditionExpression: 'a = :v' }),
      one(
        'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :v',
      ),
    ),
    refuses(
      'with a name nobody gave',
      'UpdateItem',
      update('u-75', 'SET #a = :v', { ':v': S('x') }),
      one(
        'Invalid UpdateExpression: An expression attribute name used in the document path is not defined; attribute name: #a',
      ),
    ),
    refuses(
      'with both ways at once',
      'UpdateItem',
      update(
        'u-76',
        'SET a = :v',
        { ':v': S('x') },
        { AttributeUpdates: { a: { Value: S('x'), Action: 'PUT' } } },
      ),
      one(
        'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}',
      ),
    ),
    refuses(
      'a name without #',
      'UpdateItem',
      update('u-77', 'SET #s = :v', { ':v': S('x') }, { ExpressionAttributeNames: { s: 'status' } }),
      /ExpressionAttributeNames contains invalid key: Syntax error; key: "s"/,
    ),
    refuses(
      'a value without :',
      'UpdateItem',
      update('u-78', 'SET a = :v', { v: S('x') }),
      /ExpressionAttributeValues contains invalid key: Syntax error; key: "v"/,
    ),
    refuses(
      'names without an expression',
      'UpdateItem',
      { TableName: HASH, Key: key('u'), ExpressionAttributeNames: { '#s': 'status' } },
      one('ExpressionAttributeNames can only be specified when using expressions'),
    ),
    refuses(
      'the same path twice',
      'UpdateItem',
      update('u-79', 'SET a = :a, a = :b', { ':a': S('x'), ':b': S('y') }),
      one(
        'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
      ),
    ),
    refuses(
      'a path and a part of it',
      'UpdateItem',
      update('u-79', 'SET a = :a REMOVE a.b[1]', { ':a': S('x') }),
      one(
        'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b, [1]]',
      ),
    ),
    refuses(
      'a map and a list at once',
      'UpdateItem',
      update('u-79', 'SET a.b = :a, a[0] = :a', { ':a': S('x') }),
      one(
        'Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]',
      ),
    ),
    refuses(
      'a section twice',
      'UpdateItem',
      update('u-79', 'SET a = :a SET b = :a', { ':a': S('x') }),
      one('Invalid UpdateExpression: The "SET" section can only be used once in an update expression;'),
    ),
    refuses(
      'an unknown function',
      'UpdateItem',
      update('u-79', 'SET a = nope(a, :a)', { ':a': S('x') }),
      one('Invalid UpdateExpression: Invalid function name; function: nope'),
    ),
    refuses(
      'too few operands',
      'UpdateItem',
      update('u-79', 'SET a = if_not_exists(a)'),
      one(
        'Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1',
      ),
    ),
    refuses(
      'an index key of another type',
      'UpdateItem',
      {
        TableName: COMPOSITE,
        Key: pair('u', 'v'),
        UpdateExpression: 'SET lsi1sk = :v',
        ExpressionAttributeValues: { ':v': N(5) },
      },
      'One or more parameter values were invalid: Type mismatch for Index Key lsi1sk Expected: S Actual: N IndexName: gsi1',
    ),
    refuses(
      'an empty index key',
      'UpdateItem',
      {
        TableName: GSI_B,
        Key: key('u'),
        UpdateExpression: 'SET bidx = :v',
        ExpressionAttributeValues: { ':v': { B: '' } },
      },
      'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty binary value.',
    ),
    refuses(
      'an empty key',
      'UpdateItem',
      {
        TableName: HASH_B,
        Key: { pk: { B: '' } },
        UpdateExpression: 'SET a = :v',
        ExpressionAttributeValues: { ':v': S('x') },
      },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: pk',
    ),
    refuses(
      'a key of another type',
      'UpdateItem',
      {
        TableName: HASH,
        Key: { pk: N(1) },
        UpdateExpression: 'SET a = :v',
        ExpressionAttributeValues: { ':v': S('x') },
      },
      'The provided key element does not match the schema',
    ),
  ]),
];
