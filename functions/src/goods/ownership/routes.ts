import { may, wholeBrand } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { ok } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { Ownership } from './service.ts';

export function mountOwnershipRoutes(mount: Mount, ownership: Ownership): void {
  mount(endpoints.getSharing, async ({ params }) => ok(await ownership.sharingView(params.ownerId)));
  mount(endpoints.setSharing, ({ params, body, principal, memberId }) => {
    const side = may(principal as Principal, 'sharing.manage', wholeBrand) ? 'hq' : 'owner';
    const { revision, ...terms } = body;
    return ownership.setSharing(params.ownerId, terms, { memberId, side, revision });
  });
  mount(endpoints.getOwnerStatement, ({ params, query }) => ownership.statement(params.ownerId, query));
  mount(endpoints.hqSaveOwner, ({ params, body: { revision, ...said }, memberId }) =>
    ownership.owners.save(params.ownerId, said, { revision, by: memberId }),
  );
  mount(endpoints.hqListOwners, async ({ query }) => ok(await ownership.dealers(query)));
}
