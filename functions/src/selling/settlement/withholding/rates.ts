import {
  type WithholdingRateList,
  type WithholdingRates,
  withholdingRatesSchema,
} from '@jindian/shared/contract/money/withholding';
import type { PolicyDocument, PolicyDocuments } from '../../../platform/policy-document/documents.ts';

/** What is in force before a brand publishes its own. */
export const standardWithholdingVersion = 'default';

const yuan = (amount: number): number => amount * 100;

/**
 * As the law and the tax administration had it in 2026: labour remuneration by payment (announcement 2018-61), and the
 * cumulative method with the brackets of comprehensive income (announcements 2018-61 and 2025-16).
 */
export const standardWithholding: WithholdingRates = {
  individual: 'labour_payment',
  labourPayment: {
    flatUpToFen: yuan(4_000),
    flatDeductionFen: yuan(800),
    deductionBasisPoints: 2_000,
    brackets: [
      { upToFen: yuan(20_000), basisPoints: 2_000 },
      { upToFen: yuan(50_000), basisPoints: 3_000 },
      { upToFen: null, basisPoints: 4_000 },
    ],
  },
  labourCumulative: {
    expenseBasisPoints: 2_000,
    monthlyDeductionFen: yuan(5_000),
    months: 'in_a_row',
    brackets: [
      { upToFen: yuan(36_000), basisPoints: 300 },
      { upToFen: yuan(144_000), basisPoints: 1_000 },
      { upToFen: yuan(300_000), basisPoints: 2_000 },
      { upToFen: yuan(420_000), basisPoints: 2_500 },
      { upToFen: yuan(660_000), basisPoints: 3_000 },
      { upToFen: yuan(960_000), basisPoints: 3_500 },
      { upToFen: null, basisPoints: 4_500 },
    ],
  },
};

export function createWithholdingRates(policies: PolicyDocuments): WithholdingRatesDocument {
  return policies.document<WithholdingRates, WithholdingRateList>({
    name: 'withholding',
    schema: withholdingRatesSchema,
    permissions: { see: 'withholding.read', edit: 'withholding.edit', publish: 'withholding.publish' },
    standard: standardWithholding,
    compile: (content, number) => ({
      version: number === 0 ? standardWithholdingVersion : `v${number}`,
      ...content,
    }),
  });
}
export type WithholdingRatesDocument = PolicyDocument<WithholdingRates, WithholdingRateList>;
