import { expect, test } from 'vitest';
import type { PlaceRow } from '../pages/places/map-data.ts';
import { groupPlaces, placeMarks } from './map-places.ts';

const row = (id: string, lng: number, lat: number, status: PlaceRow['status'] = 'open'): PlaceRow => ({
  id,
  name: id,
  point: [lng, lat],
  status,
  statusText: status,
  text: '',
});
const box = [121, 31, 122, 32] as const;

test('few places have a mark each, and those at one point share it', () => {
  const groups = groupPlaces([row('A', 121.5, 31.2), row('B', 121.5, 31.2), row('C', 121.6, 31.2)], box);
  expect(groups.map((group) => group.map(({ id }) => id))).toEqual([['A', 'B'], ['C']]);
  expect(placeMarks(groups, '').map(({ count, point }) => [count, point])).toEqual([
    [2, [121.5, 31.2]],
    [1, [121.6, 31.2]],
  ]);
});

test('thousands are joined by where they are: none is left out, and the marks stay few', () => {
  const rows = Array.from({ length: 2_000 }, (_, n) =>
    row(`P${n}`, 121 + (n % 50) / 50, 31 + Math.floor(n / 50) / 40),
  );
  const marks = placeMarks(groupPlaces(rows, box), '');
  expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(2_000);
  expect(marks.length).toBeLessThan(800);
});

test('a mark has the colour of what most of its places are', () => {
  const [closed, mixed] = placeMarks(
    [
      [row('A', 121, 31, 'closed')],
      [row('B', 121, 31), row('C', 121, 31, 'closed'), row('D', 121, 31, 'closed')],
    ],
    '',
  );
  expect(mixed?.colour).toBe(closed?.colour);
});
