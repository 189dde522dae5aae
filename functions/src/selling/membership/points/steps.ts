/**
 * What has to be posted so that an order's points are where they must be: pure, out of what the books say of the order and
 * what the order says now. However events come, each look goes the same way, so that the end is the same.
 *
 *     paid         points-issued → points-promised:<member>                          promised
 *     refund       points-promised:<member> → points-issued                          reduced
 *     window over  points-promised:<member> → points:<member>, a lot of them         earned
 *                  …or → points-receivable:<member>, as far as something is owed
 *     refund later points:<member> → points-issued                                   taken back
 *                  points-expired → points-issued, of what expired unused
 *                  points-receivable:<member> → points-issued, of what was spent
 *
 * Written "debit → credit".
 */
import {
  owedPointsAccount,
  type PointsLeg,
  pointsAccount,
  promisedPointsAccount,
  type TransferInput,
} from '../../../money/ledger/rules.ts';
import type { OrderFacts } from '../facts.ts';
import { expiryOf, type Purse, putIn, takeBack } from './purse.ts';

/** Every transfer of points that an order causes: the nth of them. */
export const orderPointsId = (orderId: string, nth: number) => `points:${orderId}:${nth}`;
const isOrdersPoints = (id: string) => id.startsWith('points:');

export type HeldByOrder = { promised: number; earned: number; count: number };

const nameOf = (account: string) => account.split(':')[0];

/** What the books have of an order: promised, and earned less what was taken back. */
export function heldByOrder(transfers: readonly Pick<TransferInput, 'id' | 'legs'>[]): HeldByOrder {
  const held = { promised: 0, earned: 0, count: 0 };
  for (const { id, legs } of transfers) {
    if (!isOrdersPoints(id)) continue;
    held.count += 1;
    for (const leg of legs) {
      if (!('points' in leg)) continue;
      const [debit, credit] = [nameOf(leg.debit), nameOf(leg.credit)];
      if (credit === 'points-promised') held.promised += leg.points;
      if (debit !== 'points-promised') held.earned -= credit === 'points-issued' ? leg.points : 0;
      else {
        held.promised -= leg.points;
        if (credit !== 'points-issued') held.earned += leg.points;
      }
    }
  }
  return held;
}

export type PointsStep = {
  transfer: TransferInput<PointsLeg>;
  /** What it makes of the member's purse; null: it leaves that alone. */
  purse: Purse | null;
};

/** The next step of an order for whoever its member is now; null: everything is where it must be. */
export function stepOf(
  orderId: string,
  facts: Pick<OrderFacts, 'phase' | 'keptAtMs'> & NonNullable<OrderFacts['points']>,
  held: HeldByOrder,
  memberId: string,
  purse: Purse,
  atMs: number,
): PointsStep | null {
  const { phase, kept, frozen } = facts;
  const wantedPromise = phase === 'promised' ? kept : 0;
  const wantedEarned = phase === 'kept' ? kept : 0;
  const morePromised = wantedPromise - held.promised;
  const moreEarned = wantedEarned - held.earned;
  if (morePromised === 0 && moreEarned === 0) return null;

  const promised = promisedPointsAccount(memberId);
  const own = pointsAccount(memberId);
  const owed = owedPointsAccount(memberId);
  const expiresAtMs = expiryOf(facts.keptAtMs ?? atMs, frozen.expiresAfterMonths);
  const step = (kind: string, legs: readonly PointsLeg[], after: Purse | null): PointsStep => ({
    transfer: {
      id: orderPointsId(orderId, held.count + 1),
      kind,
      orderId,
      reason: null,
      atMs,
      legs: legs.filter(({ points }) => points > 0),
    },
    purse: after,
  });

  if (moreEarned < 0) {
    const { purse: after, taken, forgiven, owed: short } = takeBack(purse, -moreEarned, expiresAtMs);
    return step(
      'points.taken-back',
      [
        { debit: own, credit: 'points-issued', points: taken },
        { debit: 'points-expired', credit: 'points-issued', points: forgiven },
        { debit: owed, credit: 'points-issued', points: short },
      ],
      after,
    );
  }
  if (moreEarned > 0) {
    const { purse: after, madeUp, put } = putIn(purse, moreEarned, expiresAtMs);
    // Told of at once what was never promised, it is promised in the same step.
    const missing = Math.max(0, moreEarned - held.promised);
    const back = Math.max(0, held.promised - moreEarned);
    return step(
      'points.earned',
      [
        { debit: 'points-issued', credit: promised, points: missing },
        { debit: promised, credit: own, points: put },
        { debit: promised, credit: owed, points: madeUp },
        { debit: promised, credit: 'points-issued', points: back },
      ],
      after,
    );
  }
  return morePromised > 0
    ? step('points.promised', [{ debit: 'points-issued', credit: promised, points: morePromised }], null)
    : step('points.reduced', [{ debit: promised, credit: 'points-issued', points: -morePromised }], null);
}
