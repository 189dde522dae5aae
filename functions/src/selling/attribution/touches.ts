import type { Page } from '@jindian/shared/contract/common';
import type { BindingReason, TouchView, TouchWay } from '@jindian/shared/contract/selling/attribution';
import type { SellerKind } from '@jindian/shared/contract/selling/seller-kinds';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { RecentTouch } from './bindings.ts';
import { type AttributionItems, touchesKey, touchShards } from './items.ts';

export type TouchFact = {
  memberId: string;
  touchId: string;
  code: string;
  atMs: number;
  way: TouchWay;
  seller: { sellerId: string; sellerKind: SellerKind } | null;
  sceneId: string | null;
  shareId: string | null;
  reason: BindingReason;
  beforeId: string | null;
  afterId: string | null;
  policyVersion: number;
};

const prefix = 'TOUCH#';
const given = <Name extends string>(name: Name, value: string | null) =>
  (value === null ? {} : { [name]: value }) as { [Key in Name]?: string };

/** Every scan and opened share, with what came of it: facts, which nobody changes. */
export function createTouches({ table, items }: { table: JindianTable; items: AttributionItems }) {
  function add(fact: TouchFact): Write {
    const { memberId, touchId, code, atMs, way, seller, sceneId, reason, policyVersion } = fact;
    return write(
      'touch',
      items.touches.build(PutTransaction).item({
        memberId,
        touchId,
        code,
        atMs,
        way,
        ...(seller
          ? {
              ...seller,
              gsi1pk: touchesKey(seller.sellerId, shardOf(memberId, touchShards)),
              gsi1sk: touchId,
            }
          : {}),
        ...given('sceneId', sceneId),
        ...given('shareId', fact.shareId),
        reason,
        ...given('beforeId', fact.beforeId),
        ...given('afterId', fact.afterId),
        policyVersion,
      }),
    );
  }

  /** Of a member, newest first. */
  async function ofMember(memberId: string, page: { limit: number; cursor?: string | undefined }) {
    const before = page.cursor === undefined ? `${prefix}~` : `${prefix}${page.cursor}`;
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `MEMBER#${memberId}`, range: { between: [prefix, before] } })
      .entities(items.touches)
      // The one that a page ended with is read again.
      .options({ limit: page.limit + 2, reverse: true, consistent: true })
      .send();
    const found = (Items ?? []).filter(({ touchId }) => `${prefix}${touchId}` < before);
    return pageOf(found.map(viewOf), page.limit);
  }

  /** The latest of a member that are not older than that, whosever they were; moments behind. */
  async function latest(memberId: string, sinceMs: number, most: number): Promise<RecentTouch[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: `MEMBER#${memberId}`, range: { beginsWith: prefix } })
      .entities(items.touches)
      .options({ limit: most, reverse: true })
      .send();
    return Items.filter(({ atMs }) => atMs >= sinceMs).map(({ touchId, atMs, sceneId }) => ({
      ...{ touchId, atMs },
      ...(sceneId === undefined ? {} : { sceneId }),
    }));
  }

  /** Some of a member's, in the order in which they are asked for. */
  async function byIds(memberId: string, touchIds: readonly string[]) {
    const keys = touchIds.map((touchId) => items.touches.build(BatchGetRequest).key({ memberId, touchId }));
    const found = await readBatch(table, keys);
    return found.flatMap((one) => (one ? [viewOf(one)] : []));
  }

  /** Of a seller's codes and shares, newest first, whosever customers they are; moments behind. */
  async function ofSeller(sellerId: string, page: { limit: number; cursor?: string | undefined }) {
    const keys = await Promise.all(
      Array.from({ length: touchShards }, async (_, shard) => {
        const { Items } = await table
          .build(QueryCommand)
          .query({
            index: 'gsi1',
            partition: touchesKey(sellerId, shard),
            ...(page.cursor === undefined ? {} : { range: { lt: page.cursor } }),
          })
          .options({ limit: page.limit + 1, reverse: true })
          .send();
        return (Items ?? []) as unknown as { pk: string; gsi1sk: string }[];
      }),
    );
    const wanted = keys
      .flat()
      .sort((a, b) => (a.gsi1sk < b.gsi1sk ? 1 : -1))
      .slice(0, page.limit + 1);
    const found = await readBatch(
      table,
      wanted.map(({ pk, gsi1sk }) =>
        items.touches.build(BatchGetRequest).key({ memberId: pk.slice('MEMBER#'.length), touchId: gsi1sk }),
      ),
    );
    const { items: views, nextCursor } = pageOf(
      found.flatMap((one) => (one ? [one] : [])).map(viewOf),
      page.limit,
    );
    return { items: views, nextCursor };
  }

  return { add, ofMember, latest, byIds, ofSeller };
}
export type Touches = ReturnType<typeof createTouches>;

type StoredTouch = Omit<TouchView, 'sellerName' | 'beforeName' | 'afterName'> & {
  memberId: string;
  shareId: string | null;
};

function viewOf(stored: {
  memberId: string;
  touchId: string;
  atMs: number;
  way?: TouchWay | undefined;
  sellerId?: string | undefined;
  sellerKind?: SellerKind | undefined;
  reason?: BindingReason | undefined;
  beforeId?: string | undefined;
  afterId?: string | undefined;
  policyVersion?: number | undefined;
  shareId?: string | undefined;
}): StoredTouch {
  const { memberId, touchId, atMs, way = 'scan', sellerId = null, sellerKind = null, reason = null } = stored;
  const { beforeId = null, afterId = null, policyVersion = null, shareId = null } = stored;
  const about = { memberId, touchId, atMs, way, sellerId, sellerKind, reason, shareId };
  return { ...about, beforeId, afterId, policyVersion };
}

function pageOf(found: StoredTouch[], limit: number): Page<StoredTouch> {
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.touchId ?? null) : null };
}
