import { maskName, maskPhone } from '@jindian/shared/mask';
import { readYuan } from '@jindian/shared/money';
import { describe, expect, test } from 'vitest';
import { formatMinuteOfDay, formatRate, formatSignedYuan, readDay } from './format.ts';

describe('what people type', () => {
  test('an amount in yuan becomes fen', () => {
    expect(readYuan('1200')).toBe(120_000);
    expect(readYuan(' ¥1,200.5 ')).toBe(120_050);
    expect(readYuan('¥0.01')).toBe(1);
    expect(readYuan('1，000，000.10')).toBe(100_000_010);
  });

  test('what is no amount is refused', () => {
    for (const text of ['', '-5', '1.234', '1e5', '0x10', 'abc', '1.2.3', '99999999999', 'NaN', '１２']) {
      expect(readYuan(text), text).toBeNull();
    }
  });

  test('a day is a real day of this century', () => {
    expect(readDay('2026-11-21')).toBe('2026-11-21');
    expect(readDay('2028-02-29')).toBe('2028-02-29');
    for (const text of ['2026-02-30', '2026-13-01', '1999-01-01', '2026-1-1', '', "'; drop", undefined]) {
      expect(readDay(text), String(text)).toBeNull();
    }
  });
});

describe('what people read', () => {
  test('a recipient is masked, also where the name has characters of two units', () => {
    expect(maskName('王阿姨')).toBe('王**');
    expect(maskName('𠮷田')).toBe('𠮷**');
    expect(maskName('')).toBe('**');
    expect(maskPhone('13800010001')).toBe('138****0001');
  });

  test('rates, hours and signed amounts', () => {
    expect([formatRate(900), formatRate(250), formatRate(5)]).toEqual(['9%', '2.5%', '0.05%']);
    expect([formatMinuteOfDay(0), formatMinuteOfDay(570), formatMinuteOfDay(1439)]).toEqual([
      '00:00',
      '09:30',
      '23:59',
    ]);
    expect([formatSignedYuan(100), formatSignedYuan(-100), formatSignedYuan(0)]).toEqual([
      '+¥1.00',
      '−¥1.00',
      '¥0.00',
    ]);
  });
});
