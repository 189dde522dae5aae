import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { Simulations } from './simulations.ts';
import type { WaysService } from './ways.ts';

/** The policies themselves are a policy document like any other, and have its endpoints. */
export function mountSourcingRoutes(mount: Mount, simulations: Simulations, ways: WaysService): void {
  mount(endpoints.getWays, ({ params, query: { productIds, latGcj02, lngGcj02, channel } }) =>
    ways.of(params.locationId, {
      productIds: productIds.split(','),
      point: latGcj02 === undefined || lngGcj02 === undefined ? null : { latGcj02, lngGcj02 },
      channel,
    }),
  );
  mount(endpoints.hqSimulateSourcing, ({ body, memberId }) =>
    simulations.start({ fromDay: body.fromDay, toDay: body.toDay }, body.revision, memberId),
  );
  mount(endpoints.hqGetSourcingSimulation, ({ params }) => simulations.view(params.simulationId));
}
