import { type FaultKind, seededFaults } from '@jindian/embedded-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crashPoints, runsFactor } from '../../platform/testing/depth.ts';
import {
  type CommissionFixture,
  commissionFen,
  type Step,
  startCommissionFixture,
} from './testing/commission-fixture.ts';
import { histories } from './testing/histories.ts';

let fixture: CommissionFixture;
beforeEach(async () => {
  fixture = await startCommissionFixture();
});
afterEach(() => fixture.close());

describe('when things go wrong', () => {
  const full: Step[] = ['paid', 'completed', 'settle', 'refunded after completion'];

  for (const kind of ['lost-before', 'lost-after'] satisfies FaultKind[]) {
    it(`comes out right after a crash at any call of any event (${kind})`, async () => {
      const { engine, newOrder, deliver, effectOf, expectStatementToAddUp, expectSoundBooks } = fixture;
      for (const [position, crashing] of full.entries()) {
        const { first, step } = crashPoints(position + (kind === 'lost-after' ? 2 : 0));
        let crashed = true;
        for (let call = first; crashed; call += step) {
          const order = newOrder();
          for (const before of full.slice(0, position)) await deliver(order, before);
          let calls = 0;
          engine.faults.set(() => {
            calls += 1;
            return calls === call ? kind : calls > call ? 'lost-before' : 'none';
          });
          await deliver(order, crashing).catch(() => {});
          engine.faults.set();
          crashed = calls >= call;
          for (const after of full.slice(position)) await deliver(order, after);
          expect(await effectOf(order)).toEqual({});
          expect((await expectStatementToAddUp(order.sellerId)).items).toHaveLength(2);
        }
      }
      await expectSoundBooks();
    });
  }

  it('comes out right under random faults, repeats and arrival', async () => {
    const { engine, newOrder, deliverUntilDone, effectOf, expectStatementToAddUp, expectSoundBooks } =
      fixture;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...histories),
        fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
        fc.nat(),
        async ({ events, effect, earned }, draws, seed) => {
          const order = newOrder();
          const heard = [...events, ...events].map((step, i) => ({
            step,
            at: draws[i] ?? 0,
          }));
          heard.sort((a, b) => a.at - b.at);
          engine.faults.set(
            seededFaults({
              seed,
              rates: { conflict: 0.08, throttle: 0.05, 'lost-before': 0.08, 'lost-after': 0.08 },
            }),
          );
          for (const { step } of heard) await deliverUntilDone(order, step);
          engine.faults.set();
          expect(await effectOf(order)).toEqual(effect);
          expect((await expectStatementToAddUp(order.sellerId)).availableFen).toBe(earned);
        },
      ),
      { numRuns: Math.ceil(12 * runsFactor) },
    );
    await expectSoundBooks();
  });

  it('keeps the books sound when many orders of one seller race', async () => {
    const { engine, newOrder, deliverUntilDone, expectStatementToAddUp, expectSoundBooks } = fixture;
    engine.faults.setConflictMode('reject');
    const { sellerId } = newOrder();
    const orders = Array.from({ length: 12 }, () => newOrder(sellerId));
    await Promise.all(
      orders.flatMap((order, i) =>
        (i % 3 === 0 ? full : full.slice(0, 3)).map((step) => deliverUntilDone(order, step)),
      ),
    );
    engine.faults.setConflictMode('queue');
    const statement = await expectStatementToAddUp(sellerId);
    expect(statement.availableFen).toBe(8 * commissionFen);
    expect(statement.pendingFen).toBe(0);
    await expectSoundBooks();
  });
});
