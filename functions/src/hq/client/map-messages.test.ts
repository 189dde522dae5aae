import { expect, test } from 'vitest';
import type { MapOrder } from '../pages/places/map-data.ts';
import { areaOf, heard, sceneMessage } from './map-messages.ts';
import { groupOrders, orderMarks } from './map-orders.ts';

const order = (id: string, stage: MapOrder['stage'], from: MapOrder['from'] = null): MapOrder => ({
  id,
  number: `1129-${id}`,
  stage,
  stageText: '待备货',
  point: [117.2, 39.1],
  from,
  text: '李女士 138****1234 · 南京路 1 号',
});

test('the frame with the base map is told points, colours and counts, and nothing of who ordered what', () => {
  const orders = [order('A', 'to_pack', [117.1, 39]), order('B', 'completed')];
  const marks = orderMarks(groupOrders(orders, new Set(['to_pack', 'completed'])), '');
  const said = sceneMessage({ branches: [[117, 39, 1, '和平店', 'B00001']], marks });
  expect(said).toMatchObject({
    branches: [[117, 39]],
    marks: [{ point: [117.2, 39.1], count: 2 }],
    ways: [{ from: [117.1, 39], to: [117.2, 39.1] }],
  });
  for (const secret of ['李女士', '1129', '和平店', 'B00001', '待备货'])
    expect(JSON.stringify(said)).not.toContain(secret);
});

test('the frame knows the edges of every part of a grid, its holes too', () => {
  const ring = [
    [117, 39],
    [118, 39],
    [118, 40],
    [117, 39],
  ] as const;
  const outlines = { features: [{ geometry: { coordinates: [[ring, ring], [ring]] } }] };
  expect(areaOf(outlines, [117, 39, 118, 40])).toEqual({
    kind: 'area',
    rings: [ring, ring, ring],
    box: [117, 39, 118, 40],
  });
});

test('a frame is heard where it says a group there is, and nowhere else', () => {
  expect(heard({ kind: 'picked', place: 1 }, 2)).toEqual({ kind: 'picked', place: 1 });
  expect(heard({ kind: 'picked', place: null }, 2)).toEqual({ kind: 'picked', place: null });
  expect(heard({ kind: 'ready', more: 1 }, 0)).toEqual({ kind: 'ready' });
  for (const said of [
    null,
    'ready',
    7,
    {},
    { kind: 'open', url: '/hq' },
    ...[2, -1, 0.5, '0'].map((place) => ({ kind: 'picked', place })),
  ])
    expect(heard(said, 2)).toBeNull();
});
