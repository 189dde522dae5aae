import { gunzipSync, gzipSync } from 'node:zlib';
import type { BulkState, BulkSubject } from '@jindian/shared/contract/bulk-edits';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { Entity } from '../entity.ts';
import type { JindianTable } from '../table.ts';
import { type Write, write } from '../transact.ts';
import { everyPage, readUpTo } from '../whole.ts';
import type { Tally, Told } from './plan.ts';

export type StoredBulkEdit = {
  subject: BulkSubject;
  bulkEditId: string;
  state: BulkState;
  /** Counts what was done: steps come in any order, and more than once. */
  step: number;
  filter?: Record<string, unknown> | undefined;
  change: Record<string, unknown>;
  count: number;
  portions: number;
  tally: Tally;
  madeBy: string;
  madeAtMs: number;
  startedBy?: string | undefined;
  startedAtMs?: number | undefined;
  doneAtMs?: number | undefined;
  /** Where the record of its start is: each thing that it changes is mentioned there. */
  auditId?: string | undefined;
  auditMonth?: string | undefined;
  expiresAtS: number;
};

/** One of them: as it was seen, and what became of it once that is known. */
export type BulkRowStored = readonly [id: string, revision: number, told?: Told];

const partitionOf = (subject: string) => `BULK#${subject}`;

/** Bulk edits by their kind, the latest last; the things that one is of lie beside it, some thousands to an item. */
export function createBulkItems(table: JindianTable) {
  const edits = new Entity({
    name: 'BulkEdit',
    table,
    timestamps: false,
    schema: item({
      subject: string().key(),
      bulkEditId: string().key(),
      state: string(),
      step: number(),
      filter: any().optional(),
      change: any(),
      count: number(),
      portions: number(),
      tally: any(),
      madeBy: string(),
      madeAtMs: number(),
      startedBy: string().optional(),
      startedAtMs: number().optional(),
      doneAtMs: number().optional(),
      auditId: string().optional(),
      auditMonth: string().optional(),
      expiresAtS: number(),
    }),
    computeKey: ({ subject, bulkEditId }: { subject: string; bulkEditId: string }) => ({
      pk: partitionOf(subject),
      sk: bulkEditId,
    }),
  });
  const portions = new Entity({
    name: 'BulkEditPortion',
    table,
    timestamps: false,
    schema: item({
      bulkEditId: string().key(),
      portion: number().key(),
      packed: binary(),
      expiresAtS: number(),
    }),
    computeKey: ({ bulkEditId, portion }: { bulkEditId: string; portion: number }) => ({
      pk: `BULKOF#${bulkEditId}`,
      sk: String(portion).padStart(4, '0'),
    }),
  });

  const packed = (rows: readonly BulkRowStored[]) => gzipSync(JSON.stringify(rows));
  const unpacked = (bytes: Uint8Array) => JSON.parse(gunzipSync(bytes).toString('utf8')) as BulkRowStored[];

  return {
    async read(subject: BulkSubject, bulkEditId: string): Promise<StoredBulkEdit | null> {
      const { Item } = await edits
        .build(GetItemCommand)
        .key({ subject, bulkEditId })
        .options({ consistent: true })
        .send();
      return (Item as StoredBulkEdit | undefined) ?? null;
    },

    /** The latest first; one with a year's days that differ has some kilobytes. */
    async latest(subject: BulkSubject, limit: number): Promise<StoredBulkEdit[]> {
      const found = await readUpTo(limit, (next) =>
        table
          .build(QueryCommand)
          .query({ partition: partitionOf(subject) })
          .entities(edits)
          .options({ consistent: true, reverse: true, ...next })
          .send(),
      );
      return found as StoredBulkEdit[];
    },

    /** On condition that it is as it was read; null: it is new. */
    save(edit: StoredBulkEdit, before: StoredBulkEdit | null): Write {
      return write(
        'bulk edit',
        edits
          .build(PutTransaction)
          .item(edit)
          .options({
            condition: before
              ? {
                  and: [
                    { attr: 'state', eq: before.state },
                    { attr: 'step', eq: before.step },
                  ],
                }
              : { attr: 'state', exists: false },
          }),
      );
    },

    /** Before the edit that they are of: what nobody refers to expires. */
    async putPortion(
      bulkEditId: string,
      portion: number,
      rows: readonly BulkRowStored[],
      expiresAtS: number,
    ) {
      await portions
        .build(PutItemCommand)
        .item({ bulkEditId, portion, packed: packed(rows), expiresAtS })
        .send();
    },

    savePortion(
      bulkEditId: string,
      portion: number,
      rows: readonly BulkRowStored[],
      expiresAtS: number,
    ): Write {
      return write(
        'bulk portion',
        portions.build(PutTransaction).item({ bulkEditId, portion, packed: packed(rows), expiresAtS }),
      );
    },

    async portion(bulkEditId: string, portion: number): Promise<BulkRowStored[] | null> {
      const { Item } = await portions
        .build(GetItemCommand)
        .key({ bulkEditId, portion })
        .options({ consistent: true })
        .send();
      return Item ? unpacked(Item.packed) : null;
    },

    /** All of them, portion by portion. */
    async portionsOf(bulkEditId: string): Promise<BulkRowStored[][]> {
      const { Items } = await table
        .build(QueryCommand)
        .query({ partition: `BULKOF#${bulkEditId}` })
        .entities(portions)
        .options({ consistent: true, ...everyPage })
        .send();
      return (Items ?? []).sort((a, b) => a.portion - b.portion).map(({ packed: bytes }) => unpacked(bytes));
    },
  };
}
