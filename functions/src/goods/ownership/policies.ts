import {
  defaultSharingTerms,
  type SharingPolicy,
  type SharingTerms,
  sharingPolicySchema,
  type TransferPriceList,
  type TransferPrices,
  transferPricesSchema,
} from '@jindian/shared/contract/goods/ownership';
import type { PolicyProblem } from '@jindian/shared/contract/policies';
import type { PolicyDocuments } from '../../platform/policy-document/documents.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { defaultPrices, hqOwner, sharesUnder } from './rules.ts';

/** Who shares what, in memory. */
export type Sharing = {
  /** May this owner's pieces of the SKU serve other people's orders? HQ's always do. */
  shares(ownerId: string, skuId: string): boolean;
  termsOf(ownerId: string): SharingTerms;
};

export function sharingOf(contracts: ReadonlyMap<string, SharingTerms>): Sharing {
  const sets = new Map([...contracts].map(([ownerId, terms]) => [ownerId, new Set(terms.skuIds)]));
  const termsOf = (ownerId: string) =>
    ownerId === hqOwner ? defaultSharingTerms : (contracts.get(ownerId) ?? defaultSharingTerms);
  return {
    termsOf,
    shares(ownerId, skuId) {
      const { mode } = termsOf(ownerId);
      const named = sets.get(ownerId);
      if (mode === 'except') return !named?.has(skuId);
      if (mode === 'only') return named?.has(skuId) ?? false;
      return sharesUnder({ mode, skuIds: [] }, skuId);
    },
  };
}

/** The documents of ownership: one price list for the brand, and for each dealer what he shares. */
export function createOwnershipPolicies(
  policies: PolicyDocuments,
  deps: { catalog: LiveSnapshot<Catalog>; isDealer(ownerId: string): Promise<boolean> },
) {
  async function unknownSkus(skuIds: readonly string[], path: string): Promise<PolicyProblem[]> {
    const goods = await deps.catalog.current();
    return skuIds
      .filter((skuId) => goods.sku(skuId) === null)
      .map((skuId) => ({ path: `${path}.${skuId}`, code: 'unknown_sku', params: { sku: skuId } }));
  }

  return {
    prices: policies.document<TransferPrices, TransferPriceList>({
      name: 'transfer-prices',
      schema: transferPricesSchema,
      permissions: { see: 'contracts.read', edit: 'contracts.edit', publish: 'contracts.manage' },
      standard: defaultPrices,
      compile: (content, number) => ({ version: number === 0 ? 'default' : `v${number}`, ...content }),
      validate: ({ priceFenBySku }) => unknownSkus(Object.keys(priceFenBySku), 'priceFenBySku'),
    }),
    sharing: policies.collection<SharingPolicy, Sharing>({
      name: 'sharing',
      schema: sharingPolicySchema,
      permissions: { see: 'contracts.read', edit: 'sharing.manage', publish: 'sharing.manage' },
      standard: defaultSharingTerms,
      knows: async (ownerId) => ownerId !== hqOwner && (await deps.isDealer(ownerId)),
      compile: sharingOf,
      validate: ({ skuIds }) => unknownSkus(skuIds, 'skuIds'),
    }),
  };
}
