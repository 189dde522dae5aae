import { type TiersPolicy, tiersPolicySchema } from '@jindian/shared/contract/selling/tiers';
import type { PolicyDocument, PolicyDocuments } from '../../../platform/policy-document/documents.ts';

/** Until HQ publishes some there are no tiers. */
export const standardTiersPolicy: TiersPolicy = { periodMonths: 12, tiers: [] };

export function createTiersPolicy(policies: PolicyDocuments): TiersPolicyDocument {
  return policies.document<TiersPolicy, TiersPolicy>({
    name: 'tiers',
    schema: tiersPolicySchema,
    permissions: { see: 'tiers.read', edit: 'tiers.edit', publish: 'tiers.publish' },
    standard: standardTiersPolicy,
    compile: (content) => content,
  });
}
export type TiersPolicyDocument = PolicyDocument<TiersPolicy, TiersPolicy>;
