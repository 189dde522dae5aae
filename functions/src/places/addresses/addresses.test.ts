import { createEngine } from '@jindian/embedded-dynamodb';
import { throttleRules } from '@jindian/shared/contract/throttles';
import type { PointGcj02 } from '@jindian/shared/geo';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { knownCounties } from '../../local/demo/known-counties.ts';
import { buildDemoNetwork } from '../../local/demo/network/build-demo-network.ts';
import { movableClock } from '../../platform/clock.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { createThrottle } from '../../platform/throttle.ts';
import { type LocationSimulator, startLocationSimulator } from '../../simulators/tencent/index.ts';
import { createTencentLocation } from '../../tencent/index.ts';
import { provinceCodes } from '../counties/source-counties.ts';
import { buildNetworkSnapshot, type NetworkSnapshot } from '../network/snapshot.ts';
import { keptMs } from './questions.ts';
import { type AddressSearch, createAddressSearch } from './service.ts';

let simulator: LocationSimulator;
let snapshot: NetworkSnapshot;
let addresses: ReturnType<typeof askedBy>;
let whole: AddressSearch;
let engine: Awaited<ReturnType<typeof createEngine>>;
const clock = movableClock();
const askedBy = ({ suggest, describe, read, ...search }: AddressSearch, memberId: string) => ({
  ...search,
  suggest: (text: string, near: PointGcj02 | null) => suggest(text, near, memberId),
  describe: (point: PointGcj02) => describe(point, memberId),
  read: (text: string) => read(text, memberId),
});
const plainSearch = (network: () => Promise<NetworkSnapshot>) =>
  askedBy(createAddressSearch({ network, location: null, mayAsk: async () => false, clock }), 'M0');
const without = () => plainSearch(async () => snapshot);

beforeAll(async () => {
  simulator = await startLocationSimulator({ counties: knownCounties });
  snapshot = buildNetworkSnapshot(buildDemoNetwork({ size: 'demo' }));
  const { baseUrl, key, secretKey } = simulator;
  engine = await createEngine({ now: clock.nowMs });
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  const table = embeddedTable(engine, 'jindian-test');
  const throttle = createThrottle({ table, clock, secret: () => 'S' });
  whole = createAddressSearch({
    network: async () => snapshot,
    // An answer takes as long as the machine has: how long people are made to wait is tested with the client.
    location: createTencentLocation({ baseUrl, key, secretKey, attemptMs: 20_000, totalMs: 60_000 }),
    mayAsk: async (memberId) => (await throttle.attempt('map_questions', memberId)).ok,
    clock,
  });
  addresses = askedBy(whole, 'M0');
});
afterAll(async () => {
  await simulator.close();
  await engine.close();
});

describe('what is typed', () => {
  test('is found with a point in the county that it names', async () => {
    const { service, items } = await addresses.suggest('江苏省南京市玄武区中山路1号', null);
    expect(service).toBe('ready');
    expect(items[0]).toMatchObject({
      title: '中山路1号',
      province: '江苏省',
      city: '南京市',
      county: '玄武区',
    });
    expect(snapshot.countyAt(items[0]!)?.county).toBe('玄武区');
  });

  test('is looked for near the shopper where it names no county', async () => {
    const { items } = await addresses.suggest('南京东路', { latGcj02: 31.2354, lngGcj02: 121.4787 });
    expect(items[0]).toMatchObject({ city: '上海市' });
  });

  test('is not found, and that is no failure', async () => {
    expect(await addresses.suggest('qwertyuiop', null)).toEqual({ service: 'ready', items: [] });
  });

  test('says that the service is away, or that there is none', async () => {
    simulator.control.failNext('suggest', { status: 121 });
    expect(await addresses.suggest('玄武', null)).toEqual({ service: 'unavailable', items: [] });
    expect(await without().suggest('玄武', null)).toEqual({ service: 'off', items: [] });
  });
});

describe('a point', () => {
  const nanjing = { latGcj02: 32.0505, lngGcj02: 118.7905 };

  test('is told with its county and street', async () => {
    const told = await addresses.describe(nanjing);
    expect(told).toMatchObject({ service: 'ready', area: { city: '南京市' } });
    expect(told.street).toMatch(/路\d+号$/);
  });

  test('is told with its county where the map service is away or none', async () => {
    clock.advance(keptMs);
    simulator.control.failNext('describe', { status: 121 });
    const area = { province: '江苏省', city: '南京市', county: snapshot.countyAt(nanjing)!.county };
    expect(await addresses.describe(nanjing)).toEqual({ service: 'unavailable', area, street: null });
    expect(await without().describe(nanjing)).toEqual({ service: 'off', area, street: null });
  });

  test.each([
    ['0,0', { latGcj02: 0, lngGcj02: 0 }],
    ['Tokyo', { latGcj02: 35.6812, lngGcj02: 139.7671 }],
    ['a swapped sign', { latGcj02: -32.05, lngGcj02: 118.79 }],
    ['latitude and longitude swapped', { latGcj02: 118.79 - 90, lngGcj02: 32.05 }],
  ])('%s is nowhere, and the map service is not asked', async (_, point) => {
    const before = simulator.control.asked().length;
    expect((await addresses.describe(point)).area).toBeNull();
    expect(simulator.control.asked()).toHaveLength(before);
  });
});

describe('a whole address that was pasted', () => {
  const pasted = '张三 13812345678 江苏省南京市玄武区中山路1号3栋502';
  const parts = {
    recipientName: '张三',
    phone: '13812345678',
    province: '江苏省',
    city: '南京市',
    county: '玄武区',
    detail: '中山路1号3栋502',
  };

  test('is read and located, and neither name nor number leaves for the map service', async () => {
    const found = await addresses.read(pasted);
    expect(found).toMatchObject({ service: 'ready', ...parts, rough: false });
    expect(snapshot.countyAt(found.point!)?.county).toBe('玄武区');
    expect(JSON.stringify(simulator.control.asked())).not.toMatch(/张三|1381234/);
  });

  test('whoever is named however and has whatever numbers, the map service is told of region and road alone', async () => {
    const names = ['李雷', '刘金城', '李园', '张晓路', '周里', '叶赫那拉淑芬', 'John Smith', '王女士'];
    const numbers = ['13800138000', '138 0013 8000', '13800138000-1234', '+86-138-0013-8000', '010-65551234'];
    const area = '江苏省南京市玄武区';
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(fc.constantFrom(...numbers), { minLength: 1, maxLength: 3 }),
        fc.constantFrom(' ', '，', '/', ' ; '),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.constantFrom(['', ''], ['收货人：', '电话：'], ['姓名: ', '备用电话: ']),
        fc.constantFrom('中山路1号2栋302', '解放路 12号', '阳光花园2单元301室', '幸福村5组'),
        async (name, phones, between, order, [nameLabel = '', phoneLabel = ''], street) => {
          const parts = [`${nameLabel}${name}`, `${phoneLabel}${phones.join(between)}`, area + street];
          clock.advance(keptMs);
          const last = simulator.control.asked().at(-1);
          const found = await addresses.read(order.map((at) => parts[at]).join(between));
          expect(found).toMatchObject({ county: '玄武区', rough: false });
          const now = simulator.control.asked().at(-1);
          expect(now).not.toBe(last);
          const asked = JSON.stringify(now?.parameters);
          expect(asked).toContain(area);
          expect(asked).not.toContain(name);
          expect(asked).not.toMatch(/\d{4}/);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('what is typed for suggestions is asked about without numbers', async () => {
    await addresses.suggest('13800138000 玄武区中山路1号', null);
    expect(simulator.control.asked().at(-1)?.parameters.keyword).toBe('玄武区中山路1号');
  });

  test('is read without the map service, with the middle of its county', async () => {
    const found = await without().read(pasted);
    expect(found).toMatchObject({ service: 'off', ...parts, rough: true });
    expect(snapshot.countyAt(found.point!)?.county).toBe('玄武区');
  });

  test('is read in traditional characters', async () => {
    const found = await without().read('林小姐 0912345678 臺灣省臺北市大安區忠孝東路1號');
    expect(found).toMatchObject({ phone: '+886912345678', county: '台北市', detail: '大安區忠孝東路1號' });
  });

  test('every county of the network is read out of its own name', async () => {
    const search = without();
    for (const county of snapshot.counties.filter((_, at) => at % 29 === 0)) {
      const { province, city } = county;
      const text = `王伟 13800000000 ${[...new Set([province, city, county.county])].join('')}解放路1号`;
      expect.soft(await search.read(text), text).toMatchObject({
        recipientName: '王伟',
        province,
        city,
        county: county.county,
        detail: '解放路1号',
      });
    }
  });
});

describe('text and point of an address', () => {
  const point = { latGcj02: 32.0505, lngGcj02: 118.7905 };
  const here = () => {
    const { province, city, county } = snapshot.countyAt(point)!;
    return { province, city, county, detail: '中山路1号', ...point };
  };

  test('agree', async () => {
    expect(await addresses.placing(here())).toEqual({ ok: true, value: null });
    expect(await addresses.placing({ ...here(), detail: `${here().county}中山路1号` })).toMatchObject({
      ok: true,
    });
  });

  test.each([
    ['another county', { county: '浦口区' }, '江苏省南京市浦口区', 'Pukou, Nanjing, Jiangsu'],
    [
      'another city',
      { province: '山东省', city: '烟台市', county: '芝罘区' },
      '山东省烟台市芝罘区',
      'Zhifu, Yantai, Shandong',
    ],
    [
      'a street that begins with another county',
      { detail: '浦口区江浦街道1号' },
      '江苏省南京市浦口区',
      'Pukou, Nanjing, Jiangsu',
    ],
    [
      'a street that begins with another city',
      { detail: '烟台市芝罘区西大街1号' },
      '山东省烟台市芝罘区',
      'Zhifu, Yantai, Shandong',
    ],
  ])('are asked about: %s', async (_, written, zh, en) => {
    const address = { ...here(), ...written };
    const pinned = {
      zh: `江苏省南京市${here().county}`,
      en: expect.stringMatching(/^[A-Z][a-z']+, Nanjing, Jiangsu$/),
    };
    expect(await addresses.placing(address)).toEqual({
      ok: false,
      code: 'address_disagrees',
      params: { written: { zh, en }, pinned },
    });
    expect(await addresses.placing({ ...address, pointIsRight: true })).toMatchObject({ ok: true });
  });

  test.each([
    ['0,0', { latGcj02: 0, lngGcj02: 0 }],
    ['Tokyo', { latGcj02: 35.6812, lngGcj02: 139.7671 }],
    ['a swapped sign', { latGcj02: -32.05, lngGcj02: 118.79 }],
  ])('%s is refused, whatever anybody says', async (_, wrong) => {
    expect(await addresses.placing({ ...here(), ...wrong, pointIsRight: true })).toMatchObject({
      code: 'address_off_map',
    });
  });
});

const codeOf = (province: string) => Number(provinceCodes[province]);

describe('regions', () => {
  test('lead from provinces over cities to every county, each with a point that can be delivered to', async () => {
    const provinces = (await addresses.listRegions()).items;
    expect(provinces.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['江苏省', '台湾省', '澳门特别行政区']),
    );
    // In the order of the national codes, as people look for them.
    const names = provinces.map(({ name }) => name as string);
    expect(names).toEqual([...names].sort((a, b) => codeOf(a) - codeOf(b)));
    expect([names[0], names.at(-1)]).toEqual(['北京市', '澳门特别行政区']);
    let counties = 0;
    for (const { name: province } of provinces)
      for (const { name: city } of (await addresses.listRegions(province)).items)
        for (const { point } of (await addresses.listRegions(province, city)).items) {
          counties += 1;
          expect.soft(point && snapshot.isOnMap(point), `${province}${city}`).toBe(true);
        }
    expect(counties).toBeGreaterThan(2_850);
  });

  test('nothing is in a province or city that is not there', async () => {
    expect((await addresses.listRegions('蓬莱仙境')).items).toEqual([]);
    expect((await addresses.listRegions('江苏省', '上海市')).items).toEqual([]);
  });

  test('of a brand without counties are those of its places', async () => {
    const bare = buildNetworkSnapshot({
      ...buildDemoNetwork({ size: 'demo' }),
      topology: withoutCounties(buildDemoNetwork({ size: 'demo' }).topology),
    });
    const search = plainSearch(async () => bare);
    const { items } = await search.listRegions('上海市', '上海市');
    expect(items.length).toBeGreaterThan(5);
    expect(items.every(({ point }) => point !== null)).toBe(true);
  });
});

test('one shopper asks the map service so often a day, is told that it is away then, and keeps it from nobody', async () => {
  const { limit, windowMs } = throttleRules.map_questions;
  const greedy = askedBy(whole, 'M1');
  for (let asked = 0; asked < limit; asked += 1) await greedy.suggest(`玄武区中山路${asked}号院`, null);
  const last = simulator.control.asked().at(-1);
  expect(await greedy.suggest('玄武区珠江路1号', null)).toEqual({ service: 'unavailable', items: [] });
  const nanjing = { latGcj02: 32.0505, lngGcj02: 118.7905 };
  expect(await greedy.describe(nanjing)).toMatchObject({ service: 'unavailable', area: { city: '南京市' } });
  const read = await greedy.read('张三 13812345678 江苏省南京市玄武区珠江路1号');
  expect(read).toMatchObject({ service: 'unavailable', county: '玄武区', rough: true });
  expect(simulator.control.asked().at(-1)).toBe(last);
  expect((await askedBy(whole, 'M2').suggest('玄武区珠江路1号', null)).service).toBe('ready');
  // What somebody else asked a moment ago is no question.
  expect((await greedy.suggest('玄武区珠江路1号', null)).service).toBe('ready');
  clock.advance(windowMs);
  expect((await greedy.suggest('玄武区中山路1号', null)).service).toBe('ready');
});

test('equal questions are one question for some minutes, also at once; one that failed is asked again', async () => {
  const asked = () =>
    simulator.control.asked().filter(({ parameters }) => parameters.keyword === '静安寺').length;
  const near = { latGcj02: 31.2354, lngGcj02: 121.4787 };
  const answers = await Promise.all(
    ['M3', 'M4'].map((member) => askedBy(whole, member).suggest('静安寺', near)),
  );
  const beside = { latGcj02: 31.2351, lngGcj02: 121.4784 };
  answers.push(await askedBy(whole, 'M5').suggest('静安寺', beside));
  expect(new Set(answers.map(({ items }) => items[0]?.title))).toEqual(new Set(['静安寺']));
  expect(asked()).toBe(1);
  clock.advance(keptMs);
  simulator.control.failNext('suggest', { status: 121 });
  expect((await addresses.suggest('静安寺', near)).service).toBe('unavailable');
  expect((await addresses.suggest('静安寺', near)).items[0]).toMatchObject({ county: '静安区' });
});

test('regions are told in letters to who reads no Chinese', async () => {
  const told = async (province?: string, city?: string) =>
    (await addresses.listRegions(province, city, 'en')).items.map(({ nameEn }) => nameEn);
  expect(await told()).toEqual(
    expect.arrayContaining(['Jiangsu', 'Shaanxi', 'Inner Mongolia', 'Macao', 'Guangxi']),
  );
  expect(await told('陕西省')).toEqual(expect.arrayContaining(["Xi'an", 'Xianyang']));
  expect(await told('江苏省', '南京市')).toEqual(expect.arrayContaining(['Xuanwu', 'Qinhuai']));
  expect((await addresses.listRegions()).items[0]).not.toHaveProperty('nameEn');
});

function withoutCounties(topology: ReturnType<typeof buildDemoNetwork>['topology']) {
  const { countiesGcj02: _, ...objects } = topology.objects;
  return { ...topology, objects };
}
