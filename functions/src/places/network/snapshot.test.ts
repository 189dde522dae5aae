import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type Location,
  type LocationKind,
  locationStatusSchema,
} from '@jindian/shared/contract/places/network';
import { distanceMeters } from '@jindian/shared/geo';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDemoNetwork } from '../../local/demo/network/build-demo-network.ts';
import { decodeChangedPlaces, encodeChangedPlaces } from './changed-places.ts';
import { buildNetworkSnapshot } from './snapshot.ts';
import { checkNetwork } from './snapshot-check.ts';
import {
  decodeNetworkInput,
  decodeNetworkSnapshot,
  encodeNetworkSnapshot,
  networkFormat,
} from './snapshot-codec.ts';
import { place, smallNetwork } from './snapshot-fixture.ts';

const demoInput = buildDemoNetwork({ size: 'demo' });
const demo = buildNetworkSnapshot(demoInput);

const pointInChina = fc.record({
  lngGcj02: fc.double({ min: 70, max: 138, noNaN: true }),
  latGcj02: fc.double({ min: 3, max: 55, noNaN: true }),
});
const someKinds = fc.subarray<LocationKind>(['branch', 'branch_warehouse', 'central_warehouse'], {
  minLength: 1,
});

describe('nearest', () => {
  it('equals measuring every place', () => {
    fc.assert(
      fc.property(
        pointInChina,
        someKinds,
        fc.integer({ min: 1, max: 40 }),
        fc.option(fc.integer({ min: 1_000, max: 900_000 }), { nil: undefined }),
        fc.option(fc.constantFrom('shoes', 'beef'), { nil: undefined }),
        (point, kinds, limit, maxDistanceMeters, trade) => {
          const accept = trade && ((location: { trades: string[] }) => location.trades.includes(trade));
          const expected = demo.locations
            .filter((location) => kinds.includes(location.kind) && (!accept || accept(location)))
            .map((location) => ({ location, distanceMeters: distanceMeters(point, location) }))
            .filter((found) => found.distanceMeters <= (maxDistanceMeters ?? Infinity))
            .sort((a, b) => a.distanceMeters - b.distanceMeters || (a.location.id < b.location.id ? -1 : 1))
            .slice(0, limit);
          const found = demo.nearest(point, {
            kinds,
            limit,
            ...(maxDistanceMeters === undefined ? {} : { maxDistanceMeters }),
            ...(accept ? { accept } : {}),
          });
          expect(found.map(({ location }) => location.id)).toEqual(
            expected.map(({ location }) => location.id),
          );
          found.forEach((each, index) => {
            expect(Math.abs(each.distanceMeters - expected[index]!.distanceMeters)).toBeLessThan(1e-6);
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('orders places at one distance by id', () => {
    const input = smallNetwork();
    const twin = (id: string) => place(id, 120.3, 29.3, { gridId: 'G2' });
    const snapshot = buildNetworkSnapshot({
      ...input,
      locations: [...input.locations, twin('B9'), twin('B8')],
    });
    const found = snapshot.nearest({ lngGcj02: 120.3, latGcj02: 29.3 }, { kinds: ['branch'], limit: 3 });
    expect(found.map(({ location }) => location.id)).toEqual(['B2', 'B8', 'B9']);
  });

  it('refuses a limit that is none', () => {
    const point = { lngGcj02: 120, latGcj02: 30 };
    expect(() => demo.nearest(point, { kinds: ['branch'], limit: 0 })).toThrow('limit');
    expect(() => demo.nearest(point, { kinds: ['branch'], limit: 1.5 })).toThrow('limit');
  });
});

describe('the snapshot', () => {
  it('answers by id', () => {
    expect(demo.location('C001')?.kind).toBe('central_warehouse');
    expect(demo.location('B99999')).toBeUndefined();
    expect(demo.grid('G0001')?.branchId).toBe('B00001');
    expect(demo.grid('G9999')).toBeUndefined();
    expect(demo.version).toMatch(/^demo-network-demo-\d+$/);
  });

  it('knows the county of a point, or none', () => {
    const zhifu = { lngGcj02: 121.39, latGcj02: 37.53 };
    expect(demo.countyAt(zhifu)).toMatchObject({ province: '山东省', city: '烟台市', county: '芝罘区' });
    expect(demo.countyAt({ lngGcj02: 150, latGcj02: 10 })).toBeNull();
    expect(buildNetworkSnapshot(smallNetwork()).countyAt({ lngGcj02: 119.2, latGcj02: 29.2 })).toBeNull();
  });

  it.each([
    ['鼓浪屿', 118.067, 24.447, '思明区'],
    ['嵊泗', 122.451, 30.726, '嵊泗县'],
    ['蓟州', 117.408, 40.046, '蓟州区'],
    ['南澳', 117.024, 23.422, '南澳县'],
    ['长洲', 114.033, 22.206, '离岛区'],
    ['涠洲岛', 109.11, 21.04, '海城区'],
    ['长岛', 120.738, 37.916, '长岛县'],
    ['台北', 121.565, 25.034, '台北市'],
    ['金门', 118.318, 24.432, '金门县'],
  ])('has the island or edge %s', (_name, lngGcj02, latGcj02, county) => {
    const point = { lngGcj02, latGcj02 };
    expect(demo.countyAt(point)?.county).toBe(county);
    expect(demo.gridAt(point)?.id).toBe(demo.countyAt(point)?.gridId);
    expect(demo.isOnMap(point)).toBe(true);
  });

  it('takes a point near an outline for one within, in the same grid and county, and none farther off', () => {
    const kilometer = 1 / 111.19;
    const offshore = (kilometers: number) => ({ lngGcj02: 120.3, latGcj02: 29 - kilometers * kilometer });
    const small = buildNetworkSnapshot(smallNetwork());
    expect(small.gridAt(offshore(2.9))?.id).toBe(small.gridAt(offshore(-0.1))?.id);
    expect(small.gridAt(offshore(3.1))).toBeNull();
    fc.assert(
      fc.property(pointInChina, (point) => {
        const county = demo.countyAt(point);
        expect(demo.gridAt(point)?.id).toBe(county?.gridId);
        expect(demo.isOnMap(point)).toBe(county !== null);
      }),
      { numRuns: 300 },
    );
  });

  it('is nowhere at 0,0, abroad, or with latitude and longitude swapped', () => {
    const swapped = { lngGcj02: 31.23, latGcj02: 121.47 - 90 };
    const points = [
      { lngGcj02: 0, latGcj02: 0 },
      { lngGcj02: 139.69, latGcj02: 35.69 },
      { lngGcj02: -121.47, latGcj02: 31.23 },
      { lngGcj02: 121.47, latGcj02: -31.23 },
      swapped,
    ];
    for (const point of points) expect(demo.isOnMap(point)).toBe(false);
    // A brand that loaded its grids alone delivers near its places too.
    const small = buildNetworkSnapshot(smallNetwork());
    expect(small.isOnMap({ lngGcj02: 120.5, latGcj02: 28.5 })).toBe(true);
    for (const point of points) expect(small.isOnMap(point)).toBe(false);
  });

  it('puts a point in the grid of its county', () => {
    fc.assert(
      fc.property(pointInChina, (point) => {
        expect(demo.gridAt(point)?.id).toBe(demo.countyAt(point)?.gridId);
      }),
    );
  });

  it('with changed places laid over it answers as if it had been made with them', async () => {
    const ids = ['B1', 'B2', 'B3', 'B4', 'B5', 'W1', 'C1'];
    const newIds = ['B8', 'W9'];
    const anyChange = fc.record({
      status: fc.constantFrom(...locationStatusSchema.options),
      opensAtMinute: fc.integer({ min: 0, max: 700 }),
      serviceRadiusMeters: fc.option(fc.integer({ min: 100, max: 90_000 })),
      phone: fc.constantFrom('0535-6234567', '4001234567'),
      contactName: fc.option(fc.constantFrom('王小明', '李'), { nil: undefined }),
      contactPhone: fc.option(fc.constantFrom('13800010001', '95588'), { nil: undefined }),
    });
    const anyPlace = fc.record({
      lngGcj02: fc.constantFrom(119.4, 119.7, 120.1),
      latGcj02: fc.constantFrom(29.4, 29.8),
      name: fc.constantFrom({ zh: '近店·旧', en: 'Jindian old' }, { zh: '近店·新', en: 'Jindian new' }),
    });
    const changes = fc.dictionary(
      fc.constantFrom(...ids, ...newIds),
      fc.tuple(anyChange, fc.option(anyPlace)).map(([change, moved]) => ({ ...change, ...moved })),
    );
    const placesOf = (changed: Record<string, Partial<Location>>) => {
      const before = new Map(smallNetwork().locations.map((one) => [one.id, one]));
      return Object.entries(changed).map(([id, change]) => ({
        ...(before.get(id) ?? place(id, 119.5, 29.5)),
        ...change,
      }));
    };
    const laid = (changed: Record<string, Partial<Location>>) =>
      new Map(placesOf(changed).map((one) => [one.id, { revision: 1, place: one }]));
    await fc.assert(
      fc.asyncProperty(changes, changes, async (first, then) => {
        // What was laid over it before does not shine through.
        const over = buildNetworkSnapshot(smallNetwork())
          .withPlaces(laid(first))
          .withPlaces(decodeChangedPlaces(encodeChangedPlaces(laid(then))));
        const network = smallNetwork();
        const changed = new Map(placesOf(then).map((one) => [one.id, one]));
        const kept = network.locations.map((one) => changed.get(one.id) ?? one);
        const added = [...changed.values()].filter(({ id }) => newIds.includes(id));
        const made = buildNetworkSnapshot({ ...network, locations: [...kept, ...added] });
        const point = { lngGcj02: 119.9, latGcj02: 29.8 };
        const open = { accept: ({ status }: { status: string }) => status === 'open' };
        const kinds: LocationKind[] = ['branch', 'branch_warehouse', 'central_warehouse'];
        expect(over.locations).toEqual(made.locations);
        for (const options of [{}, open])
          expect(over.nearest(point, { kinds, limit: 9, ...options })).toEqual(
            made.nearest(point, { kinds, limit: 9, ...options }),
          );
        for (const text of ['jindian', '新'])
          expect(await over.search(text, { limit: 9, ...open })).toEqual(
            await made.search(text, { limit: 9, ...open }),
          );
        for (const id of [...ids, ...newIds]) expect(over.location(id)).toEqual(made.location(id));
        expect(over.gridAt(point)).toEqual(made.gridAt(point));
      }),
      { numRuns: 60 },
    );
  });

  it('is refused for a network that contradicts itself', () => {
    const sound = smallNetwork();
    expect(checkNetwork(sound)).toEqual([]);
    const broken = {
      ...sound,
      grids: [
        ...sound.grids.slice(1),
        { ...sound.grids[1]!, branchId: 'B404' },
        { ...sound.grids[2]!, id: 'G8', branchId: 'W1' },
      ],
      locations: [...sound.locations, sound.locations[2]!, place('B7', 120, 30, { gridId: 'G404' })],
    };
    expect(checkNetwork(broken)).toEqual([
      { code: 'duplicate_location_id', id: 'B3' },
      { code: 'duplicate_grid_id', id: 'G2' },
      { code: 'grid_branch_unknown', id: 'G2' },
      { code: 'grid_without_polygon', id: 'G8' },
      { code: 'grid_branch_not_a_branch', id: 'G8' },
      { code: 'polygon_without_grid', id: 'G1' },
      { code: 'location_in_unknown_grid', id: 'B1' },
      { code: 'location_in_unknown_grid', id: 'W1' },
      { code: 'location_in_unknown_grid', id: 'B7' },
    ]);
    expect(() => buildNetworkSnapshot(broken)).toThrow('9 faults: duplicate_location_id B3');
  });
});

describe('places off the map', () => {
  it.each([
    ['0,0', { latGcj02: 0, lngGcj02: 0 }],
    ['Tokyo', { latGcj02: 35.6812, lngGcj02: 139.7671 }],
    ['a swapped sign', { latGcj02: -32.05, lngGcj02: 118.79 }],
    ['a western sign', { latGcj02: 32.05, lngGcj02: -118.79 }],
  ])('%s is no place of the network', (_, point) => {
    const [first, ...rest] = demoInput.locations;
    const moved = { ...demoInput, locations: [{ ...first!, ...point }, ...rest] };
    expect(checkNetwork(moved)).toEqual([{ code: 'location_off_map', id: first!.id }]);
    expect(checkNetwork(demoInput)).toEqual([]);
  });
});

describe('the codec', () => {
  it('gives back the same network', () => {
    const bytes = encodeNetworkSnapshot(demoInput);
    const decoded = decodeNetworkInput(bytes);
    expect(decoded.version).toBe(demoInput.version);
    expect(decoded.grids).toEqual(demoInput.grids);
    expect(decoded.locations).toEqual(demoInput.locations);
    expect(decoded.topology).toEqual(demoInput.topology);
    expect(decodeNetworkSnapshot(bytes).location('B00863')).toEqual(demo.location('B00863'));
  });

  it('writes the same bytes for the same network', () => {
    const again = encodeNetworkSnapshot(buildDemoNetwork({ size: 'demo' }));
    expect(Buffer.compare(encodeNetworkSnapshot(demoInput), again)).toBe(0);
  });

  it('keeps what a small network has, without counties', () => {
    const input = smallNetwork({ B2: { serviceRadiusMeters: 3000, trades: [], adcode: '330100' } });
    expect(decodeNetworkInput(encodeNetworkSnapshot(input))).toEqual(input);
  });

  it('refuses other bytes', () => {
    expect(() => decodeNetworkSnapshot(new Uint8Array([1, 2, 3]))).toThrow();
  });

  it.each(['jindian-network-3', 'jindian-network-999'])('refuses the format %s by its name', (format) => {
    const text = gunzipSync(encodeNetworkSnapshot(smallNetwork())).toString('latin1');
    const bytes = gzipSync(Buffer.from(text.replace(networkFormat, format), 'latin1'));
    expect(() => decodeNetworkSnapshot(bytes)).toThrow(`of format ${format}`);
    expect(() => decodeNetworkInput(bytes)).toThrow(`of format ${format}`);
  });
});
