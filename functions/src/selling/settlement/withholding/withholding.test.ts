import { readFileSync } from 'node:fs';
import { type WithholdingRates, withholdingRatesSchema } from '@jindian/shared/contract/money/withholding';
import { readYuan } from '@jindian/shared/money';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { standardWithholding } from './rates.ts';
import { type PaidInMonth, type PayToWithholdFrom, withhold } from './withholding.ts';

const cumulative: WithholdingRates = { ...standardWithholding, individual: 'labour_cumulative' };

/** A year of payments, each knowing those before it. */
function paid(rates: WithholdingRates, payments: readonly { month: number; grossFen: number }[]) {
  const before: PaidInMonth[] = [];
  return payments.map(({ month, grossFen }) => {
    const done = withhold({ payeeKind: 'individual', grossFen, month, paidBefore: [...before] }, rates);
    before.push({ month, grossFen, withheldFen: done.withheldFen });
    return done;
  });
}
const one = (grossFen: number, over: Partial<PayToWithholdFrom> = {}) =>
  withhold({ payeeKind: 'individual', grossFen, month: 5, paidBefore: [], ...over }, standardWithholding);

describe('labour remuneration by payment', () => {
  // Gross, taxable, withheld; computed by hand: up to ¥4,000 less ¥800, above less 20 %; 20 / 30 / 40 %.
  it.each([
    [1, 0, 0],
    [79_999, 0, 0],
    [80_000, 0, 0],
    [80_001, 1, 0],
    [80_003, 3, 1],
    [123_456, 43_456, 8_691],
    [399_999, 319_999, 64_000],
    [400_000, 320_000, 64_000],
    [400_001, 320_001, 64_000],
    [400_003, 320_002, 64_000],
    [1_234_567, 987_654, 197_531],
    [2_500_000, 2_000_000, 400_000],
    [2_500_001, 2_000_001, 400_000],
    [3_000_037, 2_400_030, 520_009],
    [6_250_000, 5_000_000, 1_300_000],
    [6_250_001, 5_000_001, 1_300_000],
    [10_000_055, 8_000_044, 2_500_018],
  ])('%i fen: taxable %i, withheld %i', (grossFen, taxableFen, withheldFen) => {
    const done = one(grossFen);
    expect(done).toMatchObject({ strategy: 'labour_payment', withheldFen, netFen: grossFen - withheldFen });
    expect(done.steps?.taxableFen).toBe(taxableFen);
  });

  it('of two payments in one month takes what one of both would', () => {
    const [first, second] = paid(standardWithholding, [
      { month: 5, grossFen: 300_001 },
      { month: 5, grossFen: 200_002 },
    ]);
    expect(first?.withheldFen).toBe(44_000);
    expect(second?.withheldFen).toBe(one(500_003).withheldFen - 44_000);
    const [, next] = paid(standardWithholding, [
      { month: 5, grossFen: 300_001 },
      { month: 6, grossFen: 200_002 },
    ]);
    expect(next?.withheldFen).toBe(one(200_002).withheldFen);
  });

  it('says how the figure came about', () => {
    expect(one(3_000_037).steps).toEqual({
      incomeFen: 3_000_037,
      expensesFen: 600_007,
      deductionFen: 0,
      months: 1,
      taxableFen: 2_400_030,
      basisPoints: 3_000,
      quickDeductionFen: 200_000,
      taxFen: 520_009,
      withheldBeforeFen: 0,
    });
  });
});

describe('the cumulative method of notice 2025-16', () => {
  it('takes of ¥10,000 a month (10,000 − 2,000 − 5,000) × 3 %, each month', () => {
    const months = paid(
      cumulative,
      Array.from({ length: 12 }, (_, index) => ({ month: index + 1, grossFen: 1_000_000 })),
    );
    // 3,000 × 3 % = 90; the 36,000 of the first bracket are reached with the last month.
    expect(months.map(({ withheldFen }) => withheldFen)).toEqual(Array(12).fill(9_000));
  });

  it('goes up the brackets with the year', () => {
    const months = paid(
      cumulative,
      [1, 2, 3].map((month) => ({ month, grossFen: 3_000_011 })),
    );
    // 19,000.09 × 3 % = 570.00; 38,000.18 × 10 % − 2,520 = 1,280.02; 57,000.26 × 10 % − 2,520 = 3,180.03.
    expect(months.map(({ withheldFen }) => withheldFen)).toEqual([57_000, 71_002, 190_001]);
    expect(months[1]?.steps).toMatchObject({
      incomeFen: 6_000_022,
      expensesFen: 1_200_004,
      deductionFen: 1_000_000,
      taxableFen: 3_800_018,
      basisPoints: 1_000,
      quickDeductionFen: 252_000,
      taxFen: 128_002,
      withheldBeforeFen: 57_000,
    });
  });

  it('gives nothing back within the year, and takes nothing until that is used up', () => {
    const months = paid(cumulative, [
      { month: 1, grossFen: 2_000_000 },
      { month: 2, grossFen: 100_000 },
      { month: 3, grossFen: 1_000_000 },
    ]);
    // 11,000 × 3 % = 330; 6,800 × 3 % = 204; 9,800 × 3 % = 294.
    expect(months.map(({ withheldFen }) => withheldFen)).toEqual([33_000, 0, 0]);
    expect(months.map(({ steps }) => steps?.taxFen)).toEqual([33_000, 20_400, 29_400]);
  });

  it('counts months in a row, or since the first, as the document says', () => {
    const payments = [
      { month: 1, grossFen: 1_000_000 },
      { month: 2, grossFen: 1_000_000 },
      { month: 5, grossFen: 1_000_000 },
    ];
    expect(paid(cumulative, payments)[2]?.steps?.months).toBe(1);
    const sinceFirst: WithholdingRates = {
      ...cumulative,
      labourCumulative: { ...cumulative.labourCumulative, months: 'since_first' },
    };
    expect(paid(sinceFirst, payments)[2]?.steps?.months).toBe(5);
  });

  // Brackets of comprehensive income with their quick deductions, as the law prints them.
  it.each([
    [3_600_000, 108_000],
    [14_400_000, 1_188_000],
    [30_000_000, 4_308_000],
    [42_000_000, 7_308_000],
    [66_000_000, 14_508_000],
    [96_000_000, 25_008_000],
    [100_000_000, 26_808_000],
  ])('of %i fen taxable takes %i', (taxableFen, taxFen) => {
    const grossFen = ((taxableFen + 500_000) * 5) / 4;
    expect(paid(cumulative, [{ month: 1, grossFen }])[0]).toMatchObject({ withheldFen: taxFen });
  });
});

describe('others', () => {
  it('are paid whole: wages by their employer, a business after its invoice, and where somebody else reports', () => {
    expect(one(1_234_567, { payeeKind: 'employee' })).toEqual({
      strategy: 'wages',
      grossFen: 1_234_567,
      withheldFen: 0,
      netFen: 1_234_567,
      needsInvoice: false,
    });
    expect(one(1_234_567, { payeeKind: 'business' })).toMatchObject({
      strategy: 'invoice',
      needsInvoice: true,
    });
    const none = { ...standardWithholding, individual: 'none' as const };
    expect(paid(none, [{ month: 1, grossFen: 9_999_999 }])[0]).toMatchObject({ netFen: 9_999_999 });
  });

  it('that are no payments are a mistake of the caller', () => {
    for (const over of [
      { grossFen: -1 },
      { grossFen: 0.5 },
      { month: 13 },
      { month: 0 },
      { grossFen: 100_000_000_001 },
      { paidBefore: [{ month: 6, grossFen: 1, withheldFen: 0 }] },
    ])
      expect(() => one(1, over)).toThrow(RangeError);
  });
});

describe('for whatever is paid', () => {
  const strategies = fc.constantFrom(standardWithholding, cumulative);
  const fen = fc.integer({ min: 0, max: 50_000_000 });
  const year = fc
    .array(fc.record({ month: fc.integer({ min: 1, max: 12 }), grossFen: fen }), { maxLength: 20 })
    .map((payments) => payments.sort((a, b) => a.month - b.month));

  test('nobody is paid less than nothing, and gross is net and what is withheld', () => {
    fc.assert(
      fc.property(strategies, year, (rates, payments) => {
        for (const done of paid(rates, payments)) {
          expect(done.netFen).toBeGreaterThanOrEqual(0);
          expect(done.withheldFen).toBeGreaterThanOrEqual(0);
          expect(done.netFen + done.withheldFen).toBe(done.grossFen);
        }
      }),
    );
  });

  test('a fen more is never taxed less, nor leaves less', () => {
    fc.assert(
      fc.property(strategies, year, fen, (rates, payments, grossFen) => {
        const last = (more: number) =>
          paid(rates, [...payments, { month: 12, grossFen: grossFen + more }]).at(-1);
        const [less, more] = [last(0), last(1)];
        expect(more?.withheldFen).toBeGreaterThanOrEqual(less?.withheldFen ?? 0);
        expect(more?.netFen).toBeGreaterThanOrEqual(less?.netFen ?? 0);
      }),
    );
  });

  test('it does not matter how the pay of a month is cut', () => {
    const cuts = fc.array(
      fc.record({ of: fc.nat({ max: 19 }), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    );
    fc.assert(
      fc.property(strategies, year, cuts, (rates, payments, cutting) => {
        const parts = payments.map(({ month, grossFen }) => [{ month, grossFen }]);
        for (const { of, share } of cutting) {
          const part = parts[of]?.pop();
          if (part === undefined) continue;
          const first = Math.floor(part.grossFen * share);
          parts[of]?.push({ ...part, grossFen: first }, { ...part, grossFen: part.grossFen - first });
        }
        const sum = (done: readonly { withheldFen: number }[]) =>
          done.reduce((total, { withheldFen }) => total + withheldFen, 0);
        // Of a month with nothing left to take from, what is due comes with the next payment.
        const whole = paid(rates, payments);
        const cut = paid(rates, parts.flat());
        expect(sum(cut)).toBe(sum(whole));
      }),
    );
  });

  test('the year’s sum is what its last month says, wherever the year only goes up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 650_000, max: 50_000_000 }), (grossFen) => {
        const months = paid(
          cumulative,
          Array.from({ length: 12 }, (_, index) => ({ month: index + 1, grossFen })),
        );
        const sumFen = months.reduce((total, { withheldFen }) => total + withheldFen, 0);
        expect(sumFen).toBe(months.at(-1)?.steps?.taxFen);
      }),
    );
  });
});

test('a document in which a fen more is taxed less is none', () => {
  const accepted = (change: (rates: WithholdingRates) => void) => {
    const rates = structuredClone(standardWithholding);
    change(rates);
    return withholdingRatesSchema.safeParse(rates).success;
  };
  expect(accepted(() => {})).toBe(true);
  for (const change of [
    (rates: WithholdingRates) => rates.labourPayment.brackets.reverse(),
    (rates: WithholdingRates) => rates.labourPayment.brackets.pop(),
    (rates: WithholdingRates) => {
      rates.labourPayment.brackets[1] = { upToFen: 2_000_000, basisPoints: 3_000 };
    },
    (rates: WithholdingRates) => {
      rates.labourPayment.brackets[1] = { upToFen: 5_000_000, basisPoints: 1_000 };
    },
    (rates: WithholdingRates) => {
      rates.labourPayment.brackets[1] = { upToFen: 5_000_001, basisPoints: 3_000 };
    },
    (rates: WithholdingRates) => {
      rates.labourPayment.flatDeductionFen = 70_000;
    },
    (rates: WithholdingRates) => {
      rates.labourCumulative.brackets = [];
    },
  ])
    expect(accepted(change)).toBe(false);
});

describe('the worked examples of docs/payouts.md', () => {
  const text = readFileSync(new URL('../../../../../docs/payouts.md', import.meta.url), 'utf8');
  const lines = text.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return cells.some((cell) => /^¥[\d,.]+$/.test(cell)) ? [cells.slice(1, -1)] : [];
  });
  const fen = (cell: string | undefined) => readYuan(cell ?? '') ?? Number.NaN;
  const percent = (basisPoints: number | undefined) => `${(basisPoints ?? 0) / 100}%`;

  it('by payment are what is withheld', () => {
    const examples = lines.filter(({ length }) => length === 5);
    expect(examples).toHaveLength(10);
    for (const [income, taxable, rate, quick, withheld] of examples) {
      const { withheldFen, steps } = one(fen(income));
      expect([steps?.taxableFen, percent(steps?.basisPoints), steps?.quickDeductionFen, withheldFen]).toEqual(
        [fen(taxable), rate, fen(quick), fen(withheld)],
      );
    }
  });

  it('of the cumulative method are what is withheld', () => {
    const examples = lines.filter(({ length }) => length === 7);
    const months = paid(
      cumulative,
      examples.map(([month]) => ({ month: Number(month), grossFen: 3_000_011 })),
    );
    expect(months).toHaveLength(3);
    for (const [at, [, income, taxable, rate, quick, tax, withheld]] of examples.entries()) {
      const { withheldFen, steps } = months[at] ?? {};
      expect([steps?.incomeFen, steps?.taxableFen, percent(steps?.basisPoints)]).toEqual([
        fen(income),
        fen(taxable),
        rate,
      ]);
      expect([steps?.quickDeductionFen, steps?.taxFen, withheldFen]).toEqual([
        fen(quick),
        fen(tax),
        fen(withheld),
      ]);
    }
  });
});
