import type { Location } from '@jindian/shared/contract/network';
import type { Clock } from '../platform/clock.ts';
import type { CommandClaim, Idempotency } from '../platform/idempotency.ts';
import type { Ids } from '../platform/ids.ts';
import { fail, ok, type Result } from '../platform/result.ts';
import type { JindianTable } from '../platform/table.ts';
import { transact, type Write } from '../platform/transact.ts';
import {
  type Level,
  type LevelDelta,
  type MovementCause,
  type MovementKind,
  type OrderMovementKind,
  orderDeltas,
  ownersAt,
  pickFrom,
  type SkuQuantity,
  type StockPick,
  sumByLevel,
} from './rules.ts';
import { createInventoryStore } from './store.ts';

/** Where stock lies and whose it is. */
export type StockPlace = Pick<Location, 'id' | 'ownerId'>;

/** The stock of some places, as one picture for sourcing: what all owners there have together. */
export type StockPicture = { availableAt(locationId: string, skuId: string): number };

export type LiveStock = StockPicture & {
  /** From whose levels the pieces would be taken, own goods first; null where there are too few. */
  picks(locationId: string, lines: readonly SkuQuantity[]): StockPick[] | null;
};

export function createInventory(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
}) {
  const { table, clock, ids, idempotency } = deps;
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
    const real = movements.filter(({ lines }) => lines.length > 0);
    return [
      ...sumByLevel(real.flatMap(({ lines }) => lines)).map((delta) => store.changeLevel(locationId, delta)),
      ...real.map((movement) =>
        store.recordMovement({ ...movement, locationId, id: ids.next(), atMs: clock.nowMs() }),
      ),
    ];
  }

  /** The writes by which an order reserves, releases, sells or brings back stock at a place: one for each SKU and one movement. */
  function orderWrites(
    kind: OrderMovementKind,
    locationId: string,
    orderId: string,
    picks: readonly StockPick[],
  ): Write[] {
    return moveWrites(locationId, kind, { type: 'order', id: orderId }, orderDeltas(kind, picks));
  }

  /** What can be sold at these places now. Eventually consistent: the reservation's own condition decides. */
  async function picture(places: readonly StockPlace[], skuIds: readonly string[]): Promise<LiveStock> {
    const ownersOf = new Map(places.map((place) => [place.id, ownersAt(place.ownerId)]));
    const keys = [...ownersOf].flatMap(([locationId, owners]) =>
      skuIds.flatMap((skuId) => owners.map((ownerId) => ({ locationId, skuId, ownerId }))),
    );
    const found = new Map<string, number>();
    const together = new Map<string, number>();
    for (const { locationId, skuId, ownerId, available } of await store.readLevels(keys)) {
      const key = `${locationId} ${skuId}`;
      found.set(`${key} ${ownerId}`, available);
      together.set(key, (together.get(key) ?? 0) + available);
    }
    return {
      availableAt: (locationId, skuId) => together.get(`${locationId} ${skuId}`) ?? 0,
      picks: (locationId, lines) =>
        pickFrom(
          lines,
          ownersOf.get(locationId) ?? [],
          (skuId, ownerId) => found.get(`${locationId} ${skuId} ${ownerId}`) ?? 0,
        ),
    };
  }

  /** Goods received or a level put right; repeatable by its command. `stock_below_reserved` when too little would be left. */
  async function move(
    place: StockPlace,
    change: { kind: 'receive' | 'adjust'; reason: string; lines: { skuId: string; delta: number }[] },
    by: string,
    command: CommandClaim,
  ): Promise<Result<{ levels: Omit<Level, 'ownerId'>[] }>> {
    const sums = new Map<string, number>();
    for (const { skuId, delta } of change.lines) sums.set(skuId, (sums.get(skuId) ?? 0) + delta);
    const lines = [...sums]
      .filter(([, delta]) => delta !== 0)
      .map(([skuId, delta]) => ({ skuId, ownerId: place.ownerId, onHandDelta: delta, reservedDelta: 0 }));
    if (lines.length === 0) return fail('invalid_request', { detail: 'lines: they cancel out' });
    const cause: MovementCause = { type: 'staff', id: by, reason: change.reason };
    const outcome = await transact(table, [
      ...moveWrites(place.id, change.kind, cause, lines),
      idempotency.claim(command, {}),
    ]);
    if (outcome.kind === 'busy') return fail('busy');
    if (outcome.kind === 'refused') {
      const before = await idempotency.repeated(command, outcome);
      if (before?.kind === 'other_input') return fail('idempotency_key_reused');
      if (!before) return fail('stock_below_reserved');
    }
    const skuIds = lines.map(({ skuId }) => skuId);
    const now = await store.readLevels(
      skuIds.map((skuId) => ({ locationId: place.id, skuId, ownerId: place.ownerId })),
    );
    return ok({
      levels: now.map(({ skuId, onHand, reserved, available }) => ({ skuId, onHand, reserved, available })),
    });
  }

  /** Levels that differ from the sum of their movements at a place; must be empty, always. */
  async function audit(
    locationId: string,
  ): Promise<{ skuId: string; level: Level | null; sum: { onHand: number; reserved: number } }[]> {
    const sums = new Map<string, { skuId: string; onHand: number; reserved: number }>();
    for (const { lines } of await store.movementsAt(locationId)) {
      for (const line of lines) {
        const key = `${line.skuId}#${line.ownerId}`;
        const sum = sums.get(key) ?? { skuId: line.skuId, onHand: 0, reserved: 0 };
        sum.onHand += line.onHandDelta;
        sum.reserved += line.reservedDelta;
        sums.set(key, sum);
      }
    }
    const levels = new Map(
      (await store.levelsAt(locationId)).map((level) => [`${level.skuId}#${level.ownerId}`, level]),
    );
    const keys = new Set([...sums.keys(), ...levels.keys()]);
    return [...keys].flatMap((key) => {
      const level = levels.get(key) ?? null;
      const sum = sums.get(key) ?? { skuId: level?.skuId ?? key, onHand: 0, reserved: 0 };
      const agrees =
        level !== null &&
        level.onHand === sum.onHand &&
        level.reserved === sum.reserved &&
        level.available === level.onHand - level.reserved &&
        level.reserved >= 0 &&
        level.available >= 0;
      return agrees ? [] : [{ skuId: sum.skuId, level, sum: { onHand: sum.onHand, reserved: sum.reserved } }];
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
    levelsAt: store.levelsAt,
    movementsAt: store.movementsAt,
    store,
  };
}
export type Inventory = ReturnType<typeof createInventory>;
