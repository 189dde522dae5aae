import {
  lowStars,
  type RatingAct,
  type RatingState,
  type StarTotals,
  starCounts,
} from '@jindian/shared/contract/serving/ratings';
import { dayMs } from '@jindian/shared/time';
import { defineMachine } from '../../platform/state-machine.ts';

/** What may become of what was said. What WeChat passed is shown at once; what it did not pass waits for a person. */
export const ratingMachine = defineMachine<RatingState, Exclude<RatingAct, 'settle'>>({
  name: 'rating',
  initial: 'waiting',
  final: [],
  transitions: {
    show: { from: ['waiting', 'hidden'], to: 'shown' },
    hide: { from: ['waiting', 'shown'], to: 'hidden' },
  },
});

/** Until when an order can be rated; null: it is not completed, or the time is over. */
export function ratedUntil(
  completedAtMs: number | undefined,
  nowMs: number,
  ratingDays: number,
): number | null {
  if (completedAtMs === undefined) return null;
  const untilMs = completedAtMs + ratingDays * dayMs;
  return nowMs < untilMs ? untilMs : null;
}

type Looked = {
  state: RatingState;
  stars: number;
  replyText?: string | undefined;
  isSettled?: boolean | undefined;
};

/** Whether somebody of the brand still has to look at it. */
export function isOpen({ state, stars, replyText, isSettled = false }: Looked): boolean {
  if (state === 'waiting') return true;
  return state === 'shown' && stars <= lowStars && replyText === undefined && !isSettled;
}

/** Counters by stars, as they are kept. */
export type StarCounts = Partial<Record<`stars${(typeof starCounts)[number]}`, number | undefined>>;

export function totalsOf(counts: StarCounts | null): StarTotals {
  const byStars = starCounts.map((stars) => Math.max(0, counts?.[`stars${stars}`] ?? 0));
  const count = byStars.reduce((sum, one) => sum + one, 0);
  const sum = byStars.reduce((all, one, index) => all + one * (index + 1), 0);
  return { count, average: count === 0 ? null : Math.round((sum / count) * 10) / 10, byStars };
}
