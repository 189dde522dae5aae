/** Conditions of writes: operators, functions, parentheses, what is refused. */
import { NAME, OPERAND } from './condition-checks.ts';
import { call, fails, flow, got, group, HASH, key, N, one, put, refuses, S, type Wire } from './kit.ts';

const FAILED = ['The conditional request failed', 'ConditionalCheckFailedException'] as const;

const person: Wire = {
  name: S('alice'),
  age: N(30),
  flag: { BOOL: true },
  tags: { SS: ['admin', 'user'] },
  nums: { NS: ['1', '2'] },
  bytes: { B: 'AQIDBAU=' },
  map: { M: { nested: S('deep'), k: S('v') } },
  list: { L: [S('first'), S('second')] },
  nothing: { NULL: true },
};

interface Check {
  condition: string;
  values?: Wire;
  names?: Wire;
}

const request = (pk: string, { condition, values, names }: Check): Wire => ({
  TableName: HASH,
  Key: key(pk),
  ConditionExpression: condition,
  ...(values && { ExpressionAttributeValues: values }),
  ...(names && { ExpressionAttributeNames: names }),
});

let number = 0;
const holds = (condition: string, values?: Wire, names?: Wire) => {
  const pk = `c-${++number}`;
  return flow(
    `holds: ${condition}`,
    put(pk, person),
    call('DeleteItem', request(pk, { condition, ...(values && { values }), ...(names && { names }) })),
    got(pk),
  );
};
const holdsNot = (condition: string, values?: Wire, names?: Wire) => {
  const pk = `c-${++number}`;
  return flow(
    `does not hold: ${condition}`,
    put(pk, person),
    fails(
      'DeleteItem',
      request(pk, { condition, ...(values && { values }), ...(names && { names }) }),
      ...FAILED,
    ),
    got(pk, { name: S('alice') }),
  );
};

const refused = (condition: string, message: string | RegExp, values?: Wire, names?: Wire) =>
  refuses(
    `refused: ${condition.slice(0, 60)}`,
    'DeleteItem',
    request('c-refused', { condition, ...(values && { values }), ...(names && { names }) }),
    typeof message === 'string' ? one(`Invalid ConditionExpression: ${message}`) : message,
  );

export const conditions = [
  group('conditions', [
    holds('attribute_exists(pk)'),
    holds('attribute_not_exists(nope)'),
    holdsNot('attribute_not_exists(pk)'),
    holdsNot('attribute_exists(nope)'),
    holds('attribute_exists(#m.nested)', undefined, { '#m': 'map' }),
    holds('attribute_not_exists(#m.nope)', undefined, { '#m': 'map' }),
    holds('NOT attribute_exists(nope)'),
    holds('attribute_type(age, :t)', { ':t': S('N') }),
    holdsNot('attribute_type(age, :t)', { ':t': S('S') }),
    holds('#n = :v', { ':v': S('alice') }, NAME),
    holdsNot('#n = :v', { ':v': S('bob') }, NAME),
    holds('nope <> :v', { ':v': S('x') }),
    holdsNot('nope = :v', { ':v': S('x') }),
    holdsNot('nope < :v', { ':v': N(1) }),
    holds('nope <> :v OR nope < :v', { ':v': S('x') }),
    holds('age > :v', { ':v': N(3) }),
    holdsNot('age > :v', { ':v': N(100) }),
    holdsNot('age > :v', { ':v': S('3') }),
    holds('age BETWEEN :a AND :b', { ':a': N(30), ':b': N(31) }),
    holdsNot('age BETWEEN :a AND :b', { ':a': N(31), ':b': N(32) }),
    holds('age IN (:a, :b)', { ':a': N(1), ':b': N(30) }),
    holdsNot('age IN (:a, :b)', { ':a': N(1), ':b': N(2) }),
    holds('contains(#n, :v)', { ':v': S('lic') }, NAME),
    holds('contains(tags, :v)', { ':v': S('admin') }),
    holds('contains(nums, :v)', { ':v': N('2.0') }),
    holds('contains(#l, :v)', { ':v': S('second') }, { '#l': 'list' }),
    holdsNot('contains(age, :v)', { ':v': N(3) }),
    holds('begins_with(#n, :v)', { ':v': S('al') }, NAME),
    holdsNot('begins_with(#n, :v)', { ':v': S('li') }, NAME),
    holds('size(#n) < :v', { ':v': N(6) }, NAME),
    holds('size(tags) = :v', { ':v': N(2) }),
    holds('size(#b) = :v', { ':v': N(5) }, { '#b': 'bytes' }),
    holdsNot('size(nope) = :v', { ':v': N(0) }),
    holds('#m.nested = :v', { ':v': S('deep') }, { '#m': 'map' }),
    holds('#l[1] = :v', { ':v': S('second') }, { '#l': 'list' }),
    holds('tags = :v', { ':v': { SS: ['user', 'admin'] } }),
    holds('#m = :v', { ':v': { M: { k: S('v'), nested: S('deep') } } }, { '#m': 'map' }),
    holds('#l = :v', { ':v': { L: [S('first'), S('second')] } }, { '#l': 'list' }),
    holds('nothing = :v', { ':v': { NULL: true } }),
    holds('#n = :v AND age > :a', { ':v': S('alice'), ':a': N(20) }, NAME),
    holds('#n = :v OR age > :a', { ':v': S('bob'), ':a': N(20) }, NAME),
    holds('#n = :v OR age > :a AND age > :b', { ':v': S('alice'), ':a': N(50), ':b': N(60) }, NAME),
    holds('(attribute_exists(pk)) AND (#n = :v)', { ':v': S('alice') }, NAME),
    holds('(attribute_exists(pk) AND #n = :v)', { ':v': S('alice') }, NAME),
    holds('(attribute_exists(pk) AND (#n = :v))', { ':v': S('alice') }, NAME),
    holdsNot('(attribute_exists(pk)) AND (#n = :v)', { ':v': S('bob') }, NAME),
    holds(':v = age', { ':v': N(30) }),
    holds('NOT (#n = :v)', { ':v': S('bob') }, NAME),
    flow(
      'on an item that is not there, an upsert',
      call(
        'UpdateItem',
        {
          TableName: HASH,
          Key: key('c-up'),
          UpdateExpression: 'SET a = :a',
          ConditionExpression: 'attribute_not_exists(pk)',
          ExpressionAttributeValues: { ':a': S('x') },
          ReturnValues: 'ALL_NEW',
        },
        { Attributes: { ...key('c-up'), a: S('x') } },
      ),
    ),
    ['attribute_exists(pk)', 'score > :m', 'attribute_exists(pk) AND score = :m'].map((condition) =>
      flow(
        `no ghost: ${condition}`,
        fails(
          'UpdateItem',
          {
            TableName: HASH,
            Key: key('c-ghost'),
            UpdateExpression: 'SET a = :m',
            ConditionExpression: condition,
            ExpressionAttributeValues: { ':m': N(0) },
          },
          ...FAILED,
        ),
        got('c-ghost'),
      ),
    ),
    (['PutItem', 'UpdateItem', 'DeleteItem'] as const).map((operation) =>
      flow(`${operation} tells the item when asked`, put('c-told', { a: S('orig') }), {
        operation,
        input: {
          TableName: HASH,
          ...(operation === 'PutItem' ? { Item: key('c-told') } : { Key: key('c-told') }),
          ...(operation === 'UpdateItem' && { UpdateExpression: 'SET b = a' }),
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
        expected: {
          refused: {
            code: 'ConditionalCheckFailedException',
            message: 'The conditional request failed',
            item: { ...key('c-told'), a: S('orig') },
          },
        },
      }),
    ),
  ]),
  group('conditions that are refused', [
    refused('((attribute_not_exists(pk)))', 'The expression has redundant parentheses;'),
    refused('((attribute_exists(pk)) AND ((a = :v)))', 'The expression has redundant parentheses;', {
      ':v': N(1),
    }),
    refused(
      'contains(#a, #a)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [data]',
      undefined,
      { '#a': 'data' },
    ),
    refused(
      'a = a',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]',
    ),
    refused(
      'age BETWEEN :a AND :b',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}',
      { ':a': N(5), ':b': N(1) },
    ),
    refused(
      'age BETWEEN :a AND :b',
      'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:x}',
      { ':a': N(5), ':b': S('x') },
    ),
    refused('status = :v', 'Attribute name is a reserved keyword; reserved keyword: status', {
      ':v': S('x'),
    }),
    refused('nope(a)', 'Invalid function name; function: nope'),
    refused(
      'attribute_exists(a, b)',
      'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
    ),
    refused(
      'attribute_exists(:v)',
      'Operator or function requires a document path; operator or function: attribute_exists',
      { ':v': S('x') },
    ),
    refused('begins_with(a, :v)', OPERAND('begins_with', 'N'), { ':v': N(1) }),
    refused('a < :v', OPERAND('<', 'BOOL'), { ':v': { BOOL: true } }),
    refused(
      'attribute_type(a, :v)',
      'Invalid attribute type name found; type: X, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
      { ':v': S('X') },
    ),
    refused(
      'attribute_exists(a) = :v',
      'The function is not allowed to be used this way in an expression; function: attribute_exists',
      { ':v': { BOOL: true } },
    ),
    refused('size(a)', 'The function is not allowed to be used this way in an expression; function: size'),
    refused('size(:v) = :n', OPERAND('size', 'N'), { ':v': N(1), ':n': N(1) }),
    refused('attribute_not_exists(', 'Syntax error; token: "<EOF>", near: "("'),
    refused('a = = b', 'Syntax error; token: "=", near: "= = b"'),
    refused('a', 'Syntax error; token: "<EOF>", near: "a"'),
    refused('a = :v AND', 'Syntax error; token: "<EOF>", near: "AND"', { ':v': N(1) }),
    refused(
      '#x = :v',
      'An expression attribute name used in the document path is not defined; attribute name: #x',
      { ':v': N(1) },
    ),
    refused('a = :x', 'An expression attribute value used in expression is not defined; attribute value: :x'),
    refused('', 'The expression can not be empty;'),
    refused(
      `a IN (${Array.from({ length: 101 }, (_, i) => `:v${i}`).join(', ')})`,
      /too many operands; number of operands: 101/,
      Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`:v${i}`, N(i)])),
    ),
    refuses(
      'nested use of a key attribute',
      'PutItem',
      {
        TableName: HASH,
        Item: key('x'),
        ConditionExpression: 'pk.a = :v',
        ExpressionAttributeValues: { ':v': N(1) },
      },
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
    ),
  ]),
];
