import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { Clock } from '../../platform/clock.ts';
import type { MemberProfile, Profiles, StoredSession } from './profiles.ts';

/** What a member is right now: who, acting as what, and in which sessions. */
export type Standing = { profile: MemberProfile; roles: RoleGrant[]; sessions: StoredSession[] };

/**
 * How old a standing may be: within so long every process knows that a role was taken away or a session ended. The
 * process where that happened knows at once.
 */
export const standingAgeMs = 10_000;
const maxHeld = 10_000;

/** Values by key for a short time; of too many the one that was put longest ago goes. */
export function shortMemory<T>(clock: Clock, ageMs: number) {
  const held = new Map<string, { value: T; atMs: number }>();
  return {
    get(key: string): T | undefined {
      const entry = held.get(key);
      if (!entry) return undefined;
      if (clock.nowMs() - entry.atMs < ageMs) return entry.value;
      held.delete(key);
      return undefined;
    },
    put(key: string, value: T): void {
      // Re-inserting moves it to the end of the map.
      held.delete(key);
      held.set(key, { value, atMs: clock.nowMs() });
      if (held.size > maxHeld) {
        const oldest = held.keys().next();
        if (!oldest.done) held.delete(oldest.value);
      }
    },
    forget(key: string): void {
      held.delete(key);
    },
  };
}

/** Standings, remembered for seconds, so that a person who taps around costs one read now and then. */
export function createStandings(deps: { clock: Clock; profiles: Pick<Profiles, 'read'> }) {
  const held = shortMemory<Standing>(deps.clock, standingAgeMs);

  async function read(memberId: string, how: 'remembered' | 'fresh'): Promise<Standing | null> {
    const known = how === 'remembered' ? held.get(memberId) : undefined;
    if (known) return known;
    const standing = await deps.profiles.read(memberId, { consistent: how === 'fresh' });
    if (standing) held.put(memberId, standing);
    return standing;
  }

  return { read, forget: held.forget };
}
export type Standings = ReturnType<typeof createStandings>;
