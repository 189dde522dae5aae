/** What the tests share: an engine, the real AWS SDK on top of it, and a table with two indexes and a stream. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createEngine, type Engine, type EngineOptions, type StreamRecord } from '../src/index.ts';

export type Item = Record<string, AttributeValue>;
export type Transport = 'http' | 'in-process';
export const TRANSPORTS: readonly Transport[] = ['http', 'in-process'];

export const TABLE = 'Orders';

export const tableDefinition = {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'gp', 'gs'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'all',
      KeySchema: [
        { AttributeName: 'gp', KeyType: 'HASH' },
        { AttributeName: 'gs', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: 'keys',
      KeySchema: [{ AttributeName: 'gp', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
} satisfies CreateTableCommandInput;

export interface Bench {
  engine: Engine;
  client: DynamoDBClient;
  close(): Promise<void>;
}

export async function clientFor(
  engine: Engine,
  transport: Transport,
  maxAttempts = 1,
): Promise<DynamoDBClient> {
  const common = { region: 'local', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts };
  if (transport === 'in-process')
    return new DynamoDBClient({ ...common, requestHandler: engine.requestHandler });
  const { endpoint } = await engine.listen();
  return new DynamoDBClient({ ...common, endpoint });
}

/** An engine with the table, and a client that does not retry, so that each failure is seen. */
export async function openBench(
  transport: Transport = 'in-process',
  options: EngineOptions = {},
): Promise<Bench> {
  const engine = await createEngine(options);
  const client = await clientFor(engine, transport);
  await client.send(new CreateTableCommand(tableDefinition));
  return {
    engine,
    client,
    async close() {
      client.destroy();
      await engine.close();
    },
  };
}

export const key = (pk: string, sk = 'x'): Item => ({ pk: { S: pk }, sk: { S: sk } });
export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number): AttributeValue => ({ N: String(value) });

export async function put(client: DynamoDBClient, item: Item): Promise<void> {
  await client.send(new PutItemCommand({ TableName: TABLE, Item: item }));
}

export async function get(client: DynamoDBClient, pk: string, sk = 'x'): Promise<Item | undefined> {
  return (await client.send(new GetItemCommand({ TableName: TABLE, Key: key(pk, sk), ConsistentRead: true })))
    .Item;
}

/** The error of a promise that must fail. */
export async function refusal<T extends Error = Error>(promise: Promise<unknown>): Promise<T> {
  try {
    await promise;
  } catch (error) {
    return error as T;
  }
  throw new Error('It was expected to fail');
}

/** All records of the table's stream. */
export async function allRecords(engine: Engine): Promise<StreamRecord[]> {
  const records: StreamRecord[] = [];
  for (;;) {
    const more = await engine.streams.read(TABLE, records.at(-1)?.dynamodb.SequenceNumber ?? null, 1_000);
    if (more.length === 0) return records;
    records.push(...more);
  }
}

export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'embedded-dynamodb-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
