/**
 * What a place should have, told by what was done there and by nothing else: no buckets, no versions, no items. Every
 * function answers with the state afterwards, or says why nothing happens.
 */
export type ModelCondition = 'sellable' | 'display' | 'quarantine';
/** `lot`: its key, `''` where there is none. */
export type ModelPiece = { sku: string; owner: string; condition: ModelCondition; lot: string };
export type ModelHeld = { sku: string; owner: string; lot: string; quantity: number };
type Stock = { onHand: number; reserved: number; figureMs: number };
export type ModelPlace = {
  readonly owners: readonly string[];
  /** By piece. */
  readonly stock: ReadonlyMap<string, Stock>;
  /** What came and went, and when it happened. */
  readonly log: readonly { key: string; atMs: number; delta: number }[];
};

export type ModelRules = {
  isTracked(sku: string): boolean;
  /** No longer offered at that time. */
  isBlocked(lot: string, nowMs: number): boolean;
};

export const emptyPlace = (owners: readonly string[]): ModelPlace => ({ owners, stock: new Map(), log: [] });

export const keyOf = ({ sku, owner, condition, lot }: ModelPiece) => [sku, owner, condition, lot].join(' ');
export function pieceOf(key: string): ModelPiece {
  const [sku, owner, condition, lot = ''] = key.split(' ') as [string, string, ModelCondition, string];
  return { sku, owner, condition, lot };
}
const nothing: Stock = { onHand: 0, reserved: 0, figureMs: 0 };
export const stockOf = (place: ModelPlace, piece: ModelPiece): Stock =>
  place.stock.get(keyOf(piece)) ?? nothing;
export const freeOf = ({ onHand, reserved }: Stock) => onHand - reserved;

type Change = ModelPiece & { onHand?: number; reserved?: number; atMs: number };

export function changed(place: ModelPlace, changes: readonly Change[]): ModelPlace {
  const stock = new Map(place.stock);
  const log = [...place.log];
  for (const { onHand = 0, reserved = 0, atMs, ...piece } of changes) {
    const key = keyOf(piece);
    const before = stock.get(key) ?? nothing;
    const after = { ...before, onHand: before.onHand + onHand, reserved: before.reserved + reserved };
    stock.set(key, after);
    if (onHand !== 0) log.push({ key, atMs, delta: onHand });
  }
  return { ...place, stock, log };
}

/** Whether everything that is there can be there. */
export function isSound(place: ModelPlace): boolean {
  return [...place.stock.values()].every(
    ({ onHand, reserved }) => reserved >= 0 && freeOf({ onHand, reserved, figureMs: 0 }) >= 0,
  );
}

/** Dated lots by their day, then what never expires. */
function byDay(a: string, b: string): number {
  const [dayA, dayB] = [a, b].map((lot) => lot.split(':')[0] || '9999') as [string, string];
  return dayA === dayB ? (a < b ? -1 : 1) : dayA < dayB ? -1 : 1;
}

function lotsOf(place: ModelPlace, sku: string, owner: string, condition: ModelCondition): string[] {
  return [...place.stock.keys()]
    .map(pieceOf)
    .filter((piece) => piece.sku === sku && piece.owner === owner && piece.condition === condition)
    .map(({ lot }) => lot)
    .filter((lot) => lot !== '')
    .sort(byDay);
}

/** What an order for so many pieces gets: own goods first, of each owner first what expires first. Null: too few. */
export function allocation(
  place: ModelPlace,
  sku: string,
  wanted: number,
  nowMs: number,
  rules: ModelRules,
): ModelHeld[] | null {
  const held: ModelHeld[] = [];
  let left = wanted;
  for (const owner of place.owners) {
    const lots = rules.isTracked(sku)
      ? lotsOf(place, sku, owner, 'sellable').filter((lot) => !rules.isBlocked(lot, nowMs))
      : [''];
    for (const lot of lots) {
      const free = freeOf(stockOf(place, { sku, owner, condition: 'sellable', lot }));
      const quantity = Math.min(left, free);
      if (quantity > 0) held.push({ sku, owner, lot, quantity });
      left -= Math.max(0, quantity);
    }
  }
  return left > 0 ? null : held;
}

/** Pieces that are free in a condition, of one lot, or of any: what has no lot first, then what expires first. */
export function freePieces(
  place: ModelPlace,
  of: Omit<ModelPiece, 'lot'> & { lot: string | null },
  wanted: number,
): { taken: { lot: string; quantity: number }[]; left: number } {
  const { sku, owner, condition } = of;
  const lots = of.lot === null ? ['', ...lotsOf(place, sku, owner, condition)] : [of.lot];
  const taken: { lot: string; quantity: number }[] = [];
  let left = wanted;
  for (const lot of lots) {
    const quantity = Math.min(left, freeOf(stockOf(place, { sku, owner, condition, lot })));
    if (quantity <= 0) continue;
    taken.push({ lot, quantity });
    left -= quantity;
  }
  return { taken, left };
}

export type ModelFigure = { outcome: string; place: ModelPlace };

/** A count, as of its time: what came and went later is applied again on top. */
export function counted(
  place: ModelPlace,
  piece: ModelPiece,
  figure: { counted: number; asOfMs: number },
  rules: ModelRules,
): ModelFigure {
  const before = stockOf(place, piece);
  if (figure.asOfMs < before.figureMs) return { outcome: 'stale', place };
  const later = place.log
    .filter(({ key, atMs }) => key === keyOf(piece) && atMs > figure.asOfMs)
    .reduce((sum, { delta }) => sum + delta, 0);
  const onHand = Math.max(0, figure.counted + later);
  const difference = onHand - before.onHand;
  if (rules.isTracked(piece.sku) && piece.lot === '' && difference > 0) {
    return { outcome: 'lot_required', place };
  }
  if (onHand < before.reserved) return { outcome: 'below_reserved', place };
  const after = changed(place, [{ ...piece, onHand: difference, atMs: figure.asOfMs }]);
  const stock = new Map(after.stock);
  stock.set(keyOf(piece), { ...stockOf(after, piece), figureMs: figure.asOfMs });
  return { outcome: difference === 0 ? 'unchanged' : 'set', place: { ...after, stock } };
}

/** As of when somebody last said what of the place's own goods is there; of several lots the oldest such time. */
function toldAsOfMs(place: ModelPlace, sku: string, lot: string | null): number {
  const owner = place.owners[0] as string;
  const figureOf = (of: string) => stockOf(place, { sku, owner, condition: 'sellable', lot: of }).figureMs;
  if (lot !== null) return figureOf(lot);
  const lots = lotsOf(place, sku, owner, 'sellable');
  return lots.length === 0 ? figureOf('') : Math.min(...lots.map(figureOf));
}

export type ModelSale = { short: number; lost: number; place: ModelPlace };

/**
 * A sale at a till. What was free goes first, then what orders hold (`lost` says which of it they gave up), and what is
 * missing then was not in the books.
 */
export function soldAtTill(
  place: ModelPlace,
  sale: { sku: string; lot: string | null; quantity: number; occurredAtMs: number },
  lost: readonly ModelHeld[],
): ModelSale | null {
  const { sku, lot, quantity, occurredAtMs: atMs } = sale;
  const home = { sku, owner: place.owners[0] as string, condition: 'sellable' as const, lot: lot ?? '' };
  const toldMs = toldAsOfMs(place, sku, lot);
  if (atMs <= toldMs) {
    const both = [
      { ...home, onHand: -quantity, atMs },
      { ...home, onHand: quantity, atMs: toldMs },
    ];
    return lost.length > 0 ? null : { short: 0, lost: 0, place: changed(place, both) };
  }
  let after = place;
  let left = quantity;
  for (const condition of ['sellable', 'display'] as const) {
    for (const owner of place.owners) {
      const found = freePieces(after, { sku, owner, condition, lot }, left);
      const gone = found.taken.map((one) => ({
        sku,
        owner,
        condition,
        lot: one.lot,
        onHand: -one.quantity,
        atMs,
      }));
      after = changed(after, gone);
      left = found.left;
    }
  }
  const held = place.owners.flatMap((owner) =>
    (lot === null ? ['', ...lotsOf(place, sku, owner, 'sellable')] : [lot]).map(
      (of) => stockOf(place, { sku, owner, condition: 'sellable', lot: of }).reserved,
    ),
  );
  const given = lost.reduce((sum, one) => sum + one.quantity, 0);
  const reserved = held.reduce((sum, one) => sum + one, 0);
  if (given > Math.min(left, reserved) || lost.some((one) => lot !== null && one.lot !== lot)) return null;
  after = changed(
    after,
    lost.map((one) => ({
      sku,
      owner: one.owner,
      condition: 'sellable' as const,
      lot: one.lot,
      onHand: -one.quantity,
      reserved: -one.quantity,
      atMs,
    })),
  );
  const short = left - given;
  // The pieces were there from the beginning, and the books did not know it.
  const unbooked = [
    { ...home, onHand: -short, atMs },
    { ...home, onHand: short, atMs: 0 },
  ];
  return { short, lost: given, place: short > 0 ? changed(after, unbooked) : after };
}

/** What is there, as it can be compared: nothing of what is not. */
export function shown(place: ModelPlace): Record<string, [onHand: number, reserved: number]> {
  return Object.fromEntries(
    [...place.stock]
      .filter(([, { onHand, reserved }]) => onHand !== 0 || reserved !== 0)
      .map(([key, { onHand, reserved }]): [string, [number, number]] => [key, [onHand, reserved]])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
