import type { Location } from '@jindian/shared/contract/places/network';
import type { PriceHere } from '../../goods/branch-prices/service.ts';
import type { Catalog } from '../../goods/catalog/catalog.ts';
import type { Inventory } from '../../goods/inventory/service.ts';
import type { Pictures } from '../../goods/pictures/service.ts';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { DueItems } from '../../platform/due-items.ts';
import type { Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Orders } from '../orders/service.ts';
import type { ReturnsPolicyDocument } from './policy.ts';
import type { ReturnStore } from './store.ts';

export type ReturnContext = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  outbox: Outbox;
  dueItems: DueItems;
  idempotency: Idempotency;
  store: ReturnStore;
  policy: Pick<ReturnsPolicyDocument, 'current'>;
  orders: Pick<Orders, 'store' | 'queries' | 'payment' | 'serialsInHand'>;
  inventory: Inventory;
  catalog: LiveSnapshot<Catalog>;
  network: Network;
  pictures: Pick<Pictures, 'claim' | 'useWrites' | 'unuseWrites'>;
  /** What is asked at a branch now. */
  priceHere(place: Location): Promise<PriceHere>;
  /** What one piece is worth between owners now. */
  transferPriceFen(skuId: string): Promise<number>;
  /** Who a member is now: themselves, or the one whom they were found to be. */
  isNow(memberId: string): Promise<string>;
};

export const dueKinds = {
  /** Goods of an approved return were not brought. */
  expires: 'return.expires',
  /** The law's days for the refund are nearly over. */
  refundLate: 'return.refund_late',
} as const;

/** From the moment at which goods are here again. */
export const refundWithinDays = 7;
/** So long before, somebody is told. */
export const alarmAheadDays = 2;
