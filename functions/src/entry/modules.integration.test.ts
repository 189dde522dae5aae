import { brandGrant } from '@jindian/shared/access';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import { modules } from '@jindian/shared/contract/modules/index';
import { type ModuleName, moduleNames } from '@jindian/shared/contract/modules/names';
import { modulesOff } from '@jindian/shared/contract/modules/off';
import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreaNames, settingsAreas } from '@jindian/shared/contract/settings/index';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageRules } from '../hq/page-permissions.ts';
import { openHq, type Visitor } from '../hq/testing/visitors.ts';
import { type LocalSystem, startLocal } from '../local/start.ts';
import { type SystemFixture, samplesOf, startSystemFixture } from './testing/system-fixture.ts';

let fixture: SystemFixture;
let given: Awaited<ReturnType<typeof samplesOf>>;
let administrator: { token: string };
let hq: Visitor;

beforeAll(async () => {
  fixture = await startSystemFixture();
  given = await samplesOf(fixture);
  administrator = await fixture.enrol('boss', [brandGrant('administrator')]);
  const { system, clock } = fixture.local;
  hq = openHq(system, { clock, hqToken: administrator.token }).visitor(administrator.token);
});
afterAll(() => fixture.local.close());

const allOn = Object.fromEntries(moduleNames.map((name) => [name, 'on'])) as Record<ModuleName, string>;
const system = () => fixture.local.system;
const publish = async (switches: Partial<Record<ModuleName, 'on' | 'off'>>) => {
  const { revision } = await system().settings.modules.view();
  const content = { ...standardSettings(settingsAreas.modules), ...switches };
  const done = await system().settings.modules.publishContent(content, {
    revision,
    by: 'boss',
    note: '功能',
    command: null,
  });
  await system().settings.modules.refresh();
  return done;
};

test('what a module is made of is there', () => {
  const paths = pageRules.map(({ path }) => path);
  for (const { endpoints: ids, bodies, hqPages } of Object.values(modules)) {
    for (const id of [...ids, ...Object.keys(bodies)]) expect(Object.keys(endpoints)).toContain(id);
    for (const page of hqPages)
      expect(paths.some((path) => path === page || path.startsWith(`${page}/`)) ? page : null).toBe(page);
  }
});

describe('a module is switched off', () => {
  test('only once nothing of it is left that nobody could finish, and says what is', async () => {
    const refused = async (name: ModuleName) => {
      const done = await publish({ [name]: 'off' });
      return done.ok ? null : [done.code, String(done.params?.detail ?? '')];
    };
    // The demo brand has dealers, warehouses, and a rule that puts orders up for grabs.
    expect(await refused('dealers')).toEqual(['policy_problem', expect.stringContaining('dealer_places')]);
    expect(await refused('warehouses')).toEqual([
      'policy_problem',
      expect.stringContaining('warehouse_places'),
    ]);
    expect(await refused('grabPool')).toEqual(['policy_problem', expect.stringContaining('grab_rule')]);
    // Of what begins switched off.
    expect(await system().settings.off()).toEqual(['secondLevel', 'wecom']);
    expect((await publish({ couriers: 'off', guides: 'off' })).ok).toBe(true);
    const withGuides = ['couriers', 'guides', 'stations', 'promoters', 'secondLevel', 'wecom'];
    expect(await system().settings.off()).toEqual(withGuides);
    const told = (await fixture.invoke<{ modulesOff: string[] }>('getSettings', {})).body;
    expect(told.modulesOff).toEqual(withGuides);
    expect((await publish({})).ok).toBe(true);
    expect(await system().settings.off()).toEqual(['secondLevel', 'wecom']);
  });
});

/** What is said of a module alone. Where a word may mean something else too, only the longer ones count. */
const wordsOf: Record<ModuleName, RegExp> = {
  deliveries: /配送|送货|骑手|抢单/,
  couriers: /骑手/,
  grabPool: /抢单/,
  guides: /导购|佣金/,
  stations: /站点/,
  promoters: /推广员/,
  secondLevel: /上一级/,
  wecom: /企业微信/,
  points: /积分规则|积分明细|增减会员积分/,
  tiers: /会员等级/,
  ratings: /评价/,
  promotions: /促销/,
  segments: /会员分群/,
  dealers: /加盟/,
  transfers: /调拨|调货/,
  warehouses: /分仓|中心仓|仓库|个仓/,
};
/** Texts that HQ writes itself, columns of files that hold whatever a brand has, and the switches themselves. */
const saysAll = /^\/(legal|import|settings\/modules)/;

describe('of a module that is off no page of a brand that never used it says a word', () => {
  let empty: LocalSystem;
  let visitor: Visitor;
  beforeAll(async () => {
    empty = await startLocal({ network: 'empty', autorun: false });
    const memberId = await empty.system.members.enrol({
      openid: 'boss',
      nickname: '老板',
      displayName: '老板',
      phone: '13800005555',
      roles: [brandGrant('administrator')],
      language: 'zh',
    });
    const { token } = await empty.system.sessions.open(memberId);
    visitor = openHq(empty.system, { clock: empty.clock, hqToken: token }).visitor(token);
  });
  afterAll(() => empty.close());

  const paths = pageRules
    .map(({ path }) => path)
    .filter((path) => !/[:.]|^\/(sign-out|pick)/.test(path))
    .concat(settingsAreaNames.map((area) => `/settings/${area}`))
    .filter((path) => !saysAll.test(path));

  test.each(moduleNames)('%s', async (name) => {
    const off = modulesOff({ ...allOn, [name]: 'off' });
    empty.system.settings.off = async () => off;
    const said: string[] = [];
    for (const path of paths) {
      const { status, text } = await visitor.get(`/hq${path}`);
      if (status !== 200) continue;
      for (const line of seenIn(text)) if (wordsOf[name].test(line)) said.push(`${path}: ${line}`);
    }
    expect(said).toEqual([]);
    // It is said where it is on: the words are those of the pages.
    empty.system.settings.off = async () => [];
    const settings = [
      '/roles',
      '/sourcing',
      '/locations',
      '/transfers/new',
      '/owners',
      '/commission-rates/new',
      '/settings/selling',
    ];
    const all = await Promise.all(settings.map(async (path) => (await visitor.get(`/hq${path}`)).text));
    expect(all.some((text) => wordsOf[name].test(text))).toBe(true);
  });
});

/** Lines of a page as a person or a screen reader meets them. */
function seenIn(page: string): string[] {
  return page
    .replace(/<(textarea|script)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*?\s(?:placeholder|aria-label|title)="([^"]*)"[^>]*>/g, '\n$1\n')
    .replace(/<[^>]+>/g, '\n')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const shown = [
  '/',
  '/stock',
  '/locations',
  '/people',
  '/invitations',
  '/ledger',
  '/search',
  '/products',
  '/setup',
  '/settings',
];

describe.each(moduleNames)('without %s', (name) => {
  let before: () => Promise<ModuleName[]>;
  beforeAll(() => {
    // As it is where nothing of it is left: the demo brand has some of each.
    before = system().settings.off;
    system().settings.off = async () => [name];
  });
  afterAll(() => {
    system().settings.off = before;
  });

  test('its endpoints answer with one code, and no other does', async () => {
    for (const id of modules[name].endpoints as EndpointId[]) {
      const sample = given.samples[id];
      const { status, code } = await fixture.invoke(id, sample, {
        token: administrator.token,
        key: `off-${id}`,
      });
      // Whoever may not call it learns nothing of it.
      expect([id, status === 403 ? 'forbidden' : code]).toEqual([
        id,
        status === 403 ? 'forbidden' : 'module_off',
      ]);
    }
    for (const [id, body] of Object.entries(modules[name].bodies)) {
      const asked = Object.fromEntries(Object.entries(body).map(([field, [value]]) => [field, value]));
      const sample = given.samples[id as EndpointId];
      const wanted = {
        ...sample,
        body: {
          ...(sample.body as object),
          ...asked,
          ...(id === 'hqAddLocation' ? {} : { address: given.address }),
        },
      };
      const token = id === 'hqAddLocation' ? administrator.token : given.owner;
      const { code } = await fixture.invoke(id as EndpointId, wanted, { token, key: `body-${id}` });
      expect([id, code]).toEqual([id, 'module_off']);
    }
    expect((await fixture.invoke('getMe', {}, { token: given.owner })).status).toBe(200);
  });

  test('no page of headquarters is there, none leads to one, and nobody is given its roles', async () => {
    const { hqPages, roles } = modules[name];
    const isIts = (path: string) => hqPages.some((page) => path === page || path.startsWith(`${page}/`));
    // Where the demo brand has something; every page of a brand without anything is looked at above.
    for (const path of shown.concat(hqPages)) {
      const { status, text } = await hq.get(`/hq${path}`);
      if (isIts(path)) expect([path, status]).toEqual([path, 404]);
      for (const page of hqPages) expect([path, text.includes(`href="/hq${page}`)]).toEqual([path, false]);
      const offered = /<select[^>]* name="role"[\s\S]*?<\/select>/.exec(text)?.[0] ?? '';
      for (const role of roles)
        expect([path, offered.includes(`<option value="${role}"`)]).toEqual([path, false]);
    }
  });
});

test('modules are switched at once, or not: what is open is looked at now, and not at a later time', async () => {
  const { settings } = fixture.local.system;
  const { revision, inForce } = await settings.modules.view();
  const later = {
    revision,
    by: 'hq',
    note: '',
    command: null,
    atMs: fixture.local.clock.nowMs() + 3_600_000,
  };
  expect(await settings.modules.publishContent(inForce.content, later)).toMatchObject({
    code: 'invalid_request',
  });
  expect((await settings.modules.view()).revision).toBe(revision);
});
