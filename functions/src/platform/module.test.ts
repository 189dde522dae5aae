import { permissionNames } from '@jindian/shared/contract/people/permissions';
import { defineEvent } from '@jindian/shared/events/define';
import { z } from '@jindian/shared/zod';
import { describe, expect, test } from 'vitest';
import { joinModules, type Module, permissionOwners } from './module.ts';

const nothing = async () => {};
const orders: Module = {
  name: 'serving/orders',
  announces: { 'order.paid': 'paid' },
  plans: { 'order.unpaid': 'called off', 'commission.settle': 'payable' },
  due: [{ kind: 'order.unpaid', queue: 'orders', handle: nothing }],
};
const commission: Module = {
  name: 'selling/commission',
  events: [{ name: 'paid', queue: 'books', types: ['order.paid'], handle: nothing }],
  due: [{ kind: 'commission.settle', queue: 'books', handle: nothing }],
};

const catalogue = {
  'order.paid': defineEvent({
    version: 3,
    aggregate: 'order',
    id: 'orderId',
    sequence: null,
    data: z.object({ orderId: z.string(), note: z.string().optional() }),
  }),
};

describe('modules joined', () => {
  test('say who announces, who hears, who plans and who does', () => {
    const joined = joinModules([orders, commission], catalogue);
    expect(joined.events).toEqual([
      {
        type: 'order.paid',
        version: 3,
        aggregate: 'order',
        fields: ['orderId', 'note?'],
        means: 'paid',
        announcedBy: 'serving/orders',
        heardBy: ['selling/commission (books)'],
      },
    ]);
    expect(joined.due.map(({ kind, plannedBy, doneBy }) => [kind, plannedBy, doneBy])).toEqual([
      ['order.unpaid', 'serving/orders', 'serving/orders (orders)'],
      ['commission.settle', 'serving/orders', 'selling/commission (books)'],
    ]);
    expect([joined.eventHandlers.length, joined.dueHandlers.length]).toEqual([1, 2]);
  });

  test.each<[string, Module[], string]>([
    ['an event that nobody announces', [commission], 'hears of order.paid'],
    ['an event of the catalogue that nobody announces', [], 'announced by no module: order.paid'],
    ['planned work that nobody does', [orders], 'commission.settle, which nobody does'],
    [
      'an event twice',
      [orders, { name: 'b', announces: orders.announces ?? {} }],
      'order.paid is announced by',
    ],
    [
      'an event that is not in the catalogue',
      [orders, { name: 'b', announces: { 'transfer.shipped': 'x' } }],
      'not in the catalogue',
    ],
    ['work planned twice', [orders, { name: 'b', plans: orders.plans ?? {} }], 'is planned by'],
    ['work done twice', [orders, commission, { name: 'b', due: commission.due ?? [] }], 'is done by'],
    [
      'work that nobody plans',
      [orders, commission, { name: 'b', due: [{ kind: 'stock.count', queue: 'orders', handle: nothing }] }],
      'nobody plans',
    ],
  ])('refuse %s', (_, modules, message) => {
    expect(() => joinModules(modules, catalogue)).toThrow(message);
  });

  test('refuse what is announced or planned and not declared', () => {
    const joined = joinModules([orders, commission], catalogue);
    expect(() => joined.assertAnnounced('order.paid')).not.toThrow();
    expect(() => joined.assertAnnounced('order.lost')).toThrow('order.lost is announced by no module');
    expect(() => joined.assertPlanned('constructor')).toThrow('constructor is planned by no module');
  });
});

test('a permission belongs to one module: two are refused, and one that nobody has', () => {
  const all: Module = { name: 'a', permissions: permissionNames };
  expect(permissionOwners([all, orders]).get('orders.read')).toBe('a');
  expect(() => permissionOwners([all, { name: 'b', permissions: ['audit.read'] }])).toThrow(
    'audit.read belongs to a and to b',
  );
  const fewer = permissionNames.filter((name) => name !== 'stock.read');
  expect(() => permissionOwners([{ name: 'a', permissions: fewer }])).toThrow('of no module: stock.read');
});
