import {
  type BranchCourierTask,
  type CourierTask,
  maxDeliveryCodeAttempts,
} from '@jindian/shared/contract/serving/couriers';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import type { CourierContext } from './context.ts';
import type { TaskRecord } from './store.ts';

export function branchView(task: TaskRecord): BranchCourierTask {
  const { orderId, fulfilmentId, orderNumber, state, feeFen, goodsCount, distanceMeters: meters } = task;
  const { county, slotId, calledAtMs, pickUpByMs, deliveredAtMs, courierName } = task;
  return {
    orderId,
    fulfilmentId,
    orderNumber,
    state,
    feeFen,
    goodsCount,
    distanceMeters: meters,
    county,
    slotId,
    calledAtMs,
    pickUpByMs,
    deliveredAtMs,
    codeAttemptsLeft: Math.max(0, maxDeliveryCodeAttempts - task.codeAttempts),
    courierName,
  };
}

export function createCourierViews(context: Pick<CourierContext, 'orders' | 'location'>) {
  /** A task for a courier; the address only for the one who carries it, and only while they do. */
  async function view(
    task: TaskRecord,
    courierId: string,
    point: PointGcj02 | null = null,
  ): Promise<CourierTask> {
    const carried = ['grabbed', 'picked_up', 'returning'].includes(task.state);
    const mine = task.courierId === courierId && carried;
    const [place, deliveryJob] = await Promise.all([
      context.location(task.locationId),
      mine ? context.orders.deliveryJob(task) : null,
    ]);
    if (!place) throw new Error(`the branch ${task.locationId} of a task is gone`);
    const { courierName: _courierName, ...rest } = branchView(task);
    return {
      ...rest,
      branch: {
        locationId: place.id,
        name: place.name,
        address: place.address,
        latGcj02: place.latGcj02,
        lngGcj02: place.lngGcj02,
      },
      toBranchMeters: point ? Math.round(distanceMeters(point, place)) : null,
      address: deliveryJob?.address ?? null,
      note: deliveryJob?.note ?? null,
      failure: task.state === 'returning' ? (deliveryJob?.failure ?? null) : null,
    };
  }
  return { view };
}
export type CourierViews = ReturnType<typeof createCourierViews>;
