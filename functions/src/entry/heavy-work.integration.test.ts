import type { OrderView } from '@jindian/shared/contract/serving/order';
import type { Simulation } from '@jindian/shared/contract/serving/sourcing';
import { brandDay } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultBook } from '../serving/sourcing/book.ts';
import { type SystemFixture, startSystemFixture } from './testing/system-fixture.ts';

let fixture: SystemFixture;
beforeAll(async () => {
  fixture = await startSystemFixture({ autorun: true });
});
afterAll(() => fixture.local.close());

test('a refund is done while heavy work is stuck, and five clicks on each of its kinds make one of each', async () => {
  const { local, here, invoke, signIn } = fixture;
  const shopper = await signIn('shopper-lin');
  const hq = await signIn('hq');
  const order = await fixture.pay(shopper, await fixture.place(shopper));
  const today = brandDay(local.clock.nowMs());
  await invoke(
    'hqSavePolicyDraft',
    { params: { name: 'sourcing' }, body: { revision: 0, content: defaultBook } },
    { token: hq },
  );

  // Nothing in the lane of heavy work comes to its end before it is let go; what came there is counted.
  const { consumer } = local.system;
  const { deliver } = consumer;
  let letGo: () => void = () => {};
  const stuck = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const heavy: string[] = [];
  consumer.deliver = async (message, tries) => {
    if (message.queue !== 'heavy') return deliver(message, tries);
    await stuck;
    heavy.push(message.body.about === 'event' ? message.body.event.type : message.handler);
    // Comparing all provinces takes minutes, and is tried where it is written.
    return { kind: 'over' };
  };

  const clicks = [1, 2, 3, 4, 5];
  const simulations = await Promise.all(
    clicks.map(() =>
      invoke<Simulation>(
        'hqSimulateSourcing',
        { body: { fromDay: today, toDay: today, revision: 1 } },
        { token: hq },
      ),
    ),
  );
  const comparisons = await Promise.all(
    clicks.map(() => invoke('hqCheckAvailability', { body: {} }, { token: hq })),
  );
  const importId = local.system.ids.next();
  const { skuId } = await fixture.sellableSku(here);
  const asOfMs = local.clock.nowMs();
  const rows = [{ row: 2, values: { locationId: here, skuId, onHand: '12' } }];
  const imports = await Promise.all(
    clicks.map((n) =>
      invoke(
        'hqImportPortion',
        { params: { importId, portion: '0' }, body: { kind: 'levels', rows, asOfMs } },
        { token: hq, key: `import-click-${n}` },
      ),
    ),
  );
  expect([...simulations, ...comparisons, ...imports].map(({ status }) => status)).toEqual(
    Array(15).fill(200),
  );
  expect(new Set(simulations.map(({ body }) => body.id)).size).toBe(1);

  const refunded = async () => {
    const { body } = await invoke<OrderView>(
      'getOrder',
      { params: { orderId: order.id } },
      { token: shopper },
    );
    return body.refunds.map(({ state }) => state);
  };
  await invoke('cancelOrder', { params: { orderId: order.id } }, { token: shopper });
  await expect.poll(refunded, { timeout: 20_000 }).toEqual(['succeeded']);
  expect(heavy).toEqual([]);

  letGo();
  await local.processes.settle();
  const provinces = await local.system.availability.provinces();
  expect(provinces.length).toBeGreaterThan(5);
  expect(heavy.sort()).toEqual([
    ...provinces.map(() => 'availability.check_wanted'),
    'sourcing_simulation.step',
  ]);
});
