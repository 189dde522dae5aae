import type {
  PriceEntry,
  PriceEntryKey,
  PricePolicyRule,
  PriceVersion,
} from '@jindian/shared/contract/goods/prices';
import { Entity } from 'dynamodb-toolbox/entity';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { priceKey } from './prices.ts';

const partition = 'PRICES';
export type StoredEntry = PriceEntry & { changedAtMs: number; changedBy: string };
/** `archive` names the snapshot that holds exactly what was published. */
export type StoredVersion = Omit<PriceVersion, 'byName'> & { archive: string };

/** The draft (entries and policies as HQ edits them) and the record of publications. HQ alone writes here. */
export function createPriceStore(table: JindianTable) {
  const entries = new Entity({
    name: 'PriceEntry',
    table,
    timestamps: false,
    schema: item({
      key: string().key(),
      skuId: string(),
      province: string(),
      city: string().optional(),
      priceFen: number(),
      changedAtMs: number(),
      changedBy: string(),
    }),
    computeKey: ({ key }: { key: string }) => ({ pk: partition, sk: `ENTRY#${key}` }),
  });
  const policies = new Entity({
    name: 'PricePolicy',
    table,
    timestamps: false,
    schema: item({
      of: string().key(),
      id: string().key(),
      policy: string(),
      changedAtMs: number(),
      changedBy: string(),
    }),
    computeKey: ({ of, id }: { of: string; id: string }) => ({ pk: partition, sk: `POLICY#${of}#${id}` }),
  });
  const versions = new Entity({
    name: 'PriceVersion',
    table,
    timestamps: false,
    schema: item({
      version: number().key(),
      atMs: number(),
      byMemberId: string(),
      note: string(),
      entries: number(),
      changes: any(),
      moreChanges: number(),
      archive: string(),
    }),
    computeKey: ({ version }: { version: number }) => ({
      pk: partition,
      sk: `VERSION#${String(version).padStart(8, '0')}`,
    }),
  });

  function setEntry(
    { skuId, province, city, priceFen }: PriceEntry,
    changedBy: string,
    changedAtMs: number,
  ): Write {
    return write(
      'price entry',
      entries.build(PutTransaction).item({
        key: priceKey({ skuId, province, city }),
        skuId,
        province,
        ...(city === null ? {} : { city }),
        priceFen,
        changedBy,
        changedAtMs,
      }),
    );
  }

  function removeEntry(key: PriceEntryKey): Write {
    return write('price entry', entries.build(DeleteTransaction).key({ key: priceKey(key) }));
  }

  function setPolicy({ of, id, policy }: PricePolicyRule, changedBy: string, changedAtMs: number): Write {
    return write(
      'price policy',
      policies.build(PutTransaction).item({ of, id, policy, changedBy, changedAtMs }),
    );
  }

  /** Versions follow one another: a number is given once. */
  function addVersion(version: StoredVersion): Write {
    return write(
      'price version',
      versions
        .build(PutTransaction)
        .item(version)
        .options({ condition: { attr: 'version', exists: false } }),
    );
  }

  /** Everything that HQ edits, read consistently; some thousands of entries at most. */
  async function draft(): Promise<{ entries: StoredEntry[]; policies: PricePolicyRule[] }> {
    const [found, rules] = await Promise.all([
      table
        .build(QueryCommand)
        .query({ partition, range: { beginsWith: 'ENTRY#' } })
        .entities(entries)
        .options({ consistent: true, maxPages: 100 })
        .send(),
      table
        .build(QueryCommand)
        .query({ partition, range: { beginsWith: 'POLICY#' } })
        .entities(policies)
        .options({ consistent: true, maxPages: 10 })
        .send(),
    ]);
    return {
      entries: (found.Items ?? []).map(({ skuId, province, city, priceFen, changedAtMs, changedBy }) => ({
        skuId,
        province,
        city: city ?? null,
        priceFen,
        changedAtMs,
        changedBy,
      })),
      policies: (rules.Items ?? []).map(({ of, id, policy }) => ({ of, id, policy }) as PricePolicyRule),
    };
  }

  /** Newest first. */
  async function latestVersions(limit: number): Promise<StoredVersion[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition, range: { beginsWith: 'VERSION#' } })
      .entities(versions)
      .options({ reverse: true, limit, consistent: true })
      .send();
    return (Items ?? []) as StoredVersion[];
  }

  return { setEntry, removeEntry, setPolicy, addVersion, draft, latestVersions };
}
