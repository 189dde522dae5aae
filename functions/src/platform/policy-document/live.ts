import type { Clock } from '../clock.ts';
import { newerOrHeld } from '../snapshot-store.ts';
import { noHead, type PolicyHead, type PolicyStore } from './store.ts';

/** How long a running function may go on with what it has before it looks for a newer version. */
const recheckMs = 2_000;

/**
 * Which version of each kind is in force: one read for all kinds, every two seconds at most and only while somebody
 * asks. A head that is older than the one held (another copy of the table answered) changes nothing.
 */
export function createHeadReader(deps: { store: Pick<PolicyStore, 'headsOf'>; clock: Clock }) {
  const { store, clock } = deps;
  const names = new Set<string>();
  const held = new Map<string, PolicyHead>();
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    const asked = [...names];
    const found = await store.headsOf(asked);
    for (const name of asked) {
      const head = found.get(name) ?? noHead;
      if (head.changes >= (held.get(name)?.changes ?? 0)) held.set(name, head);
    }
  }

  function look(): Promise<void> {
    if (reading) return reading;
    const mine = read().then(
      () => {
        if (reading !== mine) return;
        checkedAtMs = clock.nowMs();
        reading = null;
      },
      (error: unknown) => {
        if (reading === mine) reading = null;
        throw error;
      },
    );
    reading = mine;
    return mine;
  }

  return {
    watch(name: string): void {
      names.add(name);
      checkedAtMs = Number.NEGATIVE_INFINITY;
    },
    /** The next to ask looks again, and does not join a read that began before. */
    forget(): void {
      checkedAtMs = Number.NEGATIVE_INFINITY;
      reading = null;
    },
    /** `atOnce`: the newest, however long it takes. */
    async current(name: string, atOnce = false): Promise<PolicyHead> {
      const known = held.get(name);
      if (known && !atOnce && clock.nowMs() - checkedAtMs < recheckMs) return known;
      const newest = look().then(() => held.get(name) ?? noHead);
      if (!known || atOnce) return newest;
      const found = await newerOrHeld(known, newest);
      // Also when nothing came: the next two seconds nobody waits for it again.
      checkedAtMs = Math.max(checkedAtMs, clock.nowMs());
      return found;
    },
  };
}
export type HeadReader = ReturnType<typeof createHeadReader>;

/** The version in force, made ready once; `load` is asked only when another number is in force. */
export function createLivePolicy<Compiled>(deps: {
  heads: HeadReader;
  name: string;
  load(number: number): Promise<Compiled>;
}) {
  const { heads, name, load } = deps;
  let held: { number: number; value: Compiled } | null = null;
  let loading: { number: number; value: Promise<Compiled> } | null = null;

  async function current(atOnce = false): Promise<Compiled> {
    const { inForce } = await heads.current(name, atOnce);
    if (held?.number === inForce) return held.value;
    if (loading?.number !== inForce) {
      const value = load(inForce);
      loading = { number: inForce, value };
      value
        .then((ready) => {
          // Two versions may be loading at once; an older one must not end up on top.
          if (!held || held.number <= inForce) held = { number: inForce, value: ready };
        })
        .catch(() => {})
        .finally(() => {
          if (loading?.value === value) loading = null;
        });
    }
    const { value } = loading as { value: Promise<Compiled> };
    // A version that cannot be read is no reason to refuse what the one before allows.
    return held && !atOnce ? newerOrHeld(held.value, value) : value;
  }

  return {
    current: () => current(),
    /** The newest, at once. */
    async refresh(): Promise<Compiled> {
      heads.forget();
      return current(true);
    },
  };
}
