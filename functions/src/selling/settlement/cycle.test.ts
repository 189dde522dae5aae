import { describe, expect, it } from 'vitest';
import { closingAt } from './cycle.ts';

const at = (day: string, hour = 9) => Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00+08:00`);

describe('the period that may be settled', () => {
  it.each([
    ['daily', 7, '2026-11-08', '2026-11-01'],
    ['daily', 1, '2026-03-01', '2026-02-28'],
    ['half_monthly', 5, '2026-11-20', '2026-11-15'],
    ['half_monthly', 5, '2026-11-19', '2026-10-31'],
    ['half_monthly', 5, '2026-12-05', '2026-11-30'],
    ['monthly', 7, '2026-12-06', '2026-10-31'],
    ['monthly', 7, '2026-12-07', '2026-11-30'],
    ['monthly', 1, '2028-03-01', '2028-02-29'],
  ])('%s, %i days after: on %s it is up to %s', (payCycle, settledAfterDays, today, day) => {
    for (const hour of [0, 23])
      expect(closingAt({ payCycle, settledAfterDays }, at(today, hour)).day).toBe(day);
  });

  it('ends with its last day, by the brand’s clock', () => {
    const { closesAtMs } = closingAt({ payCycle: 'daily', settledAfterDays: 1 }, at('2026-11-02'));
    expect(closesAtMs).toBe(at('2026-11-02', 0));
  });
});
