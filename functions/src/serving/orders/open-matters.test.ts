import { slotIdOf, slotSpanMs } from '@jindian/shared/slots';
import { describe, expect, it } from 'vitest';
import { openMatterOf } from './open-matters.ts';

type Order = Parameters<typeof openMatterOf>[0];
type Part = Order['fulfilments'][number];
const slot = { day: '2026-11-21', fromMinute: 600, toMinute: 720 };
const endMs = slotSpanMs(slot).toMs;
const beganMs = endMs - 86_400_000;

function order(state: Order['head']['state'], parts: Partial<Part>[], refunds: object[] = []): Order {
  const fulfilments = parts.map((part) => ({ method: 'delivery', givenAtMs: beganMs, history: [], ...part }));
  return { head: { state }, fulfilments, refunds } as unknown as Order;
}
const refund = (state: string, atMs = beganMs) => ({ atMs, backs: [{ state }] });

describe('what is open about an order', () => {
  it('is nothing while it goes as promised', () => {
    const slotId = slotIdOf(slot);
    for (const state of ['to_pack', 'ready', 'dispatched', 'offered'] as const)
      expect(openMatterOf(order('paid', [{ state, slotId }]), endMs)).toBeNull();
    expect(openMatterOf(order('completed', [{ state: 'fulfilled', slotId }]), endMs + 1)).toBeNull();
    expect(openMatterOf(order('paid', [{ state: 'to_pack' }]), endMs + 1)).toBeNull();
    expect(openMatterOf(order('completed', [], [refund('succeeded'), refund('dropped')]), endMs)).toBeNull();
  });

  it('is that it is late, by the slot or the day that was told, unless it waits for who fetches it', () => {
    const bySlot = order('paid', [{ state: 'to_pack', slotId: slotIdOf(slot) }]);
    expect(openMatterOf(bySlot, endMs + 1)).toEqual({ kind: 'late', sinceMs: endMs });
    const told = order('paid', [{ state: 'dispatched', expected: { fromMs: beganMs, byMs: endMs } }]);
    expect(openMatterOf(told, endMs + 1)).toEqual({ kind: 'late', sinceMs: endMs });
    const shelf = order('paid', [{ state: 'ready', method: 'pickup', slotId: slotIdOf(slot) }]);
    expect(openMatterOf(shelf, endMs + 1)).toBeNull();
  });

  it('is a complaint, a failed delivery, a refusal, and of an order that was called off only its money', () => {
    const history = [{ atMs: beganMs + 5, state: 'x', by: 'shopper' }] as unknown as Part['history'];
    for (const [state, kind] of [
      ['disputed', 'not_arrived'],
      ['delivery_failed', 'delivery_failed'],
      ['awaiting_shopper', 'to_choose'],
      ['with_hq', 'no_place'],
    ] as const)
      expect(openMatterOf(order('paid', [{ state, history }]), endMs)).toEqual({
        kind,
        sinceMs: beganMs + 5,
      });
    const off = order('refunding', [{ state: 'cancelled' }], [refund('asked')]);
    expect(openMatterOf(off, endMs + 1)).toEqual({ kind: 'refunding', sinceMs: beganMs });
  });

  it('is of several what troubles most', () => {
    const both = order('paid', [{ state: 'disputed' }], [refund('requested'), refund('failed', beganMs + 1)]);
    expect(openMatterOf(both, endMs)?.kind).toBe('not_arrived');
    const money = order('completed', [{ state: 'fulfilled' }], [refund('requested'), refund('failed')]);
    expect(openMatterOf(money, endMs)?.kind).toBe('refund_failed');
  });
});
