/** Which tier somebody has reached, and what becomes of it when the figures change and when its period is over: pure. */
import {
  type Tier,
  type TierFigures,
  type TiersPolicy,
  tierMeasures,
} from '@jindian/shared/contract/selling/tiers';
import { brandMonth } from '@jindian/shared/time';
import type { OrderFacts } from '../facts.ts';
import { expiryOf } from '../points/purse.ts';

export type MonthFigures = TierFigures & { month: string };
export type Standing = {
  tierId: string | null;
  sinceMs: number | null;
  untilMs: number | null;
  /** What counted in each month, the oldest first. */
  months: readonly MonthFigures[];
};
export const noStanding: Standing = { tierId: null, sinceMs: null, untilMs: null, months: [] };
export const noFigures: TierFigures = { spendFen: 0, orders: 0, points: 0 };
/** As long as a period may be, and the month that is under way. */
const keptMonths = 37;

export function addFigures(a: TierFigures, b: TierFigures): TierFigures {
  return { spendFen: a.spendFen + b.spendFen, orders: a.orders + b.orders, points: a.points + b.points };
}
export function lessFigures(a: TierFigures, b: TierFigures): TierFigures {
  return { spendFen: a.spendFen - b.spendFen, orders: a.orders - b.orders, points: a.points - b.points };
}
export const isNothing = (figures: TierFigures) => tierMeasures.every((measure) => figures[measure] === 0);

/** What an order counts for. */
export function figuresOf({ phase, spendFen, points }: OrderFacts): TierFigures {
  if (phase !== 'kept' || spendFen <= 0) return noFigures;
  return { spendFen, orders: 1, points: points?.kept ?? 0 };
}

/** `2026-11`, so many months before. */
export function monthBefore(month: string, months: number): string {
  const [year = 0, nth = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, nth - 1 - months, 1)).toISOString().slice(0, 7);
}

/** Whole months up to the one that is under way. */
export function figuresWithin(months: readonly MonthFigures[], periodMonths: number, nowMs: number) {
  const from = monthBefore(brandMonth(nowMs), periodMonths - 1);
  return months.filter(({ month }) => month >= from).reduce<TierFigures>(addFigures, noFigures);
}

export function withMonth(months: readonly MonthFigures[], month: string, more: TierFigures) {
  const there = months.find((one) => one.month === month);
  const all = [
    ...months.filter((one) => one !== there),
    { month, ...addFigures(there ?? noFigures, more) },
  ].filter((one) => !isNothing(one));
  return all.sort((a, b) => (a.month < b.month ? -1 : 1)).slice(-keptMonths);
}

export const rankOf = ({ tiers }: TiersPolicy, tierId: string | null) =>
  tiers.findIndex(({ id }) => id === tierId);

const reaches = ({ from }: Tier, figures: TierFigures) =>
  tierMeasures.some((measure) => from[measure] !== null && figures[measure] >= from[measure]);

/** The highest that the figures are enough for. */
export function reachedBy({ tiers }: TiersPolicy, figures: TierFigures): Tier | null {
  return tiers.findLast((tier) => reaches(tier, figures)) ?? null;
}

type Moved = { standing: Standing; reason: 'reached' | 'period_over' | 'set' | 'joined' | null };

const given = (standing: Standing, tierId: string | null, policy: TiersPolicy, nowMs: number): Standing => ({
  ...standing,
  tierId,
  sinceMs: tierId === null ? null : tierId === standing.tierId ? standing.sinceMs : nowMs,
  untilMs: tierId === null ? null : expiryOf(nowMs, policy.periodMonths),
});

/** Up at once; and down, or on, once the period is over. */
export function moved(standing: Standing, policy: TiersPolicy, nowMs: number): Moved {
  const reached = reachedBy(policy, figuresWithin(standing.months, policy.periodMonths, nowMs));
  const reachedId = reached?.id ?? null;
  if (rankOf(policy, reachedId) > rankOf(policy, standing.tierId))
    return { standing: given(standing, reachedId, policy, nowMs), reason: 'reached' };
  if (standing.untilMs === null || standing.untilMs > nowMs) return { standing, reason: null };
  return {
    standing: given(standing, reachedId, policy, nowMs),
    reason: reachedId === standing.tierId ? null : 'period_over',
  };
}

/** HQ says which tier somebody has, for a period. */
export function setTier(
  standing: Standing,
  tierId: string | null,
  policy: TiersPolicy,
  nowMs: number,
): Moved {
  return { standing: given(standing, tierId, policy, nowMs), reason: 'set' };
}

/** Two sign-ins of one person: what counted adds up, and the higher tier stays, as long as it would have. */
export function joinStandings(a: Standing, b: Standing, policy: TiersPolicy, nowMs: number): Moved {
  const higher = rankOf(policy, a.tierId) > rankOf(policy, b.tierId) ? a : b;
  const months = a.months.reduce<readonly MonthFigures[]>(
    (all, { month, ...figures }) => withMonth(all, month, figures),
    b.months,
  );
  const { standing } = moved({ ...higher, months }, policy, nowMs);
  return { standing, reason: standing.tierId === b.tierId ? null : 'joined' };
}

/** What is missing for the tier above; any one of it is enough. */
export function nextTier(policy: TiersPolicy, tierId: string | null, figures: TierFigures) {
  const next = policy.tiers[rankOf(policy, tierId) + 1];
  if (!next) return null;
  const lacks = tierMeasures.flatMap((measure) => {
    const from = next.from[measure];
    return from === null ? [] : [{ measure, amount: Math.max(1, from - figures[measure]) }];
  });
  return { tier: next, lacks };
}
