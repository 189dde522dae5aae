import { expect, test } from 'vitest';
import { daysMeant, type ListField, periods, unknownIn, withinDays } from './list.ts';

const none = { period: '', from: '', to: '' };

test('a period goes with the calendar, and days that were chosen say more', () => {
  const of = (today: string) => periods.map((period) => Object.values(daysMeant({ ...none, period }, today)));
  expect(of('2026-03-01')).toEqual([
    ['2026-03-01', '2026-03-01'],
    ['2026-02-28', '2026-02-28'],
    ['2026-02-23', '2026-03-01'],
    ['2026-01-31', '2026-03-01'],
    ['2026-03-01', '2026-03-01'],
    ['2026-02-01', '2026-02-28'],
  ]);
  expect(of('2027-01-15').at(-1)).toEqual(['2026-12-01', '2026-12-31']);
  expect(daysMeant({ period: 'last7', from: '2026-01-02', to: '' }, '2026-03-01')).toEqual({
    from: '2026-01-02',
    to: '',
  });
  expect(daysMeant({ ...none, period: 'nonsense' }, '2026-03-01')).toEqual({ from: '', to: '' });
});

test('times are of the day that the brand writes', () => {
  const nowMs = Date.parse('2026-03-01T12:00:00+08:00');
  const isToday = withinDays({ ...none, period: 'today' }, nowMs);
  expect([
    isToday(Date.parse('2026-03-01T00:00:00+08:00')),
    isToday(Date.parse('2026-02-28T23:59:59+08:00')),
  ]).toEqual([true, false]);
});

test('of a view that was kept what the list does not know now is told', () => {
  const fields: ListField[] = [
    { kind: 'choice', name: 'state', label: '状态', options: [['open', '待处理']] },
    { kind: 'text', name: 'guide', label: '导购' },
  ];
  expect(unknownIn('state=open&guide=x&sort=oldest&size=100&month=2026-01', fields)).toEqual([]);
  expect(unknownIn('state=gone&colour=red', fields)).toEqual(['状态 gone', 'colour']);
});
