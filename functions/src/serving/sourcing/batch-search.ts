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
  /** Rounds of prices; each is one look at every option. Default: 300. */
  rounds?: number;
};

/** Orders that may be pushed aside one after another to make room for one. */
const maxDepth = 2;
/** Holders of a stock that are asked to step aside. */
const maxHolders = 6;
const maxPasses = 6;
/** Rounds of prices between two choices that are made of them. */
const repairEvery = 10;
/** Rounds without a better bound before the steps get smaller. */
const maxStale = 8;
/** Choices that are worth the exchanges. */
const maxCandidates = 2;
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
export function improveBatch({ orders, stock, start, rounds = 300 }: BatchInput): BatchChoice {
  let best = start;
  let bestCost = costOfChoice(orders, start);
  const candidates = pricedChoices(orders, stock, bestCost, rounds);
  for (const candidate of candidates.length > 0 ? candidates : [start]) {
    const choice = exchanged(orders, stock, candidate);
    const cost = costOfChoice(orders, choice);
    if (cost < bestCost) [best, bestCost] = [choice, cost];
  }
  return best === start ? Int32Array.from(start) : best;
}

/** The best of the sound choices that prices lead to, as the prices settle. */
function pricedChoices(
  orders: readonly BatchOrder[],
  stock: readonly number[],
  startCost: number,
  rounds: number,
): BatchChoice[] {
  const prices = new Float64Array(stock.length);
  const taken = new Float64Array(stock.length);
  const found: { choice: BatchChoice; cost: number }[] = [];
  let upperBound = startCost;
  let lowerBound = -Infinity;
  let scale = 1.5;
  let stale = 0;
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
    if (round % repairEvery === 0 || norm === 0) {
      const choice = repaired(orders, stock, prices);
      const cost = costOfChoice(orders, choice);
      upperBound = Math.min(upperBound, cost);
      found.push({ choice, cost });
    }
    if (norm === 0) break;
    if (bound > lowerBound + Math.abs(lowerBound) * 1e-5) [lowerBound, stale] = [bound, 0];
    else stale += 1;
    if (stale >= maxStale) [scale, stale] = [scale * 0.6, 0];
    const step = (scale * Math.max(upperBound - bound, upperBound * 1e-5)) / norm;
    for (let at = 0; at < stock.length; at += 1)
      prices[at] = Math.max(0, prices[at]! + step * (taken[at]! - stock[at]!));
  }
  return found
    .sort((a, b) => a.cost - b.cost)
    .slice(0, maxCandidates)
    .map(({ choice }) => choice);
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
  const cheapestFirst = orders.map(({ options }) =>
    [...options.keys()].sort((a, b) => options[a]!.cost - options[b]!.cost || a - b),
  );
  const left = Float64Array.from(stock);
  const holders = stock.map(() => new Set<number>());
  const hold = (index: number, option: number, sign: 1 | -1) => {
    if (option === unserved) return;
    for (const [at, pieces] of orders[index]!.options[option]!.uses) {
      left[at]! -= sign * pieces;
      if (sign === 1) holders[at]!.add(index);
      else holders[at]!.delete(index);
    }
  };
  let total = costOfChoice(orders, choice);
  /** Every move since the last that was kept, so that an attempt that fails can be taken back whole. */
  const log: [index: number, before: number][] = [];
  const put = (index: number, option: number) => {
    const order = orders[index]!;
    const before = choice[index]!;
    hold(index, before, -1);
    choice[index] = option;
    hold(index, option, 1);
    total += costAt(order, option) - costAt(order, before);
  };
  const move = (index: number, option: number) => {
    log.push([index, choice[index]!]);
    put(index, option);
  };
  const takeBack = (mark: number) => {
    while (log.length > mark) {
      const [index, before] = log.pop()!;
      put(index, before);
    }
  };
  choice.forEach((option, index) => {
    hold(index, option, 1);
  });

  /**
   * Gives an order another option so that all together cost less than `bound`, if need be by pushing others aside.
   * False, and nothing has changed, if there is none.
   */
  function relocate(
    index: number,
    bound: number,
    depth: number,
    fixed: ReadonlySet<number>,
    avoided = -1,
  ): boolean {
    const order = orders[index]!;
    const before = choice[index]!;
    const room = bound - least - (total - costAt(order, before));
    for (const option of cheapestFirst[index]!) {
      const { cost, uses } = order.options[option]!;
      if (cost >= room) break;
      if (option === before || (avoided !== -1 && uses.some(([at]) => at === avoided))) continue;
      const mark = log.length;
      move(index, option);
      if (uses.every(([at]) => left[at]! >= 0)) return true;
      if (depth > 0 && makeRoom(index, bound, depth, new Set([...fixed, index]))) return true;
      takeBack(mark);
    }
    if (before === unserved || order.unservedCost >= room) return false;
    move(index, unserved);
    return true;
  }

  /** Has others step aside from every stock that this order over-takes; false, and all is as it was, if they cannot. */
  function makeRoom(index: number, bound: number, depth: number, fixed: ReadonlySet<number>): boolean {
    const mark = log.length;
    for (const [at] of orders[index]!.options[choice[index]!]!.uses) {
      if (left[at]! >= 0) continue;
      const others = [...holders[at]!].filter((holder) => !fixed.has(holder)).slice(0, maxHolders);
      const made = others.some((holder) => {
        const before = log.length;
        if (relocate(holder, bound, depth - 1, fixed, at) && left[at]! >= 0) return true;
        takeBack(before);
        return false;
      });
      if (made) continue;
      takeBack(mark);
      return false;
    }
    return true;
  }

  for (let pass = 0; pass < maxPasses; pass += 1) {
    const before = total;
    for (let index = 0; index < orders.length; index += 1) {
      relocate(index, total, maxDepth - 1, new Set());
      log.length = 0;
    }
    if (total >= before - least) break;
  }
  return choice;
}
