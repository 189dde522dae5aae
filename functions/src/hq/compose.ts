import type { Language, LocalizedText } from '@jindian/shared/contract/common';
import { type Product, statusOf } from '@jindian/shared/contract/goods/catalog';
import type { Catalog } from '../goods/catalog/catalog.ts';
import { bestOf } from '../goods/catalog/goods-search.ts';
import type { StorefrontService } from '../goods/catalog/storefront.ts';
import { createStockViews } from '../goods/inventory/views.ts';
import { hqOwner } from '../goods/ownership/rules.ts';
import type { Members } from '../people/members/service.ts';
import { ok } from '../platform/result.ts';
import type { HqDeps } from './deps.ts';
import { say } from './words/say.ts';

const notSearched = { near: false, meant: null };
const firstSkus = (products: readonly Product[], limit: number) =>
  products.slice(0, limit).flatMap((product) => product.skus.map((sku) => ({ product, sku })));

/** The modules that the web view looks into, as the system has them. */
export type HqModules = Pick<
  HqDeps,
  | 'config'
  | 'clock'
  | 'ids'
  | 'logger'
  | 'table'
  | 'sessions'
  | 'auditView'
  | 'staff'
  | 'savedViews'
  | 'throttle'
  | 'bootstrap'
  | 'phoneCodes'
  | 'invitations'
  | 'directory'
  | 'rights'
  | 'holds'
  | 'ratings'
  | 'returns'
  | 'returnsPolicy'
  | 'attribution'
  | 'contacts'
  | 'sellers'
  | 'commission'
  | 'moving'
  | 'audit'
  | 'orders'
  | 'network'
  | 'grids'
  | 'rollout'
  | 'gridReplays'
  | 'slots'
  | 'branchHours'
  | 'ledger'
  | 'fundPool'
  | 'pool'
  | 'ledgerAccounts'
  | 'deadLetters'
  | 'differences'
  | 'reconciliation'
  | 'inventory'
  | 'imports'
  | 'transfers'
  | 'ownership'
  | 'contracts'
  | 'branchPrices'
  | 'availability'
  | 'bulk'
  | 'ownersCalled'
  | 'sourcingPolicies'
  | 'simulations'
  | 'prices'
  | 'shopWindow'
  | 'goodsEditing'
  | 'pictures'
  | 'settings'
  | 'legal'
  | 'siteFiles'
  | 'stops'
  | 'files'
  | 'codes'
  | 'posters'
  | 'posterTemplates'
  | 'rates'
  | 'withholding'
  | 'settlement'
  | 'ratesTrials'
  | 'membership'
  | 'segments'
  | 'pointsPolicy'
  | 'tiersPolicy'
  | 'promotions'
  | 'promotionsPolicy'
> & {
  members: Pick<Members, 'read' | 'profilesOf' | 'knownForPhone' | 'memberForPhone' | 'holderOfPhone'>;
  storefront: Pick<StorefrontService, 'storefront'>;
  catalog: { current(): Promise<Catalog> };
};

/** What `mountHq` wants, from the modules of the system. */
export function hqDepsOf(
  modules: HqModules,
  local: Pick<HqDeps, 'localSignIn' | 'localSms' | 'health'> = {},
): HqDeps {
  const { members, storefront, catalog, ...own } = modules;
  return {
    ...own,
    ...local,
    knownForPhone: members.knownForPhone,
    memberForPhone: members.memberForPhone,
    holderOfPhone: members.holderOfPhone,
    async memberOf(memberId) {
      const known = await members.read(memberId);
      return known && { displayName: known.profile.displayName, roles: known.roles };
    },
    async memberNames(memberIds) {
      const found = await members.profilesOf(memberIds);
      return new Map([...found].map(([id, { displayName }]) => [id, displayName]));
    },
    async catalogSize() {
      const { products } = await catalog.current();
      const onSale = products.filter((product) => statusOf(product) === 'on_sale');
      return {
        products: products.length,
        skusOnSale: onSale.reduce((sum, { skus }) => sum + skus.length, 0),
      };
    },
    async categoryRoots() {
      const { categories } = await catalog.current();
      return categories.filter(({ parentId }) => parentId === null);
    },
    async categoryNames() {
      const { categories } = await catalog.current();
      return new Map(categories.map(({ id, name }) => [id, name]));
    },
    async namesOfGoods() {
      const { categories, product, products } = await catalog.current();
      const lines = new Map(
        products.flatMap(({ brandLine }) => (brandLine ? [[brandLine.zh, brandLine]] : [])),
      );
      return { categories, product: (id) => product(id)?.title, brandLines: [...lines.values()] };
    },
    stockViews: createStockViews({
      inventory: modules.inventory,
      location: modules.network.location,
      clock: modules.clock,
      catalog,
      memberName: async (memberId) => (await members.read(memberId))?.profile.displayName ?? null,
    }),
    async skuTitle(skuId) {
      const found = (await catalog.current()).sku(skuId);
      if (!found) return { zh: skuId, en: skuId };
      const { product, sku } = found;
      return {
        zh: `${product.title.zh} ${sku.name.zh}`.trim(),
        en: `${product.title.en} ${sku.name.en}`.trim(),
      };
    },
    async ownerNames(ownerIds) {
      const [contracts, branches] = await Promise.all([
        modules.contracts.current(),
        modules.ownership.branchesOf(ownerIds),
      ]);
      const nameOf = (ownerId: string): LocalizedText => {
        if (ownerId === hqOwner) return { zh: say('zh', 'ownerHq'), en: say('en', 'ownerHq') };
        const { legalName } = contracts.of(ownerId);
        if (legalName !== '') return { zh: legalName, en: legalName };
        const dealer = branches.get(ownerId);
        if (!dealer) return { zh: ownerId, en: ownerId };
        const { branches: count, branchName } = dealer;
        const told = (language: Language) =>
          count === 1
            ? branchName[language]
            : say(language, 'ownerBranches', { name: branchName[language], count });
        return { zh: told('zh'), en: told('en') };
      };
      return new Map([...new Set(ownerIds)].map((ownerId) => [ownerId, nameOf(ownerId)]));
    },
    async knowsSku(skuId) {
      return (await catalog.current()).sku(skuId) !== null;
    },
    async searchSkus(text, limit) {
      const { search, products } = await catalog.current();
      const { items, near, meant } =
        text.trim() === ''
          ? { ...notSearched, items: firstSkus(products, limit) }
          : await search.skus(text, { enough: limit });
      return {
        near,
        meant,
        items: items.slice(0, limit).map(({ product: { title }, sku: { id, name } }) => ({
          skuId: id,
          title: { zh: `${title.zh} ${name.zh}`.trim(), en: `${title.en} ${name.en}`.trim() },
        })),
      };
    },
    async searchKinds(text, limit) {
      const { search } = await catalog.current();
      const [categories, products] = await Promise.all([
        search.categories(text, { enough: limit }),
        search.products(text, { enough: limit }),
      ]);
      const { items } = bestOf<{ id: string; name: LocalizedText }>(categories, {
        ...products,
        items: products.items.map(({ id, title }) => ({ id, name: title })),
      });
      return items.slice(0, limit).map(({ id, name }) => ({ id, name }));
    },
    async searchCategories(text, limit) {
      const { search } = await catalog.current();
      const { items } = await search.categories(text, { enough: limit });
      return items.slice(0, limit).map(({ id, name }) => ({ id, name }));
    },
    async searchProducts(text, limit) {
      const { search } = await catalog.current();
      const { items } = await search.products(text, { enough: limit });
      return items.slice(0, limit).map(({ id, title }) => ({ id, name: title }));
    },
    async kindNamer() {
      const { categories, product } = await catalog.current();
      const names = new Map<string, LocalizedText>(categories.map(({ id, name }) => [id, name]));
      return (id) => names.get(id) ?? product(id)?.title;
    },
    networkVersion: modules.network.version,
    async shelfLabels(locationId, page) {
      const found = await storefront.storefront(locationId, page);
      if (!found.ok) return found;
      const { branch, items, nextCursor } = found.value;
      const labels = await Promise.all(
        items.map(async ({ productId, title, subtitle, fromPriceFen }) => {
          const code = await modules.codes.shelfCode(locationId, productId);
          return code.ok ? [{ productId, title, subtitle, fromPriceFen, url: code.value.url }] : [];
        }),
      );
      return ok({ branch: { id: branch.id, name: branch.name }, items: labels.flat(), nextCursor });
    },
  };
}
