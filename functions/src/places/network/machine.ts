import type { StillThere } from '@jindian/shared/contract/places/closing';
import type { Location, LocationKind, LocationStatus } from '@jindian/shared/contract/places/network';
import type { RolloutCheck } from '@jindian/shared/contract/places/rollout';
import { fail, ok, type Result } from '../../platform/result.ts';
import { defineMachine, nextState } from '../../platform/state-machine.ts';

/** Where goods lie that nobody collects: there is no counter at which anything could be practised. */
const withoutCounter = 'open_unrehearsed';

/**
 * The life of a place. A branch is rehearsed before it opens: until then no shopper's order reaches it, and its people
 * practise on orders that count nowhere.
 */
export const placeMachine = defineMachine<
  LocationStatus,
  'rehearse' | 'open' | typeof withoutCounter | 'go_back' | 'suspend' | 'resume' | 'close'
>({
  name: 'place',
  initial: 'preparing',
  final: [],
  transitions: {
    rehearse: { from: ['preparing'], to: 'rehearsing' },
    open: { from: ['rehearsing'], to: 'open' },
    open_unrehearsed: { from: ['preparing'], to: 'open' },
    /** What was thought ready is not; what was closed begins as a new place does, so that it opens by its checklist. */
    go_back: { from: ['rehearsing', 'suspended', 'closed'], to: 'preparing' },
    /** Only of what was open: `resume` asks for no checklist. */
    suspend: { from: ['open'], to: 'suspended' },
    resume: { from: ['suspended'], to: 'open' },
    close: { from: ['preparing', 'rehearsing', 'open', 'suspended'], to: 'closed' },
  },
});
export type PlaceEvent = keyof typeof placeMachine.transitions;

/** What brings a place of this kind from one status to another; null where nothing does. */
export function placeEvent(kind: LocationKind, from: LocationStatus, to: LocationStatus): PlaceEvent | null {
  const events = Object.keys(placeMachine.transitions) as PlaceEvent[];
  return (
    events.find(
      (event) =>
        (kind === 'branch' ? event !== withoutCounter : event !== 'rehearse') &&
        nextState(placeMachine, from, event) === to,
    ) ?? null
  );
}

/** What others know that keeps a place from opening, and from closing; without it nothing does. */
export type PlaceLooks = {
  missingToOpen?(place: Location): Promise<readonly RolloutCheck[]>;
  stillThere?(place: Location): Promise<readonly StillThere[]>;
};

/** What opens a place that was not open before. */
export const isOpening = (event: PlaceEvent): boolean => event === 'open' || event === withoutCounter;

/** As the machine has it; to `open` for the first time once nothing is missing, to `closed` once nothing is left there. */
export async function mayBecome(
  before: Location,
  after: Location,
  looks: PlaceLooks,
): Promise<Result<null, 'transition_refused' | 'place_not_ready' | 'place_not_empty'>> {
  const event = placeEvent(after.kind, before.status, after.status);
  if (event === null) return fail('transition_refused', { state: before.status });
  if (event === 'close') {
    const left = (await looks.stillThere?.(before)) ?? [];
    if (left.length === 0) return ok(null);
    return fail('place_not_empty', { count: left.length, left: left.map(({ kind }) => kind).join(' ') });
  }
  const missing = isOpening(event) ? ((await looks.missingToOpen?.(after)) ?? []) : [];
  if (missing.length === 0) return ok(null);
  return fail('place_not_ready', { count: missing.length, missing: missing.join(' ') });
}
