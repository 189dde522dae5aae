import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Table } from 'dynamodb-toolbox/table';
import { awsPatience, type Patience } from './budgets.ts';
import { indexNames } from './deployed-names.ts';
import { byKind, type Migration } from './migrations/define.ts';
import { readingForward } from './migrations/on-read.ts';
import { migrations as underWay } from './migrations/registry.ts';
import { attemptLimits, withPatience } from './patience.ts';

/**
 * One table. `pk`/`sk` group what is read together; three sparse indexes serve the lists, a fourth what is due. They project keys
 * only: a state change then costs no index write, and a list fetches its page with one batch read.
 * Keys and access patterns: docs/data-model.md.
 */
export const tableKeys = { partition: 'pk', sort: 'sk', expiry: 'expiresAtS' } as const;
/** The index of what is due also has the data of what was planned, which never changes: it is sent on without a read. */
const dueProjection = ['dueData'];

export type JindianTable = ReturnType<typeof createTable>;

/** `migrations`: what is read in another shape than the one in which it was stored. */
export function createTable(
  name: string,
  client: DynamoDBClient,
  migrations: readonly Migration[] = underWay,
) {
  const plain = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const documentClient = readingForward(plain, byKind(migrations));
  return new Table({
    name,
    documentClient,
    partitionKey: { name: 'pk', type: 'string' },
    sortKey: { name: 'sk', type: 'string' },
    indexes: {
      gsi1: {
        type: 'global',
        partitionKey: { name: 'gsi1pk', type: 'string' },
        sortKey: { name: 'gsi1sk', type: 'string' },
      },
      gsi2: {
        type: 'global',
        partitionKey: { name: 'gsi2pk', type: 'string' },
        sortKey: { name: 'gsi2sk', type: 'string' },
      },
      gsi3: {
        type: 'global',
        partitionKey: { name: 'gsi3pk', type: 'string' },
        sortKey: { name: 'gsi3sk', type: 'string' },
      },
      gsi4: {
        type: 'global',
        partitionKey: { name: 'gsi4pk', type: 'string' },
        sortKey: { name: 'gsi4sk', type: 'string' },
      },
    },
  });
}

/**
 * For a logger's `info` and `error` the SDK copies every input and output, without what is marked secret, even when
 * the logger does nothing: a fifth of what a call costs it. It asks first whether there is such a function.
 */
const noCallLog = { trace() {}, debug() {}, warn() {} } as unknown as NonNullable<
  DynamoDBClientConfig['logger']
>;

/**
 * A client with bounded patience: a request has seconds, not minutes. Whoever brings a way of its own to the engine
 * (`requestHandler`) has nobody to wait for.
 */
export function createDynamoClient(
  options: DynamoDBClientConfig = {},
  patience: Patience = awsPatience,
): DynamoDBClient {
  if (options.requestHandler) return new DynamoDBClient({ maxAttempts: 4, logger: noCallLog, ...options });
  const requestHandler = attemptLimits(patience);
  return withPatience(
    new DynamoDBClient({ maxAttempts: 4, logger: noCallLog, requestHandler, ...options }),
    patience,
  );
}

/** How the table is made, for the embedded engine; `cdk/` says the same for AWS, and a test compares the two. */
export function tableDefinition(name: string) {
  const keySchema = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: [
      'pk',
      'sk',
      ...Object.values(indexNames).flatMap((index) => [`${index}pk`, `${index}sk`]),
    ].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    KeySchema: keySchema('pk', 'sk'),
    GlobalSecondaryIndexes: Object.values(indexNames).map((IndexName) => ({
      IndexName,
      KeySchema: keySchema(`${IndexName}pk`, `${IndexName}sk`),
      Projection:
        IndexName === indexNames.byDue
          ? { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: dueProjection }
          : { ProjectionType: 'KEYS_ONLY' as const },
    })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' as const },
  };
}
