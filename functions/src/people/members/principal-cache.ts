import type { Clock } from '../../platform/clock.ts';
import type { Principal } from '../../platform/sessions.ts';

const freshMs = 60_000;
const maxHeld = 10_000;

/**
 * Who an openid is, for a minute, so that a shopper paging through a shop costs no read a page. A role that another
 * process grants or takes away shows here within that minute; this process forgets at once.
 */
export function principalCache(clock: Clock) {
  const held = new Map<string, { principal: Principal; readAtMs: number }>();

  return {
    get(openid: string): Principal | null {
      const entry = held.get(openid);
      if (!entry) return null;
      if (clock.nowMs() - entry.readAtMs >= freshMs) {
        held.delete(openid);
        return null;
      }
      return entry.principal;
    },
    put(openid: string, principal: Principal): void {
      // Re-inserting moves it to the end: the first of the map is the one that was read longest ago.
      held.delete(openid);
      held.set(openid, { principal, readAtMs: clock.nowMs() });
      if (held.size > maxHeld) {
        const oldest = held.keys().next();
        if (!oldest.done) held.delete(oldest.value);
      }
    },
    forget(memberId: string): void {
      for (const [openid, { principal }] of held) {
        if (principal.memberId === memberId) held.delete(openid);
      }
    },
  };
}
