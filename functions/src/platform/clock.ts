/** Time as a value that is passed in: rules never read a clock themselves. Epoch milliseconds, UTC. */
export type Clock = { nowMs(): number };

export const systemClock: Clock = { nowMs: () => Date.now() };

/** A clock that runs on from the real one and can be moved forward; local mode and tests only. */
export function movableClock(base: Clock = systemClock, initialOffsetMs = 0) {
  let offsetMs = initialOffsetMs;
  return {
    nowMs: () => base.nowMs() + offsetMs,
    offsetMs: () => offsetMs,
    advance(byMs: number) {
      if (!Number.isSafeInteger(byMs) || byMs < 0) throw new RangeError('a clock only moves forward');
      offsetMs += byMs;
    },
  };
}
export type MovableClock = ReturnType<typeof movableClock>;
