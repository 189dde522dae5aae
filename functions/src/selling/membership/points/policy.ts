import { type PointsPolicy, pointsPolicySchema } from '@jindian/shared/contract/selling/points';
import type { PolicyDocument, PolicyDocuments } from '../../../platform/policy-document/documents.ts';
import { type CompiledPointsPolicy, compilePointsPolicy } from './earning.ts';

/** Until HQ publishes a rate nobody earns points. */
export const standardPointsPolicy: PointsPolicy = {
  perPointFen: null,
  categories: [],
  expiresAfterMonths: 24,
  noticeDays: 30,
  hundredPointsFen: 100,
};

export function createPointsPolicy(
  policies: PolicyDocuments,
  isCategory: (categoryId: string) => Promise<boolean>,
): PointsPolicyDocument {
  return policies.document<PointsPolicy, CompiledPointsPolicy>({
    name: 'points',
    schema: pointsPolicySchema,
    permissions: { see: 'points.read', edit: 'points.edit', publish: 'points.publish' },
    standard: standardPointsPolicy,
    async validate({ categories }) {
      const known = await Promise.all(categories.map(({ categoryId }) => isCategory(categoryId)));
      return categories.flatMap((_, at) =>
        known[at] ? [] : [{ path: `categories.${at}.categoryId`, code: 'unknown_id' }],
      );
    },
    compile: compilePointsPolicy,
  });
}
export type PointsPolicyDocument = PolicyDocument<PointsPolicy, CompiledPointsPolicy>;
