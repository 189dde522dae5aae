import { fail, ok, type Result } from '../../platform/result.ts';
import { nextState } from '../../platform/state-machine.ts';
import type { OrderContext } from './context.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { fulfilmentMachine } from './machines.ts';
import { claimsOfDigits, type PickupClaim, readPickupCode, typedDigits } from './pickup-code.ts';
import type { OrderRecord } from './store.ts';

type Found = { record: OrderRecord; fulfilment: FulfilmentRecord };
/** What a shown code names, and whether that code is too old. */
type Shown = Found & { expired: boolean };

/** Typed digits are looked for in each queue of a counter: far more than any branch has open. */
const mostAtCounter = 10_000;
const lastGivenOut = 500;
const keysAtOnce = 1_000;

/** Finds what a shopper at the counter comes for, by the QR that is scanned or the digits that are typed. */
export function createShownCodes(
  { store, clock, pickupSecret }: Pick<OrderContext, 'store' | 'clock' | 'pickupSecret'>,
  pickupStepMs: () => Promise<number>,
) {
  /** Keys of one queue of the counter, page after page; `whole` is false where there are more than are looked through. */
  async function keysAtCounter(locationId: string, queue: string, most: number) {
    const keys: PickupClaim[] = [];
    for (;;) {
      const count = Math.min(keysAtOnce, most - keys.length);
      const page = await store.fulfilments.idsOfQueue(locationId, queue, count, keys.at(-1)?.fulfilmentId);
      keys.push(...page);
      if (page.length < count) return { keys, whole: true };
      if (keys.length >= most) return { keys, whole: false };
    }
  }

  /**
   * Among all that waits at this counter, and what was given out last, so that it is said that it was. A delivery that
   * waits there is nobody's pickup. Two pickups that show the same digits are told apart by nobody: then neither is meant.
   */
  async function foundByDigits(locationId: string, digits: string): Promise<Result<Shown>> {
    const [stepMs, ...queues] = await Promise.all([
      pickupStepMs(),
      keysAtCounter(locationId, 'to_pack', mostAtCounter),
      keysAtCounter(locationId, 'ready', mostAtCounter),
      keysAtCounter(locationId, 'done', lastGivenOut),
    ]);
    const keys = queues.flatMap((queue) => queue.keys);
    const { claims, expired } = claimsOfDigits(pickupSecret(), digits, keys, clock.nowMs(), stepMs);
    const read = await Promise.all(claims.map(foundOf));
    const found = read.flatMap((one) => (one?.fulfilment.method === 'pickup' ? [one] : []));
    if (found.length === 1 && found[0]) return ok({ ...found[0], expired });
    const [toPack, ready] = queues;
    return fail(
      found.length === 0 && !(toPack.whole && ready.whole) ? 'digits_not_read' : 'pickup_code_invalid',
    );
  }

  async function foundByQr(text: string): Promise<Result<Shown>> {
    const reading = readPickupCode(pickupSecret(), text, clock.nowMs(), await pickupStepMs());
    const found = reading.kind === 'invalid' ? null : await foundOf(reading.claim);
    return found ? ok({ ...found, expired: reading.kind === 'expired' }) : fail('pickup_code_invalid');
  }

  async function foundOf({ orderId, fulfilmentId }: PickupClaim): Promise<Found | null> {
    const record = await store.read(orderId);
    const fulfilment = record?.fulfilments.find((one) => one.fulfilmentId === fulfilmentId);
    return record && fulfilment ? { record, fulfilment } : null;
  }

  /** Reads a shown code against the order itself; says exactly why it is refused. */
  async function readShown(locationId: string, text: string): Promise<Result<Found>> {
    const digits = typedDigits(text);
    const shown = await (digits ? foundByDigits(locationId, digits) : foundByQr(text));
    if (!shown.ok) return shown;
    const { record, fulfilment, expired } = shown.value;
    if (fulfilment.locationId !== locationId) return fail('wrong_branch');
    // Became a delivery after its code was shown, perhaps: it goes to its address, and is not given out.
    if (fulfilment.method !== 'pickup') return fail('not_a_pickup');
    if (fulfilment.state === 'fulfilled') return fail('already_handed_over');
    if (expired) return fail('pickup_code_expired');
    if (nextState(fulfilmentMachine, fulfilment.state, 'hand_over') === null) {
      return fail('transition_refused', { state: fulfilment.state });
    }
    return ok({ record, fulfilment });
  }

  return { foundOf, readShown };
}
