import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Clock } from '../../platform/clock.ts';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { BranchHoursCommands } from './branch-hours.ts';
import type { Slots } from './service.ts';

export function mountSlotRoutes(mount: Mount, slots: Slots, hours: BranchHoursCommands, clock: Clock): void {
  mount(endpoints.getBranchHours, ({ params }) => hours.view(params.locationId));
  mount(endpoints.saveBranchHours, ({ params, body, memberId }) =>
    hours.save(params.locationId, body.exceptions, { revision: body.revision, by: memberId }),
  );
  mount(endpoints.listSlots, ({ params, query }) => {
    const { method, latGcj02, lngGcj02 } = query;
    const point = latGcj02 === undefined || lngGcj02 === undefined ? null : { latGcj02, lngGcj02 };
    return slots.open(params.locationId, method, clock.nowMs(), point);
  });
  mount(endpoints.getSlotPlan, ({ params }) => slots.planView(params.locationId));
  mount(endpoints.saveSlotPlan, ({ params, body, memberId, command }) =>
    slots.savePlan(
      params.locationId,
      body.plan,
      { revision: body.revision, by: memberId },
      command as CommandClaim,
    ),
  );
}
