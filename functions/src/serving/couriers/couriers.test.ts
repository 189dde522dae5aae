import { maxDeliveryCodeAttempts } from '@jindian/shared/contract/serving/couriers';
import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../../platform/sessions.ts';
import type { TaskKey } from './store.ts';
import { type CouriersFixture, here, startCouriersFixture } from './testing/couriers-fixture.ts';

let fixture: CouriersFixture;
beforeAll(async () => {
  fixture = await startCouriersFixture();
});
afterAll(() => fixture.close());

async function called(): Promise<TaskKey> {
  const key = fixture.delivery();
  const answer = await fixture.couriers.call(key, fixture.clerk);
  if (!answer.ok) throw new Error(answer.code);
  return key;
}
const state = async (key: TaskKey) => (await fixture.store.read(key))?.state;
const courier = (name: string): Principal => fixture.person(name, 'courier');
async function onItsWay(who: Principal): Promise<TaskKey> {
  const key = await called();
  expect((await fixture.couriers.grab(key, who)).ok).toBe(true);
  expect((await fixture.couriers.pickUp(key, who, fixture.command())).ok).toBe(true);
  return key;
}
async function codeOf({ orderId }: TaskKey): Promise<string> {
  return (await fixture.couriers.onTheWay(orderId))[0]?.code ?? 'none';
}
function wrong(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

describe('the grab pool', () => {
  test('a called delivery is there for the couriers of its branch, without the address', async () => {
    const key = await called();
    const grabPool = await fixture.couriers.grabPool(courier('a'), { latGcj02: 31.2364, lngGcj02: 121.4787 });
    const task = grabPool.find(({ fulfilmentId }) => fulfilmentId === key.fulfilmentId);
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
    expect(JSON.stringify(grabPool)).not.toContain('13800010001');
    expect(await fixture.couriers.grabPool(fixture.person('far', 'courier', 'B002'), null)).toEqual([]);
    expect(await fixture.couriers.grab(key, fixture.person('far', 'courier', 'B002'))).toMatchObject({
      code: 'not_found',
    });
  });

  test('lists that lag leave out what is over, and what somebody grabbed', async () => {
    const key = await called();
    const who = courier('late');
    const listed = async () => ({
      pool: (await fixture.couriers.grabPool(who, null)).some(
        (task) => task.fulfilmentId === key.fulfilmentId,
      ),
      branch: (await fixture.couriers.atBranch(here)).some((task) => task.fulfilmentId === key.fulfilmentId),
    });
    expect(await listed()).toEqual({ pool: true, branch: true });
    await fixture.engine.faults.setIndexLag('manual');
    try {
      expect((await fixture.couriers.grab(key, who)).ok).toBe(true);
      expect(await listed()).toEqual({ pool: false, branch: true });
      expect((await fixture.couriers.pickUp(key, who, fixture.command())).ok).toBe(true);
      expect((await fixture.couriers.deliver(key, await codeOf(key), who, fixture.command())).ok).toBe(true);
      expect(await listed()).toEqual({ pool: false, branch: false });
    } finally {
      await fixture.engine.faults.setIndexLag('off');
    }
    expect(await listed()).toEqual({ pool: false, branch: false });
  });

  test('calling twice is one task; only staff of the branch call, and only what is still there', async () => {
    const key = await called();
    expect(await fixture.couriers.call(key, fixture.clerk)).toMatchObject({
      ok: true,
      value: { state: 'open' },
    });
    expect(await fixture.couriers.call(key, fixture.person('b', 'clerk', 'B002'))).toMatchObject({
      code: 'not_found',
    });
    const gone = fixture.delivery();
    fixture.deliveries.get(gone.fulfilmentId)!.stage = 'on_its_way';
    expect(await fixture.couriers.call(gone, fixture.clerk)).toMatchObject({ code: 'transition_refused' });
  });

  test.each(['queue', 'reject'] as const)(
    'of twenty who grab at once exactly one gets it (%s)',
    async (mode) => {
      const key = await called();
      fixture.engine.faults.setConflictMode(mode);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => fixture.couriers.grab(key, courier(`racer-${mode}-${n}`))),
      );
      fixture.engine.faults.setConflictMode('queue');
      const winners = answers.filter(({ ok }) => ok);
      expect(winners).toHaveLength(1);
      const task = await fixture.store.read(key);
      expect(task).toMatchObject({ state: 'grabbed' });
      expect(winners[0]).toMatchObject({ value: { address: { phone: '13800010001' } } });
      for (const [n, answer] of answers.entries()) {
        const mine = await fixture.couriers.mine(`racer-${mode}-${n}`, 'in_hand');
        expect(mine).toHaveLength(answer.ok ? 1 : 0);
      }
    },
  );

  test('five in hand are enough', async () => {
    const who = courier('busy');
    for (let n = 0; n < 5; n += 1) expect((await fixture.couriers.grab(await called(), who)).ok).toBe(true);
    expect(await fixture.couriers.grab(await called(), who)).toMatchObject({ code: 'courier_hands_full' });
  });
});

test('twelve grabbed at once by one courier: five, whatever is given back, fetched, delivered or runs out', async () => {
  const who = courier('greedy');
  const keys: TaskKey[] = [];
  for (let n = 0; n < 12; n += 1) keys.push(await called());
  const grab = async () => {
    const answers = await Promise.all(keys.map((key) => fixture.couriers.grab(key, who)));
    const codes = answers.flatMap((answer) => (answer.ok ? [] : [answer.code]));
    expect(codes).toContain('courier_hands_full');
    const held = await fixture.couriers.mine(who.memberId, 'in_hand');
    expect(held.length).toBeLessThanOrEqual(5);
    expect((await fixture.limits.used('courier_tasks', who.memberId)).count).toBe(held.length);
    return held;
  };
  const [first, second] = await grab();
  await fixture.couriers.giveBack(first!, who);
  await fixture.couriers.pickUp(second!, who, fixture.command());
  await grab();
  for (const key of keys) await fixture.couriers.callOff(key, fixture.clerk).catch(() => null);
  const left = await fixture.couriers.mine(who.memberId, 'in_hand');
  expect((await fixture.limits.used('courier_tasks', who.memberId)).count).toBe(left.length);
});

describe('giving back and running late', () => {
  test('what is given back is for others, under another code', async () => {
    const key = await called();
    await fixture.couriers.grab(key, courier('first'));
    expect(await fixture.couriers.giveBack(key, courier('other'))).toMatchObject({ code: 'not_found' });
    expect(await fixture.couriers.giveBack(key, courier('first'))).toMatchObject({
      value: { state: 'open', address: null },
    });
    expect((await fixture.couriers.grab(key, courier('second'))).ok).toBe(true);
    expect(await fixture.couriers.pickUp(key, courier('first'), fixture.command())).toMatchObject({
      code: 'courier_task_gone',
    });
  });

  test('not fetched within half an hour: back in the grab pool; a task that was grabbed anew is left alone', async () => {
    const key = await called();
    await fixture.couriers.grab(key, courier('late'));
    fixture.clock.advance(29 * minuteMs);
    await fixture.timers();
    expect(await state(key)).toBe('grabbed');
    await fixture.couriers.giveBack(key, courier('late'));
    await fixture.couriers.grab(key, courier('quick'));
    fixture.clock.advance(2 * minuteMs);
    await fixture.timers();
    expect(await fixture.store.read(key)).toMatchObject({ state: 'grabbed', courierId: 'quick' });
    fixture.clock.advance(29 * minuteMs);
    await fixture.timers();
    expect(await fixture.store.read(key)).toMatchObject({ state: 'open', courierId: null });
  });

  test('fetched and timed out at the same moment: one of the two', async () => {
    for (let round = 0; round < 10; round += 1) {
      const key = await called();
      await fixture.couriers.grab(key, courier('edge'));
      const { grabbedAtMs } = (await fixture.store.read(key))!;
      const [taken] = await Promise.all([
        fixture.couriers.pickUp(key, courier('edge'), fixture.command()),
        fixture.couriers.timeOut(key, grabbedAtMs!),
      ]);
      // Dispatched, so that it is on its way with the one who fetched it, whoever was first.
      await fixture.couriers.reconcile(key.orderId);
      const now = await fixture.store.read(key);
      if (taken.ok) expect(now?.state).toBe('picked_up');
      else expect(['open', 'cancelled']).toContain(now?.state);
    }
  });

  test('the branch carries it itself after all; called again it is open again', async () => {
    const key = await called();
    await fixture.couriers.grab(key, courier('unlucky'));
    expect(await fixture.couriers.callOff(key, fixture.clerk)).toMatchObject({
      value: { state: 'cancelled' },
    });
    expect(await fixture.couriers.mine('unlucky', 'in_hand')).toEqual([]);
    expect(await fixture.couriers.atBranch(here)).not.toContainEqual(
      expect.objectContaining({ fulfilmentId: key.fulfilmentId }),
    );
    expect(await fixture.couriers.call(key, fixture.clerk)).toMatchObject({ value: { state: 'open' } });
    const onWay = await onItsWay(courier('lucky'));
    expect(await fixture.couriers.callOff(onWay, fixture.clerk)).toMatchObject({
      code: 'transition_refused',
    });
  });
});

describe('proof of delivery', () => {
  test('the shopper has a code while it is on its way, the courier never sees it', async () => {
    const who = courier('proof');
    const key = await called();
    expect(await fixture.couriers.onTheWay(key.orderId)).toMatchObject([{ state: 'open', code: null }]);
    await fixture.couriers.grab(key, who);
    expect(await codeOf(key)).toBe('none');
    await fixture.couriers.pickUp(key, who, fixture.command());
    const code = await codeOf(key);
    expect(code).toMatch(/^\d{6}$/);
    expect(JSON.stringify(await fixture.couriers.mine('proof', 'in_hand'))).not.toContain(code);
    expect(await fixture.couriers.deliver(key, code, who, fixture.command())).toMatchObject({
      value: { state: 'delivered', address: null },
    });
    expect(await codeOf(key)).toBe('none');
    expect((await fixture.couriers.mine('proof', 'done')).map(({ fulfilmentId }) => fulfilmentId)).toEqual([
      key.fulfilmentId,
    ]);
  });

  test('five wrong codes block it, the right one too; then the branch confirms and the fee is earned', async () => {
    const who = courier('guesser');
    const key = await onItsWay(who);
    const code = await codeOf(key);
    for (let left = maxDeliveryCodeAttempts - 1; left > 0; left -= 1)
      expect(await fixture.couriers.deliver(key, wrong(code), who, fixture.command())).toMatchObject({
        code: 'delivery_code_wrong',
        params: { left },
      });
    expect(await fixture.couriers.deliver(key, wrong(code), who, fixture.command())).toMatchObject({
      code: 'delivery_code_blocked',
    });
    expect(await fixture.couriers.deliver(key, code, who, fixture.command())).toMatchObject({
      code: 'delivery_code_blocked',
    });
    expect(await fixture.couriers.onTheWay(key.orderId)).toMatchObject([{ blocked: true }]);
    fixture.deliveries.get(key.fulfilmentId)!.stage = 'arrived';
    await fixture.couriers.reconcile(key.orderId);
    expect(await state(key)).toBe('delivered');
    await fixture.events();
    expect((await fixture.earnings.ofMonth('guesser')).totalFen).toBe(500);
  });

  test('however many guesses are sent at once, five are looked at', async () => {
    const who = courier('flood');
    const key = await onItsWay(who);
    const code = await codeOf(key);
    const guesses = Array.from({ length: 60 }, (_, n) =>
      String((Number(code) + 1 + n) % 1_000_000).padStart(6, '0'),
    );
    const answers = await Promise.all(
      guesses.map((guess) => fixture.couriers.deliver(key, guess, who, fixture.command())),
    );
    expect(answers.some(({ ok }) => ok)).toBe(false);
    expect((await fixture.store.read(key))?.codeAttempts).toBeLessThanOrEqual(maxDeliveryCodeAttempts);
    for (let n = 0; n < 6; n += 1) await fixture.couriers.deliver(key, wrong(code), who, fixture.command());
    expect((await fixture.store.read(key))?.codeAttempts).toBe(maxDeliveryCodeAttempts);
    expect((await fixture.couriers.deliver(key, code, who, fixture.command())).ok).toBe(false);
  });

  test("another courier's code, or one of another parcel, is wrong", async () => {
    const [mine, theirs] = [await onItsWay(courier('x')), await onItsWay(courier('y'))];
    expect(
      await fixture.couriers.deliver(mine, await codeOf(theirs), courier('x'), fixture.command()),
    ).toMatchObject({
      code: 'delivery_code_wrong',
    });
    expect(
      await fixture.couriers.deliver(mine, await codeOf(mine), courier('y'), fixture.command()),
    ).toMatchObject({
      code: 'not_found',
    });
  });

  test('sent ten times at once it is delivered once and paid once', async () => {
    const who = courier('eager');
    const key = await onItsWay(who);
    const code = await codeOf(key);
    const command = fixture.command();
    // Only five tries are looked at, which is enough: one is right.
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => fixture.couriers.deliver(key, code, who, command)),
    );
    expect(answers.some(({ ok }) => ok)).toBe(true);
    expect(await fixture.couriers.deliver(key, code, who, command)).toMatchObject({ ok: true });
    await fixture.events(3);
    const earned = await fixture.earnings.ofMonth('eager');
    expect([earned.totalFen, earned.deliveries, earned.balanceFen]).toEqual([500, 1, 500]);
  });
});

describe('what happens to the order', () => {
  test('given out by the branch: to the courier who was to fetch it; nobody there: the task is off', async () => {
    const [grabbed, open] = [await called(), await called()];
    await fixture.couriers.grab(grabbed, courier('fetching'));
    for (const key of [grabbed, open]) {
      fixture.deliveries.get(key.fulfilmentId)!.stage = 'on_its_way';
      await fixture.couriers.reconcile(key.orderId);
    }
    expect(await state(grabbed)).toBe('picked_up');
    expect(await state(open)).toBe('cancelled');
  });

  test('called off by the shopper, or served by another branch now: nobody need fetch it', async () => {
    const [off, moved] = [await called(), await called()];
    await fixture.couriers.grab(off, courier('late-to-it'));
    fixture.deliveries.get(off.fulfilmentId)!.stage = 'gone';
    fixture.deliveries.get(moved.fulfilmentId)!.locationId = 'B002';
    expect(await fixture.couriers.grab(moved, courier('late-to-it'))).toMatchObject({
      code: 'courier_task_gone',
    });
    expect((await fixture.couriers.pickUp(off, courier('late-to-it'), fixture.command())).ok).toBe(false);
    expect([await state(off), await state(moved)]).toEqual(['cancelled', 'cancelled']);
  });
});

test('earnings by day and month of the brand, however late they are told', async () => {
  const who = courier('earner');
  const deliver = async () => {
    const key = await onItsWay(who);
    expect((await fixture.couriers.deliver(key, await codeOf(key), who, fixture.command())).ok).toBe(true);
  };
  await fixture.events();
  const before = await fixture.ledger.balanceOf('fund-pool');
  const begin = fixture.clock.nowMs();
  const untilMidnight = dayMs - ((begin + 8 * hourMs) % dayMs);
  await deliver();
  await deliver();
  // A minute before and after midnight in Shanghai, which is afternoon in UTC.
  fixture.clock.advance(untilMidnight - minuteMs);
  await deliver();
  fixture.clock.advance(2 * minuteMs);
  await fixture.couriers.savePolicy(
    here,
    { feeFen: 800, pickUpWithinMinutes: 30, revision: 0 },
    'manager',
    fixture.command(),
  );
  await deliver();
  await fixture.events();
  const earned = await fixture.earnings.ofMonth('earner');
  expect(earned.days.map(({ totalFen, deliveries }) => [totalFen, deliveries])).toEqual([
    [800, 1],
    [1_500, 3],
  ]);
  expect(earned).toMatchObject({ month: '2026-05', totalFen: 2_300, todayFen: 800, balanceFen: 2_300 });
  expect((await fixture.earnings.ofMonth('earner', '2026-04')).days).toEqual([]);
  expect((await fixture.ledger.balanceOf('fund-pool')).postedFen).toBe(before.postedFen - 2_300);
});
