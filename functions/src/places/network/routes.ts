import { reachOf } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { ok } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import { withMaskedContact } from './contact.ts';
import type { Network } from './service.ts';
import { reaches } from './within.ts';

/** What a desk is told of beside its places. */
export type DeskFacts = { movedIn(): Promise<boolean> };

export function mountNetworkRoutes(mount: Mount, network: Network, desk: DeskFacts): void {
  mount(endpoints.nearestBranches, async ({ query }) =>
    ok({ items: await network.nearestBranches(query, query.limit) }),
  );
  mount(endpoints.searchBranches, async ({ query: { text, limit, latGcj02, lngGcj02 } }) => {
    const point = latGcj02 === undefined || lngGcj02 === undefined ? null : { latGcj02, lngGcj02 };
    return ok(await network.searchBranches(text, limit, point));
  });
  mount(endpoints.getBranch, ({ params }) => network.branch(params.locationId));
  mount(endpoints.listWorkplaces, async ({ query, principal }) => {
    const reach = reachOf(principal as Principal, 'fulfilments.work');
    const [found, movedIn] = await Promise.all([network.workplaces(query, reach), desk.movedIn()]);
    return ok({ ...found, movedIn });
  });
  mount(endpoints.getMap, async ({ query }) => ok(await network.mapAround(query, query.radiusMeters)));
  mount(endpoints.hqGetLocation, async ({ params, principal }) => {
    const found = await network.edited(params.locationId);
    if (!found.ok) return found;
    const { value: place } = found;
    // Who somebody is, is for those who keep it.
    const keeps = reaches(reachOf(principal as Principal, 'locations.manage'), place);
    return ok(keeps ? place : withMaskedContact(place));
  });
  mount(endpoints.hqGetStillThere, async ({ params: { locationId } }) => {
    const items = await network.stillThere(locationId);
    return items.ok ? ok({ locationId, items: items.value }) : items;
  });
  mount(endpoints.hqAddLocation, ({ body, memberId }) => network.addLocation(body, memberId));
  mount(endpoints.hqChangeLocation, ({ params, body: { revision, ...change }, memberId }) =>
    network.changeLocation(params.locationId, change, { revision, by: memberId }),
  );
}
