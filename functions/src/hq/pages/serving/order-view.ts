import type { HqOrder } from '@jindian/shared/contract/hq';
import type { OrderRecord } from '../../../serving/orders/store.ts';
import type { Visit } from '../../visit.ts';

/** What every part of an order's page is drawn from. */
export type OrderView = {
  visit: Visit;
  hqOrder: HqOrder;
  record: OrderRecord;
  isWarehouse(locationId: string): boolean;
  /** What whoever looks may do with this order. */
  may: {
    assign: boolean;
    refund: boolean;
    seeCosts: boolean;
    readInFull: boolean;
    /** Whether goods of that place leave for good by their word. */
    writeOffAt(locationId: string): boolean;
  };
};
