import { seededFaults } from '@jindian/embedded-dynamodb';
import { branchGrant } from '@jindian/shared/access';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSellers, type SellersFixture } from './testing/sellers-fixture.ts';

let bed: SellersFixture;
beforeAll(async () => {
  bed = await openSellers();
});
afterAll(() => bed.close());
beforeEach(async () => {
  bed.engine.faults.set();
  for (const name of Object.keys(bed.policy)) delete bed.policy[name as keyof typeof bed.policy];
  await bed.settle();
});

const [here, there] = ['B00001', 'B00002'];
const guideAt = (locationId: string) => bed.person([branchGrant('guide', locationId)]);
const sellersOf = async (customers: readonly string[]) =>
  Promise.all(customers.map(async (one) => (await bed.bindingOf(one))?.sellerId ?? null));
const leave = (guide: string) => bed.members.revokeRole(guide, branchGrant('guide', here));
const all = <T>(customers: readonly unknown[], value: T) => customers.map(() => value);
const handoversOf = async (guide: string) => {
  const page = await bed.sellers.show(guide);
  return page.ok ? page.value.handovers : [];
};

describe('who leaves', () => {
  it('leaves customers to the branch, with their days and a fact that says so', async () => {
    const guide = await guideAt(here);
    const customers = await bed.customersOf(guide, 3);
    const before = await bed.bindingOf(String(customers[0]));
    bed.clock.advance(1_000);
    await leave(guide);
    await bed.settle(2);
    expect(await sellersOf(customers)).toEqual(all(customers, here));
    expect(await bed.bindingOf(String(customers[0]))).toEqual({
      ...before,
      sellerId: here,
      sellerName: '鼓楼店',
      sellerKind: 'branch',
    });
    const met = await bed.attribution.touchesOf(String(customers[0]), { limit: 5 });
    expect(met.ok && met.value.items).toMatchObject([
      { way: 'handover', reason: 'inherited', beforeId: guide, afterId: here },
      { way: 'scan', reason: 'first' },
    ]);
    expect(await handoversOf(guide)).toMatchObject([{ cause: 'left', state: 'done', moved: 3 }]);
  });

  it('leaves them to nobody, where HQ says so', async () => {
    bed.policy.customersOfLeft = 'free';
    const guide = await guideAt(here);
    const customers = await bed.customersOf(guide, 2);
    await leave(guide);
    await bed.settle();
    expect(await sellersOf(customers)).toEqual(all(customers, null));
  });

  it('leaves them until the manager has chosen a successor', async () => {
    bed.policy.customersOfLeft = 'successor';
    const [guide, next, far] = [await guideAt(here), await guideAt(here), await guideAt(there)];
    const customers = await bed.customersOf(guide, 2);
    await leave(guide);
    await bed.settle();
    expect(await sellersOf(customers)).toEqual(all(customers, guide));
    expect(await bed.sellers.creditable({ sellerId: guide, sellerKind: 'guide' })).toMatchObject({
      isActive: false,
    });
    const about = {
      locationId: here,
      by: next,
      isWithin: ({ locationId }: { locationId: string | null }) => locationId === here,
    };
    const to = (toSellerId: string) => ({ to: 'seller' as const, toSellerId, reason: '接手' });
    expect(
      await bed.sellers.moveCustomers(guide, to(far), { ...about, command: bed.command() }),
    ).toMatchObject({
      code: 'seller_not_active',
    });
    const command = bed.command();
    const made = await bed.sellers.moveCustomers(guide, to(next), { ...about, command });
    expect(made).toMatchObject({ ok: true, value: { state: 'running', toId: next } });
    expect(
      await bed.sellers.moveCustomers(guide, to(next), { ...about, command: bed.command() }),
    ).toMatchObject({ code: 'handover_running' });
    expect(await bed.sellers.moveCustomers(guide, to(next), { ...about, command })).toEqual(made);
    await bed.settle(2);
    expect(await sellersOf(customers)).toEqual(all(customers, next));
    expect(await bed.attribution.customersOf(next)).toBe(2);
  });

  it('and is back before anybody looked keeps them', async () => {
    const guide = await guideAt(here);
    const customers = await bed.customersOf(guide, 1);
    await leave(guide);
    await bed.members.grantRole(guide, branchGrant('guide', here));
    await bed.settle();
    expect(await sellersOf(customers)).toEqual([guide]);
  });
});

describe('who changes branch', () => {
  const change = async (guide: string) => {
    await bed.members.grantRole(guide, branchGrant('guide', there));
    await leave(guide);
    await bed.settle();
  };

  it('takes customers along: they count for the new branch', async () => {
    const guide = await guideAt(here);
    const customers = await bed.customersOf(guide, 2);
    await change(guide);
    expect(await Promise.all(customers.map(bed.bindingOf))).toMatchObject(
      all(customers, { sellerId: guide, locationId: there }),
    );
  });

  it('or leaves them behind, and keeps those of the new one', async () => {
    bed.policy.customersOfMoved = 'stay';
    const guide = await guideAt(here);
    const customers = await bed.customersOf(guide, 2);
    await change(guide);
    const [later = ''] = await bed.customersOf(guide, 1);
    await bed.settle();
    expect(await sellersOf(customers)).toEqual(all(customers, here));
    expect(await sellersOf([later])).toEqual([guide]);
  });
});

describe('a handover', () => {
  it('of more than one step is cut short, told twice and by two at once, and moves and counts each once', async () => {
    const guide = await guideAt(here);
    const customers = await bed.customersOf(guide, 60);
    await leave(guide);
    let seed = 7;
    for (let round = 0; ; round += 1) {
      expect(round).toBeLessThan(200);
      seed += 1;
      bed.engine.faults.set(
        seededFaults({
          seed,
          rates: { conflict: 0.05, throttle: 0.03, 'lost-before': 0.02, 'lost-after': 0.02 },
        }),
      );
      const deliver = async () => bed.deliver(2).catch(() => ['again']);
      const types = await deliver();
      bed.engine.faults.set();
      const [handover] = await handoversOf(guide);
      if (handover?.state === 'done') break;
      // What failed comes again: here by hand, since the look at the stream has moved on.
      if (types.includes('again') && handover) await resume(guide, handover.id);
      else if (types.includes('again'))
        await bed.sellers.left({ sellerId: guide, kind: 'guide', locationId: here }, bed.ids.next());
    }
    expect(await sellersOf(customers)).toEqual(all(customers, here));
    expect((await handoversOf(guide)).reduce((sum, { moved }) => sum + moved, 0)).toBe(60);
  });

  async function resume(guide: string, handoverId: string): Promise<void> {
    for (let nth = 0; nth < 80; nth += 1) await bed.sellers.step(guide, handoverId, nth);
  }

  it('leaves alone who became another’s meanwhile, and who is the successor', async () => {
    bed.policy.customersOfLeft = 'successor';
    const [guide, next, other] = [await guideAt(here), await guideAt(here), await guideAt(there)];
    const customers = await bed.customersOf(guide, 2);
    await bed.scan(next, guide);
    await bed.scan(String(customers[0]), other);
    await bed.sellers.moveCustomers(
      guide,
      { to: 'seller', toSellerId: next, reason: '接手' },
      { locationId: here, by: next, command: bed.command() },
    );
    await bed.settle();
    expect(await sellersOf([...customers, next])).toEqual([other, next, null]);
  });

  it('is one at a time: of two who move the same customers at once, one is told that it is under way', async () => {
    for (let round = 0; round < 4; round += 1) {
      const [guide, one, other] = [await guideAt(here), await guideAt(here), await guideAt(here)];
      const customers = await bed.customersOf(guide, 3);
      const about = () => ({ locationId: here, by: one, command: bed.command() });
      const moves = await Promise.all(
        [one, other].map((toSellerId) =>
          bed.sellers.moveCustomers(guide, { to: 'seller', toSellerId, reason: '接手' }, about()),
        ),
      );
      expect(moves.map((made) => (made.ok ? 'moved' : made.code)).sort()).toEqual([
        'handover_running',
        'moved',
      ]);
      await bed.settle(2);
      expect(new Set(await sellersOf(customers)).size).toBe(1);
      // And another once it is over.
      expect(await bed.sellers.moveCustomers(guide, { to: 'branch', reason: '接手' }, about())).toMatchObject(
        { ok: true },
      );
      await bed.settle(2);
    }
  });
});
