import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { transact } from '../../platform/transact.ts';
import type { StockAllocation } from '../inventory/rules.ts';
import {
  dealerBranch,
  hqBranch,
  otherDealerBranch,
  people,
  startTransfersFixture,
  type TransfersFixture,
} from './testing/transfers-fixture.ts';

let fixture: TransfersFixture | null = null;
afterEach(() => fixture?.close());

describe('goods that an order calls', () => {
  const forOrder = { orderId: '01JD3V8Q9XKZ4M7T2N5R6W8Y1C', fulfilmentId: '01JD3V8Q9XKZ4M7T2N5R6W8Y1D' };

  async function called(options: Parameters<typeof startTransfersFixture>[0] = {}) {
    fixture = await startTransfersFixture(options);
    await fixture.put(dealerBranch, 'P004-01', 5);
    const allocations: StockAllocation[] = [{ skuId: 'P004-01', ownerId: 'D0001', quantity: 2 }];
    const made = await fixture.transfers.requestWrites({
      fromLocationId: dealerBranch,
      toLocationId: hqBranch,
      lines: [{ skuId: 'P004-01', quantity: 2 }],
      forOrder,
      by: { side: 'system', memberId: null },
      approvedAllocations: allocations,
    });
    if (!made.ok) throw new Error(made.code);
    return { fixture, ...made.value };
  }

  test('are asked for, agreed to and reserved in the order’s own transaction', async () => {
    const { fixture, transfer, writes } = await called();
    expect(transfer.state).toBe('approved');
    expect((await transact(fixture.table, writes)).kind).toBe('done');
    expect(await fixture.level(dealerBranch, 'P004-01')).toEqual([5, 2]);
    expect(await fixture.deliver()).toEqual(['transfer.approved', 'transfer.requested']);
    // The same writes again are refused by the transfer itself.
    expect((await transact(fixture.table, writes)).kind).toBe('refused');
  });

  test('are not called when the giver has too few: nothing of the transaction happens', async () => {
    const { fixture, writes, transfer } = await called();
    expect(
      await fixture.move(dealerBranch, {
        skuId: 'P004-01',
        ownerId: 'D0001',
        onHandDelta: -4,
        reservedDelta: 0,
      }),
    ).toBe('done');
    expect((await transact(fixture.table, writes)).kind).toBe('refused');
    expect(await fixture.transfers.read(transfer.id)).toBeNull();
  });

  test('are put in and held for the order at once, with what the order writes', async () => {
    let heard: readonly StockAllocation[] = [];
    const { fixture, transfer, writes } = await called({
      async onReceive(received, arrived) {
        heard = arrived;
        expect(received.forOrder).toEqual(forOrder);
        // Any write of the orders module.
        const event = fixture.outbox.announce({
          type: 'availability.check_wanted',
          data: { checkId: fixture.ids.next(), province: '上海市', step: 0 },
        });
        return { reserve: arrived, writes: [{ ...event, label: 'order' }] };
      },
    });
    await transact(fixture.table, writes);
    for (const action of ['ship', 'receive'] as const) {
      const done = await fixture.transfers.act(transfer.id, { action }, people.hq, fixture.claim());
      expect(done.ok).toBe(true);
    }
    expect(heard).toEqual([{ skuId: 'P004-01', ownerId: 'hq', quantity: 2 }]);
    expect(await fixture.level(hqBranch, 'P004-01')).toEqual([2, 2]);
    expect(
      (await fixture.inventory.movementsAt(hqBranch)).map(({ kind, cause }) => [kind, cause.type]),
    ).toEqual([
      ['transfer_in', 'transfer'],
      ['reserve', 'order'],
    ]);
    expect(await fixture.inventory.audit(hqBranch)).toEqual([]);
    expect(await fixture.deliver()).toContain('availability.check_wanted');
  });

  test('of an order that was called off are simply put in', async () => {
    const { fixture, transfer, writes } = await called({
      onReceive: async () => ({ reserve: [], writes: [] }),
    });
    await transact(fixture.table, writes);
    await fixture.transfers.act(transfer.id, { action: 'ship' }, people.hq, fixture.claim());
    await fixture.transfers.act(transfer.id, { action: 'receive' }, people.hq, fixture.claim());
    expect(await fixture.level(hqBranch, 'P004-01')).toEqual([2, 0]);
  });

  test('that are no longer needed are called off by the order, with its own writes', async () => {
    const { fixture, transfer, writes } = await called();
    await transact(fixture.table, writes);
    const beside = {
      ...fixture.outbox.announce({
        type: 'availability.check_wanted',
        data: { checkId: fixture.ids.next(), province: '上海市', step: 0 },
      }),
      label: 'beside',
    };
    const done = await fixture.transfers.actBySystem(transfer.id, { action: 'cancel' }, [beside]);
    expect(done).toMatchObject({ ok: true, value: { state: 'cancelled' } });
    expect(await fixture.level(dealerBranch, 'P004-01')).toEqual([5, 0]);
    // HQ's and the giver's steps are not the system's to take.
    expect(await fixture.transfers.actBySystem(transfer.id, { action: 'ship' })).toMatchObject({
      code: 'transition_refused',
    });
  });
});

const placesOfPlay = [dealerBranch, otherDealerBranch, hqBranch] as const;
const stepArbitrary = fc.oneof(
  fc.record({
    from: fc.constantFrom(...placesOfPlay),
    to: fc.constantFrom(...placesOfPlay),
    quantity: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    choice: fc.nat(7),
    action: fc.constantFrom('approve', 'reject', 'ship', 'receive', 'cancel') as fc.Arbitrary<
      'approve' | 'reject' | 'ship' | 'receive' | 'cancel'
    >,
    /** Pieces that are packed, that arrive. */
    few: fc.nat(3),
    reason: fc.constantFrom('lost_in_transit', 'damaged', 'not_packed') as fc.Arbitrary<
      'lost_in_transit' | 'damaged' | 'not_packed'
    >,
  }),
);

test('whatever is asked, agreed, shipped, lost and called off: no piece is made, each that is gone has its reason, the books balance', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 24 }), async (steps) => {
      fixture = await startTransfersFixture();
      await fixture.engine.faults.setIndexLag('manual');
      const { transfers } = fixture;
      for (const place of placesOfPlay) await fixture.put(place, 'P004-01', 6);
      const made: string[] = [];
      let lost = 0;
      for (const step of steps) {
        if ('from' in step) {
          const body = {
            fromLocationId: step.from,
            lines: [{ skuId: 'P004-01', quantity: step.quantity }],
          };
          const asked = await transfers.request(step.to, body, people.hq, fixture.claim());
          expect(asked.ok).toBe(step.from !== step.to);
          if (asked.ok) made.push(asked.value.id);
          continue;
        }
        const id = made[step.choice % Math.max(1, made.length)];
        const before = id ? await transfers.read(id) : null;
        if (!id || !before) continue;
        const shipped = before.lines[0]?.shippedQuantity ?? 0;
        const differences =
          step.few < shipped ? [{ skuId: 'P004-01', receivedQuantity: step.few, reason: step.reason }] : [];
        const done = await transfers.act(
          id,
          step.action === 'reject'
            ? { action: 'reject', reason: 'x' }
            : step.action === 'ship'
              ? { action: 'ship', lines: [{ skuId: 'P004-01', quantity: step.few }] }
              : step.action === 'receive'
                ? { action: 'receive', differences }
                : { action: step.action },
          people.hq,
          fixture.claim(),
        );
        if (done.ok && step.action === 'receive' && differences.length > 0 && step.reason !== 'not_packed') {
          lost += shipped - step.few;
        }
      }
      let pieces = lost;
      for (const place of placesOfPlay) {
        expect(await fixture.inventory.audit(place)).toEqual([]);
        pieces += (await fixture.level(place, 'P004-01'))?.[0] ?? 0;
        for (const { quantity } of await transfers.inTransit(place)) pieces += quantity;
      }
      expect(pieces).toBe(18);
      await fixture.deliver(2);
      expect(await fixture.ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
      const owed = await Promise.all(['owner:D0001', 'owner:D0002', 'hq-stock'].map(fixture.balance));
      // What dealers are owed by each other adds up; the rest is HQ's.
      expect((owed[0] ?? 0) + (owed[1] ?? 0)).toBe(owed[2]);
      await fixture.close();
      fixture = null;
    }),
    { numRuns: 12 },
  );
}, 120_000);
