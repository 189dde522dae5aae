import type { DifferenceState } from '@jindian/shared/contract/money/differences';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { Difference } from './rules.ts';

export type Run = {
  billDate: string;
  mchid: string;
  state: 'comparing' | 'searching' | 'done' | 'no_bill';
  /** Which beginning this is: a later one makes what an older one still writes void. */
  round: number;
  revision: number;
  /** Lines of the bill that were compared. */
  lines: number;
  /** Where the search among our own payments and refunds goes on. */
  cursor?: string;
  /** Paid or refunded there without our having been told: taken in now. */
  recovered: number;
  differences: number;
  digest: string;
  startedAtMs: number;
  doneAtMs?: number;
};

/** What waits for a person is one list: `sending_back` is still in it. */
type List = 'open' | 'settled';
const listOf = (state: DifferenceState): List => (state === 'settled' ? 'settled' : 'open');

export const differenceLabel = 'difference';
const runLabel = 'reconciliation';

export function createReconciliationStore(table: JindianTable) {
  const differences = new Entity({
    name: 'MoneyDifference',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      revision: number(),
      difference: any(),
      gsi2pk: string(),
      gsi2sk: string(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: `MONEYDIFFERENCE#${id}`, sk: 'DIFFERENCE' }),
  });
  const runs = new Entity({
    name: 'Reconciliation',
    table,
    timestamps: false,
    schema: item({ billDate: string().key(), mchid: string().key(), revision: number(), run: any() }),
    computeKey: ({ billDate, mchid }: { billDate: string; mchid: string }) => ({
      pk: 'RECONCILIATION',
      sk: `${billDate}#${mchid}`,
    }),
  });

  /** On condition that it is as it was read, or new. */
  function save(difference: Difference): Write {
    const { id, revision, state, foundAtMs } = difference;
    return write(
      differenceLabel,
      differences
        .build(PutTransaction)
        .item({
          id,
          revision,
          difference,
          gsi2pk: `MONEYDIFFERENCES#${listOf(state)}`,
          gsi2sk: `${String(foundAtMs).padStart(15, '0')}#${id}`,
        })
        .options({
          condition: revision === 1 ? { attr: 'id', exists: false } : { attr: 'revision', eq: revision - 1 },
        }),
    );
  }

  async function read(id: string): Promise<Difference | null> {
    const { Item } = await differences.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
    return (Item?.difference as Difference | undefined) ?? null;
  }

  /** Newest first. */
  async function page(
    list: List,
    limit: number,
    before: string | undefined,
  ): Promise<{ items: Difference[]; nextCursor: string | null }> {
    const { Items } = await table
      .build(QueryCommand)
      .query({
        index: indexNames.byQueue,
        partition: `MONEYDIFFERENCES#${list}`,
        ...(before === undefined ? {} : { range: { lt: before } }),
      })
      .options({ limit: limit + 1, reverse: true })
      .send();
    const keys = (Items ?? []).map((found) => (found as { gsi2sk: string }).gsi2sk);
    const shown = keys.slice(0, limit);
    const found = await readBatch(
      table,
      shown.map((key) => differences.build(BatchGetRequest).key({ id: key.split('#')[1] as string })),
    );
    const items = found.flatMap((one) => (one ? [one.difference as Difference] : []));
    // The index may be behind the item.
    const present = items.filter(({ state }) => listOf(state) === list);
    return { items: present, nextCursor: keys.length > limit ? (shown.at(-1) ?? null) : null };
  }

  function saveRun(run: Run): Write {
    const { billDate, mchid, revision } = run;
    return write(
      runLabel,
      runs
        .build(PutTransaction)
        .item({ billDate, mchid, revision, run })
        .options({
          condition:
            revision === 1 ? { attr: 'billDate', exists: false } : { attr: 'revision', eq: revision - 1 },
        }),
    );
  }

  async function readRun(billDate: string, mchid: string): Promise<Run | null> {
    const { Item } = await runs
      .build(GetItemCommand)
      .key({ billDate, mchid })
      .options({ consistent: true })
      .send();
    return (Item?.run as Run | undefined) ?? null;
  }

  /** Newest day first. */
  async function lastRuns(limit: number): Promise<Run[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: 'RECONCILIATION' })
      .entities(runs)
      .options({ limit, reverse: true })
      .send();
    return (Items ?? []).map(({ run }) => run as Run);
  }

  return { save, read, page, saveRun, readRun, lastRuns };
}
export type ReconciliationStore = ReturnType<typeof createReconciliationStore>;
