/** What a seller earns of what is sold, as HQ edits and publishes it. */
import { words } from '../../text.ts';
import { z } from '../../zod.ts';

const basisPointsSchema = z.int().min(0).max(10_000);

/** Shares of the goods' price, by category or default. */
export const commissionRatesSchema = z.object({
  /** What people read as the reason of a figure, e.g. `standard-2026`. */
  ruleName: words().min(1).max(64),
  defaultBasisPoints: basisPointsSchema,
  basisPointsByCategory: z.record(z.string().min(1).max(64), basisPointsSchema),
});
export type CommissionRates = z.infer<typeof commissionRatesSchema>;
/** Frozen on an order with the version it was in. */
export type CommissionRateList = CommissionRates & { version: string };
