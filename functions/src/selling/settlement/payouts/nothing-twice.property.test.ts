/** Whatever is lost, doubled, late or broken off at any write: nobody is paid twice, and no fen is lost. */
import { seededFaults } from '@jindian/embedded-dynamodb';
import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runsFactor } from '../../../platform/testing/depth.ts';
import { startSettlementFixture } from '../testing/settlement-fixture.ts';

const payees = ['P1', 'P2'];
const payee = fc.constantFrom(...payees);
const step = fc.oneof(
  fc.record({
    kind: fc.constant('earn' as const),
    payee,
    fen: fc.oneof(fc.integer({ min: 50, max: 90_000 }), fc.integer({ min: -60_000, max: -1 })),
  }),
  fc.record({ kind: fc.constant('settle' as const) }),
  fc.record({ kind: fc.constantFrom('take' as const, 'confirm' as const, 'dispute' as const), payee }),
  fc.record({
    kind: fc.constant('wait' as const),
    ms: fc.constantFrom(2 * minuteMs, 2 * hourMs, dayMs + hourMs),
  }),
  fc.record({
    kind: fc.constant('fault' as const),
    of: fc.constantFrom('transfer' as const, 'queryTransfer' as const),
    fault: fc.constantFrom(
      'timeout' as const,
      'timeout_after' as const,
      '500_after' as const,
      '429' as const,
    ),
  }),
  fc.record({ kind: fc.constant('hear' as const), times: fc.integer({ min: 0, max: 2 }) }),
);

it('nothing is paid twice over histories of faults', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), fc.nat(), async (steps, seed) => {
      const fixture = await startSettlementFixture({ twoPeopleFromFen: 0 });
      const { engine, settlement, clock, ledger } = fixture;
      const control = fixture.bench.simulator.control;
      const faulty = () =>
        engine.faults.set(
          seededFaults({ seed, rates: { 'lost-before': 0.04, 'lost-after': 0.04, conflict: 0.04 } }),
        );
      /** As queues and people do it: what broke off is done again, in the end without faults. */
      async function again(act: () => Promise<unknown>): Promise<void> {
        faulty();
        for (let tries = 0; tries < 3; tries += 1) {
          try {
            await act();
            break;
          } catch {
            // Delivered again.
          }
        }
        engine.faults.set();
        await act();
      }
      const idOf = async (payeeId: string) =>
        (await settlement.statements.ofPayee(payeeId, { limit: 1 })).items[0]?.payout?.id;

      async function settleUnderFaults(): Promise<void> {
        clock.advance(2 * dayMs);
        await again(async () => void (await settlement.runs.start('FINANCE1')));
        const runId = await settlement.runs.openRun();
        if (!runId) return;
        for (let turn = 0; turn < 2; turn += 1) {
          for (let revision = 0; revision < 6; revision += 1)
            await again(() => settlement.runs.step(runId, revision));
          if (turn === 1) break;
          for (const by of ['FINANCE1', 'FINANCE2']) await again(() => settlement.runs.approve(runId, by));
        }
        for (const payeeId of payees) {
          const payoutId = await idOf(payeeId);
          if (payoutId) await again(() => settlement.wechat.sendAuthorized({ payoutId, payeeId }));
        }
      }

      for (const one of steps) {
        if (one.kind === 'earn') await fixture.earn(one.payee, one.fen);
        else if (one.kind === 'settle') await settleUnderFaults();
        else if (one.kind === 'wait') {
          clock.advance(one.ms);
          await control.tick();
          await again(() => fixture.look());
        } else if (one.kind === 'fault') control.failNext(one.of, one.fault);
        else if (one.kind === 'hear') await again(() => fixture.hearNotifications(one.times));
        else {
          const id = await idOf(one.payee);
          if (!id) continue;
          if (one.kind === 'take') await again(() => settlement.wechat.take(id, one.payee));
          else if (one.kind === 'confirm') await control.transfers.confirm(id).catch(() => {});
          else {
            const [statement] = (await settlement.statements.ofPayee(one.payee, { limit: 1 })).items;
            await settlement.statements.answer(one.payee, statement?.runId ?? '', { answer: 'confirmed' });
          }
        }
      }

      // Everything comes to its end: what was never confirmed expires.
      control.clearFaults();
      for (let look = 0; look < 3; look += 1) {
        clock.advance(dayMs + hourMs);
        await control.tick();
        await fixture.look();
        await fixture.hearNotifications();
      }
      const arrived = control.transfers.all().filter(({ state }) => state === 'SUCCESS');
      const paidFen = arrived.reduce((sum, { amountFen }) => sum + amountFen, 0);
      // What arrived is what the books say left, each bill once.
      expect((await ledger.balanceOf('wechat-clearing')).postedFen).toBe(0 - paidFen);
      expect(new Set(arrived.map(({ outBillNo }) => outBillNo)).size).toBe(arrived.length);
      await fixture.expectSoundBooks(payees);
      await fixture.close();
    }),
    { numRuns: Math.ceil(3 * runsFactor) },
  );
}, 120_000);
