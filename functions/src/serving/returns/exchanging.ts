import type {
  ExchangeCompletion,
  ExchangeRequest,
  ExchangeView,
  ReceivedLines,
} from '@jindian/shared/contract/serving/returns';
import { formatYuan } from '@jindian/shared/money';
import { auditDetails } from '../../platform/audit-context.ts';
import { type Attempt, runCommand } from '../../platform/command.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { nextState } from '../../platform/state-machine.ts';
import type { Write } from '../../platform/transact.ts';
import { changedMeanwhile } from '../orders/changes.ts';
import { isPractice } from '../orders/practice.ts';
import type { OrderRecord } from '../orders/store.ts';
import { type ReturnAsking, returnsChanged } from './asking.ts';
import type { ReturnContext } from './context.ts';
import { type ExchangeStep, exchangeMachine } from './exchange-machine.ts';
import { cameIn, movementsIn, titleBack } from './goods-in.ts';
import type { OutPiece } from './pieces-back.ts';
import { type ExchangeRecord, type ReturnsOfOrder, shoppersHave } from './records.ts';
import type { ReturnViews } from './views.ts';

type By = { memberId: string; mayOverride: boolean };
type Moved = { after: ExchangeRecord; writes: Write[]; events: DomainEvent[] };
type Collected = NonNullable<ExchangeRequest['collected']>;
type Said = ExchangeCompletion['lines'];

/** Goods for goods at a counter: in and out in one go, with the difference said, and given back or asked for. */
export function createExchanging(context: ReturnContext, asking: ReturnAsking, views: ReturnViews) {
  const { clock, ids, orders, store, outbox, inventory, network, catalog } = context;

  /** What one piece of the other article costs more here now; both at what is asked here, whatever was paid. */
  async function differenceOf(locationId: string, skuId: string, forSkuId: string): Promise<number | null> {
    const [place, { sku }] = await Promise.all([network.location(locationId), catalog.current()]);
    const [from, to] = [sku(skuId), sku(forSkuId)];
    if (!place || !from || !to || from.product.id !== to.product.id) return null;
    const priceHere = await context.priceHere(place);
    return priceHere(to.product, to.sku) - priceHere(from.product, from.sku);
  }

  /** Of each line the same product's other articles, what of them is here, and the difference. */
  async function othersAt(locationId: string, record: OrderRecord) {
    const [place, { sku }] = await Promise.all([network.location(locationId), catalog.current()]);
    if (!place) return [];
    const priceHere = await context.priceHere(place);
    const found = record.detail.lines.flatMap((line) => {
      const from = sku(line.skuId);
      return from
        ? from.product.skus.map((to) => ({
            lineId: line.id,
            skuId: to.id,
            name: to.name,
            differenceFen: priceHere(from.product, to) - priceHere(from.product, from.sku),
          }))
        : [];
    });
    const stock = await inventory.picture([place], [...new Set(found.map(({ skuId }) => skuId))]);
    return found.map((one) => ({
      ...one,
      availableHere: Math.max(0, stock.availableAt(locationId, one.skuId)),
    }));
  }

  /** Out of the place's own goods first, then of HQ's. */
  async function pieceOut(place: { id: string; ownerId: string }, made: ExchangeRecord) {
    const wanted = made.lines.map(({ forSkuId, quantity }) => ({ skuId: forSkuId, quantity }));
    const stock = await inventory.picture(
      [place],
      wanted.map(({ skuId }) => skuId),
      { consistent: true },
    );
    const allocations = stock.allocations(place.id, wanted);
    if (!allocations) {
      const short = wanted.find(({ skuId, quantity }) => stock.availableAt(place.id, skuId) < quantity);
      return fail('out_of_stock', { sku: short?.skuId ?? '' });
    }
    return ok(allocations);
  }

  /** The swap itself: stock in and out, title, and what goes back of the price. Nothing is written. */
  async function swapped(
    record: OrderRecord,
    returns: ReturnsOfOrder,
    made: ExchangeRecord,
    said: Said,
    collected: Collected | undefined,
    at: { locationId: string; by: By },
  ): Promise<Result<Moved>> {
    const place = await network.location(at.locationId);
    if (!place) return fail('not_found');
    const state = nextState(exchangeMachine, made.state, 'swap');
    if (state === null) return fail('transition_refused', { state: made.state });
    const { memberId } = at.by;
    const owes = made.differenceFen > 0;
    if (owes && !collected) return fail('difference_owed', { yuan: formatYuan(made.differenceFen) });
    if (owes && collected?.how === 'waived' && !at.by.mayOverride) return fail('forbidden');
    const lines: ReceivedLines = made.lines.flatMap(({ lineId, quantity }) => {
      const one = said.find((each) => each.lineId === lineId);
      return one ? [{ lineId, quantity, disposition: one.disposition, serials: one.serials }] : [];
    });
    if (lines.length !== made.lines.length) return fail('nothing_to_return', { lineId: '' });
    const came = cameIn(record, shoppersHave(record, returns), made.lines, lines, place);
    if (!came.ok) return came;
    const out = await pieceOut(place, made);
    if (!out.ok) return out;
    const prices = new Map<string, number>();
    for (const { skuId } of out.value) prices.set(skuId, await context.transferPriceFen(skuId));
    const atMs = clock.nowMs();
    const sellerId = record.detail.soldBy?.ownerId ?? 'hq';
    const left = made.lines.map(({ lineId, forSkuId, quantity }) => ({ lineId, skuId: forSkuId, quantity }));
    const given = out.value.flatMap((piece): OutPiece[] => {
      let { quantity } = piece;
      return left.flatMap((line) => {
        const some = line.skuId === piece.skuId ? Math.min(quantity, line.quantity) : 0;
        line.quantity -= some;
        quantity -= some;
        return some > 0
          ? [
              {
                fulfilmentId: made.exchangeId,
                lineId: line.lineId,
                skuId: piece.skuId,
                ownerId: piece.ownerId,
                ...(piece.lot === undefined ? {} : { lot: piece.lot }),
                quantity: some,
                atPrice: piece.ownerId !== sellerId,
                priceFen: prices.get(piece.skuId) ?? 0,
              },
            ]
          : [];
      });
    });
    // Below zero it goes back over what paid for the line; at least the line's money stands as it was read.
    const backFen = made.lines.flatMap(({ lineId, differenceFen }) =>
      differenceFen < 0 ? [{ id: lineId, quantity: 0, extraFen: -differenceFen }] : [],
    );
    const requested = await orders.payment.refundWrites.request(
      record,
      made.differenceFen < 0 ? backFen : [],
      { cause: 'returned', byMemberId: memberId },
      { atMs, by: 'staff' },
    );
    if (!requested.ok) return requested;
    const cause = { type: 'return', id: made.exchangeId, by: memberId, reason: made.orderNumber } as const;
    const goesOut = out.value.map(({ skuId, ownerId, quantity, bucket, lot }) => ({
      skuId,
      ownerId,
      ...(bucket ? { bucket } : {}),
      ...(lot === undefined ? {} : { lot }),
      onHandDelta: -quantity,
      reservedDelta: 0,
    }));
    const { refund, writes, events } = requested.value;
    const after: ExchangeRecord = {
      ...made,
      state,
      ...(owes && collected ? { collected: { ...collected, byMemberId: memberId } } : {}),
      ...(refund ? { refundId: refund.refundId } : {}),
      done: { locationId: place.id, atMs, byMemberId: memberId, lines: came.value, given },
      history: [...made.history, { atMs, state, by: 'staff', memberId }],
    };
    const released = await orders.serialsInHand.broughtBackWrites(
      record,
      came.value.flatMap((line) =>
        line.serials.map((serial) => ({ serial, skuId: line.pieces[0]?.skuId ?? '' })),
      ),
    );
    return ok({
      after,
      writes: [
        ...writes,
        ...inventory.combinedWrites(place.id, [
          ...movementsIn(came.value, place, cause),
          { kind: 'sale', cause, lines: goesOut },
        ]),
        ...released,
      ],
      events: [
        ...events,
        {
          type: 'exchange.done',
          data: {
            orderId: made.orderId,
            exchangeId: made.exchangeId,
            sequence: after.history.length,
            atMs,
            locationId: place.id,
            ...titleBack(record, came.value),
            given: given
              .filter(({ ownerId }) => ownerId !== sellerId)
              .map(({ skuId, ownerId, quantity, priceFen = 0 }) => ({
                skuId,
                ownerId,
                quantity,
                transferPriceFen: priceFen,
              })),
          },
        },
      ],
    });
  }

  const refusals = { ...returnsChanged, ...changedMeanwhile, serial: 'again' } as const;

  async function run(
    command: CommandClaim,
    orderId: string,
    attempt: (record: OrderRecord, returns: ReturnsOfOrder) => Promise<Attempt<{ exchangeId: string }>>,
  ): Promise<Result<ExchangeView>> {
    const read = async () => {
      const [record, returns] = await Promise.all([orders.store.read(orderId), store.ofOrder(orderId)]);
      return record ? { record, returns } : null;
    };
    const done = await runCommand<{ exchangeId: string }>(context, {
      command,
      async attempt() {
        const found = await read();
        return found ? attempt(found.record, found.returns) : fail('not_found');
      },
      replay: ({ exchangeId }) => ok({ exchangeId: String(exchangeId) }),
    });
    if (!done.ok) return done;
    const found = await read();
    const made = found?.returns.exchanges.find(({ exchangeId }) => exchangeId === done.value.exchangeId);
    return found && made ? ok(await views.exchange(found.record, made)) : fail('not_found');
  }

  const step = (returns: ReturnsOfOrder, { after, writes, events }: Moved, isNew: boolean) => ({
    writes: [
      store.count(returns),
      store.putExchange(after, isNew),
      ...writes,
      ...(events.length > 0 ? [outbox.announce(...events)] : []),
    ],
    value: { exchangeId: after.exchangeId },
    kept: { exchangeId: after.exchangeId },
    refused: refusals,
  });

  function take(locationId: string, asked: ExchangeRequest, by: By, command: CommandClaim) {
    return run(command, asked.orderId, async (record, returns) => {
      const { head } = record;
      if (isPractice(head.orderId)) return fail('transition_refused', { state: head.state });
      const { lines: now } = await asking.nowOf(record, returns);
      const refused = asking.refusal(now, asked.lines, asked.reason, true);
      if (!refused.ok && (refused.code === 'nothing_to_return' || !by.mayOverride)) return refused;
      const lines: ExchangeRecord['lines'] = [];
      for (const { lineId, quantity, forSkuId } of asked.lines) {
        const skuId = record.detail.lines.find(({ id }) => id === lineId)?.skuId ?? '';
        const differenceFen = await differenceOf(locationId, skuId, forSkuId);
        if (differenceFen === null) return fail('product_not_offered');
        lines.push({ lineId, quantity, forSkuId, differenceFen: differenceFen * quantity });
      }
      const atMs = clock.nowMs();
      const made: ExchangeRecord = {
        orderId: head.orderId,
        exchangeId: ids.next(),
        orderNumber: head.number,
        memberId: await context.isNow(head.memberId),
        revision: 1,
        state: exchangeMachine.initial,
        reason: asked.reason,
        deskLocationId: locationId,
        lines,
        differenceFen: lines.reduce((sum, { differenceFen }) => sum + differenceFen, 0),
        history: [{ atMs, state: exchangeMachine.initial, by: 'staff', memberId: by.memberId }],
      };
      if (asked.later) return step(returns, { after: made, writes: [], events: [] }, true);
      const moved = await swapped(record, returns, made, asked.lines, asked.collected, { locationId, by });
      return moved.ok ? step(returns, moved.value, true) : moved;
    });
  }

  type Key = { orderId: string; exchangeId: string };

  function complete(locationId: string, key: Key, said: ExchangeCompletion, by: By, command: CommandClaim) {
    return run(command, key.orderId, async (record, returns) => {
      const made = returns.exchanges.find(({ exchangeId }) => exchangeId === key.exchangeId);
      if (!made) return fail('not_found');
      auditDetails({ before: { state: made.state } });
      const moved = await swapped(record, returns, made, said.lines, said.collected, { locationId, by });
      return moved.ok ? step(returns, moved.value, false) : moved;
    });
  }

  function callOff(key: Key, by: By, command: CommandClaim) {
    return run(command, key.orderId, async (_record, returns) => {
      const made = returns.exchanges.find(({ exchangeId }) => exchangeId === key.exchangeId);
      const next: ExchangeStep = 'call_off';
      const state = made ? nextState(exchangeMachine, made.state, next) : null;
      if (!made) return fail('not_found');
      if (state === null) return fail('transition_refused', { state: made.state });
      const history = [
        ...made.history,
        { atMs: clock.nowMs(), state, by: 'staff' as const, memberId: by.memberId },
      ];
      return step(returns, { after: { ...made, state, history }, writes: [], events: [] }, false);
    });
  }

  return { take, complete, callOff, othersAt };
}
export type Exchanging = ReturnType<typeof createExchanging>;
