import type { SegmentInput } from '@jindian/shared/contract/selling/segments';
import { dayMs, hourMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SegmentsFixture, startSegmentsFixture } from './testing/segments-fixture.ts';

let fixture: SegmentsFixture;
beforeEach(async () => {
  fixture = await startSegmentsFixture();
});
afterEach(() => fixture.close());

const lapsed: SegmentInput = {
  name: { zh: '90 天未买', en: 'Not for 90 days' },
  conditions: [{ kind: 'last_bought', is: 'not_within', days: 90 }],
  revision: 0,
};
const counted = async () => {
  const { members, of } = await fixture.segments.count(lapsed.conditions);
  return [members, of];
};

async function bought(memberId: string, daysAgo: number) {
  const orderId = fixture.order(memberId, { atMs: fixture.clock.nowMs() - daysAgo * dayMs });
  await fixture.segments.facts.bringOrder(orderId);
  return orderId;
}

test('who has not bought for 90 days is counted once facts were gathered, and again as they are gathered anew', async () => {
  const [old, late, never] = [await fixture.enrol(), await fixture.enrol(), await fixture.enrol()];
  await bought(old, 91);
  await bought(late, 200);
  await bought(late, 2);
  await fixture.segments.facts.bring(never);
  const first = await fixture.segments.count(lapsed.conditions);
  expect(first.factsAtMs).toBeNull();
  await fixture.settle();
  expect(await counted()).toEqual([1, 3]);
  expect(await fixture.segments.count([{ kind: 'never_bought' }])).toMatchObject({ members: 1, of: 3 });

  fixture.told.orders.clear();
  await bought(never, 100);
  expect(await counted()).toEqual([1, 3]);
  fixture.clock.advance(1_000);
  await fixture.segments.gathering.begin(true);
  await fixture.settle();
  expect(await counted()).toEqual([2, 3]);
});

test('a step that is delivered twice, or beside itself, gathers once; one that was broken off goes on', async () => {
  await bought(await fixture.enrol(), 100);
  const { gathering } = fixture.segments;
  const begun = await gathering.begin(true);
  expect(await gathering.begin(true)).toEqual(begun);
  await Promise.all([gathering.doStep(0), gathering.doStep(0)]);
  await gathering.doStep(0);
  await gathering.doStep(7);
  expect(await counted()).toEqual([1, 1]);
  // Given up on by its queue: whoever asks begins another, which is not taken for the one before.
  fixture.clock.advance(2_000);
  await gathering.begin(true);
  fixture.clock.advance(hourMs);
  const again = await gathering.begin(true);
  expect(again.ok && begun.ok && again.value.startedAtMs > begun.value.startedAtMs + hourMs).toBe(true);
  await fixture.settle();
  expect(await counted()).toEqual([1, 1]);
});

test('files whose day is over are gathered anew; every night, as long as somebody counts', async () => {
  await bought(await fixture.enrol(), 100);
  const { gathering } = fixture.segments;
  await gathering.planNight();
  await fixture.settle();
  // Nobody ever asked.
  expect((await fixture.segments.count([])).factsAtMs).toBeNull();
  await fixture.settle();
  const firstMs = (await fixture.segments.count([])).factsAtMs ?? 0;
  fixture.clock.advance(25 * hourMs);
  await gathering.planNight();
  await gathering.planNight();
  await fixture.settle();
  expect((await fixture.segments.count([])).factsAtMs).toBe(firstMs + 25 * hourMs);
  fixture.clock.advance(27 * hourMs);
  expect((await fixture.segments.count([])).factsAtMs).toBeNull();
  await fixture.settle();
  expect(await counted()).toEqual([1, 1]);
  // After a month without anybody it is not.
  fixture.clock.advance(31 * dayMs);
  await gathering.planNight();
  await fixture.settle();
  const { factsAtMs } = await fixture.segments.count([]);
  expect(factsAtMs).toBeNull();
});

test('while segments are off nothing is kept of anybody', async () => {
  fixture.told.off.push('segments');
  const member = await fixture.enrol();
  await bought(member, 100);
  await fixture.segments.facts.bring(member);
  fixture.told.off.length = 0;
  await fixture.segments.gathering.begin(true);
  await fixture.settle();
  expect(await counted()).toEqual([0, 0]);
});

test('who was forgotten since the facts were gathered is listed nowhere', async () => {
  const [stays, leaves] = [await fixture.enrol(), await fixture.enrol()];
  await bought(stays, 100);
  await bought(leaves, 120);
  const id = fixture.ids.next();
  expect((await fixture.segments.save(id, lapsed, 'hq')).ok).toBe(true);
  await fixture.segments.gathering.begin(true);
  await fixture.settle();
  const listed = async () => {
    const all: string[] = [];
    for await (const items of fixture.segments.everyMember(id))
      all.push(...items.map(({ memberId }) => memberId));
    return all;
  };
  expect(await listed()).toEqual([stays, leaves].sort());
  fixture.told.gone.add(leaves);
  await fixture.segments.facts.forget(leaves);
  fixture.clock.advance(1_000);
  await fixture.segments.gathering.begin(true);
  await fixture.settle();
  expect(await listed()).toEqual([stays]);
});

test('of two who change a segment at once the second is told by whom', async () => {
  const id = fixture.ids.next();
  const made = await fixture.segments.save(id, lapsed, 'a');
  expect(made.ok && made.value.revision).toBe(1);
  expect(await fixture.segments.save(id, lapsed, 'b')).toMatchObject({
    code: 'stale_revision',
    params: { name: 'a' },
  });
  expect((await fixture.segments.save(id, { ...lapsed, revision: 1 }, 'b')).ok).toBe(true);
  expect((await fixture.segments.remove(id)).ok).toBe(true);
  expect(await fixture.segments.remove(id)).toMatchObject({ code: 'not_found' });
  expect(await fixture.segments.save(id, { ...lapsed, revision: 2 }, 'b')).toMatchObject({
    code: 'not_found',
  });
});
