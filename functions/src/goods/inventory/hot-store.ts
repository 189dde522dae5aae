import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { ConditionCheck } from 'dynamodb-toolbox/entity/actions/transactCheck';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';

/** `draining`: no longer hot, but orders still hold pieces of its buckets. */
export type HotState = 'hot' | 'draining';
export type HotSku = {
  locationId: string;
  skuId: string;
  /** Of the place, when it was marked. */
  placeOwnerId: string;
  buckets: number;
  state: HotState;
  atMs: number;
  by: string;
};

/** Which SKUs are hot where: some dozens, in one partition, written by HQ alone. */
export function createHotStore(table: JindianTable) {
  const hotSkus = new Entity({
    name: 'HotSku',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      skuId: string().key(),
      placeOwnerId: string(),
      buckets: number(),
      state: string().enum('hot', 'draining'),
      atMs: number(),
      by: string(),
    }),
    computeKey: ({ locationId, skuId }: { locationId: string; skuId: string }) => ({
      pk: 'HOT',
      sk: `${locationId}#${skuId}`,
    }),
  });

  async function read(locationId: string, skuId: string): Promise<HotSku | null> {
    const { Item } = await hotSkus
      .build(GetItemCommand)
      .key({ locationId, skuId })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  async function all(): Promise<HotSku[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: 'HOT' })
      .entities(hotSkus)
      .options({ consistent: true, ...everyPage })
      .send();
    return Items ?? [];
  }

  const put = (hot: HotSku): Write => write('hot', hotSkus.build(PutTransaction).item(hot));

  /** Refused as `hot` once HQ has marked it again. */
  const stillDraining = (hot: HotSku): Write =>
    write('hot', hotSkus.build(ConditionCheck).key(hot).condition({ attr: 'state', eq: 'draining' }));

  const remove = (hot: HotSku): Write =>
    write(
      'hot',
      hotSkus
        .build(DeleteTransaction)
        .key(hot)
        .options({ condition: { attr: 'state', eq: 'draining' } }),
    );

  return { read, all, put, stillDraining, remove };
}
