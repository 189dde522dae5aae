import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTencentLocation, type TencentCall, type TencentLocation } from '../../../tencent/index.ts';
import { signatureOf } from '../../../tencent/location/signing.ts';
import { type LocationSimulator, startLocationSimulator } from './simulator.ts';

/** Client and simulator of apis.map.qq.com over real HTTP. */

const counties = [
  { adcode: '320102', province: '江苏省', city: '南京市', county: '玄武区', lat: 32.05, lng: 118.8 },
  { adcode: '110105', province: '北京市', city: '北京市', county: '朝阳区', lat: 39.92, lng: 116.44 },
  { adcode: '211302', province: '辽宁省', city: '朝阳市', county: '双塔区', lat: 41.56, lng: 120.45 },
];

let simulator: LocationSimulator;
let location: TencentLocation;
let calls: TencentCall[];

/** Whose answers come takes as long as the machine has; little patience is for silence alone. */
const patient = { attemptMs: 20_000, totalMs: 60_000 };

const client = (secretKey = simulator.secretKey, key = simulator.key, patience = patient) =>
  createTencentLocation(
    { baseUrl: simulator.baseUrl, key, secretKey, ...patience },
    { observe: (call) => calls.push(call) },
  );

beforeAll(async () => {
  simulator = await startLocationSimulator({ counties: () => counties });
});
beforeEach(() => {
  calls = [];
  location = client();
});
afterAll(() => simulator.close());

describe('suggestions', () => {
  it('finds what is typed in the county that is named, with its area and point', async () => {
    const found = await location.suggest('南京玄武中山路1号 3栋', null);
    if (!found.ok) throw new Error(found.failure.detail);
    expect(found.value[0]).toMatchObject({
      title: '中山路1号3栋',
      area: { province: '江苏省', city: '南京市', county: '玄武区' },
    });
    expect(found.value[0]!.point.latGcj02).toBeCloseTo(32.05, 1);
  });

  it('finds it near a point where no county is named', async () => {
    const found = await location.suggest('中山路', { latGcj02: 39.9, lngGcj02: 116.4 });
    expect(found.ok && found.value[0]!.area.county).toBe('朝阳区');
  });

  it('asks for addresses to deliver to, and hands characters over as they are signed', async () => {
    await location.suggest('a&b=c +%E4？#', { latGcj02: 39.9, lngGcj02: 116.4 });
    expect(simulator.control.asked().at(-1)?.parameters).toMatchObject({
      keyword: 'a&b=c +%E4？#',
      policy: '1',
    });
  });
});

describe('the geocoder', () => {
  it('says where an address lies, and how exact that is', async () => {
    const found = await location.locate('江苏省南京市玄武区中山路1号');
    expect(found).toMatchObject({ ok: true, value: { level: 9, area: { county: '玄武区' } } });
  });

  it('says what lies at a point, the street once', async () => {
    const found = await location.describe({ latGcj02: 32.0501, lngGcj02: 118.8 });
    expect(found).toMatchObject({ ok: true, value: { area: { city: '南京市' } } });
    expect(found.ok && found.value.street).toMatch(/^玄武路\d+号$/);
  });

  it.each([
    ['an address that nobody knows', () => location.locate('月球背面')],
    ['a point at sea', () => location.describe({ latGcj02: 0, lngGcj02: 0 })],
  ])('does not find %s', async (_, ask) => {
    expect(await ask()).toMatchObject({ ok: false, failure: { code: 'not_found' } });
  });
});

describe('keys', () => {
  it('refuses another secret, and says so without the key and without what was asked', async () => {
    const wrong = client('SWanothersecretthatisnottheonehere');
    const answer = await wrong.suggest('张三的家', null);
    expect(answer).toEqual({ ok: false, failure: { code: 'misconfigured', detail: 'status 111' } });
    expect(JSON.stringify(calls)).not.toMatch(/张三|DEMOB/);
  });

  it('refuses another key', async () => {
    expect(await client(simulator.secretKey, 'OTHER').locate('北京市')).toMatchObject({
      failure: { code: 'misconfigured' },
    });
  });

  it('signs path, sorted parameters and secret as they are', () => {
    // By md5sum of the text that the service's documentation describes.
    expect(signatureOf('/ws/geocoder/v1', { location: '28.7,115.8', key: 'K' }, 'S')).toBe(
      signatureOf('/ws/geocoder/v1', { key: 'K', location: '28.7,115.8' }, 'S'),
    );
    expect(
      signatureOf(
        '/ws/geocoder/v1',
        { location: '28.7033487,115.8660847', key: '5Q5BZ-5EVWJ-SN5F3-*****' },
        'SWvT26ypwq5Nwb5RvS8cLi6NSoH8HlJX',
      ),
    ).toBe('34d852494cc6472721c40cbbfc58b57b');
  });
});

describe('faults', () => {
  it('asks once more where no answer came', async () => {
    simulator.control.failNext('locate', 'disconnect');
    expect((await location.locate('江苏省南京市玄武区')).ok).toBe(true);
    expect(calls.map(({ result }) => result)).toEqual(['unavailable', 'ok']);
  });

  it('gives up on a service that says nothing', async () => {
    simulator.control.failNext('suggest', 'silence', 2);
    const hasty = client(simulator.secretKey, simulator.key, { attemptMs: 300, totalMs: 700 });
    expect(await hasty.suggest('玄武', null)).toMatchObject({ failure: { code: 'unavailable' } });
    expect(new Set(calls.map(({ result }) => result))).toEqual(new Set(['unavailable']));
  });

  it('does not ask again when the quota is used up', async () => {
    simulator.control.failNext('suggest', { status: 121 });
    expect(await location.suggest('玄武', null)).toMatchObject({ failure: { code: 'quota' } });
    expect(calls).toHaveLength(1);
  });
});
