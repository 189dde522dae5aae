import type { Clock } from '../../platform/clock.ts';
import type { DueItems } from '../../platform/due-items.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { SnapshotStore } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, type Write } from '../../platform/transact.ts';
import { createHotSkus } from './hot.ts';
import {
  type Level,
  type LevelDelta,
  type MovementCause,
  type MovementKind,
  type OrderMovementKind,
  orderDeltas,
  ownersAt,
  type PartStock,
  partKey,
  pickFromParts,
  type SkuQuantity,
  type StockAllocation,
  type StockPlace,
  sumByLevel,
  takeFromParts,
} from './rules.ts';
import { createLevelSetting } from './stocktake.ts';
import { createInventoryStore, type LevelPart } from './store.ts';

/** As often as a bucket can be emptied under a command before it gives up. */
const maxMoveRounds = 4;

export type { StockPlace } from './rules.ts';

/** The stock of some places, as one picture for sourcing: what all owners there have together. */
export type StockPicture = { availableAt(locationId: string, skuId: string): number };

export type LiveStock = StockPicture & {
  /** From whose levels the pieces would be taken, own goods first; null where there are too few. */
  allocations(locationId: string, lines: readonly SkuQuantity[]): StockAllocation[] | null;
  /** Pieces that stay at the place for its own customers, of all owners together. */
  safetyAt(locationId: string, skuId: string): number;
};

export function createInventory(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
  snapshots: SnapshotStore;
  dueItems: DueItems;
  /** Which of several buckets with enough is taken. */
  random?: () => number;
}) {
  const { table, clock, ids, idempotency, random = Math.random } = deps;
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
    const deltas = sumByLevel(movements.flatMap(({ lines }) => lines));
    return [
      ...deltas.map((delta) => store.changeLevel(locationId, delta)),
      ...recordMovements(locationId, movements),
    ];
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

  const setting = createLevelSetting({ table, store, idempotency, recordMovements });
  const hot = createHotSkus({ ...deps, store, recordMovements });

  /** The writes by which an order reserves, releases, sells or brings back stock at a place: one for each SKU and one movement. */
  function orderWrites(
    kind: OrderMovementKind,
    locationId: string,
    orderId: string,
    allocations: readonly StockAllocation[],
  ): Write[] {
    return moveWrites(locationId, kind, { type: 'order', id: orderId }, orderDeltas(kind, allocations));
  }

  /** What can be sold at these places now. Eventually consistent: the reservation's own condition decides. */
  async function picture(places: readonly StockPlace[], skuIds: readonly string[]): Promise<LiveStock> {
    const ownersOf = new Map(places.map((place) => [place.id, ownersAt(place.ownerId)]));
    const keys = [...ownersOf].flatMap(([locationId, owners]) =>
      skuIds.flatMap((skuId) => owners.map((ownerId) => ({ locationId, skuId, ownerId }))),
    );
    const parts = new Map<string, PartStock[]>();
    const together = new Map<string, { available: number; safety: number }>();
    for (const { locationId, skuId, ownerId, bucket, available, safety } of await store.readParts(keys, {
      hint: await hot.hint(),
    })) {
      const key = `${locationId} ${skuId}`;
      const level = `${key} ${ownerId}`;
      const known = parts.get(level);
      if (known) known.push({ bucket, available });
      else parts.set(level, [{ bucket, available }]);
      const sum = together.get(key) ?? { available: 0, safety: 0 };
      together.set(key, { available: sum.available + available, safety: sum.safety + safety });
    }
    return {
      availableAt: (locationId, skuId) => together.get(`${locationId} ${skuId}`)?.available ?? 0,
      safetyAt: (locationId, skuId) => together.get(`${locationId} ${skuId}`)?.safety ?? 0,
      allocations: (locationId, lines) =>
        pickFromParts(
          lines,
          ownersOf.get(locationId) ?? [],
          (skuId, ownerId) => parts.get(`${locationId} ${skuId} ${ownerId}`) ?? [],
          random,
        ),
    };
  }

  /** Goods received or a level put right; repeatable by its command. `stock_below_reserved` when too little would be left. */
  async function move(
    place: StockPlace,
    change: { kind: 'receive' | 'adjust'; reason: string; lines: { skuId: string; delta: number }[] },
    by: string,
    command: CommandClaim,
  ): Promise<Result<{ levels: Omit<Level, 'ownerId' | 'safety'>[] }>> {
    const sums = new Map<string, number>();
    for (const { skuId, delta } of change.lines) sums.set(skuId, (sums.get(skuId) ?? 0) + delta);
    const wanted = [...sums].filter(([, delta]) => delta !== 0);
    if (wanted.length === 0) return fail('invalid_request', { detail: 'lines: they cancel out' });
    const cause: MovementCause = { type: 'staff', id: by, reason: change.reason };
    const keys = wanted.map(([skuId]) => ({ locationId: place.id, skuId, ownerId: place.ownerId }));
    for (let round = 1; ; round += 1) {
      const lines = await linesToMove(place, wanted);
      const outcome = await transact(table, [
        ...moveWrites(place.id, change.kind, cause, lines),
        idempotency.claim(command, {}),
      ]);
      if (outcome.kind === 'busy') return fail('busy');
      if (outcome.kind === 'done') break;
      const before = await idempotency.repeated(command, outcome);
      if (before?.kind === 'other_input') return fail('idempotency_key_reused');
      if (before) break;
      // Of a hot level, pieces may have gone from one bucket while there are enough in others.
      if (round >= maxMoveRounds || !lines.some(({ bucket }) => bucket)) return fail('stock_below_reserved');
    }
    const now = await store.readLevels(keys, { consistent: true });
    return ok({
      levels: now.map(({ skuId, onHand, reserved, available }) => ({ skuId, onHand, reserved, available })),
    });
  }

  /** Pieces that go come from where they are free, should the level have buckets; pieces that come go to the level itself. */
  async function linesToMove(
    place: StockPlace,
    wanted: readonly (readonly [string, number])[],
  ): Promise<LevelDelta[]> {
    const { id: locationId, ownerId } = place;
    const going = wanted.filter(([, delta]) => delta < 0);
    const parts = await store.readParts(
      going.map(([skuId]) => ({ locationId, skuId, ownerId })),
      { consistent: true },
    );
    return wanted.flatMap(([skuId, delta]): LevelDelta[] => {
      const own = parts.filter((part) => part.skuId === skuId);
      const whole = { skuId, ownerId, onHandDelta: delta, reservedDelta: 0 };
      if (own.length <= 1) return [whole];
      const taken = takeFromParts(own, -delta, random);
      const found = taken.reduce((sum, { quantity }) => sum + quantity, 0);
      if (found < -delta) return [whole];
      return taken.map(({ bucket, quantity }) => ({ ...whole, bucket, onHandDelta: -quantity }));
    });
  }

  /** The items of the levels of these SKUs at a place, of all owners, as they are at this moment. */
  function levelsOf(place: StockPlace, skuIds: readonly string[]): Promise<LevelPart[]> {
    const keys = skuIds.flatMap((skuId) =>
      ownersAt(place.ownerId).map((ownerId) => ({ locationId: place.id, skuId, ownerId })),
    );
    return store.readParts(keys, { consistent: true });
  }

  /** Levels that differ from the sum of their movements at a place; must be empty, always. */
  async function audit(
    locationId: string,
  ): Promise<{ skuId: string; level: Level | null; sum: { onHand: number; reserved: number } }[]> {
    type Sum = { skuId: string; bucket: number; onHand: number; reserved: number; safety: number };
    const sums = new Map<string, Sum>();
    const none = (skuId: string, bucket = 0): Sum => ({ skuId, bucket, onHand: 0, reserved: 0, safety: 0 });
    for (const { lines } of await store.movementsAt(locationId)) {
      for (const line of lines) {
        const sum = sums.get(partKey(line)) ?? none(line.skuId, line.bucket);
        sum.onHand += line.onHandDelta;
        sum.reserved += line.reservedDelta;
        sum.safety += line.safetyDelta ?? 0;
        sums.set(partKey(line), sum);
      }
    }
    const parts = new Map((await store.partsAt(locationId, true)).map((part) => [partKey(part), part]));
    return [...new Set([...sums.keys(), ...parts.keys()])].flatMap((key) => {
      const level = parts.get(key) ?? null;
      const { skuId, onHand, reserved, safety } = sums.get(key) ?? none(level?.skuId ?? key);
      const isZero = onHand === 0 && reserved === 0 && safety === 0;
      const agrees =
        level === null
          ? // A bucket that was emptied is taken away; what came and went in one transaction never was a level.
            isZero
          : level.onHand === onHand &&
            level.reserved === reserved &&
            level.safety === safety &&
            level.available === level.onHand - level.reserved &&
            level.reserved >= 0 &&
            level.available >= 0 &&
            level.safety >= 0;
      return agrees ? [] : [{ skuId, level, sum: { onHand, reserved } }];
    });
  }

  /** What a place starts with, as one receipt; zero is a level too: the place carries the SKU and has none. */
  function openingItems(
    place: StockPlace,
    stock: readonly { skuId: string; onHand: number }[],
  ): Record<string, unknown>[] {
    const lines = stock.map(({ skuId, onHand }) => ({
      skuId,
      ownerId: place.ownerId,
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
    move,
    audit,
    levelsOf,
    levelsAt: store.levelsAt,
    movementsAt: store.movementsAt,
    count: setting.count,
    setSafety: setting.setSafety,
    settleWrites: setting.settleWrites,
    hot,
    dueHandlers: hot.dueHandlers,
    store,
  };
}
export type Inventory = ReturnType<typeof createInventory>;
