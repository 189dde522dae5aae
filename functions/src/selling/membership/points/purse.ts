/**
 * The points that one member may use, as lots by when they expire: pure. A lot is of a month, so that there are never many,
 * however much somebody buys. What is taken goes by expiry, the first to go first. `owed` and usable points are never both
 * there: what comes in makes up for what is owed before it is anything else.
 */
import { brandMonth, brandUtcOffsetMs, dayMs } from '@jindian/shared/time';

export type PointsLot = {
  /** The moment at which it is no longer good; null: it stays good. */
  expiresAtMs: number | null;
  left: number;
  /** Of it expired unused, as long as goods that earned it might come back. */
  expired: number;
  /** The member was told that it expires. */
  isTold?: boolean | undefined;
};
export type Purse = { lots: readonly PointsLot[]; owed: number };

export const emptyPurse: Purse = { lots: [], owed: 0 };
/** Lots that have nothing left are remembered so long for what they lost. */
const rememberedMs = 400 * dayMs;
/** A month for each of ten years, what stays good, and what is remembered. */
export const maxPurseLots = 140;

export const usableOf = ({ lots }: Purse) => lots.reduce((sum, { left }) => sum + left, 0);

/** The end of the month in which so many months are over, by the brand's calendar. */
export function expiryOf(fromMs: number, months: number | null): number | null {
  if (months === null) return null;
  const [year = 0, month = 0] = brandMonth(fromMs).split('-').map(Number);
  return Date.UTC(year, month + months, 1) - brandUtcOffsetMs;
}

const byExpiry = (a: PointsLot, b: PointsLot) =>
  (a.expiresAtMs ?? Number.POSITIVE_INFINITY) - (b.expiresAtMs ?? Number.POSITIVE_INFINITY);

function withLots(purse: Purse, lots: readonly PointsLot[]): Purse {
  const kept = lots.filter(({ left, expired }) => left > 0 || expired > 0);
  return { ...purse, lots: [...kept].sort((a, b) => (a.expiresAtMs === b.expiresAtMs ? 0 : byExpiry(a, b))) };
}

/** Points come in: what is owed is made up for first. */
export function putIn(
  purse: Purse,
  points: number,
  expiresAtMs: number | null,
): { purse: Purse; madeUp: number; put: number } {
  const madeUp = Math.min(points, purse.owed);
  const put = points - madeUp;
  const owed = purse.owed - madeUp;
  if (put === 0) return { purse: { ...purse, owed }, madeUp, put };
  const there = purse.lots.find((lot) => lot.expiresAtMs === expiresAtMs);
  const lot = there ? { ...there, left: there.left + put } : { expiresAtMs, left: put, expired: 0 };
  return {
    purse: withLots({ ...purse, owed }, [...purse.lots.filter((one) => one !== there), lot]),
    madeUp,
    put,
  };
}

/** Points go out by expiry; null where there are not so many. */
export function takeOut(purse: Purse, points: number): Purse | null {
  const { purse: after, taken } = takeUpTo(purse, points);
  return taken === points ? after : null;
}

function takeUpTo(purse: Purse, points: number): { purse: Purse; taken: number } {
  let open = points;
  const lots = purse.lots.map((lot) => {
    const out = Math.min(open, lot.left);
    open -= out;
    return out === 0 ? lot : { ...lot, left: lot.left - out };
  });
  return { purse: withLots(purse, lots), taken: points - open };
}

/**
 * Goods came back whose points were in the purse. Their own lot gives what it has; what of it expired unused is not asked
 * for again; other lots give the rest, which was spent; and what they have not is owed.
 */
export function takeBack(
  purse: Purse,
  points: number,
  ownExpiresAtMs: number | null,
): { purse: Purse; taken: number; forgiven: number; owed: number } {
  const own = purse.lots.find(({ expiresAtMs }) => expiresAtMs === ownExpiresAtMs);
  const fromOwn = Math.min(points, own?.left ?? 0);
  const forgiven = Math.min(points - fromOwn, own?.expired ?? 0);
  const lots = own
    ? purse.lots.map((lot) =>
        lot === own ? { ...lot, left: lot.left - fromOwn, expired: lot.expired - forgiven } : lot,
      )
    : purse.lots;
  const { purse: after, taken } = takeUpTo(withLots(purse, lots), points - fromOwn - forgiven);
  const owed = points - fromOwn - forgiven - taken;
  return { purse: { ...after, owed: after.owed + owed }, taken: fromOwn + taken, forgiven, owed };
}

/** What is no longer good goes. */
export function expire(purse: Purse, nowMs: number): { purse: Purse; expired: number } {
  let expired = 0;
  const lots = purse.lots.flatMap((lot) => {
    if (lot.expiresAtMs === null || lot.expiresAtMs > nowMs) return [lot];
    expired += lot.left;
    const gone = { ...lot, left: 0, expired: lot.expired + lot.left };
    return nowMs - lot.expiresAtMs > rememberedMs ? [] : [gone];
  });
  return { purse: withLots(purse, lots), expired };
}

/** What expires within so many days and was not told yet; the purse knows afterwards that it was. */
export function tell(
  purse: Purse,
  nowMs: number,
  noticeDays: number,
): { purse: Purse; told: { points: number; expiresAtMs: number }[] } {
  const isDue = ({ left, expiresAtMs, isTold }: PointsLot) =>
    left > 0 && !isTold && expiresAtMs !== null && expiresAtMs - noticeDays * dayMs <= nowMs;
  const told = purse.lots
    .filter(isDue)
    .map(({ left, expiresAtMs }) => ({ points: left, expiresAtMs: expiresAtMs as number }));
  return {
    purse: withLots(
      purse,
      purse.lots.map((lot) => (isDue(lot) ? { ...lot, isTold: true } : lot)),
    ),
    told,
  };
}

/** When it is to be looked at again: the next lot to be told of, or to go. */
export function nextLookMs({ lots }: Purse, noticeDays: number): number | null {
  const times = lots.flatMap(({ left, expiresAtMs, isTold }) =>
    left === 0 || expiresAtMs === null ? [] : [isTold ? expiresAtMs : expiresAtMs - noticeDays * dayMs],
  );
  return times.length === 0 ? null : Math.min(...times);
}

/** Two purses of one person as one. `madeUp`: of what either owed the other had. */
export function joinPurses(a: Purse, b: Purse): { purse: Purse; madeUp: number } {
  const byMonth = new Map(b.lots.map((lot) => [lot.expiresAtMs, lot]));
  for (const lot of a.lots) {
    const there = byMonth.get(lot.expiresAtMs);
    const left = lot.left + (there?.left ?? 0);
    const expired = lot.expired + (there?.expired ?? 0);
    byMonth.set(lot.expiresAtMs, { ...(there ?? lot), left, expired });
  }
  const lots = [...byMonth.values()];
  const joined = withLots({ lots, owed: a.owed + b.owed }, lots);
  const { purse, taken } = takeUpTo(joined, joined.owed);
  return { purse: { ...purse, owed: joined.owed - taken }, madeUp: taken };
}
