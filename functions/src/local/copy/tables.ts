/** The two tables of a copy before the first item: what the source is, and that the target is fit for it. */
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  type KeySchemaElement,
  ScanCommand,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { End } from './end.ts';
import { noteKey } from './note.ts';
import { CopyRefusal } from './refusal.ts';
import { persistently } from './writing.ts';

const lookEveryMs = 500;
const readyWithinMs = 5 * 60_000;

async function describe({ client, table }: End): Promise<TableDescription | null> {
  try {
    return (
      (await persistently(() => client.send(new DescribeTableCommand({ TableName: table })))).Table ?? null
    );
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return null;
    throw error;
  }
}

const expiryOf = async ({ client, table }: End): Promise<string | null> =>
  (await persistently(() => client.send(new DescribeTimeToLiveCommand({ TableName: table }))))
    .TimeToLiveDescription?.AttributeName ?? null;

export type Source = {
  description: TableDescription;
  id: string;
  /** The attribute that says when an item is over; null: none are. */
  expiry: string | null;
  /** Where its changes are told; null: nowhere. */
  streamArn: string | null;
};

export async function readSource(from: End): Promise<Source> {
  const description = await describe(from);
  if (!description) throw new CopyRefusal(`There is no table ${from.table} to copy from.`);
  if (await holdsNote(from))
    throw new CopyRefusal(`${from.table} is itself an unfinished copy: it is no business yet.`);
  const { StreamSpecification: stream, LatestStreamArn } = description;
  const tells = stream?.StreamEnabled && /NEW/.test(stream.StreamViewType ?? '');
  return {
    description,
    id: description.TableId ?? description.TableArn ?? from.table,
    expiry: await expiryOf(from),
    streamArn: tells ? (LatestStreamArn ?? null) : null,
  };
}

export async function holdsNote({ client, table }: End): Promise<boolean> {
  const { Item } = await persistently(() =>
    client.send(new GetItemCommand({ TableName: table, Key: noteKey, ConsistentRead: true })),
  );
  return Item !== undefined;
}

const keysOf = (schema: KeySchemaElement[] | undefined) =>
  (schema ?? []).map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).join(', ');
/** Keys and indexes as one text: two tables that have it in common can hold the same. */
const formOf = ({ KeySchema, GlobalSecondaryIndexes }: TableDescription) =>
  [
    keysOf(KeySchema),
    ...(GlobalSecondaryIndexes ?? [])
      .map(
        ({ IndexName, KeySchema: keys, Projection }) =>
          `${IndexName}: ${keysOf(keys)}, ${Projection?.ProjectionType} ${[...(Projection?.NonKeyAttributes ?? [])].sort()}`,
      )
      .sort(),
  ].join('; ');

/**
 * Makes the target, or sees that it is empty or this copy's own. It has no stream while it is filled: whoever followed
 * one would take what is copied for what happens.
 */
export async function prepareTarget(to: End, { description, expiry }: Source): Promise<void> {
  const { client, table } = to;
  if (!(await describe(to))) {
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = description;
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions,
        KeySchema,
        ...(GlobalSecondaryIndexes
          ? {
              GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(
                ({ IndexName, KeySchema: keys, Projection }) => ({ IndexName, KeySchema: keys, Projection }),
              ),
            }
          : {}),
      }),
    );
  }
  const found = await ready(to);
  if (formOf(found) !== formOf(description))
    throw new CopyRefusal(
      `${table} has other keys or indexes than the source. Let this command make it: name a table that is not there.`,
    );
  if (!(await holdsNote(to))) {
    const { Items } = await persistently(() =>
      client.send(new ScanCommand({ TableName: table, Limit: 1, ConsistentRead: true })),
    );
    if ((Items ?? []).length > 0)
      throw new CopyRefusal(
        `${table} holds something that is no unfinished copy, and nothing in it is touched. Name a table that is empty or not there.`,
      );
    if (found.StreamSpecification?.StreamEnabled)
      throw new CopyRefusal(
        `${table} has a stream: a system behind it would take what is copied for what happens. Name a table that is not there, and this command makes it.`,
      );
  }
  if (expiry !== null && (await expiryOf(to)) !== expiry)
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: table,
        TimeToLiveSpecification: { Enabled: true, AttributeName: expiry },
      }),
    );
}

async function ready(end: End): Promise<TableDescription> {
  const untilMs = Date.now() + readyWithinMs;
  for (;;) {
    const found = await describe(end);
    const isReady =
      found?.TableStatus === 'ACTIVE' &&
      (found.GlobalSecondaryIndexes ?? []).every(({ IndexStatus }) => (IndexStatus ?? 'ACTIVE') === 'ACTIVE');
    if (found && isReady) return found;
    if (Date.now() > untilMs) throw new Error(`${end.table} does not become ready`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** From now on what happens in the target is told: it is a business. Gives where. */
export async function openStream(to: End): Promise<string> {
  const { client, table } = to;
  if (!(await ready(to)).StreamSpecification?.StreamEnabled)
    await client.send(
      new UpdateTableCommand({
        TableName: table,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
  const { LatestStreamArn } = await ready(to);
  if (!LatestStreamArn) throw new Error(`${table} has no stream`);
  return LatestStreamArn;
}
