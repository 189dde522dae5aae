import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { Simulations } from './simulations.ts';

/** The policies themselves are a policy document like any other, and have its endpoints. */
export function mountSourcingRoutes(mount: Mount, simulations: Simulations): void {
  mount(endpoints.hqSimulateSourcing, ({ body, memberId }) =>
    simulations.start({ fromDay: body.fromDay, toDay: body.toDay }, body.revision, memberId),
  );
  mount(endpoints.hqGetSourcingSimulation, ({ params }) => simulations.view(params.simulationId));
}
