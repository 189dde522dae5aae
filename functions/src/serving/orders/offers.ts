import type { Refusal, RefusedTo, WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { runCommand } from '../../platform/command.ts';
import type { Due, DueHandler } from '../../platform/due-items.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { createArrivals } from './arrivals.ts';
import type { Cause } from './changes.ts';
import type { OrderContext } from './context.ts';
import type { Found } from './fulfil.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { partEvent } from './history.ts';
import type { Leaving } from './leaving.ts';
import { isRefunded } from './pieces.ts';
import type { Reassignment } from './reassignment.ts';
import { partThatWaits } from './store.ts';
import { dueKinds, timingOf } from './timing.ts';
import { linesOf, type OrderViews } from './views.ts';

/** States out of which a branch may still say that it will not serve. */
const refusable = ['offered', 'to_pack', 'ready'];

/** A branch that is asked: it accepts, refuses, or lets the time go by. */
export function createOffers(context: OrderContext, reassignment: Reassignment, views: OrderViews) {
  const { table, clock, store, outbox, settings } = context;
  const { changes } = reassignment;
  const arrivals = createArrivals(context);

  async function accept(found: Found): Promise<Result<WorkItem>> {
    const { record, fulfilment } = found;
    const { orderId, fulfilmentId, locationId } = fulfilment;
    const { state } = fulfilment;
    // Asked again by the same branch: it has it already.
    if (['to_pack', 'ready', 'dispatched', 'disputed', 'delivery_failed', 'fulfilled'].includes(state))
      return ok(await views.workItem(record, fulfilment));
    if (state !== 'offered') return fail('transition_refused', { state });
    if (isRefunded(record, fulfilment)) return fail('part_refunded');
    const cause: Cause = { atMs: clock.nowMs(), by: 'staff' };
    const { attempt } = fulfilment;
    /** Accepted by two clerks at once, or gone to somebody else a moment before. */
    const meanwhile = async (): Promise<Result<Found>> => {
      const now = await store.read(orderId);
      const same = now?.fulfilments.find((candidate) => candidate.fulfilmentId === fulfilmentId);
      return now && same?.locationId === locationId && same.state === 'to_pack'
        ? ok({ record: now, fulfilment: same })
        : fail('offer_gone');
    };
    const writes = [
      changes.fulfilment(fulfilment, 'accept', cause, {
        offerUntilMs: undefined,
        ...(await arrivals.anew(fulfilment, cause.atMs)),
      }),
      outbox.announce({
        type: 'fulfilment.accepted',
        data: { ...partEvent(fulfilment, cause), attempt, locationId, mode: 'offer' },
      }),
    ];
    const done = await runCommand<Found>(
      { table },
      { command: null, attempt: () => ({ writes, value: found, refused: { fulfilment: meanwhile } }) },
    );
    return done.ok ? ok(await views.workItem(done.value.record, done.value.fulfilment)) : done;
  }

  /** A repeat finds the fulfilment elsewhere and is answered `offer_gone`: what was asked for is so. */
  async function refuse(found: Found, refusal: Refusal): Promise<Result<{ to: RefusedTo }>> {
    const { record, fulfilment } = found;
    const { state, method } = fulfilment;
    if (!refusable.includes(state)) return fail('transition_refused', { state });
    const wanted = new Set(fulfilment.lines.map(({ skuId }) => skuId));
    const counted = refusal.counted.filter(({ skuId }) => wanted.has(skuId));
    if (refusal.reason === 'no_stock' && counted.length === 0) {
      return fail('invalid_request', { detail: 'counted: what is really there' });
    }
    const leaving: Leaving = {
      reason: refusal.reason,
      note: refusal.note,
      cause: { atMs: clock.nowMs(), by: 'staff' },
      counted: refusal.reason === 'no_stock' ? counted : [],
      priceGapFen: refusal.reason === 'price' ? priceGap(found, refusal) : undefined,
    };
    leaving.events = [refusedEvent(found, leaving)];
    const done =
      method === 'pickup' ? await askShopper(found, leaving) : await reassignment.refused(found, leaving);
    if (!done.ok) return done;
    const { orderId } = record.head;
    const now = done.value.fulfilment;
    context.logger.info({ orderId, reason: refusal.reason, to: now.state }, 'refused');
    return ok({ to: await views.refusedTo(now) });
  }

  /** What the branch charges beyond what the shopper pays for the same pieces. */
  function priceGap({ record, fulfilment }: Found, { localPrices }: Refusal): number {
    const local = new Map(localPrices.map(({ skuId, priceFen }) => [skuId, priceFen]));
    return linesOf(record.detail, fulfilment.lines).reduce((gap, { skuId, unitPriceFen, quantity }) => {
      const priceFen = local.get(skuId);
      return priceFen === undefined ? gap : gap + (priceFen - unitPriceFen) * quantity;
    }, 0);
  }

  function refusedEvent({ record, fulfilment }: Found, { reason, cause, priceGapFen }: Leaving): DomainEvent {
    const { locationId, attempt, acceptance, state } = fulfilment;
    const goodsFen = linesOf(record.detail, fulfilment.lines).reduce((sum, line) => sum + line.amountFen, 0);
    const locationIds =
      state === 'in_grab_pool' && acceptance.mode === 'grab' ? acceptance.eligibleIds : [locationId];
    return {
      type: 'fulfilment.refused',
      data: {
        ...partEvent(fulfilment, cause),
        attempt,
        locationIds,
        reason,
        wasTaken: state !== 'offered' && state !== 'in_grab_pool',
        goodsFen,
        priceGapFen: priceGapFen ?? 0,
      },
    };
  }

  /** A refused pickup stays where it is, with what is there of it, until its shopper says what to do. */
  async function askShopper(found: Found, leaving: Leaving): Promise<Result<Found>> {
    const { fulfilment } = found;
    const { atMs } = leaving.cause;
    const asked = [...fulfilment.asked, { locationId: fulfilment.locationId, reason: leaving.reason, atMs }];
    const { askShopperWithinMs } = timingOf(await settings.serving.current());
    const writes = [
      ...(await reassignment.askShopperWrites(found, leaving, asked, atMs + askShopperWithinMs)),
      outbox.announce(...(leaving.events ?? []), {
        type: 'pickup.refused',
        data: partEvent(fulfilment, leaving.cause),
      }),
    ];
    // Refused: it went on, or its goods did, a moment before.
    return runCommand<Found>(
      { table },
      {
        command: null,
        attempt: () => ({ writes, value: found, refused: { '*': fail('offer_gone') } }),
      },
    );
  }

  /** The time to answer is over; whatever happened meanwhile made it another attempt, and then nothing is to be done. */
  async function lapse(due: Due): Promise<void> {
    const found = await partThatWaits(store, due);
    if (!found || !isStillAsked(found.fulfilment)) return;
    const { fulfilment } = found;
    const { fulfilmentId } = fulfilment;
    const leaving: Leaving = { reason: 'timeout', cause: { atMs: clock.nowMs(), by: 'system' } };
    leaving.events = [
      refusedEvent(found, leaving),
      ...(fulfilment.acceptance.mode === 'grab'
        ? [
            {
              type: 'grab_pool.closed' as const,
              data: {
                ...partEvent(fulfilment, leaving.cause),
                locationIds: fulfilment.acceptance.eligibleIds,
              },
            },
          ]
        : []),
    ];
    const done = await reassignment.refused(found, leaving);
    // `offer_gone`: accepted or grabbed at the last moment.
    if (!done.ok && done.code !== 'offer_gone')
      throw new Error(`offer of ${fulfilmentId} to ${fulfilment.locationId}: ${done.code}`);
  }

  function isStillAsked({ state, offerUntilMs }: FulfilmentRecord): boolean {
    const waits = state === 'offered' || state === 'in_grab_pool';
    return waits && (offerUntilMs ?? 0) <= clock.nowMs();
  }

  /** Nobody could serve it some time ago: perhaps somebody can now. */
  async function lookAgain(due: Due): Promise<void> {
    const found = await partThatWaits(store, due);
    if (found?.fulfilment.state !== 'with_hq') return;
    const leaving: Leaving = { reason: 'asked_again', cause: { atMs: clock.nowMs(), by: 'system' } };
    const done = await reassignment.askAgain(found, leaving);
    // Still nobody: it stays in HQ's queue, where people see it.
    if (!done.ok && done.code === 'busy') throw new Error(`${due.ref} could not be asked again`);
  }

  const dueHandlers: DueHandler[] = [
    { kind: dueKinds.offerEnds, queue: 'orders', handle: lapse },
    { kind: dueKinds.askAgain, queue: 'orders', handle: lookAgain },
  ];

  return { accept, refuse, lapse, askShopper, dueHandlers };
}
export type Offers = ReturnType<typeof createOffers>;
