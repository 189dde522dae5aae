/** Restores the table to a moment, and switches on again what a restored table comes without. */
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  RestoreTableToPointInTimeCommand,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

/** As the data stack makes its own table; a test compares the two. */
const expiryAttribute = 'expiresAtS';
const longestRestoreS = 24 * 3_600;

export type Restored = { tableName: string; streamArn: string };
export class RestoreRefusal extends Error {}

/**
 * Can be repeated: what is there or on already is left as it is. Nothing of the old table is touched, and nothing uses the
 * new one before a deployment is told of it.
 */
export async function restore(
  client: DynamoDBClient,
  options: { from: string; to: string; at: Date | null; say(line: string): void },
): Promise<Restored> {
  const { from, to, at, say } = options;
  if (from === to) throw new RestoreRefusal('A table is restored beside the old one, under another name.');
  const described = async (TableName: string) => {
    try {
      return (await client.send(new DescribeTableCommand({ TableName }))).Table;
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  };
  const original = await described(from);
  if (!original)
    throw new RestoreRefusal(`There is no table ${from} here: is it the right region and account?`);

  if (await described(to)) say(`${to} is there already`);
  else {
    await client.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: from,
        TargetTableName: to,
        ...(at ? { RestoreDateTime: at } : { UseLatestRestorableTime: true }),
      }),
    );
    say(`${to} is being restored: this takes from minutes to hours`);
  }
  const whenActive = () =>
    waitUntilTableExists(
      { client, maxWaitTime: longestRestoreS, minDelay: 1, maxDelay: 30 },
      { TableName: to },
    );
  await whenActive();

  const restored = await described(to);
  const indexes = (table: TableDescription | undefined) =>
    (table?.GlobalSecondaryIndexes ?? [])
      .map(({ IndexName }) => IndexName)
      .toSorted()
      .join(' ');
  if (indexes(restored) !== indexes(original))
    throw new RestoreRefusal(`${to} has other indexes than ${from}: it was restored without them`);

  // One change of a table at a time.
  if (!restored?.StreamSpecification?.StreamEnabled) {
    await client.send(
      new UpdateTableCommand({
        TableName: to,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    await whenActive();
    say('stream: on');
  }
  if (!restored?.DeletionProtectionEnabled) {
    await client.send(new UpdateTableCommand({ TableName: to, DeletionProtectionEnabled: true }));
    await whenActive();
    say('protection against deletion: on');
  }
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: to }));
  if (!['ENABLED', 'ENABLING'].includes(TimeToLiveDescription?.TimeToLiveStatus ?? '')) {
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: to,
        TimeToLiveSpecification: { Enabled: true, AttributeName: expiryAttribute },
      }),
    );
    say('expiry: on');
  }
  const { ContinuousBackupsDescription } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName: to }),
  );
  if (ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus !== 'ENABLED') {
    await client.send(
      new UpdateContinuousBackupsCommand({
        TableName: to,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    say('point-in-time recovery: on');
  }
  const streamArn = (await described(to))?.LatestStreamArn;
  if (!streamArn) throw new RestoreRefusal(`${to} has no stream`);
  return { tableName: to, streamArn };
}
