import { branchGrant } from '@jindian/shared/access';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runsFactor } from '../../platform/testing/depth.ts';
import { openSellers, type SellersFixture } from './testing/sellers-fixture.ts';

let bed: SellersFixture;
beforeAll(async () => {
  bed = await openSellers();
});
afterAll(() => bed.close());

const [here, there] = ['B00001', 'B00002'];
const place = fc.constantFrom(here, there);
const guides = 3;
const customers = 3;
const guide = fc.nat({ max: guides - 1 });
const step = fc.record({
  /** Each is told so often. */
  times: fc.integer({ min: 1, max: 2 }),
  act: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant('scan' as const),
        who: fc.nat({ max: customers - 1 }),
        guide,
      }),
    },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('leave' as const), guide }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('be at' as const), guide, at: place }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('hand over' as const), guide, to: guide }) },
    {
      weight: 1,
      arbitrary: fc.record({
        does: fc.constant('policy' as const),
        customersOfLeft: fc.constantFrom('branch', 'successor', 'free'),
        customersOfMoved: fc.constantFrom('along', 'stay'),
      }),
    },
  ),
});

/** Whose customer somebody is, and at which branch they were bound. */
type Bound = { seller: string; at: string } | null;

test('whoever comes, goes, moves and is followed, each customer is whose the policy says, and a chain of facts tells how', async () => {
  let handed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 16 }), async (steps) => {
      const ids: string[] = [];
      const at: (string | null)[] = [];
      for (let n = 0; n < guides; n += 1) {
        ids.push(await bed.person([branchGrant('guide', here)]));
        at.push(here);
      }
      const people: string[] = [];
      for (let n = 0; n < customers; n += 1) people.push(await bed.person());
      const bound: Bound[] = people.map(() => null);
      bed.policy.customersOfLeft = 'branch';
      bed.policy.customersOfMoved = 'along';
      const leftBehind = (seller: string, from: string) => {
        for (const [nth, one] of bound.entries()) {
          if (one?.seller !== seller || one.at !== from) continue;
          if (bed.policy.customersOfLeft === 'branch') bound[nth] = { seller: from, at: from };
          if (bed.policy.customersOfLeft === 'free') bound[nth] = null;
        }
      };
      for (const { times, act } of steps) {
        const seller = 'guide' in act ? String(ids[act.guide]) : '';
        const was = 'guide' in act ? (at[act.guide] ?? null) : null;
        if (act.does === 'policy') Object.assign(bed.policy, { ...act, does: undefined });
        else if (act.does === 'scan') {
          if (was === null) continue;
          await bed.scan(String(people[act.who]), seller);
          bound[act.who] = { seller, at: was };
        } else if (act.does === 'leave') {
          if (was === null) continue;
          await bed.members.revokeRole(seller, branchGrant('guide', was));
          at[act.guide] = null;
          leftBehind(seller, was);
        } else if (act.does === 'be at') {
          if (was === act.at) continue;
          await bed.members.grantRole(seller, branchGrant('guide', act.at));
          if (was !== null) await bed.members.revokeRole(seller, branchGrant('guide', was));
          at[act.guide] = act.at;
          if (was !== null && bed.policy.customersOfMoved === 'stay') leftBehind(seller, was);
          else if (was !== null)
            for (const [nth, one] of bound.entries())
              if (one?.seller === seller && one.at === was) bound[nth] = { seller, at: act.at };
        } else {
          const [next, nextAt] = [String(ids[act.to]), at[act.to] ?? null];
          const done = await bed.sellers.moveCustomers(
            seller,
            { to: 'seller', toSellerId: next, reason: '接手' },
            { locationId: null, by: 'HQ', command: bed.command() },
          );
          expect(done.ok).toBe(nextAt !== null && next !== seller);
          if (!done.ok || nextAt === null) continue;
          for (const [nth, one] of bound.entries())
            if (one?.seller === seller) bound[nth] = { seller: next, at: nextAt };
        }
        await bed.settle(times);
        const found = await Promise.all(people.map((one) => bed.bindingOf(one)));
        expect(found.map((one) => one && { seller: one.sellerId, at: one.locationId })).toEqual(bound);
      }
      let moved = 0;
      for (const [nth, one] of people.entries()) {
        const touches = await bed.attribution.touchesOf(one, { limit: 50 });
        if (!touches.ok) throw new Error(touches.code);
        const told = [...touches.value.items].reverse();
        // Each begins where the one before ended.
        told.forEach((touch, index) => {
          expect(touch.beforeId).toBe(told[index - 1]?.afterId ?? null);
        });
        expect(told.at(-1)?.afterId ?? null).toBe(bound[nth]?.seller ?? null);
        moved += told.filter(({ way }) => way === 'handover').length;
      }
      const pages = await Promise.all(ids.map((id) => bed.sellers.show(id)));
      const handovers = pages.flatMap((page) => (page.ok ? page.value.handovers : []));
      expect(handovers.every(({ state }) => state === 'done')).toBe(true);
      expect(handovers.reduce((sum, one) => sum + one.moved, 0)).toBe(moved);
      handed += moved;
    }),
    { numRuns: Math.ceil(5 * runsFactor) },
  );
  expect(handed).toBeGreaterThan(0);
});
