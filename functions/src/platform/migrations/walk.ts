import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { GetCommand, ScanCommand, type ScanCommandOutput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { atMost } from '../at-most.ts';
import type { Clock } from '../clock.ts';
import { Entity } from '../entity.ts';
import type { JindianTable } from '../table.ts';
import { backOff } from '../transact.ts';
import { UpdateTexts } from '../update-texts.ts';
import { everyPage } from '../whole.ts';
import { type Migration, type Step, type StoredItem, stepOf } from './define.ts';

/** Read in one call; how far it came is noted after each. */
const portion = 500;
const writesAtOnce = 8;
/** Somebody else writes the same item at every try: so often nobody does. */
const maxTries = 12;

export type MigrationState = {
  id: string;
  stage: Migration['stage'];
  /** Items of the kind that were looked at, and how many of them were written. */
  read: number;
  changed: number;
  startedAtMs: number;
  doneAtMs: number | null;
};

/** What keeps this version from running on this table. */
export class MigrationRefusal extends Error {
  override readonly name = 'MigrationRefusal';
}

/**
 * Brings what is stored forward, behind the requests: reads the table once for each migration, a portion at a time, and
 * writes what is not as it is to be, unless somebody changed it meanwhile, who is then asked for again. Whoever breaks
 * off goes on where it was; two at once do what one does.
 */
export function createWalk(deps: {
  /** Which gives items as they are stored: made with no migrations of its own. */
  table: JindianTable;
  migrations: readonly Migration[];
  clock: Pick<Clock, 'nowMs'>;
}) {
  const { table, migrations, clock } = deps;
  const client = () => table.getDocumentClient();
  const states = new Entity({
    name: 'Migration',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      stage: string().key(),
      read: number(),
      changed: number(),
      startedAtMs: number(),
      doneAtMs: number().optional(),
      startKey: any().optional(),
    }),
    computeKey: ({ id, stage }: { id: string; stage: string }) => ({
      pk: 'MIGRATION',
      sk: `${id}#${stage}`,
    }),
  });

  async function noted() {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: 'MIGRATION' })
      .entities(states)
      .options({ consistent: true, ...everyPage })
      .send();
    return Items ?? [];
  }

  /** Throws where this version would misread what an earlier one has not brought to its end. */
  async function assertReady(): Promise<void> {
    for (const { id, stage, doneAtMs } of await noted()) {
      if (doneAtMs !== undefined) continue;
      const now = migrations.find((one) => one.id === id);
      if (now?.stage === stage) continue;
      throw new MigrationRefusal(
        `${id} (${stage}) was begun by an earlier version and is not done: run that version until it is, then this one.`,
      );
    }
  }

  async function state(): Promise<MigrationState[]> {
    const all = await noted();
    return migrations.map(({ id, stage }) => {
      const found = all.find((one) => one.id === id && one.stage === stage);
      const { read = 0, changed = 0, startedAtMs = 0, doneAtMs = null } = found ?? {};
      return { id, stage, read, changed, startedAtMs, doneAtMs };
    });
  }

  /** Gives whether it had to be written. */
  async function bring(migration: Migration, found: StoredItem): Promise<boolean> {
    const Key = { pk: found.pk, sk: found.sk };
    for (let tries = 1, current = found; ; tries += 1) {
      const step = stepOf(migration, current);
      if (!step) return tries > 1;
      try {
        await client().send(new UpdateCommand({ TableName: table.getName(), Key, ...updateOf(step) }));
        return true;
      } catch (error) {
        const conflict = error instanceof TransactionConflictException;
        if (!conflict && !(error instanceof ConditionalCheckFailedException)) throw error;
        if (tries >= maxTries) throw error;
        await backOff(tries);
      }
      const { Item } = await client().send(
        new GetCommand({ TableName: table.getName(), Key, ConsistentRead: true }),
      );
      // Gone meanwhile.
      if (!Item) return false;
      current = Item;
    }
  }

  async function walk(migration: Migration, options: WalkOptions): Promise<void> {
    const { id, stage, kind } = migration;
    const before = (await noted()).find((one) => one.id === id && one.stage === stage);
    if (before?.doneAtMs !== undefined) return;
    let startKey = before?.startKey as Record<string, unknown> | undefined;
    let { read, changed, startedAtMs } = before ?? { read: 0, changed: 0, startedAtMs: clock.nowMs() };
    const note = (doneAtMs: number | null) =>
      states
        .build(PutItemCommand)
        .item({
          id,
          stage,
          read,
          changed,
          startedAtMs,
          ...(doneAtMs === null ? {} : { doneAtMs }),
          ...(startKey ? { startKey } : {}),
        })
        .send();
    await note(null);
    const oneWrite = atMost(writesAtOnce);
    do {
      if (options.stopped?.()) return;
      const page: ScanCommandOutput = await client().send(
        new ScanCommand({
          TableName: table.getName(),
          ConsistentRead: true,
          Limit: portion,
          FilterExpression: '#et = :kind',
          ExpressionAttributeNames: { '#et': '_et' },
          ExpressionAttributeValues: { ':kind': kind },
          ...(startKey ? { ExclusiveStartKey: startKey } : {}),
        }),
      );
      const items: StoredItem[] = page.Items ?? [];
      const done = await Promise.all(items.map((found) => oneWrite(() => bring(migration, found))));
      read += items.length;
      changed += done.filter(Boolean).length;
      startKey = page.LastEvaluatedKey;
      await note(startKey ? null : clock.nowMs());
      options.onProgress?.({ id, stage, read, changed });
    } while (startKey);
  }

  return {
    assertReady,
    state,
    /** All that there is to do. Gives the states when it is through, or was stopped. */
    async run(options: WalkOptions = {}): Promise<MigrationState[]> {
      for (const migration of migrations) await walk(migration, options);
      return state();
    },
  };
}
export type Walk = ReturnType<typeof createWalk>;

export type WalkOptions = {
  stopped?(): boolean;
  onProgress?(progress: Pick<MigrationState, 'id' | 'stage' | 'read' | 'changed'>): void;
};

function updateOf({ set, remove, unchanged }: Step) {
  const update = new UpdateTexts();
  update.isThere('pk');
  for (const [attribute, value] of Object.entries(set)) update.set(attribute, value);
  for (const attribute of remove) update.remove(attribute);
  for (const [attribute, value] of Object.entries(unchanged))
    if (value === null) update.isAbsent(attribute);
    else update.equals(attribute, value);
  return update.built();
}
