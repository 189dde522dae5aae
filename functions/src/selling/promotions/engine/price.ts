/**
 * What a basket costs with its promotions: pure, in whole fen. One lane after the other on what the ones before left to
 * be paid, inside a lane the best for each line; what is off several lines together is written onto them, with who bears
 * it. Says as well what is missing for more, and of each promotion that does nothing why (docs/promotions.md).
 */
import { bearers } from '@jindian/shared/contract/money/payments';
import type { Promotion, PromotionRefusal } from '@jindian/shared/contract/selling/promotions';
import { apportion } from '../../../money/payments/shares.ts';
import { unfitForBasket } from './fits.ts';
import { lackingFor, measured } from './kinds.ts';
import { bestOfLane, isAloneKind, type LaneLine } from './lane.ts';
import type {
  Allocation,
  Applied,
  Basket,
  BasketLine,
  Compiled,
  CompiledPromotions,
  Gift,
  Lacking,
  PricedBasket,
} from './types.ts';

type Line = {
  line: BasketLine;
  leftFen: number;
  floorFen: number;
  isTouched: boolean;
  allocations: Allocation[];
};

/** So that the order in which lines were put into a basket makes no difference of a fen. */
function inOrder(lines: readonly BasketLine[]): BasketLine[] {
  return [...lines].sort(
    (a, b) =>
      (a.skuId < b.skuId ? -1 : a.skuId > b.skuId ? 1 : 0) ||
      b.unitPriceFen - a.unitPriceFen ||
      b.quantity - a.quantity,
  );
}

/** An amount by who bears it, in whole fen. */
export function borne({ id, borneBy }: Promotion, amountFen: number): Allocation[] {
  const parts = apportion(
    amountFen,
    bearers.map((bearer) => borneBy[bearer]),
  );
  return bearers.flatMap((bearer, at) =>
    (parts[at] as number) > 0 ? [{ promotionId: id, bearer, amountFen: parts[at] as number }] : [],
  );
}

export function priceBasket(promotions: CompiledPromotions, basket: Basket): PricedBasket {
  const lines = inOrder(basket.lines).map((line): Line => {
    const leftFen = line.unitPriceFen * line.quantity;
    return {
      line,
      leftFen,
      floorFen: Math.min(leftFen, line.quantity),
      isTouched: false,
      allocations: [],
    };
  });
  const applied = new Map<string, Applied>();
  const refused: PricedBasket['refused'] = [];
  const lacking: Lacking[] = [];
  const gifts: Gift[] = [];
  const refuse = (promotion: Promotion, why: PromotionRefusal) => refused.push({ promotion, why });
  const apply = (promotion: Promotion, amountFen: number, deliveryFen = 0) => {
    const before = applied.get(promotion.id);
    applied.set(promotion.id, {
      promotion,
      amountFen: (before?.amountFen ?? 0) + amountFen,
      deliveryFen: (before?.deliveryFen ?? 0) + deliveryFen,
    });
  };
  /** What brings a gift or free delivery looks at what is to be paid in the end. */
  const atTheEnd: { by: Compiled; onlyUntouched: boolean; laneId: string }[] = [];

  for (const { lane, promotions: own } of promotions.lanes) {
    const fitting = own.filter(({ promotion }) => {
      const why = unfitForBasket(promotion, basket);
      if (why) refuse(promotion, why);
      return why === null;
    });
    if (fitting.length === 0) continue;
    const open = laneLines(lines, fitting, lane.onlyUntouched);
    const inLane = fitting.filter((by) => {
      const { kind } = by;
      if (kind !== 'gift' && kind !== 'free_delivery') return true;
      atTheEnd.push({ by, onlyUntouched: lane.onlyUntouched, laneId: lane.id });
      return false;
    });
    const taken = bestOfLane(inLane, open);
    for (const by of inLane) {
      const members = open.filter(({ covered }) => covered.has(by));
      const lacks = lackingFor(by.promotion.does, members);
      if (lacks) lacking.push({ promotion: by.promotion, ...lacks });
      if (taken.some((one) => one.by === by)) continue;
      refuse(by.promotion, whyNot(by, members, lines, taken.length > 0, lacks !== null));
    }
    for (const { by, index, offFen } of taken) {
      const line = lines[index] as Line;
      line.leftFen -= offFen;
      line.isTouched = true;
      line.allocations.push(...borne(by.promotion, offFen));
      apply(by.promotion, offFen);
    }
  }

  const goodsFen = lines.reduce((sum, { leftFen }) => sum + leftFen, 0);
  const feeFen = basket.deliveryFee(goodsFen);
  let deliveryFeeFen = feeFen;
  const givenIn = new Set<string>();
  for (const { by, onlyUntouched, laneId } of atTheEnd) {
    const { promotion } = by;
    const { does } = promotion;
    if (does.kind !== 'gift' && does.kind !== 'free_delivery') continue;
    const members = laneLines(lines, [by], onlyUntouched).filter(({ covered }) => covered.has(by));
    const lacks = lackingFor(does, members);
    if (lacks) lacking.push({ promotion, ...lacks });
    const threshold = does.threshold ?? { measure: 'pieces', from: 1 };
    if (members.length === 0) refuse(promotion, 'no_goods');
    else if (measured(threshold.measure, members) < threshold.from) refuse(promotion, 'too_little');
    else if (does.kind === 'free_delivery') {
      if (deliveryFeeFen === 0) refuse(promotion, 'nothing_off');
      else {
        apply(promotion, 0, deliveryFeeFen);
        deliveryFeeFen = 0;
      }
    } else if (givenIn.has(laneId)) refuse(promotion, 'another_is_better');
    else {
      givenIn.add(laneId);
      apply(promotion, 0);
      gifts.push(...does.gifts.map((gift) => ({ promotionId: promotion.id, ...gift })));
    }
  }

  const byId = new Map(lines.map((line) => [line.line.id, line]));
  const grossFen = lines.reduce((sum, { line }) => sum + line.unitPriceFen * line.quantity, 0);
  return {
    lines: basket.lines.map(({ id }) => {
      const { leftFen, allocations } = byId.get(id) as Line;
      return { id, netFen: leftFen, allocations };
    }),
    goodsFen,
    discountFen: grossFen - goodsFen,
    deliveryFeeFen,
    applied: [...applied.values()],
    gifts,
    lacking: lacking.sort(nearestFirst),
    refused,
  };
}

function laneLines(lines: readonly Line[], of: readonly Compiled[], onlyUntouched: boolean): LaneLine[] {
  return lines.flatMap(({ line, leftFen, floorFen, isTouched }, index) => {
    if (onlyUntouched && isTouched) return [];
    const covered = new Set(of.filter((by) => by.covers(line)));
    if (covered.size === 0) return [];
    return [{ index, skuId: line.skuId, quantity: line.quantity, leftFen, floorFen, covered }];
  });
}

function whyNot(
  by: Compiled,
  members: readonly LaneLine[],
  lines: readonly Line[],
  somethingTaken: boolean,
  lacks: boolean,
): PromotionRefusal {
  if (members.length === 0)
    return lines.some(({ line, isTouched }) => isTouched && by.covers(line)) ? 'already_cheaper' : 'no_goods';
  if (isAloneKind(by)) return somethingTaken ? 'another_is_better' : 'nothing_off';
  const reached = bestOfLane([by], members).length > 0;
  if (reached) return 'another_is_better';
  return lacks ? 'too_little' : 'nothing_off';
}

/** Fewer pieces before money: both in the order in which little is missing. */
function nearestFirst(a: Lacking, b: Lacking): number {
  if (a.measure !== b.measure) return a.measure === 'pieces' ? -1 : 1;
  return a.lacks - b.lacks || (a.promotion.id < b.promotion.id ? -1 : 1);
}
