import type { PlacedOrder } from '@jindian/shared/contract/serving/order';
import type { Simulation } from '@jindian/shared/contract/serving/sourcing';
import { brandDay } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SystemFixture, startSystemFixture } from '../../../entry/testing/system-fixture.ts';
import { openHq, type Visitor } from '../../testing/visitors.ts';
import { filterField } from './sourcing-form.ts';

let fixture: SystemFixture;
let boss: Visitor;
let hqToken: string;
beforeAll(async () => {
  fixture = await startSystemFixture();
  hqToken = await fixture.signIn('hq');
  boss = openHq(fixture.local.system, { clock: fixture.local.clock, hqToken }).visitor(hqToken);
});
afterAll(() => fixture.local.close());

/** Posts a form of the page with all it holds, but for what is told. */
async function submit(path: string, action: string, change: Record<string, string> = {}) {
  const { text } = await boss.get(path);
  const form = fieldsOf(text, action);
  return boss.post(action, { ...form, ...change });
}

async function order(): Promise<PlacedOrder> {
  const { token } = await fixture.enrol('a-shopper');
  const sku = await fixture.sellableSku(fixture.here);
  const placed = await fixture.invoke<PlacedOrder>(
    'placeOrder',
    {
      body: {
        locationId: fixture.here,
        method: 'delivery',
        lines: [{ skuId: sku.skuId, quantity: 1, seenPriceFen: sku.priceFen }],
        address: {
          recipientName: '林女士',
          phone: '13800010001',
          province: '上海市',
          city: '上海市',
          county: '黄浦区',
          detail: '南京东路 1 号',
          latGcj02: 31.2354,
          lngGcj02: 121.4787,
        },
      },
    },
    { token },
  );
  await fixture.pay(token, placed.body);
  return placed.body;
}

const policyOf = async () => (await fixture.local.system.sourcingPolicies.view()).inForce;
const viewOf = () => fixture.local.system.sourcingPolicies.view();
const draftOf = async () => (await viewOf()).draft;
const started = async () => {
  const fields = { csrf: await csrf(), revision: String((await viewOf()).revision) };
  return (await boss.post('/hq/sourcing/draft/start', fields)).location;
};

describe('the policy of sourcing on the HQ web', () => {
  test('is read in words, in both languages', async () => {
    const { text } = await boss.get('/hq/sourcing');
    expect(text).toContain('收货地址所在网格的责任门店');
    expect(text).toContain('15 分钟内答复；直营店自动接单');
    expect(text).toContain('满 ¥300.00 的订单拆给最少的几家，最多 3 家');
    expect(text).toContain('出厂内容');
    await boss.get('/hq/language?to=en&back=/hq/sourcing');
    const english = await boss.get('/hq/sourcing');
    expect(english.text).toContain('The branch responsible for the grid of the address');
    expect(english.text).not.toMatch(/<dd>[^<]*[\u4e00-\u9fff]/);
    await boss.get('/hq/language?to=zh&back=/hq/sourcing');
  });

  test('goes from draft to publication, rule by rule, and orders follow', async () => {
    const placed = await order();
    expect(await started()).toBe('/hq/sourcing/draft');
    const change = '/hq/sourcing/draft/change';
    const act = async (fields: Record<string, string>) =>
      boss.post(change, {
        csrf: await csrf(),
        revision: String((await viewOf()).revision),
        scope: 'standard',
        ...fields,
      });
    expect((await act({ act: 'toggle', rule: 'own_grid' })).status).toBe(303);
    expect((await act({ act: 'toggle', rule: 'nearest_branches' })).status).toBe(303);
    expect((await act({ act: 'toggle', rule: 'grab' })).status).toBe(303);
    expect((await act({ act: 'up', rule: 'central_warehouses' })).status).toBe(303);
    expect((await act({ act: 'add' })).status).toBe(303);
    const { content: book } = (await draftOf())!;
    expect(book.standard.rules.map(({ id, enabled }) => `${id} ${enabled}`)).toEqual([
      'own_grid false',
      'nearest_branches false',
      'grab false',
      'central_warehouses true',
      'branch_warehouses true',
      'split true',
      'hq_queue true',
      'rule_1 false',
    ]);
    // Somebody else's page is older than this draft.
    const stale = await boss.post(change, {
      csrf: await csrf(),
      revision: '1',
      scope: 'standard',
      act: 'add',
    });
    expect([stale.status, stale.text.includes('保存了草稿')]).toEqual([409, true]);

    const rule = '/hq/sourcing/draft/rules/rule_1?scope=standard';
    expect((await submit(rule, rule, { 'candidates.limit': 'many' })).status).toBe(400);
    const edited = await submit(rule, rule, {
      'name.zh': '省内门店',
      'name.en': 'Branches of the province',
      enabled: 'yes',
      [filterField('provinces', 'provinces')]: '上海、江苏',
      [filterField('max_distance', 'meters')]: '12.5',
      'sort.0.by': 'distance',
      'sort.0.band': '5',
      'sort.1.by': 'load',
      'action.type': 'grab',
    });
    expect(edited.location).toBe('/hq/sourcing/draft?scope=standard&done=saved');
    expect((await draftOf())?.content.standard.rules.at(-1)).toMatchObject({
      name: { zh: '省内门店', en: 'Branches of the province' },
      enabled: true,
      filters: expect.arrayContaining([
        { type: 'max_distance', meters: 12_500 },
        { type: 'provinces', provinces: ['上海', '江苏'] },
      ]),
      sort: [{ by: 'distance', bandMeters: 5_000 }, { by: 'load' }],
      action: { type: 'grab', withinMinutes: 15, minEligible: 2, maxEligible: 20 },
    });
    const fees = '/hq/sourcing/draft/fees?scope=standard';
    await submit(fees, fees, {
      'serviceFees.bands.0.feeFen': '4.5',
      'deliveryCosts.branch.0.firstFen': '6',
      'deliveryCosts.branch_warehouse.0.firstFen': '8',
      'deliveryCosts.central_warehouse.0.firstFen': '12',
      'deliveryCosts.branch.0.firstGrams': '1000',
    });
    expect((await draftOf())?.content.standard).toMatchObject({
      serviceFees: { bands: [{ feeFen: 450 }, { feeFen: 500 }, { feeFen: 800 }] },
      deliveryCosts: { branch: [{ upToMeters: null, firstGrams: 1_000, firstFen: 600 }] },
    });

    const result = await simulated();
    expect(result).toMatchObject({
      state: 'done',
      orders: 1,
      changedOrders: 1,
      inForce: { served: 1, unserved: 0 },
      draft: { served: 1, unserved: 0, deliveryCostFen: expect.any(Number) },
    });
    expect(result.draft.meanMeters).not.toBe(result.inForce.meanMeters);
    expect(result.changes.map(({ locationId, before, after }) => [locationId, before, after])).toContainEqual(
      [placed.order.fulfilments[0]?.place.locationId, 1, 0],
    );

    const publish = '/hq/sourcing/publish';
    expect((await submit('/hq/sourcing/draft', publish, { note: '' })).status).toBe(400);
    expect((await submit('/hq/sourcing/draft', publish, { note: '仓库优先' })).location).toBe(
      '/hq/sourcing?done=published.1',
    );
    expect(await policyOf()).toMatchObject({ number: 1, note: '仓库优先' });
    fixture.local.clock.advance(2_001);
    const next = await order();
    expect(next.order.fulfilments[0]?.place.locationId).toMatch(/^C/);
  });

  test('has chains for some orders, each with its own conditions', async () => {
    expect(await started()).toBe('/hq/sourcing/draft');
    const added = await submit('/hq/sourcing/draft', '/hq/sourcing/draft/change', { act: 'scope_add' });
    expect(added.location).toBe('/hq/sourcing/draft?scope=scope_1&done=saved');
    const scope = '/hq/sourcing/draft/scopes/scope_1';
    await submit(scope, scope, {
      'name.zh': '生鲜',
      'name.en': 'Fresh',
      categoryIds: 'fruit',
      provinces: '山东',
    });
    expect((await draftOf())?.content.scopes[0]).toMatchObject({
      categoryIds: ['fruit'],
      provinces: ['山东'],
      cities: null,
    });
    expect((await boss.get('/hq/sourcing/draft?scope=scope_1')).text).toContain('山东、时令鲜果');
    expect((await boss.get('/hq/sourcing/draft?scope=scope_9')).status).toBe(404);
    await submit('/hq/sourcing/draft', '/hq/sourcing/discard');
    expect(await draftOf()).toBeNull();
  });

  test('is put back as it was', async () => {
    const path = '/hq/sourcing/versions/0';
    expect((await submit(path, path, { note: '恢复' })).location).toBe('/hq/sourcing?done=published.2');
    expect((await policyOf()).restoredFrom).toBe(0);
    expect((await boss.get('/hq/sourcing')).text).toContain('恢复自第 0 版');
    expect((await boss.get('/hq/sourcing/versions/77')).status).toBe(404);
  });
});

async function csrf(): Promise<string> {
  const { text } = await boss.get('/hq/sourcing');
  return /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

async function simulated(): Promise<Simulation> {
  const today = brandDay(fixture.local.clock.nowMs());
  const started = await submit('/hq/sourcing/draft', '/hq/sourcing/draft/simulate', {
    fromDay: today,
    toDay: today,
  });
  const path = started.location ?? '';
  expect(path).toMatch(/^\/hq\/sourcing\/simulations\//);
  await fixture.local.processes.settle();
  const { text, status } = await boss.get(path);
  expect([status, text.includes('已完成，共 1 单')]).toEqual([200, true]);
  const shown = await fixture.invoke<Simulation>(
    'hqGetSourcingSimulation',
    { params: { simulationId: path.split('/').at(-1) ?? '' } },
    { token: hqToken },
  );
  return shown.body;
}

/** What a browser would send of a form as it was served. */
function fieldsOf(page: string, action: string): Record<string, string> {
  const form = page.split('<form').find((part) => unescaped(part).includes(`action="${action}"`)) ?? '';
  const fields: Record<string, string> = {};
  const content = form.split('</form>')[0] ?? '';
  for (const [tag] of content.matchAll(/<input[^>]*>/g)) {
    const told = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
    const name = told('name');
    const ticked = !/type="(checkbox|radio)"/.test(tag) || /\bchecked\b/.test(tag);
    if (!name || !ticked) continue;
    const value = unescaped(told('value') ?? '');
    // Several boxes of one name are a list.
    fields[name] = tag.includes('checkbox') && fields[name] ? `${fields[name]}、${value}` : value;
  }
  for (const [, name, options] of content.matchAll(/<select name="([^"]*)">(.*?)<\/select>/gs)) {
    const chosen =
      /<option value="([^"]*)" selected/.exec(options ?? '') ?? /<option value="([^"]*)"/.exec(options ?? '');
    fields[String(name)] = chosen?.[1] ?? '';
  }
  return fields;
}

function unescaped(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}
