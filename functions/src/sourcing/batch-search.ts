/**
 * Choosing for many orders at once what each alone would choose for itself. Pure numbers: an order has options, an
 * option costs something and takes pieces of some stocks; no stock is taken from twice. Prices on scarce stocks find
 * who should step back (Lagrangian relaxation), then orders change places in turns as long as that saves anything.
 */

export type BatchOption = {
  cost: number;
  /** Positions in `stock`, each with the pieces taken; no position twice. */
  uses: readonly (readonly [stock: number, pieces: number])[];
};
export type BatchOrder = {
  options: readonly BatchOption[];
  /** What it costs to serve nobody; more than any option, or it is never served. */
  unservedCost: number;
};
/** The option of each order; −1: unserved. */
export type BatchChoice = Int32Array;

export type BatchInput = {
  orders: readonly BatchOrder[];
  /** Pieces there are. */
  stock: readonly number[];
  /** A choice that takes no more than there is; what comes out costs no more. */
  start: BatchChoice;
  /** Rounds of prices; each is one look at every option. Default: 60. */
  rounds?: number;
};

/** Orders that may be pushed aside one after another to make room for one. */
const maxDepth = 3;
/** Holders of a stock that are asked to step aside. */
const maxHolders = 16;
const maxPasses = 30;
const unserved = -1;
const least = 1e-9;

export function costOfChoice(orders: readonly BatchOrder[], choice: BatchChoice): number {
  let cost = 0;
  orders.forEach((order, index) => {
    cost += costAt(order, choice[index]!);
  });
  return cost;
}

function costAt(order: BatchOrder, option: number): number {
  return option === unserved ? order.unservedCost : order.options[option]!.cost;
}

/** A choice that is sound whenever `start` is, and never dearer. */
export function improveBatch({ orders, stock, start, rounds = 60 }: BatchInput): BatchChoice {
  const kept = exchanged(orders, stock, start);
  let best = kept;
  let bestCost = costOfChoice(orders, kept);
  for (const priced of pricedChoices(orders, stock, bestCost, rounds)) {
    const choice = exchanged(orders, stock, priced);
    const cost = costOfChoice(orders, choice);
    if (cost < bestCost - least) [best, bestCost] = [choice, cost];
  }
  return best;
}

/** Sound choices that prices lead to: after some rounds each, those who are worst off without their choice come first. */
function* pricedChoices(
  orders: readonly BatchOrder[],
  stock: readonly number[],
  upperBound: number,
  rounds: number,
): Generator<BatchChoice> {
  const prices = new Float64Array(stock.length);
  const taken = new Float64Array(stock.length);
  let scale = 1;
  for (let round = 1; round <= rounds; round += 1) {
    taken.fill(0);
    let bound = 0;
    for (const order of orders) {
      const option = cheapest(order, prices);
      bound += pricedCost(order, option, prices);
      if (option !== unserved) for (const [at, pieces] of order.options[option]!.uses) taken[at]! += pieces;
    }
    let norm = 0;
    for (let at = 0; at < stock.length; at += 1) {
      bound -= prices[at]! * stock[at]!;
      const excess = taken[at]! - stock[at]!;
      if (excess > 0 || prices[at]! > 0) norm += excess * excess;
    }
    if (norm === 0) {
      yield repaired(orders, stock, prices);
      return;
    }
    const step = (scale * Math.max(upperBound - bound, upperBound * 1e-4)) / norm;
    for (let at = 0; at < stock.length; at += 1)
      prices[at] = Math.max(0, prices[at]! + step * (taken[at]! - stock[at]!));
    if (round % 10 === 0) {
      scale *= 0.6;
      yield repaired(orders, stock, prices);
    }
  }
}

function pricedCost(order: BatchOrder, option: number, prices: Float64Array): number {
  if (option === unserved) return order.unservedCost;
  const { cost, uses } = order.options[option]!;
  let sum = cost;
  for (const [at, pieces] of uses) sum += prices[at]! * pieces;
  return sum;
}

function cheapest(order: BatchOrder, prices: Float64Array): number {
  let best = unserved;
  let bestCost = order.unservedCost;
  for (let option = 0; option < order.options.length; option += 1) {
    const cost = pricedCost(order, option, prices);
    if (cost < bestCost) [best, bestCost] = [option, cost];
  }
  return best;
}

/** Orders in turn take the cheapest that is left at these prices; who would lose most by waiting is first. */
function repaired(
  orders: readonly BatchOrder[],
  stock: readonly number[],
  prices: Float64Array,
): BatchChoice {
  const regret = orders.map((order) => {
    let [first, second] = [order.unservedCost, Infinity];
    for (let option = 0; option < order.options.length; option += 1) {
      const cost = pricedCost(order, option, prices);
      if (cost < first) [first, second] = [cost, first];
      else if (cost < second) second = cost;
    }
    return second - first;
  });
  const turn = orders.map((_, index) => index).sort((a, b) => regret[b]! - regret[a]! || a - b);
  const left = Float64Array.from(stock);
  const choice = new Int32Array(orders.length).fill(unserved);
  for (const index of turn) {
    const order = orders[index]!;
    let bestCost = order.unservedCost;
    for (let option = 0; option < order.options.length; option += 1) {
      const cost = pricedCost(order, option, prices);
      if (cost < bestCost && order.options[option]!.uses.every(([at, pieces]) => left[at]! >= pieces))
        [choice[index], bestCost] = [option, cost];
    }
    const chosen = choice[index]!;
    if (chosen !== unserved) for (const [at, pieces] of order.options[chosen]!.uses) left[at]! -= pieces;
  }
  return choice;
}

/** Orders change to something cheaper, pushing others aside where that saves more than it costs, until nothing does. */
function exchanged(orders: readonly BatchOrder[], stock: readonly number[], start: BatchChoice): BatchChoice {
  const choice = Int32Array.from(start);
  const left = Float64Array.from(stock);
  const holders = stock.map(() => new Set<number>());
  const put = (index: number, option: number, sign: 1 | -1) => {
    if (option === unserved) return;
    for (const [at, pieces] of orders[index]!.options[option]!.uses) {
      left[at]! -= sign * pieces;
      if (sign === 1) holders[at]!.add(index);
      else holders[at]!.delete(index);
    }
  };
  /** Every move since the last that was kept, so that an attempt that fails can be taken back whole. */
  const log: [index: number, before: number][] = [];
  const move = (index: number, option: number) => {
    log.push([index, choice[index]!]);
    put(index, choice[index]!, -1);
    choice[index] = option;
    put(index, option, 1);
  };
  const takeBack = (mark: number) => {
    while (log.length > mark) {
      const [index, before] = log.pop()!;
      put(index, choice[index]!, -1);
      choice[index] = before;
      put(index, before, 1);
    }
  };
  choice.forEach((option, index) => {
    put(index, option, 1);
  });

  /** Whether there is room, its own pieces of now given back. */
  function fits(index: number, option: number): boolean {
    const held = choice[index]!;
    put(index, held, -1);
    const room = orders[index]!.options[option]!.uses.every(([at, pieces]) => left[at]! >= pieces);
    put(index, held, 1);
    return room;
  }

  /**
   * Gives an order another option that costs less than `budget` more than its present one, if need be by pushing
   * others aside within what is left of the budget. False, and nothing has changed, if there is none.
   */
  function relocate(
    index: number,
    budget: number,
    depth: number,
    fixed: ReadonlySet<number>,
    avoided = -1,
  ): boolean {
    const order = orders[index]!;
    const before = choice[index]!;
    const beforeCost = costAt(order, before);
    const cheapestFirst = order.options
      .map(({ cost, uses }, option) => ({ option, delta: cost - beforeCost, uses }))
      .filter(
        ({ option, delta, uses }) =>
          option !== before && delta < budget - least && uses.every(([at]) => at !== avoided),
      )
      .sort((a, b) => a.delta - b.delta);
    for (const { option, delta } of cheapestFirst) {
      const mark = log.length;
      const room = fits(index, option);
      if (!room && depth === 0) continue;
      move(index, option);
      if (room || makeRoom(index, budget - delta, depth, new Set([...fixed, index]))) return true;
      takeBack(mark);
    }
    if (before === unserved || order.unservedCost - beforeCost >= budget - least) return false;
    move(index, unserved);
    return true;
  }

  /** Has one holder of the one stock that this order over-takes step aside. */
  function makeRoom(index: number, budget: number, depth: number, fixed: ReadonlySet<number>): boolean {
    const over = orders[index]!.options[choice[index]!]!.uses.filter(([at]) => left[at]! < 0);
    const [short] = over;
    if (short === undefined || over.length > 1) return short === undefined;
    const [at] = short;
    const others = [...holders[at]!].filter((holder) => !fixed.has(holder)).slice(0, maxHolders);
    for (const holder of others) {
      const mark = log.length;
      if (relocate(holder, budget, depth - 1, fixed, at) && left[at]! >= 0) return true;
      takeBack(mark);
    }
    return false;
  }

  for (let pass = 0; pass < maxPasses; pass += 1) {
    const before = costOfChoice(orders, choice);
    for (let index = 0; index < orders.length; index += 1) relocate(index, 0, maxDepth - 1, new Set([index]));
    if (costOfChoice(orders, choice) >= before - least) break;
  }
  return choice;
}
