/** What is withheld of what people are paid, as HQ edits and publishes it. */
import { z } from '../../zod.ts';

/**
 * Who is paid: an employee of whoever pays (wages, by the employer's own payroll), a person who is nobody's employee here, or
 * a business, which sends an invoice.
 */
export const payeeKindSchema = z.enum(['employee', 'individual', 'business']);
export type PayeeKind = z.infer<typeof payeeKindSchema>;

/**
 * How much is withheld of an individual's pay: as labour remuneration by each payment (劳务报酬), by the cumulative method that
 * notice 2025-16 of the tax administration gives to platforms (累计预扣法), or nothing here, where somebody else reports it.
 */
export const individualWithholdingSchema = z.enum(['labour_payment', 'labour_cumulative', 'none']);
export type IndividualWithholding = z.infer<typeof individualWithholdingSchema>;

const basisPointsSchema = z.int().min(0).max(10_000);
/** Of whole hundreds of yuan: what is deducted by a bracket then comes out in whole fen. */
const boundSchema = z.int().min(10_000).max(10_000_000_000).multipleOf(10_000);

const bracketSchema = z.object({
  /** Of the taxable amount, up to and with it; the last one has none. */
  upToFen: boundSchema.nullable(),
  basisPoints: basisPointsSchema,
});
export type TaxBracket = z.infer<typeof bracketSchema>;

/** Each with a higher bound and no lower rate than the one before: who earns more never pays less. */
const bracketsSchema = z
  .array(bracketSchema)
  .min(1)
  .max(10)
  .refine(
    (brackets) =>
      brackets.every(({ upToFen, basisPoints }, at) => {
        const before = brackets[at - 1];
        if ((upToFen === null) !== (at === brackets.length - 1)) return false;
        if (before === undefined) return true;
        return basisPoints >= before.basisPoints && (upToFen === null || upToFen > (before.upToFen ?? 0));
      }),
    'brackets ascend, and the last has no bound',
  );

export const withholdingRatesSchema = z.object({
  individual: individualWithholdingSchema,
  labourPayment: z
    .object({
      /** Up to here an amount is deducted, above it a share. */
      flatUpToFen: boundSchema,
      flatDeductionFen: boundSchema,
      deductionBasisPoints: basisPointsSchema,
      brackets: bracketsSchema,
    })
    .refine(
      ({ flatUpToFen, flatDeductionFen, deductionBasisPoints }) =>
        flatDeductionFen * 10_000 >= flatUpToFen * deductionBasisPoints,
      { message: 'a fen more would be taxed less', path: ['flatDeductionFen'] },
    ),
  labourCumulative: z.object({
    expenseBasisPoints: basisPointsSchema,
    monthlyDeductionFen: boundSchema,
    /** Which months count: those without a gap until now, or all since the first of the year. */
    months: z.enum(['in_a_row', 'since_first']),
    brackets: bracketsSchema,
  }),
});
export type WithholdingRates = z.infer<typeof withholdingRatesSchema>;
/** Kept on a statement with the version it was in. */
export type WithholdingRateList = WithholdingRates & { version: string };
