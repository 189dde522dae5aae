import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Location } from '@jindian/shared/contract/places/network';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok } from '../../platform/result.ts';
import type { HotSkuView } from './hot.ts';
import type { Inventory } from './service.ts';
import { createStockViews } from './views.ts';

export function mountInventoryRoutes(
  mount: Mount,
  inventory: Inventory,
  deps: {
    location(locationId: string): Promise<Location | null>;
    catalog: Parameters<typeof createStockViews>[0]['catalog'];
    memberName(memberId: string): Promise<string | null>;
  },
): void {
  const views = createStockViews({ inventory, catalog: deps.catalog, memberName: deps.memberName });

  async function knowsAll(skuIds: readonly string[]): Promise<boolean> {
    const goods = await deps.catalog.current();
    return skuIds.every((skuId) => goods.sku(skuId) !== null);
  }

  mount(endpoints.moveStock, async ({ params, body, memberId, command }) => {
    const place = await deps.location(params.locationId);
    if (!place) return fail('not_found');
    if (!(await knowsAll(body.lines.map(({ skuId }) => skuId)))) return fail('product_not_offered');
    return inventory.move(place, body, memberId, command as CommandClaim);
  });
  mount(endpoints.countStock, async ({ params, body, memberId, command }) => {
    const place = await deps.location(params.locationId);
    if (!place) return fail('not_found');
    if (!(await knowsAll(body.lines.map(({ skuId }) => skuId)))) return fail('product_not_offered');
    return inventory.count(place, body.lines, memberId, command as CommandClaim);
  });
  mount(endpoints.setSafetyStock, async ({ params, body, memberId, command }) => {
    const place = await deps.location(params.locationId);
    if (!place) return fail('not_found');
    if (!(await knowsAll(body.lines.map(({ skuId }) => skuId)))) return fail('product_not_offered');
    return inventory.setSafety(place, body, memberId, command as CommandClaim);
  });
  mount(endpoints.listStock, async ({ params, query }) => {
    const place = await deps.location(params.locationId);
    return place ? views.list(place, query) : fail('not_found');
  });
  mount(endpoints.listStockMovements, async ({ params, query }) => {
    const place = await deps.location(params.locationId);
    return place ? ok(await views.movements(place, query)) : fail('not_found');
  });
  mount(endpoints.hqListHotSkus, async () => ok({ items: (await inventory.hot.list()).map(hotView) }));
  mount(endpoints.hqMarkHotSku, async ({ body, memberId, command }) => {
    const place = await deps.location(body.locationId);
    if (!place) return fail('not_found');
    const marked = await inventory.hot.mark(place, body, memberId, command as CommandClaim);
    return marked.ok ? ok(hotView(marked.value)) : marked;
  });
  mount(endpoints.hqUnmarkHotSku, ({ body, memberId, command }) =>
    inventory.hot.unmark(body, memberId, command as CommandClaim),
  );
}

function hotView({ placeOwnerId: _owner, by: _by, ...view }: HotSkuView) {
  return view;
}
