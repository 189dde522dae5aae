import {
  type CommissionRateList,
  type CommissionRates,
  commissionRatesSchema,
} from '@jindian/shared/contract/selling/rates';
import type { PolicyDocument, PolicyDocuments } from '../../platform/policy-document/documents.ts';

/** Until HQ publishes rates nobody earns a commission. */
const standardRates: CommissionRates = {
  ruleName: 'standard',
  defaultBasisPoints: 0,
  basisPointsByCategory: {},
};

/** Rates in memory: running functions follow a publication within seconds, and no order reads the table for them. */
export function createCommissionRates(policies: PolicyDocuments): CommissionRatesDocument {
  return policies.document<CommissionRates, CommissionRateList>({
    name: 'commission-rates',
    schema: commissionRatesSchema,
    permissions: { see: 'rates.read', edit: 'rates.edit', publish: 'rates.publish' },
    standard: standardRates,
    compile: (content, number) => ({ version: number === 0 ? 'default' : `v${number}`, ...content }),
  });
}
export type CommissionRatesDocument = PolicyDocument<CommissionRates, CommissionRateList>;
