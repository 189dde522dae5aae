import type { Clock } from '../platform/clock.ts';
import { fail, ok, type Result } from '../platform/result.ts';
import { nextState } from '../platform/state-machine.ts';
import type { Write } from '../platform/transact.ts';
import type { DeliveryJob, DeliveryJobSource } from '../serving/couriers/context.ts';
import type { TaskKey } from '../serving/couriers/store.ts';
import type { Found, FulfilmentStep } from '../serving/orders/fulfil.ts';
import { cameBackAtMs } from '../serving/orders/fulfilment-items.ts';
import { fulfilmentMachine } from '../serving/orders/machines.ts';
import type { Orders } from '../serving/orders/service.ts';

const stages: Partial<Record<string, DeliveryJob['stage']>> = {
  to_pack: 'at_branch',
  ready: 'at_branch',
  dispatched: 'on_its_way',
  disputed: 'on_its_way',
  delivery_failed: 'failed',
  fulfilled: 'arrived',
};

/** What orders do for couriers: a task's pick-up is the dispatch of its delivery, its proof is the delivery itself. */
export function createDeliveryJobs(
  orders: Pick<Orders, 'store' | 'fulfilment' | 'deliveries'>,
  clock: Clock,
): DeliveryJobSource & { shopperOf(orderId: string): Promise<string | null> } {
  async function find({ orderId, fulfilmentId }: TaskKey) {
    const record = await orders.store.read(orderId);
    const fulfilment = record?.fulfilments.find((candidate) => candidate.fulfilmentId === fulfilmentId);
    return record && fulfilment ? { record, fulfilment } : null;
  }

  async function deliveryJob(key: TaskKey): Promise<DeliveryJob | null> {
    const found = await find(key);
    if (!found) return null;
    const { record, fulfilment } = found;
    return {
      ...key,
      locationId: fulfilment.locationId,
      orderNumber: record.head.number,
      stage: stages[fulfilment.state] ?? 'gone',
      failure: fulfilment.failure?.reason ?? null,
      cameBackAtMs: cameBackAtMs(fulfilment),
      address: fulfilment.method === 'delivery' ? record.detail.address : null,
      note: record.detail.note,
      goodsCount: fulfilment.lines.reduce((sum, { quantity }) => sum + quantity, 0),
      slotId: fulfilment.slotId ?? null,
    };
  }

  async function stepped(key: TaskKey, event: FulfilmentStep, done: string): Promise<Result<Write[]>> {
    const found = await find(key);
    if (!found) return fail('not_found');
    const { state } = found.fulfilment;
    // A clerk was quicker and tapped it too: what was asked for is so.
    if (state === done) return ok([]);
    const writes = await orders.fulfilment.stepWrites(found, event, { atMs: clock.nowMs(), by: 'courier' });
    return writes ? ok(writes) : fail('transition_refused', { state });
  }

  /** A failure, or another try, by the courier: with his task in one transaction. */
  async function onTheRoad(
    key: TaskKey,
    event: 'fail_delivery' | 'try_again',
    writesOf: (found: Found) => Write[] | Promise<Write[]>,
  ): Promise<Result<Write[]>> {
    const found = await find(key);
    if (!found) return fail('not_found');
    const { state } = found.fulfilment;
    if (state === fulfilmentMachine.transitions[event].to) return ok([]);
    // Its shopper says that it did not come: HQ decides what happened.
    if (state === 'disputed') return fail('delivery_disputed');
    if (nextState(fulfilmentMachine, state, event) === null) return fail('transition_refused', { state });
    return ok(await writesOf(found));
  }
  const byCourier = () => ({ atMs: clock.nowMs(), by: 'courier' as const });

  return {
    deliveryJob,
    onFailed: (key, reason, courierId) =>
      onTheRoad(key, 'fail_delivery', (found) =>
        orders.deliveries.failWrites(found, { reason }, byCourier(), courierId),
      ),
    onTriedAgain: (key) =>
      onTheRoad(key, 'try_again', (found) => orders.deliveries.againWrites(found, byCourier())),
    onPickedUp: (key) => stepped(key, 'dispatch', 'dispatched'),
    onDelivered: (key) => stepped(key, 'deliver', 'fulfilled'),
    shopperOf: async (orderId) => (await orders.store.read(orderId))?.head.memberId ?? null,
  };
}
