/** Orders that pay several, told to the books step by step, and what each account must hold after any of it. */
import type { CommissionPart } from '@jindian/shared/contract/selling/commission-parts';
import {
  type CommissionPay,
  type CommissionRates,
  noCaps,
  noConditions,
  percentPay,
} from '@jindian/shared/contract/selling/rates';
import { dayMs } from '@jindian/shared/time';
import { freezeAttribution } from '../freeze.ts';
import { creditOf, type FrozenAttribution } from '../frozen.ts';
import { commissionBack, keptCommission } from '../kept.ts';
import { compileRates } from '../rules/compile.ts';
import { type CommissionFixture, completedAtMs, paidAtMs, soldToAnybody } from './commission-fixture.ts';
import { aLine, anOrder } from './rules.ts';

export const payeesOf: Record<CommissionPart, string> = {
  seller: 'S1',
  branch: 'B00001',
  second_level: 'S2',
  grid_branch: 'B00002',
};
export const deliveryFen = 601;

export const percentPayOf = (basisPoints: number, floorFen: number | null = null): CommissionPay => ({
  ...percentPay(basisPoints),
  floorFen,
});

export type Sale = {
  orderId: string;
  frozen: FrozenAttribution;
  /** Of its goods, with the delivery. */
  totalFen: number;
};
/** What comes back of each line at once, in fen. */
export type Back = Readonly<Record<string, number>>;

export type Happening =
  | { is: 'paid' | 'completed' | 'window over' | 'pool pays' }
  | { is: 'back'; what: Back }
  | { is: 'decided'; release: boolean };

export function saleOf(
  nth: number,
  sold: {
    lines: readonly { amountFen: number; quantity: number }[];
    pays: Partial<Record<CommissionPart, CommissionPay>>;
    orderCapFen: number | null;
    isHeld: boolean;
  },
): Sale {
  const { nowMs: _, goodsFen: __, seller: ___, sceneId: ____, ...about } = anOrder;
  const rates: CommissionRates = {
    format: 2,
    rules: [
      {
        id: 'all',
        name: { zh: '全部', en: 'All' },
        enabled: true,
        when: noConditions,
        pays: { seller: null, branch: null, second_level: null, grid_branch: null, ...sold.pays },
      },
    ],
    caps: { ...noCaps, orderFen: sold.orderCapFen },
  };
  const frozen = freezeAttribution({
    binding: {
      sellerId: payeesOf.seller,
      sellerName: '李雷',
      sellerKind: 'guide',
      locationId: payeesOf.branch,
      boundAtMs: paidAtMs - dayMs,
      expiresAtMs: paidAtMs + dayMs,
      recent: [],
    },
    policyVersion: 0,
    holds: sold.isHeld ? ['staff'] : [],
    branch: { id: payeesOf.branch, ownership: 'dealer' },
    broughtBy: payeesOf.second_level,
    gridBranchId: payeesOf.grid_branch,
    about,
    lines: sold.lines.map((line, index) => aLine({ ...line, id: String(index + 1) })),
    rates: compileRates(rates, 'v1'),
    returnWindowDays: 7,
    nowMs: paidAtMs,
  });
  if (!frozen) throw new Error('nobody is credited');
  return {
    orderId: `01JE${String(nth).padStart(22, '0')}`,
    frozen,
    totalFen: frozen.baseFen + deliveryFen,
  };
}

/** What a history has come to before each of its happenings, and at its end. */
type Reached = { back: Map<string, number>; isPaid: boolean; isCompleted: boolean; isOver: boolean };

function after(before: Reached, happening: Happening): Reached {
  switch (happening.is) {
    case 'paid':
      return { ...before, isPaid: true };
    case 'completed':
      return { ...before, isCompleted: true };
    case 'window over':
      return { ...before, isOver: true };
    case 'decided':
    case 'pool pays':
      return before;
    case 'back': {
      const back = new Map(before.back);
      for (const [line, fen] of Object.entries(happening.what)) back.set(line, (back.get(line) ?? 0) + fen);
      return { ...before, back };
    }
  }
}

const sum = (amounts: Iterable<number>) => [...amounts].reduce((total, fen) => total + fen, 0);

/** The same happenings of one sale as steps, each of which may be done again and in any order that orders can tell them. */
export function stepsOf(
  fixture: CommissionFixture,
  sale: Sale,
  happenings: readonly Happening[],
): { is: string; tell: () => Promise<void> }[] {
  const attribution = creditOf(sale.frozen);
  const { orderId } = sale;
  const about = { orderId, orderNumber: `1121-${orderId.slice(-5)}`, attribution, sequence: 1 };
  let reached: Reached = { back: new Map(), isPaid: false, isCompleted: false, isOver: false };
  return happenings.map((happening, nth) => {
    const before = reached;
    reached = after(before, happening);
    const atReached = reached;
    const goodsBack = sum(before.back.values());
    const tell = async (): Promise<void> => {
      switch (happening.is) {
        case 'paid': {
          const tenders = [{ kind: 'wechat_pay' as const, amountFen: sale.totalFen }];
          const data = { ...about, totalFen: sale.totalFen, tenders, atMs: paidAtMs };
          return fixture.dispatch([{ type: 'order.paid', data }], paidAtMs);
        }
        case 'completed': {
          const data = {
            ...about,
            totalFen: sale.totalFen - goodsBack,
            commissionFen: keptCommission(attribution, before.back).amountFen,
            split: [],
            handedOver: true,
            atMs: completedAtMs,
          };
          return fixture.dispatch([{ type: 'order.completed', data }], completedAtMs);
        }
        case 'window over':
          return fixture.windowOver(orderId, {
            ...about,
            totalFen: sale.totalFen,
            paidAtMs,
            completedAtMs,
            sold: soldToAnybody,
          });
        case 'pool pays':
          return void (await fixture.ledger.payInTurn());
        case 'decided': {
          await fixture.holds.decide(orderId, 'HQ', { release: happening.release, reason: '已核实' });
          return fixture.settleAgain(orderId);
        }
        case 'back': {
          const isLast = sum(atReached.back.values()) === sale.frozen.baseFen;
          const ends = isLast && !before.isCompleted;
          const amountFen = sum(Object.values(happening.what)) + (isLast ? deliveryFen : 0);
          const atMs = completedAtMs + nth;
          const refund = {
            ...about,
            totalFen: sale.totalFen,
            refundId: `01JR${String(nth).padStart(22, '0')}`,
            amountFen,
            tenders: [{ kind: 'wechat_pay' as const, amountFen, byHand: false }],
            // Of an order that ends with it the whole commission is called off.
            commission: ends
              ? { amountFen: 0, byLine: [] }
              : commissionBack(attribution, before.back, atReached.back),
            split: [],
            wasCompleted: before.isCompleted,
            atMs,
          };
          return fixture.dispatch(
            [
              { type: 'refund.succeeded', data: refund },
              ...(ends
                ? [{ type: 'order.refunded' as const, data: { ...about, totalFen: sale.totalFen, atMs } }]
                : []),
            ],
            atMs,
          );
        }
      }
    };
    return { is: happening.is, tell };
  });
}

/** By hand, from the rule and not from the books: what each account must hold of the sale once all that was told. */
export function holdings(sale: Sale, happenings: readonly Happening[]): Record<string, number> {
  const end = happenings.reduce<Reached>(after, {
    back: new Map(),
    isPaid: false,
    isCompleted: false,
    isOver: false,
  });
  const goodsBack = sum(end.back.values());
  const isAllBack = goodsBack === sale.frozen.baseFen;
  const leftFen = isAllBack ? 0 : sale.totalFen - goodsBack;
  const owed = new Map<string, number>();
  for (const { lineId, payeeId = sale.frozen.sellerId, baseFen, amountFen } of sale.frozen.byLine) {
    const left = baseFen - (end.back.get(lineId) ?? 0);
    const fen = baseFen === 0 ? 0 : Math.floor((amountFen * left) / baseFen);
    owed.set(payeeId, (owed.get(payeeId) ?? 0) + fen);
  }
  const keptFen = sum(owed.values());
  const decision = happenings.find((one) => one.is === 'decided');
  const isHeld = sale.frozen.holds !== undefined && !(decision?.is === 'decided' && decision.release);
  const isRefused = end.isOver && decision?.is === 'decided' && !decision.release;
  const isEarned = end.isOver && !isHeld;
  const wanted: Record<string, number> = {
    'wechat-clearing': 0 - leftFen,
    ...(end.isCompleted ? { sales: leftFen - keptFen } : { 'sales-deferred': leftFen }),
    ...(end.isCompleted && !isEarned ? { 'fund-pool': keptFen } : {}),
    ...(isEarned || isRefused ? {} : { 'pending fund-pool': 0 - keptFen }),
  };
  for (const [payeeId, fen] of isRefused ? [] : owed)
    wanted[`${isEarned ? '' : 'pending '}commission:${payeeId}`] = fen;
  return Object.fromEntries(Object.entries(wanted).filter(([, fen]) => fen !== 0));
}

/** What the sale has done to each account, signed, and what of it is pending. */
export async function foundOf(
  { ledger }: CommissionFixture,
  { orderId }: Sale,
): Promise<Record<string, number>> {
  const found = new Map<string, number>();
  for (const { state, debitAccount, creditAccount, amountFen } of await ledger.postingsOfOrder(orderId)) {
    if (state === 'voided') continue;
    for (const [account, fen] of [
      [debitAccount, 0 - amountFen],
      [creditAccount, amountFen],
    ] as const) {
      const key = state === 'pending' ? `pending ${account}` : account;
      found.set(key, (found.get(key) ?? 0) + fen);
    }
  }
  return Object.fromEntries([...found].filter(([, fen]) => fen !== 0));
}

/** Of all whom it pays, earned or promised. */
export function paidOf(found: Record<string, number>): number {
  return sum(
    Object.entries(found).flatMap(([key, fen]) => (/^(pending )?commission:/.test(key) ? [fen] : [])),
  );
}
