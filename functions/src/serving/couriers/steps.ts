import { nextState } from '../../platform/state-machine.ts';
import type { Write } from '../../platform/transact.ts';
import type { CourierContext } from './context.ts';
import { courierTaskMachine } from './rules.ts';
import type { TaskRecord } from './store.ts';

export type TaskEvent = keyof typeof courierTaskMachine.transitions;
/** Who caused it, in the history: never a name. */
export type TaskActor = 'courier' | 'staff' | 'system';
export type TaskCause = { atMs: number; by: TaskActor; mark?: string | undefined };

/** Who has it in hand: fetching it, or on the way with it. */
function carrierOf({ state, courierId }: TaskRecord): string | null {
  return state === 'grabbed' || state === 'picked_up' || state === 'returning' ? courierId : null;
}

/** State changes of a task as writes, with everything that belongs to each. */
export function createSteps(context: Pick<CourierContext, 'store' | 'outbox' | 'limits'>) {
  const { store, outbox, limits } = context;

  /** The task after the event; null where the machine does not allow it. */
  function after(
    task: TaskRecord,
    event: TaskEvent,
    { atMs, by, mark }: TaskCause,
    facts: Partial<TaskRecord> = {},
  ): TaskRecord | null {
    const state = nextState(courierTaskMachine, task.state, event);
    if (state === null) return null;
    return {
      ...task,
      ...facts,
      state,
      history: [...task.history, { atMs, state, by, ...(mark === undefined ? {} : { mark }) }].slice(-40),
    };
  }

  const leavesHands: ReadonlySet<TaskEvent> = new Set(['give_back', 'time_out', 'cancel', 'bring_back']);
  /** Nobody has it (any more). */
  const inNoHands = { courierId: null, courierName: null, grabbedAtMs: null, pickUpByMs: null } as const;

  /** The change itself, and what it plans or announces; null where it is not possible. */
  function step(
    task: TaskRecord,
    event: TaskEvent,
    cause: TaskCause,
    facts: Partial<TaskRecord> = {},
    /** How many a courier may have in hand, for the step that gives them one more. */
    mayCarry = 0,
  ): { task: TaskRecord; writes: Write[] } | null {
    const { atMs } = cause;
    const changed = after(task, event, cause, {
      ...facts,
      ...(leavesHands.has(event) ? inNoHands : {}),
      ...(event === 'deliver' ? { deliveredAtMs: atMs } : {}),
    });
    if (!changed) return null;
    const { orderId, fulfilmentId, courierId, feeFen, locationId } = changed;
    const writes = [store.change(task, changed)];
    const [carriedBefore, carriesNow] = [carrierOf(task), carrierOf(changed)];
    if (carriedBefore !== null && carriedBefore !== carriesNow)
      writes.push(limits.giveBack('courier_tasks', carriedBefore, { count: 1 }));
    if (carriesNow !== null && carriesNow !== carriedBefore)
      writes.push(limits.take('courier_tasks', carriesNow, { count: 1 }, { count: mayCarry }));
    if (event === 'deliver' && courierId !== null)
      writes.push(
        outbox.announce({
          type: 'courier.delivered',
          data: { orderId, fulfilmentId, courierId, locationId, feeFen, atMs },
        }),
      );
    return { task: { ...changed, revision: task.revision + 1 }, writes };
  }

  return { step };
}
export type Steps = ReturnType<typeof createSteps>;
