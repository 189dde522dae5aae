import { settingsAreas } from '@jindian/shared/contract/settings/index';
import { dayMs, minuteMs } from '@jindian/shared/time';
import type { LevelPart } from './level-item.ts';
import type { Movement } from './movements.ts';
import { type LevelDelta, type PieceKey, pieceKey } from './rules.ts';
import { piecesOf, planToSettle, sumOfParts } from './settle.ts';

/** What somebody says is on hand: how many, and when that was so. */
export type Figure = Omit<PieceKey, 'bucket'> & { counted: number; asOfMs: number; safety?: number };

/** HQ may not let a figure be older: what is not there any more is remembered for so long. */
export const maxFigureAgeMs = settingsAreas.goods.fields.figureAgeDays.max * dayMs;
/** Clocks of phones and of other systems go wrong by so much without anybody noticing. */
const clockToleranceMs = 2 * minuteMs;

export type FigureRefusal =
  /** It lies in the future: the clock that it came from is wrong. */
  | 'future'
  /** Older than what can be applied again on top. */
  | 'too_old'
  /** A later figure is there already. */
  | 'stale';
export type FigurePlan =
  | { kind: 'change'; deltas: LevelDelta[]; onHand: number; difference: number }
  | { kind: 'same'; onHand: number; difference: number }
  | { kind: 'below_reserved'; reserved: number; difference: number }
  | { kind: FigureRefusal };

/** As told by its time alone. */
export function refusedByTime(asOfMs: number, nowMs: number, maxAgeMs: number): 'future' | 'too_old' | null {
  if (asOfMs > nowMs + clockToleranceMs) return 'future';
  return asOfMs < nowMs - maxAgeMs ? 'too_old' : null;
}

const wholeKey = (key: PieceKey) => pieceKey({ ...key, bucket: 0 });

/** Pieces that came and went after a moment, by level and lot. */
export function movedSince(movements: readonly Movement[], sinceMs: number): (key: PieceKey) => number {
  const sums = new Map<string, number>();
  for (const { atMs, lines } of movements) {
    for (const line of lines) {
      if ((line.asOfMs ?? atMs) <= sinceMs) continue;
      sums.set(wholeKey(line), (sums.get(wholeKey(line)) ?? 0) + line.onHandDelta);
    }
  }
  return (key) => sums.get(wholeKey(key)) ?? 0;
}

/**
 * What a figure makes of a level: it is so as of its time, and what moved later is applied again on top.
 *
 *     counted 10 as of 9:00 ─── sold 3 at 9:30 ─── told at 10:00: 7 on hand
 *
 * `moved`: pieces that moved since then, read after the level. Each delta is on condition of the version that was
 * read, so that nothing moved that is not in it. The same figure again finds its own correction and changes nothing.
 */
export function planFigure(
  figure: Figure,
  parts: readonly LevelPart[],
  moved: number,
  { nowMs, maxAgeMs }: { nowMs: number; maxAgeMs: number },
): FigurePlan {
  const { counted, asOfMs, safety } = figure;
  const refusal = refusedByTime(asOfMs, nowMs, maxAgeMs);
  if (refusal) return { kind: refusal };
  const pieces = piecesOf(parts, figure.lot);
  const lastMs = pieces.find(({ bucket }) => bucket === 0)?.asOfMs;
  if (lastMs !== undefined && asOfMs < lastMs) return { kind: 'stale' };
  const { onHand: now } = sumOfParts(pieces);
  const onHand = Math.max(0, counted + moved);
  const difference = onHand - now;
  const target = { onHand, counted, asOfMs, ...(safety === undefined ? {} : { safety }) };
  const plan = planToSettle(figure, parts, target);
  if (plan.kind === 'change') return { ...plan, onHand, difference };
  return plan.kind === 'same' ? { kind: 'same', onHand: now, difference } : { ...plan, difference };
}
