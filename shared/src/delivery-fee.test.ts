import { expect, test } from 'vitest';
import { deliveryFeeText, readDeliveryFee } from './delivery-fee.ts';

test('a delivery fee is written and read the same', () => {
  for (const fee of [
    null,
    { feeFen: 800, freeFromFen: 9_900 },
    { feeFen: 650, freeFromFen: null },
    { feeFen: 0, freeFromFen: 0 },
    { feeFen: 1, freeFromFen: 10_000_000 },
  ])
    expect(readDeliveryFee(deliveryFeeText(fee))).toEqual(fee);
  expect(readDeliveryFee(' 8 / 99 ')).toEqual({ feeFen: 800, freeFromFen: 9_900 });
  expect(readDeliveryFee('¥8／1,000.50')).toEqual({ feeFen: 800, freeFromFen: 100_050 });
  expect(readDeliveryFee('品牌默认')).toBeNull();
});

test.each(['', 'free', '8/', '8/99/1', '-1', '8.123', '201', '8/100001', '1e3', 'NaN'])(
  '%s is no delivery fee',
  (text) => expect(readDeliveryFee(text)).toBeUndefined(),
);
