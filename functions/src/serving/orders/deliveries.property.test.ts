import { minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AskingCommand,
  createAskingPlay,
  deliveryArbitrary,
  settleFailedRefunds,
} from './testing/asking.ts';
import { createPlay, propertyRuns, propertyTimeoutMs } from './testing/commands.ts';
import { faultsNow, readTable } from './testing/invariants.ts';
import { listFaults } from './testing/list-faults.ts';
import { type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

/**
 * Deliveries that leave, fail, come back, are complained of, put aside, written off, sourced anew and given up, and
 * refunds that close, stay abnormal, are asked for again, paid by hand and dropped: several at the same moment, and the
 * process may die at any write of it. Stock and money stay right after every such death and on the way, and the books in the end.
 */
type Moment = {
  commands: AskingCommand[];
  diesAt: number;
  when: 'lost-before' | 'lost-after';
  minutes: number;
};

const moment: fc.Arbitrary<Moment> = fc.record({
  commands: fc.array(deliveryArbitrary, { minLength: 1, maxLength: 3 }),
  /** The how manieth write is the last one; beyond what a moment writes in most of them. */
  diesAt: fc.oneof(
    { weight: 2, arbitrary: fc.constant(10_000) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }) },
  ),
  when: fc.constantFrom('lost-before', 'lost-after'),
  minutes: fc.constantFrom(0, 0, 1, 2, 2, 15, 60, 12 * 60),
});

const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems', 'BatchWriteItem'];

async function happen(
  fixture: OrdersFixture,
  perform: ReturnType<typeof createAskingPlay>['perform'],
  what: Moment,
): Promise<boolean> {
  let written = 0;
  let dead = false;
  fixture.engine.faults.set((operation) => {
    if (dead || !writes.includes(operation)) return 'none';
    written += 1;
    if (written < what.diesAt) return 'none';
    dead = true;
    fixture.kill();
    return what.when;
  });
  const answers = await Promise.all(what.commands.map(perform));
  if (!dead)
    expect(answers.map((answer) => answer?.status ?? 200).filter((status) => status >= 500)).toEqual([]);
  await fixture.workOn().catch((error) => {
    if (!dead) throw error;
  });
  fixture.engine.faults.set();
  if (dead) fixture.restart();
  fixture.clock.advance(what.minutes * minuteMs + 1_000);
  await fixture.pay.control.tick();
  return dead;
}

test(
  'deliveries and their refunds: whatever happens to them, in whatever order, nothing is lost',
  async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(moment, { minLength: 20, maxLength: 30 }),
        fc.boolean(),
        async (moments, colliding) => {
          const stock = { 'P004-01': 6, 'P013-01': 4, 'P036-01': 4 };
          const fixture = await startOrdersFixture({ stock, elsewhere: 3 });
          try {
            const shopper = await fixture.enrol();
            const { code } = (await fixture.invoke<{ code: string }>(fixture.staff.guide, 'getSellerCode'))
              .body;
            await fixture.invoke(shopper, 'recordTouch', { body: { code } });
            const play = createPlay(fixture, [shopper]);
            // The second comes from two places.
            for (const lines of [
              [['P013-01', 1]],
              [
                ['P004-01', 7],
                ['P036-01', 2],
              ],
              [
                ['P013-01', 2],
                ['P036-01', 1],
              ],
            ] as const) {
              await play.perform({
                kind: 'place',
                shopper: 0,
                method: 'delivery',
                lines: lines.map(([skuId, quantity]) => [skuId, quantity]),
              });
              await play.perform({ kind: 'pay', order: play.placings.length - 1, told: true });
              await fixture.pay.control.tick();
              await fixture.settle();
            }
            if (colliding) fixture.engine.faults.setConflictMode('reject', 1);
            const { perform } = createAskingPlay(fixture, play);
            for (const [nth, what] of moments.entries()) {
              const died = await happen(fixture, perform, what);
              if (died || nth % 4 === 0) expect(await faultsNow(fixture)).toEqual([]);
            }
            await fixture.recover(2);
            await settleFailedRefunds(fixture);
            expect(await faultsNow(fixture, true)).toEqual([]);
            expect(await listFaults(fixture)).toEqual([]);
            for (const { head, fulfilments } of (await readTable(fixture)).orders.values())
              for (const state of [
                head.state,
                ...fulfilments.flatMap(({ history }) => history.map((one) => one.state)),
              ])
                seen.set(state, (seen.get(state) ?? 0) + 1);
          } finally {
            await fixture.close();
          }
        },
      ),
      propertyRuns(3),
    );
    // Not a play in which nothing happens.
    for (const state of ['delivery_failed', 'disputed', 'with_hq', 'fulfilled', 'refunded'])
      expect([state, (seen.get(state) ?? 0) > 0]).toEqual([state, true]);
  },
  propertyTimeoutMs,
);
