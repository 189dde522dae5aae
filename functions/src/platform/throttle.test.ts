import { throttleRules } from '@jindian/shared/contract/throttles';
import { minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { networkOf } from './http/address.ts';
import { openTable, type TestTable } from './testing/table.ts';
import { type Admission, createThrottle, portionOf, windowEnd } from './throttle.ts';

let fixture: TestTable;
const secret = 'a secret of sixteen letters';

beforeEach(async () => {
  fixture = await openTable();
  return () => fixture.close();
});

const process = () => createThrottle({ table: fixture.table, clock: fixture.clock, secret: () => secret });
const admitted = (admissions: Admission[]) => admissions.filter(({ ok }) => ok).length;

describe('wrong attempts', () => {
  const { limit, wrongCosts } = throttleRules.hand_over_code;
  const allowed = limit / wrongCosts;

  test('of hundreds at once, from several processes, a handful is looked at', async () => {
    const processes = [process(), process(), process()];
    const attempts = await Promise.all(
      Array.from({ length: 300 }, (_, n) => processes[n % 3]!.attempt('hand_over_code', 'M1')),
    );
    expect(admitted(attempts)).toBe(allowed);
    expect((await process().attempt('hand_over_code', 'M2')).ok).toBe(true);
  });

  test('right ones give back what wrong ones cost: a day of handing over is never held up', async () => {
    const here = process();
    for (let n = 0; n < limit - wrongCosts; n += 1) {
      const admission = await here.attempt('hand_over_code', 'M1');
      expect([n, admission.ok]).toEqual([n, true]);
      if (admission.ok) await admission.right();
    }
  });

  test('another process knows, says when to come again, and forgets when the window is over', async () => {
    const here = process();
    for (let n = 0; n < allowed; n += 1) await here.attempt('hand_over_code', 'M1');
    const there = process();
    const refused = await there.attempt('hand_over_code', 'M1');
    if (refused.ok) throw new Error('was let in');
    expect(refused.retryAfterS).toBeGreaterThan(0);
    fixture.clock.ms += refused.retryAfterS * 1000;
    expect((await there.attempt('hand_over_code', 'M1')).ok).toBe(true);
  });
});

test('who asks little is never written down, and nobody is named in what is', async () => {
  const { engine, name } = fixture;
  const here = process();
  for (let n = 0; n < 100; n += 1) await here.attempt('public', '192.0.2.7');
  expect(await engine.streams.read(name, null, 10)).toEqual([]);
  for (let n = 0; n < portionOf(throttleRules.public); n += 1) await here.attempt('public', '192.0.2.7');
  const records = await engine.streams.read(name, null, 10);
  expect(records).toHaveLength(1);
  expect(JSON.stringify(records)).not.toContain('192.0.2');
});

test('a window is as long as its rule says, and holds the moment it is asked for', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 40 }), fc.stringMatching(/^[0-9a-f]{8}$/), (nowMs, hash) => {
      const rule = { by: 'address', limit: 1, windowMs: 10 * minuteMs } as const;
      const endMs = windowEnd(rule, hash, nowMs);
      expect(endMs).toBeGreaterThan(nowMs);
      expect(endMs - nowMs).toBeLessThanOrEqual(rule.windowMs);
      expect(windowEnd(rule, hash, endMs - 1)).toBe(endMs);
    }),
  );
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
