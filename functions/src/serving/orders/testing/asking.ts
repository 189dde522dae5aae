import type { HqOrder } from '@jindian/shared/contract/hq';
import type { FailedRefund } from '@jindian/shared/contract/money/payments';
import type { PickupAlternative } from '@jindian/shared/contract/serving/branch-work';
import type { DeliveryOutcome, FulfilmentView, OrderView } from '@jindian/shared/contract/serving/order';
import fc from 'fast-check';
import type { Play } from './commands.ts';
import { type Answer, home, type OrdersFixture } from './orders-fixture.ts';

/** As it is sent: without a note. */
export type SaidOutcome = Omit<DeliveryOutcome, 'note'>;

/** What people do about who serves: `order` is the n-th placing of the run, `part` the n-th of its fulfilments. */
export type AskingCommand = { order: number; part: number } & (
  | { kind: 'accept' | 'send' | 'ask_again' | 'hq_cancel' }
  | { kind: 'refuse'; reason: 'no_stock' | 'price' | 'too_far'; counted: number }
  | { kind: 'grab' | 'assign' | 'call_goods'; place: number }
  | { kind: 'answer_pickup'; choice: 'another_branch' | 'delivery' | 'refund' }
  | { kind: 'carry' | 'give_up' }
  | { kind: 'refund'; line: number; quantity: number; extraFen: number }
  | { kind: 'refund_all' }
  /** How WeChat Pay ends the refund that it is asked for next. */
  | { kind: 'refund_ends'; as: 'CLOSED' | 'ABNORMAL' }
  | { kind: 'resolve'; act: 'ask_again' | 'settle' | 'drop' }
  /** By the branch that serves, or by HQ. */
  | { kind: 'outcome'; by: 'branch' | 'hq'; outcome: SaidOutcome }
  | { kind: 'receipt'; received: boolean }
  /** Whatever may come next of some delivery. */
  | { kind: 'next'; turn: number }
);

/** What becomes of a delivery on its way; more often that it comes back than that it is gone. */
export const outcomeArbitrary: fc.Arbitrary<SaidOutcome> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('failed' as const),
      reason: fc.constantFrom('refused' as const, 'nobody_there' as const, 'lost' as const),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ act: 'again' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('back' as const),
      condition: fc.constantFrom(
        'sellable' as const,
        'sellable' as const,
        'quarantine' as const,
        'written_off' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'delivered' as const }) },
);

const about = { order: fc.nat(5), part: fc.nat(2) };
const one = <K extends AskingCommand['kind']>(kind: K) => fc.constant(kind);
export const askingArbitrary = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ...about, kind: one('accept') }) },
  { weight: 6, arbitrary: fc.record({ ...about, kind: one('next'), turn: fc.nat(59) }) },
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
    arbitrary: fc.record({ ...about, kind: one('refund_ends'), as: fc.constantFrom('CLOSED', 'ABNORMAL') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...about,
      kind: one('resolve'),
      act: fc.constantFrom('ask_again', 'settle', 'drop'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...about,
      kind: one('outcome'),
      by: fc.constantFrom('branch', 'hq'),
      outcome: outcomeArbitrary,
    }),
  },
  { weight: 2, arbitrary: fc.record({ ...about, kind: one('receipt'), received: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...about,
      kind: one('answer_pickup'),
      choice: fc.constantFrom('another_branch', 'delivery', 'refund'),
    }),
  },
) as fc.Arbitrary<AskingCommand>;

/** What becomes of deliveries and of their money, and what HQ does with those that came back without goods. */
export const deliveryArbitrary = fc.oneof(
  { weight: 16, arbitrary: fc.record({ ...about, kind: one('next'), turn: fc.nat(59) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...about,
      kind: one('outcome'),
      by: fc.constantFrom('branch', 'hq'),
      outcome: outcomeArbitrary,
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...about, kind: one('receipt'), received: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ ...about, kind: one('give_up') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...about,
      kind: one('refund'),
      line: fc.nat(3),
      quantity: fc.nat(2),
      extraFen: fc.oneof(fc.constant(0), fc.nat(9_000)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ ...about, kind: one('refund_ends'), as: fc.constantFrom('CLOSED', 'ABNORMAL') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...about,
      kind: one('resolve'),
      act: fc.constantFrom('ask_again', 'settle', 'drop'),
    }),
  },
) as fc.Arbitrary<AskingCommand>;

/** Plays them by whoever is asked at the time; null where there is nobody, or nothing, to play with. */
export function createAskingPlay(fixture: OrdersFixture, play: Play) {
  /** What may come next of a delivery, so that a run gets somewhere: whatever its state, something that fits. */
  const nextOf: Partial<
    Record<FulfilmentView['state'], (at: { order: number; part: number }) => AskingCommand[]>
  > = {
    offered: (at) => [{ ...at, kind: 'accept' }],
    to_pack: (at) => [{ ...at, kind: 'send' }],
    ready: (at) => [{ ...at, kind: 'send' }],
    dispatched: (at) => [
      { ...at, kind: 'outcome', by: 'branch', outcome: { act: 'failed', reason: 'refused' } },
      { ...at, kind: 'outcome', by: 'hq', outcome: { act: 'failed', reason: 'lost' } },
      { ...at, kind: 'receipt', received: false },
      { ...at, kind: 'receipt', received: true },
    ],
    disputed: (at) => [
      { ...at, kind: 'outcome', by: 'hq', outcome: { act: 'failed', reason: 'nobody_there' } },
      { ...at, kind: 'outcome', by: 'branch', outcome: { act: 'failed', reason: 'nobody_there' } },
      { ...at, kind: 'outcome', by: 'hq', outcome: { act: 'delivered' } },
    ],
    delivery_failed: (at) => [
      { ...at, kind: 'outcome', by: 'branch', outcome: { act: 'again' } },
      { ...at, kind: 'outcome', by: 'branch', outcome: { act: 'back', condition: 'sellable' } },
      { ...at, kind: 'outcome', by: 'branch', outcome: { act: 'back', condition: 'quarantine' } },
      { ...at, kind: 'outcome', by: 'hq', outcome: { act: 'back', condition: 'written_off' } },
      { ...at, kind: 'refund_all' },
    ],
    with_hq: (at) => [
      { ...at, kind: 'assign', place: at.order + at.part },
      { ...at, kind: 'ask_again' },
      { ...at, kind: 'refund_all' },
      { ...at, kind: 'give_up' },
    ],
  };

  async function next({
    order,
    part,
    turn,
  }: Extract<AskingCommand, { kind: 'next' }>): Promise<Answer | null> {
    const open: AskingCommand[][] = [];
    for (const nth of play.placings.keys()) {
      const placing = play.placingOf(nth);
      if (!placing?.order) continue;
      const params = { orderId: placing.order.id };
      const seen = await fixture.invoke<OrderView>(placing.shopper, 'getOrder', { params });
      if (seen.status !== 200 || seen.body.method !== 'delivery') continue;
      for (const [index, { state }] of seen.body.fulfilments.entries()) {
        const some = nextOf[state]?.({ order: nth, part: index });
        if (some) open.push(some);
      }
    }
    const some = open[(order * 3 + part) % Math.max(1, open.length)];
    const command = some?.[turn % some.length];
    return command ? perform(command) : null;
  }

  async function perform(command: AskingCommand): Promise<Answer | null> {
    if (command.kind === 'next') return next(command);
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
      case 'send':
        return fixture.invoke(staff, 'dispatchFulfilment', { params });
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
      case 'refund_all':
        return refundAll(params.orderId);
      case 'refund_ends':
        fixture.pay.control.nextRefundsEnd(command.as);
        return null;
      case 'outcome': {
        const by = command.by === 'hq' ? fixture.staff.hq : staff;
        const id = command.by === 'hq' ? 'hqSettleDelivery' : 'settleDelivery';
        return fixture.invoke(by, id, { params, body: command.outcome });
      }
      case 'receipt':
        return fixture.invoke(placing.shopper, 'confirmReceipt', {
          params,
          body: { received: command.received },
        });
      case 'resolve': {
        const failed = seen.body.refunds.find(({ state }) => state === 'failed');
        if (!failed) return null;
        return fixture.invoke(fixture.staff.hq, 'hqResolveRefund', {
          params: { orderId: params.orderId, refundId: failed.id },
          body: { act: command.act, note: '银行转账' },
        });
      }
    }
  }

  /** All that is left of it. */
  async function refundAll(orderId: string): Promise<Answer | null> {
    const params = { orderId };
    const seen = await fixture.invoke<HqOrder>(fixture.staff.hq, 'hqGetOrder', { params });
    if (seen.status !== 200) return seen;
    const lines = seen.body.refundable.flatMap(({ lineId, quantity, amountFen }) =>
      amountFen > 0 ? [{ lineId, quantity, extraFen: quantity > 0 ? 0 : amountFen }] : [],
    );
    if (lines.length === 0) return null;
    return fixture.invoke(fixture.staff.hq, 'hqRefundOrder', { params, body: { lines, reason: '不要了' } });
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

/** What WeChat Pay did not pay is HQ's to pay, and ends with that. */
export async function settleFailedRefunds(fixture: OrdersFixture): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    const listed = await fixture.invoke<{ items: FailedRefund[] }>(fixture.staff.hq, 'hqListFailedRefunds');
    if (listed.body.items.length === 0) return;
    for (const { orderId, id } of listed.body.items) {
      const answer = await fixture.invoke(fixture.staff.hq, 'hqResolveRefund', {
        params: { orderId, refundId: id },
        body: { act: 'settle', note: '银行转账' },
      });
      if (answer.status !== 200) throw new Error(`paying by hand: ${answer.status} ${answer.code}`);
    }
    await fixture.recover(1);
  }
  throw new Error('refunds fail and fail');
}
