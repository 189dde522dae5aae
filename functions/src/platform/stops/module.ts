import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { CommandClaim } from '../idempotency.ts';
import type { Module } from '../module.ts';
import { fail, ok } from '../result.ts';
import type { Stops } from './service.ts';

/** `hasArea`: whether there is such a province, or city of it, where somebody may order. */
export function stopsModule(
  stops: Stops,
  hasArea: (area: { province: string; city: string | null }) => Promise<boolean>,
): Module {
  return {
    name: 'platform/stops',
    permissions: ['stops.manage'],
    routes(mount) {
      mount(endpoints.hqListStops, async () => ok({ items: (await stops.active()).slice() }));
      mount(endpoints.hqSetStop, async ({ body, memberId, command }) => {
        if (body.kind === 'orders' && body.province !== null) {
          const { province, city } = body;
          // A slip would stop nothing, and whoever set it would believe otherwise.
          if (!(await hasArea({ province, city })))
            return fail('stop_area_unknown', { name: city === null ? province : `${province} ${city}` });
        }
        return stops.set(body, memberId, command as CommandClaim);
      });
      mount(endpoints.hqLiftStop, async ({ params }) => {
        const lifted = await stops.lift(params.stopId);
        return lifted.ok ? ok({}) : lifted;
      });
    },
  };
}
