import {
  type CommissionRates,
  commissionRatesSchema,
  noCaps,
  sellersRule,
} from '@jindian/shared/contract/selling/rates';
import { z } from '@jindian/shared/zod';
import type { PolicyDocument, PolicyDocuments } from '../../platform/policy-document/documents.ts';
import { type CompiledRates, compileRates } from './rules/compile.ts';
import { type KnownThings, unknownThings } from './rules/known.ts';

/** Until HQ publishes rules nobody earns a commission. */
const standardRates: CommissionRates = { format: 2, rules: [], caps: noCaps };

/** Rules in memory: running functions follow a publication within seconds, and no order reads the table for them. */
export function createCommissionRates(
  policies: PolicyDocuments,
  known: () => Promise<KnownThings>,
): CommissionRatesDocument {
  return policies.document<CommissionRates, CompiledRates>({
    name: 'commission-rates',
    schema: commissionRatesSchema,
    permissions: { see: 'rates.read', edit: 'rates.edit', publish: 'rates.publish' },
    standard: standardRates,
    forward: async (stored) => ratesForward(stored, await known()),
    // A rule that lost a condition would fit more than it was made for.
    soundOnly: true,
    validate: async (content) => unknownThings(content, await known()),
    compile: (content, number) => compileRates(content, number === 0 ? 'default' : `v${number}`),
  });
}
export type CommissionRatesDocument = PolicyDocument<CommissionRates, CompiledRates>;

const basisPointsSchema = z.int().min(0).max(10_000);
/** As it was written before there were rules: a share for each category, else one for all. */
const ratesByCategory = z.object({
  ruleName: z.string(),
  defaultBasisPoints: basisPointsSchema,
  basisPointsByCategory: z.record(z.string(), basisPointsSchema),
});

/** From before sellers had any. */
const withSomeCaps = z.looseObject({ format: z.literal(2), caps: z.looseObject({}) });
function withEveryCap(stored: unknown): unknown {
  const rates = withSomeCaps.safeParse(stored);
  return rates.success ? { ...rates.data, caps: { ...noCaps, ...rates.data.caps } } : stored;
}

/** The same as rules: the nearest category that had a rate decided, so that those of deeper ones stand first. */
export function ratesForward(stored: unknown, { categoryPath }: Pick<KnownThings, 'categoryPath'>): unknown {
  const before = ratesByCategory.safeParse(stored);
  if (!before.success) return withEveryCap(stored);
  const { ruleName, defaultBasisPoints, basisPointsByCategory } = before.data;
  const nameWith = (more: string) => {
    const text = `${ruleName.slice(0, 50)}${more}`;
    return { zh: text, en: text };
  };
  const groups = new Map<string, { depth: number; basisPoints: number; categoryIds: string[] }>();
  for (const [categoryId, basisPoints] of Object.entries(basisPointsByCategory)) {
    const depth = categoryPath(categoryId).length;
    // A category that is no more had nothing sold in it.
    if (depth === 0) continue;
    const key = `${depth} ${basisPoints}`;
    const group = groups.get(key) ?? { depth, basisPoints, categoryIds: [] };
    groups.set(key, { ...group, categoryIds: [...group.categoryIds, categoryId] });
  }
  const rules = [...groups.values()]
    .sort((a, b) => b.depth - a.depth || b.basisPoints - a.basisPoints)
    .map(({ basisPoints, categoryIds }, index) =>
      sellersRule({
        id: `rate_${index + 1}`,
        name: nameWith(` ${basisPoints / 100}%`),
        categoryIds,
        basisPoints,
      }),
    );
  const allElse = sellersRule({ id: 'all_else', name: nameWith(''), basisPoints: defaultBasisPoints });
  return { format: 2, rules: [...rules, allElse], caps: noCaps } satisfies CommissionRates;
}
