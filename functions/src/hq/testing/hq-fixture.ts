import type { PlacedOrder } from '@jindian/shared/contract/serving/order';
import { startSystemFixture } from '../../entry/testing/system-fixture.ts';
import { openHq } from './visitors.ts';

const hostileNote = '<script>alert(1)</script>"\'><img src=x onerror=alert(2)>';

/** A running system with HQ's web view, somebody of HQ, and a paid order with a note that would run if it could. */
export async function startHqFixture() {
  const fixture = await startSystemFixture();
  const hqToken = await fixture.signIn('hq');
  const hq = openHq(fixture.local.system, { clock: fixture.local.clock, hqToken });

  const { token } = await fixture.enrol('a-shopper');
  const sku = await fixture.sellableSku(fixture.here);
  const placed = await fixture.invoke<PlacedOrder>(
    'placeOrder',
    {
      body: {
        locationId: fixture.here,
        method: 'delivery',
        lines: [{ skuId: sku.skuId, quantity: 1, seenPriceFen: sku.priceFen }],
        note: hostileNote,
        address: {
          recipientName: '林女士',
          phone: '13800010001',
          province: '上海市',
          city: '上海市',
          county: '黄浦区',
          detail: '南京东路 1 号',
          latGcj02: 31.2354,
          lngGcj02: 121.4787,
        },
      },
    },
    { token },
  );
  const order = placed.body;
  await fixture.pay(token, order);
  return { fixture, hq, hqToken, order };
}
export type HqFixture = Awaited<ReturnType<typeof startHqFixture>>;
