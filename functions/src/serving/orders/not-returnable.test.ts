import type { RefundPreview } from '@jindian/shared/contract/money/payments';
import type { Quote } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RefundsFixture, sandals, shoes, startRefundsFixture } from './testing/refunds-fixture.ts';

let play: RefundsFixture;
let fixture: RefundsFixture['fixture'];
const why = { zh: '贴身衣物拆封后不退', en: 'Worn next to the skin: not once opened' };

beforeAll(async () => {
  play = await startRefundsFixture();
  ({ fixture } = play);
});
afterAll(() => fixture.close());

async function sellShoes(notReturnable: typeof why | null): Promise<void> {
  const { products, categories } = await fixture.system.catalog.current();
  await fixture.system.publishCatalog({
    categories,
    products: products.map((product) => {
      if (!product.skus.some(({ id }) => id === shoes)) return product;
      const { notReturnable: _, ...rest } = product;
      return notReturnable ? { ...rest, notReturnable } : rest;
    }),
  });
}

test('what is not taken back without a reason is told before it is ordered, and holds as it was told then', async () => {
  await sellShoes(why);
  const { body } = await fixture.invoke<Quote>(play.shopper, 'quoteOrder', {
    body: await fixture.orderBody('delivery', [
      [shoes, 1],
      [sandals, 1],
    ]),
  });
  const { title } = (await fixture.system.catalog.current()).sku(shoes)!.product;
  expect(body.notReturnable).toEqual([{ title, why }]);
  const order = await play.completed([
    [shoes, 2],
    [sandals, 1],
  ]);
  expect(order.lines.map(({ notReturnable }) => notReturnable ?? null)).toEqual([why, null]);
  // HQ thinks otherwise later: of what was bought before it holds what was said.
  await sellShoes(null);
  const later = await fixture.look(play.shopper, order.id);
  expect(later.lines[0]?.notReturnable).toEqual(why);

  const refused = { status: 409, code: 'not_returnable' };
  const preview = (lines: object[]) =>
    fixture.invoke<RefundPreview>(fixture.staff.hq, 'hqPreviewRefund', {
      params: { orderId: order.id },
      body: { lines, ground: 'without_reason' },
    });
  const one = { lineId: '1', quantity: 1 };
  const other = { lineId: '2', quantity: 1 };
  expect(await preview([one, other])).toMatchObject(refused);
  expect(await preview([{ lineId: '1', quantity: 0, extraFen: 5 }])).toMatchObject(refused);
  expect(await preview([{ lineId: '1', quantity: 0 }, other])).toMatchObject({ status: 200 });
  expect(await play.refund(order, [one], undefined, 'without_reason')).toMatchObject(refused);
  // A fault is another matter, and so is what HQ agrees to.
  const faulty = await play.refund(order, [one], undefined, 'faulty');
  expect(faulty).toMatchObject({ status: 200, body: { refunds: [{ ground: 'faulty', reason: '破损' }] } });
  expect(await play.refund(order, [other], undefined, 'without_reason')).toMatchObject({ status: 200 });
  expect(await play.refund(order, [one])).toMatchObject({ status: 200 });
});

test('what was bought while it was taken back is taken back, whatever is said of it since', async () => {
  await sellShoes(null);
  const order = await play.completed([[shoes, 1]]);
  await sellShoes(why);
  expect(await play.refund(order, [{ lineId: '1', quantity: 1 }], undefined, 'without_reason')).toMatchObject(
    {
      status: 200,
    },
  );
});
