import { clientVersionHeader } from '@jindian/shared/contract/client-version';
import type { Endpoint } from '@jindian/shared/contract/endpoint';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { modules } from '@jindian/shared/contract/modules/index';
import { settingsAreaNames, settingsAreas } from '@jindian/shared/contract/settings/index';
import { brandDay, brandTimeOf, dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ownVersion } from '../../../platform/own-version.ts';
import {
  type OrdersFixture,
  paymentNumber,
  startOrdersFixture,
} from '../../../serving/orders/testing/orders-fixture.ts';
import { openHq, type Visitor } from '../../testing/visitors.ts';

let fixture: OrdersFixture;
let hq: Visitor;

beforeAll(async () => {
  fixture = await startOrdersFixture();
});
afterAll(() => fixture.close());
async function signIn(): Promise<void> {
  const { token } = await fixture.system.sessions.open(fixture.staff.hq.memberId);
  hq = openHq(fixture.system, { clock: fixture.clock, hqToken: token }).visitor(token);
}
beforeEach(signIn);

/** A form as the browser sends it: its fields as they stand in the page, but for what is typed over them. */
function formOf(text: string, action: string) {
  const start = text.indexOf(`action="${action}"`);
  const form = text.slice(start, text.indexOf('</form>', start));
  const fields = [...form.matchAll(/<input ([^>]*)>/g)].flatMap(([, attributes]) => {
    const of = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(attributes as string)?.[1];
    const name = of('name');
    return name ? [[name, of('value') ?? '']] : [];
  });
  const areas = [...form.matchAll(/<textarea [^>]*name="([^"]*)"[^>]*>([^<]*)</g)].map(([, name, text]) => [
    name,
    text,
  ]);
  const choices = [
    ...form.matchAll(/<select [^>]*name="([^"]*)"[\s\S]*?<option value="([^"]*)" selected/g),
  ].map(([, name, value]) => [name, value]);
  return Object.fromEntries([...fields, ...areas, ...choices]) as Record<string, string>;
}
async function send(action: string, typed: Record<string, string>, seenOn?: string) {
  const path = action.replace(/\/(publish|discard|cancel)$/, '');
  const text = seenOn ?? (await hq.get(path)).text;
  return hq.post(action, { ...formOf(text, action), ...typed });
}

test('HQ edits, publishes and restores what shoppers are told and orders go by', async () => {
  const page = '/hq/settings/serving';
  const opened = (await hq.get(page)).text;
  expect((await send(page, { payWithinMinutes: '20', deliveryFeeFen: '12.5' })).status).toBe(303);
  const shoppersSee = async () =>
    (await (await fixture.api.request('/v1/settings')).json()) as Record<string, number>;
  expect(await shoppersSee()).toMatchObject({ payWithinMinutes: 15, deliveryFeeFen: 800 });
  expect((await send(`${page}/publish`, { note: '' })).status).toBe(400);
  const published = await send(`${page}/publish`, { note: '节日' });
  expect(published.location).toBe(`${page}?done=published.1`);
  expect(await shoppersSee()).toMatchObject({ payWithinMinutes: 20, deliveryFeeFen: 1_250 });

  // Whoever opened the page before reads who was quicker, and still has what was typed.
  const late = await send(page, { payWithinMinutes: '30' }, opened);
  expect(late.status).toBe(409);
  for (const text of ['person', '发布了新版本', 'value="30"', '对方草稿：20'])
    expect(late.text).toContain(text);

  const version = (await hq.get(`${page}/versions/0`)).text;
  const restored = await hq.post(`${page}/versions/0`, {
    ...formOf(version, `${page}/versions/0`),
    note: '恢复',
    at: '',
  });
  expect(restored.location).toBe(`${page}?done=published.2`);
  expect(await shoppersSee()).toMatchObject({ payWithinMinutes: 15, deliveryFeeFen: 800 });
});

test('a version that is planned comes into force by itself, unless it is cancelled', async () => {
  const page = '/hq/settings/selling';
  const plan = async (days: string) => {
    await send(page, { bindingDays: days });
    const at = new Date(fixture.clock.nowMs() + 9 * hourMs).toISOString().slice(0, 16);
    return send(`${page}/publish`, { note: '下月', at });
  };
  expect((await plan('40')).location).toContain('done=planned.1');
  expect((await send(`${page}/cancel`, {})).location).toContain('done=cancelled');
  await plan('50');
  fixture.clock.advance(hourMs + minuteMs);
  await fixture.settle();
  expect((await fixture.system.settings.selling.refresh()).bindingDays).toBe(50);
  expect((await send(`${page}/publish`, { note: 'x', at: '2020-01-01T00:00' })).status).not.toBe(303);
});

test('what is no number within its bounds, and a form without its revision, change nothing', async () => {
  const page = '/hq/settings/people';
  const opened = (await hq.get(page)).text;
  for (const addressCount of ['0', '51', '1.5', ' ', '二十', '1e1'])
    expect((await send(page, { addressCount })).status, addressCount).toBe(400);
  for (const action of [page, `${page}/publish`, `${page}/discard`, `${page}/cancel`])
    expect((await hq.post(action, { ...formOf(opened, page), revision: 'x', note: 'x' })).status).toBe(400);
  expect((await fixture.system.settings.people.view()).revision).toBe(0);
  for (const path of ['/hq/settings/constructor', '/hq/settings/weather', `${page}/versions/7`])
    expect((await hq.get(path)).status).toBe(404);
});

test('a brand says its colour and number, and nothing that is none', async () => {
  const page = '/hq/settings/brand';
  for (const typed of [
    { brandColour: 'red' },
    { servicePhone: 'javascript:alert(1)' },
    { mapKey: '"><script>' },
    { nameZh: '<b>晴空</b>' },
    { logo: 'https://elsewhere.cn/logo.png' },
    { icpNumber: '12345678' },
    { languages: 'fr' },
  ])
    expect([typed, (await send(page, typed)).status]).toEqual([typed, 400]);
  const document = async (headers = {}) => fixture.api.request('/openapi.json', { headers });
  const before = await document();
  expect((await before.json()).info.title).toBe('Jindian 近店');
  const own = {
    brandColour: '#0A5FB4',
    servicePhone: '400-820-8820',
    mapKey: '',
    nameZh: '晴空&果园',
    nameEn: 'Blue Sky',
  };
  expect((await send(page, own)).status).toBe(303);
  expect((await send(`${page}/publish`, { note: '换装' })).status).toBe(303);
  // What programmers read bears the brand's name too, and who kept the document before is told that it is another.
  const after = await document({ 'if-none-match': before.headers.get('etag') ?? '' });
  expect((await after.json()).info.title).toBe('Blue Sky 晴空&果园');
  expect(await (await fixture.api.request('/docs')).text()).toContain('<title>Blue Sky 晴空&amp;果园 API');
  const told = await (await fixture.api.request('/v1/settings')).json();
  expect(told).toMatchObject({
    brandColour: '#0a5fb4',
    servicePhone: '400-820-8820',
    languages: ['zh', 'en'],
  });
  // Shown with the colour: how well what stands on it is read.
  expect((await hq.get(page)).text).toMatch(/按钮 对比度 \d+\.\d:1[\s\S]*不低于 4\.5:1/);
  // Every page of HQ wears it, with what stands on it made readable, from a file as the policy of contents demands.
  const [, sheet = ''] = /href="(\/hq\/brand\/0a5fb4\.css)"/.exec((await hq.get('/hq')).text) ?? [];
  const style = await hq.get(sheet);
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(style.text).toContain('--action:#0a5fb4;');
  expect(style.text).toContain('--on-action:#ffffff;');
  expect((await hq.get('/hq/brand/ffd400.css')).text).toContain('--on-action:#1d1d1f;');
  expect((await hq.get('/hq/brand/red.css')).status).toBe(404);
  expect((await send(page, { nameZh: '', nameEn: '' })).status).toBe(303);
  expect((await send(`${page}/publish`, { note: '暂无名称' })).status).toBe(303);
});

test('clients that are too old are told to update, and what was begun with them comes to its end', async () => {
  const page = '/hq/settings/brand';
  const shopper = await fixture.enrol();
  const placed = await fixture.placed(shopper, 'pickup', [['P004-01', 1]]);
  // Above the system's own version nobody has a client: everybody would be shut out, those of HQ's people too.
  expect((await send(page, { oldestVersion: '9999.0.0' })).status).toBe(303);
  const ahead = await send(`${page}/publish`, { note: '更新' });
  expect(ahead.status).toBe(409);
  expect((await send(page, { askedVersion: ownVersion, oldestVersion: ownVersion })).status).toBe(303);
  expect((await send(`${page}/publish`, { note: '更新' })).status).toBe(303);

  const { token } = await fixture.system.sessions.open(shopper.memberId);
  const ask = (row: Endpoint, version: string | null, orderId = placed.id) =>
    fixture.api.request(row.path.replace('{orderId}', orderId), {
      method: row.method.toUpperCase(),
      headers: {
        authorization: `Bearer ${token}`,
        ...(version === null ? {} : { [clientVersionHeader]: version }),
      },
    });
  const rows: Endpoint[] = Object.values(endpoints);
  for (const row of rows) {
    const { status } = await ask(row, '0.0.9', 'of nobody');
    expect([row.id, status === 426]).toEqual([row.id, !row.anyVersion]);
  }
  const refused = await ask(endpoints.listOrders as Endpoint, '0.0.9');
  expect(await refused.json()).toMatchObject({ code: 'update_needed', title: '请更新后继续使用' });
  for (const version of [null, ownVersion, '9999.0.0', 'no version'])
    expect([version, (await ask(endpoints.listOrders as Endpoint, version)).status]).toEqual([version, 200]);
  expect(await (await ask(endpoints.getSettings as Endpoint, '0.0.9')).json()).toMatchObject({
    askedVersion: ownVersion,
  });
  // The old client asks for the payment again, pays, and sees that it did: WeChat's notification says no version.
  expect((await ask(endpoints.startPayment as Endpoint, '0.0.9')).status).toBe(200);
  expect(await fixture.payInWallet(paymentNumber(placed))).toBe(true);
  await fixture.pay.control.tick();
  await fixture.settle();
  const seen = await ask(endpoints.getOrder as Endpoint, '0.0.9');
  expect(await seen.json()).toMatchObject({ state: 'paid' });

  // With a day that is announced they work until it is over, and are asked; then they are refused, and told the day.
  const day = brandDay(fixture.clock.nowMs() + 3 * dayMs);
  for (const no of ['2026-02-30', 'soon'])
    expect([no, (await send(page, { oldVersionsUntil: no })).status]).toEqual([no, 400]);
  expect((await send(page, { askedVersion: '', oldVersionsUntil: day })).status).toBe(303);
  expect((await send(`${page}/publish`, { note: '三天后停用' })).status).toBe(303);
  const told = await ask(endpoints.getSettings as Endpoint, '0.0.9');
  expect(await told.json()).toMatchObject({
    askedVersion: ownVersion,
    oldestVersion: ownVersion,
    oldVersionsUntil: day,
  });
  const endMs = (brandTimeOf(`${day}T00:00`) ?? 0) + dayMs;
  fixture.clock.advance(endMs - 1_000 - fixture.clock.nowMs());
  const again = (await fixture.system.sessions.open(shopper.memberId)).token;
  const list = (version: string) =>
    fixture.api.request('/v1/orders', {
      headers: { authorization: `Bearer ${again}`, [clientVersionHeader]: version },
    });
  expect((await list('0.0.9')).status).toBe(200);
  fixture.clock.advance(1_000);
  const over = await list('0.0.9');
  expect(over.status).toBe(426);
  expect((await over.json()).title).toBe(`当前版本已于 ${day} 后停用，请更新后继续使用`);
  expect((await list(ownVersion)).status).toBe(200);
  await signIn();

  expect((await send(page, { askedVersion: '', oldestVersion: '', oldVersionsUntil: '' })).status).toBe(303);
  expect((await send(`${page}/publish`, { note: '不限' })).status).toBe(303);
  expect((await list('0.0.9')).status).toBe(200);
});

test('the map stands on the base map of the key that the brand has, in a document without an origin', async () => {
  const map = '/hq/map';
  expect((await hq.get(`${map}/base`)).status).toBe(404);
  expect((await hq.get(map)).text).not.toContain('map-frame');
  await send('/hq/settings/brand', { mapKey: 'OB4BZ-D4W3U' });
  expect((await send('/hq/settings/brand/publish', { note: '地图' })).status).toBe(303);
  expect((await hq.get(map)).text).toMatch(/<iframe id="map-frame"[^>]* sandbox="allow-scripts"/);
  const { text, headers } = await hq.get(`${map}/base`);
  expect(text).toContain('data-script="https://map.qq.com/api/gljs?v=1.exp&amp;key=OB4BZ-D4W3U"');
  const policy = headers.get('content-security-policy');
  expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none'; /);
  expect(policy).not.toContain('allow-same-origin');
  expect((await hq.get(map)).headers.get('content-security-policy')).toContain("script-src 'self';");
});

test('every area is there in both languages, without what is of a module that is off', async () => {
  const off = Object.values(modules).filter(({ beginsOff }) => beginsOff);
  const ofModulesOff = new Set<string>(off.flatMap(({ parts }) => parts.setting ?? []));
  expect(ofModulesOff.size).toBeGreaterThan(0);
  await hq.get('/hq/language?to=en&back=%2Fhq%2Fsettings');
  for (const area of settingsAreaNames) {
    const { text } = await hq.get(`/hq/settings/${area}`);
    for (const [id, { name }] of Object.entries(settingsAreas[area].fields))
      expect([id, text.includes(name.en)]).toEqual([id, !ofModulesOff.has(id)]);
  }
});

test('the shop window is filled row by row, ordered by place, previewed where and when, and told of what it cannot say', async () => {
  const page = '/hq/shop-window';
  const { products, categories } = await fixture.system.catalog.current();
  const [product, second] = products as [(typeof products)[0], (typeof products)[0]];
  const category = categories.find(({ id }) => id.includes('.')) as (typeof categories)[0];
  const draft = async () => (await fixture.system.shopWindow.view()).draft?.content;
  const picked = `${product.title.zh} · ${product.id}`;
  const own = {
    // Chosen by its name, and typed as an id; who names the first place comes before who was there.
    'banners.0.target': picked,
    'banners.0.provinces': '上海市，浙江',
    'banners.0.from': '2026-12-01T08:00',
    'banners.0.until': '2026-12-08T08:00',
    'banners.1.target': category.id,
    'banners.1.title.zh': '<b>当季</b>',
    'banners.1.place': '1',
    'sections.0.categoryId': `${category.name.zh} · ${category.id}`,
    'sections.0.products': second.id,
    'hotWords.0.text': '羽绒服',
    'hotWords.1.provinces': '上海',
  };
  expect((await send(page, own)).status).toBe(303);
  const eightInTheMorning = Date.parse('2026-12-01T00:00:00Z');
  expect(await draft()).toEqual({
    banners: [
      {
        target: category.id,
        imagePath: null,
        title: { zh: '<b>当季</b>', en: '<b>当季</b>' },
        provinces: [],
        fromMs: null,
        untilMs: null,
      },
      {
        target: product.id,
        imagePath: null,
        title: null,
        provinces: ['上海', '浙江'],
        fromMs: eightInTheMorning,
        untilMs: eightInTheMorning + 7 * 86_400_000,
      },
    ],
    sections: [
      {
        categoryId: category.id,
        title: null,
        productIds: [second.id],
        provinces: [],
        fromMs: null,
        untilMs: null,
      },
    ],
    hotWords: [{ text: '羽绒服', provinces: [], fromMs: null, untilMs: null }],
    categories: [],
  });
  const shown = async (query: string) => {
    const [, text = ''] = (await hq.get(`${page}?${query}`)).text.split('class="phone-frame"');
    return [...text.matchAll(/<strong>([^<]*)/g)].map(([, title]) => title);
  };
  const title = product.title.zh.replaceAll('&', '&amp;');
  const always = '&lt;b&gt;当季&lt;/b&gt;';
  expect(await shown('province=上海&at=2026-12-01T08:00')).toEqual([always, title]);
  expect(await shown('province=上海&at=2026-12-01T07:59')).toEqual([always]);
  expect(await shown('province=上海&at=2026-12-08T08:00')).toEqual([always]);
  expect(await shown('province=北京&at=2026-12-01T08:00')).toEqual([always]);

  for (const bad of [
    { 'banners.0.target': '随便写的' },
    { 'banners.0.provinces': '上海、火星' },
    { 'banners.0.from': '2026-12-08T08:00', 'banners.0.until': '2026-12-08T08:00' },
    { 'banners.0.imagePath': 'https://elsewhere.cn/a.png' },
    { 'hotWords.0.text': '一二三四五六七八九十一二三' },
  ]) {
    const refused = await send(page, bad);
    expect([bad, refused.status]).toEqual([bad, 400]);
    expect(refused.text).toContain(Object.values(bad)[0]);
  }
  // A row without what it is of is taken out; what the brand does not have is kept, and not published.
  expect((await send(page, { 'banners.0.target': '', 'sections.0.categoryId': 'no.such' })).status).toBe(303);
  expect((await draft())?.banners).toMatchObject([{ target: product.id }]);
  expect((await send(`${page}/publish`, { note: '换季' })).status).toBe(409);
  expect((await send(page, { 'sections.0.categoryId': category.id })).status).toBe(303);
  expect((await send(`${page}/publish`, { note: '换季' })).status).toBe(303);
  expect((await hq.get(`${page}/versions/1`)).text).toContain(`${title} · 上海、浙江 · 2026-12-01 08:00`);
});

test('a brand with a name in one language is called so in both, and sells under its company', async () => {
  const page = '/hq/settings/brand';
  const own = {
    nameZh: '晴空',
    companyName: '晴空商贸有限公司',
    icpNumber: '沪ICP备12345678号-1',
    languages: 'zh',
  };
  expect((await send(page, own)).status).toBe(303);
  expect((await send(`${page}/publish`, { note: '名称' })).status).toBe(303);
  const told = await (await fixture.api.request('/v1/settings')).json();
  expect(told).toMatchObject({ ...own, nameEn: '晴空', languages: ['zh'] });
  const { text } = await hq.get(page);
  expect(text).toMatch(/<title>[^<]* · 晴空 · 总部<\/title>/);
  expect(text).toContain('>晴</span>');
  const person = await fixture.enrol();
  const order = await fixture.placed(person, 'pickup', [['P036-01', 1]]);
  expect((await fixture.look(person, order.id)).soldBy).toEqual({
    ownerId: 'hq',
    legalName: own.companyName,
  });
});

test('a text that members agree to is kept clean, filled as it is read, and its next version is asked for', async () => {
  const page = '/hq/legal/privacy';
  const told = async (path: string) =>
    (await (await fixture.api.request(path)).json()) as Record<string, unknown>;
  const person = await fixture.enrol();
  const agree = async (version: string) =>
    (await fixture.invoke(person, 'agree', { body: { document: 'privacy', version } })).status;
  const { privacyVersion, termsVersion, deskUrl } = await told('/v1/settings');
  // What staff type into a computer leads to the desk.
  const desk = await fixture.api.request(new URL(String(deskUrl)).pathname);
  expect([desk.status, desk.headers.get('location')]).toEqual([
    302,
    expect.stringMatching(/\/#\/packages\/serving\/clerk\/work\/index$/),
  ]);
  expect([privacyVersion, termsVersion]).toEqual(['2026-11-30', '2026-11-30']);
  expect(await agree('2026-11-30')).toBe(200);

  expect((await send(page, { zh: ' ', en: '' })).status).toBe(400);
  const zh = '# 我们是谁\n{brand}：\u202e{company}\u200b，绑定 {days} 天 <b>';
  expect((await send(page, { zh, en: '' })).status).toBe(303);
  const [, shown] = (await hq.get(page)).text.split('id="legal-shown"');
  expect(shown).toContain('<h3>我们是谁</h3>');
  // As it will be read: with names and numbers, and in one language where there is only one.
  expect(shown).toMatch(/<p>\S+：\S+，绑定 \d+ 天/);
  expect(shown).not.toContain('{');
  expect((await told('/v1/settings')).privacyVersion).toBe('2026-11-30');
  expect((await send(`${page}/publish`, { note: '新版' })).status).toBe(303);
  expect(await told('/v1/settings')).toMatchObject({ privacyVersion: '2026-11-30.1', termsVersion });
  const text = (await told('/v1/legal/privacy')).text as { zh: string; en: string };
  expect(text.zh).toMatch(/^# 我们是谁\n\S+：\S+，绑定 \d+ 天 <b>$/);
  expect(text.en).toMatch(/^# 我们是谁/);

  expect(await agree('2026-11-30.2')).toBe(409);
  expect(await agree('2026-11-30.1')).toBe(200);
  const kept = await fixture.invoke<{ items: object[] }>(person, 'listAgreements');
  expect(kept.body.items).toMatchObject([{ version: '2026-11-30' }, { version: '2026-11-30.1' }]);
});

test('a verification file of WeChat is served at both places, and nothing else is taken for one', async () => {
  const page = '/hq/site-files';
  const upload = async (name: string, content: string) => {
    const form = new FormData();
    const { csrf = '', key = '' } = formOf((await hq.get(page)).text, page);
    for (const [field, value] of Object.entries({ csrf, key })) form.append(field, value);
    form.append('file.line', new File([content], name, { type: 'text/plain' }));
    return hq.post(page, form);
  };
  const served = async (path: string) => {
    const answer = await fixture.api.request(path);
    return [
      answer.status,
      answer.headers.get('content-type'),
      answer.status === 200 ? await answer.text() : '',
    ];
  };
  const name = 'MP_verify_aB3dE5.txt';
  expect(await served(`/${name}`)).toEqual([404, 'application/problem+json', '']);
  for (const [bad, content] of [
    ['robots.txt', 'abcdefgh'],
    ['evil.html', 'abcdefgh'],
    ['../up.txt', 'abcdefgh'],
    ['page.txt', '<script>alert(1)</script>'],
    ['two-lines.txt', 'abc\ndef'],
    ['large.txt', 'a'.repeat(2_000)],
    ['empty.txt', ''],
    [name, 'aB3dE6'],
  ] as const)
    expect([bad, (await upload(bad, content)).status]).toEqual([bad, 400]);
  expect((await upload(name, '\ufeffaB3dE5\r\n')).location).toBe(`${page}?done=put`);
  expect((await upload('f00dcafe42.txt', '0123456789abcdef0123456789abcdef')).status).toBe(303);
  const there = [200, 'text/plain; charset=utf-8', 'aB3dE5'];
  expect(await served(`/${name}`)).toEqual(there);
  expect(await served(`/q/${name}`)).toEqual(there);
  expect((await hq.get(page)).text).toContain(`/q/${name}`);
  const removal = `${page}/${name}/remove`;
  expect((await hq.post(removal, formOf((await hq.get(page)).text, removal))).location).toContain(
    'done=removed',
  );
  expect((await served(`/q/${name}`))[0]).toBe(404);
  // However many come at once, there are never more than there may be.
  const many = await Promise.all(
    Array.from({ length: 25 }, (_, nth) => fixture.system.siteFiles.put(`many-${nth}.txt`, 'abcdefgh', 'HQ')),
  );
  expect(many.filter(({ ok }) => ok).length).toBeLessThanOrEqual(19);
  expect((await fixture.system.siteFiles.list()).length).toBe(many.filter(({ ok }) => ok).length + 1);
});
