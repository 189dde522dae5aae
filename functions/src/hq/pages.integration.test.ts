import { brandGrant } from '@jindian/shared/access';
import type { PlacedOrder } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HqFixture, startHqFixture } from './testing/hq-fixture.ts';
import { formOf, type Visitor } from './testing/visitors.ts';

const hostileName = '</title><script>alert(3)</script>';

let fixture: HqFixture['fixture'];
let hq: HqFixture['hq'];
let hqToken: string;
let order: PlacedOrder;

beforeAll(async () => {
  ({ fixture, hq, hqToken, order } = await startHqFixture());
});
afterAll(() => fixture.local.close());

function visitor(token?: string): Visitor {
  return hq.visitor(token);
}

const shanghai = new URLSearchParams({ city: '上海市/上海市' }).toString();
const pages = () => [
  '/hq',
  '/hq?day=2026-11-21',
  '/hq/map',
  `/hq/map/outlines.json?${shanghai}`,
  `/hq/map/branches.json?${shanghai}`,
  `/hq/map/orders.json?${shanghai}`,
  `/hq/orders/${order.order.id}`,
  `/hq/orders/${order.order.id}/serving/${order.order.fulfilments[0]?.id}`,
  `/hq/orders/${order.order.id}/call-off`,
  '/hq/queue',
  '/hq/queue?queue=awaiting_shopper',
  '/hq/refusals',
  '/hq/refusals.csv',
  '/hq/fund-pool',
  '/hq/top-lists',
  '/hq/ledger',
  '/hq/locations',
  '/hq/locations?text=黄浦',
  `/hq/locations/${fixture.here}`,
  '/hq/products',
  '/hq/products?text=P001&status=on_sale',
  '/hq/products.csv',
  '/hq/products/new',
  '/hq/products/P001',
  // As no page of ours leads there.
  '/hq/products/P001?done=constructor',
  '/hq/categories',
  '/hq/labels',
  '/hq/transfers',
  '/hq/transfers?state=shipped',
  '/hq/transfers/new',
  `/hq/transfers/new?to=${fixture.here}&sku=P001-01`,
  '/hq/availability',
  '/hq/availability?text=P001',
  '/hq/availability?sku=P001-01',
  '/hq/availability?sku=P001-01&province=上海市&city=上海市&county=黄浦区',
  '/hq/owners',
  '/hq/owners/D0144',
  '/hq/site-files',
  '/hq/legal/privacy',
  '/hq/legal/terms/versions/0',
  '/hq/shop-window',
  '/hq/shop-window/versions/0',
  '/hq/commission-rates',
  '/hq/commission-rates/new',
  '/hq/commission-rates/rules/smart_television',
  '/hq/commission-rates/versions/0',
  '/hq/settlement',
  '/hq/settlement/payouts',
  '/hq/settlement/payouts?route=bank&state=invoice',
  '/hq/settlement/files',
  '/hq/settlement/payees',
  '/hq/settlement/payees?owing=1',
  '/hq/withholding',
  '/hq/withholding/versions/0',
  '/hq/returns',
  '/hq/returns?state=over',
  '/hq/returns-policy',
  '/hq/returns-policy/versions/0',
  '/hq/points',
  '/hq/points/versions/0',
  '/hq/promotions',
  '/hq/promotions/new',
  '/hq/promotions/new?kind=full_reduction',
  '/hq/promotions/try',
  '/hq/promotions/versions/0',
  '/hq/segments',
  '/hq/tiers',
  '/hq/tiers/versions/0',
  '/hq/transfer-prices',
  '/hq/sourcing',
  `/hq/labels?location=${fixture.here}`,
];

describe('who may come in', () => {
  test('every page is there for HQ, in both languages', async () => {
    const guest = visitor(hqToken);
    for (const path of pages()) expect([path, (await guest.get(path)).status]).toEqual([path, 200]);
    expect((await guest.get('/hq')).text).toContain('今日订单');
    await guest.get('/hq/language?to=en&back=/hq');
    for (const path of pages()) expect([path, (await guest.get(path)).status]).toEqual([path, 200]);
    expect((await guest.get('/hq')).text).toContain('Today&#39;s orders');
  });

  test('nobody is led to the sign-in and back', async () => {
    for (const path of pages()) {
      const answer = await visitor().get(path, { accept: 'text/html' });
      expect([path, answer.status]).toEqual([path, 303]);
      expect(answer.location).toBe(
        `/hq/sign-in?next=${encodeURIComponent(new URL(path, 'http://x').pathname + new URL(path, 'http://x').search)}`,
      );
    }
    expect((await visitor('not.a.token').get('/hq')).status).toBe(303);
  });

  test('other roles, and HQ whose role was taken away, are refused', async () => {
    for (const persona of ['shopper-lin', 'guide-chen', 'clerk-zhou', 'manager-yu']) {
      const guest = visitor(await fixture.signIn(persona));
      for (const path of pages()) expect([path, (await guest.get(path)).status]).toEqual([path, 403]);
    }
    const left = await fixture.enrol('left-hq', [brandGrant('administrator')]);
    expect((await visitor(left.token).get('/hq')).status).toBe(200);
    await fixture.local.system.members.revokeRole(left.memberId, brandGrant('administrator'));
    expect((await visitor(left.token).get('/hq')).status).toBe(403);
  });

  test('the cookie opens no endpoint of the API', async () => {
    const answer = await visitor(hqToken).api('/v1/hq/web-tickets');
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([401, 'unauthenticated']);
  });

  test('pages run nothing but our own files and are not kept', async () => {
    const { headers } = await visitor(hqToken).get('/hq');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('the language', () => {
  test("is the browser's until somebody chooses", async () => {
    const guest = visitor();
    const asked = async () =>
      (await guest.get('/hq/sign-in', { 'accept-language': 'en-GB,en;q=0.9' })).text.match(
        /<html lang="([^"]*)"/,
      )?.[1];
    expect(await asked()).toBe('en');
    expect((await guest.get('/hq/sign-in')).text).toContain('<html lang="zh-CN"');
    await guest.get('/hq/language?to=zh&back=/hq/sign-in');
    expect(await asked()).toBe('zh-CN');
  });
});

describe('forms', () => {
  test('without the token of this session nothing is done', async () => {
    const guest = visitor(hqToken);
    const before = (await guest.get('/hq/fund-pool')).text;
    const { key } = await formOf(guest, '/hq/fund-pool');
    const other = visitor((await fixture.enrol('other-hq', [brandGrant('administrator')])).token);
    const { csrf: foreign } = await formOf(other, '/hq/fund-pool');
    for (const csrf of ['', 'x', foreign]) {
      const answer = await guest.post('/hq/fund-pool', { csrf, key, amount: '100', reason: '测试' });
      expect(answer.status).toBe(403);
    }
    const figureOf = (text: string) => /figure-value"><span class="money">([^<]+)/.exec(text)?.[1];
    expect(figureOf((await guest.get('/hq/fund-pool')).text)).toBe(figureOf(before));
  });

  test('a deposit is made once, however often its form is sent', async () => {
    const guest = visitor(hqToken);
    const before = await fixture.local.system.ledger.balanceOf('fund-pool');
    const { csrf, key } = await formOf(guest, '/hq/fund-pool');
    const fields = { csrf, key, amount: '1,200.50', reason: '十一月补充' };
    for (let time = 0; time < 3; time += 1) {
      const answer = await guest.post('/hq/fund-pool', fields);
      expect([answer.status, answer.location]).toEqual([303, '/hq/fund-pool?deposited=120050']);
    }
    const after = await fixture.local.system.ledger.balanceOf('fund-pool');
    expect(after.postedFen - before.postedFen).toBe(120_050);
    expect((await guest.get('/hq/fund-pool')).text).toContain('十一月补充');
    expect((await guest.post('/hq/fund-pool', { ...fields, amount: '5' })).status).toBe(409);
  });

  test('a threshold of the pool is watched once, shown as crossed, and no longer watched when removed', async () => {
    const guest = visitor(hqToken);
    const { csrf, key } = await formOf(guest, '/hq/fund-pool');
    const about = { account: 'fund-pool', from: 'fund-pool' };
    const fields = { csrf, key: `${key}-watch`, ...about, direction: 'at_least', threshold: '1.00' };
    for (let time = 0; time < 2; time += 1) {
      const answer = await guest.post('/hq/ledger/monitors', fields);
      expect([answer.status, answer.location]).toEqual([303, '/hq/fund-pool#monitors']);
    }
    const shown = (await guest.get('/hq/fund-pool')).text;
    const ids = [...shown.matchAll(/name="monitorId" value="([^"]+)"/g)].map(([, id]) => id as string);
    expect(ids).toHaveLength(1);
    expect(shown).toMatch(/已提醒|Crossed/);
    expect((await guest.post('/hq/ledger/monitors', { ...fields, threshold: 'x' })).status).toBe(400);
    const gone = await guest.post('/hq/ledger/monitors/remove', {
      csrf,
      from: 'fund-pool',
      monitorId: ids[0] as string,
    });
    expect(gone.status).toBe(303);
    expect((await guest.get('/hq/fund-pool')).text).not.toContain('name="monitorId"');
  });

  test('the books show any account with its causes, as a CSV too, and try a posting without writing it', async () => {
    const guest = visitor(hqToken);
    const { ledger } = fixture.local.system;
    const order = await fixture.pay(
      await fixture.signIn('shopper-lin'),
      await fixture.place(await fixture.signIn('shopper-lin')),
    );
    await fixture.local.processes.settle();
    const shown = (await guest.get('/hq/ledger?account=sales-deferred')).text;
    expect(shown).toContain(`href="/hq/orders/${order.id}"`);
    expect(shown).toContain('顾客付款');
    const csv = await guest.get('/hq/ledger.csv?account=sales-deferred');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text).toContain(`order.captured:${order.id}`);
    const transfers = (await ledger.verifyLedger()).transfers;
    const tried = (await guest.get('/hq/ledger?debit=fund-pool&credit=courier:*&creditId=C1&amount=12.50'))
      .text;
    expect(tried).toContain('需排队');
    expect((await guest.get('/hq/ledger?debit=sales&credit=sales&amount=1')).text).toContain(
      '不符合记账规则',
    );
    expect((await guest.get('/hq/ledger?account=owner:*')).text).toContain('请选择账户并填写编号');
    expect((await guest.get('/hq/ledger?account=owner:*&id=%00x')).text).toContain('没有这个账户');
    expect((await guest.get('/hq/ledger.csv?account=nobody')).status).toBe(404);
    expect((await ledger.verifyLedger()).transfers).toBe(transfers);
  });

  test('what is found for a text is as typed, or said to come near; the end of a phone number means orders alone', async () => {
    const guest = visitor(hqToken);
    const { csrf } = await formOf(guest, '/hq/search');
    const search = async (text: string) => (await guest.post('/hq/search', { csrf, text })).text;
    const own = order.order.number.slice(-5);
    for (const text of [order.order.number, own, '0001'])
      expect(await search(text), text).toContain(`/hq/orders/${order.order.id}`);
    expect(await search('0001')).not.toContain('id="found-places"');
    expect(await search('0001')).not.toContain('id="found-goods"');
    const near = await search('芝浮');
    expect(near).toContain('id="found-places"');
    expect(near).toContain('以下是“芝罘”的结果');
    const { text } = await guest.get(`/hq/pick/kinds?text=${encodeURIComponent('yundongxie')}`);
    expect(text).toContain('运动鞋');
    expect((await guest.get('/hq/availability')).text).toContain('P001-01');
  });

  test('an amount that is none is said beside the form, with what was typed', async () => {
    const guest = visitor(hqToken);
    const { csrf, key } = await formOf(guest, '/hq/fund-pool');
    for (const amount of ['', '0', '-3', '1.234', '1e9', '<b>5</b>', '999999999999999999']) {
      const answer = await guest.post('/hq/fund-pool', { csrf, key, amount, reason: '测试' });
      expect([amount, answer.status]).toEqual([amount, 400]);
      expect(answer.text).not.toContain('<b>5');
    }
    expect((await guest.post('/hq/fund-pool', { csrf, key, amount: '1', reason: ' ' })).status).toBe(400);
  });

  test('a place changes only after the confirmation, and the network gets a new version', async () => {
    const guest = visitor(hqToken);
    const path = '/hq/locations/B00470';
    const { system, processes } = { system: fixture.local.system, processes: fixture.local.processes };
    const { csrf } = await formOf(guest, path);
    const change = { csrf, status: 'suspended', opens: '08:30', closes: '21:00', radiusKm: '12.5' };
    const fields = { ...change, revision: '0' };
    const asked = await guest.post(path, fields);
    expect([asked.status, asked.text.includes('确认更改')]).toEqual([200, true]);
    expect((await system.network.location('B00470'))?.status).toBe('open');
    const versionBefore = await system.network.version();

    const done = await guest.post(path, { ...fields, confirmed: 'yes' });
    expect([done.status, done.location]).toEqual([303, `${path}?changed=${versionBefore}`]);
    await processes.settle();
    expect(await system.network.location('B00470')).toMatchObject({
      status: 'suspended',
      opensAtMinute: 510,
      serviceRadiusMeters: 12_500,
    });
    const versionAfter = await system.network.version();
    expect(versionAfter).not.toBe(versionBefore);
    const shown = (await guest.get(done.location ?? '')).text;
    expect(shown).toContain(`网络版本由 ${versionBefore} 变为 ${versionAfter}`);
    expect((await guest.get('/hq/locations')).text).toContain('B00470');
    expect((await guest.get('/hq/locations?text=b00470')).text).toContain('B00470');
    expect((await guest.post(path, { ...fields, radiusKm: 'far' })).status).toBe(400);
    // A page from before the change shows who was quicker, and changes nothing.
    const late = await guest.post(path, { ...fields, status: 'open', confirmed: 'yes' });
    expect([late.status, late.text.includes('改过') || late.text.includes('changed it')]).toEqual([
      409,
      true,
    ]);
    expect((await system.network.location('B00470'))?.status).toBe('suspended');
  });
});

describe('what is shown', () => {
  test('the order tells why, whom and every posting, and hides who receives it', async () => {
    const { text } = await visitor(hqToken).get(`/hq/orders/${order.order.id}`);
    for (const said of ['收货地址所在网格的责任门店', '顾客付款', '微信支付待结算', '林**', '138****0001']) {
      expect(text).toContain(said);
    }
    for (const hidden of ['林女士', '13800010001', '南京东路']) expect(text).not.toContain(hidden);
  });

  test('what people wrote stays text', async () => {
    const guest = visitor(hqToken);
    const shown = (await guest.get(`/hq/orders/${order.order.id}`)).text;
    expect(shown).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    for (const path of ['/hq', '/hq/map', `/hq/orders/${order.order.id}`]) {
      expect((await guest.get(path)).text).not.toMatch(/<script>|<img src=x/);
    }
    const named = visitor((await fixture.enrol(hostileName, [brandGrant('administrator')])).token);
    expect((await named.get('/hq')).text).toContain('&lt;/title&gt;&lt;script&gt;alert(3)');
    expect((await named.get('/hq')).text).not.toContain('<script>alert');
    const searched = await guest.get(
      `/hq/locations?text=${encodeURIComponent('"><script>alert(1)</script>')}`,
    );
    expect(searched.text).not.toContain('<script>');
  });

  test('the map tells places and colours, nobody by name and no house', async () => {
    const { text } = await visitor(hqToken).get(`/hq/map/orders.json?${shanghai}`);
    const { orders } = JSON.parse(text) as { orders: { id: string; point: number[]; from: number[] }[] };
    const shown = orders.find(({ id }) => id === order.order.id);
    expect(shown?.point).toEqual([121.48, 31.24]);
    expect(shown?.from).toHaveLength(2);
    expect(text).not.toMatch(/林女士|138000/);
  });

  test('outlines are sent once: the browser asks again and hears that nothing changed', async () => {
    const guest = visitor(hqToken);
    const first = await guest.get(`/hq/map/outlines.json?${shanghai}`);
    const etag = first.headers.get('etag') ?? '';
    const again = await guest.get(`/hq/map/outlines.json?${shanghai}`, { 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('no map is wider than a city: the country is a list', async () => {
    const guest = visitor(hqToken);
    for (const city of ['上海市/上海市', '内蒙古自治区/呼伦贝尔市', '新疆维吾尔自治区/和田地区']) {
      const { text } = await guest.get(`/hq/map/outlines.json?${new URLSearchParams({ city })}`);
      const { features } = JSON.parse(text) as { features: unknown[] };
      expect([city, features.length > 0 && features.length < 150]).toEqual([city, true]);
    }
    for (const query of ['', '?city=', '?city=__proto__', '?city=中国'])
      expect((await guest.get(`/hq/map/outlines.json${query}`)).status).toBe(404);
    const { text } = await guest.get('/hq/map');
    expect(text).toMatch(/id="cities"[\s\S]*上海市/);
  });

  test('labels lead to what they are labels of', async () => {
    const { text } = await visitor(hqToken).get(`/hq/labels?location=${fixture.here}`);
    const code = /\/q\/([0-9A-Za-z]{6,32})"/.exec(text)?.[1] ?? '';
    expect(await fixture.local.system.codes.resolve(code)).toMatchObject({
      value: { kind: 'shelf', locationId: fixture.here },
    });
  });

  test('styles and scripts may be kept for ever, since their name is their content', async () => {
    const { text } = await visitor().get('/hq/sign-in');
    const paths = [...text.matchAll(/"(\/hq\/assets\/[^"]+)"/g)].map(([, path]) => path as string);
    expect(paths).toHaveLength(2);
    for (const path of paths) {
      const asset = await visitor().get(path, { 'accept-encoding': 'identity' });
      expect([asset.status, asset.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    expect((await visitor().get('/hq/assets/style.000000000000.css')).status).toBe(404);
  });
});

describe('what nobody meant to ask', () => {
  test('hostile values are answered, never with a 5xx', async () => {
    const guest = visitor(hqToken);
    const values = [
      '',
      "'",
      '"><x',
      '../../etc/passwd',
      '%00',
      '%E0%A4%A',
      '{}',
      '-1',
      '1e999',
      '🦊'.repeat(50),
    ];
    values.push('A'.repeat(3_000), '__proto__', '2026-02-30', '0x', '\u202e', '; drop table');
    for (const value of values) {
      const raw = value.startsWith('%') ? value : encodeURIComponent(value);
      const asked = [
        `/hq?day=${raw}&before=${raw}`,
        `/hq/map?day=${raw}&city=${raw}`,
        `/hq/map/orders.json?day=${raw}&city=${raw}`,
        `/hq/orders/${raw}`,
        `/hq/fund-pool?before=${raw}&deposited=${raw}`,
        `/hq/locations?text=${raw}`,
        `/hq/locations/${raw}?changed=${raw}`,
        `/hq/labels?location=${raw}&text=${raw}&after=${raw}`,
        `/hq/labels?location=${fixture.here}&text=${raw}&after=${raw}`,
        `/hq/enter?ticket=${raw}`,
        `/hq/sign-in/${raw}?next=${raw}`,
        `/hq/language?to=${raw}&back=${raw}`,
        `/hq/assets/${raw}`,
        `/hq/${raw}`,
      ];
      for (const path of asked) {
        const { status, location } = await guest.get(path);
        expect(status < 500, `${status} ${path.slice(0, 120)}`).toBe(true);
        if (location) expect(location).toMatch(/^\/hq/);
      }
    }
  });

  test('a form that is none of ours is refused', async () => {
    const guest = visitor(hqToken);
    await guest.get('/hq');
    const cookie = guest.cookies.get('jindian_hq_session');
    for (const path of ['/hq/fund-pool', `/hq/locations/${fixture.here}`, '/hq/sign-out', '/hq']) {
      for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain', '']) {
        const answer = await hq.app.request(path, {
          method: 'POST',
          headers: { cookie: `jindian_hq_session=${cookie}`, ...(type ? { 'content-type': type } : {}) },
          body: '{"csrf":1',
        });
        expect([path, type, answer.status]).toEqual([path, type, 403]);
      }
    }
    expect((await guest.get('/hq/nothing-here')).status).toBe(404);
  });
});
