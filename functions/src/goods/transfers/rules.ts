import type {
  DifferenceReason,
  TransferAction,
  TransferSide,
  TransferState,
} from '@jindian/shared/contract/goods/transfer';
import { transferActions } from '@jindian/shared/contract/goods/transfer';
import { nextState } from '../../platform/state-machine.ts';
import type { LevelDelta, MovementKind, StockAllocation } from '../inventory/rules.ts';
import { actionSides, transferMachine } from './machine.ts';

export type TransferLine = {
  skuId: string;
  /** Asked for and, once approved, reserved. */
  quantity: number;
  /** What one piece is worth between owners, as the price list was at approval; 0 before. */
  unitPriceFen: number;
  shippedQuantity: number | null;
  receivedQuantity: number | null;
  differenceReason: DifferenceReason | null;
};

export type Transfer = {
  id: string;
  state: TransferState;
  fromLocationId: string;
  toLocationId: string;
  fromOwnerId: string;
  /** Whose the goods are on arrival: the owner of the receiving place. */
  toOwnerId: string;
  lines: TransferLine[];
  /** From whose levels at the giver the pieces are reserved, then shipped; empty before approval. */
  allocations: StockAllocation[];
  note: string | null;
  rejectionReason: string | null;
  incentiveFen: number | null;
  forOrder: { orderId: string; fulfilmentId: string } | null;
  createdAtMs: number;
  history: { atMs: number; state: TransferState; side: TransferSide; memberId: string | null }[];
};

export type TransferMovement = { kind: MovementKind; reason?: string; lines: LevelDelta[] };

/** What these people may do with the transfer as it is. */
export function actionsFor(transfer: Transfer, sides: readonly TransferSide[]): TransferAction[] {
  return transferActions.filter(
    (action) =>
      nextState(transferMachine, transfer.state, action) !== null &&
      actionSides[action].some((side) => sides.includes(side)),
  );
}

/** The first `quantity` pieces of each SKU, own goods of the giver before those of others. */
function takeAllocations(
  allocations: readonly StockAllocation[],
  quantityOf: (skuId: string) => number,
): { taken: StockAllocation[]; left: StockAllocation[] } {
  const wanted = new Map<string, number>();
  const taken: StockAllocation[] = [];
  const left: StockAllocation[] = [];
  for (const allocation of allocations) {
    const open = wanted.get(allocation.skuId) ?? quantityOf(allocation.skuId);
    const quantity = Math.max(0, Math.min(open, allocation.quantity));
    wanted.set(allocation.skuId, open - quantity);
    if (quantity > 0) taken.push({ ...allocation, quantity });
    if (quantity < allocation.quantity)
      left.push({ ...allocation, quantity: allocation.quantity - quantity });
  }
  return { taken, left };
}

function deltas(
  allocations: readonly StockAllocation[],
  onHand: -1 | 0 | 1,
  reserved: -1 | 0 | 1,
): LevelDelta[] {
  return allocations.map(({ quantity, ...level }) => ({
    ...level,
    onHandDelta: onHand * quantity,
    reservedDelta: reserved * quantity,
  }));
}

export function reservation(allocations: readonly StockAllocation[]): TransferMovement[] {
  return [{ kind: 'reserve', lines: deltas(allocations, 0, 1) }];
}

export function reservationReleased(allocations: readonly StockAllocation[]): TransferMovement[] {
  return [{ kind: 'release', lines: deltas(allocations, 0, -1) }];
}

/** Taken out of the giver's levels; what was reserved and is not packed is free again. */
export function shipment(
  transfer: Transfer,
  shippedOf: (skuId: string) => number,
): { shipped: StockAllocation[]; atGiver: TransferMovement[] } {
  const { taken, left } = takeAllocations(transfer.allocations, shippedOf);
  return {
    shipped: taken,
    atGiver: [
      { kind: 'transfer_out', lines: deltas(taken, -1, -1) },
      { kind: 'release', reason: 'not shipped', lines: deltas(left, 0, -1) },
    ],
  };
}

export type Difference = { skuId: string; receivedQuantity: number; reason: DifferenceReason };

/** An owner's goods became another's: what the second owes the first. */
export type TitleMove = { fromOwnerId: string; toOwnerId: string; amountFen: number };

const differenceWords: Record<DifferenceReason, string> = {
  lost_in_transit: 'lost in transit',
  damaged: 'damaged in transit',
  not_packed: 'never packed',
};

/**
 * What arrives: everything that was shipped comes in, and what is missing goes out again by an adjustment that says
 * why, so that pieces in transit are always those that went out and did not come in. What was never packed is put
 * back at the giver. Whoever gave bears what did not arrive: title moves with the pieces that did.
 */
export function receipt(transfer: Transfer, differences: readonly Difference[]) {
  const missingOf = new Map(
    transfer.lines.map((line) => {
      const difference = differences.find(({ skuId }) => skuId === line.skuId);
      const shipped = line.shippedQuantity ?? 0;
      return [line.skuId, difference ? shipped - difference.receivedQuantity : 0];
    }),
  );
  const reasonOf = (skuId: string) => differences.find((difference) => difference.skuId === skuId)?.reason;
  const { taken: arrived, left: missing } = takeAllocations(
    transfer.allocations,
    (skuId) =>
      (transfer.lines.find((line) => line.skuId === skuId)?.shippedQuantity ?? 0) -
      (missingOf.get(skuId) ?? 0),
  );
  const atReceiver = (allocations: readonly StockAllocation[]) => ownedBy(transfer.toOwnerId, allocations);
  const arrivedHere = atReceiver(arrived);
  const adjustments = (['lost_in_transit', 'damaged', 'not_packed'] as const).map((reason) => ({
    kind: 'adjust' as const,
    reason: differenceWords[reason],
    lines: deltas(atReceiver(missing.filter(({ skuId }) => reasonOf(skuId) === reason)), -1, 0),
  }));
  const moves = new Map<string, number>();
  for (const { skuId, ownerId, quantity } of arrived) {
    if (ownerId === transfer.toOwnerId) continue;
    const unitPriceFen = transfer.lines.find((line) => line.skuId === skuId)?.unitPriceFen ?? 0;
    moves.set(ownerId, (moves.get(ownerId) ?? 0) + quantity * unitPriceFen);
  }
  return {
    /** Of the receiving owner now. */
    arrived: arrivedHere,
    atReceiver: [
      { kind: 'transfer_in' as const, lines: deltas(atReceiver(transfer.allocations), 1, 0) },
      ...adjustments,
    ] satisfies TransferMovement[] as TransferMovement[],
    atGiver: [
      {
        kind: 'adjust' as const,
        reason: differenceWords.not_packed,
        // A bucket may have been closed since: pieces come back to the level itself.
        lines: deltas(
          missing
            .filter(({ skuId }) => reasonOf(skuId) === 'not_packed')
            .map(({ bucket: _bucket, ...allocation }) => allocation),
          1,
          0,
        ),
      },
    ] as TransferMovement[],
    titleMoves: [...moves]
      .filter(([, amountFen]) => amountFen > 0)
      .map(
        ([fromOwnerId, amountFen]): TitleMove => ({ fromOwnerId, toOwnerId: transfer.toOwnerId, amountFen }),
      ),
  };
}

/** The same pieces as one owner's; pieces of several owners become one level's, each still of its lot. */
function ownedBy(ownerId: string, allocations: readonly StockAllocation[]): StockAllocation[] {
  const sums = new Map<string, StockAllocation>();
  for (const { skuId, lot, quantity } of allocations) {
    const key = `${skuId} ${lot ?? ''}`;
    sums.set(key, {
      skuId,
      ownerId,
      ...(lot === undefined ? {} : { lot }),
      quantity: quantity + (sums.get(key)?.quantity ?? 0),
    });
  }
  return [...sums.values()];
}

/** What the receiving owner owes for what arrived; null where nobody owes anything, or it is not there yet. */
export function titleFenOf(transfer: Transfer): number | null {
  if (transfer.state !== 'received') return null;
  const differences = transfer.lines.flatMap(({ skuId, receivedQuantity, differenceReason }) =>
    differenceReason === null || receivedQuantity === null
      ? []
      : [{ skuId, receivedQuantity, reason: differenceReason }],
  );
  const moves = receipt(transfer, differences).titleMoves;
  return moves.length === 0 ? null : moves.reduce((sum, { amountFen }) => sum + amountFen, 0);
}
