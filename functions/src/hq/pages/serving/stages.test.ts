import { describe, expect, test } from 'vitest';
import { figuresOf, isWaiting, stageOf, stages } from './stages.ts';

const pickup = { method: 'pickup', totalFen: 10_000, refundedFen: 0 } as const;
const delivery = { method: 'delivery', totalFen: 30_000, refundedFen: 0 } as const;

describe('the stage of an order', () => {
  test('is its own state until it is paid, then what its branch is doing', () => {
    expect(stageOf({ state: 'awaiting_payment', fulfilmentState: 'held' })).toBe('awaiting_payment');
    expect(stageOf({ state: 'paid', fulfilmentState: 'to_pack' })).toBe('to_pack');
    expect(stageOf({ state: 'paid', fulfilmentState: 'ready' })).toBe('ready');
    expect(stageOf({ state: 'paid', fulfilmentState: 'dispatched' })).toBe('dispatched');
    for (const fulfilmentState of [
      'offered',
      'in_grab_pool',
      'with_hq',
      'awaiting_goods',
      'awaiting_shopper',
    ] as const)
      expect(stageOf({ state: 'paid', fulfilmentState })).toBe(fulfilmentState);
    expect(stageOf({ state: 'paid', fulfilmentState: 'held' })).toBe('to_pack');
    expect(stageOf({ state: 'refunding', fulfilmentState: 'cancelled' })).toBe('refunding');
    expect(stageOf({ state: 'completed', fulfilmentState: 'fulfilled' })).toBe('completed');
  });

  test('waits for somebody only between payment and hand-over', () => {
    expect(stages.filter(isWaiting)).toEqual([
      'with_hq',
      'delivery_failed',
      'disputed',
      'awaiting_shopper',
      'in_grab_pool',
      'offered',
      'awaiting_goods',
      'to_pack',
      'ready',
      'dispatched',
    ]);
  });
});

describe('the figures of a day', () => {
  test('count what was paid, whatever became of it, and what is still to be done', () => {
    const figures = figuresOf([
      { ...pickup, state: 'awaiting_payment', fulfilmentState: 'held' },
      { ...pickup, state: 'closing', fulfilmentState: 'held' },
      { ...pickup, state: 'cancelled', fulfilmentState: 'cancelled' },
      { ...pickup, state: 'paid', fulfilmentState: 'to_pack' },
      { ...pickup, state: 'paid', fulfilmentState: 'ready' },
      // A part of it went back.
      { ...pickup, state: 'completed', fulfilmentState: 'fulfilled', refundedFen: 4_000 },
      { ...delivery, state: 'paid', fulfilmentState: 'to_pack' },
      { ...delivery, state: 'paid', fulfilmentState: 'dispatched' },
      { ...delivery, state: 'refunding', fulfilmentState: 'cancelled' },
      { ...delivery, state: 'refunded', fulfilmentState: 'cancelled' },
    ]);
    expect(figures).toEqual({
      orders: 10,
      unpaid: 2,
      paidOrders: 7,
      paidFen: 3 * 10_000 + 4 * 30_000,
      awaitingPickup: 2,
      readyForPickup: 1,
      toDeliver: 2,
      onTheWay: 1,
      refunds: 3,
      refundsFen: 64_000,
    });
  });

  test('of a day without orders are all zero', () => {
    expect(Object.values(figuresOf([])).every((figure) => figure === 0)).toBe(true);
  });
});
