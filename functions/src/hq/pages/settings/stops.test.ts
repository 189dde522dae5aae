import type { Stop } from '@jindian/shared/contract/stops';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { stopsHeldMs } from '../../../platform/stops/service.ts';
import { type OrdersFixture, startOrdersFixture } from '../../../serving/orders/testing/orders-fixture.ts';
import { hiddenField, openHq, type Visitor } from '../../testing/visitors.ts';

const path = '/hq/stops';
const here = { province: '某省', city: '某市' };
let fixture: OrdersFixture;
let guest: Visitor;

beforeAll(async () => {
  fixture = await startOrdersFixture();
  const hq = openHq(fixture.system, { clock: fixture.clock, hqToken: 'hq-token-of-the-stops-test' });
  const { token } = await fixture.system.sessions.open(fixture.staff.hq.memberId);
  guest = hq.visitor(token);
});
afterAll(() => fixture.close());

const stops = async (): Promise<readonly Stop[]> => {
  fixture.clock.advance(stopsHeldMs + 1);
  return fixture.system.stops.active();
};
afterEach(async () => {
  for (const { id } of await stops()) await fixture.system.stops.lift(id);
  expect(await stops()).toEqual([]);
});

/** Every field of the form on a page that is called so, as a browser without script sends it. */
function hiddenFields(text: string): Record<string, string> {
  const form = text.split('<form').find((part) => part.includes('name="confirmed"')) ?? '';
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name, value]));
}

async function asked(fields: Record<string, string>) {
  const { text } = await guest.get(`${path}?kind=${fields.kind}`);
  return guest.post(path, { csrf: hiddenField(text, 'csrf'), key: hiddenField(text, 'key'), ...fields });
}

describe('stopping', () => {
  test('offers the fields of what was chosen, and none before', async () => {
    expect((await guest.get(path)).text).not.toContain('name="reason"');
    const orders = (await guest.get(`${path}?kind=orders`)).text;
    expect(orders).toContain('name="province"');
    expect(orders).toContain('<datalist');
    expect(orders).not.toContain('name="module"');
    const payouts = (await guest.get(`${path}?kind=payouts`)).text;
    expect(payouts).toContain('name="reason"');
    expect(payouts).not.toContain('name="province"');
  });

  test.each([
    ['nowhere in particular', { province: '', channel: 'all' }],
    ['by no channel in particular', { province: 'all', channel: '' }],
    ['without a reason', { province: 'all', channel: 'all', reason: ' ' }],
    ['by a channel that is none', { province: 'all', channel: 'fax' }],
    ['in a province that is none', { province: '无省', channel: 'all' }],
    ['in a city of another province', { province: '邻省', city: here.city, channel: 'all' }],
    ['everywhere and in a city', { province: 'all', city: here.city, channel: 'all' }],
    ['until a day that there is not', { province: 'all', channel: 'all', until: '2027-02-30T10:00' }],
    ['until a time that is past', { province: 'all', channel: 'all', until: '2020-02-28T10:00' }],
  ])('is asked again, and stops nothing: orders %s', async (_, fields) => {
    for (const confirmed of ['', 'yes']) {
      const answer = await asked({ kind: 'orders', reason: '停电', until: '', confirmed, ...fields });
      expect(answer.status).toBe(400);
    }
    expect(await stops()).toEqual([]);
  });

  test.each([
    [
      { kind: 'orders', ...here, channel: 'h5' },
      { kind: 'orders', ...here, channel: 'h5' },
      `${here.province} ${here.city}`,
    ],
    [
      { kind: 'orders', province: here.province, channel: 'h5' },
      { kind: 'orders', province: here.province, city: null, channel: 'h5' },
      here.province,
    ],
    [
      { kind: 'orders', province: 'all', channel: 'all' },
      { kind: 'orders', province: null, city: null, channel: null },
      '全国',
    ],
    [{ kind: 'module', module: 'couriers' }, { kind: 'module', module: 'couriers' }, '骑手'],
    [{ kind: 'payouts' }, { kind: 'payouts' }, '佣金'],
  ])('%j says what it does, and is done by the button of that page alone', async (fields, stopped, said) => {
    const between = await asked({ ...fields, reason: '停电', until: '' });
    expect(between.status).toBe(200);
    expect(between.text).toContain('id="confirm-stop"');
    expect(between.text).toContain(said);
    expect(await stops()).toEqual([]);
    const done = await guest.post(path, hiddenFields(between.text));
    expect([done.status, done.location]).toEqual([303, path]);
    expect(await stops()).toMatchObject([{ ...stopped, reason: '停电', untilMs: null }]);
  });

  test('says how many branches take no orders then', async () => {
    const { locations } = await fixture.system.network.current();
    const open = locations.filter(({ kind, status }) => kind === 'branch' && status === 'open').length;
    expect(open).toBeGreaterThan(1);
    const whole = await asked({ kind: 'orders', province: 'all', channel: 'all', reason: '停电' });
    expect(whole.text).toContain(`${open} 家`);
    const inCity = locations.filter(
      ({ kind, status, city }) => kind === 'branch' && status === 'open' && city === here.city,
    ).length;
    const one = await asked({ kind: 'orders', ...here, channel: 'all', reason: '停电' });
    expect(one.text).toContain(`${inCity} 家`);
  });
});
