import { transact } from '../../../platform/transact.ts';
import type { StockAllocation } from '../../inventory/rules.ts';
import type { OrderBook } from '../../inventory/testing/order-book.ts';
import { allocation, type ModelHeld, type ModelPlace } from '../../inventory/testing/stock-model.ts';
import type { Transfer } from '../rules.ts';
import {
  type Asking,
  type Explanation,
  heldOf,
  type ModelState,
  type ModelTransfer,
  moved,
  nothingHappens,
  ownerAt,
  placeOf,
  rules,
  type StockCommand,
  same,
  withOrder,
  withTransfer,
} from './stock-play-state.ts';
import { dealerBranch, hqBranch, people, type TransfersFixture } from './transfers-fixture.ts';

/** Goods that are held for somebody: for orders, and for another place. */
export function createHoldingPlay(fixture: TransfersFixture, book: OrderBook, told: Asking) {
  const { inventory, transfers, clock, table } = fixture;
  const { stubborn, nextName, codeOf } = told;

  async function reserve({ place, sku, pieces }: StockCommand & { do: 'reserve' }): Promise<Explanation> {
    const orderId = nextName('O');
    const nowMs = clock.nowMs();
    const answer = await stubborn(async () => {
      const done = await book.read(orderId);
      if (done) return { ok: true as const, allocations: done.allocations };
      const stock = await inventory.picture([placeOf(place)], [sku]);
      const allocations = stock.allocations(place, [{ skuId: sku, quantity: pieces }]);
      if (!allocations) return { ok: true as const, allocations: null };
      const outcome = await transact(table, [
        ...inventory.orderWrites('reserve', place, orderId, allocations),
        book.save({ orderId, locationId: place, allocations }, null),
      ]);
      return outcome.kind === 'done'
        ? { ok: true as const, allocations }
        : { ok: false as const, code: 'busy', allocations: null };
    });
    const { allocations } = answer;
    if (!allocations)
      return nothingHappens(
        (state) => allocation(state.places[place] as ModelPlace, sku, pieces, nowMs, rules) === null,
      );
    const held = heldOf(allocations);
    return (state, alone) => {
      const expected = allocation(state.places[place] as ModelPlace, sku, pieces, nowMs, rules);
      if (alone && (!expected || !same(expected, held))) return null;
      return withOrder(moved(state, place, held, { reserved: 1 }, nowMs), orderId, place, held);
    };
  }

  async function end(kind: 'release' | 'sale', orderId: string): Promise<Explanation> {
    const nowMs = clock.nowMs();
    const mark = nextName('E');
    const answer = await stubborn(async () => {
      const done = await book.read(mark);
      if (done) return { ok: true as const, order: done };
      const order = await book.read(orderId);
      if (!order || order.allocations.length === 0) return { ok: true as const, order: null };
      const outcome = await transact(table, [
        ...inventory.orderWrites(kind, order.locationId, orderId, order.allocations),
        book.save({ ...order, allocations: [] }, order),
        book.save({ ...order, orderId: mark }, null),
      ]);
      return outcome.kind === 'done'
        ? { ok: true as const, order }
        : { ok: false as const, code: 'busy', order: null };
    });
    const { order } = answer;
    if (!order) return (state) => ((state.orders.get(orderId)?.held.length ?? 0) === 0 ? state : null);
    const held = heldOf(order.allocations);
    return (state) => {
      if (!same(state.orders.get(orderId)?.held ?? [], held)) return null;
      const by = kind === 'sale' ? ({ onHand: -1, reserved: -1 } as const) : ({ reserved: -1 } as const);
      return withOrder(moved(state, order.locationId, held, by, nowMs), orderId, order.locationId, []);
    };
  }

  async function ask({ from, sku, pieces }: StockCommand & { do: 'ask' }): Promise<Explanation> {
    const to = from === dealerBranch ? hqBranch : dealerBranch;
    const body = { fromLocationId: from, lines: [{ skuId: sku, quantity: pieces }] };
    const claim = fixture.claim(body);
    const answer = await stubborn(() => transfers.request(to, body, people.hq, claim));
    if (!answer.ok) throw new Error(codeOf(answer));
    const { id } = answer.value;
    return (state) => withTransfer(state, id, { from, to, sku, pieces, state: 'requested', held: [] });
  }

  async function step(id: string, command: StockCommand & { do: 'transfer' }): Promise<Explanation> {
    const { action, few, reason } = command;
    const nowMs = clock.nowMs();
    const before = (await transfers.read(id)) as Transfer;
    const [line] = before.lines;
    const skuId = line?.skuId as string;
    const shipped = line?.shippedQuantity ?? 0;
    const packed = Math.min(line?.quantity ?? 0, Math.max(1, few));
    const arriving = Math.min(few, shipped);
    const differences = arriving < shipped ? [{ skuId, receivedQuantity: arriving, reason }] : [];
    const claim = fixture.claim(command);
    const answer = await stubborn(() =>
      transfers.act(
        id,
        action === 'ship'
          ? { action, lines: [{ skuId, quantity: packed }] }
          : action === 'receive'
            ? { action, differences }
            : { action },
        people.hq,
        claim,
      ),
    );
    const allowed = {
      approve: ['requested'],
      ship: ['approved'],
      receive: ['shipped'],
      cancel: ['requested', 'approved'],
    };
    const stateOf = (state: ModelState) => state.transfers.get(id) as ModelTransfer;
    if (!answer.ok)
      return nothingHappens((state) => {
        const { state: at, from, sku, pieces } = stateOf(state);
        if (!allowed[action].includes(at)) return codeOf(answer) === 'transition_refused';
        const place = state.places[from] as ModelPlace;
        return codeOf(answer) === 'out_of_stock' && allocation(place, sku, pieces, nowMs, rules) === null;
      });
    const after = (await transfers.read(id)) as Transfer;
    return (state, alone) => {
      const transfer = stateOf(state);
      const { from, to, sku, pieces, held } = transfer;
      if (!allowed[action].includes(transfer.state)) return null;
      const as = (next: string, goods: ModelHeld[]) => ({ ...transfer, state: next, held: goods });
      switch (action) {
        case 'approve': {
          const taken = heldOf(after.allocations);
          const expected = allocation(state.places[from] as ModelPlace, sku, pieces, nowMs, rules);
          if (alone && (!expected || !same(expected, taken))) return null;
          return withTransfer(moved(state, from, taken, { reserved: 1 }, nowMs), id, as('approved', taken));
        }
        case 'ship': {
          const gone = heldOf(after.allocations);
          if (gone.reduce((sum, { quantity }) => sum + quantity, 0) !== packed) return null;
          const left = minus(held, gone);
          if (!left) return null;
          const out = moved(state, from, gone, { onHand: -1, reserved: -1 }, nowMs);
          return withTransfer(moved(out, from, left, { reserved: -1 }, nowMs), id, as('shipped', gone));
        }
        case 'receive': {
          const came: ModelHeld[] = [];
          let open = arriving;
          for (const one of heldInOrder(after)) {
            const quantity = Math.min(open, one.quantity);
            if (quantity > 0) came.push({ ...one, quantity });
            open -= quantity;
          }
          const missing = minus(held, heldOf(came.map(toAllocation))) ?? [];
          const back = reason === 'not_packed' ? missing : [];
          const put = moved(state, to, came, { onHand: 1, owner: ownerAt(to) }, nowMs);
          return withTransfer(moved(put, from, back, { onHand: 1 }, nowMs), id, as('received', []));
        }
        case 'cancel': {
          const free = moved(state, from, held, { reserved: -1 }, nowMs);
          return withTransfer(free, id, as('cancelled', []));
        }
      }
    };
  }

  return { reserve, end, ask, step };
}

const toAllocation = ({ sku, owner, lot, quantity }: ModelHeld): StockAllocation => ({
  skuId: sku,
  ownerId: owner,
  ...(lot === '' ? {} : { lot }),
  quantity,
});
const heldInOrder = ({ allocations }: Transfer): ModelHeld[] =>
  allocations.map(({ skuId: sku, ownerId: owner, lot = '', quantity }) => ({ sku, owner, lot, quantity }));

/** What is left of the first without the second; null where the second is no part of it. */
function minus(all: readonly ModelHeld[], some: readonly ModelHeld[]): ModelHeld[] | null {
  const left = all.map((one) => {
    const gone = some.find((other) => other.owner === one.owner && other.lot === one.lot);
    return { ...one, quantity: one.quantity - (gone?.quantity ?? 0) };
  });
  const found = some.every((one) => all.some((other) => other.owner === one.owner && other.lot === one.lot));
  return found && left.every(({ quantity }) => quantity >= 0)
    ? left.filter(({ quantity }) => quantity > 0)
    : null;
}
