import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import type { RoleGrant, Scope } from '@jindian/shared/contract/people/member';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saidOfOrder } from './hq-finding.ts';
import { type OrdersFixture, type Person, startOrdersFixture } from './testing/orders-fixture.ts';

describe('what a caller says of an order', () => {
  test.each([
    ['1129-A9GE4', { by: 'number', number: '1129-A9GE4' }],
    ['１１２９ a9ge4', { by: 'number', number: '1129-A9GE4' }],
    ['01ce2', { by: 'number', number: '01CE2' }],
    ['0001', { by: 'phone', tail: '0001', phone: null }],
    ['+86 138-0001-0001', { by: 'phone', tail: '0001', phone: '13800010001' }],
    ['01jd3v8q9xkz4m7t2n5r6w8y1c', { by: 'id', orderId: '01JD3V8Q9XKZ4M7T2N5R6W8Y1C' }],
    ['苹果', null],
    ['138', null],
  ])('%s', (text, said) => {
    expect(saidOfOrder(text)).toEqual(said);
  });
});

describe('orders are found', () => {
  let fixture: OrdersFixture;
  let order: { id: string; number: string };
  let tail: string;
  let phone: string;
  beforeAll(async () => {
    fixture = await startOrdersFixture({});
    const shopper = await fixture.enrol();
    order = await fixture.paid(shopper, 'delivery', [['P004-01', 1]]);
    const record = await fixture.system.orders.store.read(order.id);
    phone = record?.detail.address?.phone ?? '';
    tail = phone.slice(-4);
  });
  afterAll(() => fixture.close());

  async function found(who: Person, text: string): Promise<string[]> {
    const answer = await fixture.invoke<{ items: HqOrderSummary[] }>(who, 'hqFindOrders', { body: { text } });
    expect(answer.status).toBe(200);
    return answer.body.items.map(({ id }) => id);
  }
  const enrolled = (role: RoleGrant['role'], scope: Scope) => fixture.enrol([{ role, scope }]);
  const region = (province: string): Scope => ({ kind: 'region', province, city: null });

  test('by number, id, whole phone and its last digits, by whoever looks after its places', async () => {
    const support = await enrolled('support', region('某省'));
    for (const text of [
      order.number,
      order.number.toLowerCase().replace('-', ''),
      order.number.slice(-5).toLowerCase(),
      order.id,
      tail,
      phone,
    ])
      expect([text, await found(support, text)]).toEqual([text, [order.id]]);
    expect(await found(support, `${phone.slice(0, 3)}9999${tail}`)).toEqual([]);
    expect(await found(support, `0229${order.number.slice(4)}`)).toEqual([]);
  });

  test('by nobody of another region', async () => {
    const elsewhere = await enrolled('support', region('另一省'));
    for (const text of [order.number, order.id, tail, phone])
      expect(await found(elsewhere, text)).toEqual([]);
  });

  test('by phone only by whoever may read personal data, and that leaves a record with the number masked', async () => {
    const auditor = await enrolled('auditor', { kind: 'brand' });
    expect(await found(auditor, order.number)).toEqual([order.id]);
    expect(await found(auditor, tail)).toEqual([]);
    const support = await enrolled('support', { kind: 'brand' });
    await found(support, phone);
    const records = await fixture.invoke<{ items: { after: unknown; targets: unknown }[] }>(
      fixture.staff.hq,
      'hqListAuditRecords',
      { query: { act: 'order.find', limit: '1' } },
    );
    expect(records.body.items[0]?.targets).toContainEqual({ kind: 'order', id: order.id });
    expect(JSON.stringify(records.body.items[0])).not.toContain(phone);
  });

  test('and each order that was shown has that record among its own', async () => {
    const shopper = await fixture.enrol();
    const others = await Promise.all(
      Array.from({ length: 3 }, () => fixture.placed(shopper, 'delivery', [['P004-01', 1]])),
    );
    const support = await enrolled('support', { kind: 'brand' });
    const shown = await found(support, tail);
    expect(shown).toEqual(expect.arrayContaining(others.map(({ id }) => id)));
    for (const orderId of shown) {
      const { items } = (
        await fixture.invoke<{ items: { act: string }[] }>(fixture.staff.hq, 'hqListAuditRecords', {
          query: { targetKind: 'order', targetId: orderId, limit: '20' },
        })
      ).body;
      expect([orderId, items.map(({ act }) => act)]).toEqual([
        orderId,
        expect.arrayContaining(['order.find']),
      ]);
    }
  });

  test('a pickup by the whole number of its shopper alone, each order read once', async () => {
    const shopper = await fixture.enrol();
    expect((await fixture.system.members.recordPhone(shopper.memberId, '13700004321')).ok).toBe(true);
    const pickup = await fixture.paid(shopper, 'pickup', [['P004-01', 1]]);
    const support = await enrolled('support', { kind: 'brand' });
    expect(await found(support, '4321')).toEqual([pickup.id]);
    expect(await found(support, '13999994321')).toEqual([]);
    let reads = 0;
    fixture.engine.faults.set((operation, { input }) => {
      const text = JSON.stringify(input);
      if (operation === 'BatchGetItem' && text.includes(pickup.id) && text.includes('DETAIL')) reads += 1;
      return 'none';
    });
    expect(await found(support, '+86 137-0000-4321')).toEqual([pickup.id]);
    fixture.engine.faults.set();
    expect(reads).toBe(1);
  });
});
