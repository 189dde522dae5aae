import { maxDeliveryCodeAttempts } from '@jindian/shared/contract/serving/couriers';
import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../../platform/sessions.ts';
import type { TaskKey } from './store.ts';
import { type Desk, here, openDesk } from './testing/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

async function called(): Promise<TaskKey> {
  const key = desk.delivery();
  const answer = await desk.couriers.call(key, desk.clerk);
  if (!answer.ok) throw new Error(answer.code);
  return key;
}
const state = async (key: TaskKey) => (await desk.store.read(key))?.state;
const courier = (name: string): Principal => desk.person(name, 'courier');
async function onItsWay(who: Principal): Promise<TaskKey> {
  const key = await called();
  expect((await desk.couriers.grab(key, who)).ok).toBe(true);
  expect((await desk.couriers.pickUp(key, who)).ok).toBe(true);
  return key;
}
async function codeOf({ orderId }: TaskKey): Promise<string> {
  return (await desk.couriers.onTheWay(orderId))[0]?.code ?? 'none';
}
function wrong(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

describe('the hall', () => {
  test('a called delivery is there for the couriers of its branch, without the address', async () => {
    const key = await called();
    const hall = await desk.couriers.hall(courier('a'), { latGcj02: 31.2364, lngGcj02: 121.4787 });
    const task = hall.find(({ fulfilmentId }) => fulfilmentId === key.fulfilmentId);
    expect(task).toMatchObject({
      state: 'open',
      feeFen: 500,
      goodsCount: 3,
      county: '静安区',
      address: null,
    });
    expect(task?.distanceMeters).toBeGreaterThan(990);
    expect(task?.distanceMeters).toBeLessThan(1_010);
    expect(task?.toBranchMeters).toBe(111);
    expect(JSON.stringify(hall)).not.toContain('13800010001');
    expect(await desk.couriers.hall(desk.person('far', 'courier', 'B002'), null)).toEqual([]);
    expect(await desk.couriers.grab(key, desk.person('far', 'courier', 'B002'))).toMatchObject({
      code: 'not_found',
    });
  });

  test('calling twice is one task; only staff of the branch call, and only what is still there', async () => {
    const key = await called();
    expect(await desk.couriers.call(key, desk.clerk)).toMatchObject({ ok: true, value: { state: 'open' } });
    expect(await desk.couriers.call(key, desk.person('b', 'clerk', 'B002'))).toMatchObject({
      code: 'not_found',
    });
    const gone = desk.delivery();
    desk.deliveries.get(gone.fulfilmentId)!.stage = 'on_its_way';
    expect(await desk.couriers.call(gone, desk.clerk)).toMatchObject({ code: 'transition_refused' });
  });

  test.each(['queue', 'reject'] as const)(
    'of twenty who grab at once exactly one gets it (%s)',
    async (mode) => {
      const key = await called();
      desk.engine.faults.setConflictMode(mode);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => desk.couriers.grab(key, courier(`racer-${mode}-${n}`))),
      );
      desk.engine.faults.setConflictMode('queue');
      const winners = answers.filter(({ ok }) => ok);
      expect(winners).toHaveLength(1);
      const task = await desk.store.read(key);
      expect(task).toMatchObject({ state: 'grabbed' });
      expect(winners[0]).toMatchObject({ value: { address: { phone: '13800010001' } } });
      for (const [n, answer] of answers.entries()) {
        const mine = await desk.couriers.mine(`racer-${mode}-${n}`, 'in_hand');
        expect(mine).toHaveLength(answer.ok ? 1 : 0);
      }
    },
  );

  test('five in hand are enough', async () => {
    const who = courier('busy');
    for (let n = 0; n < 5; n += 1) expect((await desk.couriers.grab(await called(), who)).ok).toBe(true);
    expect(await desk.couriers.grab(await called(), who)).toMatchObject({ code: 'courier_hands_full' });
  });
});

describe('giving back and running late', () => {
  test('what is given back is for others, under another code', async () => {
    const key = await called();
    await desk.couriers.grab(key, courier('first'));
    expect(await desk.couriers.giveBack(key, courier('other'))).toMatchObject({ code: 'not_found' });
    expect(await desk.couriers.giveBack(key, courier('first'))).toMatchObject({
      value: { state: 'open', address: null },
    });
    expect((await desk.couriers.grab(key, courier('second'))).ok).toBe(true);
    expect(await desk.couriers.pickUp(key, courier('first'))).toMatchObject({ code: 'courier_task_gone' });
  });

  test('not fetched within half an hour: back in the hall; a task that was grabbed anew is left alone', async () => {
    const key = await called();
    await desk.couriers.grab(key, courier('late'));
    desk.clock.advance(29 * minuteMs);
    await desk.timers();
    expect(await state(key)).toBe('grabbed');
    await desk.couriers.giveBack(key, courier('late'));
    await desk.couriers.grab(key, courier('quick'));
    desk.clock.advance(2 * minuteMs);
    await desk.timers();
    expect(await desk.store.read(key)).toMatchObject({ state: 'grabbed', courierId: 'quick' });
    desk.clock.advance(29 * minuteMs);
    await desk.timers();
    expect(await desk.store.read(key)).toMatchObject({ state: 'open', courierId: null });
  });

  test('fetched and timed out at the same moment: one of the two', async () => {
    for (let round = 0; round < 10; round += 1) {
      const key = await called();
      await desk.couriers.grab(key, courier('edge'));
      const { grabbedAtMs } = (await desk.store.read(key))!;
      const [taken] = await Promise.all([
        desk.couriers.pickUp(key, courier('edge')),
        desk.couriers.timeOut(key, grabbedAtMs!),
      ]);
      // Dispatched, so that it is on its way with the one who fetched it, whoever was first.
      await desk.couriers.reconcile(key.orderId);
      const now = await desk.store.read(key);
      if (taken.ok) expect(now?.state).toBe('picked_up');
      else expect(['open', 'cancelled']).toContain(now?.state);
    }
  });

  test('the branch carries it itself after all; called again it is open again', async () => {
    const key = await called();
    await desk.couriers.grab(key, courier('unlucky'));
    expect(await desk.couriers.callOff(key, desk.clerk)).toMatchObject({ value: { state: 'cancelled' } });
    expect(await desk.couriers.mine('unlucky', 'in_hand')).toEqual([]);
    expect(await desk.couriers.atBranch(here)).not.toContainEqual(
      expect.objectContaining({ fulfilmentId: key.fulfilmentId }),
    );
    expect(await desk.couriers.call(key, desk.clerk)).toMatchObject({ value: { state: 'open' } });
    const onWay = await onItsWay(courier('lucky'));
    expect(await desk.couriers.callOff(onWay, desk.clerk)).toMatchObject({ code: 'transition_refused' });
  });
});

describe('proof of delivery', () => {
  test('the shopper has a code while it is on its way, the courier never sees it', async () => {
    const who = courier('proof');
    const key = await called();
    expect(await desk.couriers.onTheWay(key.orderId)).toMatchObject([{ state: 'open', code: null }]);
    await desk.couriers.grab(key, who);
    expect(await codeOf(key)).toBe('none');
    await desk.couriers.pickUp(key, who);
    const code = await codeOf(key);
    expect(code).toMatch(/^\d{6}$/);
    expect(JSON.stringify(await desk.couriers.mine('proof', 'in_hand'))).not.toContain(code);
    expect(await desk.couriers.deliver(key, code, who, desk.command())).toMatchObject({
      value: { state: 'delivered', address: null },
    });
    expect(await codeOf(key)).toBe('none');
    expect((await desk.couriers.mine('proof', 'done')).map(({ fulfilmentId }) => fulfilmentId)).toEqual([
      key.fulfilmentId,
    ]);
  });

  test('five wrong codes block it, the right one too; then the branch confirms and the fee is earned', async () => {
    const who = courier('guesser');
    const key = await onItsWay(who);
    const code = await codeOf(key);
    for (let left = maxDeliveryCodeAttempts - 1; left > 0; left -= 1)
      expect(await desk.couriers.deliver(key, wrong(code), who, desk.command())).toMatchObject({
        code: 'delivery_code_wrong',
        params: { left },
      });
    expect(await desk.couriers.deliver(key, wrong(code), who, desk.command())).toMatchObject({
      code: 'delivery_code_blocked',
    });
    expect(await desk.couriers.deliver(key, code, who, desk.command())).toMatchObject({
      code: 'delivery_code_blocked',
    });
    expect(await desk.couriers.onTheWay(key.orderId)).toMatchObject([{ blocked: true }]);
    desk.deliveries.get(key.fulfilmentId)!.stage = 'arrived';
    await desk.couriers.reconcile(key.orderId);
    expect(await state(key)).toBe('delivered');
    await desk.events();
    expect((await desk.earnings.ofMonth('guesser')).totalFen).toBe(500);
  });

  test('however many guesses are sent at once, five are looked at', async () => {
    const who = courier('flood');
    const key = await onItsWay(who);
    const code = await codeOf(key);
    const guesses = Array.from({ length: 60 }, (_, n) =>
      String((Number(code) + 1 + n) % 1_000_000).padStart(6, '0'),
    );
    const answers = await Promise.all(
      guesses.map((guess) => desk.couriers.deliver(key, guess, who, desk.command())),
    );
    expect(answers.some(({ ok }) => ok)).toBe(false);
    expect((await desk.store.read(key))?.codeAttempts).toBeLessThanOrEqual(maxDeliveryCodeAttempts);
    for (let n = 0; n < 6; n += 1) await desk.couriers.deliver(key, wrong(code), who, desk.command());
    expect((await desk.store.read(key))?.codeAttempts).toBe(maxDeliveryCodeAttempts);
    expect((await desk.couriers.deliver(key, code, who, desk.command())).ok).toBe(false);
  });

  test("another courier's code, or one of another parcel, is wrong", async () => {
    const [mine, theirs] = [await onItsWay(courier('x')), await onItsWay(courier('y'))];
    expect(
      await desk.couriers.deliver(mine, await codeOf(theirs), courier('x'), desk.command()),
    ).toMatchObject({
      code: 'delivery_code_wrong',
    });
    expect(await desk.couriers.deliver(mine, await codeOf(mine), courier('y'), desk.command())).toMatchObject(
      {
        code: 'not_found',
      },
    );
  });

  test('sent ten times at once it is delivered once and paid once', async () => {
    const who = courier('eager');
    const key = await onItsWay(who);
    const code = await codeOf(key);
    const command = desk.command();
    // Only five tries are looked at, which is enough: one is right.
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => desk.couriers.deliver(key, code, who, command)),
    );
    expect(answers.some(({ ok }) => ok)).toBe(true);
    expect(await desk.couriers.deliver(key, code, who, command)).toMatchObject({ ok: true });
    await desk.events(3);
    const earned = await desk.earnings.ofMonth('eager');
    expect([earned.totalFen, earned.deliveries, earned.balanceFen]).toEqual([500, 1, 500]);
  });
});

describe('what happens to the order', () => {
  test('given out by the branch: to the courier who was to fetch it; nobody there: the task is off', async () => {
    const [grabbed, open] = [await called(), await called()];
    await desk.couriers.grab(grabbed, courier('fetching'));
    for (const key of [grabbed, open]) {
      desk.deliveries.get(key.fulfilmentId)!.stage = 'on_its_way';
      await desk.couriers.reconcile(key.orderId);
    }
    expect(await state(grabbed)).toBe('picked_up');
    expect(await state(open)).toBe('cancelled');
  });

  test('called off by the shopper, or served by another branch now: nobody need fetch it', async () => {
    const [off, moved] = [await called(), await called()];
    await desk.couriers.grab(off, courier('late-to-it'));
    desk.deliveries.get(off.fulfilmentId)!.stage = 'gone';
    desk.deliveries.get(moved.fulfilmentId)!.locationId = 'B002';
    expect(await desk.couriers.grab(moved, courier('late-to-it'))).toMatchObject({
      code: 'courier_task_gone',
    });
    expect((await desk.couriers.pickUp(off, courier('late-to-it'))).ok).toBe(false);
    expect([await state(off), await state(moved)]).toEqual(['cancelled', 'cancelled']);
  });
});

test('earnings by day and month of the brand, however late they are told', async () => {
  const who = courier('earner');
  const deliver = async () => {
    const key = await onItsWay(who);
    expect((await desk.couriers.deliver(key, await codeOf(key), who, desk.command())).ok).toBe(true);
  };
  await desk.events();
  const before = await desk.ledger.balanceOf('fund-pool');
  const begin = desk.clock.nowMs();
  const untilMidnight = dayMs - ((begin + 8 * hourMs) % dayMs);
  await deliver();
  await deliver();
  // A minute before and after midnight in Shanghai, which is afternoon in UTC.
  desk.clock.advance(untilMidnight - minuteMs);
  await deliver();
  desk.clock.advance(2 * minuteMs);
  await desk.couriers.savePolicy(here, { feeFen: 800, pickUpWithinMinutes: 30 }, 'manager', desk.command());
  await deliver();
  await desk.events();
  const earned = await desk.earnings.ofMonth('earner');
  expect(earned.days.map(({ totalFen, deliveries }) => [totalFen, deliveries])).toEqual([
    [800, 1],
    [1_500, 3],
  ]);
  expect(earned).toMatchObject({ month: '2026-05', totalFen: 2_300, todayFen: 800, balanceFen: 2_300 });
  expect((await desk.earnings.ofMonth('earner', '2026-04')).days).toEqual([]);
  expect((await desk.ledger.balanceOf('fund-pool')).postedFen).toBe(before.postedFen - 2_300);
});
