import type { CustomerMatter } from '@jindian/shared/contract/selling/seller';
import { brandDay, dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attribution } from '../attribution/service.ts';
import { monthTimes } from './cockpit.ts';
import type { FrozenAttribution } from './frozen.ts';
import { createSellerDesk } from './seller-desk.ts';
import {
  type CommissionFixture,
  commissionFen,
  completedAtMs,
  keptFen,
  paidAtMs,
  startCommissionFixture,
} from './testing/commission-fixture.ts';

const product = {
  productId: 'P001',
  name: { zh: '云步轻量跑鞋', en: 'Cloudstep shoes' },
  imagePath: '/assets/products/P001.svg',
  quantity: 1,
};

let fixture: CommissionFixture;
let calls: string[];
let nowMs: number;
/** What was met of the seller. */
let touches: Awaited<ReturnType<Attribution['touchesOfSeller']>>['items'];
/** Who ordered what; everybody agreed to the newest privacy text unless told. */
let frozen: Map<string, FrozenAttribution | null>;
/** What is open about which order. */
let matters: Map<string, { kind: CustomerMatter; sinceMs: number }>;
let gone: Set<string>;
let colleagues: { memberId: string; name: string }[] | null;
let buyers: Map<string, { memberId: string; nickname: string; privacyVersion: string | null }>;

const desk = () =>
  createSellerDesk({
    clock: { nowMs: () => nowMs },
    commission: fixture.commission,
    async ordersOf(orderIds) {
      calls.push(`orders ${orderIds.length}`);
      return new Map(
        orderIds.map((orderId) => {
          const memberId = buyers.get(orderId)?.memberId ?? 'nobody';
          const lines = [{ ...product, id: '1' }];
          const attribution = frozen.get(orderId) ?? null;
          return [orderId, { memberId, lines, attribution, mayBeOpen: matters.has(orderId) }];
        }),
      );
    },
    matterOf: async (orderId) => matters.get(orderId) ?? null,
    async namesOf(memberIds) {
      calls.push(`names ${memberIds.length}`);
      return new Map([...buyers.values()].map((buyer) => [buyer.memberId, buyer]));
    },
    async touchesOf(sellerId, { limit }) {
      calls.push(`touches of ${sellerId} ${limit}`);
      return { items: touches, nextCursor: null };
    },
    sellerNow: async (memberId) => (gone.has(memberId) ? 'SOMEBODY ELSE' : 'GUIDE'),
    colleaguesOf: async () => colleagues,
    idSecret: () => 'a secret of the test',
  });

function bought(memberId: string, nickname: string, privacyVersion: string | null = '2026-11-30') {
  const order = fixture.newOrder('GUIDE');
  buyers.set(order.orderId, { memberId, nickname, privacyVersion });
  frozen.set(order.orderId, order.attribution);
  return order;
}

beforeEach(async () => {
  fixture = await startCommissionFixture();
  calls = [];
  touches = [];
  buyers = new Map();
  matters = new Map();
  gone = new Set();
  colleagues = null;
  frozen = new Map();
  nowMs = completedAtMs + 3_600_000;
});
afterEach(() => fixture.close());

describe("a guide's cockpit", () => {
  it('counts today and the month, and says what comes when', async () => {
    const orders = [bought('M1', '小林'), bought('M2', '王阿姨'), bought('M3', '小周')];
    for (const order of orders) await fixture.deliver(order, 'paid');
    for (const order of orders.slice(0, 2)) await fixture.deliver(order, 'completed');
    expect(await desk().cockpit('GUIDE')).toEqual({
      today: { amountFen: 3 * commissionFen, orders: 3 },
      month: { month: '2026-11', amountFen: 3 * commissionFen, orders: 3 },
      days: expect.any(Array),
      availableFen: 0,
      pendingFen: 3 * commissionFen,
      coming: [{ day: '2026-11-28', amountFen: 2 * commissionFen, orders: 2 }],
      waitingFen: commissionFen,
      isWhole: true,
    });
    nowMs += dayMs;
    expect(await desk().cockpit('GUIDE')).toMatchObject({ today: { amountFen: 0, orders: 0 } });
  });

  it('takes a refund of a part off the day on which the rest comes', async () => {
    const order = bought('M1', '小林');
    for (const step of ['paid', 'part refunded', 'completed less a part'] as const)
      await fixture.deliver(order, step);
    const cockpit = await desk().cockpit('GUIDE');
    expect(cockpit.coming).toEqual([{ day: '2026-11-28', amountFen: keptFen, orders: 1 }]);
    expect(cockpit).toMatchObject({ month: { amountFen: keptFen }, pendingFen: keptFen, waitingFen: 0 });
  });

  it('counts nothing that was called off, and moves to what is available what was settled', async () => {
    const [gone, kept] = [bought('M1', '小林'), bought('M2', '王阿姨')];
    for (const step of ['paid', 'completed', 'settle'] as const) await fixture.deliver(kept, step);
    for (const step of ['paid', 'refunded'] as const) await fixture.deliver(gone, step);
    // What waits for the pool is paid by it in turn.
    await fixture.ledger.payInTurn();
    nowMs = completedAtMs + 8 * dayMs;
    expect(await desk().cockpit('GUIDE')).toMatchObject({
      month: { amountFen: commissionFen, orders: 1 },
      availableFen: commissionFen,
      pendingFen: 0,
      coming: [],
      waitingFen: 0,
    });
  });

  it('shows an earlier month, and one before anything was sold', async () => {
    await fixture.deliver(bought('M1', '小林'), 'paid');
    nowMs = Date.UTC(2027, 5, 1);
    expect((await desk().cockpit('GUIDE', '2026-11')).month).toEqual({
      month: '2026-11',
      amountFen: commissionFen,
      orders: 1,
    });
    expect((await desk().cockpit('GUIDE', '2026-10')).month).toMatchObject({ amountFen: 0, orders: 0 });
  });

  it("shows nothing of another guide's", async () => {
    await fixture.deliver(bought('M1', '小林'), 'paid');
    expect(await desk().cockpit('ANOTHER')).toMatchObject({
      today: { amountFen: 0 },
      month: { amountFen: 0 },
      pendingFen: 0,
      coming: [],
    });
    expect(await desk().customers('ANOTHER')).toMatchObject({ ok: true, value: { items: [] } });
  });

  it('knows when a month begins, here and not in London', () => {
    expect(monthTimes('2026-12')).toEqual({
      fromMs: Date.UTC(2026, 10, 30, 16),
      beforeMs: Date.UTC(2026, 11, 31, 16),
    });
  });
});

describe('each earning', () => {
  it('says what was bought and, as far as they agreed, by whom: in two calls for a page', async () => {
    for (const [nickname, version] of [
      ['小林', '2026-11-30'],
      ['王阿姨', '2026-11-21'],
      ['小周', null],
    ] as const)
      await fixture.deliver(bought(`M-${nickname}`, nickname, version), 'paid');
    const page = await desk().earnings('GUIDE', { limit: 20 });
    if (!page.ok) throw new Error(page.code);
    expect(page.value.items.map(({ customerName }) => customerName).toSorted()).toEqual([null, null, '小**']);
    expect(page.value.items[0]!.products).toEqual([product]);
    expect(JSON.stringify(page.value)).not.toMatch(/小林|M-/);
    expect(calls).toEqual(['orders 3', 'names 3']);
  });
});

describe('the earnings of a month', () => {
  it('are those of that month alone, page by page, whatever stands beside them', async () => {
    // Three of November, and what a refund took back in December.
    const orders = [bought('M1', '小林'), bought('M2', '王阿姨'), bought('M3', '小周')];
    for (const order of orders) await fixture.deliver(order, 'paid');
    const all = await desk().earnings('GUIDE', { limit: 50 });
    const november = monthTimes('2026-11');
    if (!all.ok) throw new Error(all.code);
    for (const limit of [1, 2, 3, 50])
      for (const [month, expected] of [
        ['2026-10', []],
        [
          '2026-11',
          all.value.items.filter(({ atMs }) => atMs >= november.fromMs && atMs < november.beforeMs),
        ],
        ['2026-12', all.value.items.filter(({ atMs }) => atMs >= november.beforeMs)],
      ] as const) {
        const found: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await desk().earnings('GUIDE', { limit, month, cursor });
          if (!page.ok) throw new Error(page.code);
          expect(page.value.items.length).toBeLessThanOrEqual(limit);
          expect(page.value).toMatchObject({ pendingFen: all.value.pendingFen });
          found.push(...page.value.items.map(({ id }) => id));
          cursor = page.value.nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(found).toEqual(expected.map(({ id }) => id));
      }
    expect(all.value.items).toHaveLength(3);
  });
});

describe('customers', () => {
  it('are those who bought, each once, the latest first, with what they bought last', async () => {
    const orders = [bought('M1', '小林'), bought('M2', '王阿姨'), bought('M1', '小林')];
    for (const order of orders) await fixture.deliver(order, 'paid');
    const called = bought('M3', '小周');
    for (const step of ['paid', 'refunded'] as const) await fixture.deliver(called, step);
    const found = await desk().customers('GUIDE');
    if (!found.ok) throw new Error(found.code);
    expect(found.value.items.map(({ name, orders: count }) => [name, count]).toSorted()).toEqual([
      ['小**', 2],
      ['王**', 1],
    ]);
    expect(found.value.items[0]).toMatchObject({ lastAtMs: paidAtMs, product });
    expect(JSON.stringify(found.value)).not.toMatch(/M1|M2/);
    expect(calls).toEqual(['orders 3', 'names 2']);
  });
});

describe('who met a code', () => {
  it('is told as customers are, with the reason, and never by an id or another seller', async () => {
    const order = bought('M1', '小林');
    await fixture.deliver(order, 'paid');
    buyers.set('M2', { memberId: 'M2', nickname: '王阿姨', privacyVersion: '2026-11-21' });
    const met = {
      atMs: paidAtMs,
      way: 'scan',
      sellerId: 'GUIDE',
      sellerKind: 'guide',
      policyVersion: 1,
      shareId: null,
    } as const;
    touches = [
      { ...met, memberId: 'M2', touchId: 'T2', reason: 'protected', beforeId: 'LI', afterId: 'LI' },
      { ...met, memberId: 'M1', touchId: 'T1', reason: 'first', beforeId: null, afterId: 'GUIDE' },
    ];
    const found = await desk().touches('GUIDE', { limit: 20 });
    expect(found.items).toMatchObject([
      { touchId: 'T2', name: null, reason: 'protected', isMine: false },
      { touchId: 'T1', name: '小**', reason: 'first', isMine: true },
    ]);
    expect(calls).toEqual(['touches of GUIDE 20', 'names 2']);
    expect(JSON.stringify(found)).not.toMatch(/M1|M2|LI|小林|王/);
    // The same person here and among those who bought.
    const customers = await desk().customers('GUIDE');
    expect(customers).toMatchObject({ ok: true, value: { items: [{ id: found.items[1]!.id }] } });
  });
});

describe('the last thirty days', () => {
  it('are thirty, with what each brought, and nothing of any before them', async () => {
    await fixture.deliver(bought('M1', '小林'), 'paid');
    const { days } = await desk().cockpit('GUIDE');
    expect(days).toHaveLength(30);
    expect(days.at(-1)).toEqual({ day: brandDay(nowMs), amountFen: commissionFen, orders: 1 });
    expect(days.slice(0, -1).every(({ amountFen, orders }) => amountFen === 0 && orders === 0)).toBe(true);
    nowMs += 29 * dayMs;
    expect((await desk().cockpit('GUIDE')).days[0]).toMatchObject({ amountFen: commissionFen });
    nowMs += dayMs;
    expect((await desk().cockpit('GUIDE')).days.every(({ amountFen }) => amountFen === 0)).toBe(true);
  });
});

describe('whom to look after', () => {
  it('is who has not bought for ninety days, the longest ago first, while they are still a customer of hers', async () => {
    for (const [memberId, name] of [
      ['M1', '小林'],
      ['M2', '王阿姨'],
      ['M3', '小周'],
    ] as const)
      await fixture.deliver(bought(memberId, name), 'paid');
    nowMs += 89 * dayMs;
    expect((await desk().tasks('GUIDE')).notSeen).toEqual([]);
    nowMs += 3 * dayMs;
    gone.add('M2');
    const { notSeen, isWhole } = await desk().tasks('GUIDE');
    expect([notSeen.map(({ name }) => name).sort(), isWhole]).toEqual([['小**', '小**'], true]);
  });

  it('is who waits for something, the longest first, and nobody who is another’s by now', async () => {
    const [first, second, third] = [bought('M1', '小林'), bought('M2', '王阿姨'), bought('M3', '小周')];
    for (const order of [first, second, third]) await fixture.deliver(order, 'paid');
    expect((await desk().tasks('GUIDE')).afterSales).toEqual([]);
    matters.set(first.orderId, { kind: 'late', sinceMs: nowMs - 1_000 });
    matters.set(second.orderId, { kind: 'not_arrived', sinceMs: nowMs - 2_000 });
    matters.set(third.orderId, { kind: 'refund_failed', sinceMs: nowMs - 3_000 });
    gone.add('M3');
    const { afterSales } = await desk().tasks('GUIDE');
    expect(afterSales).toMatchObject([
      { orderId: second.orderId, matter: 'not_arrived', customer: { name: '王**' }, product },
      { orderId: first.orderId, matter: 'late', customer: { name: '小**' } },
    ]);
    expect(JSON.stringify(afterSales)).not.toMatch(/M1|M2|小林|王阿姨/);
  });

  it('is nobody who bought again', async () => {
    await fixture.deliver(bought('M1', '小林'), 'paid');
    nowMs += 92 * dayMs;
    expect((await desk().tasks('GUIDE')).notSeen).toHaveLength(1);
  });
});

describe('the ranking of a branch', () => {
  it('is of what each sold and of nobody’s commission; who sold as much has the same place', async () => {
    await fixture.deliver(bought('M1', '小林'), 'paid');
    const gone = bought('M2', '王阿姨');
    for (const step of ['paid', 'refunded'] as const) await fixture.deliver(gone, step);
    expect(await desk().ranking('GUIDE')).toEqual({ month: '2026-11', ranked: null });
    colleagues = [
      { memberId: 'B', name: '何静' },
      { memberId: 'GUIDE', name: '陈晓' },
      { memberId: 'A', name: '李雷' },
    ];
    const { ranked } = await desk().ranking('GUIDE');
    expect(ranked?.map(({ place, name, orders, isMe }) => [place, name, orders, isMe])).toEqual([
      [1, '陈晓', 1, true],
      [2, '李雷', 0, false],
      [2, '何静', 0, false],
    ]);
    expect(ranked?.[0]?.salesFen).toBeGreaterThan(commissionFen);
    expect(JSON.stringify(ranked)).not.toContain('commission');
  });
});
