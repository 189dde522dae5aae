import { z } from '../../zod.ts';
import { localizedTextSchema } from '../common.ts';

/** Whom a sale pays: who sold it, their branch, who brought them, and the branch of the grid it is sent into. */
export const commissionParts = ['seller', 'branch', 'second_level', 'grid_branch'] as const;
export const commissionPartSchema = z.enum(commissionParts);
export type CommissionPart = z.infer<typeof commissionPartSchema>;

/** What kept a row from being just what its rate says. */
export const rowLimits = [
  'floor',
  'line_cap',
  'line_price',
  'order_cap',
  'seller_day_cap',
  'seller_month_cap',
] as const;
export type RowLimit = (typeof rowLimits)[number];

/** Why somebody is paid so much for a line, as it was frozen. */
export const commissionWhySchema = z.object({
  productName: localizedTextSchema,
  /** null: no rule fitted it. */
  ruleName: localizedTextSchema.nullable(),
  part: commissionPartSchema,
  baseFen: z.int(),
  /** 0 where it is paid by the piece. */
  basisPoints: z.int(),
  quantity: z.int().optional(),
  pieceFen: z.int().optional(),
  limitedBy: z.enum(rowLimits).optional(),
  amountFen: z.int(),
});
export type CommissionWhy = z.infer<typeof commissionWhySchema>;
