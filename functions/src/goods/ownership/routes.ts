import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Network } from '../../places/network/service.ts';
import { holdsRole } from '../../platform/access.ts';
import type { Mount } from '../../platform/http/mount.ts';
import { fail, ok } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { Ownership } from './service.ts';

export function mountOwnershipRoutes(mount: Mount, ownership: Ownership, network: Network): void {
  /** A branch's people act for its owner. */
  const ownerOf = async (locationId: string) => (await network.location(locationId))?.ownerId ?? null;

  mount(endpoints.getSharing, async ({ params }) => {
    const ownerId = await ownerOf(params.locationId);
    return ownerId ? ok(await ownership.sharingView(ownerId)) : fail('not_found');
  });
  mount(endpoints.setSharing, async ({ params, body, principal, memberId }) => {
    const ownerId = await ownerOf(params.locationId);
    if (!ownerId) return fail('not_found');
    const side = holdsRole(principal as Principal, ['hq'], null) ? 'hq' : 'owner';
    return ownership.setSharing(ownerId, body, { memberId, side });
  });
  mount(endpoints.getOwnerStatement, async ({ params, query }) => {
    const ownerId = await ownerOf(params.locationId);
    return ownerId ? ownership.statement(ownerId, query) : fail('not_found');
  });
  mount(endpoints.hqListOwners, async ({ query }) => ok(await ownership.dealers(query)));
  mount(endpoints.hqGetOwnerStatement, ({ params, query }) => ownership.statement(params.ownerId, query));
  mount(endpoints.hqSetSharing, ({ params, body, memberId }) =>
    ownership.setSharing(params.ownerId, body, { memberId, side: 'hq' }),
  );
  mount(endpoints.hqGetTransferPrices, async () => ok(await ownership.prices.current()));
  mount(endpoints.hqSetTransferPrices, ({ body }) => ownership.setPrices(body));
}
