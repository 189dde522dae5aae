import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { CourierEarningsService } from './earnings.ts';
import type { Couriers } from './service.ts';

export function mountCourierRoutes(
  mount: Mount,
  modules: {
    couriers: Couriers;
    earnings: CourierEarningsService;
    /** Whose order it is; null when there is none. */
    shopperOf(orderId: string): Promise<string | null>;
  },
): void {
  const { couriers, earnings, shopperOf } = modules;
  // `mount` lets nobody in without a session where a role is asked for.
  const known = (principal: Principal | null) => principal as Principal;

  mount(endpoints.listOpenCourierTasks, async ({ query: { latGcj02, lngGcj02 }, principal }) => {
    const point = latGcj02 === undefined || lngGcj02 === undefined ? null : { latGcj02, lngGcj02 };
    return ok({ items: await couriers.grabPool(known(principal), point) });
  });
  mount(endpoints.listMyCourierTasks, async ({ query, memberId }) =>
    ok({ items: await couriers.mine(memberId, query.which) }),
  );
  mount(endpoints.grabCourierTask, ({ params, principal }) => couriers.grab(params, known(principal)));
  mount(endpoints.giveBackCourierTask, ({ params, principal }) =>
    couriers.giveBack(params, known(principal)),
  );
  mount(endpoints.pickUpCourierTask, ({ params, principal, command }) =>
    couriers.pickUp(params, known(principal), command as CommandClaim),
  );
  mount(endpoints.deliverCourierTask, ({ params, body, principal, command }) =>
    couriers.deliver(params, body.code, known(principal), command as CommandClaim),
  );
  mount(endpoints.failCourierTask, ({ params, body, principal, command }) =>
    couriers.failDelivery(params, body.reason, known(principal), command as CommandClaim),
  );
  mount(endpoints.retryCourierTask, ({ params, principal, command }) =>
    couriers.tryAgain(params, known(principal), command as CommandClaim),
  );
  mount(endpoints.getCourierEarnings, async ({ query, memberId }) =>
    ok(await earnings.ofMonth(memberId, query.month)),
  );
  mount(endpoints.callCourier, ({ params, principal }) => couriers.call(params, known(principal)));
  mount(endpoints.cancelCourier, ({ params, principal }) => couriers.callOff(params, known(principal)));
  mount(endpoints.listBranchCourierTasks, async ({ params }) =>
    ok({ items: await couriers.atBranch(params.locationId) }),
  );
  mount(endpoints.getCourierPolicy, async ({ params }) => ok(await couriers.policyOf(params.locationId)));
  mount(endpoints.saveCourierPolicy, ({ params, body, memberId, command }) =>
    couriers.savePolicy(params.locationId, body, memberId, command as CommandClaim),
  );
  mount(endpoints.listDeliveriesOnTheWay, async ({ params, memberId }) => {
    if ((await shopperOf(params.orderId)) !== memberId) return fail('not_found');
    return ok({ items: await couriers.onTheWay(params.orderId) });
  });
}
