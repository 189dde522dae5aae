import { may } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { placeAt } from '../../platform/access.ts';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { Module } from '../../platform/module.ts';
import { fail, ok } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { Network } from '../network/service.ts';
import { reaches } from '../network/within.ts';
import type { Rollout } from './service.ts';

export function rolloutModule(rollout: Rollout, network: Pick<Network, 'current' | 'location'>): Module {
  return {
    name: 'places/rollout',
    permissions: ['rollout.read', 'rollout.tick'],
    items: ['RolloutWave', 'RolloutTicks'],
    routes: (mount) => mountRolloutRoutes(mount, rollout, network),
  };
}

function mountRolloutRoutes(
  mount: Mount,
  rollout: Rollout,
  network: Pick<Network, 'current' | 'location'>,
): void {
  /** What is to be moved or planned lies within reach of who does it, all of it. */
  async function mayAll(principal: Principal, locationIds: readonly string[]): Promise<boolean> {
    for (const id of locationIds)
      if (!may(principal, 'locations.manage', await placeAt(id, network.location))) return false;
    return true;
  }

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
  mount(endpoints.hqPutInWave, async ({ body, memberId }) => {
    const done = await rollout.putInWave(body.waveId, body.locationIds, memberId);
    return done.ok ? ok({}) : done;
  });
  mount(endpoints.hqMovePlaces, async ({ body, memberId, principal }) =>
    (await mayAll(principal as Principal, body.locationIds))
      ? ok({ items: await rollout.move(body, memberId) })
      : fail('forbidden'),
  );
}
