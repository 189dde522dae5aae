import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../src/index.ts';
import { clientFor, refusal, TABLE, tableDefinition } from './kit.ts';

/** The same calls through the SDK and past it, each on a table of its own: nobody could tell which was which. */
const options = { marshallOptions: { removeUndefinedValues: true } };
const TableName = TABLE;
const everything = {
  pk: 'a',
  sk: '1',
  text: '近店',
  none: null,
  yes: true,
  count: 12.5,
  bytes: Uint8Array.of(0, 127, 255),
  left: undefined,
  list: [1, 'two', { three: 3, bytes: Uint8Array.of(3) }, []],
  map: { deep: { deeper: [Uint8Array.of(9)], left: undefined } },
  numbers: new Set([1, 2]),
  texts: new Set(['x']),
  binaries: new Set([Uint8Array.of(1), Uint8Array.of(2)]),
};
const Key = { pk: 'a', sk: '1' };
const conditions = { ConditionExpression: 'attribute_not_exists(pk)' };
const showsOld = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };

const calls = {
  'a put': new PutCommand({ TableName, Item: everything }),
  'a put for another': new PutCommand({ TableName, Item: { pk: 'a', sk: '2' }, ReturnValues: 'ALL_OLD' }),
  'a get': new GetCommand({ TableName, Key, ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }),
  'a get of what is not there': new GetCommand({ TableName, Key: { pk: 'z', sk: 'z' } }),
  'an update': new UpdateCommand({
    TableName,
    Key,
    UpdateExpression: 'SET #count = #count + :one, blob = :blob',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':one': 1, ':blob': Uint8Array.of(5, 6) },
    ReturnValues: 'ALL_NEW',
  }),
  'a query of one page': new QueryCommand({
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': 'a' },
    Limit: 1,
  }),
  'a scan': new ScanCommand({ TableName }),
  'a batch of writes': new BatchWriteCommand({
    RequestItems: {
      [TABLE]: [
        { PutRequest: { Item: { pk: 'b', sk: '1', bytes: Uint8Array.of(1) } } },
        { DeleteRequest: { Key: { pk: 'a', sk: '2' } } },
      ],
    },
  }),
  'a batch of reads': new BatchGetCommand({
    RequestItems: { [TABLE]: { Keys: [Key, { pk: 'b', sk: '1' }, { pk: 'z', sk: 'z' }] } },
  }),
  'a transaction': new TransactWriteCommand({
    TransactItems: [
      { Put: { TableName, Item: { pk: 'c', sk: '1', n: 1 } }, ...{ Note: 'of a library that puts more in' } },
      {
        Update: {
          TableName,
          Key,
          UpdateExpression: 'SET n = :n',
          ExpressionAttributeValues: { ':n': { a: 1 } },
        },
      },
    ],
  }),
  'reads together': new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key } }] }),
  'a refused transaction': new TransactWriteCommand({
    TransactItems: [
      { Put: { TableName, Item: { pk: 'd', sk: '1' } } },
      { Put: { TableName, Item: { ...Key }, ...conditions, ...showsOld } },
    ],
  }),
  'a failed condition': new PutCommand({ TableName, Item: { ...Key }, ...conditions, ...showsOld }),
  'a delete': new DeleteCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }),
  'a bad request': new PutCommand({ TableName, Item: { pk: 'a' } }),
  'a table that is not there': new GetCommand({ TableName: 'Nothing', Key }),
} as const;

let engines: Engine[];
let throughSdk: DynamoDBDocumentClient;
let past: DynamoDBDocumentClient;

beforeAll(async () => {
  engines = [await createEngine({ now: () => 1 }), await createEngine({ now: () => 1 })];
  for (const engine of engines) await engine.call('CreateTable', tableDefinition);
  const [one, other] = engines as [Engine, Engine];
  throughSdk = DynamoDBDocumentClient.from(await clientFor(one, 'in-process'), options);
  past = other.documentClient(options);
});
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

type Sent = { answer?: object; error?: object };
async function sent(client: DynamoDBDocumentClient, command: object): Promise<Sent> {
  try {
    const { $metadata: _, ...answer } = await client.send(command as GetCommand);
    return { answer };
  } catch (thrown) {
    const error = thrown as Error & Record<string, unknown> & { $metadata?: { httpStatusCode?: number } };
    // What the SDK leaves of the wire on its exceptions is nothing to rely on.
    const { $response: _, __type: _type, Message: _text, $metadata, ...members } = error;
    const is = { class: error.constructor, name: error.name, message: error.message };
    return { error: { ...is, ...members, status: $metadata?.httpStatusCode } };
  }
}

describe('the document client past the SDK', () => {
  it.each(Object.entries(calls))('answers %s as the SDK does', async (_, command) => {
    const expected = await sent(throughSdk, command);
    expect(await sent(past, command)).toStrictEqual(expected);
  });

  it.each(['throttle', 'conflict', 'fail-before', 'lost-after'] as const)(
    'hands over an injected %s as the SDK does',
    async (kind) => {
      const command = new TransactWriteCommand({
        TransactItems: [{ Put: { TableName, Item: { pk: kind, sk: '1' } } }],
      });
      for (const engine of engines) engine.faults.set(() => kind);
      const expected = await sent(throughSdk, command);
      expect(await sent(past, command)).toStrictEqual(expected);
      expect(expected.error).toBeDefined();
      for (const engine of engines) engine.faults.set();
    },
  );

  it('refuses what cannot be stored, and takes no hold of what it was given', async () => {
    const strict = (engines[1] as Engine).documentClient();
    const command = new PutCommand({ TableName, Item: { pk: 'e', sk: '1', map: { left: undefined } } });
    await refusal(strict.send(command));
    const Item = { pk: 'f', sk: '1', list: [1] };
    const writing = past.send(new PutCommand({ TableName, Item }));
    Item.list.push(2);
    await writing;
    const reading = new GetCommand({ TableName, Key: { pk: 'f', sk: '1' } });
    const { Item: first = {} } = await past.send(reading);
    (first.list as number[]).push(3);
    const { Item: second = {} } = await past.send(reading);
    expect(second.list).toEqual([1]);
  });
});
