/** The page that WeChat's order centre and its messages lead to. */
import { expect, test } from 'vitest';
import { moneyNumber, orderIdOfNumber } from '../../functions/src/money/payments/documents.ts';
import { orderOf } from '../src/lib/order-of.ts';

const id = '01JD3V8Q9XKZ4M7T2N5R6W8Y1C';

test('is the order, by our id, by the number of any of its payments, and by what WeChat adds itself', () => {
  const number = moneyNumber(id, 'P', 12);
  expect(orderIdOfNumber(number)).toBe(id);
  expect(orderOf({ orderId: id })).toBe(id);
  expect(orderOf({ orderId: number })).toBe(id);
  expect(orderOf({ merchant_trade_no: number, transaction_id: '42' })).toBe(id);
  expect(orderOf({ orderId: '', merchant_trade_no: number })).toBe(id);
  expect(orderOf({})).toBe('');
});
