import { minuteMs } from '@jindian/shared/time';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTable } from '../goods/imports/reading/table.ts';
import { type LocalSystem, startLocal } from '../local/start.ts';
import { pageRules } from './page-permissions.ts';

/** An empty system, and a browser that keeps its cookies. */
let local: LocalSystem;
let cookie = '';
let browser = '';

beforeAll(async () => {
  local = await startLocal({ network: 'empty' });
});
afterAll(() => local.close());

async function ask(path: string, form?: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(`${local.baseUrl}${path}`, {
    redirect: 'manual',
    headers: { cookie: `${cookie}; ${browser}`, 'accept-language': 'zh', ...headers },
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  });
  for (const set of answer.headers.getSetCookie()) {
    const [pair = ''] = set.split(';');
    if (pair.startsWith('jindian_hq_session=')) cookie = pair;
    if (pair.startsWith('jindian_hq_browser=')) browser = pair;
  }
  return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() };
}

/** A form of a page, as its visitor sends it: filled by hand, or as it is shown but for what is typed over it. */
async function send(
  page: string,
  fields: Record<string, string>,
  { action = page, asShown = false }: { action?: string; asShown?: boolean } = {},
) {
  const { text } = await ask(page);
  const [form = ''] = (text.split('<form').find((one) => one.includes(`action="${action}"`)) ?? '').split(
    '</form>',
  );
  const inputs = asShown
    ? /<input (?=[^>]*name="([^"]+)")(?=[^>]*value="([^"]*)")/g
    : /type="hidden" name="([^"]+)" value="([^"]*)"/g;
  const shown = [
    ...form.matchAll(inputs),
    ...form.matchAll(/<select [^>]*name="([^"]*)"[\s\S]*?<option value="([^"]*)" selected/g),
  ];
  return ask(action, { ...Object.fromEntries(shown.map(([, name, value]) => [name, value])), ...fields });
}

const place = {
  kind: 'branch',
  id: 'sh-001',
  ownerId: 'hq',
  'name.zh': '阿木鞋·人民广场店',
  'address.zh': '南京西路 325 号',
  latitude: '31.2319',
  longitude: '121.4662',
  datum: 'wgs84',
  opensAtMinute: '10:00',
  closesAtMinute: '22:00',
};

test('a brand begins with the code, makes a branch and opens it', async () => {
  expect((await ask('/hq')).to).toContain('/hq/sign-in');
  expect((await ask('/hq/sign-in')).to).toBe('/hq/begin');
  const person = { name: '老板', phone: '13800009999' };
  const wrong = await send('/hq/begin', { ...person, code: 'AAAA-BBBB-CCCC-DDDD' });
  // Nothing was sent for who does not have it.
  expect(local.sms.control.sent()).toEqual([]);
  expect([wrong.status, wrong.text.includes('开通码不对')]).toEqual([400, true]);
  const bad = await send('/hq/begin', { ...person, phone: '12', code: local.bootstrapCode ?? '' });
  expect([bad.status, bad.text.includes('手机号格式不对')]).toEqual([400, true]);
  expect(cookie).toBe('');
  const typed = { ...person, code: local.bootstrapCode ?? '' };
  const asked = await send('/hq/begin', typed);
  const sent = /本机演示的短信：(\d{6})/.exec(asked.text)?.[1] ?? '';
  expect([asked.status, sent.length, cookie]).toEqual([200, 6, '']);
  const other = await send('/hq/begin', { ...typed, sent: sent === '000000' ? '000001' : '000000' });
  expect([other.status, cookie]).toEqual([400, '']);
  const begun = await send('/hq/begin', { ...typed, sent });
  expect([begun.status, begun.to]).toEqual([303, '/hq/setup']);
  expect((await ask('/hq/begin')).to).toBe('/hq/sign-in');
  expect((await ask('/hq/setup')).text).toContain('还不能卖');
  expect((await ask('/hq')).text).toContain('还没有营业的门店');

  const swapped = { ...place, latitude: '121.4662', longitude: '31.2319' };
  const offMap = await send('/hq/locations/new', swapped);
  expect([offMap.status, offMap.text.includes('是 纬度 31.2319、经度 121.4662 吗？')]).toEqual([400, true]);
  const elsewhere = { ...place, 'address.zh': '浦东新区世纪大道 1 号' };
  const doubted = await send('/hq/locations/new', elsewhere);
  expect([doubted.status, doubted.text.includes('坐标却在上海市黄浦区')]).toEqual([400, true]);
  const owners = local.system.ownership.owners;
  await owners.save('D-1', { name: '鲁东商贸', contact: null, phone: null }, { revision: 0, by: 'hq' });
  for (const [ownerId, said] of [
    ['鲁东商茂', '没有叫“鲁东商茂”的加盟商'],
    // By name: what is wrong then is the point.
    ['鲁东商贸', '是 纬度 31.2319'],
    ['鲁东商贸 · D-1', '是 纬度 31.2319'],
  ] as const) {
    const { status, text } = await send('/hq/locations/new', { ...swapped, ownerId });
    expect([ownerId, status, text.includes(said)]).toEqual([ownerId, 400, true]);
  }
  const made = await send('/hq/locations/new', { ...swapped, turned: 'yes' });
  expect([made.status, made.to]).toEqual([303, '/hq/locations/SH-001']);
  // At once, and in the county that its point lies in; written down by GPS, kept in the datum of the maps.
  const shown = (await ask('/hq/locations/SH-001')).text;
  expect(shown).toContain('筹备中');
  expect(shown).toContain('黄浦区');
  expect(shown).toMatch(/121\.470\d+, 31\.22/);
  expect((await send('/hq/locations/new', { ...place, 'name.zh': '别的' })).status).toBe(409);

  const renamed = await send('/hq/locations/SH-001/details', {
    'name.zh': '阿木鞋·南京路店',
    'address.zh': '南京西路 325 号',
    latitude: '31.2300',
    longitude: '121.4707',
    datum: 'gcj02',
  });
  expect([renamed.status, renamed.to]).toEqual([303, '/hq/locations/SH-001']);
  const far = await send('/hq/locations/SH-001/details', {
    'name.zh': '阿木鞋·南京路店',
    'address.zh': '烟台',
    latitude: '37.5405',
    longitude: '121.3992',
  });
  expect([far.status, far.text.includes('不能移到另一个区县')]).toEqual([409, true]);
  const change = { status: 'open', opens: '10:00', closes: '22:00', radiusKm: '', cold: 'yes', large: 'yes' };
  expect((await send('/hq/locations/SH-001', { ...change, confirmed: 'yes' })).status).toBe(409);
  const rehearse = await send('/hq/locations/SH-001', { ...change, status: 'rehearsing', confirmed: 'yes' });
  expect(rehearse.status).toBe(303);
  await local.processes.settle();
  local.clock.advance(2_500);
  // Nothing is there yet that an order would need; what is missing is named, with where it is done.
  const early = await send('/hq/locations/SH-001', { ...change, confirmed: 'yes' });
  expect([early.status, early.text.includes('开业清单还有 5 项没有完成')]).toEqual([409, true]);
  const board = (await ask('/hq/rollout')).text;
  for (const missing of [
    '营业时间与门上一致',
    '有店员接受邀请',
    '已盘点入库',
    '货架码已贴好',
    '完成一次练习自提',
  ])
    expect(board).toContain(missing);
  const bulk = await send('/hq/rollout', { place: 'SH-001', act: 'open' });
  expect([bulk.status, bulk.to]).toEqual([303, '/hq/rollout?moved=0&stay=1']);
  const near = await fetch(`${local.baseUrl}/v1/branches/nearest?latGcj02=31.23&lngGcj02=121.47&limit=3`);
  expect(await near.json()).toMatchObject({ items: [] });
  const map = (await ask('/hq/map')).text;
  expect(map).toContain('还没有营业的门店');
  const city = encodeURIComponent('上海市/上海市');
  const outlines = JSON.parse((await ask(`/hq/map/outlines.json?city=${city}`)).text);
  expect(outlines.features.length).toBeGreaterThan(10);
  expect((await ask(`/hq/map/branches.json?city=${city}`)).text).toContain('阿木鞋·南京路店');
});

test('branches are put into a wave, which is planned anew', async () => {
  const made = await send('/hq/rollout', { act: 'add', name: '第一批', plannedDay: '2026-12-10' });
  expect(made.status).toBe(303);
  const wave = made.to?.split('wave=')[1] ?? '';
  const put = await send('/hq/rollout', { place: 'SH-001', act: 'put', into: wave });
  expect([put.status, put.to]).toEqual([303, `/hq/rollout?wave=${wave}`]);
  const changed = await ask('/hq/rollout', {
    ...Object.fromEntries(
      [
        ...((await ask(`/hq/rollout?wave=${wave}`)).text.split('id="wave"')[1] ?? '')
          .split('</form>')[0]!
          .matchAll(/<input (?=[^>]*name="([^"]+)")(?=[^>]*value="([^"]*)")/g),
      ].map(([, name, value]) => [name, value]),
    ),
    name: '首批',
  });
  expect([changed.status, changed.to]).toEqual([303, `/hq/rollout?wave=${wave}`]);
  const shown = (await ask(`/hq/rollout?wave=${wave}`)).text;
  expect(shown).toContain('首批');
  expect(shown).toContain('阿木鞋·南京路店');
});

test('the administrator comes in again by a code on the phone; whoever has no role does not', async () => {
  const inHand = cookie;
  cookie = '';
  const codeOf = async (phone: string) => {
    const { text } = await send('/hq/sign-in-phone', { phone });
    return /本机演示的短信：(\d{6})/.exec(text)?.[1] ?? '';
  };
  const stranger = await codeOf('13800008888');
  const refused = await send('/hq/sign-in-phone', { phone: '13800008888', code: stranger });
  expect([refused.status, refused.text.includes('没有总部的角色')]).toEqual([400, true]);
  expect(cookie).toBe('');
  // Trying made nobody of them, and took the number from nobody.
  expect(await local.system.members.knownForPhone('13800008888', 'zh')).toMatchObject({ value: null });
  // Beginning has sent this number a code already, and the next one goes out a minute later.
  local.clock.advance(2 * minuteMs);
  const code = await codeOf('13800009999');
  const wrong = await send('/hq/sign-in-phone', {
    phone: '13800009999',
    code: code === '000000' ? '000001' : '000000',
  });
  expect([wrong.status, cookie]).toEqual([400, '']);
  const entered = await send('/hq/sign-in-phone', { phone: '13800009999', code });
  expect([entered.status, entered.to]).toEqual([303, '/hq']);
  expect(cookie).not.toBe('');
  expect(cookie).not.toBe(inHand);
  expect((await ask('/hq/setup')).status).toBe(200);
});

test('no form of another site, and no link that is merely opened, signs a browser in', async () => {
  local.clock.advance(2 * minuteMs);
  const phone = '13800009999';
  const { text } = await send('/hq/sign-in-phone', { phone });
  const code = /本机演示的短信：(\d{6})/.exec(text)?.[1] ?? '';
  const { value: memberId } = (await local.system.members.knownForPhone(phone, 'zh')) as { value: string };
  const { token } = await local.system.sessions.open(memberId);
  const made = await fetch(`${local.baseUrl}/v1/hq/web-tickets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  const link = ((await made.json()) as { url: string }).url.slice(local.publicBaseUrl.length);
  const ticket = link.split('ticket=')[1] ?? '';

  [cookie, browser] = ['', ''];
  const forms: [string, Record<string, string>][] = [
    ['/hq/begin', { code: 'AAAA-BBBB-CCCC-DDDD', name: '别人', phone }],
    ['/hq/sign-in-phone', { phone, code }],
    ['/hq/local-sign-in', {}],
    ['/hq/enter', { ticket }],
  ];
  // The browser has none of ours yet; or one, and the form is of a page that another browser was given.
  for (const known of [false, true]) {
    if (known) await ask('/hq/sign-in-phone');
    for (const [path, fields] of forms)
      for (const csrf of ['', 'x'.repeat(43), browser.split('=')[1] ?? '']) {
        const elsewhere = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
        expect([path, (await ask(path, { ...fields, csrf }, elsewhere)).status]).toEqual([path, 403]);
        expect(cookie).toBe('');
      }
  }
  // What shows a preview of a link opens it, as often as it likes.
  for (let look = 0; look < 3; look += 1) {
    const shown = await ask(link);
    expect([shown.status, shown.text.includes('老板')]).toEqual([200, true]);
  }
  expect(cookie).toBe('');
  expect((await send(link, {}, { action: '/hq/enter' })).to).toBe('/hq');
  expect(cookie).not.toBe('');
  expect((await ask(link)).status).toBe(403);
});

test('once the brand has a name, no page of headquarters and no answer to its shoppers has another', async () => {
  const page = '/hq/settings/brand';
  expect((await ask(page)).text).toContain('近店');
  expect((await send(page, { nameZh: '阿木鞋', nameEn: 'Amu Shoes' }, { asShown: true })).to).toContain(
    'done=saved',
  );
  expect((await send(page, { note: '名称' }, { action: `${page}/publish` })).to).toContain('done=published');
  local.clock.advance(2_500);
  const paths = pageRules.map(({ path }) => path).filter((path) => !/[:.]|^\/sign-out/.test(path));
  expect(paths.length).toBeGreaterThan(40);
  const named: string[] = [];
  for (const path of [
    ...paths.map((one) => `/hq${one}`),
    '/hq/sign-in',
    '/hq/sign-in-phone',
    '/v1/settings',
  ]) {
    const { status, text } = await ask(path);
    expect([path, status >= 500]).toEqual([path, false]);
    if (/近店|Jindian(?!_)/.test(text)) named.push(path);
  }
  expect(named).toEqual([]);
  expect((await ask('/hq/setup')).text).toContain('还缺：公司名称、客服电话');
  expect((await ask('/hq')).text).toMatch(/<title>[^<]* · 阿木鞋 · 总部<\/title>/);
});

test('a product gets its picture at headquarters, and the storefront shows it in every width', async () => {
  const csrfOf = (text: string) => /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
  const category = { id: 'shoes', 'name.zh': '鞋', parentId: '' };
  expect((await send('/hq/categories', category)).status).toBe(303);
  const page = (await ask('/hq/products/new')).text;
  const csrf = csrfOf(page);
  expect(page).toContain('data-pictures');
  /** What the page's script does with a file. */
  async function picture(bytes: Buffer) {
    const asked = await ask('/hq/pictures', { csrf, kind: 'upload', bytes: String(bytes.length) });
    if (asked.status !== 200) return JSON.parse(asked.text);
    const { id, upload } = JSON.parse(asked.text);
    const put = (body: Buffer) =>
      fetch(`${local.baseUrl}${upload.address}`, { method: 'PUT', body: new Uint8Array(body) });
    expect((await put(Buffer.concat([bytes, bytes]))).status).toBe(403);
    expect((await put(bytes)).status).toBe(200);
    expect((await ask(`/hq/pictures/${id}/sent`, { csrf })).status).toBe(200);
    await local.processes.settle();
    return JSON.parse((await ask(`/hq/pictures/${id}`)).text);
  }
  const shoe = await sharp({ create: { width: 900, height: 900, channels: 3, background: '#336699' } })
    .jpeg()
    .toBuffer();
  const { state, imagePath } = await picture(shoe);
  expect([state, imagePath]).toEqual(['ready', expect.stringMatching(/^\/pictures\/[0-9a-f]{32}$/)]);
  const svg = await picture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
  expect([svg.state, svg.says]).toEqual(['refused', expect.stringMatching(/^不支持这种图片格式.*iPhone/)]);
  const inside = await ask('/hq/pictures', { csrf, kind: 'address', address: 'http://169.254.169.254/' });
  await local.processes.settle();
  const refused = JSON.parse((await ask(`/hq/pictures/${JSON.parse(inside.text).id}`)).text);
  expect(refused.refusal).toBe('picture_address_refused');
  expect(JSON.parse((await ask('/hq/pictures', { csrf, kind: 'upload', bytes: '99999999' })).text).code).toBe(
    'picture_too_large',
  );

  for (const [name, type, width] of [
    ['', 'image/jpeg', 800],
    ['-200.webp', 'image/webp', 200],
    ['-1200.webp', 'image/webp', 900],
  ] as const) {
    const answer = await fetch(`${local.baseUrl}${imagePath}${name}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect((await sharp(bytes).metadata()).width).toBe(width);
  }
  for (const name of [`/pictures/${'0'.repeat(32)}`, '/pictures/..%2fsecrets.json', '/pictures/sent'])
    expect([name, (await fetch(`${local.baseUrl}${name}`)).status]).toEqual([name, 404]);

  const product = {
    'title.zh': '板鞋',
    'subtitle.zh': '好走',
    'description.zh': '一双鞋',
    categoryId: 'shoes',
    weightGrams: '800',
    deliverable: 'yes',
    pickupable: 'yes',
    'options.0.name.zh': '颜色',
    'options.0.name.en': 'Colour',
    'options.0.values': '黑 | Black | #000000\n白 | White | #ffffff',
    price: '199',
  };
  const gone = await send('/hq/products/new', {
    ...product,
    id: 'SHOE',
    imagePaths: `/pictures/${'0'.repeat(32)}`,
  });
  expect([gone.status, gone.text.includes('不存在或已清理')]).toEqual([409, true]);
  const made = await send('/hq/products/new', {
    ...product,
    id: 'SHOE',
    imagePaths: `${imagePath} colour/white`,
  });
  expect([made.status, made.to]).toEqual([303, '/hq/products/SHOE?done=made']);
  const kept = await local.system.goodsEditing.product('SHOE');
  if (!kept.ok) throw new Error(kept.code);
  expect(kept.value.imagePaths).toEqual([imagePath]);
  expect(kept.value.options[0]?.values).toMatchObject([{ id: 'black' }, { id: 'white', imagePath }]);
  expect((await ask('/hq/products/SHOE')).text).toContain(`${imagePath} colour/white`);
  expect((await ask('/hq/products')).text).toContain(`${imagePath}-200.webp`);

  // It is told when it goes on sale, in Beijing time, on its page and in the list; and it can be called off.
  const own = '/hq/products/SHOE';
  expect((await ask(`${own}?done=made`)).text).toContain('草稿已建立');
  const late = await send(own, {
    act: 'plan',
    onSaleAtMs: '2020-01-01T09:00',
    offSaleAtMs: '',
    dealersFromMs: '',
  });
  expect([late.status, late.text.includes('时间须晚于现在')]).toEqual([400, true]);
  const planned = await send(own, {
    act: 'plan',
    onSaleAtMs: '2066-01-02T09:30',
    offSaleAtMs: '',
    dealersFromMs: '',
  });
  expect([planned.status, planned.to]).toEqual([303, `${own}?done=planned`]);
  for (const where of [own, '/hq/products'])
    expect((await ask(where)).text).toContain('2066-01-02 09:30 上架');
  expect((await send(own, { act: 'unplan' })).status).toBe(303);
  expect((await ask('/hq/products')).text).not.toContain('2066-01-02');

  // What is there at first is received on its page, with what it cost; what nobody said is not known.
  const action = `${own}/stock`;
  const at = `${own}?location=SH-001`;
  const shelf = { 'stock.0.sku': 'SHOE-01', 'stock.1.sku': 'SHOE-02' };
  expect((await ask(at)).text).toContain('未知');
  const slip = await send(at, { ...shelf, 'stock.0.pieces': 'many' }, { action });
  expect([slip.status, slip.text.includes('件数须为')]).toEqual([400, true]);
  const received = await send(
    at,
    { ...shelf, 'stock.0.pieces': '12', 'stock.0.cost': '88.50', 'stock.1.pieces': '3' },
    { action },
  );
  expect([received.status, received.to]).toEqual([303, `${own}?location=SH-001&done=received#stock`]);
  const shown = (await ask(at)).text;
  for (const text of ['¥88.50', '未知']) expect(shown).toContain(text);
  expect(await local.system.inventory.levelsAt('SH-001')).toMatchObject([
    { skuId: 'SHOE-01', onHand: 12 },
    { skuId: 'SHOE-02', onHand: 3 },
  ]);
});
test('a colleague takes a role at headquarters in a browser: by the link, and a code to the number that was invited', async () => {
  local.clock.advance(2 * minuteMs);
  [cookie, browser] = ['', ''];
  await comeIn('13800009999');
  const boss = cookie;
  const page = await ask('/hq/invitations');
  expect(page.status).toBe(200);
  const typed = { act: 'make', name: '小财', phone: '13800006666', role: 'finance', scope: 'brand' };
  const form = { csrf: hiddenIn(page.text, 'csrf'), key: hiddenIn(page.text, 'key') };
  const bad = await ask('/hq/invitations', { ...form, ...typed, phone: '12', key: 'invite-key-0' });
  expect([bad.status, bad.text.includes('手机号格式不对'), bad.text.includes('value="小财"')]).toEqual([
    400,
    true,
    true,
  ]);
  const unfit = await ask('/hq/invitations', { ...form, ...typed, scope: 'self', key: 'invite-key-1' });
  expect([unfit.status, unfit.text.includes('只能用于')]).toEqual([400, true]);
  const made = await ask('/hq/invitations', { ...form, ...typed, bySms: 'yes' });
  const code = /IV[0-9A-Z]{10}/.exec(made.text)?.[0] ?? '';
  expect([made.status, made.text.includes('短信已发送')]).toEqual([200, true]);
  expect(local.sms.control.sent().at(-1)).toMatchObject({ phone: '+8613800006666', parameters: [code, '7'] });
  // The list says who and until when, and no code.
  const list = (await ask('/hq/invitations')).text;
  expect([list.includes('小财'), list.includes('138****6666'), list.includes(code)]).toEqual([
    true,
    true,
    false,
  ]);

  [cookie, browser] = ['', ''];
  const link = await fetch(`${local.baseUrl}/q/invitation?c=${code}`, { redirect: 'manual' });
  const join = link.headers.get('location') ?? '';
  expect(join).toBe(`/hq/join?c=${code}`);
  const shown = await ask(join);
  expect([shown.text.includes('总部财务'), shown.text.includes('老板')]).toEqual([true, true]);
  // Opening it uses nothing up, another number gets no message, and a form of elsewhere is refused.
  const count = local.sms.control.sent().length;
  local.clock.advance(2 * minuteMs);
  const other = await send(join, { phone: '13800005555' }, { action: '/hq/join' });
  expect([other.status, local.sms.control.sent().length]).toEqual([400, count]);
  expect((await ask('/hq/join', { code, phone: '13800006666' })).status).toBe(403);
  const asked = await send(join, { phone: '13800006666' }, { action: '/hq/join' });
  const sent = /本机演示的短信：(\d{6})/.exec(asked.text)?.[1] ?? '';
  const accepted = await send(join, { phone: '13800006666', sent }, { action: '/hq/join' });
  expect([accepted.status, accepted.to]).toEqual([303, '/hq']);
  expect((await ask('/hq/fund-pool')).status).toBe(200);
  expect((await ask('/hq/invitations')).status).toBe(403);
  [cookie, browser] = ['', ''];
  expect((await ask(join)).text).toContain('已被接受');
  expect((await ask('/hq/join?c=IV0000000000')).status).toBe(404);

  cookie = boss;
  expect((await ask('/hq/invitations?state=accepted')).text).toContain('小财 已接受');
  const audit = (await ask('/hq/audit')).text;
  expect([audit.includes('接受邀请'), audit.includes(code), audit.includes('13800006666')]).toEqual([
    true,
    false,
    false,
  ]);
});

test('a role at a place is taken in the shop, not at headquarters', async () => {
  const page = await ask('/hq/invitations');
  const form = { csrf: hiddenIn(page.text, 'csrf'), key: hiddenIn(page.text, 'key') };
  const typed = {
    act: 'make',
    name: '小店',
    phone: '',
    role: 'clerk',
    scope: 'branch:',
    scopePlace1: 'SH-001',
  };
  const made = await ask('/hq/invitations', { ...form, ...typed });
  const code = /IV[0-9A-Z]{10}/.exec(made.text)?.[0] ?? '';
  expect((await ask(`/hq/join?c=${code}`)).to).toContain(
    `/packages/people/invitation/accept/index?code=${code}`,
  );
  const id = /name="invitationId" value="([0-9A-Z]{26})"/.exec(made.text)?.[1] ?? '';
  const { text } = await ask('/hq/invitations');
  const again = { csrf: hiddenIn(text, 'csrf'), key: 'invite-key-2', act: 'resend', invitationId: id };
  const sent = await ask('/hq/invitations', again);
  const second = /IV[0-9A-Z]{10}/.exec(sent.text)?.[0] ?? '';
  expect([second.length, second === code]).toEqual([12, false]);
  expect((await ask(`/hq/join?c=${code}`)).status).toBe(404);
  expect((await ask('/hq/invitations', { ...again, act: 'revoke' })).to).toContain('revoked=1');
});

test('a link lets one person in once: made by an administrator, or sent to the own phone; both on record', async () => {
  const { value: memberId } = (await local.system.members.knownForPhone('13800006666', 'zh')) as {
    value: string;
  };
  const boss = (await local.system.members.knownForPhone('13800009999', 'zh')) as { value: string };
  const chosen = `/hq/people?member=${memberId}`;
  const make = async (of: string, key: string) => {
    const { text } = await ask(chosen);
    const form = { csrf: hiddenIn(text, 'csrf'), key, act: 'link', memberId: of, reason: '手机坏了' };
    return ask('/hq/people/standing', form);
  };
  expect((await make(boss.value, 'link-key-0')).status).toBe(403);
  const made = await make(memberId, 'link-key-1');
  const link = /\/hq\/enter\?ticket=[\w-]+/.exec(made.text)?.[0] ?? '';
  expect([made.status, link.length > 40]).toEqual([200, true]);
  const admin = cookie;

  [cookie, browser] = ['', ''];
  for (let look = 0; look < 3; look += 1) expect((await ask(link)).text).toContain('小财');
  const entries = await Promise.all([1, 2].map(() => send(link, {}, { action: '/hq/enter' })));
  expect(entries.map(({ status }) => status).sort()).toEqual([303, 403]);
  expect((await ask('/hq/fund-pool')).status).toBe(200);

  [cookie, browser] = ['', ''];
  local.clock.advance(2 * minuteMs);
  const count = local.sms.control.sent().length;
  const toNobody = await send('/hq/sign-in-phone', { phone: '13800004444', how: 'link' });
  const toMine = await send('/hq/sign-in-phone', { phone: '13800006666', how: 'link' });
  // Whoever asks learns nothing of whose number it is; only a demo, which sends nothing, shows what it would send.
  const demoLink = /<p>\s*<a href="\/hq\/enter\?ticket=[^"]*">[^<]*<\/a>\s*<\/p>/;
  expect(demoLink.test(toMine.text)).toBe(true);
  expect(
    toMine.text
      .replace(demoLink, '')
      .replaceAll('13800006666', '#')
      .replaceAll(/value="[^"]*"/g, ''),
  ).toBe(toNobody.text.replaceAll('13800004444', '#').replaceAll(/value="[^"]*"/g, ''));
  const sent = local.sms.control.sent().slice(count);
  expect(sent.map(({ phone, templateId }) => [phone, templateId])).toEqual([
    ['+8613800006666', local.sms.account.linkTemplateId],
  ]);
  const mine = `/hq/enter?ticket=${sent[0]?.parameters[0]}`;
  expect((await send(mine, {}, { action: '/hq/enter' })).to).toBe('/hq');
  expect((await ask(mine)).status).toBe(403);
  cookie = admin;
  const audit = (await ask('/hq/audit')).text;
  expect(['生成登录链接', '用链接登录总部'].map((word) => audit.includes(word))).toEqual([true, true]);
  expect(audit).not.toContain(link.split('ticket=')[1]);
});

const hiddenIn = (text: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';

async function comeIn(phone: string) {
  const { text } = await send('/hq/sign-in-phone', { phone });
  const code = /本机演示的短信：(\d{6})/.exec(text)?.[1] ?? '';
  await send('/hq/sign-in-phone', { phone, code });
}

test('goods come in from a table: checked row by row, in force only when somebody says so, and all at once', async () => {
  const csrf = /data-csrf="([^"]*)"/.exec((await ask('/hq/import?kind=goods')).text)?.[1] ?? '';
  const begin = async () => JSON.parse((await ask('/hq/import/new', { csrf })).text).importId as string;
  const send = async (importId: string, kind: string, rows: object[]) =>
    JSON.parse(
      (await ask('/hq/import/portion', { csrf, importId, kind, portion: '0', rows: JSON.stringify(rows) }))
        .text,
    );
  const finish = (importId: string, kind: string) =>
    ask('/hq/import/finish', { csrf, importId, kind, portions: '1' });
  const tree = await begin();
  const categories = [
    { row: 2, values: { categoryId: 'shoes.canvas', parentId: 'shoes', titleZh: '帆布鞋' } },
  ];
  expect(await send(tree, 'categories', categories)).toMatchObject({ changed: 1, bad: [] });
  expect(JSON.parse((await finish(tree, 'categories')).text)).toMatchObject({ goods: 1 });

  const shoe = await local.system.goodsEditing.product('SHOE');
  const picture = shoe.ok ? shoe.value.imagePaths[0] : '';
  const goods = [
    {
      row: 2,
      values: {
        productId: 'CANVAS',
        skuId: 'CANVAS-1',
        categoryId: 'shoes.canvas',
        titleZh: '帆布鞋（低帮）',
        descriptionZh: '第一行\n第二行',
        weightGrams: 600,
        option1: '颜色 | Colour',
        value1: '白 | White',
        priceYuan: '199.00',
        pictures: picture,
      },
    },
    { row: 3, values: { productId: 'CANVAS', skuId: 'CANVAS-2', value1: '黑 | Black', priceYuan: '199.00' } },
    {
      row: 4,
      values: { productId: 'OTHER', skuId: 'OTHER-1', categoryId: 'hats', titleZh: '帽', weightGrams: 1 },
    },
  ];
  const importId = await begin();
  const judged = await send(importId, 'goods', goods);
  expect(judged).toMatchObject({ rows: 3, changed: 2, bad: [{ row: 4, code: 'unknown_category' }] });
  expect((await local.system.goodsEditing.product('CANVAS')).ok).toBe(false);
  expect(JSON.parse((await finish(importId, 'goods')).text)).toMatchObject({ goods: 1 });
  const made = await local.system.goodsEditing.product('CANVAS');
  expect(
    made.ok && [
      made.value.title.zh,
      made.value.description.zh,
      made.value.skus.length,
      made.value.imagePaths,
    ],
  ).toEqual(['帆布鞋（低帮）', '第一行\n第二行', 2, [picture]]);
  // The same file again changes nothing; what was judged good and is not any more refuses all of it.
  const again = await begin();
  expect(await send(again, 'goods', goods)).toMatchObject({ changed: 0, unchanged: 2 });
  const late = await begin();
  const move = {
    row: 2,
    values: { productId: 'CANVAS', skuId: 'CANVAS-1', categoryId: 'shoes.canvas', titleZh: '新名' },
  };
  expect(await send(late, 'goods', [move])).toMatchObject({ changed: 1 });
  const revision = made.ok ? String(made.value.revision) : '';
  const page = '/hq/products/CANVAS';
  const csrfOfPage = /name="csrf" value="([^"]*)"/.exec((await ask(page)).text)?.[1] ?? '';
  expect(
    (await ask(page, { csrf: csrfOfPage, act: 'archived', revision, key: 'archive-canvas' })).status,
  ).toBe(303);
  const early = await begin();
  const sold = { row: 2, values: { productId: 'CANVAS', skuId: 'CANVAS-1', status: 'on_sale' } };
  expect((await send(early, 'goods', [sold])).bad).toMatchObject([{ code: 'status_refused' }]);
  expect(JSON.parse((await finish(late, 'goods')).text)).toMatchObject({ goods: 1 });
  // A workbook of all goods, brought in as it is, changes none of them.
  const workbook = await fetch(`${local.baseUrl}/hq/import/present.xlsx?kind=goods`, { headers: { cookie } });
  const table = readTable('goods', 'goods.xlsx', new Uint8Array(await workbook.arrayBuffer()));
  if ('fault' in table) throw new Error(table.fault);
  const same = await begin();
  expect(await send(same, 'goods', table.rows)).toMatchObject({ changed: 0, bad: [] });
  for (const kind of ['goods', 'categories'])
    expect((await ask(`/hq/import/sample.csv?kind=${kind}`)).status).toBe(303);
});
