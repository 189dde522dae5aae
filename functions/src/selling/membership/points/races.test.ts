import { dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { owedPointsAccount, promisedPointsAccount } from '../../../money/ledger/rules.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import { transact } from '../../../platform/transact.ts';
import { type MembershipFixture, startMembershipFixture } from '../testing/membership-fixture.ts';
import { usableOf } from './purse.ts';

let fixture: MembershipFixture;
let memberId: string;
beforeEach(async () => {
  fixture = await startMembershipFixture({ points: { expiresAfterMonths: 6 } });
  memberId = await fixture.members.enrol({ openid: 'o-1' });
});
afterEach(() => fixture.close());

async function adjust(points: number, key: string) {
  const asked = { memberId, points, reason: 'because', by: 'HQ' };
  for (;;) {
    const done = await fixture.membership.points.adjust(asked, commandClaim('hq', 'adjust', key, asked));
    // Too many at once is no answer: whoever asked asks again.
    if (done.ok || done.code !== 'busy') return done;
  }
}
const usable = async () => usableOf(await fixture.membership.points.purseOf(memberId));

test('of 100 points two who want 80 at once get them once, and ten who want 10 get all of the rest', async () => {
  await adjust(100, 'key-of-the-gift-at-first');
  const wanted = await Promise.all([1, 2].map((nth) => adjust(-80, `key-of-eighty-number-${nth}`)));
  expect(wanted.filter(({ ok }) => ok)).toHaveLength(1);
  expect(wanted.find(({ ok }) => !ok)).toMatchObject({ code: 'points_short' });
  const tens = await Promise.all(
    Array.from({ length: 10 }, (_, nth) => adjust(-10, `key-of-ten-points-number-${nth}`)),
  );
  expect(tens.filter(({ ok }) => ok)).toHaveLength(2);
  expect(await usable()).toBe(0);
});

test('the same command twice at once gives once', async () => {
  const both = await Promise.all([1, 2].map(() => adjust(50, 'the-very-same-key-of-both')));
  expect(both.map(({ ok }) => ok)).toEqual([true, true]);
  expect(await usable()).toBe(50);
});

test('an order that is told by many at once is promised and earned once', async () => {
  const order = fixture.order(memberId, [12_300]);
  await Promise.all(
    Array.from({ length: 6 }, () => fixture.membership.bring(order.orderId).catch(() => null)),
  );
  order.completedAtMs = fixture.clock.nowMs() - 8 * 86_400_000;
  await Promise.all(
    Array.from({ length: 6 }, () => fixture.membership.bring(order.orderId).catch(() => null)),
  );
  await fixture.membership.bring(order.orderId);
  expect(await usable()).toBe(123);
  expect((await fixture.membership.tiers.tierOf(memberId)).figures).toMatchObject({
    orders: 1,
    spendFen: 12_300,
  });
});

test('of who was joined and forgotten since, what an order promised goes from where it lies', async () => {
  const bySms = await fixture.bySms('13800010001');
  const order = fixture.order(bySms, [12_300]);
  await fixture.membership.bring(order.orderId);
  expect(await fixture.members.recordPhone(memberId, '13800010001')).toMatchObject({ ok: true });
  await fixture.settle(2);
  const promised = async () => {
    const accounts = [bySms, memberId].map(promisedPointsAccount);
    const amounts = await fixture.ledger.amountsOf(accounts);
    return accounts.map((account) => amounts.get(account)?.posted ?? 0);
  };
  expect(await promised()).toEqual([0, 123]);
  await transact(fixture.table, await fixture.members.forgetPerson(memberId));
  await fixture.membership.bring(order.orderId);
  expect(await promised()).toEqual([0, 0]);
  expect(await fixture.ledger.verifyLedger()).toMatchObject({ imbalancePoints: 0, faults: [] });
});

test('a refund finds the same whether somebody looked for what expired before it, or after', async () => {
  const ends: unknown[] = [];
  for (const looksFirst of [true, false]) {
    const one = await fixture.members.enrol({ openid: `o-late-${looksFirst}` });
    const give = async (points: number, key: string) => {
      const asked = { memberId: one, points, reason: 'because', by: 'HQ' };
      return fixture.membership.points.adjust(
        asked,
        commandClaim('hq', 'adjust', `${key}-${looksFirst}`, asked),
      );
    };
    await give(50, 'what-expires-first');
    fixture.clock.advance(90 * dayMs);
    const order = fixture.order(one, [10_000]);
    order.completedAtMs = fixture.clock.nowMs() - 8 * dayMs;
    await fixture.membership.bring(order.orderId);
    await give(20, 'what-stays-good-longer');
    await give(-60, 'what-was-handed-over-for');
    await give(40, 'what-comes-after-that');
    const { lots } = await fixture.membership.points.purseOf(one);
    const [first] = lots.flatMap(({ expiresAtMs }) => expiresAtMs ?? []);
    fixture.clock.ms = (first ?? 0) + dayMs;
    // Staff read what the member reads, whoever looked.
    const seen = usableOf(await fixture.membership.points.purseOf(one));
    expect(await fixture.membership.points.pointsOf(one, { limit: 1 })).toMatchObject({
      value: { available: seen },
    });
    if (looksFirst) await fixture.membership.points.look(one);
    order.refundedFen.set('1', 10_000);
    await fixture.membership.bring(order.orderId);
    await fixture.membership.points.look(one);
    const { lots: left, owed } = await fixture.membership.points.purseOf(one);
    ends.push([left.map(({ left: points, expired }) => [points, expired]), owed]);
    expect(await fixture.ledger.verifyLedger()).toMatchObject({ imbalancePoints: 0, faults: [] });
  }
  expect(ends[0]).toEqual(ends[1]);
});

test('whoever is forgotten owes no points any more, and the books hold none that nobody owes', async () => {
  const order = fixture.order(memberId, [10_000]);
  order.completedAtMs = fixture.clock.nowMs() - 8 * dayMs;
  await fixture.membership.bring(order.orderId);
  await adjust(-80, 'what-was-handed-over-for');
  order.refundedFen.set('1', 10_000);
  await fixture.membership.bring(order.orderId);
  const owed = async () => {
    const account = owedPointsAccount(memberId);
    return (await fixture.ledger.amountsOf([account])).get(account)?.posted ?? 0;
  };
  expect(await owed()).toBe(80);
  for (let times = 0; times < 2; times += 1) await fixture.membership.forget(memberId);
  expect(await owed()).toBe(0);
  expect(await fixture.ledger.verifyLedger()).toMatchObject({ imbalancePoints: 0, faults: [] });
});
