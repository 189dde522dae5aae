import { brandGrant } from '@jindian/shared/access';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PartHealth } from '../platform/part-health.ts';
import { type HqFixture, startHqFixture } from './testing/hq-fixture.ts';
import { formOf, hiddenField, openHq, type Visitor } from './testing/visitors.ts';

let fixture: HqFixture['fixture'];
let guest: Visitor;
let hqToken: string;

/** Money of nobody, as a notification would tell of it, and work that nobody can read. */
async function troubles() {
  const { system, secrets } = fixture.local;
  for (const [kind, theirAmount] of [
    ['unknown_payment', 100],
    ['payment_amount', 900],
    ['foreign_money', 300],
  ] as const) {
    const outTradeNo = kind.padEnd(20, '0');
    await system.differences.report({
      kind,
      merchantId: secrets.wechatPay.mchid,
      outTradeNo,
      transactionId: `42${outTradeNo}`,
      theirAmount,
      currency: 'CNY',
      source: 'notification',
    });
  }
  for (const tries of [2, 5, 3])
    await system.deadLetters.keepUnreadable(`letter-${tries}`, { said: `=cmd ${tries}` }, tries);
}

beforeAll(async () => {
  const started = await startHqFixture();
  ({ fixture, hqToken } = started);
  guest = started.hq.visitor(started.hqToken);
  await troubles();
  // An act on record.
  const path = `/hq/orders/${started.order.order.id}`;
  const { csrf, key } = await formOf(guest, path);
  await guest.post(`${path}/notes`, { csrf, key, act: 'add', kind: 'tag', text: '加急' });
});
afterAll(() => fixture.local.close());

describe('tables to download', () => {
  const tables = [
    '/hq/orders.csv',
    '/hq/orders.csv?sort=amount',
    '/hq/refusals.csv',
    '/hq/audit.csv',
    '/hq/audit.csv?sort=oldest',
    '/hq/ledger.csv?account=sales-deferred',
    '/hq/transfers.csv',
    '/hq/stock-differences.csv',
    '/hq/refunds.csv',
    '/hq/differences.csv',
    '/hq/work.csv',
  ];

  test('are narrowed by views that somebody keeps, of their own and no others', async () => {
    const asked = 'province=%E4%B8%8A%E6%B5%B7%E5%B8%82';
    const { csrf, key } = await formOf(guest, `/hq/locations?${asked}`);
    const kept = { csrf, key, act: 'save', list: 'places', name: '上海<b>', query: asked };
    expect((await guest.post('/hq/saved-views', kept)).location).toBe(`/hq/locations?${asked}`);
    // The same name again is the same view.
    await guest.post('/hq/saved-views', { ...kept, key: `${key}-2`, query: `${asked}&size=100` });
    const { text } = await guest.get('/hq/locations');
    expect(text.match(/class="saved-view"/g)).toHaveLength(1);
    expect(text).toContain(`href="/hq/locations?${asked}&amp;size=100"`);
    expect(text).toContain('上海&lt;b&gt;');
    expect((await guest.get('/hq/people')).text).not.toContain('saved-view"');
    const bad = await guest.post('/hq/saved-views', { ...kept, key: `${key}-3`, query: '"><script>' });
    expect(bad.status).toBe(400);
    const viewId = hiddenField(text, 'viewId');
    await guest.post('/hq/saved-views', { csrf, key: `${key}-4`, act: 'remove', list: 'places', viewId });
    expect((await guest.get('/hq/locations')).text).not.toContain('saved-view"');
  });

  test('hold what their page shows, and no more', async () => {
    for (const [list, asked] of [
      ['locations', 'province=%E4%B8%8A%E6%B5%B7%E5%B8%82&kind=branch&sort=id&size=300'],
      ['people', 'role=auditor'],
      ['people', 'role=administrator'],
      ['transfers', 'state=received&at=nowhere'],
      ['transfers', 'state=requested&sort=pieces'],
      ['stock', `location=${fixture.here}&size=300`],
      ['stock', `location=${fixture.here}&level=out&sort=available&size=300`],
      ['stock-differences', 'state=open&sort=pieces'],
      ['refunds', 'sort=amount'],
      ['work', 'lane=unknown&sort=tries'],
      ['work', 'lane=books'],
      ['audit', 'sort=oldest&size=300'],
    ]) {
      const { text } = await guest.get(`/hq/${list}?${asked}`);
      const csv = (await guest.get(`/hq/${list}.csv?${asked}`)).text.trim().split('\r\n').slice(1);
      const rows = text.split('<tbody')[1]?.match(/<tr /g)?.length ?? 0;
      expect([list, asked, rows]).toEqual([list, asked, csv.length]);
      expect(text).toContain(`href="/hq/${list}.csv?`);
    }
    expect((await guest.get('/hq/locations?province=%E4%B8%8A%E6%B5%B7%E5%B8%82')).text).toContain('上海');
    // A name that was typed and not chosen is told at its field, on every list.
    for (const list of ['/hq?at=x', '/hq/people?location=x', '/hq/transfers?at=x', '/hq/audit?member=x'])
      expect([list, (await guest.get(list)).text]).toEqual([
        list,
        expect.stringContaining('请从列出的里面选一个'),
      ]);
  });

  test('say how many there are, are narrowed and sorted, and open what they are about', async () => {
    const letters = (await guest.get('/hq/work?sort=tries')).text;
    expect(letters).toContain('共 3 项');
    expect([...letters.matchAll(/尝试次数"[^>]*><div class="cell">(\d)/g)].map(([, tries]) => tries)).toEqual(
      ['5', '3', '2'],
    );
    const apart = (await guest.get('/hq/differences?sort=apart')).text;
    const [first, second] = ['payment_amount', 'foreign_money'].map((one) =>
      apart.indexOf(one.padEnd(20, '0')),
    );
    expect([apart.includes('共 3 项'), (first ?? -1) > 0, (first ?? 0) < (second ?? 0)]).toEqual([
      true,
      true,
      true,
    ]);
    const one = await guest.get('/hq/differences?kind=foreign_money');
    expect([one.text.includes('共 1 项'), one.text.includes('unknown_payment0')]).toEqual([true, false]);
    const csv = (await guest.get('/hq/differences.csv?kind=foreign_money')).text.trim().split('\r\n');
    expect([csv.length, csv[1]?.includes(',3.00,')]).toEqual([2, true]);
    // The whole row leads where its first link does.
    for (const path of [
      '/hq/people',
      '/hq/audit',
      '/hq/transfers?state=requested',
      '/hq/ledger?account=sales-deferred',
    ]) {
      const { text } = await guest.get(path);
      const rows = text.match(/<tr [^>]*data-key[^>]*>/g) ?? [];
      expect([
        path,
        rows.filter((row) => row.includes('is-whole')).length > 0 || path.includes('transfers'),
      ]).toEqual([path, true]);
    }
    // A figure opens the rows that it counts.
    const day = (await guest.get('/hq')).text;
    const opened =
      /figure-value" href="([^"#]*any_paid[^"#]*)/.exec(day)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const counted = /figure-hint">(\d+) 笔|figure-hint">[^<]*?(\d+)/.exec(day.slice(day.indexOf('any_paid')));
    const rows = (await guest.get(opened)).text.split('<tbody')[1]?.match(/<tr /g)?.length;
    expect([opened.startsWith('/hq?day='), rows]).toEqual([true, Number(counted?.[1] ?? counted?.[2])]);
  });

  test('each can be kept as a view of its own', async () => {
    for (const [list, path] of [
      ['stock', `/hq/stock?location=${fixture.here}`],
      ['stock_differences', '/hq/stock-differences?state=open'],
      ['refunds', '/hq/refunds?x=1'],
      ['differences', '/hq/differences?state=open'],
      ['work', '/hq/work?x=1'],
    ] as const) {
      const { csrf, key } = await formOf(guest, '/hq/locations?kind=branch');
      const query = `${path.split('?')[1]}&sort=oldest&size=100`;
      const kept = { csrf, key: `${key}-${list}`, act: 'save', list, name: '我的', query };
      expect((await guest.post('/hq/saved-views', kept)).location).toBe(`${path.split('?')[0]}?${query}`);
      expect((await guest.get(path)).text).toContain('class="saved-view"');
    }
  });

  test('one that cannot be read is no short one', async () => {
    const { engine } = fixture.local;
    for (const path of tables) {
      const whole = await guest.get(path);
      expect([path, whole.status]).toEqual([path, 200]);
      // Whatever is read for the table itself; who asks is known.
      const read = /ORDERS#|REFUSAL|AUDIT#|LEDGER|ACCOUNT#|TRANSFERS|DIFFERENCE|REFUNDS|DEADLETTERS/;
      engine.faults.set((operation, { input }) =>
        operation === 'Query' && read.test(JSON.stringify(input)) ? 'lost-before' : 'none',
      );
      const broken = await guest.get(path).catch(() => null);
      engine.faults.set();
      // It cannot be begun: that is a page that says so, and no table.
      expect([path, broken?.status, broken?.headers.get('content-type')]).toEqual([
        path,
        expect.any(Number),
        expect.stringContaining('text/html'),
      ]);
      expect([path, (broken?.status ?? 0) >= 500]).toEqual([path, true]);
    }
  });
});

test('a part of the system that is not well is told to whoever looks after failed work, until it is', async () => {
  const parts: PartHealth[] = [
    { part: 'storage', state: 'ok' },
    { part: 'backup', state: 'failed', detail: 'ENOSPC' },
  ];
  const { system, clock } = fixture.local;
  const watched = openHq(system, { clock, hqToken, health: () => parts });
  const finance = await fixture.enrol('parts finance', [brandGrant('finance')]);
  const [mine, theirs] = [watched.visitor(hqToken), watched.visitor(finance.token)];
  expect((await mine.get('/hq')).text).toMatch(/<strong>1<\/strong> 系统部件异常/);
  const work = (await mine.get('/hq/work')).text;
  for (const word of ['每日备份', '失败', 'ENOSPC']) expect(work).toContain(word);
  expect(work).not.toContain('数据存储');
  expect((await theirs.get('/hq')).text).not.toContain('系统部件异常');
  await mine.get('/hq/language?to=en&back=/hq/work');
  expect((await mine.get('/hq/work')).text).toContain('The nightly backup');
  parts[1] = { part: 'backup', state: 'ok' };
  expect((await mine.get('/hq/work')).text).not.toContain('The nightly backup');
});
