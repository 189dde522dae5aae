import type { Location } from '@jindian/shared/contract/places/network';
import { expect, test } from 'vitest';
import type { NetworkSnapshot } from '../../../places/network/snapshot.ts';
import { citiesOf, provinceOf } from './map-cities.ts';

const place = (province: string, city: string, lngGcj02: number, latGcj02: number) =>
  ({ kind: 'branch', province, city, lngGcj02, latGcj02 }) as Location;
const snapshot = {
  locations: [
    place('江苏省', '南京市', 118.8, 32.05),
    place('江苏省', '苏州市', 120.6, 31.3),
    place('江苏省', '苏州市', 120.7, 31.4),
    place('上海市', '上海市', 121.47, 31.23),
  ],
} as unknown as NetworkSnapshot;

test('a province is as wide as its cities, and one of a single city is that city', () => {
  const cities = citiesOf(snapshot, 'any');
  const jiangsu = provinceOf(cities, '江苏省');
  expect(jiangsu).toMatchObject({ province: '江苏省', city: '', places: 3 });
  for (const { key, bboxGcj02, province } of cities.values()) {
    const [west, south, east, north] = jiangsu?.bboxGcj02 ?? [0, 0, 0, 0];
    const isWithin =
      bboxGcj02[0] >= west && bboxGcj02[1] >= south && bboxGcj02[2] <= east && bboxGcj02[3] <= north;
    expect([key, isWithin]).toEqual([key, province === '江苏省']);
  }
  expect(provinceOf(cities, '上海市')).toBe(cities.get('上海市/上海市'));
  expect(provinceOf(cities, '海南省')).toBeNull();
});
