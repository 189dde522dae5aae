import type { GridPlan } from '@jindian/shared/contract/places/grids';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countiesAlone, countiesSnapshot } from '../counties/counties.ts';
import { buildNetworkSnapshot } from '../network/snapshot.ts';
import { place } from '../network/snapshot-fixture.ts';
import { networkOf } from './apply.ts';
import { areasOf } from './areas.ts';
import { checkPlan } from './check.ts';
import { joined } from './edit.ts';
import { type PolygonFaultCode, readPolygons } from './geojson.ts';

const counties = countiesSnapshot();
/** Streets around the People's Square, by columns and rows of a hundredth of a degree. */
const at = (column: number, row: number): [number, number] => [121.4 + column / 100, 31.2 + row / 100];
const square = (column: number, row: number): [number, number][] => [
  at(column, row),
  at(column + 1, row),
  at(column + 1, row + 1),
  at(column, row + 1),
  at(column, row),
];
const feature = (name: string, coordinates: unknown, properties: object = {}, type = 'Polygon') => ({
  type: 'Feature',
  properties: { name, branchId: 'B1', ...properties },
  geometry: { type, coordinates },
});
const read = (features: unknown[], datum: 'gcj02' | 'wgs84' | 'bd09' = 'gcj02') =>
  readPolygons(JSON.stringify({ type: 'FeatureCollection', features }), {
    datum,
    isBranch: (id) => /^B[12]$/.test(id),
    countyAt: (point) => counties.countyAt(point),
  });
const planOf = (features: unknown[]): GridPlan => {
  const found = read(features);
  if ('fault' in found) throw new Error(`${found.fault.code} ${found.fault.feature}`);
  return found.plan;
};
const branches = [place('B1', 121.405, 31.205), place('B2', 121.425, 31.205)];
const faultsOf = (plan: GridPlan) =>
  checkPlan(plan, areasOf(plan, counties.shapes), (id) => branches.find((one) => one.id === id)).map(
    ({ code, about }) => `${code} ${about}`,
  );

describe('polygons of a brand', () => {
  test('become grids that share their borders: each point lies in exactly one', () => {
    const plan = planOf([
      feature('一街', [square(0, 0)]),
      feature('二街', [square(1, 0)], { branchId: 'b2' }),
      feature('三街', [[square(0, 1)], [square(1, 1)]], { grid: '北', branchId: 'B2' }, 'MultiPolygon'),
      feature('四街', [square(2, 0)], { grid: '北', branchId: 'B2' }),
    ]);
    expect(faultsOf(plan)).toEqual([]);
    expect(plan.grids.map(({ name, areas }) => [name.zh, areas])).toEqual([
      ['一街', ['1']],
      ['二街', ['2']],
      ['北', ['3', '4']],
    ]);
    expect(plan.own?.areas[0]).toMatchObject({ city: '上海市' });
    const before = { ...countiesAlone.input(), locations: branches };
    const made = networkOf(plan, before, 'own');
    const network = buildNetworkSnapshot(made);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (x, y) => {
          const [lngGcj02, latGcj02] = at(x, y);
          const expected = y > 1 ? '北' : x > 1 ? '二街' : '一街';
          const isBorder = [x % 1, y % 1].some((part) => Math.min(part, 1 - part) < 1e-3);
          if (!isBorder) expect(network.gridAt({ latGcj02, lngGcj02 })?.name.zh).toBe(expected);
        },
      ),
    );
    // A quay beside the last street belongs to it, the other side of the city to nobody; the counties are where they were.
    expect(network.gridAt({ lngGcj02: 121.44, latGcj02: 31.205 })?.name.zh).toBe('北');
    expect(network.gridAt({ lngGcj02: 121.8, latGcj02: 31.1 })).toBeNull();
    expect(network.countyAt({ lngGcj02: 121.3992, latGcj02: 37.5405 })?.county).toBe('芝罘区');
    // Over the same map again, and after an edit.
    const again = networkOf(joined(plan, 'G0001', 'G0002')!, made, 'again');
    expect(again.topology.arcs).toHaveLength(made.topology.arcs.length);
    const edited = buildNetworkSnapshot(again);
    expect(edited.gridAt({ lngGcj02: 121.415, latGcj02: 31.205 })?.branchId).toBe('B1');
    expect(edited.countyAt({ lngGcj02: 121.3992, latGcj02: 37.5405 })?.county).toBe('芝罘区');
  });

  test('that overlap, contain one another or leave a strip or a hole are named', () => {
    const shifted = (by: number) => square(1, 0).map(([x, y]) => [x + by, y]);
    const one = feature('一街', [square(0, 0)]);
    expect(faultsOf(planOf([one, feature('二街', [shifted(-0.001)])]))).toEqual([
      'areas_overlap 一街 / 二街',
    ]);
    expect(faultsOf(planOf([one, feature('二街', [shifted(0.0002)])]))).toEqual(['areas_gap 一街 / 二街']);
    expect(faultsOf(planOf([one, feature('二街', [shifted(0.01)])]))).toEqual([]);
    const inner = [at(0.2, 0.2), at(0.4, 0.2), at(0.4, 0.4), at(0.2, 0.4), at(0.2, 0.2)];
    expect(faultsOf(planOf([one, feature('院内', [inner])]))).toContain('areas_overlap 一街 / 院内');
    expect(faultsOf(planOf([one, feature('同街', [square(0, 0)])]))).toContain('areas_overlap 一街 / 同街');
    const ring = [0, 1, 2].flatMap((column) =>
      [0, 1, 2].flatMap((row) =>
        column === 1 && row === 1 ? [] : [feature(`${column}${row}`, [square(column, row)])],
      ),
    );
    expect(faultsOf(planOf(ring)).map((fault) => fault.split(' ')[0])).toEqual(['areas_gap']);
    expect(faultsOf(planOf([...ring, feature('中', [square(1, 1)])]))).toEqual([]);
  });

  test('with borders of many points, as streets have them, are found sound', () => {
    // A border is the same wave from both sides.
    const along = (column: number, row: number, step: number, across: boolean): [number, number] => {
      const by = step % 10 === 0 ? 0 : Math.sin(column * 7 + row * 3 + step) * 0.03;
      return across ? at(column + step / 10, row + by) : at(column + by, row + step / 10);
    };
    const steps = Array.from({ length: 10 }, (_, step) => step);
    const street = (column: number, row: number) => {
      const ring = [
        ...steps.map((step) => along(column, row, step, true)),
        ...steps.map((step) => along(column + 1, row, step, false)),
        ...steps.map((step) => along(column, row + 1, 10 - step, true)),
        ...steps.map((step) => along(column, row, 10 - step, false)),
      ];
      return feature(`${column}-${row}`, [[...ring, ring[0]]]);
    };
    const streets = Array.from({ length: 64 }, (_, n) => street(n % 8, Math.floor(n / 8)));
    expect(faultsOf(planOf(streets))).toEqual([]);
    expect(faultsOf(planOf(streets.filter((_, n) => n !== 27)))).toHaveLength(1);
  });

  test('come in the datum that is declared', () => {
    const found = read([feature('一街', [square(0, 0)])], 'wgs84') as { plan: GridPlan };
    const [x, y] = found.plan.own!.arcsGcj02[0]!;
    for (const by of [x! / 1e6 - 121.4, y! / 1e6 - 31.2]) {
      expect(Math.abs(by)).toBeGreaterThan(0.001);
      expect(Math.abs(by)).toBeLessThan(0.011);
    }
  });

  const bow = [at(0, 0), at(1, 1), at(1, 0), at(0, 1), at(0, 0)];
  const small = [at(0.2, 0.2), at(0.4, 0.2), at(0.4, 0.4), at(0.2, 0.2)];
  test.each<[PolygonFaultCode, unknown]>([
    ['not_a_polygon', feature('坏', [1, 2], {}, 'Point')],
    ['not_a_polygon', { type: 'Feature', properties: { branchId: 'B1' }, geometry: null }],
    ['bad_ring', feature('坏', [square(0, 0).slice(0, 3)])],
    ['bad_ring', feature('坏', [square(0, 0).slice(0, 4)])],
    ['bad_number', feature('坏', [[[121.4, null], ...square(0, 0)]])],
    ['bad_number', feature('坏', [[['121.4', '31.2'], ...square(0, 0)]])],
    ['off_map', feature('坏', [square(0, 0).map(([lng, lat]) => [lat, lng])])],
    ['off_map', feature('坏', [square(0, 0).map(([lng, lat]) => [lng + 18.3, lat + 4.4])])],
    ['self_crossing', feature('坏', [bow])],
    ['hole_outside', feature('坏', [square(0, 0), square(3, 3)])],
    ['hole_outside', feature('坏', [small, square(0, 0)])],
    ['no_branch', feature('坏', [square(0, 0)], { branchId: 'B9' })],
    ['key_twice', feature('坏', [square(0, 0)], { id: 'a' })],
  ])('that cannot be are refused by name: %s', (code, bad) => {
    const good = feature('好', [square(5, 5)], { id: 'a' });
    expect(read([good, bad])).toEqual({ fault: { code, feature: expect.stringMatching(/^#2 /) } });
  });

  test('of a file that is none, or of too many points, are refused at once', () => {
    const facts = { datum: 'gcj02' as const, isBranch: () => true, countyAt: () => null };
    const empty = '{"type":"FeatureCollection","features":[]}';
    for (const text of ['', '{', '[]', 'null', '{"type":"Polygon"}', empty])
      expect(readPolygons(text, facts)).toMatchObject({ fault: { code: 'not_geojson' } });
    const round = Array.from({ length: 60_000 }, (_, n): [number, number] =>
      at(Math.cos((n / 30_000) * Math.PI), Math.sin((n / 30_000) * Math.PI)),
    );
    round[59_999] = round[0]!;
    const many = [1, 2, 3, 4].map((n) => feature(String(n), [round]));
    expect(read(many)).toMatchObject({ fault: { code: 'too_many', feature: '#4 4' } });
    // Long lines to and fro, each beside all others: nothing that a border is.
    const comb = Array.from({ length: 20_000 }, (_, n): [number, number] => at(n * 0.000_1 + (n % 2), n % 2));
    expect(read([feature('梳', [[...comb, at(9, -1), comb[0]!]])])).toMatchObject({
      fault: { code: 'too_many' },
    });
  });
});
