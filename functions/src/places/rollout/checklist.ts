/** What has to be true of a place before it opens, and what of it is not. */
import type { Location } from '@jindian/shared/contract/places/network';
import {
  checksOf,
  type RolloutCheck,
  type RolloutState,
  type TickedCheck,
  tickedChecks,
} from '@jindian/shared/contract/places/rollout';

/** `about`: what the person saw who ticked it; where that has changed since, it is to be looked at again. */
export type Tick = { about: string; by: string; atMs: number };
export type Ticks = Partial<Record<TickedCheck, Tick>>;

/** What is known of a place without asking a person. */
export type PlaceFacts = { staff: boolean; stock: boolean; practice: boolean };
export type CheckState = RolloutState['checks'][number];

/** Nobody opens a shop by the hours of last month. */
export function aboutOf(check: TickedCheck, place: Location): string {
  const { opensAtMinute, closesAtMinute, weeklyHours = null } = place;
  return check === 'hours' ? JSON.stringify([opensAtMinute, closesAtMinute, weeklyHours]) : '';
}

const isTicked = (check: RolloutCheck): check is TickedCheck =>
  (tickedChecks as readonly RolloutCheck[]).includes(check);

export function checksAt(place: Location, ticks: Ticks, facts: PlaceFacts): CheckState[] {
  return checksOf(place.kind).map((check) => {
    if (!isTicked(check)) return { check, done: facts[check], tickedAtMs: null, tickedBy: null };
    const tick = ticks[check];
    const done = tick?.about === aboutOf(check, place);
    return {
      check,
      done,
      tickedAtMs: done ? (tick?.atMs ?? null) : null,
      tickedBy: done ? (tick?.by ?? null) : null,
    };
  });
}

export function missingOf(checks: readonly CheckState[]): RolloutCheck[] {
  return checks.flatMap(({ check, done }) => (done ? [] : [check]));
}
