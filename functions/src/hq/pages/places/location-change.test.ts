import { describe, expect, test } from 'vitest';
import { place } from '../../../places/network/snapshot-fixture.ts';
import { formOf, readChange } from './location-change.ts';

const now = place('B1', 119.3, 29.3, {
  opensAtMinute: 540,
  closesAtMinute: 1440,
  serviceRadiusMeters: 3_000,
});
const form = formOf(now);

describe('the form of a place', () => {
  test('sent back as it came changes nothing, midnight included', () => {
    expect(form).toEqual({
      status: 'open',
      opens: '09:00',
      closes: '00:00',
      radiusKm: '3',
      ordersPerDay: '',
      phone: '',
      cold: 'yes',
      large: 'yes',
      feeYuan: '',
      freeFromYuan: '',
    });
    expect(readChange(form, now)).toEqual({ fault: 'changeNothing' });
    expect(readChange({ ...form, radiusKm: '3.0' }, now)).toEqual({ fault: 'changeNothing' });
  });

  test('gives only what differs', () => {
    expect(readChange({ ...form, status: 'suspended' }, now)).toEqual({ change: { status: 'suspended' } });
    expect(readChange({ ...form, closes: '21:30' }, now)).toEqual({ change: { closesAtMinute: 1_290 } });
    expect(readChange({ ...form, opens: '08:05:00' }, now)).toEqual({ change: { opensAtMinute: 485 } });
    expect(readChange({ ...form, radiusKm: '' }, now)).toEqual({ change: { serviceRadiusMeters: null } });
    expect(readChange({ ...form, ordersPerDay: '30' }, now)).toEqual({ change: { maxOrdersPerDay: 30 } });
    expect(readChange({ ...form, phone: ' 0535-6234567 ' }, now)).toEqual({
      change: { phone: '0535-6234567' },
    });
    const called = { ...now, phone: '0535-6234567' };
    expect(readChange({ ...formOf(called), phone: '' }, called)).toEqual({ change: { phone: null } });
    expect(readChange({ ...form, feeYuan: '6', freeFromYuan: '88' }, now)).toEqual({
      change: { deliveryFee: { feeFen: 600, freeFromFen: 8_800 } },
    });
    const priced = { ...now, deliveryFee: { feeFen: 650, freeFromFen: null } };
    expect(readChange(formOf(priced), priced)).toEqual({ fault: 'changeNothing' });
    expect(readChange({ ...formOf(priced), feeYuan: '' }, priced)).toEqual({ change: { deliveryFee: null } });
    expect(readChange({ ...form, cold: '' }, now)).toEqual({ change: { abilities: ['large'] } });
    expect(readChange({ ...form, radiusKm: '12.5' }, now)).toEqual({
      change: { serviceRadiusMeters: 12_500 },
    });
  });

  test('refuses what no place can be', () => {
    expect(readChange({ ...form, status: 'gone' }, now)).toEqual({ fault: 'changeBadStatus' });
    for (const opens of ['', '24:00', '9:00', '09:60', 'noon']) {
      expect(readChange({ ...form, opens }, now), opens).toEqual({ fault: 'changeBadTime' });
    }
    for (const phone of ['call me', '12', '0535 6234567;', '<b>', '1'.repeat(30)])
      expect(readChange({ ...form, phone }, now), phone).toEqual({ fault: 'changeBadPhone' });
    expect(readChange({ ...form, ordersPerDay: 'many' }, now)).toEqual({ fault: 'changeBadOrders' });
    for (const feeYuan of ['-1', '201', 'free', '1.234'])
      expect(readChange({ ...form, feeYuan }, now), feeYuan).toEqual({ fault: 'changeBadFee' });
    expect(readChange({ ...form, freeFromYuan: '99' }, now)).toEqual({ fault: 'changeBadFee' });
    for (const radiusKm of ['0', '0.05', '501', '-3', '1e2', 'far', '0.0001']) {
      expect(readChange({ ...form, radiusKm }, now), radiusKm).toEqual({ fault: 'changeBadRadius' });
    }
  });
});
