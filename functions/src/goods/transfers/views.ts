import { skuImagePath } from '@jindian/shared/contract/goods/catalog';
import type { TransferAction, TransferView } from '@jindian/shared/contract/goods/transfer';
import type { NetworkSnapshot } from '../../places/network/snapshot.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { type Transfer, titleFenOf } from './rules.ts';

/** A transfer as people see it, with the names of goods and places as they are now. */
export function transferView(
  transfer: Transfer,
  actions: TransferAction[],
  known: { catalog: Catalog; network: NetworkSnapshot },
): TransferView {
  const place = (id: string, ownerId: string) => ({
    id,
    name: known.network.location(id)?.name ?? { zh: id, en: id },
    ownerId,
  });
  return {
    id: transfer.id,
    state: transfer.state,
    from: place(transfer.fromLocationId, transfer.fromOwnerId),
    to: place(transfer.toLocationId, transfer.toOwnerId),
    lines: transfer.lines.map((line) => {
      const goods = known.catalog.sku(line.skuId);
      const unnamed = { zh: line.skuId, en: line.skuId };
      return {
        skuId: line.skuId,
        title: goods?.product.title ?? unnamed,
        skuName: goods?.sku.name ?? unnamed,
        imagePath: goods ? skuImagePath(goods.product, goods.sku) : '',
        quantity: line.quantity,
        shippedQuantity: line.shippedQuantity,
        receivedQuantity: line.receivedQuantity,
        differenceReason: line.differenceReason,
      };
    }),
    note: transfer.note,
    rejectionReason: transfer.rejectionReason,
    incentiveFen: transfer.incentiveFen,
    forOrder: transfer.forOrder,
    titleFen: titleFenOf(transfer),
    createdAtMs: transfer.createdAtMs,
    history: transfer.history.map(({ atMs, state, side }) => ({ atMs, state, side })),
    actions,
  };
}
