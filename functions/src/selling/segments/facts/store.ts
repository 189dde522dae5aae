import { isDeepStrictEqual } from 'node:util';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { Entity } from '../../../platform/entity.ts';
import { shardOf } from '../../../platform/ids.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';
import { everyPage } from '../../../platform/whole.ts';
import { type Bought, type BoughtRow, barred, type PersonRow } from './rows.ts';

/** Over so many partitions, so that all facts are read in minutes, and a day's orders are written beside each other. */
export const factShards = 64;
const partition = (shard: number) => `MEMBER_FACTS#${shard}`;
const partitionOf = (memberId: string) => partition(shardOf(memberId, factShards));
const boughtPrefix = (memberId: string) => `BOUGHT#${memberId}#`;

export type Person = {
  memberId: string;
  personId?: string;
  joinedAtMs: number;
  language: string;
  hasPhone: boolean;
  tierId?: string;
  sellerId?: string;
  sellerUntilMs?: number;
  tags: readonly string[];
};

/** Facts of members as they lie in the table, apart from the members: read all together, and by nobody one by one. */
export function createFactStore(table: JindianTable) {
  const persons = new Entity({
    name: 'MemberFacts',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      revision: number(),
      personId: string().optional(),
      joinedAtMs: number(),
      language: string(),
      hasPhone: boolean(),
      tierId: string().optional(),
      sellerId: string().optional(),
      sellerUntilMs: number().optional(),
      tags: list(string()),
    }),
    computeKey: ({ memberId }: { memberId: string }) => ({
      pk: partitionOf(memberId),
      sk: `PERSON#${memberId}`,
    }),
  });
  const bought = new Entity({
    name: 'BoughtFacts',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      orderId: string().key(),
      revision: number(),
      atMs: number(),
      amountFen: number(),
      units: number(),
      locationId: string(),
      categoryIds: list(string()),
    }),
    computeKey: ({ memberId, orderId }: { memberId: string; orderId: string }) => ({
      pk: partitionOf(memberId),
      sk: `${boughtPrefix(memberId)}${orderId}`,
    }),
  });

  async function person(memberId: string): Promise<{ person: Person; revision: number } | null> {
    const { Item } = await persons
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    if (!Item) return null;
    const { revision, ...known } = Item;
    return { person: known as Person, revision };
  }

  /** Null: it is as it was. */
  function personWrite(next: Person, before: { person: Person; revision: number } | null): Write | null {
    if (before && isDeepStrictEqual({ ...before.person }, { ...next })) return null;
    return write(
      'person',
      persons
        .build(PutTransaction)
        .item({ ...next, tags: [...next.tags], revision: (before?.revision ?? 0) + 1 })
        .options({
          condition: before ? { attr: 'revision', eq: before.revision } : { attr: 'revision', exists: false },
        }),
    );
  }

  const dropPerson = ({ person: { memberId }, revision }: { person: Person; revision: number }): Write =>
    write(
      'person',
      persons
        .build(DeleteTransaction)
        .key({ memberId })
        .options({ condition: { attr: 'revision', eq: revision } }),
    );

  /** What was read later stays: an order is told of by several at once. */
  function boughtWrite(orderId: string, { categoryIds, ...of }: Bought): Write {
    return write(
      'bought',
      bought
        .build(PutTransaction)
        .item({ orderId, ...of, categoryIds: [...categoryIds] })
        .options({
          condition: {
            or: [
              { attr: 'revision', exists: false },
              { attr: 'revision', lte: of.revision },
            ],
          },
        }),
    );
  }

  async function dropBought(memberId: string): Promise<void> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: partitionOf(memberId), range: { beginsWith: boughtPrefix(memberId) } })
      .entities(bought)
      .options({ consistent: true, ...everyPage })
      .send();
    for (const { orderId } of Items) await bought.build(DeleteItemCommand).key({ memberId, orderId }).send();
  }

  /** All facts of one partition, as rows. Read as they are stored: there may be a hundred thousand of them. */
  async function rowsOf(shard: number): Promise<{ persons: PersonRow[]; bought: BoughtRow[] }> {
    const rows: { persons: PersonRow[]; bought: BoughtRow[] } = { persons: [], bought: [] };
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await table
        .build(QueryCommand)
        .query({ partition: partition(shard) })
        .options(exclusiveStartKey ? { exclusiveStartKey } : {})
        .send();
      for (const stored of Items as StoredFacts[])
        if (stored.orderId === undefined) rows.persons.push(personRow(stored as Person));
        else rows.bought.push(boughtRow(stored as Bought & { orderId: string }));
      exclusiveStartKey = LastEvaluatedKey;
    } while (exclusiveStartKey);
    return rows;
  }

  return { person, personWrite, dropPerson, boughtWrite, dropBought, rowsOf };
}
export type FactStore = ReturnType<typeof createFactStore>;

type StoredFacts = (Person | Bought) & { orderId?: string };

export const personRow = (of: Person): PersonRow => ({
  memberId: of.memberId,
  personId: of.personId ?? null,
  joinedAtMs: of.joinedAtMs,
  language: of.language,
  hasPhone: of.hasPhone,
  tierId: of.tierId ?? null,
  sellerId: of.sellerId ?? null,
  sellerUntilMs: of.sellerUntilMs ?? null,
  tags: barred(of.tags),
});

export const boughtRow = (of: Bought & { orderId: string }): BoughtRow => ({
  memberId: of.memberId,
  orderId: of.orderId,
  atMs: of.atMs,
  amountFen: of.amountFen,
  units: of.units,
  locationId: of.locationId,
  categories: barred(of.categoryIds),
});
