import { maxDeliveryCodeAttempts } from '@jindian/shared/contract/serving/couriers';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { CourierContext, DeliveryJob } from './context.ts';
import { isDeliveryCode } from './rules.ts';
import { createSteps, type TaskEvent } from './steps.ts';
import type { TaskKey, TaskRecord } from './store.ts';

/** Proof of delivery, and keeping tasks in step with what happens to their orders. */
export function createDelivering(context: CourierContext) {
  const { clock, store, orders, codeSecret } = context;
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
    return runCommand<TaskRecord>(context, {
      command,
      // A repeat does not use up another try.
      lookFirst: true,
      async attempt(tries) {
        const task = await (tries === 1 ? inHand() : store.read(key));
        if (!task) return fail('not_found');
        if (task.state === 'delivered') return ok(task);
        const proven = tries === 1 ? await prove(task, code) : ok(task);
        if (!proven.ok || proven.value.state === 'delivered') return proven;
        const order = await orders.onDelivered(key);
        if (!order.ok) return order;
        const next = step(proven.value, 'deliver', { atMs: clock.nowMs(), by: 'courier' });
        if (!next) return fail('transition_refused', { state: task.state });
        return {
          writes: [...next.writes, ...order.value],
          kept: { orderId: key.orderId, fulfilmentId: key.fulfilmentId },
          value: next.task,
          // Another part of the order changed at the same moment.
          refused: { task: 'again', order: 'again', fulfilment: 'again' },
        };
      },
      async replay() {
        const task = await inHand();
        return task ? ok(task) : fail('not_found');
      },
    });
  }

  /** Takes one try, then compares. */
  async function prove(task: TaskRecord, code: string): Promise<Result<TaskRecord>> {
    const { state, courierId, grabbedAtMs, orderId, fulfilmentId } = task;
    const key = { orderId, fulfilmentId };
    if (state !== 'picked_up' || courierId === null || grabbedAtMs === null)
      return fail('transition_refused', { state });
    const taken = await runCommand<TaskRecord>(context, {
      command: null,
      attempt: () => ({
        writes: [store.takeAttempt(key, maxDeliveryCodeAttempts)],
        value: { ...task, codeAttempts: task.codeAttempts + 1 },
        refused: {
          async attempt() {
            const now = await store.read(key);
            return now?.state === 'delivered' ? ok(now) : fail('delivery_code_blocked');
          },
        },
      }),
    });
    if (!taken.ok || isDeliveryCode(codeSecret(), { ...key, courierId, grabbedAtMs }, code)) return taken;
    const now = await store.read(key);
    const left = maxDeliveryCodeAttempts - (now?.codeAttempts ?? maxDeliveryCodeAttempts);
    return left > 0 ? fail('delivery_code_wrong', { left }) : fail('delivery_code_blocked');
  }

  /**
   * What follows for a task from where its delivery is now; several steps where events came late. What has come back
   * since it was fetched went out again without this courier.
   */
  function eventFor(
    task: TaskRecord,
    { stage, cameBackAtMs }: Pick<DeliveryJob, 'stage' | 'cameBackAtMs'>,
  ): TaskEvent | null {
    const waiting = task.state === 'open' || task.state === 'grabbed';
    const fetched = task.history.findLast(({ state }) => state === 'picked_up');
    const cameBack = fetched !== undefined && cameBackAtMs !== null && cameBackAtMs >= fetched.atMs;
    const back = stage === 'at_branch' || stage === 'gone' || cameBack;
    // Its goods are at the branch again, or are none any more.
    if (back && task.state === 'picked_up') return 'fail';
    if (back && task.state === 'returning') return 'bring_back';
    if (stage === 'at_branch') return null;
    if (stage === 'gone') return waiting ? 'cancel' : null;
    // The branch gave it out by itself: to the courier who was to fetch it, if there was one.
    if (task.state === 'open') return 'cancel';
    if (task.state === 'grabbed') return 'pick_up';
    if (stage === 'failed') return task.state === 'picked_up' ? 'fail' : null;
    if (task.state === 'returning') return 'try_again';
    // A clerk confirmed it, since the code was blocked or the courier's phone was dead: the fee is earned all the same.
    return stage === 'arrived' && task.state === 'picked_up' ? 'deliver' : null;
  }

  /** Brings the tasks of an order in line with its fulfilments, whatever happened in whatever order. */
  async function reconcile(orderId: string): Promise<void> {
    for (const found of await store.ofOrder(orderId)) {
      let task: TaskRecord | null = found;
      for (let steps = 0; task && steps < 6; steps += 1) task = await follow(task);
    }
  }

  /** One step towards where the delivery is; null when the task is there. */
  async function follow(task: TaskRecord): Promise<TaskRecord | null> {
    return systemStep(task, async (now) => {
      const deliveryJob = await orders.deliveryJob(now);
      const moved = deliveryJob !== null && deliveryJob.locationId !== now.locationId;
      const isGone = deliveryJob === null || moved;
      return eventFor(now, isGone ? { stage: 'gone', cameBackAtMs: null } : deliveryJob);
    });
  }

  async function systemStep(
    key: TaskKey,
    eventOf: (task: TaskRecord) => TaskEvent | null | Promise<TaskEvent | null>,
  ): Promise<TaskRecord | null> {
    const done = await runCommand<TaskRecord | null, never>(context, {
      command: null,
      async attempt() {
        const task = await store.read(key);
        const event = task && (await eventOf(task));
        const next = task && event && step(task, event, { atMs: clock.nowMs(), by: 'system' });
        return next ? { writes: next.writes, value: next.task, refused: { task: 'again' } } : ok(null);
      },
    });
    if (!done.ok) throw new Error(`the courier task of ${key.fulfilmentId} is busy`);
    return done.value;
  }

  /** Not fetched in time. A task that was given back, fetched or grabbed anew meanwhile is left alone. */
  async function timeOut(key: TaskKey, revision: number): Promise<void> {
    await reconcile(key.orderId);
    await systemStep(key, (task) =>
      task.state === 'grabbed' && task.revision === revision ? 'time_out' : null,
    );
  }

  return { deliver, reconcile, timeOut };
}
