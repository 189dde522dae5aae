/** Stock as facts: every change of a level is a movement, and the level is the sum of its movements. */
import { byExpiry, type LotKey, type PartStock } from './lots.ts';

export type { PartStock } from './lots.ts';

/** Only sellable goods are offered. Display: shown to customers in the shop. Quarantine: nobody knows yet. */
export const stockConditions = ['sellable', 'display', 'quarantine'] as const;
export type StockCondition = (typeof stockConditions)[number];
/** Sellable goods are named by nothing at all: their levels are what nearly everybody reads. */
export type OtherCondition = Exclude<StockCondition, 'sellable'>;

/**
 * What happened to goods at one place. `reserve`/`release` move pieces between available and reserved, `safety` changes
 * how many stay for the place's own customers, `rebalance` moves pieces between the buckets of one level, `condition`
 * between sellable, display and quarantine, or out of the house.
 */
const movementKinds = [
  'receive',
  'adjust',
  'reserve',
  'release',
  'sale',
  'return',
  'transfer_out',
  'transfer_in',
  'safety',
  'rebalance',
  'condition',
  'till_sale',
] as const;
export type MovementKind = (typeof movementKinds)[number];

/** Why: the order, the count, the delivery that caused it. */
export type MovementCause = {
  type: 'order' | 'staff' | 'seed' | 'transfer' | 'import' | 'system' | 'till' | 'return';
  id: string;
  /** The member behind it, where the id names something else. */
  by?: string;
  reason?: string;
};

/**
 * `available` is `onHand − reserved`, stored because a condition can compare but not subtract. `safety`: pieces that
 * stay for the place's own customers; sourcing leaves them alone, a pickup at the counter does not.
 */
export type Level = {
  skuId: string;
  ownerId: string;
  onHand: number;
  reserved: number;
  available: number;
  safety: number;
};

/** Which pieces of a place: of which level, and where in it. */
export type PieceKey = {
  skuId: string;
  ownerId: string;
  /** Absent: sellable. */
  condition?: OtherCondition;
  /** Which bucket of a hot level; absent: the level's own item. */
  bucket?: number;
  /** Of a SKU that is tracked. */
  lot?: LotKey;
};

export type LevelDelta = PieceKey & {
  onHandDelta: number;
  reservedDelta: number;
  safetyDelta?: number;
  /** When it happened, or as of when it is so, where that is not when it was written down. */
  asOfMs?: number;
  /** The absolute figure that somebody said. */
  counted?: number;
  /** Refused unless the pieces on hand are those that were looked at; 0: there was no level. */
  seenVersion?: number;
  seenSafety?: number;
};

export type SkuQuantity = { skuId: string; quantity: number };

/** Pieces of one level: whose they are is settled when they are reserved, and stays so until they are sold. */
export type StockAllocation = SkuQuantity & { ownerId: string; bucket?: number; lot?: LotKey };

/** Where stock lies and whose it is. */
export type StockPlace = { id: string; ownerId: string };

/** A place's own goods are sold first, then those that HQ has lying there. */
export function ownersAt(placeOwnerId: string): string[] {
  return placeOwnerId === 'hq' ? ['hq'] : [placeOwnerId, 'hq'];
}

type Taken = Pick<PartStock, 'bucket' | 'lot'> & { quantity: number };

/** Pieces out of one level, lot by lot: what expires first goes first. */
export function takeFromParts(parts: readonly PartStock[], wanted: number, random: () => number): Taken[] {
  const lots = new Map<LotKey | undefined, PartStock[]>();
  for (const part of parts) lots.set(part.lot, [...(lots.get(part.lot) ?? []), part]);
  if (lots.size <= 1) return takeFromBuckets(parts, wanted, random);
  const taken: Taken[] = [];
  let left = wanted;
  for (const lot of [...lots.keys()].sort((a, b) => byExpiry(a ?? ':', b ?? ':'))) {
    const ofLot = lots.get(lot) ?? [];
    const has = ofLot.reduce((sum, { available }) => sum + Math.max(0, available), 0);
    const some = Math.min(left, has);
    if (some > 0) taken.push(...takeFromBuckets(ofLot, some, random));
    left -= some;
  }
  return taken;
}

/**
 * One item that has enough is drawn at random, so that a thousand buyers do not meet at the same one; where none has,
 * the fullest together.
 */
function takeFromBuckets(parts: readonly PartStock[], wanted: number, random: () => number): Taken[] {
  const takeOf = ({ bucket, lot }: PartStock, quantity: number): Taken => ({
    bucket,
    quantity,
    ...(lot === undefined ? {} : { lot }),
  });
  const enough = parts.filter(({ available }) => available >= wanted);
  const one = enough[Math.floor(random() * enough.length)];
  if (one) return [takeOf(one, wanted)];
  const taken: Taken[] = [];
  let left = wanted;
  for (const part of [...parts].sort((a, b) => b.available - a.available)) {
    const quantity = Math.min(left, Math.max(0, part.available));
    if (quantity > 0) taken.push(takeOf(part, quantity));
    left -= quantity;
  }
  return taken;
}

/** More pieces than this fit no transaction together with what an order writes besides. */
const maxAllocations = 80;

/** Takes the wanted pieces from what each owner has, in the order given; null when they have too little together. */
export function pickFromParts(
  lines: readonly SkuQuantity[],
  owners: readonly string[],
  partsOf: (skuId: string, ownerId: string) => readonly PartStock[],
  random: () => number,
): StockAllocation[] | null {
  const allocations: StockAllocation[] = [];
  for (const { skuId, quantity } of sumBySku(lines)) {
    let left = quantity;
    for (const ownerId of owners) {
      const parts = partsOf(skuId, ownerId);
      const has = parts.reduce((sum, { available }) => sum + Math.max(0, available), 0);
      const wanted = Math.min(left, has);
      if (wanted === 0) continue;
      for (const { bucket, quantity: taken, lot } of takeFromParts(parts, wanted, random)) {
        allocations.push({
          skuId,
          ownerId,
          quantity: taken,
          ...(bucket === 0 ? {} : { bucket }),
          ...(lot === undefined ? {} : { lot }),
        });
      }
      left -= wanted;
    }
    if (left > 0) return null;
  }
  return allocations.length > maxAllocations ? null : allocations;
}

/** `pickFromParts` for levels of one item each. */
export function pickFrom(
  lines: readonly SkuQuantity[],
  owners: readonly string[],
  availableOf: (skuId: string, ownerId: string) => number,
): StockAllocation[] | null {
  return pickFromParts(
    lines,
    owners,
    (skuId, ownerId) => [{ bucket: 0, available: availableOf(skuId, ownerId) }],
    () => 0,
  );
}

/**
 * Lines of one SKU become one line, so that stock is asked for the sum: validated apart, two lines of two pieces
 * would each find the last three and sell four.
 */
export function sumBySku(lines: readonly SkuQuantity[]): SkuQuantity[] {
  const sums = new Map<string, number>();
  for (const { skuId, quantity } of lines) sums.set(skuId, (sums.get(skuId) ?? 0) + quantity);
  return [...sums].map(([skuId, quantity]) => ({ skuId, quantity }));
}

export function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

/** Names one item of the levels of a place. */
export function partKey({ skuId, ownerId, condition, bucket = 0 }: PieceKey) {
  return `${skuId}#${ownerId}#${condition ?? 'sellable'}#${bucket}`;
}

/** Names the pieces of one lot, or of none, in one item. */
export function pieceKey(piece: PieceKey) {
  return `${partKey(piece)}#${piece.lot ?? ''}`;
}

/** What several movements do to the pieces of each lot of each item; those that end as they began are left out. */
export function sumByPiece(deltas: readonly LevelDelta[]): LevelDelta[] {
  const sums = new Map<string, LevelDelta>();
  for (const delta of deltas) {
    const key = pieceKey(delta);
    const sum = sums.get(key);
    const safetyDelta = (delta.safetyDelta ?? 0) + (sum?.safetyDelta ?? 0);
    sums.set(key, {
      ...sum,
      ...delta,
      onHandDelta: delta.onHandDelta + (sum?.onHandDelta ?? 0),
      reservedDelta: delta.reservedDelta + (sum?.reservedDelta ?? 0),
      ...(safetyDelta === 0 ? {} : { safetyDelta }),
    });
  }
  return [...sums.values()].filter(
    ({ onHandDelta, reservedDelta, safetyDelta = 0 }) =>
      onHandDelta !== 0 || reservedDelta !== 0 || safetyDelta !== 0,
  );
}

type StockEffect = { onHand: -1 | 0 | 1; reserved: -1 | 0 | 1 };

/** What one piece of each order movement does to its level. */
const orderEffects = {
  reserve: { onHand: 0, reserved: 1 },
  release: { onHand: 0, reserved: -1 },
  sale: { onHand: -1, reserved: -1 },
  return: { onHand: 1, reserved: 0 },
} as const satisfies Record<string, StockEffect>;
export type OrderMovementKind = keyof typeof orderEffects;

/** What comes back weeks later goes to the level itself: the bucket it was sold from may be long gone. */
export function orderDeltas(kind: OrderMovementKind, allocations: readonly StockAllocation[]): LevelDelta[] {
  const effect = orderEffects[kind];
  const deltas = allocations.map(({ skuId, ownerId, quantity, bucket, lot }) => ({
    skuId,
    ownerId,
    ...(bucket && kind !== 'return' ? { bucket } : {}),
    ...(lot === undefined ? {} : { lot }),
    onHandDelta: effect.onHand * quantity,
    reservedDelta: effect.reserved * quantity,
  }));
  return kind === 'return' ? sumByPiece(deltas) : deltas;
}

/** What of one lot, or of none, lies in one item of a level. */
export type CountedPiece = PieceKey & { onHand: number; reserved: number; version: number };

/**
 * Takes the levels of one SKU at a place down to `onHand` pieces in all, while an order gives its own allocations up: those
 * first, then what nobody holds. Never below what other orders hold, never up. Each holds for the level that was read.
 */
export function correctionOf(
  levels: readonly CountedPiece[],
  onHand: number,
  allocations: readonly StockAllocation[],
): LevelDelta[] {
  const given = new Map(allocations.map((allocation) => [pieceKey(allocation), allocation.quantity]));
  const givenOf = (level: CountedPiece) => given.get(pieceKey(level)) ?? 0;
  let missing = levels.reduce((sum, level) => sum + level.onHand, 0) - onHand;
  const deltas: LevelDelta[] = [];
  for (const level of [...levels].sort((a, b) => givenOf(b) - givenOf(a))) {
    const free = level.onHand - level.reserved + givenOf(level);
    const taken = Math.min(missing, Math.max(0, free));
    if (taken <= 0) continue;
    missing -= taken;
    const { skuId, ownerId, bucket, lot } = level;
    deltas.push({
      skuId,
      ownerId,
      ...(bucket ? { bucket } : {}),
      ...(lot === undefined ? {} : { lot }),
      onHandDelta: -taken,
      reservedDelta: 0,
      seenVersion: level.version,
    });
  }
  return deltas;
}

/** How an availability is shown: exact numbers are for staff. */
export function availabilityOf(available: number): 'in_stock' | 'few' | 'none' {
  if (available <= 0) return 'none';
  return available <= 3 ? 'few' : 'in_stock';
}

/** Nobody moves more pieces in one go: a number beyond is a slip of the finger. */
export const maxPieces = 1_000_000;

/** Whether a number can be one of pieces. Asked wherever a quantity comes into the module, whoever sends it. */
export function isPieces(quantity: number, least: 0 | 1 = 1): boolean {
  return Number.isSafeInteger(quantity) && quantity >= least && quantity <= maxPieces;
}
