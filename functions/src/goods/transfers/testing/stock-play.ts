import { minuteMs } from '@jindian/shared/time';
import { transact } from '../../../platform/transact.ts';
import { type Lot, type LotKey, lotOf } from '../../inventory/lots.ts';
import type { OrderBook } from '../../inventory/testing/order-book.ts';
import {
  changed,
  counted,
  freePieces,
  type ModelPlace,
  soldAtTill,
} from '../../inventory/testing/stock-model.ts';
import { createHoldingPlay } from './stock-play-orders.ts';
import {
  createAsking,
  type Explanation,
  heldOf,
  type ModelState,
  nothingHappens,
  ownerAt,
  placeOf,
  playLots,
  rules,
  type StockCommand,
  trackedSku,
  withOrder,
  withPlace,
} from './stock-play-state.ts';
import type { TransfersFixture } from './transfers-fixture.ts';

/** Does what the commands say, in the real thing, and tells what follows from each answer. */
export function createStockPlay(fixture: TransfersFixture, book: OrderBook) {
  const { inventory, clock, table } = fixture;
  const told = createAsking();
  const { reserve, end, ask, step } = createHoldingPlay(fixture, book, told);
  const { stubborn, nextName, codeOf } = told;
  const namedLot = ({ sku, lot }: { sku: string; lot: number | null }): Lot | undefined =>
    sku === trackedSku && lot !== null ? lotOf(playLots[lot] as LotKey) : undefined;
  const lotKey = ({ sku, lot }: { sku: string; lot: number | null }) =>
    sku === trackedSku && lot !== null ? (playLots[lot] as LotKey) : null;

  async function receive(command: StockCommand & { do: 'receive' }): Promise<Explanation> {
    const { place, sku, pieces, condition, ofHq } = command;
    const nowMs = clock.nowMs();
    const lot = lotKey(command);
    const owner = ownerAt(place, ofHq);
    const piece = { sku, owner, condition, lot: lot ?? '' };
    const comesIn: Explanation = (state) =>
      withPlace(
        state,
        place,
        changed(state.places[place] as ModelPlace, [{ ...piece, onHand: pieces, atMs: nowMs }]),
      );
    // HQ's own goods at a dealer's come with the first stock, and there those of no lot may be, too.
    if (ofHq) {
      const line = { skuId: sku, ownerId: owner, onHandDelta: pieces, reservedDelta: 0 };
      const lines = [
        {
          ...line,
          ...(condition === 'sellable' ? {} : { condition }),
          ...(lot === null ? {} : { lot }),
        },
      ];
      const cause = { type: 'seed' as const, id: 'opening' };
      const writes = inventory.combinedWrites(place, [{ kind: 'receive', cause, lines }]);
      const name = nextName('R');
      const booked = book.save({ orderId: name, locationId: place, allocations: [] }, null);
      await stubborn(async () => {
        if (await book.read(name)) return { ok: true };
        return { ok: (await transact(table, [...writes, booked])).kind === 'done', code: 'busy' };
      });
      return comesIn;
    }
    const lines = [{ skuId: sku, delta: pieces, condition, ...(lot === null ? {} : { lot: lotOf(lot) }) }];
    const claim = fixture.claim(lines);
    const answer = await stubborn(() =>
      inventory.move(placeOf(place), { kind: 'receive', reason: '到货', lines }, 'M1', claim),
    );
    if (answer.ok) return comesIn;
    return nothingHappens(() => codeOf(answer) === 'lot_required' && rules.isTracked(sku) && lot === null);
  }

  async function turn(command: StockCommand & { do: 'turn' }): Promise<Explanation> {
    const { place, sku, pieces, from, to, ofHq } = command;
    const nowMs = clock.nowMs();
    const owner = ownerAt(place, ofHq);
    const lot = namedLot(command);
    const line = { skuId: sku, ownerId: owner, quantity: pieces, from, to, ...(lot ? { lot } : {}) };
    const claim = fixture.claim(line);
    const answer = await stubborn(() =>
      inventory.changeCondition(placeOf(place), { reason: '质检', lines: [line] }, 'M1', claim),
    );
    const found = (state: ModelState) =>
      freePieces(
        state.places[place] as ModelPlace,
        { sku, owner, condition: from, lot: lotKey(command) },
        pieces,
      );
    if (!answer.ok)
      return nothingHappens(
        (state) => from === to || (codeOf(answer) === 'stock_below_reserved' && found(state).left > 0),
      );
    return (state) => {
      const { taken, left } = found(state);
      if (left > 0) return null;
      const lines = taken.flatMap((one) => [
        { sku, owner, condition: from, lot: one.lot, onHand: -one.quantity, atMs: nowMs },
        ...(to === 'scrap'
          ? []
          : [{ sku, owner, condition: to, lot: one.lot, onHand: one.quantity, atMs: nowMs }]),
      ]);
      return withPlace(state, place, changed(state.places[place] as ModelPlace, lines));
    };
  }

  async function count(command: StockCommand & { do: 'count' }): Promise<Explanation> {
    const { place, sku, pieces, condition, ofHq, minutesAgo } = command;
    const owner = ownerAt(place, ofHq);
    const asOfMs = clock.nowMs() - minutesAgo * minuteMs;
    const lot = namedLot(command);
    const line = { skuId: sku, ownerId: owner, condition, counted: pieces, asOfMs, ...(lot ? { lot } : {}) };
    const claim = fixture.claim(line);
    const answer = await stubborn(() => inventory.count(placeOf(place), [line], 'M1', claim));
    if (!answer.ok) throw new Error(codeOf(answer));
    const [told] = answer.value.lines;
    return (state) => {
      const piece = { sku, owner, condition, lot: lotKey(command) ?? '' };
      const figure = counted(state.places[place] as ModelPlace, piece, { counted: pieces, asOfMs }, rules);
      return figure.outcome === told?.outcome ? withPlace(state, place, figure.place) : null;
    };
  }

  async function till(command: StockCommand & { do: 'till' }): Promise<Explanation> {
    const { place, sku, pieces, minutesAgo } = command;
    const occurredAtMs = clock.nowMs() - minutesAgo * minuteMs;
    const lot = namedLot(command);
    const reference = nextName('T');
    const sale = {
      reference,
      occurredAtMs,
      lines: [{ skuId: sku, quantity: pieces, ...(lot ? { lot } : {}) }],
    };
    const before = new Set((await inventory.movementsAt(place)).map(({ id }) => id));
    const answer = await stubborn(() => inventory.recordTillSale(placeOf(place), sale, 'M1'));
    if (!answer.ok) throw new Error(codeOf(answer));
    const [told] = answer.value.lines;
    const losers = (await inventory.movementsAt(place)).filter(
      ({ id, cause }) => !before.has(id) && cause.reason === 'sold at a till',
    );
    const lost = losers.map(({ cause, lines }) => ({
      orderId: cause.id,
      held: heldOf(
        lines.map(({ skuId, ownerId, lot: of, reservedDelta }) => ({
          skuId,
          ownerId,
          ...(of === undefined ? {} : { lot: of }),
          quantity: -reservedDelta,
        })),
      ),
    }));
    return (state) => {
      const sold = soldAtTill(
        state.places[place] as ModelPlace,
        { sku, lot: lotKey(command), quantity: pieces, occurredAtMs },
        lost.flatMap(({ held }) => held),
      );
      if (!sold || sold.short !== told?.short || sold.lost !== told.lost) return null;
      // Orders give up all that they hold before anything is called a difference; what goes to another place is not theirs.
      const heldByOrders = [...state.orders.values()]
        .filter((order) => order.place === place)
        .flatMap(({ held }) => held)
        .filter((one) => one.sku === sku && (lotKey(command) === null || one.lot === lotKey(command)))
        .reduce((sum, { quantity }) => sum + quantity, 0);
      const forTransfers = [...state.transfers.values()].some(
        ({ from, state: at, sku: of }) => from === place && at === 'approved' && of === sku,
      );
      if (sold.short > 0 && !forTransfers && sold.lost !== heldByOrders) return null;
      let after = withPlace({ ...state, short: state.short + sold.short }, place, sold.place);
      for (const { orderId, held } of lost) {
        const order = state.orders.get(orderId);
        if (!order) return null;
        const left = order.held.flatMap((one) => {
          const given = held.find(
            (other) => other.owner === one.owner && other.lot === one.lot && other.sku === one.sku,
          );
          const quantity = one.quantity - (given?.quantity ?? 0);
          return quantity === 0 ? [] : [{ ...one, quantity }];
        });
        if (left.some(({ quantity }) => quantity < 0)) return null;
        after = withOrder(after, orderId, place, left);
      }
      return after;
    };
  }

  async function hot(command: StockCommand & { do: 'mark' | 'unmark' | 'settle' }): Promise<Explanation> {
    const { place, sku: skuId } = command;
    if (command.do === 'settle')
      await stubborn(() => inventory.hot.settle(placeOf(place), skuId).then(() => ({ ok: true })));
    else {
      const claim = fixture.claim(command);
      const answer = await stubborn<{ ok: boolean }>(() =>
        command.do === 'mark'
          ? inventory.hot.mark(placeOf(place), { skuId, buckets: command.buckets }, 'M1', claim)
          : inventory.hot.unmark({ locationId: place, skuId }, 'M1', claim),
      );
      if (!answer.ok && codeOf(answer) !== 'not_found') throw new Error(codeOf(answer));
    }
    // Where pieces lie in a level is nobody's business.
    return (state) => state;
  }

  /** `before`: what the commands of one moment see of orders and transfers. */
  function perform(command: StockCommand, before: ModelState): Promise<Explanation> {
    const nobody: Promise<Explanation> = Promise.resolve((state) => state);
    const pick = <T>(all: ReadonlyMap<string, T>, which: number) =>
      [...all.keys()][which % Math.max(1, all.size)];
    switch (command.do) {
      case 'receive':
        return receive(command);
      case 'turn':
        return turn(command);
      case 'count':
        return count(command);
      case 'till':
        return till(command);
      case 'reserve':
        return reserve(command);
      case 'release':
      case 'hand_over': {
        const orderId = pick(before.orders, command.which);
        return orderId ? end(command.do === 'release' ? 'release' : 'sale', orderId) : nobody;
      }
      case 'ask':
        return ask(command);
      case 'transfer': {
        const id = pick(before.transfers, command.which);
        return id ? step(id, command) : nobody;
      }
      case 'wait':
        clock.advance(command.minutes * minuteMs);
        return nobody;
      default:
        return hot(command);
    }
  }

  return { perform };
}
