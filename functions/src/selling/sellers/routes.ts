import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Sellers } from './service.ts';

export function mountSellerRoutes(mount: Mount, sellers: Sellers): void {
  const thenSelf = async (memberId: string, done: Result<null>) => (done.ok ? sellers.self(memberId) : done);
  mount(endpoints.getMySelling, ({ memberId }) => sellers.self(memberId));
  mount(endpoints.becomePromoter, async ({ memberId, body }) =>
    thenSelf(memberId, await sellers.becomePromoter(memberId, body)),
  );
  mount(endpoints.stopPromoting, async ({ memberId }) =>
    thenSelf(memberId, await sellers.stopPromoting(memberId)),
  );
  mount(endpoints.applyAsStation, async ({ memberId, body }) =>
    thenSelf(memberId, await sellers.applyAsStation(memberId, body)),
  );
  mount(endpoints.listBroughtFriends, async ({ memberId, query }) =>
    ok(await sellers.friends(memberId, query)),
  );
  mount(endpoints.listBranchSellers, async ({ params }) => ok(await sellers.atBranch(params.locationId)));
  mount(endpoints.moveBranchCustomers, async ({ params, body, memberId, command }) => {
    const { locationId, sellerId } = params;
    if (!command) return fail('idempotency_key_required');
    if (!(await sellers.isOfBranch(sellerId, locationId))) return fail('not_found');
    return sellers.moveCustomers(sellerId, body, {
      locationId,
      by: memberId,
      command,
      isWithin: (next) => next.locationId === locationId,
    });
  });
  mount(endpoints.hqListSellers, async ({ query }) => ok(await sellers.list(query)));
  mount(endpoints.hqGetSeller, ({ params }) => sellers.show(params.sellerId));
  mount(endpoints.hqActOnSeller, async ({ params, body }) => {
    const done = await sellers.act(params.sellerId, body);
    return done.ok ? sellers.show(params.sellerId) : done;
  });
  mount(endpoints.hqMoveCustomers, async ({ params, body, memberId, command }) =>
    command
      ? sellers.moveCustomers(params.sellerId, body, { locationId: null, by: memberId, command })
      : fail('idempotency_key_required'),
  );
}
