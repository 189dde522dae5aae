/** How deep values nest, and how long expressions are. */
import { call, fails, flow, group, HASH, key, put, refuses, S, type Wire } from './kit.ts';

const deep = (levels: number): Wire => (levels === 0 ? S('leaf') : { M: { n: deep(levels - 1) } });
const NESTED =
  /Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit/;

/** An expression of exactly so many bytes, of clauses with long names. */
function ofBytes(
  target: number,
  start: string,
  joiner: string,
  clause: (i: number, name: string) => string,
): { expression: string; values: Wire } {
  const name = (i: number, length: number): string => `${'a'.repeat(length - `x${i}`.length)}x${i}`;
  const parts: string[] = [];
  const length = (): number => start.length + parts.join(joiner).length;
  while (length() + joiner.length + clause(parts.length, name(parts.length, 50)).length <= target)
    parts.push(clause(parts.length, name(parts.length, 50)));
  const last = parts.length - 1;
  parts[last] = clause(last, name(last, 50 + target - length()));
  return {
    expression: start + parts.join(joiner),
    values: Object.fromEntries(parts.map((_, i) => [`:v${i}`, S('x')])),
  };
}
const setting = (bytes: number) => ofBytes(bytes, 'SET ', ', ', (i, name) => `${name} = :v${i}`);
const filtering = (bytes: number) => ofBytes(bytes, '', ' OR ', (i, name) => `${name} = :v${i}`);
const condition = (bytes: number) =>
  ofBytes(bytes, '', ' AND ', (_, name) => `attribute_not_exists(${name})`).expression;
const projection = (bytes: number) => ofBytes(bytes, '', ', ', (_, name) => name).expression;
const SIZE = /Expression size has exceeded the maximum allowed size/;
const transactPut = (Item: Wire): Wire => ({ Put: { TableName: HASH, Item } });

export const depth = [
  group('nesting', [
    flow('31 levels', put('deep-1', { d: deep(31) })),
    refuses('32 levels', 'PutItem', { TableName: HASH, Item: { ...key('deep-2'), d: deep(32) } }, NESTED),
    flow(
      '31 levels in a condition',
      fails(
        'UpdateItem',
        {
          TableName: HASH,
          Key: key('deep-3'),
          UpdateExpression: 'SET t = :t',
          ConditionExpression: 'd = :d',
          ExpressionAttributeValues: { ':t': S('x'), ':d': deep(31) },
        },
        undefined,
        'ConditionalCheckFailedException',
      ),
    ),
    refuses(
      '32 levels in a condition',
      'UpdateItem',
      {
        TableName: HASH,
        Key: key('deep-4'),
        UpdateExpression: 'SET t = :t',
        ConditionExpression: 'd = :d',
        ExpressionAttributeValues: { ':t': S('x'), ':d': deep(32) },
      },
      NESTED,
    ),
    flow(
      '31 levels in a batch',
      call('BatchWriteItem', {
        RequestItems: { [HASH]: [{ PutRequest: { Item: { ...key('deep-5'), d: deep(31) } } }] },
      }),
    ),
    refuses(
      '32 levels in a batch',
      'BatchWriteItem',
      { RequestItems: { [HASH]: [{ PutRequest: { Item: { ...key('deep-6'), d: deep(32) } } }] } },
      NESTED,
    ),
    flow(
      '31 levels in a transaction',
      call('TransactWriteItems', { TransactItems: [transactPut({ ...key('deep-7'), d: deep(31) })] }),
    ),
    refuses(
      '32 levels in a transaction',
      'TransactWriteItems',
      { TransactItems: [transactPut({ ...key('deep-8'), d: deep(32) })] },
      NESTED,
    ),
    refuses(
      '40 levels in a value of a transaction',
      'TransactWriteItems',
      {
        TransactItems: [
          {
            Update: {
              TableName: HASH,
              Key: key('deep-9'),
              UpdateExpression: 'SET d = :d',
              ExpressionAttributeValues: { ':d': deep(40) },
            },
          },
        ],
      },
      NESTED,
    ),
    refuses(
      'an empty name',
      'PutItem',
      { TableName: HASH, Item: { ...key('deep-10'), '': S('x') } },
      /Empty attribute name/,
    ),
    refuses(
      'an empty name in a map',
      'PutItem',
      { TableName: HASH, Item: { ...key('deep-10'), m: { M: { '': S('x') } } } },
      /Empty attribute name/,
    ),
    refuses(
      'depth before an empty name in a map',
      'TransactWriteItems',
      { TransactItems: [transactPut({ ...key('deep-11'), m: { M: { '': S('x') } }, d: deep(40) })] },
      NESTED,
    ),
    refuses(
      'an empty name before depth',
      'TransactWriteItems',
      { TransactItems: [transactPut({ ...key('deep-12'), d: deep(40), '': S('x') })] },
      'Empty attribute name',
    ),
  ]),
  group('4 KB of expression', [
    flow(
      'an update',
      call('UpdateItem', {
        TableName: HASH,
        Key: key('es-1'),
        UpdateExpression: setting(4096).expression,
        ExpressionAttributeValues: setting(4096).values,
      }),
    ),
    refuses(
      'an update of one byte more',
      'UpdateItem',
      {
        TableName: HASH,
        Key: key('es-2'),
        UpdateExpression: setting(4097).expression,
        ExpressionAttributeValues: setting(4097).values,
      },
      SIZE,
    ),
    flow(
      'a condition',
      call('PutItem', { TableName: HASH, Item: key('es-3'), ConditionExpression: condition(4096) }),
    ),
    refuses(
      'a condition of one byte more',
      'PutItem',
      { TableName: HASH, Item: key('es-4'), ConditionExpression: condition(4097) },
      SIZE,
    ),
    flow(
      'a filter',
      put('es-5', { [`${'a'.repeat(48)}x0`]: S('x') }),
      call(
        'Query',
        {
          TableName: HASH,
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: filtering(4096).expression,
          ExpressionAttributeValues: { ...filtering(4096).values, ':pk': S('es-5') },
        },
        { Count: 1 },
      ),
    ),
    refuses(
      'a filter of one byte more',
      'Query',
      {
        TableName: HASH,
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: filtering(4097).expression,
        ExpressionAttributeValues: { ...filtering(4097).values, ':pk': S('es-5') },
      },
      SIZE,
    ),
    flow(
      "a scan's filter",
      call('Scan', {
        TableName: HASH,
        Limit: 1,
        FilterExpression: filtering(4096).expression,
        ExpressionAttributeValues: filtering(4096).values,
      }),
    ),
    refuses(
      "a scan's filter of one byte more",
      'Scan',
      {
        TableName: HASH,
        FilterExpression: filtering(4097).expression,
        ExpressionAttributeValues: filtering(4097).values,
      },
      SIZE,
    ),
    flow(
      'a projection',
      put('es-6', { [`${'a'.repeat(48)}x0`]: S('y') }),
      call(
        'GetItem',
        { TableName: HASH, Key: key('es-6'), ProjectionExpression: projection(4096) },
        { Item: { [`${'a'.repeat(48)}x0`]: S('y') } },
      ),
    ),
    refuses(
      'a projection of one byte more',
      'GetItem',
      { TableName: HASH, Key: key('es-6'), ProjectionExpression: projection(4097) },
      SIZE,
    ),
    flow(
      'names do not count',
      put('es-7'),
      call(
        'GetItem',
        {
          TableName: HASH,
          Key: key('es-7'),
          ProjectionExpression: Array.from({ length: 30 }, (_, i) => `#a${i}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(
            Array.from({ length: 30 }, (_, i) => [`#a${i}`, `${'n'.repeat(246)}q${i}`]),
          ),
        },
        { Item: {} },
      ),
    ),
    flow(
      "a transaction's condition",
      call('TransactWriteItems', {
        TransactItems: [
          { Put: { TableName: HASH, Item: key('es-8'), ConditionExpression: condition(4096) } },
        ],
      }),
    ),
    refuses(
      "a transaction's condition of one byte more",
      'TransactWriteItems',
      {
        TransactItems: [
          transactPut(key('es-9')),
          { Put: { TableName: HASH, Item: key('es-10'), ConditionExpression: condition(4097) } },
        ],
      },
      SIZE,
    ),
    refuses(
      "a transaction's update of one byte more",
      'TransactWriteItems',
      {
        TransactItems: [
          {
            Update: {
              TableName: HASH,
              Key: key('es-11'),
              UpdateExpression: setting(4097).expression,
              ExpressionAttributeValues: setting(4097).values,
            },
          },
        ],
      },
      SIZE,
    ),
  ]),
];
