/** What a bulk edit is made of, as values: what was chosen, what each would become, what became of it. */
import type { BulkOutcome } from '@jindian/shared/contract/bulk-edits';
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { ProblemCode } from '@jindian/shared/contract/problems/problem';
import { canonical } from '../canonical.ts';
import type { Failure } from '../result.ts';

/** A thing that was chosen, as it was seen then: whoever changes it afterwards is not overruled. */
export type Chosen = { id: string; revision: number };

type Fields = Readonly<Record<string, unknown>>;
/** What one of them would become now. */
export type Verdict = { id: string; name: LocalizedText } & (
  | { is: 'changed'; before: Fields; after: Fields }
  | { is: 'same' }
  | { is: 'refused'; failure: Failure }
);

/** What became of one of them: a word of its own, or why it was refused. */
export type Told = 'changed' | 'same' | ProblemCode;

export const outcomeOf = (told: Told): BulkOutcome =>
  told === 'changed' || told === 'same' ? told : 'refused';
export const toldOf = (verdict: Verdict): Told =>
  verdict.is === 'refused' ? verdict.failure.code : verdict.is;

/** How many of each. */
export type Tally = Partial<Record<Told, number>>;

export function tallyOf(all: Iterable<Told>): Tally {
  const tally: Tally = {};
  for (const told of all) tally[told] = (tally[told] ?? 0) + 1;
  return tally;
}

export function added(one: Tally, other: Tally): Tally {
  const sum: Tally = { ...one };
  for (const [told, count] of Object.entries(other) as [Told, number][]) sum[told] = (sum[told] ?? 0) + count;
  return sum;
}

export function sumsOf(tally: Tally) {
  const { changed = 0, same = 0, ...refused } = tally;
  const reasons = Object.entries(refused)
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  return {
    changed,
    same,
    refused: reasons,
    done: reasons.reduce((sum, { count }) => sum + count, changed + same),
  };
}

/** By name, what is another afterwards; what is not there and what is null are the same. */
export function differences(
  before: Fields,
  after: Fields,
): { name: string; before: unknown; after: unknown }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [was, is] = [before[name] ?? null, after[name] ?? null];
    return isSame(was, is) ? [] : [{ name, before: was, after: is }];
  });
}

const isSame = (one: unknown, other: unknown) =>
  one === other ||
  (typeof one === 'object' && typeof other === 'object' && canonical(one) === canonical(other));

export function portionsOf<T>(all: readonly T[], size: number): T[][] {
  const portions: T[][] = [];
  for (let from = 0; from < all.length; from += size) portions.push(all.slice(from, from + size));
  return portions;
}
