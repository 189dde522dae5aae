import type { Location } from '@jindian/shared/contract/places/network';
import { minuteMs } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';

/** What was seen is held so long: every page at headquarters counts what is overbooked. */
export const overHeldMs = 5_000;
/** Longer where nothing was over: it can be so only after another promise moved there, and that is another mark. */
export const fitsHeldMs = minuteMs;
/** Places that are looked at beside each other. */
const lookedAtOnce = 50;

/** Looks at the watched places that whoever asks looks after, all of them, and holds what it saw for everybody. */
export function createWatchedLook<Over>(deps: {
  clock: Clock;
  /** Places with a mark that is another one when something else may be over there. */
  watched(): Promise<ReadonlyMap<string, string>>;
  overAt(location: Location): Promise<Over[]>;
}) {
  const { clock } = deps;
  type Held<T> = { untilMs: number; found: Promise<T> };
  let places: Held<ReadonlyMap<string, string>> | null = null;
  const held = new Map<string, Held<Over[]> & { mark: string }>();

  async function watched() {
    const nowMs = clock.nowMs();
    if (!places || nowMs >= places.untilMs) {
      const read = { untilMs: nowMs + overHeldMs, found: deps.watched() };
      places = read;
      read.found.then(
        (now) => {
          for (const locationId of held.keys()) if (!now.has(locationId)) held.delete(locationId);
        },
        // A reading that failed must not be answered again.
        () => {
          if (places === read) places = null;
        },
      );
    }
    return places.found;
  }

  function overAt(location: Location, mark: string): Promise<Over[]> {
    const nowMs = clock.nowMs();
    const there = held.get(location.id);
    if (there && there.mark === mark && nowMs < there.untilMs) return there.found;
    const entry = { mark, untilMs: nowMs + overHeldMs, found: deps.overAt(location) };
    held.set(location.id, entry);
    entry.found.then(
      (over) => {
        if (over.length === 0) entry.untilMs = nowMs + fitsHeldMs;
      },
      () => held.delete(location.id),
    );
    return entry.found;
  }

  /** `reached`: the place, where it is one of theirs. */
  return async (reached: (locationId: string) => Promise<Location | null>): Promise<Over[]> => {
    const theirs: [Location, string][] = [];
    for (const [locationId, mark] of await watched()) {
      const location = await reached(locationId);
      if (location) theirs.push([location, mark]);
    }
    const found: Over[] = [];
    for (let at = 0; at < theirs.length; at += lookedAtOnce) {
      const some = theirs.slice(at, at + lookedAtOnce);
      for (const over of await Promise.all(some.map(([location, mark]) => overAt(location, mark))))
        found.push(...over);
    }
    return found;
  };
}
