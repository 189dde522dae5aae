/** What an order's goods earn whom, at the moment of placement: pure, whole fen. */
import {
  type CommissionPart,
  commissionParts,
  type RowLimit,
} from '@jindian/shared/contract/selling/commission-parts';
import type { CommissionPay, CommissionRule } from '@jindian/shared/contract/selling/rates';
import { shareFen } from '@jindian/shared/money';
import { apportion } from '../../../money/payments/shares.ts';
import type { FrozenRow } from '../frozen.ts';
import type { CompiledRates, LineFacts, OrderFacts } from './compile.ts';

export type JudgedLine = LineFacts & {
  id: string;
  categoryId: string;
  quantity: number;
  /** Net of every discount. */
  amountFen: number;
};

/** Whom each part pays; null: there is nobody, and nothing is paid. */
export type Payees = Readonly<Record<CommissionPart, string | null>>;

export type Judgement = { rows: FrozenRow[]; rules: CommissionRule[] };

/**
 * Each line by the first rule that fits it. A row is rounded down, kept between its floor and its cap; all rows of a line
 * are at most its price, and all of an order at most the order's cap: what is too much is taken off in proportion, by
 * the largest remainder.
 */
export function judge(
  rates: CompiledRates,
  order: OrderFacts,
  lines: readonly JudgedLine[],
  payees: Payees,
): Judgement {
  const used = new Map<string, CommissionRule>();
  const rows = lines.flatMap((line) => {
    const rule = rates.ruleFor(order, line);
    if (rule) used.set(rule.id, rule);
    return limited(rowsOf(line, rule, payees), line.amountFen, 'line_price');
  });
  const all = rates.orderCapFen === null ? rows : limited(rows, rates.orderCapFen, 'order_cap');
  // Each line says its seller's share, be it nothing; others are only where there is something.
  const kept = all.filter(({ part, amountFen }) => part === undefined || amountFen > 0);
  return { rows: kept, rules: [...used.values()] };
}

function rowsOf(line: JudgedLine, rule: CommissionRule | null, payees: Payees): FrozenRow[] {
  const rows: FrozenRow[] = [];
  for (const part of commissionParts) {
    const pay = rule?.pays[part] ?? null;
    const payeeId = payees[part];
    if (part !== 'seller' && (pay === null || payeeId === null)) continue;
    // Filled in place: hundreds of thousands are made when a draft is tried.
    const row: FrozenRow = {
      lineId: line.id,
      categoryId: line.categoryId,
      baseFen: line.amountFen,
      basisPoints: pay?.by === 'percent' ? pay.basisPoints : 0,
      amountFen: 0,
    };
    if (part !== 'seller') {
      row.part = part;
      row.payeeId = payeeId as string;
    }
    if (rule) row.ruleId = rule.id;
    if (pay) {
      const { amountFen, limitedBy } = paidBy(pay, line);
      row.amountFen = amountFen;
      if (pay.by === 'piece') {
        row.quantity = line.quantity;
        row.pieceFen = pay.pieceFen;
      }
      if (limitedBy) row.limitedBy = limitedBy;
    }
    rows.push(row);
  }
  return rows;
}

function paidBy(
  pay: CommissionPay,
  { amountFen, quantity }: Pick<JudgedLine, 'amountFen' | 'quantity'>,
): { amountFen: number; limitedBy: RowLimit | null } {
  const plain = pay.by === 'percent' ? shareFen(amountFen, pay.basisPoints) : pay.pieceFen * quantity;
  if (pay.floorFen !== null && plain < pay.floorFen) return { amountFen: pay.floorFen, limitedBy: 'floor' };
  if (pay.capFen !== null && plain > pay.capFen) return { amountFen: pay.capFen, limitedBy: 'line_cap' };
  return { amountFen: plain, limitedBy: null };
}

/** At most so much of all of them together: what is too much is taken off in proportion. */
export function limited(
  rows: readonly FrozenRow[],
  mostFen: number,
  limitedBy: RowLimit,
): readonly FrozenRow[] {
  let wholeFen = 0;
  for (const { amountFen } of rows) wholeFen += amountFen;
  if (wholeFen <= mostFen) return rows;
  const parts = apportion(
    mostFen,
    rows.map(({ amountFen }) => amountFen),
  );
  return rows.map((row, index) => {
    const amountFen = parts[index] as number;
    return amountFen === row.amountFen ? row : { ...row, amountFen, limitedBy };
  });
}
