import { itemBytes } from '@jindian/embedded-dynamodb';
import type { OrderView, PickupCode } from '@jindian/shared/contract/serving/order';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draftMoney, draftPayment, withShares } from '../../money/payments/documents.ts';
import { storedBytes } from '../../platform/stored-bytes.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { newOrderItem, type OrderItem, orderItemKey, toOrderItem } from './order-item.ts';
import type { OrderHead } from './store.ts';
import { branchId, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

const orderId = '01M8M12ZFGA4QH31Z7YPM97PDD';
const word = fc.stringMatching(/^[a-z_]{1,20}$/);
const atMs = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
const mark = fc.stringMatching(/^[\w-]{12}$/);
const memberId = fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/);
const history = fc.array(
  fc.record({ atMs, state: word, by: word, mark, memberId }, { requiredKeys: ['atMs', 'state', 'by'] }),
  { minLength: 1, maxLength: 12 },
);
const quantity = fc.integer({ min: 1, max: 99 });
const fen = fc.integer({ min: 0, max: 10_000_000 });
const skuId = fc.stringMatching(/^[A-Z][0-9]{3}-[0-9]{2}$/);

const head = fc.record({
  orderId: fc.constant(orderId),
  number: word,
  memberId: word,
  state: word,
  method: fc.constantFrom('pickup', 'delivery'),
  storefrontId: word,
  dayShard: quantity,
  fulfilmentIds: fc.oneof(
    fc.constant([orderId]),
    fc.array(fc.stringMatching(/^[A-Z]{26}$/), { maxLength: 3 }).map((ids) => [orderId, ...ids]),
  ),
  partCount: quantity,
  fulfilledCount: quantity,
  totalFen: fen,
  refundedFen: fen,
  createdAtMs: atMs,
  payByMs: atMs,
  history,
}) as fc.Arbitrary<OrderHead>;

const first = fc.record(
  {
    orderId: fc.constant(orderId),
    fulfilmentId: fc.constant(orderId),
    locationId: word,
    awayList: word,
    method: fc.constantFrom('pickup', 'delivery'),
    state: word,
    attempt: quantity,
    distanceMeters: fc.option(quantity),
    lines: fc.array(fc.record({ skuId, quantity })),
    allocations: fc.array(
      fc.record({ skuId, ownerId: word, quantity, lot: word }, { requiredKeys: ['skuId'] }),
    ),
    acceptance: fc.oneof(
      fc.constant({ mode: 'auto' }),
      fc.record({ mode: fc.constant('offer'), withinMinutes: quantity }),
    ),
    offerUntilMs: atMs,
    serviceFeeFen: fen,
    givenAtMs: atMs,
    asked: fc.array(fc.record({ locationId: word, reason: word, atMs })),
    slotId: word,
    transferId: word,
    expected: fc.record({ fromMs: atMs, byMs: atMs }),
    history,
    dealt: fc.array(fc.record({ lineId: word, goodsOwnerId: word, quantity }), { minLength: 1 }),
  },
  {
    requiredKeys: [
      'orderId',
      'fulfilmentId',
      'locationId',
      'method',
      'state',
      'attempt',
      'distanceMeters',
      'lines',
      'allocations',
      'acceptance',
      'serviceFeeFen',
      'givenAtMs',
      'asked',
      'history',
    ],
  },
) as fc.Arbitrary<FulfilmentRecord>;

const money = fc
  .record({
    amountFen: quantity,
    refundCount: fc.nat(5),
    paid: fc.boolean(),
    transactionId: fc.option(word),
    again: atMs,
  })
  .map(({ amountFen, refundCount, paid, transactionId, again }) => {
    const made = draftMoney(orderId, '1900000109', [{ kind: 'wechat_pay', amountFen }]);
    const [payment] = made.payments;
    if (!paid || !payment) return { ...made, refundCount };
    return {
      ...made,
      refundCount,
      tenders: withShares(made.tenders, [{ id: 'L1', quantity: 1, amountFen }]),
      payments: [
        { ...payment, ...(transactionId === null ? {} : { transactionId, lastRefundAtMs: again }) },
        draftPayment(orderId, 2, { tenderId: '1', amountFen, merchant: 'other' }),
        { ...payment, lastRefundAtMs: again },
      ],
      returned: { L1: { quantity: 1, amountFen, byTender: { 1: amountFen } } },
    };
  }) as unknown as fc.Arbitrary<OrderItem['money']>;

test('what is stored is read as it was', () => {
  fc.assert(
    fc.property(fc.record({ head, first, money }), (order) => {
      const stored = newOrderItem(order, null);
      for (const [name, value] of Object.entries(stored))
        if (value === undefined) delete (stored as Record<string, unknown>)[name];
      expect(toOrderItem({ ...stored, ...orderItemKey({ orderId }) })).toEqual(order);
    }),
  );
});

describe('the order of every day', () => {
  let fixture: OrdersFixture;
  beforeAll(async () => {
    fixture = await startOrdersFixture();
  });
  afterAll(() => fixture.close());

  async function bytesNow({ id }: OrderView): Promise<number> {
    const { Item } = (await fixture.engine.call('GetItem', {
      TableName: fixture.tableName,
      Key: { pk: { S: `ORDER#${id}` }, sk: { S: 'ORDER' } },
    })) as { Item: Parameters<typeof itemBytes>[0] };
    return itemBytes(Item);
  }

  test('is one item of 1 KB at most in every state of its life, with what is announced of it', async () => {
    const shopper = await fixture.enrol();
    const placed = await fixture.placed(shopper, 'pickup', [['P004-01', 1]]);
    const sizes = [await bytesNow(placed)];
    const look = async (order: OrderView) => sizes.push(await bytesNow(order));
    const order = await fixture.paid(shopper);
    await look(order);
    const { clerk } = fixture.staff;
    await fixture.invoke(clerk, 'packFulfilment', { params: { orderId: order.id, fulfilmentId: order.id } });
    await look(order);
    const code = await fixture.invoke<PickupCode>(shopper, 'getPickupCode', {
      params: { orderId: order.id },
    });
    await fixture.invoke(clerk, 'confirmHandOver', {
      params: { locationId: branchId },
      body: { code: code.body.code },
    });
    await look(order);
    expect((await fixture.look(shopper, order.id)).state).toBe('completed');
    expect(Math.max(...sizes), sizes.join(', ')).toBeLessThanOrEqual(1_024);
  });

  test('is measured no smaller than it is stored, when it is asked what still fits on it', async () => {
    const shopper = await fixture.enrol();
    const { store } = fixture.system.orders;
    for (const order of [
      await fixture.placed(shopper, 'pickup', [['P004-01', 1]]),
      await fixture.paid(shopper),
    ]) {
      const read = await store.read(order.id);
      const before = store.payments.changeMoney(read!.money, {}).patch?.before;
      expect(storedBytes(before ?? {})).toBeGreaterThanOrEqual(await bytesNow(order));
    }
  });
});
