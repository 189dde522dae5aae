import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { ok } from '../../platform/result.ts';
import type { Policies } from './policies.ts';
import type { Simulations } from './simulations.ts';

export function mountSourcingRoutes(mount: Mount, policies: Policies, simulations: Simulations): void {
  mount(endpoints.hqGetSourcingPolicy, async () => ok(await policies.view()));
  mount(endpoints.hqSaveSourcingDraft, ({ body, memberId }) =>
    policies.saveDraft(body.book, body.revision, memberId),
  );
  mount(endpoints.hqDiscardSourcingDraft, ({ body }) => policies.discardDraft(body.revision));
  mount(endpoints.hqPublishSourcingPolicy, ({ body, memberId, command }) =>
    policies.publish(body.revision, body.note, memberId, command as CommandClaim),
  );
  mount(endpoints.hqListSourcingVersions, ({ query }) => policies.versions(query.limit, query.cursor));
  mount(endpoints.hqGetSourcingVersion, ({ params }) => policies.version(params.number));
  mount(endpoints.hqRestoreSourcingVersion, ({ params, body, memberId, command }) =>
    policies.restore(params.number, body.note, memberId, command as CommandClaim),
  );
  mount(endpoints.hqSimulateSourcing, ({ body, memberId }) =>
    simulations.start({ fromDay: body.fromDay, toDay: body.toDay }, body.revision, memberId),
  );
  mount(endpoints.hqGetSourcingSimulation, ({ params }) => simulations.view(params.simulationId));
}
