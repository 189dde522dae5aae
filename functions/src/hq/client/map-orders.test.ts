import { describe, expect, test } from 'vitest';
import type { MapOrder } from '../pages/places/map-data.ts';
import { groupOrders } from './map-orders.ts';

function order(id: string, stage: MapOrder['stage'], point: MapOrder['point']): MapOrder {
  return { id, number: id, stage, stageText: stage, point, from: null, text: '' };
}

describe('orders on the map', () => {
  const here: MapOrder['point'] = [121.48, 31.23];
  const orders = [
    order('A', 'completed', here),
    order('B', 'to_pack', here),
    order('C', 'ready', here),
    order('D', 'refunded', [116.4, 39.9]),
  ];

  test('at one point are one mark, coloured by what wants attention first', () => {
    const groups = groupOrders(orders, new Set(['completed', 'to_pack', 'ready', 'refunded']));
    expect(groups.map(({ lead, orders: at }) => [lead.id, at.length])).toEqual([
      ['D', 1],
      ['B', 3],
    ]);
  });

  test('of a stage that is left out are not there', () => {
    const groups = groupOrders(orders, new Set(['completed']));
    expect(groups.map(({ lead }) => lead.id)).toEqual(['A']);
  });
});
