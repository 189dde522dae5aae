import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { Module } from '../../platform/module.ts';
import { ok } from '../../platform/result.ts';
import type { Network } from '../network/service.ts';
import { reaches } from '../network/within.ts';
import type { Rollout } from './service.ts';

export function rolloutModule(rollout: Rollout, network: Pick<Network, 'current'>): Module {
  return {
    name: 'places/rollout',
    permissions: ['rollout.read', 'rollout.tick'],
    items: ['RolloutWave', 'RolloutTicks'],
    routes: (mount) => mountRolloutRoutes(mount, rollout, network),
  };
}

function mountRolloutRoutes(mount: Mount, rollout: Rollout, network: Pick<Network, 'current'>): void {
  mount(endpoints.getRollout, ({ params }) => rollout.state(params.locationId));
  mount(endpoints.tickRolloutCheck, ({ params, body, memberId }) =>
    rollout.tick(params.locationId, params.check, body.done, memberId),
  );
  mount(endpoints.hqListWaves, async ({ reach }) => {
    const snapshot = await network.current();
    const items = (await rollout.waves()).map((wave) => ({
      ...wave,
      locationIds: wave.locationIds.filter((id) => {
        const place = snapshot.location(id);
        return reach.whole || (place !== undefined && reaches(reach, place));
      }),
    }));
    return ok({ items });
  });
  mount(endpoints.hqAddWave, ({ body, memberId, command }) =>
    rollout.addWave(body, memberId, command as CommandClaim),
  );
  mount(endpoints.hqChangeWave, ({ params, body: { revision, ...wave }, memberId }) =>
    rollout.changeWave(params.waveId, wave, { revision, by: memberId }),
  );
  mount(endpoints.hqRemoveWave, async ({ params, body }) => {
    const done = await rollout.removeWave(params.waveId, body);
    return done.ok ? ok({}) : done;
  });
  mount(endpoints.hqPutInWave, async ({ body, memberId }) => {
    const done = await rollout.putInWave(body.waveId, body.locationIds, memberId);
    return done.ok ? ok({}) : done;
  });
  mount(endpoints.hqMovePlaces, async ({ body, memberId, reach }) =>
    ok({ items: await rollout.move(body, memberId, (place) => reach.whole || reaches(reach, place)) }),
  );
}
