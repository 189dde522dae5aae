import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { courierTaskStates } from '@jindian/shared/contract/serving/couriers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { machineFaults, nextState } from '../../platform/state-machine.ts';
import { courierTaskMachine, deliveryCodeOf, feesByDay, isDeliveryCode, pickUpByMs } from './rules.ts';

const claim = { orderId: 'O', fulfilmentId: 'F', courierId: 'C', grabbedAtMs: 1 };
const secret = 'secret-of-the-codes';

test('the machine has no state that cannot be reached and no dead end', () => {
  expect(machineFaults(courierTaskMachine)).toEqual({ unreachable: [], deadEnds: [] });
});

test('docs/couriers.md says what the machine says', () => {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/couriers.md'), 'utf8');
  const told = [...page.matchAll(/^\| `(\w+)` +\| (.+?) +\| `(\w+)` +\|$/gm)].map(([, event, from, to]) => [
    event,
    from,
    to,
  ]);
  const known = Object.entries(courierTaskMachine.transitions).map(([event, { from, to }]) => [
    event,
    from.map((state) => `\`${state}\``).join(', '),
    to,
  ]);
  expect(told).toEqual(known);
});

test('what is delivered stays so, and what is on its way arrives, or comes back to the branch', () => {
  const events = Object.keys(
    courierTaskMachine.transitions,
  ) as (keyof typeof courierTaskMachine.transitions)[];
  const after = (from: (typeof courierTaskStates)[number]) =>
    events.flatMap((event) => nextState(courierTaskMachine, from, event) ?? []);
  expect(after('delivered')).toEqual([]);
  expect(after('picked_up')).toEqual(['delivered', 'returning']);
  expect(new Set(after('returning'))).toEqual(new Set(['picked_up', 'cancelled']));
  expect(new Set(after('grabbed'))).toEqual(new Set(['open', 'picked_up', 'cancelled']));
});

test('a code is six digits, the same for the same task, another for any other', () => {
  const part = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'ABC0123') });
  fc.assert(
    fc.property(part, part, part, fc.nat(), (orderId, fulfilmentId, courierId, grabbedAtMs) => {
      const other = { orderId, fulfilmentId, courierId, grabbedAtMs };
      const code = deliveryCodeOf(secret, other);
      expect(code).toMatch(/^\d{6}$/);
      expect(isDeliveryCode(secret, other, code)).toBe(true);
    }),
  );
  const codes = Array.from({ length: 300 }, (_, n) => deliveryCodeOf(secret, { ...claim, grabbedAtMs: n }));
  expect(new Set(codes).size).toBeGreaterThan(295);
  expect(deliveryCodeOf('another secret here', claim)).not.toBe(deliveryCodeOf(secret, claim));
  for (const no of ['', '12345', '1234567', '١٢٣٤٥٦']) expect(isDeliveryCode(secret, claim, no)).toBe(false);
});

test('every fee is in exactly one day', () => {
  const fee = fc.record({
    atMs: fc.integer({ min: 1.7e12, max: 1.71e12 }),
    feeFen: fc.integer({ min: 1, max: 900 }),
  });
  fc.assert(
    fc.property(fc.array(fee, { maxLength: 40 }), (fees) => {
      const days = feesByDay(fees);
      expect(days.reduce((sum, { totalFen }) => sum + totalFen, 0)).toBe(
        fees.reduce((sum, { feeFen }) => sum + feeFen, 0),
      );
      expect(days.reduce((sum, { deliveries }) => sum + deliveries, 0)).toBe(fees.length);
      expect(days.map(({ day }) => day)).toEqual([...new Set(days.map(({ day }) => day))].sort().reverse());
    }),
  );
});

test('a parcel that is wanted this afternoon need not be fetched in the morning', () => {
  const tenMs = Date.UTC(2026, 4, 20, 2);
  const by = (slotId: string | null, nowMs = tenMs) =>
    pickUpByMs({ pickUpWithinMinutes: 30, slotId }, nowMs) - nowMs;
  expect(by(null)).toBe(30 * 60_000);
  expect(by('20260520T1500-1700')).toBe(5 * 3_600_000);
  expect(by('20260520T0800-1000')).toBe(30 * 60_000);
});
