import { expect, test } from 'vitest';
import { areaIn, areasOf } from './stop-area.ts';

const areas = areasOf([
  { province: '江苏省', city: '苏州市' },
  { province: '江苏省', city: '南京市' },
  { province: '海南省', city: '' },
]);

test('a city is known by its name, in short and in English, within its province alone', async () => {
  const jiangsu = { province: '江苏省', city: '苏州市' };
  for (const city of ['苏州市', ' 苏州 ', 'suzhou'])
    expect(await areaIn(areas, { province: '江苏省', city })).toEqual(jiangsu);
  expect(await areaIn(areas, { province: '江苏省', city: '' })).toEqual({ province: '江苏省', city: null });
  expect(await areaIn(areas, { province: '海南省', city: '苏州市' })).toBeNull();
  expect(await areaIn(areas, { province: '山东省', city: '' })).toBeNull();
  expect(await areaIn(areas, { province: 'all', city: '' })).toEqual({ province: null, city: null });
  // Whoever names a city does not mean the country.
  expect(await areaIn(areas, { province: 'all', city: '苏州市' })).toBeNull();
});
