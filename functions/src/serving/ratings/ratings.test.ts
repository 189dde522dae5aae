import type { OrderView } from '@jindian/shared/contract/serving/order';
import {
  type DeskRating,
  type OrderRatings,
  type ProductRatings,
  servicePart,
} from '@jindian/shared/contract/serving/ratings';
import { dayMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { machineFaults } from '../../platform/state-machine.ts';
import { transact } from '../../platform/transact.ts';
import {
  branchId,
  neighbourId,
  type OrdersFixture,
  type Person,
  startOrdersFixture,
} from '../orders/testing/orders-fixture.ts';
import { ratedUntil, ratingMachine, totalsOf } from './rules.ts';

let fixture: OrdersFixture;
let shopper: Person;
let order: OrderView;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 500 } });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  shopper = await fixture.enrol();
  order = await received(shopper);
});

/** Brought and received: the shopper has it in hand. */
async function received(by: Person): Promise<OrderView> {
  const placed = await fixture.paid(by, 'delivery');
  const params = { orderId: placed.id, fulfilmentId: placed.fulfilments[0]!.id };
  await fixture.invoke(fixture.staff.hq, 'dispatchFulfilment', { params });
  const said = await fixture.invoke(by, 'confirmReceipt', { params, body: { received: true } });
  expect(said.status).toBe(200);
  await fixture.settle();
  return fixture.look(by, placed.id);
}
type Given = { part?: string; stars: number; text?: string; imagePaths?: string[] };
const rate = (
  ratings: Given[],
  more: { by?: Person; isAnonymous?: boolean; of?: OrderView; key?: string } = {},
) =>
  fixture.invoke<OrderRatings>(
    more.by ?? shopper,
    'rateOrder',
    {
      params: { orderId: (more.of ?? order).id },
      body: {
        ratings: ratings.map((one) => ({ part: '1', ...one })),
        ...(more.isAnonymous === undefined ? {} : { isAnonymous: more.isAnonymous }),
      },
    },
    more.key,
  );
const productId = () => order.lines[0]!.productId;
const onPage = async (query: Record<string, string> = {}) =>
  (
    await fixture.invoke<ProductRatings>(shopper, 'listProductRatings', {
      params: { productId: productId() },
      query,
    })
  ).body;
const desk = async (list: 'open' | 'all' = 'open', by = fixture.staff.manager, locationId = branchId) =>
  fixture.invoke<{ items: DeskRating[] }>(by, 'listBranchRatings', {
    params: { locationId },
    query: { list },
  });
const mine = async (by = shopper) =>
  (await fixture.invoke<OrderRatings>(by, 'getOrderRatings', { params: { orderId: order.id } })).body;
const key = (part = '1') => ({ orderId: order.id, part });
const decide = (body: object, by = fixture.staff.hq) =>
  fixture.invoke<DeskRating>(by, 'hqDecideRating', { params: key(), body });

describe('what shoppers say', () => {
  test('of goods is on their page at once, with a masked name, and of the service with the branch', async () => {
    const before = await onPage();
    const done = await rate([
      { stars: 5, text: '合脚，很轻' },
      { part: servicePart, stars: 4, text: '送得快' },
    ]);
    expect([done.status, done.body.items.map(({ state }) => state)]).toEqual([200, ['shown', 'shown']]);
    const after = await onPage();
    expect(after.totals.count).toBe(before.totals.count + 1);
    expect(after.items[0]).toMatchObject({ stars: 5, text: '合脚，很轻', shownAs: 'p**', reply: null });
    expect(
      (await desk('all')).body.items
        .slice(0, 2)
        .map(({ part }) => part)
        .sort(),
    ).toEqual(['1', servicePart]);
    expect((await fixture.system.ratings.starsOfPlace(branchId)).count).toBeGreaterThan(0);
  });

  test('without a name where they want it so', async () => {
    await rate([{ stars: 4, text: '不署名的评价' }], { isAnonymous: true });
    expect((await onPage()).items[0]).toMatchObject({ text: '不署名的评价', shownAs: null });
  });

  test('once of each thing: again it is refused, a repeat of the same command is answered alike', async () => {
    const first = await rate([{ stars: 5 }], { key: 'the-same-key-of-a-rating' });
    expect(await rate([{ stars: 5 }], { key: 'the-same-key-of-a-rating' })).toEqual(first);
    expect((await rate([{ stars: 1 }])).code).toBe('rated_before');
    expect((await mine()).items.map(({ stars }) => stars)).toEqual([5]);
  });

  test('two lines of one product at once count as two', async () => {
    const both = [...order.lines, { ...order.lines[0]!, id: '2' }];
    const { store } = fixture.system.orders;
    const record = (await store.read(order.id))!;
    const lines = [record.detail.lines[0]!, { ...record.detail.lines[0]!, id: '2' }];
    await transact(fixture.system.table, [store.putDetail(record.head, { ...record.detail, lines })]);
    const { totals } = await onPage();
    const done = await rate(both.map(({ id }) => ({ part: id, stars: 4 })));
    expect([done.status, done.body.items.length]).toEqual([200, 2]);
    expect((await onPage()).totals.byStars[3]).toBe((totals.byStars[3] ?? 0) + 2);
  });

  test('ten at once of one thing: one counts, and so do its stars', async () => {
    const { totals } = await onPage();
    const done = await Promise.all(Array.from({ length: 10 }, () => rate([{ stars: 3 }])));
    expect(done.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    expect((await onPage()).totals.count).toBe(totals.count + 1);
  });

  test('only of what is theirs, completed, and not long ago', async () => {
    const other = await fixture.enrol();
    expect((await rate([{ stars: 1 }], { by: other })).code).toBe('not_found');
    expect((await fixture.invoke(other, 'getOrderRatings', { params: { orderId: order.id } })).code).toBe(
      'not_found',
    );
    const unpaid = await fixture.placed(shopper, 'pickup', [['P004-01', 1]]);
    expect((await rate([{ stars: 1 }], { of: unpaid })).code).toBe('rating_not_open');
    expect((await rate([{ part: '7', stars: 1 }])).code).toBe('not_found');
    for (const stars of [0, 6, 2.5]) expect((await rate([{ stars }])).status).toBe(400);
  });

  test('can be taken back, and said anew', async () => {
    const { totals } = await onPage();
    await rate([{ stars: 1, text: '收回的' }]);
    const gone = await fixture.invoke<OrderRatings>(shopper, 'deleteRating', { params: key() });
    expect([gone.status, gone.body.items]).toEqual([200, []]);
    expect((await onPage()).totals).toEqual(totals);
    expect((await onPage()).items.map(({ text }) => text)).not.toContain('收回的');
    expect((await fixture.invoke(shopper, 'deleteRating', { params: key() })).code).toBe('not_found');
    expect((await rate([{ stars: 5 }])).status).toBe(200);
  });

  test('goes with who is forgotten, out of the stars as well', async () => {
    const { totals } = await onPage();
    await rate([
      { stars: 2, text: '要忘记的' },
      { part: servicePart, stars: 1 },
    ]);
    await fixture.system.ratings.forget(shopper.memberId);
    await fixture.system.ratings.forget(shopper.memberId);
    expect((await onPage()).totals).toEqual(totals);
    expect((await desk('all')).body.items.map(({ orderId }) => orderId)).not.toContain(order.id);
  });
});

describe('words that WeChat does not pass', () => {
  test.each([
    ['加我微信', null],
    ['好用', { errcode: 61010, errmsg: 'code is expired' }],
  ])('%s waits for HQ, seen by who wrote it alone, and counts once it is shown', async (text, fault) => {
    if (fault) fixture.wechat.control.failNext('checkText', fault);
    const { totals } = await onPage();
    expect((await rate([{ stars: 5, text }])).body.items[0]?.state).toBe('waiting');
    expect((await onPage()).totals).toEqual(totals);
    const waiting = await fixture.invoke<{ items: DeskRating[] }>(fixture.staff.hq, 'hqListRatings');
    expect(waiting.body.items.find(({ orderId }) => orderId === order.id)).toMatchObject({
      state: 'waiting',
      isOpen: true,
    });
    expect((await decide({ act: 'show' })).body.state).toBe('shown');
    expect((await decide({ act: 'show' })).status).toBe(200);
    expect((await onPage()).totals.count).toBe(totals.count + 1);
    expect((await decide({ act: 'hide', reason: '含有联系方式' })).body.state).toBe('hidden');
    expect((await onPage()).totals).toEqual(totals);
    expect((await mine()).items[0]).toMatchObject({ state: 'hidden', reason: '含有联系方式' });
  });

  test('of who came by a browser, whom WeChat does not know, wait as well; stars alone do not', async () => {
    const visitor = await fixture.enrolInBrowser();
    const theirs = await received(visitor);
    const said = await rate(
      [
        { stars: 4, text: '从浏览器来' },
        { part: servicePart, stars: 5 },
      ],
      { by: visitor, of: theirs },
    );
    expect(said.body.items.map(({ part, state }) => [part, state])).toEqual([
      ['1', 'waiting'],
      [servicePart, 'shown'],
    ]);
  });

  test('are hidden with a reason only', async () => {
    await rate([{ stars: 5, text: '好' }]);
    expect((await decide({ act: 'hide' })).status).toBe(400);
    expect((await decide({ act: 'hide', reason: '广告' }, fixture.staff.manager)).status).toBe(403);
  });
});

describe('pictures', () => {
  /** As it is once it is looked at and made ready: the fixture has nobody who makes pictures. */
  async function picture(nth: number): Promise<string> {
    const id = String(nth).padStart(32, '0');
    await fixture.system.pictures.adopt([`${id}-200.webp`]);
    return `/pictures/${id}`;
  }
  const looks = () => fixture.wechat.control.mediaChecks().slice(-2);
  const isUsed = (path: string) =>
    fixture.engine
      .call('Query', {
        TableName: fixture.tableName,
        KeyConditionExpression: 'pk = :pk and begins_with(sk, :use)',
        ExpressionAttributeValues: { ':pk': { S: `PICTURE#${path.slice(-32)}` }, ':use': { S: 'USE#' } },
      })
      .then((found) => ((found as { Count: number }).Count ?? 0) > 0);

  test('wait until WeChat has looked at each, in whatever order and however often it says so', async () => {
    const paths = [await picture(1), await picture(2)];
    const { totals } = await onPage();
    const given = await rate([{ stars: 5, text: '看图', imagePaths: paths }]);
    expect(given.body.items[0]).toMatchObject({ state: 'waiting', imagePaths: paths });
    const [first, second] = looks();
    expect(first?.url).toBe(`http://127.0.0.1:9${paths[0]}`);
    const { pushMedia } = fixture.wechat.control;
    expect(await pushMedia(second!.traceId, 'pass')).toBe(true);
    expect(await pushMedia(second!.traceId, 'pass')).toBe(true);
    expect((await mine()).items[0]?.state).toBe('waiting');
    expect(await pushMedia(first!.traceId, 'pass')).toBe(true);
    expect((await mine()).items[0]?.state).toBe('shown');
    expect((await onPage()).items[0]).toMatchObject({ text: '看图', imagePaths: paths });
    expect((await onPage()).totals.count).toBe(totals.count + 1);
    // Said again after HQ has hidden it, it stays hidden.
    await decide({ act: 'hide', reason: '与商品无关' });
    await pushMedia(first!.traceId, 'pass');
    expect((await mine()).items[0]?.state).toBe('hidden');
  });

  test.each([['risky'], ['review'], [null]] as const)(
    'of which WeChat says %s stay with HQ',
    async (found) => {
      await rate([{ stars: 5, text: '看图', imagePaths: [await picture(3)] }]);
      const [, asked] = looks();
      expect(await fixture.wechat.control.pushMedia(asked!.traceId, found)).toBe(true);
      expect((await mine()).items[0]?.state).toBe('waiting');
      expect((await decide({ act: 'show' })).body.state).toBe('shown');
    },
  );

  test('that pass show no words that did not', async () => {
    await rate([{ stars: 5, text: '加我微信', imagePaths: [await picture(4)] }]);
    await fixture.wechat.control.pushMedia(looks()[1]!.traceId, 'pass');
    expect((await mine()).items[0]?.state).toBe('waiting');
  });

  test('are kept as long as the rating, and are nobody’s otherwise', async () => {
    const path = await picture(5);
    await rate([{ stars: 5, imagePaths: [path] }]);
    expect(await isUsed(path)).toBe(true);
    await fixture.invoke(shopper, 'deleteRating', { params: key() });
    expect(await isUsed(path)).toBe(false);
    expect((await rate([{ stars: 5, imagePaths: [`/pictures/${'f'.repeat(32)}`] }])).code).toBe(
      'picture_unknown',
    );
    expect((await rate([{ stars: 5, imagePaths: ['/assets/products/P001.svg'] }])).status).toBe(400);
  });

  test('that WeChat tells of before they are written are told again', async () => {
    expect(await fixture.wechat.control.pushMedia('unknown-trace', 'pass')).toBe(false);
  });
});

describe('low stars', () => {
  test('lie with the manager and HQ until somebody answers, which everybody reads', async () => {
    await rate([{ stars: 2, text: '盒子破了' }]);
    const open = async () => (await desk()).body.items.map(({ orderId }) => orderId);
    expect(await open()).toContain(order.id);
    const answered = await fixture.invoke(fixture.staff.manager, 'answerBranchRating', {
      params: { ...key(), locationId: branchId },
      body: { text: '对不起，请来换一个盒子' },
    });
    expect(answered.status).toBe(200);
    expect(await open()).not.toContain(order.id);
    expect((await onPage()).items[0]).toMatchObject({
      text: '盒子破了',
      reply: { text: '对不起，请来换一个盒子' },
    });
    expect((await mine()).items[0]?.reply?.text).toBe('对不起，请来换一个盒子');
  });

  test('or until somebody says that they were dealt with', async () => {
    await rate([{ stars: 1 }]);
    const params = { ...key(), locationId: branchId };
    expect(
      (await fixture.invoke(fixture.staff.manager, 'settleBranchRating', { params, body: {} })).status,
    ).toBe(200);
    expect((await desk()).body.items.map(({ orderId }) => orderId)).not.toContain(order.id);
  });

  test('of another branch are neither seen nor answered', async () => {
    await rate([{ stars: 1, text: '别家的' }]);
    const elsewhere = fixture.managerOf(neighbourId);
    expect((await desk('all', elsewhere)).status).toBe(403);
    expect(
      (await desk('all', elsewhere, neighbourId)).body.items.map(({ orderId }) => orderId),
    ).not.toContain(order.id);
    const answer = { params: { ...key(), locationId: neighbourId }, body: { text: '不是我们的' } };
    expect((await fixture.invoke(elsewhere, 'answerBranchRating', answer)).code).toBe('not_found');
  });
});

test('pages of the goods hold each once, the latest first', async () => {
  for (const text of ['甲', '乙', '丙']) await rate([{ stars: 5, text }], { of: await received(shopper) });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: ProductRatings = await onPage({ limit: '2', ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map(({ text }) => text));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen.slice(0, 3)).toEqual(['丙', '乙', '甲']);
});

test('the average is that of all stars, to a tenth', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 })), (stars) => {
      const counts: Record<string, number> = {};
      for (const one of stars) counts[`stars${one}`] = (counts[`stars${one}`] ?? 0) + 1;
      const { count, average } = totalsOf(counts);
      expect(count).toBe(stars.length);
      if (average === null) expect(stars).toEqual([]);
      else expect(Math.abs(average - stars.reduce((a, b) => a + b, 0) / stars.length)).toBeLessThan(0.051);
    }),
  );
  expect(totalsOf(null)).toEqual({ count: 0, average: null, byStars: [0, 0, 0, 0, 0] });
});

test('the time to rate begins with the end of the order', () => {
  expect(ratedUntil(undefined, 0, 90)).toBeNull();
  expect(ratedUntil(1_000, 1_000 + 90 * dayMs - 1, 90)).toBe(1_000 + 90 * dayMs);
  expect(ratedUntil(1_000, 1_000 + 90 * dayMs, 90)).toBeNull();
  expect(machineFaults(ratingMachine)).toEqual({ unreachable: [], deadEnds: [] });
});
