import { seededFaults } from '@jindian/embedded-dynamodb';
import { dayMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandClaim } from '../../platform/idempotency.ts';
import { runsFactor, seed } from '../../platform/testing/depth.ts';
import { usableOf } from './points/purse.ts';
import {
  type MembershipFixture,
  startMembershipFixture,
  type ToldOrder,
} from './testing/membership-fixture.ts';

const nth = fc.nat({ max: 30 });
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('buy' as const),
      who: nth,
      fen: fc.integer({ min: 90, max: 40_000 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('complete' as const), which: nth }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('back' as const),
      which: nth,
      part: fc.integer({ min: 1, max: 10 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ is: fc.constant('days' as const), days: fc.integer({ min: 1, max: 15 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('adjust' as const),
      who: nth,
      points: fc.integer({ min: -300, max: 100 }).filter((points) => points !== 0),
    }),
  },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('tell' as const), which: nth }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('join' as const) }) },
);
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

/** Whoever delivers does it again until it is done: a process died, or its answer was lost. */
async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= 200) throw error;
    }
  }
}

const phone = '13800010001';
const tiers = {
  periodMonths: 12,
  tiers: [
    {
      id: 'silver',
      name: { zh: '银', en: 'Silver' },
      from: { spendFen: 60_000, orders: null, points: null },
      pointsPercent: 100,
    },
  ],
};
const sum = (amounts: Iterable<number>) => [...amounts].reduce((total, one) => total + one, 0);

async function live(fixture: MembershipFixture, acts: readonly Act[], faults: number | null) {
  const { membership, members, clock, orders } = fixture;
  const bySms = await fixture.bySms(phone);
  const inWechat = await members.enrol({ openid: 'o-1' });
  let joined = false;
  let given = 0;
  const all: ToldOrder[] = [];
  const pick = (which: number) => all[which % Math.max(1, all.length)];
  const who = (which: number) => (which % 2 === 0 && !joined ? bySms : inWechat);
  if (faults !== null)
    fixture.engine.faults.set(
      seededFaults({
        seed: faults,
        rates: { conflict: 0.02, throttle: 0.004, 'lost-before': 0.006, 'lost-after': 0.012 },
      }),
    );
  for (const [step, one] of acts.entries()) {
    if (one.is === 'buy') all.push(fixture.order(who(one.who), [one.fen, Math.ceil(one.fen / 3)]));
    else if (one.is === 'complete') {
      const order = pick(one.which);
      if (order && order.completedAtMs === null) {
        order.completedAtMs = clock.nowMs();
        await untilDone(() => membership.completed(order.orderId));
      }
    } else if (one.is === 'back') {
      const order = pick(one.which);
      for (const { id, netFen } of order?.lines ?? []) {
        const before = order?.refundedFen.get(id) ?? 0;
        order?.refundedFen.set(id, Math.min(netFen, before + Math.ceil((netFen * one.part) / 10)));
      }
    } else if (one.is === 'days') {
      clock.advance(one.days * dayMs);
      await untilDone(() => fixture.settle(2));
    } else if (one.is === 'adjust') {
      const command = commandClaim('hq', 'adjust', `key-of-${step}-of-this`, one);
      const asked = { memberId: who(one.who), points: one.points, reason: 'because', by: 'HQ' };
      const done = await untilDone(async () => {
        const answer = await membership.points.adjust(asked, command);
        if (!answer.ok && answer.code === 'busy') throw new Error('busy');
        return answer;
      });
      if (done.ok) given += one.points;
    } else if (one.is === 'tell') {
      const order = pick(one.which);
      if (order) await untilDone(() => membership.bring(order.orderId));
    } else if (!joined) {
      await untilDone(async () => {
        const done = await members.recordPhone(inWechat, phone);
        if (!done.ok) throw new Error(done.code);
      });
      joined = true;
    }
  }
  // In the end everything that was to be told is told, once more than it has to be.
  await untilDone(() => fixture.settle(2));
  if (joined) await untilDone(() => membership.follow(bySms, inWechat));
  for (const { orderId } of orders.values()) await untilDone(() => membership.bring(orderId));
  fixture.engine.faults.set();
  await fixture.settle();
  return { people: [bySms, inWechat], given, all };
}

async function found({ ledger, membership }: MembershipFixture, people: readonly string[]) {
  const of = (name: string) => people.map((id) => `${name}:${id}`);
  const accounts = [...of('points'), ...of('points-promised'), ...of('points-receivable')];
  const amounts = await ledger.amountsOf([...accounts, 'points-issued', 'points-expired']);
  const total = (name: string) => sum(of(name).map((account) => amounts.get(account)?.posted ?? 0));
  const purses = await Promise.all(people.map(membership.points.purseOf));
  for (const [at, purse] of purses.entries()) {
    expect(usableOf(purse)).toBe(amounts.get(`points:${people[at]}`)?.posted ?? 0);
    expect(purse.owed).toBe(amounts.get(`points-receivable:${people[at]}`)?.posted ?? 0);
    expect(Math.min(usableOf(purse), purse.owed)).toBe(0);
    for (const lot of purse.lots) expect(Math.min(lot.left, lot.expired)).toBeGreaterThanOrEqual(0);
  }
  return {
    usable: total('points'),
    promised: total('points-promised'),
    owed: total('points-receivable'),
    expired: amounts.get('points-expired')?.posted ?? 0,
    issued: amounts.get('points-issued')?.posted ?? 0,
  };
}

test('whatever members buy and bring back, in whatever order it is told and wherever a process dies, points and tiers are what orders say', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 4, maxLength: 22 }),
      fc.nat(),
      fc.constantFrom(null, 1, 3),
      async (acts, faults, expiresAfterMonths) => {
        const fixture = await startMembershipFixture({ points: { expiresAfterMonths }, tiers });
        const { people, given, all } = await live(fixture, acts, faults);
        const facts = all.map(({ orderId }) => fixture.factsOf(orderId)!);
        const kept = (phase: string) =>
          sum(facts.flatMap((one) => (one.phase === phase ? [one.points?.kept ?? 0] : [])));
        const now = await found(fixture, people);
        expect(now.promised).toBe(kept('promised'));
        expect(now.usable - now.owed + now.expired).toBe(kept('kept') + given);
        expect(now.issued).toBe(now.usable + now.promised - now.owed + now.expired);
        if (expiresAfterMonths === null) expect(now.expired).toBe(0);
        // What counts for tiers is what stayed, by month.
        const standings = await Promise.all(people.map((id) => fixture.membership.tiers.tierOf(id)));
        const recent = facts.filter(({ phase }) => phase === 'kept');
        expect(sum(standings.map(({ figures }) => figures.spendFen))).toBe(
          sum(recent.map(({ spendFen }) => spendFen)),
        );

        // Everything comes back: nobody has a point more than was given to them, or expired.
        for (const { refundedFen, lines } of all)
          for (const { id, netFen } of lines) refundedFen.set(id, netFen);
        for (const { orderId } of all) await fixture.membership.bring(orderId);
        const end = await found(fixture, people);
        expect({ promised: end.promised, left: end.usable - end.owed + end.expired }).toEqual({
          promised: 0,
          left: given,
        });
        const none = await Promise.all(people.map((id) => fixture.membership.tiers.tierOf(id)));
        expect(none.map(({ figures }) => figures)).toEqual(
          people.map(() => ({ spendFen: 0, orders: 0, points: 0 })),
        );
        await fixture.ledger.foldAll();
        expect(await fixture.ledger.verifyLedger()).toMatchObject({
          imbalanceFen: 0,
          imbalancePoints: 0,
          faults: [],
        });
        await fixture.close();
      },
    ),
    { numRuns: Math.ceil(6 * runsFactor), seed },
  );
});
