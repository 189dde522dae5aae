import { atPlace, may, type Reach } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Location } from '@jindian/shared/contract/places/network';
import { reachesPlace } from '../../platform/access.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { HotSkuView } from './hot.ts';
import type { Inventory } from './service.ts';
import type { StockDifference } from './till-store.ts';
import { createStockViews } from './views.ts';

const maxCostEntries = 50;

export function mountInventoryRoutes(
  mount: Mount,
  inventory: Inventory,
  deps: {
    location(locationId: string): Promise<Location | null>;
    clock: Clock;
    catalog: Parameters<typeof createStockViews>[0]['catalog'];
    memberName(memberId: string): Promise<string | null>;
  },
): void {
  const views = createStockViews({ inventory, ...deps });

  async function knowsAll(skuIds: readonly string[]): Promise<boolean> {
    const goods = await deps.catalog.current();
    return skuIds.every((skuId) => goods.sku(skuId) !== null);
  }

  mount(endpoints.moveStock, async ({ params, body, memberId, principal, command }) => {
    const place = await deps.location(params.locationId);
    if (!place) return fail('not_found');
    if (body.kind === 'adjust' && !may(principal as Principal, 'stock.adjust', atPlace(place)))
      return fail('forbidden');
    if (!(await knowsAll(body.lines.map(({ skuId }) => skuId)))) return fail('product_not_offered');
    // What goods cost is said by those who may know it.
    const hasCost =
      body.kind === 'receive' && body.lines.some(({ unitCostFen }) => unitCostFen !== undefined);
    if (hasCost && !may(principal as Principal, 'orders.cost.read', atPlace(place))) return fail('forbidden');
    return inventory.move(place, body, memberId, command as CommandClaim);
  });
  mount(endpoints.changeStockCondition, async ({ params, body, memberId, principal, command }) => {
    const place = await deps.location(params.locationId);
    if (!place) return fail('not_found');
    // Goods that leave for good are written off by whoever may put levels right.
    const leaves = body.lines.some(({ to }) => to === 'scrap' || to === 'supplier');
    if (leaves && !may(principal as Principal, 'stock.adjust', atPlace(place))) return fail('forbidden');
    if (!(await knowsAll(body.lines.map(({ skuId }) => skuId)))) return fail('product_not_offered');
    const done = await inventory.changeCondition(place, body, memberId, command as CommandClaim);
    return done.ok ? ok({}) : done;
  });
  mount(endpoints.recordTillSale, async ({ params, body, memberId }) => {
    const place = await deps.location(params.locationId);
    if (!place) return fail('not_found');
    if (!(await knowsAll(body.lines.map(({ skuId }) => skuId)))) return fail('product_not_offered');
    return inventory.recordTillSale(place, body, memberId);
  });
  const differenceView = async (difference: StockDifference) => {
    const { locationId } = difference;
    const place = await deps.location(locationId);
    return views.difference(difference, place?.name ?? { zh: locationId, en: locationId });
  };
  const reaches = async (reach: Reach, locationId: string) => {
    if (reach.whole) return true;
    const place = await deps.location(locationId);
    return reachesPlace(reach, locationId, () => place);
  };
  mount(endpoints.hqListStockDifferences, async ({ query, reach }) =>
    ok(await views.differences(query, reach)),
  );
  mount(endpoints.hqSettleStockDifference, async ({ params, body, memberId, command, reach }) => {
    const there = reach.whole ? null : await inventory.differences.read(params.differenceId);
    if (!reach.whole && !(there && (await reaches(reach, there.locationId)))) return fail('not_found');
    const done = await inventory.differences.settle(
      params.differenceId,
      body.note,
      memberId,
      command as CommandClaim,
    );
    return done.ok ? ok(await differenceView(done.value)) : done;
  });
  mount(endpoints.hqStockCosts, async ({ params, query }) => {
    const place = await deps.location(params.locationId);
    if (!place) return fail('not_found');
    const { locationId, skuId } = params;
    const ownerId = query.ownerId ?? place.ownerId;
    const items = await inventory.costs.entriesOf({ locationId, skuId, ownerId }, maxCostEntries);
    return ok({
      items: items.map(
        ({
          locationId: _location,
          cause: _cause,
          revision: _revision,
          averageBeforeMilliFen: _before,
          ...item
        }) => item,
      ),
    });
  });
  mount(endpoints.countStock, async ({ params, body, memberId, command }) => {
    const place = await deps.location(params.locationId);
    if (!place) return fail('not_found');
    if (!(await knowsAll(body.lines.map(({ skuId }) => skuId)))) return fail('product_not_offered');
    const { sentAtMs, lines } = body;
    const nowMs = deps.clock.nowMs();
    const timed =
      sentAtMs === undefined
        ? lines
        : lines.map((line) => ({ ...line, asOfMs: nowMs - Math.max(0, sentAtMs - line.asOfMs) }));
    return inventory.count(place, timed, memberId, command as CommandClaim);
  });
  mount(endpoints.setSafetyStock, async ({ params, body, memberId, command }) => {
    const place = await deps.location(params.locationId);
    if (!place) return fail('not_found');
    if (!(await knowsAll(body.lines.map(({ skuId }) => skuId)))) return fail('product_not_offered');
    const set = await inventory.setSafety(place, body, memberId, command as CommandClaim);
    return !set.ok && set.code === 'stale_revision'
      ? views.staleSafety(place, String(set.params?.skuId))
      : set;
  });
  mount(endpoints.listStock, async ({ params, query }) => {
    const place = await deps.location(params.locationId);
    return place ? views.list(place, query) : fail('not_found');
  });
  mount(endpoints.listStockMovements, async ({ params, query }) => {
    const place = await deps.location(params.locationId);
    return place ? ok(await views.movements(place, query)) : fail('not_found');
  });
  mount(endpoints.hqListHotSkus, async ({ reach }) => {
    const all = await inventory.hot.list();
    const seen = await Promise.all(all.map(({ locationId }) => reaches(reach, locationId)));
    return ok({ items: all.filter((_, index) => seen[index]).map(hotView) });
  });
  mount(endpoints.hqMarkHotSku, async ({ body, memberId, command, reach }) => {
    const place = await deps.location(body.locationId);
    if (!place || !(await reaches(reach, place.id))) return fail('not_found');
    const marked = await inventory.hot.mark(place, body, memberId, command as CommandClaim);
    return marked.ok ? ok(hotView(marked.value)) : marked;
  });
  mount(endpoints.hqUnmarkHotSku, async ({ body, memberId, command, reach }) =>
    (await reaches(reach, body.locationId))
      ? inventory.hot.unmark(body, memberId, command as CommandClaim)
      : fail('not_found'),
  );
}

function hotView({ placeOwnerId: _owner, by: _by, ...view }: HotSkuView) {
  return view;
}
