/** How much each kind takes off, of what is left to be paid: whole fen, pure. */
import type { PromotionDoes, ReductionStep } from '@jindian/shared/contract/selling/promotions';

/** A line as a lane finds it. */
export type LeftLine = {
  index: number;
  skuId: string;
  quantity: number;
  /** What is to be paid for it after the lanes before. */
  leftFen: number;
};

/** What stays after so much off, rounded to the nearest fen, half a fen up. */
const kept = (fen: number, offBasisPoints: number) =>
  Math.floor((fen * (10_000 - offBasisPoints) + 5_000) / 10_000);
const percentOff = (fen: number, offBasisPoints: number) => fen - kept(fen, offBasisPoints);

/** The pieces of a line by what each costs: at most two prices, a fen apart. */
function piecesOf({ leftFen, quantity }: LeftLine): { fen: number; count: number }[] {
  const fen = Math.floor(leftFen / quantity);
  const dearer = leftFen - fen * quantity;
  return [
    { fen: fen + 1, count: dearer },
    { fen, count: quantity - dearer },
  ].filter(({ count }) => count > 0);
}

/** Of a kind that looks at a line alone; 0 for one that does not. */
export function lineOff(does: PromotionDoes, line: LeftLine): number {
  switch (does.kind) {
    case 'member_price':
    case 'time_price': {
      const row = does.prices.find(({ skuId }) => skuId === line.skuId);
      return row ? Math.max(0, line.leftFen - row.priceFen * line.quantity) : 0;
    }
    case 'percent':
      return piecesOf(line).reduce(
        (sum, { fen, count }) => sum + percentOff(fen, does.offBasisPoints) * count,
        0,
      );
    case 'amount':
      return piecesOf(line).reduce((sum, { fen, count }) => sum + Math.min(fen, does.offFen) * count, 0);
    default:
      return 0;
  }
}

/** What lines together get, and how much of each has part in it. */
export type GroupOff = { offFen: number; weights: ReadonlyMap<number, number> };

type Piece = { index: number; skuId: string; fen: number };

function sortedPieces(lines: readonly LeftLine[]): Piece[] {
  const all = lines.flatMap((line) =>
    piecesOf(line).flatMap(({ fen, count }) =>
      Array.from({ length: count }, (): Piece => ({ index: line.index, skuId: line.skuId, fen })),
    ),
  );
  return all.sort((a, b) => b.fen - a.fen || a.index - b.index);
}

function bySku<Of extends { skuId: string }>(all: readonly Of[]): Of[][] {
  const groups = new Map<string, Of[]>();
  for (const one of all) groups.set(one.skuId, [...(groups.get(one.skuId) ?? []), one]);
  return [...groups.values()];
}

function weighed(pieces: readonly Piece[]): Map<number, number> {
  const weights = new Map<number, number>();
  for (const { index, fen } of pieces) weights.set(index, (weights.get(index) ?? 0) + fen);
  return weights;
}

export const measured = (measure: 'fen' | 'pieces', lines: readonly LeftLine[]) =>
  lines.reduce((sum, { leftFen, quantity }) => sum + (measure === 'fen' ? leftFen : quantity), 0);

const stepOff = ({ offFen, offBasisPoints }: ReductionStep, totalFen: number) =>
  offFen ?? percentOff(totalFen, offBasisPoints as number);

/** Of a kind that looks at several lines together; null: it takes nothing off. */
export function groupOff(does: PromotionDoes, lines: readonly LeftLine[]): GroupOff | null {
  switch (does.kind) {
    case 'full_reduction': {
      const reached = measured(does.measure, lines);
      const step = does.steps.findLast(({ from }) => from <= reached);
      if (!step) return null;
      const totalFen = measured('fen', lines);
      const times = does.repeats ? Math.floor(reached / step.from) : 1;
      return {
        offFen: Math.min(totalFen, stepOff(step, totalFen) * times),
        weights: new Map(lines.map(({ index, leftFen }) => [index, leftFen])),
      };
    }
    case 'nth_piece':
      return cheapestOf(lines, does.n, 1, does.offBasisPoints, does.sameSku);
    case 'buy_get':
      return cheapestOf(lines, does.buy + does.get, does.get, 10_000, does.sameSku);
    case 'bundle':
      return bundleOff(does, lines);
    default:
      return null;
  }
}

/** Pieces go together from the dearest down, `size` at a time; the cheapest `some` of each are so much cheaper. */
function cheapestOf(
  lines: readonly LeftLine[],
  size: number,
  some: number,
  offBasisPoints: number,
  sameSku: boolean,
): GroupOff | null {
  const all = sortedPieces(lines);
  const kinds = sameSku ? bySku(all) : [all];
  const taking: Piece[] = [];
  let offFen = 0;
  for (const pieces of kinds)
    for (let at = 0; at + size <= pieces.length; at += size) {
      const together = pieces.slice(at, at + size);
      taking.push(...together);
      for (const { fen } of together.slice(size - some)) offFen += percentOff(fen, offBasisPoints);
    }
  return offFen > 0 ? { offFen, weights: weighed(taking) } : null;
}

/** As many bundles as take the most off; of each part the dearest pieces first. */
function bundleOff(
  { parts, priceFen }: Extract<PromotionDoes, { kind: 'bundle' }>,
  lines: readonly LeftLine[],
): GroupOff | null {
  const pools = parts.map(({ skuIds, quantity }) => ({
    quantity,
    pieces: sortedPieces(lines.filter(({ skuId }) => skuIds.includes(skuId))),
  }));
  const most = Math.min(...pools.map(({ pieces, quantity }) => Math.floor(pieces.length / quantity)));
  let best: GroupOff | null = null;
  const taking: Piece[] = [];
  for (let nth = 1; nth <= most; nth += 1) {
    for (const { pieces, quantity } of pools)
      taking.push(...pieces.slice((nth - 1) * quantity, nth * quantity));
    const offFen = taking.reduce((sum, { fen }) => sum + fen, 0) - priceFen * nth;
    if (offFen > (best?.offFen ?? 0)) best = { offFen, weights: weighed(taking) };
  }
  return best;
}

/** What is missing for the next step of a kind that has any; null: nothing is, or none is in the basket. */
export function lackingFor(
  does: PromotionDoes,
  lines: readonly LeftLine[],
): { measure: 'fen' | 'pieces'; lacks: number; step: number | null } | null {
  if (lines.length === 0) return null;
  switch (does.kind) {
    case 'full_reduction': {
      const { measure, steps, repeats } = does;
      const reached = measured(measure, lines);
      if (repeats) {
        const from = (steps[0] as ReductionStep).from;
        return { measure, lacks: from - (reached % from), step: 0 };
      }
      const step = steps.findIndex(({ from }) => from > reached);
      return step < 0 ? null : { measure, lacks: (steps[step] as ReductionStep).from - reached, step };
    }
    case 'nth_piece':
      return toFull(lines, does.n, does.sameSku);
    case 'buy_get':
      return toFull(lines, does.buy + does.get, does.sameSku);
    case 'bundle': {
      const have = does.parts.map(({ skuIds, quantity }) => ({
        quantity,
        count: measured(
          'pieces',
          lines.filter(({ skuId }) => skuIds.includes(skuId)),
        ),
      }));
      const next = Math.min(...have.map(({ count, quantity }) => Math.floor(count / quantity))) + 1;
      const lacks = have.reduce((sum, { count, quantity }) => sum + Math.max(0, next * quantity - count), 0);
      const begun = have.some(({ count, quantity }) => count > (next - 1) * quantity);
      return begun ? { measure: 'pieces', lacks, step: null } : null;
    }
    case 'gift':
    case 'free_delivery': {
      if (!does.threshold) return null;
      const { measure, from } = does.threshold;
      const lacks = from - measured(measure, lines);
      return lacks > 0 ? { measure, lacks, step: null } : null;
    }
    default:
      return null;
  }
}

function toFull(lines: readonly LeftLine[], size: number, sameSku: boolean) {
  const counts = sameSku ? bySku(lines).map((own) => measured('pieces', own)) : [measured('pieces', lines)];
  const lacks = Math.min(...counts.filter((count) => count % size > 0).map((count) => size - (count % size)));
  return Number.isFinite(lacks) ? { measure: 'pieces' as const, lacks, step: null } : null;
}
