/** Filters of queries and scans. */
import { NAME, OPERAND } from './condition-checks.ts';
import { COMPOSITE, call, flow, group, HASH, N, putPair, refuses, S, seed, type Wire } from './kit.ts';

/** Filters: which of four people (alice, bob, carol, dave) a query or scan finds. */
const people: [string, Wire][] = [
  [
    '1',
    {
      name: S('alice'),
      age: N(30),
      tags: { SS: ['admin', 'user'] },
      map: { M: { nested: S('deep') } },
      list: { L: [S('first'), S('second')] },
      bin: { B: 'AQI=' },
    },
  ],
  [
    '2',
    {
      name: S('bob'),
      age: N(25),
      tags: { SS: ['user', ''] },
      map: { M: { nested: S('other') } },
      list: { L: [S('alpha')] },
      bin: { B: 'AwQ=' },
    },
  ],
  [
    '3',
    {
      name: S('carol'),
      age: N(35),
      tags: { SS: ['admin', 'manager'] },
      map: { M: { nested: S('deep') } },
      list: { L: [S('first')] },
      bin: { B: 'BQY=' },
    },
  ],
  [
    '4',
    {
      name: S('dave'),
      age: N(28),
      tags: { SS: ['viewer'] },
      map: { M: { a: S('0'), b: S('1'), c: S('2') } },
      list: { L: [S('x'), S('y'), S('z'), S('w')] },
      bin: { B: 'AQIDBAU=' },
    },
  ],
];

const finds = (filter: string, values: Wire, found: string[], names?: Wire) =>
  flow(
    `filter ${filter} finds ${found.join(', ') || 'nobody'}`,
    ...seed(
      'people',
      people.map(([sk, rest]) => putPair('people', sk, rest)),
    ),
    call(
      'Query',
      {
        TableName: COMPOSITE,
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: filter,
        ExpressionAttributeValues: { ':pk': S('people'), ...values },
        ...(names && { ExpressionAttributeNames: names }),
      },
      { Items: found.map((sk) => ({ sk: S(sk) })), Count: found.length, ScannedCount: 4 },
    ),
  );

export const filters = [
  group('filters', [
    finds('size(#n) > :l', { ':l': N(3) }, ['1', '3', '4'], NAME),
    finds('contains(#n, :s)', { ':s': S('lic') }, ['1'], NAME),
    finds('contains(tags, :e)', { ':e': S('admin') }, ['1', '3']),
    finds('contains(tags, :e)', { ':e': S('') }, ['2']),
    finds('attribute_type(#n, :t)', { ':t': S('S') }, ['1', '2', '3', '4'], NAME),
    finds('begins_with(#n, :p)', { ':p': S('car') }, ['3'], NAME),
    finds('#n IN (:a, :b)', { ':a': S('alice'), ':b': S('carol') }, ['1', '3'], NAME),
    finds('NOT contains(tags, :e)', { ':e': S('admin') }, ['2', '4']),
    finds('#n = :n AND age > :a', { ':n': S('alice'), ':a': N(20) }, ['1'], NAME),
    finds('#n = :a OR #n = :b', { ':a': S('alice'), ':b': S('bob') }, ['1', '2'], NAME),
    finds('(#n = :a) OR (#n = :b)', { ':a': S('alice'), ':b': S('bob') }, ['1', '2'], NAME),
    finds('(#n = :a OR (#n = :b))', { ':a': S('alice'), ':b': S('bob') }, ['1', '2'], NAME),
    finds('(NOT (#n = :a))', { ':a': S('alice') }, ['2', '3', '4'], NAME),
    finds('age BETWEEN :a AND :b', { ':a': N(26), ':b': N(34) }, ['1', '4']),
    finds('#m.nested = :v', { ':v': S('deep') }, ['1', '3'], { '#m': 'map' }),
    finds('#l[0] = :v', { ':v': S('first') }, ['1', '3'], { '#l': 'list' }),
    finds('size(#l) = :n', { ':n': N(4) }, ['4'], { '#l': 'list' }),
    finds('size(tags) = :n', { ':n': N(1) }, ['4']),
    finds('size(#m) > :n', { ':n': N(2) }, ['4'], { '#m': 'map' }),
    finds('size(bin) > :n', { ':n': N(3) }, ['4']),
    finds('bin > :b', { ':b': { B: 'AwQ=' } }, ['3']),
    finds('begins_with(bin, :b)', { ':b': { B: 'AQ==' } }, ['1', '4']),
    finds('bin BETWEEN :a AND :b', { ':a': { B: 'AQI=' }, ':b': { B: 'AwQ=' } }, ['1', '2', '4']),
    finds('tags = :t', { ':t': { SS: ['manager', 'admin'] } }, ['3']),
    finds('tags <> :t', { ':t': { SS: ['manager', 'admin'] } }, ['1', '2', '4']),
    finds('age <> :a', { ':a': N(30) }, ['2', '3', '4']),
    finds('#n <= :n', { ':n': S('bob') }, ['1', '2'], NAME),
    finds('attribute_exists(nope)', {}, []),
    flow(
      'size counts UTF-16 units',
      putPair('size', '1', { s: S('é\u{1d11e}') }),
      call(
        'Query',
        {
          TableName: COMPOSITE,
          KeyConditionExpression: 'pk = :p',
          FilterExpression: 'size(s) = :n',
          ExpressionAttributeValues: { ':p': S('size'), ':n': N(3) },
        },
        { Count: 1 },
      ),
    ),
    refuses(
      'a filter on a key',
      'Query',
      {
        TableName: COMPOSITE,
        KeyConditionExpression: 'pk = :p',
        FilterExpression: 'sk = :p',
        ExpressionAttributeValues: { ':p': S('x') },
      },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    ),
    refuses(
      'begins_with of a number in a scan that finds nothing',
      'Scan',
      {
        TableName: HASH,
        FilterExpression: 'begins_with(nope, :n)',
        ExpressionAttributeValues: { ':n': N(5) },
      },
      `Invalid FilterExpression: ${OPERAND('begins_with', 'N')}`,
    ),
    refuses(
      'redundant parentheses in a scan',
      'Scan',
      { TableName: HASH, FilterExpression: '((a = :v))', ExpressionAttributeValues: { ':v': N(5) } },
      'Invalid FilterExpression: The expression has redundant parentheses;',
    ),
    refuses(
      'a reserved word in a scan',
      'Scan',
      { TableName: HASH, FilterExpression: 'status = :v', ExpressionAttributeValues: { ':v': N(5) } },
      'Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: status',
    ),
    refuses(
      'a name nobody gave in a query',
      'Query',
      {
        TableName: COMPOSITE,
        KeyConditionExpression: 'pk = :p',
        FilterExpression: '#x = :f',
        ExpressionAttributeValues: { ':p': S('x'), ':f': S('x') },
      },
      'Invalid FilterExpression: An expression attribute name used in the document path is not defined; attribute name: #x',
    ),
  ]),
];
