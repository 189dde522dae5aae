import { wholeReach } from '@jindian/shared/access';
import type { Location } from '@jindian/shared/contract/places/network';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDemoNetwork } from '../../local/demo/network/build-demo-network.ts';
import { chineseScript } from '../../platform/search/script.ts';
import type { PlaceSearchOptions } from './place-search.ts';
import { buildNetworkSnapshot } from './snapshot.ts';
import { smallNetwork } from './snapshot-fixture.ts';
import { locationsWithin, searchLocations } from './within.ts';

const demo = buildNetworkSnapshot(buildDemoNetwork({ size: 'demo' }));
const isOpenBranch = ({ kind, status }: Location) => kind === 'branch' && status === 'open';
const find = (text: string, options: Partial<PlaceSearchOptions> = {}) =>
  demo.search(text, { limit: 5, accept: isOpenBranch, ...options });
const namesOf = async (text: string) => (await find(text)).items.map(({ name }) => name.zh);
const zhifu = '近店·烟台芝罘万达店';

describe('a place is found', () => {
  it.each([
    '烟台芝罘',
    '芝罘',
    '烟台 芝罘',
    '芝罘 烟台',
    'yantai zhifu',
    'zhifu yantai',
    'Zhifu Wanda',
    'YANTAIZHIFU',
    'ＹＡＮＴＡＩ　ＺＨＩＦＵ',
    'shandongyantaizhifu',
    '山东烟台芝罘',
    '山东省芝罘区',
    '煙臺芝罘',
    'ytzf',
    'yantaizf',
    '烟台wanda',
    zhifu,
  ])('by %s', async (text) => {
    const { items, near } = await find(text);
    expect(items[0]?.name.zh).toBe(zhifu);
    expect(near).toBe(false);
  });

  it.each([
    ['xian', '西安市'],
    ["xi'an", '西安市'],
    ["lu'an", '六安市'],
    ['luan', '六安市'],
    ['liuan', '六安市'],
    ['lvliang', '吕梁市'],
    ['lüliang', '吕梁市'],
    ['luliang', '吕梁市'],
    ['bengbu', '蚌埠市'],
    ['yt', '烟台市'],
  ])('by the pinyin or first letters of its city: %s', async (text, city) => {
    const { items } = await find(text, { limit: 20 });
    expect(items.map((place) => place.city)).toContain(city);
  });

  it('by any part of its id that has four characters and a digit, after what has it in its name', async () => {
    const ids = async (text: string) => (await find(text, { limit: 40 })).items.map(({ id }) => id);
    expect(await ids('0123')).toContain('B00123');
    expect(await ids('00123')).toEqual(['B00123']);
    expect(await ids('b00123')).toEqual(['B00123']);
  });

  it.each([
    ['shanxian', '单县'],
    ['panyu', '番禺区'],
    ['fanyu', '番禺区'],
    ['wangdu', '望都县'],
    ['深圳南山区', '南山区'],
    ['jingan', '静安区'],
    ["Jing'an", '静安区'],
    ['朝阳', '朝阳区'],
  ])('by %s, in the county %s', async (text, county) => {
    const { items } = await find(text, { accept: ({ kind }) => kind === 'branch' });
    expect(items[0]?.county).toBe(county);
  });

  it('by its id before everything else', async () => {
    for (const text of ['B00101', 'b00101', 'Ｂ00101'])
      expect((await find(text, { accept: () => true })).items.map(({ id }) => id)).toEqual(['B00101']);
  });

  it('in every county of that name, one after the other', async () => {
    const { items } = await find('朝阳', { limit: 3 });
    expect(new Set(items.map(({ city, county }) => city + county)).size).toBe(3);
  });

  it('nearest first where it is known where the shopper is', async () => {
    const far = await find('朝阳', { point: { lngGcj02: 125.28, latGcj02: 43.83 } });
    expect(far.items[0]?.city).toBe('长春市');
    const here = await find('朝阳', { point: { lngGcj02: 116.44, latGcj02: 39.92 } });
    expect(here.items[0]?.city).toMatch(/北京/);
  });

  it('by the pinyin of its city or county among the first five, or with five others that sound so', async () => {
    const script = await chineseScript();
    const pinyin = (name: string) => script.reading(name).join('');
    const short = (name: string) => (name.length > 2 ? name.replace(/[市区县]$/, '') : name);
    const branches = demo.locations.filter(isOpenBranch);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...branches), fc.boolean(), async (branch, byCity) => {
        const wanted = short(byCity ? branch.city : branch.county);
        const { items } = await find(pinyin(wanted));
        const sounding = items.filter(({ city, county }) =>
          [city, county].some((name) => pinyin(name).startsWith(pinyin(wanted))),
        );
        const itself = items.some(({ city, county }) => short(city) === wanted || short(county) === wanted);
        expect(itself || sounding.length === 5, `${wanted}: ${items.map(({ name }) => name.zh)}`).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('whatever the order, the width and the case of the words', async () => {
    const wide = (text: string) =>
      text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
    await fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom<string[][]>(
            ['烟台', '芝罘', '万达'],
            ['yantai', 'zhifu', 'wanda'],
            ['烟台', 'zf', 'WANDA'],
          )
          .chain((words) => fc.shuffledSubarray(words, { minLength: words.length })),
        fc.constantFrom(
          wide,
          (text: string) => text.toUpperCase(),
          (text: string) => text,
        ),
        async (words, written) => {
          expect((await namesOf(written(words.join(' '))))[0]).toBe(zhifu);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('what is mistyped', () => {
  it.each([
    ['芝浮', '芝罘'],
    ['bengbo', '蚌埠'],
    ['zhhifu', '芝罘'],
    ['烟太', '烟台'],
  ])('%s is taken for %s, and that is said', async (text, meant) => {
    const found = await find(text);
    expect(found).toMatchObject({ near: true, meant });
    expect(found.items.length).toBeGreaterThan(0);
  });
});

it('offers only what is accepted, and no more than asked for', async () => {
  const input = smallNetwork({ B2: { status: 'closed' }, B3: { status: 'suspended' } });
  const snapshot = buildNetworkSnapshot(input);
  const ids = async (limit: number) =>
    (await snapshot.search('jindian', { limit, accept: isOpenBranch })).items.map(({ id }) => id);
  expect((await ids(50)).sort()).toEqual(['B1', 'B4', 'B5']);
  expect(await ids(2)).toHaveLength(2);
});

it('finds nothing for nothing, and survives whatever is typed', async () => {
  for (const text of ['', '  · ', '没有这个地方', '(', '[', '\\', '.*', '|', '😀'])
    expect((await find(text)).items).toEqual([]);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), async (text) => {
      expect((await find(text)).items.length).toBeLessThanOrEqual(5);
    }),
    { numRuns: 100 },
  );
});

it('finds the same for a word that is typed twice', async () => {
  expect(await namesOf('烟台 芝罘 烟台 芝罘 烟台 芝罘 烟台')).toEqual(await namesOf('烟台 芝罘'));
});

it('looks for a bounded number of pieces, whatever sixty characters are typed', async () => {
  const { test } = RegExp.prototype;
  let looks = 0;
  RegExp.prototype.test = function counted(text) {
    looks += 1;
    return test.call(this, text);
  };
  try {
    for (const text of [
      'a'.repeat(40),
      'shi'.repeat(13),
      '店'.repeat(24),
      '店近广 '.repeat(6),
      'shixianxi '.repeat(6),
      // As many words as count, each another, of characters that every place has.
      '店近广 近广店 广店近 店广近 近店广 广近店',
      '近店近店近店近店近 店近店近店近店近店 近近店近店近店近店 店店近店近店近店近 近店店近店近店近店 店近近店近店近店近',
      'shixianxi shixianxj xianshixi xishixian shixianxa shixianxe',
      '近店·'.repeat(20),
      '\ufdfa'.repeat(60),
    ]) {
      looks = 0;
      await find(text);
      // Each piece of one search's budget is looked for in three texts; the last record may go beyond it.
      expect([text, looks > 310_000]).toEqual([text, false]);
    }
  } finally {
    RegExp.prototype.test = test;
  }
});

it('finds every place of a name in the province that is asked for, however many elsewhere have the name too', async () => {
  const text = '万达';
  const named = locationsWithin(demo, wholeReach).filter(({ name }) => name.zh.includes(text));
  const provinces = [...new Set(named.map(({ province }) => province))];
  expect(provinces.length).toBeGreaterThan(9);
  const found = await Promise.all(
    provinces.map(async (province) => {
      const meant = (one: Location) => one.province === province;
      return (await searchLocations(demo, text, 50, wholeReach, meant)).items;
    }),
  );
  const missed = named.filter(({ id }) => !found.flat().some((one) => one.id === id));
  expect(missed.map(({ name }) => name.zh)).toEqual([]);
  expect(found.flatMap((items, at) => items.filter(({ province }) => province !== provinces[at]))).toEqual(
    [],
  );
});
