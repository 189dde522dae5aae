import { cleanLine } from '@jindian/shared/clean-text';
import type { Location } from '@jindian/shared/contract/places/network';
import { csvOf } from '@jindian/shared/csv';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { placePortionsOf } from '../../hq/client/import-file.ts';
import { countiesAlone } from '../../places/counties/counties.ts';
import { createNetwork } from '../../places/network/service.ts';
import { xlsxOf } from '../../platform/files/xlsx-file.ts';
import { createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { createOutbox } from '../../platform/outbox.ts';
import { createSnapshotStore } from '../../platform/snapshot-store.ts';
import { eventsOf } from '../../platform/testing/deliver.ts';
import { openTable } from '../../platform/testing/table.ts';
import { catalogOf } from '../catalog/catalog.ts';
import { createPlaceImport, type Located } from './places.ts';
import { placeTable } from './present.ts';
import { readTable } from './reading/table.ts';

const categories = ['shoes', 'fruit'].map((id) => ({
  id,
  parentId: null,
  name: { zh: id === 'shoes' ? '鞋靴' : '水果', en: id },
}));

const named = [
  { ownerId: 'D1', names: ['鲁东商贸'] },
  { ownerId: 'D2', names: ['江南商贸'] },
  { ownerId: 'D3', names: ['江南商贸'] },
];

const shown = `/pictures/${'a'.repeat(32)}`;

async function open() {
  const opened = await openTable();
  const { table, clock } = opened;
  const ids = createIds(clock);
  const outbox = createOutbox({ table, clock, ids });
  const snapshots = createSnapshotStore({ table });
  const network = createNetwork({
    table,
    clock,
    outbox,
    snapshots,
    nameOf: async () => null,
    absent: countiesAlone,
  });
  const answers = new Map<string, Located>();
  const goods = catalogOf({ products: [], categories });
  const imports = createPlaceImport({
    table,
    clock,
    outbox,
    idempotency: createIdempotency({ table, clock }),
    network,
    catalog: { current: async () => goods },
    ownerNames: async () => named,
    claimPictures: async (paths) => paths.filter((path) => path !== shown),
    locate: async (address) => answers.get(address) ?? { ok: false, why: 'not_found' },
  });
  const tell = eventsOf(opened, [...network.eventHandlers, ...imports.eventHandlers]);
  return { ...opened, ids, network, imports, answers, tell };
}

describe('places by file', () => {
  let fixture: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    fixture = await open();
  });
  afterAll(() => fixture.close());

  /** As the browser sends a file, and what comes of each of its rows. */
  async function send(bytes: Uint8Array, name: string, datum: 'gcj02' | 'wgs84' | 'bd09' = 'gcj02') {
    const table = readTable('places', name, bytes);
    if ('fault' in table) throw new Error(table.fault);
    const importId = fixture.ids.next();
    const portions = placePortionsOf(table.rows);
    const sum = { changed: 0, unchanged: 0, bad: [...table.bad] };
    for (const [portion, rows] of portions.entries()) {
      const done = await fixture.imports.importPortion({ importId, portion, rows, datum });
      if (!done.ok) throw new Error(done.code);
      sum.changed += done.value.changed;
      sum.unchanged += done.value.unchanged;
      sum.bad.push(...done.value.bad);
    }
    return { ...sum, finish: () => fixture.imports.finish(importId, portions.length, 'boss') };
  }
  const csv = (lines: string) => new TextEncoder().encode(lines);
  const head = '门店编号,名称,地址,纬度,经度,开门,关门,服务半径,经营品类,电话,状态\n';
  async function places(): Promise<Map<string, Location>> {
    await fixture.tell();
    const { locations } = await fixture.network.current();
    return new Map(locations.map((place) => [place.id, place]));
  }

  test('are judged row by row, are in force all at once, and lie where their points do', async () => {
    const made = await send(
      csv(
        `${head}SH-1,人民广场店,南京西路325号,31.2336,121.4707,9:00,22:00,3,鞋靴、fruit,021-63270001,营业\n` +
          'YT-1,芝罘店,南大街1号,37.5405,121.3992,10:00,24:00,,,,\n' +
          'TK-1,东京店,银座,35.6717,139.7650,10:00,22:00,,,,\n' +
          'BAD-1,某店,某路,三十一,121.47,10:00,22:00,,,,\n' +
          'BAD-2,某店,某路,31.2336,121.4707,10:00,22:00,,帽子,,\n' +
          'BAD-3,,某路,31.2336,121.4707,10:00,22:00,,,,\n' +
          'BAD-4,某店,某路,31.2336,,10:00,22:00,,,,\n' +
          'SH-2,某店,某路,31.2336,121.4707,25:00,22:00,,,,\n',
      ),
      'places.csv',
    );
    expect(made.changed).toBe(2);
    expect(made.bad.map(({ row, code, params }) => [row, code, params.column ?? params.value])).toEqual([
      [5, 'unreadable', 'latitude'],
      [9, 'unreadable', 'opens'],
      [4, 'place_off_map', '35.67170,139.76500'],
      [6, 'unknown_trade', '帽子'],
      [7, 'missing', 'placeName'],
      [8, 'missing', 'longitude'],
    ]);
    // Only looked at so far.
    expect((await places()).size).toBe(0);
    expect(await made.finish()).toMatchObject({ ok: true, value: { places: 2 } });
    const now = await places();
    expect(now.get('SH-1')).toMatchObject({
      kind: 'branch',
      county: '黄浦区',
      status: 'open',
      serviceRadiusMeters: 3_000,
      trades: ['shoes', 'fruit'],
      opensAtMinute: 540,
    });
    expect(now.get('YT-1')).toMatchObject({ county: '芝罘区', status: 'preparing', closesAtMinute: 1_440 });
    // Said again, it is the same import, and done.
    await fixture.network.changeLocation('YT-1', { phone: '0535-6234567' }, { revision: 0, by: 'boss' });
    expect(await made.finish()).toMatchObject({ ok: true, value: { places: 2 } });
    expect((await places()).get('YT-1')?.phone).toBe('0535-6234567');
  });

  test('are of the dealer whose number or name a row says; swapped coordinates are guessed', async () => {
    const sent = await send(
      csv(
        '门店编号,名称,地址,纬度,经度,加盟商\n' +
          'OW-1,一店,某路,31.2336,121.4707,鲁东商贸\n' +
          'OW-2,二店,某路,31.2336,121.4708,d2\n' +
          'OW-3,三店,某路,31.2336,121.4709,HQ\n' +
          'OW-4,四店,某路,31.2336,121.4710,D-99\n' +
          'OW-5,五店,某路,31.2336,121.4711,鲁东商茂\n' +
          'OW-6,六店,某路,31.2336,121.4712,江南商贸\n' +
          'OW-7,七店,某路,121.4707,31.2336,D1\n' +
          'OW-8,八店,某路,87.6168,43.8256,D1\n',
      ),
      'places.csv',
    );
    expect(sent.bad.map(({ row, code, params }) => [row, code, params.value])).toEqual([
      [6, 'unknown_owner', '鲁东商茂'],
      [7, 'owner_not_clear', 'D2 / D3'],
      [8, 'place_swapped', '31.2336, 121.4707'],
      [9, 'place_swapped', '43.8256, 87.6168'],
    ]);
    await sent.finish();
    const now = await places();
    expect(['OW-1', 'OW-2', 'OW-3', 'OW-4'].map((id) => now.get(id)?.ownerId)).toEqual([
      'D1',
      'D2',
      'hq',
      'D-99',
    ]);
    expect([now.get('OW-1')?.ownership, now.get('OW-3')?.ownership]).toEqual(['dealer', 'hq']);
    // Closing is done where one sees what is still there.
    const closing = await send(csv('id,status\nOW-1,closed\n'), 'a.csv');
    expect(closing.bad.map(({ code }) => code)).toEqual(['place_status']);
  });

  test('are moved from the datum that is declared, and to no other county', async () => {
    const far = await send(csv('id,lat,lng\nYT-1,31.2336,121.4707\nYT-1,31.2336,121.4708\n'), 'a.csv');
    expect(far.bad.map(({ code }) => code)).toEqual(['said_twice', 'said_twice']);
    const other = await send(csv('id,lat,lng\nYT-1,31.2336,121.4707\n'), 'a.csv');
    expect(other.bad).toMatchObject([{ code: 'place_other_county' }]);
    const baidu = await send(csv('id,lat,lng\nYT-1,37.5465,121.4057\n'), 'a.csv', 'bd09');
    expect(baidu).toMatchObject({ changed: 1, bad: [] });
    await baidu.finish();
    const { latGcj02, lngGcj02, phone } = (await places()).get('YT-1')!;
    expect([latGcj02, lngGcj02].map((degrees) => degrees.toFixed(3))).toEqual(['37.541', '121.399']);
    expect(phone).toBe('0535-6234567');
  });

  test('are found by their address where no point is given; what is not certain is listed and left out', async () => {
    const at = (latGcj02: number, lngGcj02: number, level = 11, reliability = 10): Located => ({
      ok: true,
      point: { latGcj02, lngGcj02 },
      level,
      reliability,
    });
    fixture.answers.set('青岛市市南区香港中路10号', at(36.0646, 120.3844));
    fixture.answers.set('青岛市市南区某路', at(36.0646, 120.3844, 6));
    fixture.answers.set('青岛市崂山区香港东路1号', at(36.0646, 120.3844));
    fixture.answers.set('某地', { ok: false, why: 'quota' });
    const sent = await send(
      csv(
        'id,name,address\nQD-1,一,青岛市市南区香港中路10号\nQD-2,二,青岛市市南区某路\nQD-3,三,青岛市崂山区香港东路1号\nQD-4,四,某地\n',
      ),
      'a.csv',
    );
    expect(sent.bad.map(({ row, code }) => [row, code])).toEqual([
      [3, 'place_doubtful'],
      [4, 'place_doubtful'],
      [5, 'no_map_answer'],
    ]);
    await sent.finish();
    expect((await places()).get('QD-1')).toMatchObject({ county: '市南区' });
  });

  test('that somebody changes meanwhile are refused by name, and so is one that two portions say', async () => {
    const sent = await send(csv('id,phone\nSH-1,021-1111111\n'), 'a.csv');
    const { value } = (await fixture.network.edited('SH-1')) as { value: { revision: number } };
    await fixture.network.changeLocation(
      'SH-1',
      { phone: '021-2222222' },
      { revision: value.revision, by: 'x' },
    );
    await fixture.tell();
    expect(await sent.finish()).toMatchObject({ ok: false, code: 'places_moved_on', params: { id: 'SH-1' } });
    expect((await places()).get('SH-1')?.phone).toBe('021-2222222');
    const importId = fixture.ids.next();
    for (const portion of [0, 1])
      await fixture.imports.importPortion({
        importId,
        portion,
        rows: [{ row: 2 + portion, values: { locationId: 'SH-1', phone: `021-333333${portion}` } }],
      });
    expect(await fixture.imports.finish(importId, 2, 'boss')).toMatchObject({
      ok: false,
      code: 'place_said_twice',
      params: { id: 'SH-1', before: 2, row: 3 },
    });
    expect(await fixture.imports.finish(fixture.ids.next(), 1, 'boss')).toMatchObject({
      ok: false,
      code: 'invalid_request',
    });
  });

  test('say their picture and their delivery fee, or that they have none any more', async () => {
    const words = '门店编号,图片,配送费\n';
    const sent = await send(csv(`${words}SH-1,${shown},6/88\n`), 'a.csv');
    expect(sent.bad).toEqual([]);
    await sent.finish();
    const fee = { feeFen: 600, freeFromFen: 8_800 };
    expect((await places()).get('SH-1')).toMatchObject({ imagePath: shown, deliveryFee: fee });
    const missing = `/pictures/${'b'.repeat(32)}`;
    const bad = await send(csv(`${words}SH-1,${missing},9/\n`), 'b.csv');
    expect(bad.bad.map(({ code }) => code)).toEqual(['unreadable']);
    const absent = await send(csv(`${words}SH-1,${missing},\n`), 'c.csv');
    expect(absent.bad.map(({ code }) => code)).toEqual(['unknown_picture']);
    const none = await send(csv(`${words}SH-1,无,品牌默认\n`), 'd.csv');
    expect(none.bad).toEqual([]);
    await none.finish();
    const after = (await places()).get('SH-1');
    expect([after?.imagePath ?? null, after?.deliveryFee ?? null]).toEqual([null, null]);
  });

  test('as they are exported change nothing when they are brought in, in either format', async () => {
    const near = (await places()).get('SH-1')!;
    let present = new Map<string, Location>();
    const snapshot = await fixture.network.current();
    const { table, clock } = fixture;
    const alone = createPlaceImport({
      ownerNames: async () => [],
      claimPictures: async () => [],
      table,
      clock,
      outbox: createOutbox({ table, clock, ids: fixture.ids }),
      idempotency: createIdempotency({ table, clock }),
      network: {
        ...fixture.network,
        written: async () => ({ ...snapshot, location: (id) => present.get(id) }),
      },
      catalog: { current: async () => catalogOf({ products: [], categories }) },
    });
    const text = fc
      .string({
        unit: fc.constantFrom('一', '店', 'A', '1', "'", '"', ',', '=', '·', ' '),
        minLength: 1,
        maxLength: 12,
      })
      // What is kept is cleaned before.
      .map((some) => cleanLine(`店${some}`));
    const place = fc.record({
      name: text,
      en: text,
      address: text,
      lat: fc.double({ min: 31.22, max: 31.24, noNaN: true }),
      lng: fc.double({ min: 121.46, max: 121.48, noNaN: true }),
      opens: fc.integer({ min: 0, max: 1_439 }),
      closes: fc.integer({ min: 0, max: 1_440 }),
      radius: fc.option(fc.integer({ min: 100, max: 500_000 })),
      trades: fc.subarray(['shoes', 'fruit']),
      abilities: fc.option(fc.subarray(['cold', 'large'] as const), { nil: undefined }),
      most: fc.option(fc.nat(1_000_000)),
      weekly: fc.option(
        fc.array(fc.option(fc.constant({ opensAtMinute: 480, closesAtMinute: 1_440 })), {
          minLength: 7,
          maxLength: 7,
        }),
      ),
      closedOn: fc.subarray(['2026-10-01', '2026-10-02', '2026-10-05']),
      phone: fc.option(fc.constantFrom('021-63270001', '13800010001')),
      contact: fc.option(fc.constantFrom('王小明', 'Wang & Co')),
      contactPhone: fc.option(fc.constantFrom('021-63270001', '13800010001')),
      picture: fc.option(fc.constant(shown)),
      fee: fc.option(fc.record({ feeFen: fc.nat(20_000), freeFromFen: fc.option(fc.nat(10_000_000)) })),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(place, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (given, asXlsx) => {
          const made = given.map(
            (one, index): Location => ({
              ...near,
              id: `X${index}`,
              name: { zh: one.name, en: one.en },
              address: { zh: one.address, en: one.address },
              latGcj02: one.lat,
              lngGcj02: one.lng,
              opensAtMinute: one.opens,
              closesAtMinute: one.closes,
              serviceRadiusMeters: one.radius,
              trades: one.trades,
              maxOrdersPerDay: one.most,
              phone: one.phone,
              contactName: one.contact,
              contactPhone: one.contactPhone,
              imagePath: one.picture,
              deliveryFee: one.fee,
              weeklyHours: one.weekly,
              exceptions: one.closedOn.map((day) => ({ day, hours: null })),
            }),
          );
          made.forEach((one, index) => {
            const { abilities } = given[index]!;
            if (abilities) one.abilities = abilities;
            else delete one.abilities;
          });
          present = new Map(made.map((one) => [one.id, one]));
          const rows = placeTable(made);
          const table = asXlsx
            ? readTable('places', 'places.xlsx', xlsxOf('places', rows))
            : readTable('places', 'places.csv', new TextEncoder().encode(csvOf(rows)));
          if ('fault' in table) throw new Error(table.fault);
          const [portion = []] = placePortionsOf(table.rows);
          const sent = await alone.importPortion({ importId: fixture.ids.next(), portion: 0, rows: portion });
          expect(table.bad).toEqual([]);
          expect(sent).toMatchObject({ ok: true, value: { changed: 0, unchanged: made.length, bad: [] } });
        },
      ),
      { numRuns: 25 },
    );
  });
});
