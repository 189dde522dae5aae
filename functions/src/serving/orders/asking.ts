import { minuteMs } from '@jindian/shared/time';
import { nextOpeningAtMs } from '../../places/network/opening-hours.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import type { Acceptance } from '../sourcing/service.ts';
import type { Cause, Changes, FulfilmentPatch } from './changes.ts';
import type { OrderContext } from './context.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { partEvent } from './history.ts';
import { dueKinds } from './timing.ts';

/** What brings a fulfilment to whoever is to serve it. */
export type Asking = { change: ReturnType<Changes['fulfilment']>; events: DomainEvent[] };

/** Who is asked, before a fulfilment is packed: nobody, one branch, or all that may grab. */
function askedIds(acceptance: Acceptance, locationId: string): string[] {
  if (acceptance.mode === 'auto') return [];
  return acceptance.mode === 'offer' ? [locationId] : acceptance.eligibleIds;
}

export function createAsking(context: Pick<OrderContext, 'network'>, changes: Pick<Changes, 'fulfilment'>) {
  const { network } = context;

  /**
   * Time to answer runs while somebody is there to answer: an offer made at night ends in the morning, and a grab pool
   * opens with the first of its branches. A place that opens no more is left to the deadline as it is.
   */
  async function deadlineMs(ids: readonly string[], withinMinutes: number, nowMs: number): Promise<number> {
    const snapshot = await network.current();
    const openings = ids.flatMap((id) => {
      const location = snapshot.location(id);
      const opensAtMs = location ? nextOpeningAtMs(location, nowMs) : null;
      return opensAtMs === null ? [] : [opensAtMs];
    });
    return (openings.length > 0 ? Math.min(...openings) : nowMs) + withinMinutes * minuteMs;
  }

  /** Hands the fulfilment, changed by `patch`, to its place: to pack at once, as an offer, or into the grab pool. */
  async function ask(
    fulfilment: FulfilmentRecord,
    cause: Cause,
    patch: FulfilmentPatch = {},
  ): Promise<Asking> {
    const acceptance = patch.acceptance ?? fulfilment.acceptance;
    const locationId = patch.locationId ?? fulfilment.locationId;
    if (acceptance.mode === 'auto') {
      const told = { ...patch, offerUntilMs: undefined };
      const change = changes.fulfilment(fulfilment, 'release_to_branch', cause, told);
      return { change, events: [] };
    }
    const ids = askedIds(acceptance, locationId);
    const offerUntilMs = await deadlineMs(ids, acceptance.withinMinutes, cause.atMs);
    const event = acceptance.mode === 'offer' ? 'offer' : 'open_grab_pool';
    const waiting = { kind: dueKinds.offerEnds, atMs: offerUntilMs };
    const change = changes.fulfilment(fulfilment, event, cause, { ...patch, offerUntilMs }, waiting);
    const { attempt } = change.after;
    return {
      change,
      events: [
        {
          type: 'fulfilment.asked',
          data: {
            ...partEvent(fulfilment, cause),
            attempt,
            mode: acceptance.mode,
            locationIds: ids,
            offerUntilMs,
          },
        },
      ],
    };
  }

  return { ask };
}
export type AskingCommands = ReturnType<typeof createAsking>;
