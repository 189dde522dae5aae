import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Location } from '@jindian/shared/contract/network';
import type { Mount } from '../platform/http/mount.ts';
import type { CommandClaim } from '../platform/idempotency.ts';
import { fail } from '../platform/result.ts';
import type { Inventory } from './service.ts';

export function mountInventoryRoutes(
  mount: Mount,
  inventory: Inventory,
  deps: { location(locationId: string): Promise<Location | null>; knowsSku(skuId: string): Promise<boolean> },
): void {
  mount(endpoints.moveStock, async ({ params, body, memberId, command }) => {
    const place = await deps.location(params.locationId);
    if (!place) return fail('not_found');
    const known = await Promise.all(body.lines.map(({ skuId }) => deps.knowsSku(skuId)));
    if (known.includes(false)) return fail('product_not_offered');
    return inventory.move(place, body, memberId, command as CommandClaim);
  });
}
