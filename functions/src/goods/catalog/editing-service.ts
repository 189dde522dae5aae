import type { LocalizedText, Page } from '@jindian/shared/contract/common';
import { type Product, type ProductStatus, statusOf } from '@jindian/shared/contract/goods/catalog';
import type {
  CategoryBody,
  EditedCategory,
  EditedProduct,
  ProductBody,
  ProductPlan,
} from '@jindian/shared/contract/goods/editing';
import type { ProductFilter } from '@jindian/shared/contract/goods/product-bulk';
import { atMost } from '../../platform/at-most.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { Due, DueHandler, DueItems } from '../../platform/due-items.ts';
import { staleRevision } from '../../platform/edited.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, type Write } from '../../platform/transact.ts';
import { picturesOf } from '../pictures/named.ts';
import { brandTax, type Catalog, type CatalogContent, noGoods, type Tax } from './catalog.ts';
import {
  addCategory,
  addProduct,
  type Change,
  type Changed,
  changeCategory,
  changed,
  changeProduct,
  copyProduct,
  lastEdit,
  removeCategory,
  revisionOf,
  setStatus,
} from './editing.ts';
import type { ProductPreviews } from './product-previews.ts';
import { fulfilSale, isSaleDue, planSale, type SaleKind, saleKinds } from './sale-plan.ts';

/** As often as others can publish under a change before it is given back. */
const maxRounds = 8;
/** Each is one transaction of two small items. */
const plansAtOnce = 16;

/** HQ's people make and change goods: each change is a publication of the whole, in which no other is lost. */
export function createCatalogEditing(deps: {
  table: JindianTable;
  clock: Clock;
  catalog: LiveSnapshot<Catalog>;
  dueItems: Pick<DueItems, 'plan' | 'drop'>;
  previews: Pick<ProductPreviews, 'make'>;
  settings: SettingsReader<'goods'>;
  /** The catalog with a change, as a write of a transaction; `sweep` comes after it. */
  prepareCatalog(
    change: (inForce: CatalogContent) => CatalogContent,
  ): Promise<{ publication: Write; sweep(): Promise<void> }>;
  nameOf(memberId: string): Promise<string | null>;
  /** Has these uploaded pictures stay; answers with the ids of those that there are not. */
  claimPictures(imagePaths: readonly string[]): Promise<readonly string[]>;
}) {
  const { catalog, clock } = deps;

  /** The goods as the change left them: whoever asks for them meanwhile may still be told of those before it. */
  async function make(
    change: Change | ((inForce: CatalogContent) => Change),
    by: string,
    /** Written with it. */
    alongside: readonly Write[] = [],
  ): Promise<Result<CatalogContent>> {
    let made: CatalogContent = noGoods;
    let sweep: (() => Promise<void>) | null = null;
    const done = await runCommand<null>(deps, {
      command: null,
      maxTries: maxRounds,
      async attempt() {
        let outcome = null as Changed | null;
        let details: Parameters<typeof auditDetails>[0] = {};
        let shown: string[] = [];
        const prepared = await deps.prepareCatalog((content) => {
          const wanted = typeof change === 'function' ? change(content) : change;
          outcome = changed(content, wanted, { by, atMs: clock.nowMs() });
          made = outcome.is === 'made' ? outcome.content : content;
          if (outcome.is === 'made') {
            details = detailsOf(content, outcome.content, wanted);
            shown = shownBy(outcome.content, wanted);
          }
          return made;
        });
        if (!outcome) throw new Error('a change of the catalog was not made');
        switch (outcome.is) {
          case 'repeated':
            return ok(null);
          case 'refused':
            return outcome.failure;
          case 'stale':
            return staleRevision(outcome.last, deps.nameOf);
          case 'made': {
            const [unknown] = await deps.claimPictures(shown);
            if (unknown !== undefined) return fail('picture_unknown', { id: unknown });
            sweep = prepared.sweep;
            auditDetails(details);
            return {
              writes: [prepared.publication, ...alongside],
              value: null,
              refused: { 'snapshot pointer': 'again' },
            };
          }
        }
      },
    });
    if (!done.ok) return done;
    await Promise.all([catalog.refresh(), (sweep as null | (() => Promise<void>))?.()]);
    return ok(made);
  }

  async function madeProduct(
    change: Change,
    by: string,
    alongside: readonly Write[] = [],
  ): Promise<Result<EditedProduct>> {
    const made = await make(change, by, alongside);
    return made.ok ? productIn(made.value, change.id) : made;
  }

  async function madeCategory(change: Change, by: string): Promise<Result<EditedCategory>> {
    const made = await make(change, by);
    if (!made.ok) return made;
    const found = categoriesIn(made.value).find(({ id }) => id === change.id);
    return found ? ok(found) : fail('not_found');
  }

  const waitFor = (kind: SaleKind, id: string, atMs: number | null, by: string): Write =>
    atMs === null
      ? deps.dueItems.drop(saleKinds[kind], id)
      : deps.dueItems.plan(saleKinds[kind], id, atMs, { by });

  /** What is due looks at the product as it is then: what was called off, or done by a person, is left alone. */
  async function saleDue(kind: SaleKind, { ref: id, data }: Due): Promise<void> {
    const goods = await catalog.refresh();
    const nowMs = clock.nowMs();
    const product = goods.product(id);
    if (!product || !isSaleDue(product, kind, nowMs)) return;
    const done = await make(
      (content) => fulfilSale(id, kind, revisionOf(content, 'products', id), nowMs),
      String(data.by),
    );
    if (!done.ok && done.code !== 'transition_refused' && done.code !== 'not_found')
      throw new Error(`${id} was not put ${kind} sale: ${done.code}`);
  }

  /** In the order of the catalog; with a text, best first. */
  async function found(
    goods: Catalog,
    { text, categoryId, status, brandLine, tag }: ProductFilter,
    { literal = false } = {},
  ): Promise<readonly Product[]> {
    const accept = (product: Product) =>
      (categoryId === undefined || goods.categoryPath(product.categoryId).includes(categoryId)) &&
      (status === undefined || statusOf(product) === status) &&
      (brandLine === undefined || isCalled(product.brandLine, brandLine)) &&
      (tag === undefined || product.tags?.some((one) => isCalled(one, tag)) === true);
    const byNumber = text?.toUpperCase();
    const named = goods.products.filter(
      ({ id, skus }) =>
        byNumber === undefined ||
        id === byNumber ||
        skus.some((sku) => sku.id === byNumber || sku.barcodes.includes(text ?? '')),
    );
    return text === undefined || named.length > 0
      ? named.filter(accept)
      : (await goods.search.products(text, { accept, enough: goods.products.length, literal })).items;
  }

  /** `literal`: of a text only what has it in it as it is typed. */
  async function find(search: ProductFilter, options: { literal?: boolean } = {}): Promise<EditedProduct[]> {
    const goods = await catalog.current();
    return (await found(goods, search, options)).map((product) => editedIn(goods, product));
  }

  async function list(
    search: ProductFilter,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<Result<Page<EditedProduct>>> {
    const from = cursor === undefined ? 0 : Number(cursor);
    if (!Number.isSafeInteger(from) || from < 0) return fail('invalid_request', { detail: 'cursor' });
    const goods = await catalog.current();
    const all = await found(goods, search);
    const next = from + limit;
    // Of a brand's ten thousand only what is shown is told of with its changes.
    const items = all.slice(from, next).map((product) => editedIn(goods, product));
    return ok({ items, nextCursor: next < all.length ? String(next) : null });
  }

  return {
    find,
    list,
    product: async (id: string) => productIn(await catalog.refresh(), id),
    categories: async () => categoriesIn(await catalog.refresh()),
    /** By which goods can be narrowed: as often as they stand there. */
    async labels(): Promise<Record<'brandLines' | 'tags', LocalizedText[]>> {
      const { products } = await catalog.current();
      return {
        brandLines: products.flatMap(({ brandLine }) => brandLine ?? []),
        tags: products.flatMap(({ tags }) => tags ?? []),
      };
    },
    /** What goods of a category are taxed with, unless they say it themselves; null: of none. */
    async taxUnlessTold(categoryId: string | null): Promise<Tax> {
      const ofBrand = brandTax(await deps.settings.current());
      const goods = await catalog.current();
      return categoryId === null ? ofBrand : goods.taxOf({ categoryId }, ofBrand);
    },
    addProduct: (product: ProductBody & { id: string }, by: string) => madeProduct(addProduct(product), by),
    changeProduct: (id: string, body: ProductBody, seen: { revision: number; by: string }) =>
      madeProduct(changeProduct(id, body, seen.revision), seen.by),
    setStatus: (id: string, status: ProductStatus, seen: { revision: number; by: string }) =>
      madeProduct(setStatus(id, status, seen.revision), seen.by),
    async previewProduct(id: string, body: ProductBody) {
      const { categories } = await catalog.current();
      return categories.some((category) => category.id === body.categoryId)
        ? ok(await deps.previews.make(id, body))
        : fail('category_unknown', { id: body.categoryId });
    },
    planSale: (id: string, plan: ProductPlan, seen: { revision: number; by: string }) =>
      madeProduct(planSale(id, plan, seen.revision, clock.nowMs()), seen.by, [
        waitFor('on', id, plan.onSaleAtMs, seen.by),
        waitFor('off', id, plan.offSaleAtMs, seen.by),
      ]),
    /**
     * Of goods that were published by others than this: what they say of going on and off sale will be done here. Of these,
     * else of all.
     */
    async resumePlans(by: string, ids?: ReadonlySet<string>): Promise<void> {
      const meant = (await catalog.refresh()).products.filter(({ id, onSaleAtMs, offSaleAtMs }) =>
        ids ? ids.has(id) : onSaleAtMs !== undefined || offSaleAtMs !== undefined,
      );
      // One after another, those of a whole catalog would take longer than a delivery may.
      const oneOfSome = atMost(plansAtOnce);
      await Promise.all(
        meant.map(({ id, onSaleAtMs, offSaleAtMs }) =>
          oneOfSome(async () => {
            const planned = await transact(deps.table, [
              waitFor('on', id, onSaleAtMs ?? null, by),
              waitFor('off', id, offSaleAtMs ?? null, by),
            ]);
            if (planned.kind !== 'done') throw new Error(`the times of sale of ${id} were not planned`);
          }),
        ),
      );
    },
    dueHandlers: (['on', 'off'] as const).map(
      (kind): DueHandler => ({
        kind: saleKinds[kind],
        queue: 'publishing',
        handle: (due) => saleDue(kind, due),
      }),
    ),
    copyProduct: (from: string, id: string, by: string) => madeProduct(copyProduct(from, id), by),
    addCategory: (category: CategoryBody & { id: string }, by: string) =>
      madeCategory(addCategory(category), by),
    changeCategory: (id: string, body: CategoryBody, seen: { revision: number; by: string }) =>
      madeCategory(changeCategory(id, body, seen.revision), seen.by),
    async removeCategory(id: string, by: string): Promise<Result<{ id: string }>> {
      const made = await make((content) => removeCategory(id, revisionOf(content, 'categories', id)), by);
      return made.ok ? ok({ id }) : made;
    },
  };
}
export type CatalogEditing = ReturnType<typeof createCatalogEditing>;

const isCalled = (name: LocalizedText | undefined, text: string) => name?.zh === text || name?.en === text;

/** The pictures of the product that it changed. */
function shownBy({ products }: CatalogContent, { kind, id }: Change): string[] {
  return kind === 'products' ? products.filter((one) => one.id === id).flatMap(picturesOf) : [];
}

const wordOf = { products: 'product', categories: 'category' } as const;

function detailsOf(from: CatalogContent, to: CatalogContent, change: Change) {
  const before = differences(from, to, change);
  return {
    ...(before === undefined ? {} : { before }),
    ...(change.seen === null ? { targets: [{ kind: wordOf[change.kind], id: change.id }] } : {}),
  };
}

/** As it was, of what became another; nothing of what is new. */
function differences(from: CatalogContent, to: CatalogContent, { kind, id }: Change): unknown {
  const [before, after] = [from, to].map((content) => content[kind].find((one) => one.id === id)) as [
    Record<string, unknown> | undefined,
    Record<string, unknown> | undefined,
  ];
  if (!before || !after) return before;
  const names = Object.keys({ ...before, ...after });
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      .map((name) => [name, before[name] ?? null]),
  );
}

function editOf(goods: CatalogContent, kind: 'products' | 'categories', id: string) {
  const edit = lastEdit(goods, kind, id);
  return { revision: edit?.revision ?? 0, changedBy: edit?.by ?? null, changedAtMs: edit?.atMs ?? null };
}

function editedIn(goods: CatalogContent, product: Product): EditedProduct {
  return { ...product, status: statusOf(product), ...editOf(goods, 'products', product.id) };
}

function productIn(goods: CatalogContent, id: string): Result<EditedProduct> {
  const product = goods.products.find((one) => one.id === id);
  return product ? ok(editedIn(goods, product)) : fail('not_found');
}

function categoriesIn(goods: CatalogContent): EditedCategory[] {
  const standing = new Map<string, number>();
  for (const { categoryId } of goods.products) standing.set(categoryId, (standing.get(categoryId) ?? 0) + 1);
  return goods.categories.map((category) => ({
    ...category,
    ...editOf(goods, 'categories', category.id),
    products: standing.get(category.id) ?? 0,
  }));
}
