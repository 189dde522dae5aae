import type { ImportedPortion } from '@jindian/shared/import-report';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SystemFixture, startSystemFixture } from '../../../entry/testing/system-fixture.ts';
import { type ReadTable, readTable } from '../../../goods/imports/reading/table.ts';
import { portionsOf } from '../../client/import-file.ts';
import { formOf, hiddenField, openHq } from '../../testing/visitors.ts';

let fixture: SystemFixture;
let hq: ReturnType<typeof openHq>;
let hqToken: string;
let skuId: string;

beforeAll(async () => {
  fixture = await startSystemFixture();
  hqToken = await fixture.signIn('hq');
  hq = openHq(fixture.local.system, { clock: fixture.local.clock, hqToken });
  skuId = (await fixture.sellableSku(fixture.here, 6)).skuId;
});
afterAll(() => fixture.local.close());

const levelNow = async () =>
  (await fixture.local.system.inventory.levelsAt(fixture.here)).find((level) => level.skuId === skuId);

describe('stock', () => {
  test('of a place is shown in both languages, and found by what it is', async () => {
    const guest = hq.visitor(hqToken);
    expect((await guest.get('/hq/stock')).text).toContain('现在没有秒杀商品');
    expect((await guest.get('/hq/stock?place=黄浦')).text).toContain(fixture.here);
    const shown = (await guest.get(`/hq/stock?location=${fixture.here}`)).text;
    expect(shown).toContain('安全库存');
    expect((await guest.get(`/hq/stock?location=${fixture.here}&text=${skuId}`)).text).toContain(skuId);
    await guest.get('/hq/language?to=en&back=/hq');
    for (const path of ['/hq/stock', `/hq/stock?location=${fixture.here}`, '/hq/import']) {
      const page = await guest.get(path);
      expect([path, page.status]).toEqual([path, 200]);
    }
  });

  test('a place and a product are picked by name, and what was picked finds who has it', async () => {
    const guest = hq.visitor(hqToken);
    const pick = async (of: string, text: string): Promise<string[]> =>
      JSON.parse((await guest.get(`/hq/pick/${of}?text=${encodeURIComponent(text)}`)).text);
    const [place = ''] = await pick('places', '上海 黄浦 步行街');
    expect(place).toMatch(/黄浦.* · B\d{5}$/);
    const [goods = ''] = await pick('goods', '轻量跑鞋');
    expect(goods).toMatch(/轻量跑鞋.* · P\d{3}-\d{2}$/);
    expect([await pick('places', ''), await pick('goods', '没有这种东西')]).toEqual([[], []]);
    const found = await guest.get(
      `/hq/transfers/new?to=${encodeURIComponent(place)}&sku=${encodeURIComponent(goods)}`,
    );
    expect([found.status, found.text.includes('id="sources"')]).toEqual([200, true]);
    expect((await guest.get(`/hq/people?location=${encodeURIComponent(place)}`)).text).toContain('周明');
  });

  test('is split for a flash sale and made one again, once for each form', async () => {
    const guest = hq.visitor(hqToken);
    const before = await levelNow();
    const path = `/hq/stock?location=${fixture.here}&text=${skuId}`;
    const { csrf, key } = await formOf(guest, path);
    const fields = { csrf, key, locationId: fixture.here, skuId, buckets: '4' };
    for (let time = 0; time < 2; time += 1) {
      const done = await guest.post('/hq/stock/hot', fields);
      expect([done.status, done.location]).toEqual([
        303,
        `/hq/stock?location=${fixture.here}&marked=${skuId}`,
      ]);
    }
    expect((await guest.get(`/hq/stock?location=${fixture.here}&marked=${skuId}`)).text).toContain('4 个桶');
    expect((await guest.get('/hq/stock')).text).toContain('秒杀中');
    expect(await levelNow()).toEqual(before);
    // The shop goes on: the storefront, a quote and an order find the pieces in their buckets.
    const shopper = await fixture.enrol('flash-shopper');
    expect((await fixture.place(shopper.token, 6)).order.state).toBe('awaiting_payment');
    expect((await guest.post('/hq/stock/hot', { ...fields, key: 'another-key', buckets: '1' })).status).toBe(
      400,
    );
    const off = hiddenField((await guest.get('/hq/stock')).text, 'key');
    const ended = await guest.post('/hq/stock/hot/unmark', {
      csrf,
      key: off,
      locationId: fixture.here,
      skuId,
    });
    expect([ended.status, ended.location]).toEqual([
      303,
      `/hq/stock?location=${fixture.here}&flash=draining`,
    ]);
    expect((await guest.get(ended.location ?? '')).text).toContain('自动合并');
    expect(await fixture.local.system.inventory.audit(fixture.here)).toEqual([]);
  });

  test('forms without the token of this session do nothing', async () => {
    const guest = hq.visitor(hqToken);
    for (const path of [
      '/hq/stock/hot',
      '/hq/stock/hot/unmark',
      '/hq/import/portion',
      '/hq/import/finish',
      '/hq/import/new',
    ]) {
      const fields = { csrf: 'x', key: 'some-key-123', locationId: fixture.here, skuId, buckets: '4' };
      expect([path, (await guest.post(path, fields)).status]).toEqual([path, 403]);
    }
  });
});

describe('an import from the page', () => {
  test('gets a number, takes portions once, and tells bad rows', async () => {
    const guest = hq.visitor(hqToken);
    const shown = (await guest.get('/hq/import')).text;
    const csrf = /data-csrf="([^"]*)"/.exec(shown)?.[1] ?? '';
    expect(shown).toContain('已处理 {rows} / {total} 行');
    const { importId } = JSON.parse((await guest.post('/hq/import/new', { csrf })).text) as {
      importId: string;
    };
    const rows = JSON.stringify([
      { row: 2, values: { locationId: fixture.here, skuId, onHand: '31', safety: '3' } },
      { row: 3, values: { locationId: fixture.here, skuId: '<b>', onHand: '31' } },
    ]);
    const send = () =>
      guest.post('/hq/import/portion', { csrf, importId, portion: '0', kind: 'levels', rows });
    const first = await send();
    expect([first.status, JSON.parse(first.text) as ImportedPortion]).toEqual([
      200,
      {
        rows: 2,
        changed: 1,
        unchanged: 0,
        bad: [{ row: 3, code: 'unreadable', params: { column: 'skuId', value: '<b>' } }],
      },
    ]);
    expect((await send()).text).toBe(first.text);
    expect(await levelNow()).toMatchObject({ onHand: 31, safety: 3 });
    const finish = { csrf, importId, kind: 'levels', portions: '1' };
    expect(JSON.parse((await guest.post('/hq/import/finish', finish)).text)).toEqual({
      national: 0,
      regional: 0,
    });
    for (const broken of [{ rows: '{' }, { importId: 'x' }, { portion: '-1' }, { kind: 'people' }]) {
      const fields = { csrf, importId, portion: '1', kind: 'levels', rows, ...broken };
      expect((await guest.post('/hq/import/portion', fields)).status).toBe(400);
    }
    // As of two minutes ago, whatever has moved since; and of a time that nobody can know of.
    const nowMs = fixture.local.clock.nowMs();
    const figure = JSON.stringify([{ row: 2, values: { locationId: fixture.here, skuId, onHand: '29' } }]);
    const asOf = async (asOfMs: number) => {
      const { importId: another } = JSON.parse((await guest.post('/hq/import/new', { csrf })).text) as {
        importId: string;
      };
      const fields = { csrf, importId: another, portion: '0', kind: 'levels', rows: figure };
      const answer = await guest.post('/hq/import/portion', { ...fields, asOfMs: String(asOfMs) });
      return JSON.parse(answer.text) as ImportedPortion;
    };
    expect(await asOf(nowMs + 86_400_000)).toMatchObject({ changed: 0, bad: [{ code: 'future' }] });
    expect(await asOf(nowMs - 86_400_000)).toMatchObject({ changed: 0, bad: [{ code: 'stale' }] });
    expect((await guest.get('/hq/import')).text).toContain('type="datetime-local"');
    const sample = await guest.get('/hq/import/sample.csv?kind=prices');
    expect(sample.text).toContain('规格编号,商品名称,省份,城市,改前价格（元）,价格（元）');
  });

  test('what is exported and brought in again changes nothing, as CSV and as a workbook', async () => {
    const guest = hq.visitor(hqToken);
    const csrf = /data-csrf="([^"]*)"/.exec((await guest.get('/hq/import')).text)?.[1] ?? '';
    const prices = (await fixture.local.system.prices.refresh()).content;
    const before = await fixture.local.system.inventory.levelsAt(fixture.here);
    for (const [kind, format] of [
      ['levels', 'csv'],
      ['levels', 'xlsx'],
      ['prices', 'csv'],
      ['prices', 'xlsx'],
    ] as const) {
      const place = kind === 'levels' ? `&location=${fixture.here}` : '';
      const file = await guest.get(`/hq/import/present.${format}?kind=${kind}${place}`);
      expect([kind, format, file.status]).toEqual([kind, format, 200]);
      const table = readTable(kind, `a.${format}`, file.bytes) as ReadTable;
      expect(table).toMatchObject({ bad: [], ignored: [] });
      expect(table.rows.length).toBeGreaterThan(50);
      const { importId } = JSON.parse((await guest.post('/hq/import/new', { csrf })).text) as {
        importId: string;
      };
      const portions = portionsOf(table.rows);
      for (const [portion, rows] of portions.entries()) {
        const fields = { csrf, importId, portion: String(portion), kind, rows: JSON.stringify(rows) };
        expect(JSON.parse((await guest.post('/hq/import/portion', fields)).text)).toEqual({
          rows: rows.length,
          changed: 0,
          unchanged: rows.length,
          bad: [],
        });
      }
      const finish = { csrf, importId, kind, portions: String(portions.length) };
      expect(JSON.parse((await guest.post('/hq/import/finish', finish)).text)).toMatchObject({ national: 0 });
    }
    expect((await fixture.local.system.prices.refresh()).content).toEqual(prices);
    expect(await fixture.local.system.inventory.levelsAt(fixture.here)).toEqual(before);
    expect(await fixture.local.system.inventory.audit(fixture.here)).toEqual([]);
    expect((await guest.get('/hq/import/present.csv?kind=levels&location=B99999')).status).toBe(404);
  });
});
