import type { FulfilmentView, OrderView, PickupAlternative } from '@jindian/shared/contract/serving/order';
import fc from 'fast-check';
import type { Play } from './commands.ts';
import { type Answer, home, type OrdersFixture } from './orders-fixture.ts';

/** What people do about who serves: `order` is the n-th placing of the run, `part` the n-th of its fulfilments. */
export type AskingCommand = { order: number; part: number } & (
  | { kind: 'accept' | 'ask_again' | 'hq_cancel' }
  | { kind: 'refuse'; reason: 'no_stock' | 'price' | 'too_far'; counted: number }
  | { kind: 'grab' | 'assign' | 'call_goods'; place: number }
  | { kind: 'answer_pickup'; choice: 'another_branch' | 'delivery' | 'refund' }
  | { kind: 'carry' | 'give_up' }
  | { kind: 'refund'; line: number; quantity: number; extraFen: number }
  | { kind: 'resolve'; act: 'ask_again' | 'drop' }
);

const about = { order: fc.nat(5), part: fc.nat(2) };
const one = <K extends AskingCommand['kind']>(kind: K) => fc.constant(kind);
export const askingArbitrary = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ...about, kind: one('accept') }) },
  {
    weight: 5,
    arbitrary: fc.record({
      ...about,
      kind: one('refuse'),
      reason: fc.constantFrom('no_stock', 'price', 'too_far'),
      counted: fc.nat(3),
    }),
  },
  { weight: 3, arbitrary: fc.record({ ...about, kind: one('grab'), place: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ ...about, kind: one('assign'), place: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ ...about, kind: one('call_goods'), place: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ ...about, kind: one('ask_again') }) },
  { weight: 1, arbitrary: fc.record({ ...about, kind: one('hq_cancel') }) },
  { weight: 3, arbitrary: fc.record({ ...about, kind: one('carry') }) },
  { weight: 2, arbitrary: fc.record({ ...about, kind: one('give_up') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...about,
      kind: one('refund'),
      line: fc.nat(3),
      quantity: fc.nat(2),
      extraFen: fc.oneof(fc.constant(0), fc.nat(9_000)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ ...about, kind: one('resolve'), act: fc.constantFrom('ask_again', 'drop') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...about,
      kind: one('answer_pickup'),
      choice: fc.constantFrom('another_branch', 'delivery', 'refund'),
    }),
  },
) as fc.Arbitrary<AskingCommand>;

/** Plays them by whoever is asked at the time; null where there is nobody, or nothing, to play with. */
export function createAskingPlay(fixture: OrdersFixture, play: Play) {
  async function perform(command: AskingCommand): Promise<Answer | null> {
    const placing = play.placingOf(command.order);
    if (!placing?.order) return null;
    const seen = await fixture.invoke<OrderView>(placing.shopper, 'getOrder', {
      params: { orderId: placing.order.id },
    });
    if (seen.status !== 200) return seen;
    const part = seen.body.fulfilments[command.part % seen.body.fulfilments.length]!;
    const params = { orderId: placing.order.id, fulfilmentId: part.id };
    const place = 'place' in command ? fixture.stockedIds[command.place % fixture.stockedIds.length]! : '';
    const staff = fixture.stockedIds.includes(part.place.locationId)
      ? fixture.managerOf(part.place.locationId)
      : fixture.staff.hq;
    switch (command.kind) {
      case 'accept':
        return fixture.invoke(staff, 'acceptOffer', { params });
      case 'refuse':
        return fixture.invoke(staff, 'refuseFulfilment', { params, body: refusal(part, command) });
      case 'grab': {
        const locationId = place;
        const where = { ...params, locationId };
        return fixture.invoke(fixture.managerOf(locationId), 'grabFulfilment', { params: where });
      }
      case 'assign':
        return fixture.invoke(fixture.staff.hq, 'hqAssignFulfilment', {
          params,
          body: { locationId: place },
        });
      case 'ask_again':
        return fixture.invoke(fixture.staff.hq, 'hqAskAgain', { params });
      case 'hq_cancel':
        return fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params: { orderId: params.orderId } });
      case 'call_goods':
        return fixture.invoke(fixture.staff.hq, 'hqCallGoods', { params, body: { fromLocationId: place } });
      case 'answer_pickup':
        return answerPickup(placing.shopper, params.orderId, command.choice);
      case 'carry':
        return carry();
      case 'give_up':
        return fixture.invoke(fixture.staff.hq, 'hqCancelFulfilment', { params, body: { reason: '无货' } });
      case 'refund': {
        const { line, quantity, extraFen } = command;
        const lines = [{ lineId: line === 3 ? 'delivery' : String(line + 1), quantity, extraFen }];
        const body = { lines, reason: '破损' };
        return fixture.invoke(fixture.staff.hq, 'hqRefundOrder', {
          params: { orderId: params.orderId },
          body,
        });
      }
      case 'resolve': {
        const failed = seen.body.refunds.find(({ state }) => state === 'failed');
        if (!failed) return null;
        return fixture.invoke(fixture.staff.hq, 'hqResolveRefund', {
          params: { orderId: params.orderId, refundId: failed.id },
          body: { act: command.act },
        });
      }
    }
  }

  function refusal(
    part: FulfilmentView,
    { reason, counted }: Extract<AskingCommand, { kind: 'refuse' }>,
  ): object {
    const skuIds = [...new Set(part.lines.map(({ skuId }) => skuId))];
    return reason === 'no_stock'
      ? { reason, counted: skuIds.slice(0, 1).map((skuId) => ({ skuId, onHand: counted })) }
      : { reason, localPrices: skuIds.map((skuId) => ({ skuId, priceFen: 50_000 })) };
  }

  async function answerPickup(
    shopper: Parameters<OrdersFixture['invoke']>[0],
    orderId: string,
    choice: 'another_branch' | 'delivery' | 'refund',
  ): Promise<Answer | null> {
    const params = { orderId };
    if (choice === 'delivery' || choice === 'refund') {
      const body = choice === 'refund' ? { choice } : { choice, address: home };
      return fixture.invoke(shopper, 'answerRefusedPickup', { params, body });
    }
    const listed = await fixture.invoke<{ items: PickupAlternative[] }>(shopper, 'listPickupAlternatives', {
      params,
    });
    const locationId = listed.status === 200 ? listed.body.items[0]?.locationId : undefined;
    if (!locationId) return listed;
    return fixture.invoke(shopper, 'answerRefusedPickup', { params, body: { choice, locationId } });
  }

  /** Whatever goods were called is sent, or, sent before, arrives. */
  async function carry(): Promise<Answer | null> {
    for (const [state, act] of [
      ['shipped', 'receiveTransfer'],
      ['approved', 'shipTransfer'],
    ] as const) {
      const listed = await fixture.invoke<{ items: { id: string }[] }>(fixture.staff.hq, 'hqListTransfers', {
        query: { state },
      });
      const id = listed.status === 200 ? listed.body.items[0]?.id : undefined;
      if (id) return fixture.invoke(fixture.staff.hq, act, { params: { transferId: id }, body: {} });
    }
    return null;
  }

  return { perform };
}
export type AskingPlay = ReturnType<typeof createAskingPlay>;
