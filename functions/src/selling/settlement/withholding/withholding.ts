import type {
  IndividualWithholding,
  PayeeKind,
  TaxBracket,
  WithholdingRates,
} from '@jindian/shared/contract/money/withholding';

/**
 * What is withheld of a payment. All in fen with whole numbers; every figure that people see on the way (expenses, what is
 * taxable, the tax) is rounded to the fen, half up, as the tax administration's own declaration does, so that each follows
 * from the one before.
 *
 * Both methods look at what was paid before: a payment is taxed as the last part of its month (several payments of one month for
 * one kind of work are one, by art. 14 of the regulation), or of its year. Thus it does not matter how a month's pay is cut.
 */
export interface PayToWithholdFrom {
  readonly payeeKind: PayeeKind;
  /** Of this payment; set-offs are done. */
  readonly grossFen: number;
  /** The month it is paid in, 1 to 12. */
  readonly month: number;
  /** What was paid to the same payee in the same year before it, by month in any order. */
  readonly paidBefore: readonly PaidInMonth[];
}

export interface PaidInMonth {
  readonly month: number;
  readonly grossFen: number;
  readonly withheldFen: number;
}

export type WithholdingStrategy = 'wages' | 'invoice' | IndividualWithholding;

export interface Withholding {
  readonly strategy: WithholdingStrategy;
  readonly grossFen: number;
  readonly withheldFen: number;
  readonly netFen: number;
  /** A business is paid once its invoice is there. */
  readonly needsInvoice: boolean;
  /** How the figure came about; absent where nothing is computed. */
  readonly steps?: WithholdingSteps;
}

export interface WithholdingSteps {
  /** Of the month or the year, with this payment. */
  readonly incomeFen: number;
  readonly expensesFen: number;
  /** Of the year's months; 0 where there is none. */
  readonly deductionFen: number;
  readonly months: number;
  readonly taxableFen: number;
  readonly basisPoints: number;
  readonly quickDeductionFen: number;
  readonly taxFen: number;
  readonly withheldBeforeFen: number;
}

/** A thousand million yuan: what is multiplied stays whole. */
const MOST_FEN = 100_000_000_000;

export function strategyOf(payeeKind: PayeeKind, rates: WithholdingRates): WithholdingStrategy {
  if (payeeKind === 'employee') return 'wages';
  return payeeKind === 'business' ? 'invoice' : rates.individual;
}

export function withhold(pay: PayToWithholdFrom, rates: WithholdingRates): Withholding {
  const { grossFen } = pay;
  assertPay(pay);
  const strategy = strategyOf(pay.payeeKind, rates);
  const needsInvoice = strategy === 'invoice';
  const steps =
    strategy === 'labour_payment'
      ? ofMonth(pay, rates.labourPayment)
      : strategy === 'labour_cumulative'
        ? ofYear(pay, rates.labourCumulative)
        : undefined;
  if (steps === undefined) return { strategy, grossFen, withheldFen: 0, netFen: grossFen, needsInvoice };
  // Too much withheld before is not given back here: the year's own declaration does that. Nor is more taken than there is.
  const withheldFen = Math.min(grossFen, Math.max(0, steps.taxFen - steps.withheldBeforeFen));
  return { strategy, grossFen, withheldFen, netFen: grossFen - withheldFen, needsInvoice, steps };
}

/** Labour remuneration (劳务报酬): one payment of a month, together with those before it. */
function ofMonth(pay: PayToWithholdFrom, rates: WithholdingRates['labourPayment']): WithholdingSteps {
  const before = sumOf(pay.paidBefore.filter(({ month }) => month === pay.month));
  const incomeFen = before.grossFen + pay.grossFen;
  const expensesFen =
    incomeFen <= rates.flatUpToFen
      ? Math.min(incomeFen, rates.flatDeductionFen)
      : shareOf(incomeFen, rates.deductionBasisPoints);
  const taxableFen = incomeFen - expensesFen;
  return {
    incomeFen,
    expensesFen,
    deductionFen: 0,
    months: 1,
    taxableFen,
    ...taxOf(taxableFen, rates.brackets),
    withheldBeforeFen: before.withheldFen,
  };
}

/** The cumulative method (累计预扣法): the year until now. */
function ofYear(pay: PayToWithholdFrom, rates: WithholdingRates['labourCumulative']): WithholdingSteps {
  const before = sumOf(pay.paidBefore);
  const incomeFen = before.grossFen + pay.grossFen;
  const expensesFen = shareOf(incomeFen, rates.expenseBasisPoints);
  const months = monthsOf(pay, rates.months);
  const deductionFen = months * rates.monthlyDeductionFen;
  const taxableFen = Math.max(0, incomeFen - expensesFen - deductionFen);
  return {
    incomeFen,
    expensesFen,
    deductionFen,
    months,
    taxableFen,
    ...taxOf(taxableFen, rates.brackets),
    withheldBeforeFen: before.withheldFen,
  };
}

function monthsOf(
  { month, paidBefore }: PayToWithholdFrom,
  way: WithholdingRates['labourCumulative']['months'],
): number {
  const paid = new Set(paidBefore.filter(({ grossFen }) => grossFen > 0).map((each) => each.month));
  if (way === 'since_first') return month - Math.min(month, ...paid) + 1;
  let months = 1;
  while (paid.has(month - months)) months += 1;
  return months;
}

/**
 * The quick deduction (速算扣除数) of each bracket: what a rate on the whole takes too much, since the slices below have lower
 * ones. It follows from the brackets, so nobody can mistype it.
 */
export function quickDeductions(brackets: readonly TaxBracket[]): number[] {
  let quickDeductionFen = 0;
  return brackets.map(({ basisPoints }, at) => {
    const below = brackets[at - 1];
    if (below !== undefined)
      quickDeductionFen += ((below.upToFen ?? 0) / 10_000) * (basisPoints - below.basisPoints);
    return quickDeductionFen;
  });
}

export function taxOf(
  taxableFen: number,
  brackets: readonly TaxBracket[],
): Pick<WithholdingSteps, 'basisPoints' | 'quickDeductionFen' | 'taxFen'> {
  const at = brackets.findIndex(({ upToFen }) => upToFen === null || taxableFen <= upToFen);
  const basisPoints = brackets[at]?.basisPoints;
  const quickDeductionFen = quickDeductions(brackets)[at];
  if (basisPoints === undefined || quickDeductionFen === undefined)
    throw new Error('the last bracket has no bound');
  return { basisPoints, quickDeductionFen, taxFen: shareOf(taxableFen, basisPoints) - quickDeductionFen };
}

/** Half up. */
function shareOf(fen: number, basisPoints: number): number {
  return Math.floor((fen * basisPoints + 5_000) / 10_000);
}

function sumOf(months: readonly PaidInMonth[]): { grossFen: number; withheldFen: number } {
  return months.reduce(
    (sum, { grossFen, withheldFen }) => ({
      grossFen: sum.grossFen + grossFen,
      withheldFen: sum.withheldFen + withheldFen,
    }),
    { grossFen: 0, withheldFen: 0 },
  );
}

function assertPay({ grossFen, month, paidBefore }: PayToWithholdFrom): void {
  const isFen = (fen: number) => Number.isSafeInteger(fen) && fen >= 0;
  const isMonth = (each: number) => Number.isInteger(each) && each >= 1 && each <= month;
  const isWhole =
    isFen(grossFen) &&
    isMonth(month) &&
    month <= 12 &&
    paidBefore.every((paid) => isMonth(paid.month) && isFen(paid.grossFen) && isFen(paid.withheldFen)) &&
    sumOf(paidBefore).grossFen + grossFen <= MOST_FEN;
  if (!isWhole) throw new RangeError('not a payment of this year in whole fen');
}
