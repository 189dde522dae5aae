import type { PolicyBook } from '@jindian/shared/contract/serving/sourcing-policy';
import { Entity } from 'dynamodb-toolbox/entity';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import type { Condition } from 'dynamodb-toolbox/entity/actions/parseCondition';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';

export type VersionRecord = {
  number: number;
  publishedAtMs: number;
  publishedBy: string;
  note: string;
  restoredFrom: number | null;
  book: PolicyBook;
};

export type DraftRecord = {
  revision: number;
  basedOn: number;
  savedAtMs: number;
  savedBy: string;
  book: PolicyBook;
};

const partition = 'SOURCING_POLICY';
const sortKeyOf = (version: number) => `V#${String(version).padStart(6, '0')}`;

/** Versions are written once and stay; of the draft there is one, and whoever changes it says which they saw. */
export function createPolicyStore(table: JindianTable) {
  const versions = new Entity({
    name: 'PolicyVersion',
    table,
    timestamps: false,
    schema: item({
      number: number().key(),
      publishedAtMs: number(),
      publishedBy: string(),
      note: string(),
      restoredFrom: any(),
      book: any(),
    }),
    computeKey: (key: { number: number }) => ({ pk: partition, sk: sortKeyOf(key.number) }),
  });
  const drafts = new Entity({
    name: 'PolicyDraft',
    table,
    timestamps: false,
    schema: item({
      // There is one: its key holds nothing, but an entity has one.
      name: string().key(),
      revision: number(),
      basedOn: number(),
      savedAtMs: number(),
      savedBy: string(),
      book: any(),
    }),
    computeKey: ({ name }: { name: string }) => ({ pk: partition, sk: name }),
  });
  const draftName = { name: 'DRAFT' };
  const asSeen = (revision: number): Condition<typeof drafts> =>
    revision === 0 ? { attr: 'revision', exists: false } : { attr: 'revision', eq: revision };

  return {
    /** Refused with label `version` when that number is taken. */
    publish: (record: VersionRecord): Write =>
      write(
        'version',
        versions
          .build(PutTransaction)
          .item(record)
          .options({ condition: { attr: 'number', exists: false } }),
      ),

    /** Newest first, those before a number. */
    async versions(limit: number, before?: number): Promise<VersionRecord[]> {
      const { Items } = await table
        .build(QueryCommand)
        .query({
          partition,
          range: before === undefined ? { beginsWith: 'V#' } : { between: ['V#', sortKeyOf(before - 1)] },
        })
        .entities(versions)
        .options({ reverse: true, limit, consistent: true })
        .send();
      return (Items ?? []) as VersionRecord[];
    },

    async version(wanted: number): Promise<VersionRecord | null> {
      const { Item } = await versions.build(GetItemCommand).key({ number: wanted }).send();
      return (Item as VersionRecord | undefined) ?? null;
    },

    async draft(): Promise<DraftRecord | null> {
      const { Item } = await drafts.build(GetItemCommand).key(draftName).options({ consistent: true }).send();
      if (!Item) return null;
      const { name: _, ...record } = Item;
      return record as DraftRecord;
    },

    /** Refused with label `draft` unless it is still at the revision that was seen (0: there is none). */
    saveDraft: (record: DraftRecord, seen: number): Write =>
      write(
        'draft',
        drafts
          .build(PutTransaction)
          .item({ ...draftName, ...record })
          .options({ condition: asSeen(seen) }),
      ),

    dropDraft: (seen: number): Write =>
      write(
        'draft',
        drafts
          .build(DeleteTransaction)
          .key(draftName)
          .options({ condition: asSeen(seen) }),
      ),
  };
}
