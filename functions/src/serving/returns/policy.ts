import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  type ReturnExemption,
  type ReturnsPolicy,
  type ReturnTerms,
  returnsPolicySchema,
} from '@jindian/shared/contract/serving/returns-policy';
import type { PolicyDocument, PolicyDocuments } from '../../platform/policy-document/documents.ts';

/** What the law asks, until HQ says more. */
export const standardReturnsPolicy: ReturnsPolicy = {
  remoteDays: 7,
  inStoreDays: 7,
  exemption: 'none',
  restockingFeeBasisPoints: 0,
  categories: [],
  approval: 'by_rule',
  pickupCountsAs: 'remote',
  freightBearer: 'buyer',
  broughtWithinDays: 14,
  manyReturnsCount: 10,
};

/** What shoppers read before they order. */
export const exemptionWords: Record<Exclude<ReturnExemption, 'none'>, LocalizedText> = {
  final_sale: { zh: '清仓特价，售出不退', en: 'final sale' },
  made_to_order: { zh: '按您的要求定制', en: 'made to order' },
  fresh: { zh: '鲜活易腐', en: 'fresh goods' },
  opened: { zh: '拆封后不适合再出售', en: 'cannot be sold again once opened' },
  by_nature: { zh: '性质上不宜退货', en: 'not fit to be returned by its nature' },
};

export type CompiledReturnsPolicy = ReturnsPolicy & {
  version: number;
  /** Of goods in a category: by the nearest that says something. `path`: nearest first. */
  termsOf(path: readonly string[]): ReturnTerms;
};

export function compileReturnsPolicy(policy: ReturnsPolicy, version: number): CompiledReturnsPolicy {
  const own = new Map<string, ReturnTerms>(policy.categories.map((row) => [row.categoryId, row]));
  return {
    ...policy,
    version,
    termsOf(path) {
      const nearest = path.find((categoryId) => own.has(categoryId));
      return (nearest === undefined ? undefined : own.get(nearest)) ?? policy;
    },
  };
}

export function createReturnsPolicy(
  policies: PolicyDocuments,
  isCategory: (categoryId: string) => Promise<boolean>,
): ReturnsPolicyDocument {
  return policies.document<ReturnsPolicy, CompiledReturnsPolicy>({
    name: 'returns',
    schema: returnsPolicySchema,
    permissions: { see: 'settings.read', edit: 'settings.edit', publish: 'settings.publish' },
    standard: standardReturnsPolicy,
    async validate({ categories }) {
      const known = await Promise.all(categories.map(({ categoryId }) => isCategory(categoryId)));
      return categories.flatMap((_, at) =>
        known[at] ? [] : [{ path: `categories.${at}.categoryId`, code: 'unknown_id' }],
      );
    },
    compile: compileReturnsPolicy,
  });
}
export type ReturnsPolicyDocument = PolicyDocument<ReturnsPolicy, CompiledReturnsPolicy>;
