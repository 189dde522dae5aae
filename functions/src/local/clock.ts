import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type MovableClock, movableClock } from '../platform/clock.ts';

/** A clock that can be moved forward, and stays moved after a restart: what was done "in the future" must not lie ahead. */
export function keptClock(dataFolder: string | undefined): MovableClock {
  if (!dataFolder) return movableClock();
  const file = path.join(dataFolder, 'clock.json');
  let offsetMs = 0;
  try {
    offsetMs = Number((JSON.parse(readFileSync(file, 'utf8')) as { offsetMs: number }).offsetMs) || 0;
  } catch {
    // Never moved yet.
  }
  const clock = movableClock(undefined, offsetMs);
  return {
    ...clock,
    advance(byMs) {
      mkdirSync(dataFolder, { recursive: true });
      // Kept first: a clock that could not be kept must not have moved.
      writeFileSync(`${file}.new`, JSON.stringify({ offsetMs: clock.offsetMs() + byMs }));
      renameSync(`${file}.new`, file);
      clock.advance(byMs);
    },
  };
}
