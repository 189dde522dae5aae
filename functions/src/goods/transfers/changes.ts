import type { TransferSide, TransferState } from '@jindian/shared/contract/goods/transfer';
import type { Location } from '@jindian/shared/contract/places/network';
import type { DomainEvent } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Write } from '../../platform/transact.ts';
import { type StockAllocation, sumBySku } from '../inventory/rules.ts';
import {
  type Difference,
  receipt,
  reservation,
  reservationReleased,
  shipment,
  type Transfer,
  type TransferMovement,
} from './rules.ts';
import type { TransferStore } from './store.ts';
import type { CalledGoods, TransferDeps, TransferStep } from './types.ts';

type By = { side: TransferSide; memberId: string | null };
type Changed = { transfer: Transfer; writes: Write[] };

/** What each step makes of a transfer, and the writes that go with it. Nothing is written here. */
export function createTransferChanges(deps: TransferDeps, store: TransferStore) {
  const { clock, ids, inventory } = deps;

  function stepped(transfer: Transfer, state: TransferState, by: By): Transfer {
    return {
      ...transfer,
      state,
      history: [...transfer.history, { atMs: clock.nowMs(), state, ...by }],
    };
  }

  /** Movements of one place, caused by the transfer, or by the order for the part that it reserves. */
  function moved(
    transfer: Transfer,
    locationId: string,
    movements: readonly TransferMovement[],
    forOrder: readonly StockAllocation[] = [],
  ): Write[] {
    return inventory.combinedWrites(locationId, [
      ...movements.map(({ kind, reason, lines }) => ({
        kind,
        cause: { type: 'transfer' as const, id: transfer.id, ...(reason ? { reason } : {}) },
        lines,
      })),
      ...(transfer.forOrder
        ? reservation(forOrder).map(({ kind, lines }) => ({
            kind,
            cause: { type: 'order' as const, id: transfer.forOrder?.orderId ?? '' },
            lines,
          }))
        : []),
    ]);
  }

  function requested(called: CalledGoods, ends: { from: Location; to: Location }): Transfer {
    const nowMs = clock.nowMs();
    return {
      id: ids.next(),
      state: 'requested',
      fromLocationId: ends.from.id,
      toLocationId: ends.to.id,
      fromOwnerId: ends.from.ownerId,
      toOwnerId: ends.to.ownerId,
      lines: sumBySku(called.lines).map(({ skuId, quantity }) => ({
        skuId,
        quantity,
        unitPriceFen: 0,
        shippedQuantity: null,
        receivedQuantity: null,
        differenceReason: null,
      })),
      allocations: [],
      note: called.note ?? null,
      rejectionReason: null,
      incentiveFen: called.incentiveFen ?? null,
      forOrder: called.forOrder,
      createdAtMs: nowMs,
      history: [{ atMs: nowMs, state: 'requested', ...called.by }],
    };
  }

  /** Reserved from these levels, at the prices between owners as they are now. */
  async function approved(transfer: Transfer, by: By, allocations: StockAllocation[]): Promise<Changed> {
    const lines = await Promise.all(
      transfer.lines.map(async (line) => ({
        ...line,
        unitPriceFen: await deps.transferPriceFen(line.skuId),
      })),
    );
    const next = { ...stepped(transfer, 'approved', by), lines, allocations };
    return { transfer: next, writes: moved(next, transfer.fromLocationId, reservation(allocations)) };
  }

  async function approve(transfer: Transfer, by: By, incentiveFen?: number): Promise<Result<Changed>> {
    if (incentiveFen && transfer.fromOwnerId === 'hq') {
      return fail('invalid_request', { detail: 'incentiveFen: the giver is HQ itself' });
    }
    const giver = { id: transfer.fromLocationId, ownerId: transfer.fromOwnerId };
    const stock = await inventory.picture(
      [giver],
      transfer.lines.map(({ skuId }) => skuId),
    );
    const allocations = stock.allocations(giver.id, transfer.lines);
    if (!allocations) {
      const short = transfer.lines.find(
        ({ skuId, quantity }) => stock.availableAt(giver.id, skuId) < quantity,
      );
      return fail('out_of_stock', { sku: short?.skuId ?? '' });
    }
    const promised = { ...transfer, incentiveFen: incentiveFen ?? transfer.incentiveFen };
    return ok(await approved(promised, by, allocations));
  }

  function ship(
    transfer: Transfer,
    by: By,
    packed: readonly { skuId: string; quantity: number }[] | undefined,
  ): Result<Changed> {
    const packedOf = new Map(packed?.map(({ skuId, quantity }) => [skuId, quantity]));
    if (packed && packedOf.size !== packed.length)
      return fail('invalid_request', { detail: 'lines: a SKU twice' });
    for (const skuId of packedOf.keys()) {
      const line = transfer.lines.find((candidate) => candidate.skuId === skuId);
      if (!line || (packedOf.get(skuId) ?? 0) > line.quantity) {
        return fail('invalid_request', { detail: `lines: ${skuId}` });
      }
    }
    const lines = transfer.lines.map((line) => ({
      ...line,
      shippedQuantity: packedOf.get(line.skuId) ?? line.quantity,
    }));
    if (lines.every(({ shippedQuantity }) => shippedQuantity === 0)) {
      return fail('invalid_request', { detail: 'lines: nothing to ship' });
    }
    const shippedOf = (skuId: string) => lines.find((line) => line.skuId === skuId)?.shippedQuantity ?? 0;
    const { shipped, atGiver } = shipment(transfer, shippedOf);
    const next = { ...stepped(transfer, 'shipped', by), lines, allocations: shipped };
    return ok({
      transfer: next,
      writes: [...moved(next, transfer.fromLocationId, atGiver), ...transitWrites(next, 1)],
    });
  }

  function transitWrites(transfer: Transfer, sign: 1 | -1): Write[] {
    return transfer.lines.flatMap(({ skuId, shippedQuantity }) =>
      shippedQuantity ? [store.changeInTransit(transfer.toLocationId, skuId, sign * shippedQuantity)] : [],
    );
  }

  async function receive(
    transfer: Transfer,
    by: By,
    differences: readonly Difference[],
  ): Promise<Result<Changed>> {
    if (new Set(differences.map(({ skuId }) => skuId)).size !== differences.length) {
      return fail('invalid_request', { detail: 'differences: a SKU twice' });
    }
    for (const { skuId, receivedQuantity } of differences) {
      const line = transfer.lines.find((candidate) => candidate.skuId === skuId);
      // What came beyond what was shipped is put in by a stock movement of its own: nobody here gave it.
      if (!line || receivedQuantity >= (line.shippedQuantity ?? 0)) {
        return fail('invalid_request', { detail: `differences: ${skuId}` });
      }
    }
    const came = receipt(transfer, differences);
    const lines = transfer.lines.map((line) => {
      const difference = differences.find(({ skuId }) => skuId === line.skuId);
      return {
        ...line,
        receivedQuantity: difference?.receivedQuantity ?? line.shippedQuantity,
        differenceReason: difference?.reason ?? null,
      };
    });
    const next = { ...stepped(transfer, 'received', by), lines };
    const wanted =
      next.forOrder && deps.onReceive
        ? await deps.onReceive(next, came.arrived)
        : { reserve: [], writes: [] };
    return ok({
      transfer: next,
      writes: [
        ...moved(next, transfer.toLocationId, came.atReceiver, wanted.reserve),
        ...moved(next, transfer.fromLocationId, came.atGiver),
        ...transitWrites(next, -1),
        ...wanted.writes,
      ],
    });
  }

  async function after(transfer: Transfer, step: TransferStep, by: By): Promise<Result<Changed>> {
    switch (step.action) {
      case 'approve':
        return approve(transfer, by, step.incentiveFen);
      case 'reject':
        return ok({
          transfer: { ...stepped(transfer, 'rejected', by), rejectionReason: step.reason },
          writes: [],
        });
      case 'ship':
        return ship(transfer, by, step.lines);
      case 'receive':
        return receive(transfer, by, step.differences ?? []);
      case 'cancel': {
        const next = stepped(transfer, 'cancelled', by);
        const writes =
          transfer.state === 'approved'
            ? moved(next, transfer.fromLocationId, reservationReleased(transfer.allocations))
            : [];
        return ok({ transfer: next, writes });
      }
    }
  }

  return { requested, approved, after };
}

/** What others hear: ids, and on arrival what became whose. */
export function announcementOf(transfer: Transfer): DomainEvent {
  const { id, state, fromLocationId, toLocationId, fromOwnerId, toOwnerId, forOrder } = transfer;
  const differences = transfer.lines.flatMap(({ skuId, receivedQuantity, differenceReason }) =>
    differenceReason === null || receivedQuantity === null
      ? []
      : [{ skuId, receivedQuantity, reason: differenceReason }],
  );
  const data = {
    transferId: id,
    sequence: transfer.history.length,
    atMs: transfer.history.at(-1)?.atMs ?? transfer.createdAtMs,
    fromLocationId,
    toLocationId,
    fromOwnerId,
    toOwnerId,
    forOrder,
  };
  if (state !== 'received') return { type: `transfer.${state}`, data };
  return {
    type: 'transfer.received',
    data: {
      ...data,
      lines: transfer.lines.map(({ skuId, receivedQuantity }) => ({ skuId, receivedQuantity })),
      titleMoves: receipt(transfer, differences).titleMoves,
      incentiveFen: transfer.incentiveFen,
    },
  };
}
