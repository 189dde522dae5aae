import type { PickupCode, WorkItem } from '@jindian/shared/contract/order';
import { returnWindowMs } from '../commission/rules.ts';
import { holdsRole } from '../platform/access.ts';
import type { CommandClaim } from '../platform/idempotency.ts';
import { fail, ok, type Result } from '../platform/result.ts';
import type { Principal } from '../platform/sessions.ts';
import { nextState } from '../platform/state-machine.ts';
import { failureOf, type TransactionResult, transact, type Write } from '../platform/transact.ts';
import { type Actor, createChanges, type FulfilmentEvent } from './changes.ts';
import type { OrderContext } from './context.ts';
import { fulfilmentMachine } from './machines.ts';
import { ledgerData } from './payment.ts';
import { pickupCodeAt, readPickupCode } from './pickup-code.ts';
import type { FulfilmentRecord, OrderRecord } from './store.ts';
import { dueKinds, pickUpWithinMs } from './timing.ts';
import { workItem } from './views.ts';

type Found = { record: OrderRecord; fulfilment: FulfilmentRecord };

const branchStaff = ['clerk', 'manager', 'hq'] as const;

export function createFulfilmentCommands(context: OrderContext) {
  const { table, clock, store, outbox, dueItems, inventory, idempotency, pickupSecret } = context;
  const changes = createChanges(store);

  /** A fulfilment that the caller's branch serves; anybody else's does not exist for them. */
  async function find(orderId: string, fulfilmentId: string, principal: Principal): Promise<Result<Found>> {
    const record = await store.read(orderId);
    const fulfilment = record?.fulfilments.find((candidate) => candidate.fulfilmentId === fulfilmentId);
    if (!record || !fulfilment || !holdsRole(principal, branchStaff, fulfilment.locationId))
      return fail('not_found');
    return ok({ record, fulfilment });
  }

  function stockPlace(record: OrderRecord) {
    return { id: record.detail.place.locationId, ownerId: record.detail.place.ownerId };
  }

  /** What completing an order brings: the books, and the settlement after the return window. */
  function completionWrites(
    record: OrderRecord,
    atMs: number,
    by: Actor,
    extra: Record<string, unknown>,
  ): Write[] {
    const paidAtMs = record.head.history.find(({ state }) => state === 'paid')?.atMs ?? atMs;
    const books = ledgerData(record);
    return [
      changes.order(record.head, 'complete', { atMs, by }),
      outbox.announce({ type: 'order.completed', data: { ...books, atMs, ...extra } }),
      dueItems.plan(dueKinds.settle, record.head.orderId, atMs + returnWindowMs, {
        ...books,
        paidAtMs,
        completedAtMs: atMs,
      }),
    ];
  }

  /** Events that a tap on the fulfilment causes; repeated taps find it done and change nothing. */
  async function step(found: Found, event: FulfilmentEvent): Promise<Result<WorkItem>> {
    const { record, fulfilment } = found;
    if (fulfilmentMachine.transitions[event].to === fulfilment.state) return ok(workItem(record, fulfilment));
    const suits = event === 'pack' || record.head.method === 'delivery';
    if (!suits || nextState(fulfilmentMachine, fulfilment.state, event) === null) {
      return fail('transition_refused', { state: fulfilment.state });
    }
    const cause = { atMs: clock.nowMs(), by: 'staff' as Actor };
    const { orderId } = record.head;
    const writes = [changes.fulfilment(fulfilment, event, cause)];
    if (event === 'pack') {
      writes.push(
        outbox.announce({
          type: 'fulfilment.ready',
          data: { orderId, fulfilmentId: fulfilment.fulfilmentId },
        }),
      );
      if (record.head.method === 'pickup') {
        writes.push(dueItems.plan(dueKinds.notPickedUp, orderId, cause.atMs + pickUpWithinMs));
      }
    }
    if (event === 'dispatch') {
      writes.push(...inventory.orderWrites('sale', stockPlace(record), orderId, record.detail.lines));
      writes.push(
        outbox.announce({
          type: 'fulfilment.dispatched',
          data: { orderId, fulfilmentId: fulfilment.fulfilmentId },
        }),
      );
    }
    if (event === 'deliver') writes.push(...completionWrites(record, cause.atMs, 'staff', {}));
    const outcome = await transact(table, writes);
    if (outcome.kind === 'busy') return fail('busy');
    if (outcome.kind === 'done') return ok(workItem(record, fulfilment));
    const now = await readAgain(found, outcome);
    // Tapped twice at once, or by two: what was asked for is so.
    if (now.fulfilment.state === fulfilmentMachine.transitions[event].to)
      return ok(workItem(now.record, now.fulfilment));
    return fail('transition_refused', { state: now.fulfilment.state });
  }

  /** After a change was refused because its order is no longer in the state that was read. Any other refusal is a bug. */
  async function readAgain({ record, fulfilment }: Found, outcome: TransactionResult): Promise<Found> {
    const { orderId } = record.head;
    if (!failureOf(outcome, 'order') && !failureOf(outcome, 'fulfilment')) {
      const labels = outcome.kind === 'refused' ? outcome.failed.map(({ label }) => label) : [outcome.kind];
      throw new Error(`a change of order ${orderId} was refused by ${labels.join(', ')}`);
    }
    const now = await store.read(orderId);
    const same = now?.fulfilments.find(({ fulfilmentId }) => fulfilmentId === fulfilment.fulfilmentId);
    if (!now || !same) throw new Error(`order ${orderId} is gone`);
    return { record: now, fulfilment: same };
  }

  /** What the shopper shows at the counter. */
  function pickupCode(record: OrderRecord): Result<PickupCode> {
    const fulfilment = record.fulfilments[0];
    const waiting = fulfilment?.state === 'to_pack' || fulfilment?.state === 'ready';
    if (record.head.method !== 'pickup' || !fulfilment || !waiting) {
      return fail('transition_refused', { state: fulfilment?.state ?? record.head.state });
    }
    const claim = { orderId: record.head.orderId, fulfilmentId: fulfilment.fulfilmentId };
    return ok(pickupCodeAt(pickupSecret, claim, clock.nowMs()));
  }

  /** Reads a shown code against the order itself; says exactly why it is refused. */
  async function readShown(locationId: string, text: string): Promise<Result<Found>> {
    const reading = readPickupCode(pickupSecret, text, clock.nowMs());
    if (reading.kind === 'invalid') return fail('pickup_code_invalid');
    const record = await store.read(reading.claim.orderId);
    const fulfilment = record?.fulfilments.find(
      ({ fulfilmentId }) => fulfilmentId === reading.claim.fulfilmentId,
    );
    if (!record || !fulfilment) return fail('pickup_code_invalid');
    if (fulfilment.locationId !== locationId) return fail('wrong_branch');
    if (fulfilment.state === 'fulfilled') return fail('already_handed_over');
    if (reading.kind === 'expired') return fail('pickup_code_expired');
    if (nextState(fulfilmentMachine, fulfilment.state, 'hand_over') === null) {
      return fail('transition_refused', { state: fulfilment.state });
    }
    return ok({ record, fulfilment });
  }

  async function previewHandOver(locationId: string, text: string): Promise<Result<WorkItem>> {
    const found = await readShown(locationId, text);
    return found.ok ? ok(workItem(found.value.record, found.value.fulfilment)) : found;
  }

  /**
   * Hands over once: state, stock, order, books and settlement timer change together, on condition that nobody
   * else handed it over a moment ago.
   */
  async function confirmHandOver(
    locationId: string,
    text: string,
    command: CommandClaim,
  ): Promise<Result<WorkItem>> {
    const found = await readShown(locationId, text);
    if (!found.ok) return (await handedOverBefore(command)) ?? found;
    const { record, fulfilment } = found.value;
    const { orderId } = record.head;
    const cause = { atMs: clock.nowMs(), by: 'staff' as Actor };
    const outcome = await transact(table, [
      changes.fulfilment(fulfilment, 'hand_over', cause),
      ...completionWrites(record, cause.atMs, 'staff', { handedOver: true }),
      ...inventory.orderWrites('sale', stockPlace(record), orderId, record.detail.lines),
      idempotency.claim(command, { orderId, fulfilmentId: fulfilment.fulfilmentId }),
    ]);
    if (outcome.kind === 'done') return ok(workItem(record, fulfilment));
    if (outcome.kind === 'busy') return fail('busy');
    const before = await handedOverBefore(command);
    if (before) return before;
    // Somebody was quicker: another clerk handed it over, or the shopper called it off.
    const now = await readAgain(found.value, outcome);
    return now.fulfilment.state === 'fulfilled'
      ? fail('already_handed_over')
      : fail('transition_refused', { state: now.fulfilment.state });
  }

  async function handedOverBefore(command: CommandClaim): Promise<Result<WorkItem> | null> {
    const before = await idempotency.find(command);
    if (!before) return null;
    if (before.kind === 'other_input') return fail('idempotency_key_reused');
    const record = await store.read(String(before.result.orderId));
    const fulfilment = record?.fulfilments.find(
      ({ fulfilmentId }) => fulfilmentId === before.result.fulfilmentId,
    );
    return record && fulfilment ? ok(workItem(record, fulfilment)) : null;
  }

  return { find, step, pickupCode, previewHandOver, confirmHandOver };
}
export type FulfilmentCommands = ReturnType<typeof createFulfilmentCommands>;
