import { type FaultKind, seededFaults, seededRandom } from '@jindian/embedded-dynamodb';
import type { OrderState } from '@jindian/shared/contract/serving/order';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchOf } from '../../platform/event-batch.ts';
import type { PayFault, PayOperation } from '../../simulators/wechat/pay/faults.ts';
import {
  type AskingCommand,
  type AskingPlay,
  askingArbitrary,
  createAskingPlay,
  settleFailedRefunds,
} from './testing/asking.ts';
import {
  type Command,
  commandArbitrary,
  createPlay,
  type Play,
  placeArbitrary,
  propertyRuns,
  propertyTimeoutMs,
} from './testing/commands.ts';
import { faultsNow } from './testing/invariants.ts';
import { listFaults } from './testing/list-faults.ts';
import { type Answer, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

/**
 * Several people at once, a database and a WeChat Pay that fail in every way they can, events that arrive late, twice
 * and in any order, and processes that die. Nothing is asked of single answers; what is asked is that afterwards no
 * piece and no fen is missing, and that nobody was told what is not so.
 */
type Step =
  | { kind: 'at_once'; commands: Command[] }
  /** Branches and HQ answer, or act, at the same moment as shoppers. */
  | { kind: 'asked_at_once'; commands: Command[]; asking: AskingCommand[] }
  /** The stream hands out what it has, shuffled; each batch perhaps twice, some not at all. */
  | { kind: 'events'; seed: number }
  | { kind: 'timers' }
  | { kind: 'queues' }
  | { kind: 'wechat_pay_tells' }
  | { kind: 'notifications'; mode: 'normal' | 'drop' | 'duplicate' | 'reorder' | 'delay' }
  | { kind: 'wechat_pay_fails'; operation: PayOperation; fault: PayFault; times: number }
  | { kind: 'restart' }
  /** The secondary indexes show what was written so far; until then they show an earlier state. */
  | { kind: 'indexes_catch_up' };

const operation = fc.constantFrom<PayOperation>(
  'createOrder',
  'createH5Order',
  'queryOrder',
  'closeOrder',
  'refund',
  'queryRefund',
);
const payFault = fc.constantFrom<PayFault>(
  'disconnect',
  'disconnect_after',
  '500',
  '500_after',
  '429',
  'bad_signature',
  'unsigned',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('at_once' as const),
      commands: fc.array(commandArbitrary, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('asked_at_once' as const),
      commands: fc.array(commandArbitrary, { maxLength: 2 }),
      asking: fc.array(askingArbitrary, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('events' as const), seed: fc.nat() }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'timers' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'queues' as const }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'wechat_pay_tells' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('notifications' as const),
      mode: fc.constantFrom('normal', 'drop', 'duplicate', 'reorder', 'delay'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wechat_pay_fails' as const),
      operation,
      fault: payFault,
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'indexes_catch_up' as const }) },
) as fc.Arbitrary<Step>;

const rates: Partial<Record<Exclude<FaultKind, 'none'>, number>> = {
  conflict: 0.05,
  throttle: 0.02,
  throughput: 0.01,
  unprocessed: 0.03,
  'fail-before': 0.02,
  'fail-after': 0.02,
  'lost-before': 0.02,
  'lost-after': 0.02,
};

/** What may be answered when things fail: nothing was decided, or a refusal that says why. */
const honest = new Set(['internal', 'busy', 'payment_unavailable']);

type Promised = { orderId: string; ends: readonly OrderState[]; because: string };

/** What an answer promised about the end of an order, whatever happens later. */
function promiseOf(command: Command, play: Play, answer: Answer | null): Promised[] {
  if (!answer || answer.status >= 400 || !('order' in command)) return [];
  const placing = play.placingOf(command.order);
  const body = answer.body as { id?: string; orderId?: string; state?: string };
  if (!placing) return [];
  if (command.kind === 'cancel' && body.id && body.state !== 'closing')
    return [{ orderId: body.id, ends: ['cancelled', 'refunded'], because: 'called off' }];
  if (command.kind === 'hand_over' && body.orderId)
    return [{ orderId: body.orderId, ends: ['completed'], because: 'handed over' }];
  // It may have failed since, and then it may be given up.
  if (command.kind === 'dispatch' && body.orderId)
    return [{ orderId: body.orderId, ends: ['paid', 'completed', 'refunded'], because: 'dispatched' }];
  // Of several parts another may still be on its way.
  if (command.kind === 'deliver' && body.orderId) {
    const ends: OrderState[] =
      (placing.order?.fulfilments.length ?? 1) > 1 ? ['paid', 'completed'] : ['completed'];
    return [{ orderId: body.orderId, ends, because: 'delivered' }];
  }
  return [];
}

async function deliverEvents(fixture: OrdersFixture, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const records = (await fixture.engine.streams.read(fixture.tableName, null, 1_000)).filter(
    (record) => batchOf(record) !== null,
  );
  const some = [...records, ...records]
    .filter(() => random() < 0.4)
    .map((record) => ({ record, at: random() }))
    .sort((a, b) => a.at - b.at);
  for (const { record } of some) await fixture.system.work.handleStream([record]);
  await fixture.drain();
}

async function happen(
  fixture: OrdersFixture,
  play: Play,
  asked: AskingPlay,
  what: Step,
  promised: Promised[],
): Promise<void> {
  switch (what.kind) {
    case 'asked_at_once': {
      const answers = what.asking.map(async (command) => {
        const answer = await asked.perform(command);
        if (answer && answer.status >= 500) expect(honest).toContain(answer.code);
      });
      await happen(fixture, play, asked, { kind: 'at_once', commands: what.commands }, promised);
      return void (await Promise.all(answers));
    }
    case 'at_once': {
      const waits = what.commands.filter(({ kind }) => kind === 'wait');
      const others = what.commands.filter(({ kind }) => kind !== 'wait');
      await Promise.all(
        others.map(async (command) => {
          const answer = await play.perform(command);
          if (answer && answer.status >= 500) expect(honest).toContain(answer.code);
          promised.push(...promiseOf(command, play, answer));
        }),
      );
      for (const command of waits) await play.perform(command);
      return;
    }
    case 'events':
      return deliverEvents(fixture, what.seed);
    case 'timers':
      return void (await fixture.system.work.runDue().catch(() => 0));
    case 'queues':
      return void (await fixture.drain());
    case 'wechat_pay_tells':
      return fixture.pay.control.tick();
    case 'notifications':
      return fixture.pay.control.notifications(
        what.mode === 'delay' ? { mode: 'delay', delayMs: 90_000 } : { mode: what.mode },
      );
    case 'wechat_pay_fails':
      return fixture.pay.control.failNext(what.operation, what.fault, what.times);
    case 'restart':
      return fixture.restart();
    case 'indexes_catch_up':
      return fixture.engine.faults.flushIndexes();
  }
}

describe('orders in trouble', () => {
  it(
    'lose neither goods nor money',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(placeArbitrary, { minLength: 3, maxLength: 5 }),
          fc.array(step, { minLength: 12, maxLength: 26 }),
          fc.nat(),
          fc.boolean(),
          fc.boolean(),
          async (orders, events, seed, colliding, dealers) => {
            const stock = { 'P004-01': 4, 'P013-01': 4, 'P036-01': 4 };
            const fixture = await startOrdersFixture({ stock, dealers, queueOrder: seededRandom(seed) });
            try {
              const people = [await fixture.enrol(), await fixture.enrol(), await fixture.enrolInBrowser()];
              const { code } = (await fixture.invoke<{ code: string }>(fixture.staff.guide, 'getSellerCode'))
                .body;
              await fixture.invoke(people[0]!, 'recordTouch', { body: { code } });
              const play = createPlay(fixture, people);
              const asked = createAskingPlay(fixture, play);
              const promised: Promised[] = [];
              if (colliding) fixture.engine.faults.setConflictMode('reject', 1);
              fixture.engine.faults.set(seededFaults({ seed, rates }));
              await fixture.engine.faults.setIndexLag('manual');
              const first = { kind: 'at_once' as const, commands: orders };
              for (const what of [first, ...events]) {
                fixture.clock.advance(1_000);
                await happen(fixture, play, asked, what, promised);
              }
              await fixture.recover();
              await settleFailedRefunds(fixture);
              expect(await faultsNow(fixture, true)).toEqual([]);
              // Nothing that was decided rested on an index, however late it was; and late lists came right.
              expect(await listFaults(fixture)).toEqual([]);
              await expectPromises(fixture, play, promised);
              expect(await faultsNow(fixture)).toEqual([]);
            } finally {
              await fixture.close();
            }
          },
        ),
        propertyRuns(6),
      );
    },
    propertyTimeoutMs,
  );
});

/** What was answered is so; and whatever is asked again with its key is answered as before. */
async function expectPromises(
  fixture: OrdersFixture,
  play: Play,
  promised: readonly Promised[],
): Promise<void> {
  for (const { orderId, ends, because } of promised) {
    const record = await fixture.system.orders.store.read(orderId);
    expect(ends, `${orderId} was ${because}`).toContain(record?.head.state);
  }
  for (const placing of play.placings) {
    const known = placing.order?.id;
    const answer = await play.sendPlacing(placing);
    // One that was never answered may be too late now.
    if (known) expect([answer.status, placing.order?.id]).toEqual([201, known]);
    const again = await play.sendPlacing(placing);
    expect([again.status, again.code]).toEqual([answer.status, answer.code]);
  }
  const handedOver = promised.filter(({ because }) => because === 'handed over');
  for (const placing of play.placings) {
    if (!placing.handOver || !handedOver.some(({ orderId }) => orderId === placing.order?.id)) continue;
    expect((await play.confirm(placing.handOver)).status).toBeLessThan(500);
  }
}
