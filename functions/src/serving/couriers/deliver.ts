import { maxDeliveryCodeAttempts } from '@jindian/shared/contract/serving/couriers';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { transact } from '../../platform/transact.ts';
import type { CourierContext } from './context.ts';
import { isDeliveryCode } from './rules.ts';
import { createSteps, type TaskEvent } from './steps.ts';
import type { TaskKey, TaskRecord } from './store.ts';

/** Proof of delivery, and keeping tasks in step with what happens to their orders. */
export function createDelivering(context: CourierContext) {
  const { table, clock, store, orders, idempotency, codeSecret } = context;
  const { step } = createSteps(context);

  /**
   * Delivered against the code. A try is used up, in the table, before the code is looked at: however many are sent
   * at once, five are ever looked at. Then task, delivery, order and the fee's announcement change together.
   */
  async function deliver(
    key: TaskKey,
    code: string,
    inHand: () => Promise<TaskRecord | null>,
    command: CommandClaim,
  ): Promise<Result<TaskRecord>> {
    const done = await idempotency.find(command);
    if (done?.kind === 'other_input') return fail('idempotency_key_reused');
    const task = await inHand();
    if (!task) return fail('not_found');
    if (task.state === 'delivered') return ok(task);
    if (task.state !== 'picked_up' || task.courierId === null || task.grabbedAtMs === null)
      return fail('transition_refused', { state: task.state });
    const tried = await transact(table, [store.takeAttempt(key, maxDeliveryCodeAttempts)]);
    if (tried.kind === 'busy') return fail('busy');
    if (tried.kind === 'refused') {
      const now = await inHand();
      return now?.state === 'delivered' ? ok(now) : fail('delivery_code_blocked');
    }
    const { courierId, grabbedAtMs } = task;
    if (!isDeliveryCode(codeSecret, { ...key, courierId, grabbedAtMs }, code)) {
      const now = await store.read(key);
      const left = maxDeliveryCodeAttempts - (now?.codeAttempts ?? maxDeliveryCodeAttempts);
      return left > 0 ? fail('delivery_code_wrong', { left }) : fail('delivery_code_blocked');
    }
    return arrived(key, command);
  }

  /** The code was right: tried again when another part of the order changes at the same moment. */
  async function arrived(key: TaskKey, command: CommandClaim): Promise<Result<TaskRecord>> {
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const task = await store.read(key);
      if (!task) return fail('not_found');
      if (task.state === 'delivered') return ok(task);
      const order = await orders.onDelivered(key);
      if (!order.ok) return order;
      const next = step(task, 'deliver', { atMs: clock.nowMs(), by: 'courier' });
      if (!next) return fail('transition_refused', { state: task.state });
      const outcome = await transact(table, [
        ...next.writes,
        ...order.value,
        idempotency.claim(command, { orderId: key.orderId, fulfilmentId: key.fulfilmentId }),
      ]);
      if (outcome.kind === 'done') return ok(next.task);
      if (outcome.kind === 'busy') return fail('busy');
    }
    return fail('busy');
  }

  /** What follows for a task from where its delivery is now; several steps where events came late. */
  function eventFor(
    task: TaskRecord,
    stage: 'at_branch' | 'on_its_way' | 'arrived' | 'gone',
  ): TaskEvent | null {
    const waiting = task.state === 'open' || task.state === 'grabbed';
    if (stage === 'at_branch') return null;
    if (stage === 'gone') return waiting ? 'cancel' : null;
    // The branch gave it out by itself: to the courier who was to fetch it, if there was one.
    if (task.state === 'open') return 'cancel';
    if (task.state === 'grabbed') return 'pick_up';
    // A clerk confirmed it, since the code was blocked or the courier's phone was dead: the fee is earned all the same.
    return stage === 'arrived' && task.state === 'picked_up' ? 'deliver' : null;
  }

  /** Brings the tasks of an order in line with its fulfilments, whatever happened in whatever order. */
  async function reconcile(orderId: string): Promise<void> {
    for (const found of await store.ofOrder(orderId)) {
      let task = found;
      for (let steps = 0; steps < 6; steps += 1) {
        const deliveryJob = await orders.deliveryJob(task);
        const moved = deliveryJob !== null && deliveryJob.locationId !== task.locationId;
        const stage = deliveryJob === null || moved ? 'gone' : deliveryJob.stage;
        const event = eventFor(task, stage);
        if (event === null) break;
        const next = step(task, event, { atMs: clock.nowMs(), by: 'system' });
        if (!next) break;
        const outcome = await transact(table, next.writes);
        if (outcome.kind === 'busy') throw new Error(`the courier task of ${task.fulfilmentId} is busy`);
        const now = outcome.kind === 'done' ? next.task : await store.read(task);
        if (!now) break;
        task = now;
      }
    }
  }

  /** Not fetched in time. A task that was given back, fetched or grabbed anew meanwhile is left alone. */
  async function timeOut(key: TaskKey, grabbedAtMs: number): Promise<void> {
    await reconcile(key.orderId);
    const task = await store.read(key);
    if (task?.state !== 'grabbed' || task.grabbedAtMs !== grabbedAtMs) return;
    const next = step(task, 'time_out', { atMs: clock.nowMs(), by: 'system' });
    if (!next) return;
    const outcome = await transact(table, next.writes);
    if (outcome.kind === 'busy') throw new Error(`the courier task of ${key.fulfilmentId} is busy`);
  }

  return { deliver, reconcile, timeOut };
}
