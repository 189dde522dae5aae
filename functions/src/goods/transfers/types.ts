import type { TransferSide } from '@jindian/shared/contract/goods/transfer';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { StockAllocation } from '../inventory/rules.ts';
import type { Inventory } from '../inventory/service.ts';
import type { Difference, Transfer } from './rules.ts';

/**
 * What an order does in the transaction that receives goods called for it: which of them it reserves (none, when it
 * was called off meanwhile) and its own writes, twelve at most. They must not touch levels of the receiving place:
 * the reservation is added to the receipt, since a transaction may touch an item once.
 */
export type ReceiveHook = (
  transfer: Transfer,
  arrived: readonly StockAllocation[],
) => Promise<{ reserve: readonly StockAllocation[]; writes: Write[] }>;

export type TransferDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  outbox: Outbox;
  idempotency: Idempotency;
  inventory: Inventory;
  network: Network;
  catalog: LiveSnapshot<Catalog>;
  /** What one piece is worth between owners now. */
  transferPriceFen(skuId: string): Promise<number>;
  /** What an order does with goods that were called for it; without it they are simply put in. */
  onReceive?: ReceiveHook | undefined;
};

/** What somebody asks one transfer to become, with what the step needs to know. */
export type TransferStep =
  | { action: 'approve'; incentiveFen?: number | undefined }
  | { action: 'reject'; reason: string }
  | { action: 'ship'; lines?: readonly { skuId: string; quantity: number }[] | undefined }
  | { action: 'receive'; differences?: readonly Difference[] | undefined }
  | { action: 'cancel' };

/** Who acts: the sides of the transfer they stand on, and their member id for the history. */
export type TransferActor = { sides: readonly TransferSide[]; memberId: string | null };

/** Goods that an order calls from another place. */
export type CalledGoods = {
  fromLocationId: string;
  toLocationId: string;
  lines: readonly { skuId: string; quantity: number }[];
  forOrder: { orderId: string; fulfilmentId: string } | null;
  note?: string | undefined;
  incentiveFen?: number | undefined;
  by: { side: TransferSide; memberId: string | null };
  /** Approved at once, and reserved from these levels of the giver in the same transaction. */
  approvedAllocations?: readonly StockAllocation[] | undefined;
};
