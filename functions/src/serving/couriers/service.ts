import { branchGrant, may, placesNamed } from '@jindian/shared/access';
import type {
  BranchCourierTask,
  CourierTask,
  DeliveryOnTheWay,
  EditedCourierPolicy,
} from '@jindian/shared/contract/serving/couriers';
import { maxDeliveryCodeAttempts } from '@jindian/shared/contract/serving/couriers';
import type { DeliveryFailure } from '@jindian/shared/contract/serving/order';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { placeAt } from '../../platform/access.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import { type Attempt, runCommand } from '../../platform/command.ts';
import { staleRevision } from '../../platform/edited.ts';
import { type CommandClaim, markOf } from '../../platform/idempotency.ts';
import { limitLabel } from '../../platform/limit-counters.ts';
import { answerWith, fail, ok, type Result } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { Write } from '../../platform/transact.ts';
import type { CourierContext, DeliveryJob } from './context.ts';
import { createDelivering } from './deliver.ts';
import { brandCourierPolicy, courierTaskMachine, deliveryCodeOf, pickUpByMs } from './rules.ts';
import { createSteps } from './steps.ts';
import type { TaskKey, TaskRecord } from './store.ts';
import { branchView, createCourierViews } from './views.ts';

export function createCouriers(context: CourierContext) {
  const { clock, store, orders } = context;
  const { step } = createSteps(context);
  const { view } = createCourierViews(context);
  const delivering = createDelivering(context);

  async function policyOf(locationId: string): Promise<EditedCourierPolicy> {
    const own = await store.policyOf(locationId, true);
    if (!own) return { ...brandCourierPolicy(await context.settings.current()), revision: 0 };
    const { feeFen, pickUpWithinMinutes, revision } = own;
    return { feeFen, pickUpWithinMinutes, revision };
  }

  async function savePolicy(
    locationId: string,
    policy: EditedCourierPolicy,
    by: string,
    command: CommandClaim,
  ): Promise<Result<EditedCourierPolicy>> {
    if (!(await context.location(locationId))) return fail('not_found');
    const saved = await runCommand<null>(context, {
      command,
      async attempt() {
        const before = await store.policyOf(locationId, true);
        if ((before?.revision ?? 0) !== policy.revision) return staleRevision(before, context.nameOf);
        auditDetails({ before: await policyOf(locationId) });
        return {
          writes: [store.savePolicy(locationId, policy, by, clock.nowMs())],
          value: null,
          refused: { policy: 'again' },
        };
      },
      replay: () => ok(null),
    });
    return answerWith(saved, () => policyOf(locationId));
  }

  /** Puts a delivery into the grab pool: the first time, or again after it was called off. Null: it is there already. */
  async function asked(
    deliveryJob: DeliveryJob,
    before: TaskRecord | null,
  ): Promise<{ task: TaskRecord; writes: Write[] } | null> {
    const [place, policy] = await Promise.all([
      context.location(deliveryJob.locationId),
      policyOf(deliveryJob.locationId),
    ]);
    if (!place || !deliveryJob.address) throw new RangeError('only a delivery of a known place is carried');
    const nowMs = clock.nowMs();
    const terms = {
      locationId: deliveryJob.locationId,
      feeFen: policy.feeFen,
      pickUpWithinMinutes: policy.pickUpWithinMinutes,
      distanceMeters: Math.round(distanceMeters(place, deliveryJob.address)),
      county: deliveryJob.address.county,
      slotId: deliveryJob.slotId,
      calledAtMs: nowMs,
      goodsCount: deliveryJob.goodsCount,
      codeAttempts: 0,
    };
    const cause = { atMs: nowMs, by: 'staff' as const };
    if (before) return step(before, 'call_again', cause, terms);
    const { orderId, fulfilmentId, orderNumber } = deliveryJob;
    const task: TaskRecord = {
      orderId,
      fulfilmentId,
      orderNumber,
      ...terms,
      state: courierTaskMachine.initial,
      courierId: null,
      courierName: null,
      grabbedAtMs: null,
      pickUpByMs: null,
      deliveredAtMs: null,
      revision: 0,
      history: [{ ...cause, state: courierTaskMachine.initial }],
    };
    return { task, writes: [store.create(task)] };
  }

  /** The delivery, if the caller's branch serves it; anybody else's does not exist for them. */
  async function deliveryJobOf(key: TaskKey, principal: Principal): Promise<DeliveryJob | null> {
    const deliveryJob = await orders.deliveryJob(key);
    if (!deliveryJob) return null;
    const place = await placeAt(deliveryJob.locationId, context.location);
    return may(principal, 'fulfilments.work', place) ? deliveryJob : null;
  }

  /** A clerk has a delivery carried. Tapped again, it is in the grab pool already. */
  async function call(key: TaskKey, principal: Principal): Promise<Result<BranchCourierTask>> {
    const deliveryJob = await deliveryJobOf(key, principal);
    if (!deliveryJob) return fail('not_found');
    const called = await runCommand<TaskRecord>(context, {
      command: null,
      async attempt() {
        const before = await store.read(key);
        if (before && before.state !== 'cancelled') return ok(before);
        if (deliveryJob.stage !== 'at_branch' || !deliveryJob.address)
          return fail('transition_refused', { state: deliveryJob.stage });
        const next = await asked(deliveryJob, before);
        return next
          ? { writes: next.writes, value: next.task, refused: { task: 'again' } }
          : fail('transition_refused', { state: before?.state ?? deliveryJob.stage });
      },
    });
    return answerWith(called, branchView);
  }

  async function callOff(key: TaskKey, principal: Principal): Promise<Result<BranchCourierTask>> {
    if (!(await deliveryJobOf(key, principal))) return fail('not_found');
    const cancelled = await runCommand<TaskRecord>(context, {
      command: null,
      async attempt() {
        const task = await store.read(key);
        if (!task) return fail('not_found');
        if (task.state === 'cancelled') return ok(task);
        return taken(task, step(task, 'cancel', { atMs: clock.nowMs(), by: 'staff' }));
      },
    });
    return answerWith(cancelled, branchView);
  }

  /** One step of a task as an attempt: whoever changed the task meanwhile has it looked at anew. */
  function taken(
    task: TaskRecord,
    next: { task: TaskRecord; writes: Write[] } | null,
    beside: readonly Write[] = [],
  ): Attempt<TaskRecord> {
    if (!next) return fail('transition_refused', { state: task.state });
    return {
      writes: [...next.writes, ...beside],
      value: next.task,
      refused: {
        task: 'again',
        order: 'again',
        fulfilment: 'again',
        [limitLabel('courier_tasks')]: async () =>
          fail('courier_hands_full', { count: (await context.settings.current()).courierTasksCount }),
      },
    };
  }

  async function grabPool(principal: Principal, point: PointGcj02 | null): Promise<CourierTask[]> {
    const here = placesNamed(principal.roles, 'couriers.carry');
    const found = await Promise.all(here.slice(0, 20).map(store.openAt));
    const waiting = found.flat().sort((a, b) => a.calledAtMs - b.calledAtMs);
    return Promise.all(waiting.slice(0, 50).map((task) => view(task, principal.memberId, point)));
  }

  async function mine(memberId: string, which: 'in_hand' | 'done'): Promise<CourierTask[]> {
    return Promise.all((await store.ofCourier(memberId, which)).map((task) => view(task, memberId)));
  }

  async function inHandAt(memberId: string, locationId: string): Promise<TaskRecord[]> {
    return (await store.ofCourier(memberId, 'in_hand')).filter((task) => task.locationId === locationId);
  }

  /** Who goes gives back what was not fetched yet; what is out stays in their hands until it is brought to an end. */
  async function handOn(memberId: string, locationId: string): Promise<void> {
    const wasOne: Principal = { kind: 'member', memberId, roles: [branchGrant('courier', locationId)] };
    for (const task of await inHandAt(memberId, locationId))
      if (task.state === 'grabbed') await giveBack(task, wasOne);
  }

  /** A task of a branch where the caller is a courier. */
  async function near(key: TaskKey, principal: Principal): Promise<TaskRecord | null> {
    const task = await store.read(key);
    if (!task) return null;
    return may(principal, 'couriers.carry', await placeAt(task.locationId, context.location)) ? task : null;
  }

  /** Of any number who grab at once one gets it: the change is on condition that nobody changed it since. */
  async function grab(key: TaskKey, principal: Principal): Promise<Result<CourierTask>> {
    const { memberId } = principal;
    const grabbed = await runCommand<TaskRecord>(context, {
      command: null,
      async attempt() {
        const task = await near(key, principal);
        if (!task) return fail('not_found');
        if (task.state === 'grabbed' && task.courierId === memberId) return ok(task);
        if (task.state !== 'open') return fail('courier_task_gone');
        const deliveryJob = await orders.deliveryJob(key);
        if (deliveryJob?.stage !== 'at_branch' || deliveryJob.locationId !== task.locationId) {
          await delivering.reconcile(key.orderId);
          return fail('courier_task_gone');
        }
        const nowMs = clock.nowMs();
        const facts = {
          courierId: memberId,
          courierName: await context.nameOf(memberId),
          grabbedAtMs: nowMs,
          pickUpByMs: pickUpByMs(task, nowMs),
          codeAttempts: 0,
        };
        const { courierTasksCount } = await context.settings.current();
        return taken(task, step(task, 'grab', { atMs: nowMs, by: 'courier' }, facts, courierTasksCount));
      },
    });
    return answerWith(grabbed, (task) => view(task, memberId));
  }

  /** A task that the caller carries; what somebody else carries does not exist for them. */
  async function inHand(key: TaskKey, principal: Principal): Promise<TaskRecord | null> {
    const task = await near(key, principal);
    return task?.courierId === principal.memberId ? task : null;
  }

  async function giveBack(key: TaskKey, principal: Principal): Promise<Result<CourierTask>> {
    const { memberId } = principal;
    const given = await runCommand<TaskRecord>(context, {
      command: null,
      async attempt(tries) {
        const task = await (tries === 1 ? inHand : near)(key, principal);
        if (!task) return fail('not_found');
        // Timed out at the same moment: it is back in the grab pool, as was asked for.
        if (task.courierId !== memberId) return ok(task);
        return taken(task, step(task, 'give_back', { atMs: clock.nowMs(), by: 'courier' }));
      },
    });
    return answerWith(given, (task) => view(task, memberId));
  }

  /** One step of a task that the caller has in hand, with what it does to the delivery. */
  async function inOneStep(
    key: TaskKey,
    principal: Principal,
    event: 'pick_up' | 'fail' | 'try_again',
    command: CommandClaim,
    onDelivery: () => Promise<Result<Write[]>>,
  ): Promise<Result<CourierTask>> {
    const { memberId } = principal;
    const mark = markOf(command);
    const done = await runCommand<TaskRecord>(context, {
      command: null,
      async attempt() {
        const told = await near(key, principal);
        if (!told) return fail('not_found');
        // Told late, when the goods have been out and back since.
        if (told.courierId === memberId && told.history.some((before) => before.mark === mark))
          return ok(told);
        // Where his delivery is by now, whatever was not heard yet: what came back he has no more.
        await delivering.reconcile(key.orderId);
        const task = await store.read(key);
        // Timed out, called off, or brought back: somebody else's by now, or nobody's.
        if (task?.courierId !== memberId) return fail('courier_task_gone');
        if (task.state === courierTaskMachine.transitions[event].to) return ok(task);
        const delivery = await onDelivery();
        if (!delivery.ok) {
          await delivering.reconcile(key.orderId);
          return delivery;
        }
        return taken(task, step(task, event, { atMs: clock.nowMs(), by: 'courier', mark }), delivery.value);
      },
    });
    return answerWith(done, (task) => view(task, memberId));
  }

  /** What the shopper of the order sees; whose order it is, the caller has checked. */
  async function onTheWay(orderId: string): Promise<DeliveryOnTheWay[]> {
    const tasks = await store.ofOrder(orderId);
    return tasks
      .filter(({ state }) => state !== 'cancelled')
      .map(({ fulfilmentId, state, courierId, courierName, grabbedAtMs, codeAttempts }) => ({
        fulfilmentId,
        state,
        courierName,
        code:
          state === 'picked_up' && courierId !== null && grabbedAtMs !== null
            ? deliveryCodeOf(context.codeSecret(), { orderId, fulfilmentId, courierId, grabbedAtMs })
            : null,
        blocked: state === 'picked_up' && codeAttempts >= maxDeliveryCodeAttempts,
      }));
  }

  async function atBranch(locationId: string): Promise<BranchCourierTask[]> {
    return (await store.liveAt(locationId)).filter(({ state }) => state !== 'cancelled').map(branchView);
  }

  return {
    policyOf,
    savePolicy,
    call,
    callOff,
    grabPool,
    mine,
    grab,
    inHandAt,
    handOn,
    giveBack,
    /** Fetched at the branch: the delivery is dispatched in the same transaction. */
    pickUp: (key: TaskKey, principal: Principal, command: CommandClaim) =>
      inOneStep(key, principal, 'pick_up', command, () => orders.onPickedUp(key)),
    deliver: async (key: TaskKey, code: string, principal: Principal, command: CommandClaim) => {
      const done = await delivering.deliver(key, code, () => inHand(key, principal), command);
      return done.ok ? ok(await view(done.value, principal.memberId)) : done;
    },
    failDelivery: (key: TaskKey, reason: DeliveryFailure, principal: Principal, command: CommandClaim) =>
      inOneStep(key, principal, 'fail', command, () => orders.onFailed(key, reason, principal.memberId)),
    tryAgain: (key: TaskKey, principal: Principal, command: CommandClaim) =>
      inOneStep(key, principal, 'try_again', command, () => orders.onTriedAgain(key)),
    onTheWay,
    atBranch,
    reconcile: delivering.reconcile,
    timeOut: delivering.timeOut,
    store,
  };
}
export type Couriers = ReturnType<typeof createCouriers>;
