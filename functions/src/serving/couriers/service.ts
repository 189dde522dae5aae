import type {
  BranchCourierTask,
  CourierPolicy,
  CourierTask,
  DeliveryOnTheWay,
} from '@jindian/shared/contract/serving/couriers';
import { maxDeliveryCodeAttempts } from '@jindian/shared/contract/serving/couriers';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { holdsRole } from '../../platform/access.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import { transact, type Write } from '../../platform/transact.ts';
import type { CourierContext, DeliveryJob } from './context.ts';
import { createDelivering } from './deliver.ts';
import {
  courierTaskMachine,
  defaultCourierPolicy,
  deliveryCodeOf,
  maxTasksInHand,
  pickUpByMs,
} from './rules.ts';
import { createSteps } from './steps.ts';
import type { TaskKey, TaskRecord } from './store.ts';
import { branchView, createCourierViews } from './views.ts';

const branchStaff = ['clerk', 'manager', 'hq'] as const;

export function createCouriers(context: CourierContext) {
  const { table, clock, store, orders, idempotency } = context;
  const { step } = createSteps(context);
  const { view } = createCourierViews(context);
  const delivering = createDelivering(context);

  async function policyOf(locationId: string): Promise<CourierPolicy> {
    return (await store.policyOf(locationId)) ?? defaultCourierPolicy;
  }

  async function savePolicy(
    locationId: string,
    policy: CourierPolicy,
    by: string,
    command: CommandClaim,
  ): Promise<Result<CourierPolicy>> {
    if (!(await context.location(locationId))) return fail('not_found');
    const outcome = await transact(table, [
      store.savePolicy(locationId, policy, by, clock.nowMs()),
      idempotency.claim(command, {}),
    ]);
    if (outcome.kind === 'busy') return fail('busy');
    if (outcome.kind === 'refused') {
      const before = await idempotency.repeated(command, outcome);
      if (before?.kind !== 'same') return fail('idempotency_key_reused');
    }
    return ok(await policyOf(locationId));
  }

  /** Puts a delivery into the grab pool: the first time, or again after it was called off. Null: it is there already. */
  async function taskWrites(deliveryJob: DeliveryJob, before: TaskRecord | null): Promise<Write[] | null> {
    const [place, policy] = await Promise.all([
      context.location(deliveryJob.locationId),
      policyOf(deliveryJob.locationId),
    ]);
    if (!place || !deliveryJob.address) throw new RangeError('only a delivery of a known place is carried');
    const nowMs = clock.nowMs();
    const asked = {
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
    if (before) return step(before, 'call_again', cause, asked)?.writes ?? null;
    const { orderId, fulfilmentId, orderNumber } = deliveryJob;
    return [
      store.create({
        orderId,
        fulfilmentId,
        orderNumber,
        ...asked,
        state: courierTaskMachine.initial,
        courierId: null,
        courierName: null,
        grabbedAtMs: null,
        pickUpByMs: null,
        deliveredAtMs: null,
        revision: 0,
        history: [{ ...cause, state: courierTaskMachine.initial }],
      }),
    ];
  }

  /** The delivery, if the caller's branch serves it; anybody else's does not exist for them. */
  async function deliveryJobOf(key: TaskKey, principal: Principal): Promise<DeliveryJob | null> {
    const deliveryJob = await orders.deliveryJob(key);
    return deliveryJob && holdsRole(principal, branchStaff, deliveryJob.locationId) ? deliveryJob : null;
  }

  /** A clerk has a delivery carried. Tapped again, it is in the grab pool already. */
  async function call(key: TaskKey, principal: Principal): Promise<Result<BranchCourierTask>> {
    const deliveryJob = await deliveryJobOf(key, principal);
    if (!deliveryJob) return fail('not_found');
    const before = await store.read(key);
    if (before && before.state !== 'cancelled') return ok(branchView(before));
    if (deliveryJob.stage !== 'at_branch' || !deliveryJob.address)
      return fail('transition_refused', { state: deliveryJob.stage });
    const writes = await taskWrites(deliveryJob, before);
    if (writes && (await transact(table, writes)).kind === 'busy') return fail('busy');
    const task = await store.read(key);
    return task ? ok(branchView(task)) : fail('busy');
  }

  async function callOff(key: TaskKey, principal: Principal): Promise<Result<BranchCourierTask>> {
    if (!(await deliveryJobOf(key, principal))) return fail('not_found');
    return change(
      key,
      'cancelled',
      (task) => step(task, 'cancel', { atMs: clock.nowMs(), by: 'staff' }),
      branchView,
    );
  }

  /** Repeats a change on what is there now until it is done, is so already, or is not possible. */
  async function change<View>(
    key: TaskKey,
    wanted: TaskRecord['state'],
    build: (task: TaskRecord) => { task: TaskRecord; writes: Write[] } | null,
    show: (task: TaskRecord) => View | Promise<View>,
  ): Promise<Result<View>> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const task = await store.read(key);
      if (!task) return fail('not_found');
      if (task.state === wanted) return ok(await show(task));
      const next = build(task);
      if (!next) return fail('transition_refused', { state: task.state });
      const outcome = await transact(table, next.writes);
      if (outcome.kind === 'done') return ok(await show(next.task));
      if (outcome.kind === 'busy') return fail('busy');
    }
    return fail('busy');
  }

  async function grabPool(principal: Principal, point: PointGcj02 | null): Promise<CourierTask[]> {
    const here = principal.roles.flatMap(({ role, locationId }) =>
      role === 'courier' && locationId ? [locationId] : [],
    );
    const found = await Promise.all([...new Set(here)].slice(0, 20).map(store.openAt));
    const waiting = found.flat().sort((a, b) => a.calledAtMs - b.calledAtMs);
    return Promise.all(waiting.slice(0, 50).map((task) => view(task, principal.memberId, point)));
  }

  async function mine(memberId: string, which: 'in_hand' | 'done'): Promise<CourierTask[]> {
    return Promise.all((await store.ofCourier(memberId, which)).map((task) => view(task, memberId)));
  }

  /** A task of a branch where the caller is a courier. */
  async function near(key: TaskKey, principal: Principal): Promise<TaskRecord | null> {
    const task = await store.read(key);
    return task && holdsRole(principal, ['courier'], task.locationId) ? task : null;
  }

  /** Of any number who grab at once one gets it: the change is on condition that nobody changed it since. */
  async function grab(key: TaskKey, principal: Principal): Promise<Result<CourierTask>> {
    const { memberId } = principal;
    const task = await near(key, principal);
    if (!task) return fail('not_found');
    if (task.state === 'grabbed' && task.courierId === memberId) return ok(await view(task, memberId));
    if (task.state !== 'open') return fail('courier_task_gone');
    if ((await store.ofCourier(memberId, 'in_hand')).length >= maxTasksInHand)
      return fail('courier_hands_full', { count: maxTasksInHand });
    const deliveryJob = await orders.deliveryJob(key);
    if (deliveryJob?.stage !== 'at_branch' || deliveryJob.locationId !== task.locationId) {
      await delivering.reconcile(key.orderId);
      return fail('courier_task_gone');
    }
    const nowMs = clock.nowMs();
    const grabbed = step(
      task,
      'grab',
      { atMs: nowMs, by: 'courier' },
      {
        courierId: memberId,
        courierName: await context.nameOf(memberId),
        grabbedAtMs: nowMs,
        pickUpByMs: pickUpByMs(task, nowMs),
        codeAttempts: 0,
      },
    );
    if (!grabbed) return fail('courier_task_gone');
    const outcome = await transact(table, grabbed.writes);
    if (outcome.kind === 'done') return ok(await view(grabbed.task, memberId));
    const now = await store.read(key);
    if (now?.state === 'grabbed' && now.courierId === memberId) return ok(await view(now, memberId));
    return outcome.kind === 'busy' && now?.state === 'open' ? fail('busy') : fail('courier_task_gone');
  }

  /** A task that the caller carries; what somebody else carries does not exist for them. */
  async function inHand(key: TaskKey, principal: Principal): Promise<TaskRecord | null> {
    const task = await near(key, principal);
    return task?.courierId === principal.memberId ? task : null;
  }

  async function giveBack(key: TaskKey, principal: Principal): Promise<Result<CourierTask>> {
    const task = await inHand(key, principal);
    if (!task) return fail('not_found');
    const given = step(task, 'give_back', { atMs: clock.nowMs(), by: 'courier' });
    if (!given) return fail('transition_refused', { state: task.state });
    const outcome = await transact(table, given.writes);
    if (outcome.kind === 'busy') return fail('busy');
    if (outcome.kind === 'done') return ok(await view(given.task, principal.memberId));
    const now = await store.read(key);
    // Timed out at the same moment: it is back in the grab pool, as was asked for.
    return now && now.courierId !== principal.memberId
      ? ok(await view(now, principal.memberId))
      : fail('transition_refused', { state: now?.state ?? task.state });
  }

  /** Fetched at the branch: the delivery is dispatched in the same transaction. */
  async function pickUp(key: TaskKey, principal: Principal): Promise<Result<CourierTask>> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const task = await near(key, principal);
      if (!task) return fail('not_found');
      // Timed out, or called off: somebody else's by now, or nobody's.
      if (task.courierId !== principal.memberId) return fail('courier_task_gone');
      if (task.state === 'picked_up') return ok(await view(task, principal.memberId));
      const dispatch = await orders.onPickedUp(key);
      if (!dispatch.ok) {
        await delivering.reconcile(key.orderId);
        return dispatch;
      }
      const taken = step(task, 'pick_up', { atMs: clock.nowMs(), by: 'courier' });
      if (!taken) return fail('transition_refused', { state: task.state });
      const outcome = await transact(table, [...taken.writes, ...dispatch.value]);
      if (outcome.kind === 'done') return ok(await view(taken.task, principal.memberId));
      if (outcome.kind === 'busy') return fail('busy');
    }
    return fail('busy');
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
            ? deliveryCodeOf(context.codeSecret, { orderId, fulfilmentId, courierId, grabbedAtMs })
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
    taskWrites,
    call,
    callOff,
    grabPool,
    mine,
    grab,
    giveBack,
    pickUp,
    deliver: async (key: TaskKey, code: string, principal: Principal, command: CommandClaim) => {
      const done = await delivering.deliver(key, code, () => inHand(key, principal), command);
      return done.ok ? ok(await view(done.value, principal.memberId)) : done;
    },
    onTheWay,
    atBranch,
    reconcile: delivering.reconcile,
    timeOut: delivering.timeOut,
    store,
  };
}
export type Couriers = ReturnType<typeof createCouriers>;
