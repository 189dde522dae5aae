import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { ok } from '../../platform/result.ts';
import type { PriceListsService } from './price-lists.ts';

export function mountPriceRoutes(mount: Mount, prices: PriceListsService): void {
  mount(endpoints.hqGetPrices, async () => ok(await prices.draft()));
  mount(endpoints.hqChangePrices, ({ body, memberId, command }) => {
    const { revision, ...change } = body;
    return prices.change(change, memberId, revision, command as CommandClaim);
  });
}
