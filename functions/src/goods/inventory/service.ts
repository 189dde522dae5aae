import { brandDay } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import type { DueItems } from '../../platform/due-items.ts';
import type { Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import type { SnapshotStore } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import { auditPlace } from './audit.ts';
import { createStockCosts } from './costs.ts';
import { createDifferences } from './differences.ts';
import { createHotSkus } from './hot.ts';
import { type Lot, lotKeyOf, offeredOf, type Tracking, untracked } from './lots.ts';
import { createStockMoves } from './moves.ts';
import {
  type LevelDelta,
  type MovementCause,
  type MovementKind,
  type OrderMovementKind,
  orderDeltas,
  ownersAt,
  type PartStock,
  pickFromParts,
  type SkuQuantity,
  type StockAllocation,
  type StockPlace,
  sumByPiece,
} from './rules.ts';
import { createLevelSetting } from './stocktake.ts';
import { createInventoryStore, type LevelPart } from './store.ts';
import { createTillSales, type LoseHook } from './till-sales.ts';
import { createTillStore } from './till-store.ts';

export type { StockPlace } from './rules.ts';

/** The stock of some places, as one picture for sourcing: what all owners there have together. */
export type StockPicture = { availableAt(locationId: string, skuId: string): number };
type Read = { consistent?: boolean };

export type LiveStock = StockPicture & {
  /** From whose levels the pieces would be taken, own goods first; null where there are too few. */
  allocations(locationId: string, lines: readonly SkuQuantity[]): StockAllocation[] | null;
  /** Pieces that stay at the place for its own customers, of all owners together. */
  safetyAt(locationId: string, skuId: string): number;
  /** Whether the place carries it at all. */
  isThere(locationId: string, skuId: string): boolean;
};

export function createInventory(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
  snapshots: SnapshotStore;
  dueItems: DueItems;
  /** What of a SKU is tracked; nothing unless told. */
  tracking?: () => Promise<(skuId: string) => Tracking>;
  /** Who gives up pieces that a till sold; without it they stay reserved, and are a difference. */
  settings: SettingsReader<'goods'>;
  onReservationLost?: LoseHook;
  /** Which of several buckets with enough is taken. */
  random?: () => number;
}) {
  const { table, clock, ids, random = Math.random, tracking = async () => () => untracked } = deps;
  const store = createInventoryStore(table);

  function moveWrites(
    locationId: string,
    kind: MovementKind,
    cause: MovementCause,
    lines: LevelDelta[],
  ): Write[] {
    return combinedWrites(locationId, [{ kind, cause, lines }]);
  }

  /**
   * Several movements of one place in one transaction. A transaction may touch an item once, so what they do to one
   * level is added up; each is still a movement of its own. Nothing for nothing.
   */
  function combinedWrites(
    locationId: string,
    movements: readonly { kind: MovementKind; cause: MovementCause; lines: LevelDelta[] }[],
  ): Write[] {
    const deltas = sumByPiece(movements.flatMap(({ lines }) => lines));
    return [...store.changeLevels(locationId, deltas), ...recordMovements(locationId, movements)];
  }

  /** The facts alone, beside the changes of levels that they tell of. Nothing for nothing. */
  function recordMovements(
    locationId: string,
    movements: readonly { kind: MovementKind; cause: MovementCause; lines: LevelDelta[] }[],
  ): Write[] {
    return movements
      .filter(({ lines }) => lines.length > 0)
      .map((movement) =>
        store.recordMovement({ ...movement, locationId, id: ids.next(), atMs: clock.nowMs() }),
      );
  }

  const hot = createHotSkus({ ...deps, store, recordMovements });
  const costs = createStockCosts({ table, clock, store });
  const tills = createTillStore(table);
  const setting = createLevelSetting({ ...deps, tracking, store, tills, recordMovements });
  const tillSales = createTillSales({ ...deps, store, tills, combinedWrites });
  const differences = createDifferences({ ...deps, tills });
  const moves = createStockMoves({ ...deps, tracking, random, store, costs, combinedWrites });

  /** The writes by which an order reserves, releases, sells or brings back stock at a place: one for each SKU and one movement. */
  function orderWrites(
    kind: OrderMovementKind,
    locationId: string,
    orderId: string,
    allocations: readonly StockAllocation[],
  ): Write[] {
    return moveWrites(locationId, kind, { type: 'order', id: orderId }, orderDeltas(kind, allocations));
  }

  /** What can be sold at these places now. Eventually consistent if not told: the reservation's own condition decides. */
  async function picture(
    places: readonly StockPlace[],
    skuIds: readonly string[],
    { consistent = false }: Read = {},
  ): Promise<LiveStock> {
    const ownersOf = new Map(places.map((place) => [place.id, ownersAt(place.ownerId)]));
    const keys = [...ownersOf].flatMap(([locationId, owners]) =>
      skuIds.flatMap((skuId) => owners.map((ownerId) => ({ locationId, skuId, ownerId }))),
    );
    const parts = new Map<string, PartStock[]>();
    const together = new Map<string, { available: number; safety: number }>();
    const [found, trackingOf] = await Promise.all([
      store.readParts(keys, { hint: await hot.hint(), consistent }),
      tracking(),
    ]);
    const today = brandDay(clock.nowMs());
    for (const part of found) {
      const key = `${part.locationId} ${part.skuId}`;
      const level = `${key} ${part.ownerId}`;
      const offered = offeredOf(part, trackingOf(part.skuId), today);
      const known = parts.get(level);
      if (known) known.push(...offered);
      else parts.set(level, offered);
      const sum = together.get(key) ?? { available: 0, safety: 0 };
      together.set(key, {
        available: offered.reduce((pieces, { available }) => pieces + available, sum.available),
        safety: sum.safety + part.safety,
      });
    }
    return {
      availableAt: (locationId, skuId) => together.get(`${locationId} ${skuId}`)?.available ?? 0,
      safetyAt: (locationId, skuId) => together.get(`${locationId} ${skuId}`)?.safety ?? 0,
      isThere: (locationId, skuId) => together.has(`${locationId} ${skuId}`),
      allocations: (locationId, lines) =>
        pickFromParts(
          lines,
          ownersOf.get(locationId) ?? [],
          (skuId, ownerId) => parts.get(`${locationId} ${skuId} ${ownerId}`) ?? [],
          random,
        ),
    };
  }

  /** The items of the levels of these SKUs at a place, of all owners, as they are at this moment. */
  function levelsOf(place: StockPlace, skuIds: readonly string[]): Promise<LevelPart[]> {
    const keys = skuIds.flatMap((skuId) =>
      ownersAt(place.ownerId).map((ownerId) => ({ locationId: place.id, skuId, ownerId })),
    );
    return store.readParts(keys, { consistent: true });
  }

  /** Pieces of each SKU that a place offers today, of all owners together. Reads every level of it. */
  async function offeredAt(
    place: StockPlace,
    { consistent = false }: Read = {},
  ): Promise<Map<string, number>> {
    const owners = ownersAt(place.ownerId);
    const [parts, trackingOf] = await Promise.all([store.partsAt(place.id, consistent), tracking()]);
    const today = brandDay(clock.nowMs());
    const offered = new Map<string, number>();
    for (const part of parts) {
      if (part.condition || !owners.includes(part.ownerId)) continue;
      const pieces = offeredOf(part, trackingOf(part.skuId), today).reduce(
        (sum, one) => sum + one.available,
        0,
      );
      offered.set(part.skuId, (offered.get(part.skuId) ?? 0) + pieces);
    }
    return offered;
  }

  /** What a place starts with, as one receipt; zero is a level too: the place carries the SKU and has none. */
  function openingItems(
    place: StockPlace,
    stock: readonly { skuId: string; onHand: number; lot?: Lot }[],
  ): Record<string, unknown>[] {
    const lines = stock.map(({ skuId, onHand, lot }) => ({
      skuId,
      ownerId: place.ownerId,
      ...(lot ? { lot: lotKeyOf(lot) } : {}),
      onHandDelta: onHand,
      reservedDelta: 0,
    }));
    const cause: MovementCause = { type: 'seed', id: 'opening' };
    return store.openingItems({
      locationId: place.id,
      id: ids.next(),
      kind: 'receive',
      cause,
      atMs: clock.nowMs(),
      lines,
    });
  }

  return {
    orderWrites,
    combinedWrites,
    openingItems,
    picture,
    offeredAt,
    tracking,
    move: moves.move,
    changeCondition: moves.changeCondition,
    recordTillSale: tillSales.record,
    differences,
    costs,
    audit: (locationId: string) => auditPlace(store, locationId),
    levelsOf,
    levelsAt: store.levelsAt,
    movementsAt: store.movementsAt,
    count: setting.count,
    setSafety: setting.setSafety,
    settleWrites: setting.settleWrites,
    planFigures: setting.planFigures,
    hot,
    dueHandlers: hot.dueHandlers,
    store,
  };
}
export type Inventory = ReturnType<typeof createInventory>;
