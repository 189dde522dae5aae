import {
  type PriceChange,
  type PriceContent,
  type PriceDraft,
  type PriceEntry,
  type PricePolicyRule,
  priceContentSchema,
} from '@jindian/shared/contract/goods/prices';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { PolicyDocument, PolicyDocuments } from '../../platform/policy-document/documents.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import type { PublicationStep } from '../../platform/policy-document/types.ts';
import { answerWith, fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { Catalog } from './catalog.ts';
import {
  compilePrices,
  noPriceContent,
  type PriceLists,
  policyFrom,
  priceChanges,
  priceKey,
} from './prices.ts';

/**
 * Regional prices: a document that HQ edits entry by entry and publishes, which running functions follow within
 * seconds. No order reads the table for a price.
 */
export function createPriceLists(deps: {
  policies: PolicyDocuments;
  catalog: LiveSnapshot<Catalog>;
  settings: SettingsReader<'goods'>;
}) {
  const { catalog } = deps;
  const document: PolicyDocument<PriceContent, PriceLists> = deps.policies.document({
    name: 'prices',
    schema: priceContentSchema,
    permissions: { see: 'prices.read', seenFrom: 'anywhere', edit: 'prices.edit', publish: 'prices.publish' },
    standard: noPriceContent,
    compile: compilePrices,
  });

  async function draft(): Promise<PriceDraft> {
    const [view, goods] = await Promise.all([document.view(), catalog.current()]);
    const content = view.draft?.content ?? view.inForce.content;
    const inForce = compilePrices(view.inForce.content, view.inForce.number);
    const policyOf = policyFrom(content.policies);
    const { changes, policies } = priceChanges(view.inForce.content, content);
    return {
      revision: view.revision,
      policies: content.policies,
      publishedVersion: inForce.version,
      unpublished: changes.length + policies,
      entries: content.entries.flatMap((entry) => {
        const found = goods.sku(entry.skuId);
        // A SKU that left the catalog keeps its entry, and gets it back when it returns.
        if (!found) return [];
        const { product, sku } = found;
        return [
          {
            ...entry,
            title: product.title,
            skuName: sku.name,
            nationalFen: sku.priceFen,
            inForceFen: inForce.priceAt(product, sku, { province: entry.province, city: entry.city ?? '' }),
            applies: policyOf(product) === 'regional',
          },
        ];
      }),
    };
  }

  /** Refuses a SKU that is not sold, one whose product has a national price, and a price that is a slip. */
  async function faultOf(change: PriceChange, policies: readonly PricePolicyRule[]): Promise<Result<null>> {
    const [goods, { oddPriceTimes }] = await Promise.all([catalog.current(), deps.settings.current()]);
    for (const { of, id } of change.policies) {
      const known =
        of === 'product' ? goods.product(id) : goods.categories.some((category) => category.id === id);
      if (!known) return fail('product_not_offered');
    }
    const policyOf = policyFrom(policies);
    for (const { skuId, priceFen } of change.set) {
      const found = goods.sku(skuId);
      if (!found) return fail('product_not_offered');
      if (policyOf(found.product) === 'national') return fail('price_is_national', { sku: skuId });
      const national = found.sku.priceFen;
      if (priceFen > national * oddPriceTimes || priceFen * oddPriceTimes < national)
        return fail('invalid_request', { detail: `${skuId}: ${priceFen} / ${national}` });
    }
    return ok(null);
  }

  /** Changes entries of the draft; `seen`: the revision that its person saw. */
  async function change(
    wanted: PriceChange,
    by: string,
    seen: number,
    command: CommandClaim | null,
  ): Promise<Result<PriceDraft>> {
    const { draft: present, inForce } = await document.view();
    const next = changed(present?.content ?? inForce.content, wanted);
    const fault = await faultOf(wanted, next.policies);
    if (!fault.ok) return fault;
    return answerWith(await document.saveDraft(next, { revision: seen, by, command }), draft);
  }

  /**
   * Entries of an import, as a step of its command: exactly they are put in force. A draft and a planned list get them
   * too, or they would be lost when these come; only where their editor has changed the same entry, their word stays. Refused where an entry is no longer as the import saw it (`seenFen`).
   */
  async function lay(
    entries: readonly (PriceEntry & { seenFen: number | null })[],
    by: { by: string; note: string },
  ): Promise<PublicationStep | Result<never>> {
    const goods = await catalog.current();
    return document.laidOn((inForce) => {
      const policyOf = policyFrom(inForce.policies);
      const now = pricesOf(inForce);
      for (const entry of entries) {
        const { skuId, priceFen, seenFen } = entry;
        const product = goods.sku(skuId)?.product;
        if (!product) return fail('product_not_offered');
        if (policyOf(product) === 'national') return fail('price_is_national', { sku: skuId });
        const nowFen = now.get(priceKey(entry)) ?? null;
        if (nowFen !== seenFen && nowFen !== priceFen) return fail('prices_moved_on', { sku: skuId });
      }
      return ok({
        content: changed(inForce, { set: entries, remove: [], policies: [] }),
        onOther(other) {
          const edited = pricesOf(other);
          const untouched = entries.filter(
            (entry) => edited.get(priceKey(entry)) === now.get(priceKey(entry)),
          );
          return changed(other, { set: untouched, remove: [], policies: [] });
        },
      });
    }, by);
  }

  return { ...document, draft, change, lay };
}
export type PriceListsService = ReturnType<typeof createPriceLists>;

const pricesOf = ({ entries }: PriceContent) =>
  new Map(entries.map((entry) => [priceKey(entry), entry.priceFen]));

/** The last word on a key counts. */
function changed(
  content: PriceContent,
  { set, remove, policies }: Omit<PriceChange, 'set'> & { set: readonly PriceEntry[] },
): PriceContent {
  const entries = new Map(content.entries.map((entry): [string, PriceEntry] => [priceKey(entry), entry]));
  for (const key of remove) entries.delete(priceKey(key));
  for (const { skuId, province, city, priceFen } of set)
    entries.set(priceKey({ skuId, province, city }), { skuId, province, city, priceFen });
  const rules = new Map(content.policies.map((rule) => [`${rule.of} ${rule.id}`, rule]));
  for (const rule of policies) rules.set(`${rule.of} ${rule.id}`, rule);
  return {
    policies: [...rules.values()],
    entries: [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry),
  };
}
