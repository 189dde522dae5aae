import { seededFaults } from '@jindian/embedded-dynamodb';
import { minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchQueueOf } from './fulfilment-items.ts';
import {
  type AskingCommand,
  askingArbitrary,
  createAskingPlay,
  settleFailedRefunds,
} from './testing/asking.ts';
import {
  type Command,
  createPlay,
  type Play,
  placeArbitrary,
  propertyRuns,
  propertyTimeoutMs,
} from './testing/commands.ts';
import { faultsNow, readTable } from './testing/invariants.ts';
import { listFaults } from './testing/list-faults.ts';
import { type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';
import { dueKinds } from './timing.ts';

/**
 * Paid orders among branches that accept, refuse, grab, are too slow, and an HQ and shoppers that decide: several at
 * the same moment, over a table that conflicts and answers that get lost. Whatever they do, stock and owners' goods
 * are conserved, an order holds what it holds once, and somebody always has it in front of them.
 */
type Moment =
  | { kind: 'asking'; commands: AskingCommand[] }
  | { kind: 'staff'; command: Command }
  | { kind: 'time'; minutes: number };

const staffCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('pack' as const, 'dispatch' as const, 'deliver' as const),
    order: fc.nat(3),
    part: fc.nat(2),
  }),
  fc.record({ kind: fc.constantFrom('hand_over' as const, 'cancel' as const), order: fc.nat(3) }),
);
const moment: fc.Arbitrary<Moment> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('asking' as const),
      commands: fc.array(askingArbitrary, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('staff' as const), command: staffCommand }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      minutes: fc.constantFrom(1, 16, 31, 25 * 60),
    }),
  },
);

/** Fulfilments that nobody will ever hear of again: in no queue and in front of no clock. */
async function lostParts(fixture: OrdersFixture): Promise<string[]> {
  const stored = await readTable(fixture);
  const lost: string[] = [];
  for (const { head, fulfilments } of stored.orders.values()) {
    for (const { orderId, fulfilmentId, locationId, state, attempt } of fulfilments) {
      const say = (what: string) => lost.push(`${head.number} ${state} at ${locationId}: ${what}`);
      if (state === 'offered' || state === 'in_grab_pool') {
        const timed = stored.due.some(
          ({ kind, of }) => kind === dueKinds.offerEnds && of.includes(fulfilmentId),
        );
        if (!timed) say(`attempt ${attempt} never ends`);
      }
      const ofHq = state === 'with_hq' || state === 'awaiting_shopper' || state === 'disputed';
      const queue = ofHq ? state : branchQueueOf(state);
      if (!queue) continue;
      const keys = ofHq
        ? await fixture.system.orders.store.fulfilments.idsOfHqQueue(queue, 100, undefined)
        : await fixture.system.orders.store.fulfilments.idsOfQueue(locationId, queue, 100, undefined);
      if (!keys.some((key) => key.fulfilmentId === fulfilmentId)) say(`is not in ${queue}`);
      if (state === 'awaiting_shopper' && !stored.due.some(({ of }) => of.includes(orderId)))
        say('waits for ever');
    }
  }
  return lost;
}

async function placeAndPay(fixture: OrdersFixture, play: Play, orders: readonly Command[]): Promise<void> {
  for (const command of orders) {
    await play.perform(command);
    await play.perform({ kind: 'pay', order: play.placings.length - 1, told: true });
    await fixture.pay.control.tick();
  }
  for (let nth = 0; nth < play.placings.length; nth += 1)
    await play.perform({ kind: 'pay', order: nth, told: true });
  await fixture.pay.control.tick();
  await fixture.settle();
}

describe('who serves', () => {
  it(
    'is asked, answered and decided without a piece or an order being lost',
    async () => {
      const done = { moved: 0 };
      await fc.assert(
        fc.asyncProperty(
          fc.array(placeArbitrary, { minLength: 2, maxLength: 4 }),
          fc.array(moment, { minLength: 10, maxLength: 22 }),
          fc.nat(),
          fc.boolean(),
          async (orders, moments, seed, colliding) => {
            const stock = { 'P004-01': 5, 'P013-01': 5, 'P036-01': 5 };
            const fixture = await startOrdersFixture({ stock, dealers: true, elsewhere: 3 });
            try {
              const people = [await fixture.enrol(), await fixture.enrol(), await fixture.enrol()];
              const play = createPlay(fixture, people);
              const asked = createAskingPlay(fixture, play);
              await fixture.engine.faults.setIndexLag('manual');
              await placeAndPay(fixture, play, orders);
              if (colliding) fixture.engine.faults.setConflictMode('reject', 1);
              const faults = seededFaults({ seed, rates: { conflict: 0.03, 'lost-after': 0.01 } });
              for (const what of moments) {
                fixture.engine.faults.set(faults);
                fixture.clock.advance(1_000);
                if (what.kind === 'time') fixture.clock.advance(what.minutes * minuteMs);
                if (what.kind === 'staff') await play.perform(what.command);
                if (what.kind === 'asking') {
                  const answers = await Promise.all(what.commands.map((command) => asked.perform(command)));
                  done.moved += answers.filter((answer) => answer?.status === 200).length;
                }
                // What fails behind the outbox goes on failing for a while after it was given up: not while one looks.
                fixture.engine.faults.set();
                await fixture.settle();
                expect(await faultsNow(fixture)).toEqual([]);
              }
              await fixture.recover(2);
              await settleFailedRefunds(fixture);
              expect(await faultsNow(fixture, true)).toEqual([]);
              // No decision rested on an index that showed nothing; and the lists come right.
              await fixture.engine.faults.flushIndexes();
              expect(await listFaults(fixture)).toEqual([]);
              expect(await lostParts(fixture)).toEqual([]);
            } finally {
              await fixture.close();
            }
          },
        ),
        propertyRuns(6),
      );
      // Not a play in which nothing happens.
      expect(done.moved).toBeGreaterThan(10);
    },
    propertyTimeoutMs,
  );
});
