import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dealtPieces, leftAtPrice, splitBack, splitShares } from './deals.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import type { DetailLine } from './store.ts';
import { type CheckoutFixture, dealerId, startCheckoutFixture } from './testing/checkout-fixture.ts';
import { faultsNow } from './testing/invariants.ts';
import { branchId, type OrdersFixture, type Person } from './testing/orders-fixture.ts';

describe('what contracts divide', () => {
  const line = fc.record({
    quantities: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 2 }),
    netFen: fc.nat(100_000),
    basisPoints: fc.array(fc.option(fc.nat(10_000)), { minLength: 2, maxLength: 2 }),
  });
  const owners = ['hq', 'D1'];

  test('is of what is paid and served, taken back by refunds to the fen, whoever sells', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(2), fc.nat(100)), { maxLength: 6 }),
        fc.boolean(),
        (given, byDealer, refunds, elsewhere) => {
          const lines = given.flatMap(({ quantities, netFen, basisPoints }, index): DetailLine[] => {
            const quantity = quantities.reduce((sum, units) => sum + units, 0);
            if (quantity === 0) return [];
            const deals = owners.map((goodsOwnerId, at) => ({
              goodsOwnerId,
              quantity: quantities[at] as number,
              ownerId: 'D1',
              saleCase: 'own_goods_hq_customer' as const,
              ownerBasisPoints: basisPoints[at] ?? null,
            }));
            return [{ id: String(index + 1), skuId: `S${index}`, quantity, netFen, deals } as DetailLine];
          });
          const part = {
            fulfilmentId: 'F1',
            state: 'fulfilled',
            lines: lines.map(({ skuId, quantity }) => ({ skuId, quantity })),
            allocations: lines.flatMap(({ skuId, deals = [] }) =>
              deals.flatMap(({ goodsOwnerId, quantity }) =>
                quantity > 0 ? [{ skuId, ownerId: elsewhere ? 'D9' : goodsOwnerId, quantity }] : [],
              ),
            ),
          } as unknown as FulfilmentRecord;
          const soldBy = byDealer ? { soldBy: { ownerId: 'D1', legalName: '某公司' } } : {};
          const record = { detail: { lines, ...soldBy }, fulfilments: [part] };
          const { dealt, atPrice } = dealtPieces(record, part);
          const units = (some: readonly { quantity: number }[]) =>
            some.reduce((sum, { quantity }) => sum + quantity, 0);
          // Every piece is owed for once: by the contract, or at the price between owners.
          expect(units(dealt) + units(atPrice)).toBe(units(part.allocations));
          if (elsewhere) expect(dealt).toEqual([]);
          part.dealt = dealt;
          // Back later, the same pieces are owed for no more, whatever the terms are open for by then.
          expect(leftAtPrice(record, part)).toEqual(atPrice);
          const owed = (refunded: ReadonlyMap<string, number>) =>
            splitShares(record, refunded).reduce((sum, { amountFen }) => sum + amountFen, 0);
          expect(owed(new Map())).toBeLessThanOrEqual(lines.reduce((sum, { netFen }) => sum + netFen, 0));
          let before = new Map<string, number>();
          let left = owed(before);
          const refund = (after: Map<string, number>) => {
            left -= splitBack(record, before, after).reduce((sum, { amountFen }) => sum + amountFen, 0);
            before = after;
            expect(left).toBe(owed(after));
          };
          for (const [at, percent] of refunds) {
            const one = lines[at % Math.max(1, lines.length)];
            if (!one) continue;
            const back = before.get(one.id) ?? 0;
            refund(new Map(before).set(one.id, back + Math.floor(((one.netFen - back) * percent) / 100)));
          }
          refund(new Map(lines.map(({ id, netFen }) => [id, netFen])));
          expect(left).toBe(0);
        },
      ),
    );
  });
});

test('pieces that come back are owed for no more as they left, each by itself, whatever came back before', () => {
  const terms = { goodsOwnerId: 'M', quantity: 2, ownerId: 'M', ownerBasisPoints: 9_000 };
  const lines = [
    { id: '1', skuId: 'A', quantity: 5, deals: [{ ...terms, saleCase: 'own_goods_own_customer' }] },
  ] as unknown as DetailLine[];
  const partOf = (fulfilmentId: string, allocations: FulfilmentRecord['allocations']) =>
    ({ fulfilmentId, state: 'dispatched', lines: [], allocations }) as unknown as FulfilmentRecord;
  const ofM = { skuId: 'A', ownerId: 'M', quantity: 2 };
  const ofN = { skuId: 'A', ownerId: 'N', quantity: 1 };
  const first = partOf('F1', [ofM, ofN]);
  const second = partOf('F2', [ofM]);
  const record = { detail: { lines }, fulfilments: [first, second] };
  for (const part of [first, second]) part.dealt = dealtPieces(record, part).dealt;
  expect(leftAtPrice(record, first)).toEqual([ofN]);
  first.dealt = undefined;
  expect(leftAtPrice(record, second)).toEqual([ofM]);
});

describe('a checkout of two sellers that is completed', () => {
  let checkouts: CheckoutFixture;
  let fixture: OrdersFixture;
  let lin: Person;
  beforeAll(async () => {
    checkouts = await startCheckoutFixture(20);
    ({ fixture } = checkouts);
    lin = await fixture.enrol();
  });
  afterAll(() => fixture.close());

  async function handOver(order: OrderView): Promise<void> {
    const params = { orderId: order.id };
    const code = await fixture.invoke<{ code: string }>(lin, 'getPickupCode', { params });
    const done = await fixture.invoke<WorkItem>(fixture.managerOf(branchId), 'confirmHandOver', {
      params: { locationId: branchId },
      body: { code: code.body.code },
    });
    expect([done.status, done.code]).toEqual([200, null]);
  }
  const owed = async () => (await fixture.system.ledger.balanceOf(`owner:${dealerId}`)).postedFen;

  test('owes the dealer and HQ their shares at completion, and a refund takes back its part', async () => {
    const placed = await checkouts.placedTogether(lin);
    const [ofHq, ofDealer] = placed.checkout!.orders as [OrderView, OrderView];
    expect(await checkouts.payFor(lin, ofHq.id)).toBe(true);
    await fixture.pay.control.tick();
    await fixture.settle();
    const before = await owed();
    await handOver(ofHq);
    await fixture.settle();
    // HQ's goods in his shop: he has a tenth of what was paid.
    const tenth = Math.floor(ofHq.goodsFen / 10);
    expect((await owed()) - before).toBe(tenth);
    await handOver(ofDealer);
    await fixture.settle();
    // His own, sold by himself: nine tenths are his, and he owes the rest.
    const nine = Math.floor((ofDealer.goodsFen * 9) / 10);
    expect((await owed()) - before).toBe(tenth - (ofDealer.goodsFen - nine));
    expect(await faultsNow(fixture, true)).toEqual([]);
    for (const order of [ofHq, ofDealer]) {
      const refunded = await fixture.invoke(fixture.staff.hq, 'hqRefundOrder', {
        params: { orderId: order.id },
        body: { lines: [{ lineId: '1', quantity: 0, extraFen: 1_001 }], reason: '划痕' },
      });
      expect(refunded.status).toBe(200);
    }
    await fixture.settle();
    fixture.clock.advance(minuteMs);
    await fixture.pay.control.tick();
    await fixture.settle();
    const kept = (fen: number) => fen - 1_001;
    const hisShare = Math.floor(kept(ofHq.goodsFen) / 10);
    const hisOwn = Math.floor((kept(ofDealer.goodsFen) * 9) / 10);
    expect((await owed()) - before).toBe(hisShare - (kept(ofDealer.goodsFen) - hisOwn));
    expect(await faultsNow(fixture, true)).toEqual([]);
    expect(await fixture.system.ledger.verifyLedger()).toMatchObject({ faults: [], imbalanceFen: 0 });
  });
});
