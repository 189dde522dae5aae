/** What was withheld of whom, by month: from what each payee was paid, and it is what the books hold. */
import type { TaxOverview, TaxReport, TaxRow, TaxSums } from '@jindian/shared/contract/selling/settlement';
import type { Ledger } from '../../money/ledger/service.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import { recordReading } from '../../platform/command.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { payeeShards } from './payees/items.ts';
import { longAgo, type PaidMonth, paidBefore } from './payees/paid.ts';
import { nameInFiles, type PayeeRecord, type PayeeStore } from './payees/store.ts';
import { type KnownPayees, termsOf } from './payees/terms.ts';
import type { WithholdingRatesDocument } from './withholding/rates.ts';
import { withhold } from './withholding/withholding.ts';

export type TaxDeps = {
  table: JindianTable;
  ledger: Pick<Ledger, 'balanceOf'>;
  payees: PayeeStore;
  withholding: Pick<WithholdingRatesDocument, 'current'>;
  known: KnownPayees;
};

const atOnce = 500;
const nothing: TaxSums = { payees: 0, count: 0, grossFen: 0, withheldFen: 0, netFen: 0 };

const withOne = (sums: TaxSums, { count = 0, grossFen, withheldFen }: PaidMonth): TaxSums => ({
  payees: sums.payees + 1,
  count: sums.count + count,
  grossFen: sums.grossFen + grossFen,
  withheldFen: sums.withheldFen + withheldFen,
  netFen: sums.netFen + grossFen - withheldFen,
});

export function createTaxReports(deps: TaxDeps) {
  const { payees } = deps;

  async function* everybody(): AsyncGenerator<PayeeRecord[]> {
    for (let shard = 0; shard < payeeShards; shard += 1) {
      let after: string | null = null;
      for (;;) {
        const some: PayeeRecord[] = await payees.page(shard, after, atOnce);
        if (some.length > 0) yield some;
        if (some.length < atOnce) break;
        after = some.at(-1)?.payeeId ?? null;
      }
    }
  }

  async function overview(): Promise<TaxOverview> {
    const months = new Map<string, TaxSums>();
    let withheldFen = 0;
    for await (const some of everybody())
      for (const { paid } of some)
        for (const one of paid) {
          withheldFen += one.withheldFen;
          if (one.month !== longAgo) months.set(one.month, withOne(months.get(one.month) ?? nothing, one));
        }
    const { postedFen } = await deps.ledger.balanceOf('tax-withheld');
    return {
      months: [...months]
        .map(([month, sums]) => ({ month, ...sums }))
        .sort((a, b) => (a.month < b.month ? 1 : -1)),
      withheldFen,
      booksFen: postedFen,
    };
  }

  async function report(period: string): Promise<TaxReport> {
    const rates = await deps.withholding.current();
    const rows: TaxRow[] = [];
    for await (const some of everybody()) {
      const paid = some.filter((one) => one.paid.some(({ month }) => month.startsWith(period)));
      if (paid.length === 0) continue;
      const known = await deps.known(paid.map(({ payeeId }) => payeeId));
      for (const record of paid) {
        const terms = termsOf(record, known.get(record.payeeId));
        const taxed = record.paid
          .filter(({ month }) => month.startsWith(period))
          .map((one) => ({ ...one, kind: one.kind ?? terms.kind, tax: one.tax ?? taxOf(record, one) }));
        for (const kind of new Set(taxed.map((one) => one.kind)))
          rows.push({
            payeeId: record.payeeId,
            payeeName: terms.name,
            realName: nameInFiles(record) ?? null,
            kind,
            ...sumsOf(taxed.filter((one) => one.kind === kind)),
          });
      }
    }
    rows.sort((a, b) => (a.payeeId < b.payeeId ? -1 : 1));
    return { period, rows, sums: rows.reduce(withOneRow, nothing) };

    /** Where a payment came back since, as what is left would be taxed. */
    function taxOf({ paid }: PayeeRecord, { month, kind, grossFen }: PaidMonth): PaidMonth['tax'] {
      const before = paidBefore(paid, month).filter((one) => one.month !== Number(month.slice(5)));
      const pay = {
        payeeKind: kind ?? 'individual',
        grossFen,
        month: Number(month.slice(5)),
        paidBefore: before,
      };
      const { steps } = withhold(pay, rates);
      return (
        steps && { incomeFen: steps.incomeFen, taxableFen: steps.taxableFen, basisPoints: steps.basisPoints }
      );
    }
  }

  /** On record before it is given: it names everybody in full. */
  async function handOut(period: string): Promise<Result<TaxReport, 'busy'>> {
    const made = await report(period);
    auditDetails({ after: { period, count: made.sums.payees } });
    const recorded = await recordReading(deps);
    return recorded.ok ? ok(made) : recorded;
  }

  return { overview, report, handOut };
}
export type TaxReports = ReturnType<typeof createTaxReports>;

function withOneRow(sums: TaxSums, { count, grossFen, withheldFen }: TaxRow): TaxSums {
  return withOne(sums, { month: '', count, grossFen, withheldFen });
}

function sumsOf(months: readonly PaidMonth[]) {
  const sum = (of: (one: PaidMonth) => number) => months.reduce((total, one) => total + of(one), 0);
  const [grossFen, withheldFen] = [sum((one) => one.grossFen), sum((one) => one.withheldFen)];
  return {
    count: sum(({ count = 0 }) => count),
    grossFen,
    deductionsFen: sum(({ tax }) => (tax ? tax.incomeFen - tax.taxableFen : 0)),
    taxableFen: sum(({ tax }) => tax?.taxableFen ?? 0),
    basisPoints: Math.max(0, ...months.map(({ tax }) => (tax && tax.taxableFen > 0 ? tax.basisPoints : 0))),
    withheldFen,
    netFen: grossFen - withheldFen,
  };
}
