import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { CommandClaim } from '../idempotency.ts';
import type { Module } from '../module.ts';
import { ok } from '../result.ts';
import type { Stops } from './service.ts';

export function stopsModule(stops: Stops): Module {
  return {
    name: 'platform/stops',
    permissions: ['stops.manage'],
    routes(mount) {
      mount(endpoints.hqListStops, async () => ok({ items: (await stops.active()).slice() }));
      mount(endpoints.hqSetStop, ({ body, memberId, command }) =>
        stops.set(body, memberId, command as CommandClaim),
      );
      mount(endpoints.hqLiftStop, async ({ params }) => {
        const lifted = await stops.lift(params.stopId);
        return lifted.ok ? ok({}) : lifted;
      });
    },
  };
}
