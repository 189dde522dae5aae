import { dayMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Command,
  commandArbitrary,
  createPlay,
  type Placing,
  propertyRuns,
  propertyTimeoutMs,
} from './testing/commands.ts';
import { faultsNow, readTable } from './testing/invariants.ts';
import { createModel, type Model } from './testing/model.ts';
import { type Answer, moneyState, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

/**
 * Any sequence of commands, one after the other, against the rules told once more in a hundred lines: after each
 * command the answer, the states of every order and every level are what the model says.
 */
const stock = { 'P004-01': 4, 'P013-01': 4, 'P036-01': 4 };

/** A delivery of which nobody says anything. */
const nothingHeard: Command[] = [
  { kind: 'place', shopper: 0, method: 'delivery', lines: [['P004-01', 1]] },
  { kind: 'pay', order: 0, told: true },
  { kind: 'dispatch', order: 0, part: 0 },
  { kind: 'wait', forMs: 4 * dayMs },
];

/** Takes what is on its way to its end: events, timers that are due, and what WeChat Pay has to tell. */
async function calm(fixture: OrdersFixture): Promise<void> {
  await fixture.pay.control.tick();
  await fixture.settle();
  await fixture.pay.control.tick();
  await fixture.settle();
}

async function sameAs(fixture: OrdersFixture, model: Model): Promise<void> {
  const stored = await readTable(fixture);
  for (const [placing, meant] of model.orders) {
    const found = stored.orders.get((placing as Placing).order!.id)!;
    const { tenders, payments } = found.money;
    expect([found.head.state, moneyState({ tenders, payments, refunds: found.refunds })]).toEqual([
      meant.state,
      meant.money,
    ]);
    expect(found.fulfilments.map(({ state, locationId }) => [state, locationId])).toEqual(
      meant.parts.map(({ state, servedBy }) => [state, servedBy]),
    );
  }
  expect(stored.orders.size).toBe(model.orders.size);
  for (const { locationId, skuId, onHand, reserved } of stored.levels) {
    expect([locationId, skuId, { onHand, reserved }]).toEqual([
      locationId,
      skuId,
      model.levels.get(`${locationId} ${skuId}`),
    ]);
  }
}

function told(answer: Answer | null): string | number | null {
  return answer && (answer.code ?? answer.status);
}

describe('orders', () => {
  it(
    'do what the rules say, command by command',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(commandArbitrary, { minLength: 15, maxLength: 45 }), async (commands) => {
          const fixture = await startOrdersFixture({ stock });
          try {
            const people = [await fixture.enrol(), await fixture.enrol(), await fixture.enrolInBrowser()];
            const play = createPlay(fixture, people);
            const model = createModel(
              fixture.clock.nowMs,
              (place, skuId) => (place === 'B001' ? stock[skuId] : 2),
              fixture.priceFen,
            );
            for (const command of commands) {
              fixture.clock.advance(1_000);
              const about = 'order' in command ? play.placingOf(command.order) : null;
              const answer = await play.perform(command);
              const placing = command.kind === 'place' ? (play.placings.at(-1) as Placing) : about;
              const expected = model.perform(command, placing);
              if (expected === 'any refusal') expect(answer?.status).toBe(409);
              else expect([command.kind, told(answer)]).toEqual([command.kind, expected]);
              await calm(fixture);
              model.pass();
              await sameAs(fixture, model);
            }
            expect(await faultsNow(fixture)).toEqual([]);
          } finally {
            await fixture.close();
          }
        }),
        { ...propertyRuns(10), examples: [[nothingHeard]] },
      );
    },
    propertyTimeoutMs,
  );
});
