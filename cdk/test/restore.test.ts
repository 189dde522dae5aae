import { DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableDefinition } from '../../functions/src/platform/table.ts';
import { RestoreRefusal, restore } from '../lib/restore.ts';
import { china, resources, type Synthesised, synthesise } from './synthesise.ts';

const [from, to] = ['jindian-production', 'jindian-restored'];
let engine: Engine;
let client: DynamoDBClient;
let stacks: Synthesised;
beforeAll(async () => {
  stacks = synthesise([]);
  engine = await createEngine();
  client = new DynamoDBClient({
    region: 'local',
    endpoint: 'http://embedded.invalid',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: engine.requestHandler,
  });
  await engine.call('CreateTable', tableDefinition(from));
  const items = Array.from({ length: 3_000 }, (_, n) =>
    marshall({
      pk: `ORDER#${n}`,
      sk: 'ORDER',
      gsi1pk: 'OWNER#1',
      gsi1sk: String(n).padStart(5, '0'),
      expiresAtS: n,
    }),
  );
  await engine.bulkLoad(from, items);
});
afterAll(async () => {
  client?.destroy();
  await engine?.close();
  stacks.close();
});

const lines: string[] = [];
const asked = (given: Partial<Parameters<typeof restore>[1]> = {}) =>
  restore(client, { from, to, at: null, say: (line) => lines.push(line), ...given });

/** What the data stack says of its table, as the service describes one. */
function wanted() {
  const { data } = stacks.create(china);
  const [table] = resources(Template.fromStack(data), 'AWS::DynamoDB::Table');
  const properties = table!.Properties as Record<string, Record<string, unknown>>;
  return {
    stream: properties.StreamSpecification?.StreamViewType,
    expiry: properties.TimeToLiveSpecification?.AttributeName,
    recovery: properties.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled,
    protection: properties.DeletionProtectionEnabled,
  };
}
async function found(name: string) {
  const { Table } = (await engine.call('DescribeTable', { TableName: name })) as {
    Table: { StreamSpecification?: { StreamViewType?: string }; DeletionProtectionEnabled?: boolean };
  };
  const { TimeToLiveDescription } = (await engine.call('DescribeTimeToLive', { TableName: name })) as {
    TimeToLiveDescription: { AttributeName?: string };
  };
  const { ContinuousBackupsDescription } = (await engine.call('DescribeContinuousBackups', {
    TableName: name,
  })) as {
    ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: string } };
  };
  return {
    stream: Table.StreamSpecification?.StreamViewType,
    expiry: TimeToLiveDescription.AttributeName,
    recovery:
      ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus === 'ENABLED',
    protection: Table.DeletionProtectionEnabled,
  };
}

test('a table is restored beside the old one, whole, with everything on that the deployment needs', async () => {
  await expect(asked()).rejects.toThrow('Point in time recovery');
  await engine.call('UpdateContinuousBackups', {
    TableName: from,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  // Cut short after the restore itself: the table is there, and nothing of it is on.
  await engine.call('RestoreTableToPointInTime', {
    SourceTableName: from,
    TargetTableName: to,
    UseLatestRestorableTime: true,
  });
  expect(await found(to)).toEqual({
    stream: undefined,
    expiry: undefined,
    recovery: false,
    protection: false,
  });
  const restored = await asked();
  expect(await found(to)).toEqual(wanted());
  expect(restored).toEqual({ tableName: to, streamArn: expect.stringContaining(`table/${to}/stream/`) });

  const count = async (TableName: string) =>
    (await client.send(new ScanCommand({ TableName, Select: 'COUNT' }))).Count;
  expect([await count(from), await count(to)]).toEqual([3_000, 3_000]);
  const { Items } = await client.send(
    new QueryCommand({
      TableName: to,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'OWNER#1' } },
      Limit: 3,
    }),
  );
  expect(Items?.map(({ gsi1sk }) => gsi1sk?.S)).toEqual(['00000', '00001', '00002']);

  // Again: nothing is left to do, and nothing is done twice.
  lines.length = 0;
  expect(await asked()).toEqual(restored);
  expect(lines).toEqual([`${to} is there already`]);
});

test('what cannot be meant is refused', async () => {
  await expect(asked({ to: from })).rejects.toThrow(RestoreRefusal);
  await expect(asked({ from: 'jindian-nowhere' })).rejects.toThrow('no table jindian-nowhere');
  await engine.call('CreateTable', {
    TableName: 'jindian-without',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await expect(asked({ to: 'jindian-without' })).rejects.toThrow('other indexes');
});
