/** What a draft would have paid for past orders, from what was frozen on each: pure. */
import type { CommissionPart } from '@jindian/shared/contract/selling/commission-parts';
import type { CommissionRates } from '@jindian/shared/contract/selling/rates';
import { brandDay } from '@jindian/shared/time';
import { ownFen, withinCaps } from '../caps/cut.ts';
import { freezeAttribution } from '../freeze.ts';
import { type FrozenAttribution, partOf } from '../frozen.ts';
import type { CompiledRates, OrderFacts } from '../rules/compile.ts';
import type { JudgedLine } from '../rules/judge.ts';

/** An order that credited somebody, with what rules look at of it; null: it was not kept. */
export type PastSale = {
  orderId: string;
  placedAtMs: number;
  frozen: FrozenAttribution;
  branch: { id: string; ownership: NonNullable<OrderFacts['seller']['branch']>['ownership'] } | null;
  gridBranchId: string | null;
  about: Omit<OrderFacts, 'seller' | 'nowMs' | 'goodsFen'>;
  lines: readonly JudgedLine[];
};

type Costs = { beforeFen: number; afterFen: number };
type OfPayee = Costs & { orders: number; parts: CommissionPart[] };
type OfRule = Costs & { lines: number; baseFen: number };

export type TrialResult = Costs & {
  orders: number;
  withoutSeller: number;
  withoutRule: number;
  changedOrders: number;
  unknown: { channel: number; buyers: number };
  payees: Map<string, OfPayee>;
  /** By the draft's rules; '': none. */
  rules: Map<string, OfRule>;
  /** What the draft's caps counted so far for each seller: of the day and the month of their latest order. */
  counted: Map<string, { day: string; dayFen: number; monthFen: number }>;
};

export function emptyTrial(): TrialResult {
  return {
    orders: 0,
    withoutSeller: 0,
    withoutRule: 0,
    changedOrders: 0,
    beforeFen: 0,
    afterFen: 0,
    unknown: { channel: 0, buyers: 0 },
    payees: new Map(),
    rules: new Map(),
    counted: new Map(),
  };
}

/** Which facts the rules ask for that may not have been kept. */
export function asked({ rules }: CommissionRates): { channel: boolean; buyers: boolean } {
  const used = rules.filter(({ enabled }) => enabled);
  return {
    channel: used.some(({ when }) => when.channels !== null),
    buyers: used.some(({ when }) => when.buyers !== null),
  };
}

/** Adds one order to what came out so far. */
export function trySale(
  result: TrialResult,
  sale: PastSale,
  draft: CompiledRates,
  asks: ReturnType<typeof asked>,
): void {
  const { frozen, about } = sale;
  const after = withinTriedCaps(result, judgedAgain(sale, draft), sale.placedAtMs);
  const rows = [
    ...frozen.byLine.map((row) => ({ ...row, beforeFen: row.amountFen, afterFen: 0 })),
    ...after.byLine.map((row) => ({ ...row, beforeFen: 0, afterFen: row.amountFen })),
  ];
  result.orders += 1;
  if (asks.channel && about.channel === null) result.unknown.channel += 1;
  if (asks.buyers && about.isFirstOrder === null) result.unknown.buyers += 1;
  const seen = new Set<string>();
  for (const { beforeFen, afterFen, payeeId = frozen.sellerId, ...row } of rows) {
    if (beforeFen === 0 && afterFen === 0) continue;
    const payee = result.payees.get(payeeId) ?? { beforeFen: 0, afterFen: 0, orders: 0, parts: [] };
    payee.beforeFen += beforeFen;
    payee.afterFen += afterFen;
    if (!seen.has(payeeId)) payee.orders += 1;
    seen.add(payeeId);
    if (!payee.parts.includes(partOf(row))) payee.parts.push(partOf(row));
    result.payees.set(payeeId, payee);
    result.beforeFen += beforeFen;
    result.afterFen += afterFen;
  }
  const ruleOf = new Map(
    after.byLine.flatMap(({ part, lineId, ruleId = '' }) =>
      part === undefined ? [[lineId, ruleId] as const] : [],
    ),
  );
  const tallyOf = (lineId: string) => {
    const ruleId = ruleOf.get(lineId) ?? '';
    const rule = result.rules.get(ruleId) ?? { lines: 0, baseFen: 0, beforeFen: 0, afterFen: 0 };
    result.rules.set(ruleId, rule);
    return rule;
  };
  for (const { id, amountFen } of sale.lines) {
    const rule = tallyOf(id);
    rule.lines += 1;
    rule.baseFen += amountFen;
  }
  for (const { lineId, beforeFen, afterFen } of rows) {
    const rule = tallyOf(lineId);
    rule.beforeFen += beforeFen;
    rule.afterFen += afterFen;
  }
  if (sale.lines.some(({ id }) => !ruleOf.get(id))) result.withoutRule += 1;
  if (paidOf(frozen) !== paidOf(after)) result.changedOrders += 1;
}

/** As it would have been frozen then, by the draft. */
function judgedAgain(
  { frozen, branch, gridBranchId, about, lines, placedAtMs }: PastSale,
  rates: CompiledRates,
) {
  const { sellerId, sellerName, sellerKind = 'guide', locationId, boundAtMs, returnWindowDays } = frozen;
  const second = frozen.byLine.find(({ part }) => part === 'second_level')?.payeeId ?? null;
  const again = freezeAttribution({
    binding: {
      sellerId,
      sellerName,
      sellerKind,
      locationId,
      boundAtMs,
      expiresAtMs: placedAtMs + 1,
      recent: about.sceneId === null ? [] : [{ touchId: '', atMs: placedAtMs, sceneId: about.sceneId }],
    },
    policyVersion: frozen.policyVersion ?? 0,
    holds: frozen.holds ?? [],
    branch,
    broughtBy: second,
    gridBranchId,
    about,
    lines,
    rates,
    returnWindowDays,
    nowMs: placedAtMs,
  });
  if (!again) throw new Error('a binding that holds credits somebody');
  return again;
}

/** Orders come in the order in which they were placed, so that of each seller one day and one month are enough. */
function withinTriedCaps(
  { counted }: Pick<TrialResult, 'counted'>,
  frozen: FrozenAttribution,
  placedAtMs: number,
): FrozenAttribution {
  const { sellerId, sellerCaps } = frozen;
  if (sellerCaps === undefined) return frozen;
  const day = brandDay(placedAtMs);
  const last = counted.get(sellerId);
  const dayFen = last?.day === day ? last.dayFen : 0;
  const monthFen = last?.day.slice(0, 7) === day.slice(0, 7) ? last.monthFen : 0;
  const within = withinCaps(frozen, sellerCaps, { dayFen, monthFen });
  const fen = ownFen(within);
  counted.set(sellerId, { day, dayFen: dayFen + fen, monthFen: monthFen + fen });
  return within;
}

/** Who is paid how much, to compare. */
function paidOf({ sellerId, byLine }: FrozenAttribution): string {
  const paid = new Map<string, number>();
  for (const { payeeId = sellerId, amountFen } of byLine)
    if (amountFen > 0) paid.set(payeeId, (paid.get(payeeId) ?? 0) + amountFen);
  return [...paid]
    .map(([payeeId, amountFen]) => `${payeeId} ${amountFen}`)
    .sort()
    .join('\n');
}

/** Those with the greatest difference, and how many have more or less. */
export function payeesOf({ payees }: TrialResult, most: number) {
  const by = ({ beforeFen, afterFen }: Costs) => afterFen - beforeFen;
  const all = [...payees].map(([payeeId, of]) => ({ payeeId, ...of }));
  return {
    payeesMore: all.filter((one) => by(one) > 0).length,
    payeesLess: all.filter((one) => by(one) < 0).length,
    shown: all
      .sort((a, b) => Math.abs(by(b)) - Math.abs(by(a)) || (a.payeeId < b.payeeId ? -1 : 1))
      .slice(0, most),
  };
}
