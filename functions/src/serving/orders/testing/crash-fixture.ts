import type { FaultKind } from '@jindian/embedded-dynamodb';
import type { OrderState, OrderView, PickupCode, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { describe, expect, test } from 'vitest';
import { crashPoints } from '../../../platform/testing/depth.ts';
import { faultsNow } from './invariants.ts';
import {
  type Answer,
  branchId,
  type MoneyState,
  moneyState,
  type OrdersFixture,
  type Person,
  paymentNumber,
} from './orders-fixture.ts';

/**
 * The process dies at its N-th write to the database, for every N there is: just before the write, and just after it
 * was carried out but before anybody heard. A new process starts on the same table, whoever gave a command and got no
 * answer gives it again with the same key, and the order must come to the end it would have come to anyway.
 */
export type Run = { shopper: Person; order: OrderView | null };

/** One thing that somebody does; repeated as it is when it was broken off. */
export type Step = (run: Run) => Promise<void>;

/** Broken off: no answer, or the answer that something failed inside. */
class BrokenOff extends Error {}

function answered<T>(answer: Answer<T>, status: number): T {
  if (answer.status >= 500) throw new BrokenOff(answer.code ?? 'no code');
  if (answer.status !== status) throw new Error(`answered with ${answer.status} ${answer.code}`);
  return answer.body;
}

export type Scenario = {
  /** What went well before the process begins to die. */
  before?: Step[];
  steps: Step[];
  end: OrderState;
  money: MoneyState;
  postings: string[];
};

const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems', 'BatchWriteItem'];

/** Steps and the death of the process, in a shop that is open once the tests run. */
export function createCrashFixture(fixture: () => OrdersFixture) {
  const place =
    (method: 'pickup' | 'delivery'): Step =>
    async (run) => {
      const body = fixture().orderBody(method, [
        ['P004-01', 1],
        ['P013-01', 2],
      ]);
      const answer = await fixture().invoke<PlacedOrder>(
        run.shopper,
        'placeOrder',
        { body },
        `place-${run.shopper.memberId}`,
      );
      run.order = answered(answer, 201).order;
    };

  /** The shopper pays; should the process have died between order and prepay order, payment is asked for again. */
  const pay: Step = async (run) => {
    const params = { orderId: run.order!.id };
    answered(await fixture().invoke(run.shopper, 'startPayment', { params }), 200);
    expect(await fixture().payInWallet(paymentNumber(run.order!))).toBe(true);
  };

  /** WeChat Pay tells us, again and again until it is heard; refunds reach their end. */
  const hear: Step = async () => {
    fixture().clock.advance(minuteMs);
    await fixture().pay.control.tick();
    const unheard = fixture()
      .pay.control.sent()
      .filter(({ state }) => state === 'waiting');
    if (unheard.length > 0) throw new BrokenOff('notifications are still waiting');
  };

  const work: Step = () =>
    fixture()
      .workOn()
      .catch((error) => {
        throw new BrokenOff(String(error));
      });

  const wait =
    (forMs: number): Step =>
    async () =>
      fixture().clock.advance(forMs);

  const tap =
    (id: 'packFulfilment' | 'dispatchFulfilment' | 'deliverFulfilment'): Step =>
    async ({ order }) => {
      const params = { orderId: order!.id, fulfilmentId: order!.fulfilments[0]!.id };
      answered(await fixture().invoke(fixture().staff.hq, id, { params }), 200);
    };

  /** The clerk scanned the code once; what is repeated is that very command. */
  const handOver: Step = async (run) => {
    const params = { orderId: run.order!.id };
    const code = answered(
      await fixture().invoke<PickupCode>(run.shopper, 'getPickupCode', { params }),
      200,
    ).code;
    const confirm = () =>
      fixture().invoke(
        fixture().staff.clerk,
        'confirmHandOver',
        { params: { locationId: branchId }, body: { code } },
        `hand-over-${run.order!.id}`,
      );
    await twiceIfBroken(async () => void answered(await confirm(), 200));
  };

  const cancel: Step = async (run) => {
    const params = { orderId: run.order!.id };
    answered(await fixture().invoke(run.shopper, 'cancelOrder', { params }), 200);
  };

  /** HQ gives some of the order back; what is repeated is that very command. */
  const refund =
    (lines: { lineId: string; quantity?: number; extraFen?: number }[]): Step =>
    async ({ order }) => {
      const params = { orderId: order!.id };
      const body = { lines, reason: '破损' };
      const key = `refund-${order!.id}`;
      answered(await fixture().invoke(fixture().staff.hq, 'hqRefundOrder', { params, body }, key), 200);
    };

  const payLate: Step = async (run) => {
    if (fixture().pay.control.order(paymentNumber(run.order!))?.state === 'CLOSED')
      await fixture().pay.control.payLate(paymentNumber(run.order!));
  };

  /** From the N-th write on the process gets nothing done any more. `happened` tells whether it came so far. */
  function dieAt(nth: number, when: FaultKind): { happened(): boolean } {
    let written = 0;
    let dead = false;
    fixture().engine.faults.set((operation) => {
      if (dead || !writes.includes(operation)) return 'none';
      written += 1;
      if (written < nth) return 'none';
      dead = true;
      fixture().kill();
      return when;
    });
    return { happened: () => dead };
  }

  /** Does it, and once more in a new process when it was broken off. */
  async function twiceIfBroken(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error;
      fixture().engine.faults.set();
      fixture().restart();
      // Whatever was under way, nothing is half done.
      expect(await faultsNow(fixture())).toEqual([]);
      await act();
    }
  }

  async function live({ before = [], steps }: Scenario, nth: number, when: FaultKind) {
    const shopper = await fixture().enrol();
    const { code } = (await fixture().invoke<{ code: string }>(fixture().staff.guide, 'getSellerCode')).body;
    answered(await fixture().invoke(shopper, 'recordTouch', { body: { code } }), 200);
    const run: Run = { shopper, order: null };
    for (const step of [work, ...before]) await step(run);
    const death = dieAt(nth, when);
    for (const step of steps) await twiceIfBroken(() => step(run));
    const happened = death.happened();
    fixture().engine.faults.set();
    // After days of silence a sweep looks at every hour of them, and the stream lost nothing here.
    if (before.length > 0) await fixture().settle();
    else await fixture().recover(1);
    return { run, happened };
  }

  return { place, pay, hear, work, wait, tap, handOver, cancel, refund, payLate, answered, live };
}
export type CrashFixture = ReturnType<typeof createCrashFixture>;

/** Every scenario, broken off at every write it makes, in both ways. */
export function surviveCrashes(
  fixture: () => OrdersFixture,
  crashFixture: CrashFixture,
  scenarios: Record<string, Scenario>,
): void {
  const names = Object.keys(scenarios);
  describe.each(Object.entries(scenarios))('%s', (name, scenario) => {
    const { end, money, postings } = scenario;
    // The deed, its timer or event, and the mark of how far the work has come.
    const leastCount = scenario.before ? 3 : 5;

    test.each([
      ['lost-before', 0],
      ['lost-after', 3],
    ] as const)('survives a crash at any write (%s)', async (when, turn) => {
      const { first, step } = crashPoints(names.indexOf(name) + turn, leastCount);
      let crashes = 0;
      for (let nth = first; ; nth += step) {
        const { run, happened } = await crashFixture.live(scenario, nth, when);
        const order = await fixture().look(run.shopper, run.order!.id);
        expect([nth, order.state, moneyState(order)]).toEqual([nth, end, money]);
        const kinds = (await fixture().system.ledger.postingsOfOrder(order.id)).map(({ kind }) => kind);
        expect([nth, kinds.sort()]).toEqual([nth, postings]);
        if (!happened) break;
        crashes += 1;
      }
      expect(await faultsNow(fixture(), true)).toEqual([]);
      expect(crashes * step).toBeGreaterThanOrEqual(leastCount);
    });
  });
}
