import { attributesByCategory } from '@jindian/shared/category-tree';
import type { Product } from '@jindian/shared/contract/goods/catalog';
import type { ProductBulk, ProductBulkChange } from '@jindian/shared/contract/goods/product-bulk';
import { differences, type Told, type Verdict } from '../../platform/bulk/plan.ts';
import type { BulkTarget } from '../../platform/bulk/target.ts';
import type { Clock } from '../../platform/clock.ts';
import { fail, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { Write } from '../../platform/transact.ts';
import type { Catalog, CatalogContent } from '../catalog/catalog.ts';
import { revisionOf, withEdits } from '../catalog/editing.ts';
import type { CatalogEditing } from '../catalog/editing-service.ts';
import { productAfter } from './rules.ts';

/** Goods as they are edited together: all of them are one publication, in which nobody else's change is lost. */
export function productTarget(deps: {
  clock: Clock;
  catalog: LiveSnapshot<Catalog>;
  editing: Pick<CatalogEditing, 'find' | 'resumePlans'>;
  prepareCatalog(
    change: (inForce: CatalogContent) => CatalogContent,
  ): Promise<{ publication: Write; sweep(): Promise<void> }>;
}): BulkTarget<ProductBulk['choice'], ProductBulkChange> {
  const { clock, catalog, editing } = deps;

  return {
    targetKind: 'product',
    inPortions: false,

    async choose(choice) {
      await catalog.refresh();
      const found = await editing.find('filter' in choice ? choice.filter : {}, { literal: true });
      const ids = 'ids' in choice ? new Set(choice.ids) : null;
      return found.filter(({ id }) => ids?.has(id) !== false).map(({ id, revision }) => ({ id, revision }));
    },

    mayChange: (_change, reach) => reach.whole,
    isWithin: async (_ids, reach) => reach.whole,

    async verdicts(chosen, change) {
      const goods = await catalog.current();
      const become = becoming(goods, change, clock.nowMs());
      return chosen.map(({ id, revision }): Verdict => {
        const before = goods.product(id);
        if (!before) return { id, name: { zh: id, en: id }, is: 'refused', failure: fail('not_found') };
        const { title: name } = before;
        const after = become(before, revision);
        if (after === null) return { id, name, is: 'same' };
        return after.ok
          ? { id, name, is: 'changed', before, after: after.value }
          : { id, name, is: 'refused', failure: after };
      });
    },

    async names(ids) {
      const goods = await catalog.current();
      return new Map(
        ids.flatMap((id) => {
          const product = goods.product(id);
          return product ? [[id, product.title] as const] : [];
        }),
      );
    },

    async carryOut({ by, atMs }, chosen, change) {
      let told = new Map<string, Told>();
      const { publication, sweep } = await deps.prepareCatalog((content) => {
        const outcome = withChange(content, chosen, change, atMs);
        told = outcome.told;
        const changed = [...told].flatMap(([id, one]) => (one === 'changed' ? [id] : []));
        return changed.length === 0 ? content : withEdits(outcome.content, 'products', changed, { by, atMs });
      });
      return {
        told,
        writes: [publication],
        afterwards: async () => void (await Promise.all([catalog.refresh(), sweep()])),
      };
    },

    async end({ by }, changedIds, { onSaleAtMs, offSaleAtMs }) {
      if (onSaleAtMs === undefined && offSaleAtMs === undefined) return;
      await editing.resumePlans(by, new Set(changedIds));
    },
  };
}

/** What a product becomes that is still as it was seen; null: it is as wanted already. */
function becoming(
  goods: CatalogContent & Pick<Catalog, 'attributesFor'>,
  change: ProductBulkChange,
  nowMs: number,
): (before: Product, seen: number) => Result<Product> | null {
  return (before, seen) => {
    if (revisionOf(goods, 'products', before.id) !== seen) return fail('stale_revision');
    const after = productAfter(before, change, goods, nowMs);
    return after.ok && differences(before, after.value).length === 0 ? null : after;
  };
}

/** All at once; `nowMs`: when it was started, so that it comes out the same however often it is tried. */
function withChange(
  content: CatalogContent,
  chosen: readonly { id: string; revision: number }[],
  change: ProductBulkChange,
  nowMs: number,
): { content: CatalogContent; told: Map<string, Told> } {
  const told = new Map<string, Told>();
  const seen = new Map(chosen.map(({ id, revision }) => [id, revision]));
  const attributesFor = attributesByCategory(content.categories);
  const become = becoming({ ...content, attributesFor }, change, nowMs);
  const products = content.products.map((before): Product => {
    const revision = seen.get(before.id);
    if (revision === undefined) return before;
    const after = become(before, revision);
    told.set(before.id, after === null ? 'same' : after.ok ? 'changed' : after.code);
    return after?.ok ? after.value : before;
  });
  return { content: { ...content, products }, told };
}
