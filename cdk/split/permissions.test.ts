import { describe, expect, test } from 'vitest';
import { isAllowed, type Permission, wishesOf } from './permissions.ts';
import { readTemplates, type Template } from './template.ts';

const table = 'arn:aws-cn:dynamodb:r:a:table/t';
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'x' } });
const allows = (permissions: Permission[], operation: string, input: Record<string, unknown>) =>
  wishesOf(operation, input, table).every((wish) => isAllowed(permissions, wish));
const may = (actions: string[], leadingKeys: string[] | null = null): Permission[] => [
  { actions: actions.map((action) => `dynamodb:${action}`), resources: [table], leadingKeys },
];

describe('what a role allows', () => {
  test('a transaction needs the right to each of its parts, a batch a right of its own', () => {
    const parts = { TransactItems: [{ Put: { Item: key('A') } }, { ConditionCheck: { Key: key('B') } }] };
    expect(allows(may(['PutItem']), 'TransactWriteItems', parts)).toBe(false);
    expect(allows(may(['PutItem', 'ConditionCheckItem']), 'TransactWriteItems', parts)).toBe(true);
    const batch = { RequestItems: { t: [{ PutRequest: { Item: key('A') } }] } };
    expect(allows(may(['PutItem', 'DeleteItem']), 'BatchWriteItem', batch)).toBe(false);
    expect(allows(may(['BatchWriteItem']), 'BatchWriteItem', batch)).toBe(true);
  });

  test('an index is another resource than its table', () => {
    const input = {
      KeyConditionExpression: '#p = :p',
      ExpressionAttributeValues: { ':p': { S: 'A' } },
      IndexName: 'gsi1',
    };
    expect(allows(may(['Query']), 'Query', input)).toBe(false);
    expect(allows(may(['Query']), 'Query', { ...input, IndexName: undefined })).toBe(true);
  });

  test.each([
    ['GetItem', (pk: string) => ({ Key: key(pk) })],
    ['PutItem', (pk: string) => ({ Item: key(pk) })],
    ['BatchGetItem', (pk: string) => ({ RequestItems: { t: { Keys: [key('NETWORK#1'), key(pk)] } } })],
    [
      'Query',
      (pk: string) => ({
        KeyConditionExpression: 'pk = :a and sk > :b',
        ExpressionAttributeValues: { ':a': { S: pk }, ':b': { S: 'NETWORK#' } },
      }),
    ],
  ] as const)('%s within its partitions only', (operation, inputOf) => {
    const permissions = may([operation], ['NETWORK#*', 'DEADLETTERS']);
    for (const [pk, isIt] of [
      ['NETWORK#2', true],
      ['DEADLETTERS', true],
      ['DEADLETTERS#2', false],
      ['ORDER#1', false],
    ] as const)
      expect(allows(permissions, operation, inputOf(pk)), pk).toBe(isIt);
  });
});

test('a template that says what nobody here understands is refused', () => {
  const withRule = (expression: string): Template => ({
    Resources: {
      Every: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: expression, Targets: [] } },
    },
  });
  const read = (template: Template) => readTemplates([template], { region: 'cn-north-1', assetsFolder: '/' });
  expect(() => read(withRule('cron(0 12 * * ? *)'))).toThrow('cron(0 12 * * ? *) is not understood here');
  const source = {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: 'arn:kafka', FunctionName: 'f' },
  };
  expect(() => read({ Resources: { Source: source } })).toThrow('neither a queue nor the stream');
});
