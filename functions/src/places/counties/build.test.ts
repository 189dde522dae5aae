import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildDemoGrids, wantedGrids } from '../../local/demo/network/build-grids.ts';
import { mergeGrids } from '../grids/merge-grids.ts';
import { areaSquareKilometers } from './area.ts';
import { buildCounties } from './build.ts';
import { countiesSnapshot } from './counties.ts';
import { readCounties, repairNames, type SourceTopology } from './source-counties.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const source = JSON.parse(read('source/china-counties.topo.json')) as SourceTopology;

describe('the committed map of counties', () => {
  const text = read('counties.topo.json');

  it('is what the generator makes of the source, and so are the grids of the demo', () => {
    expect(`${JSON.stringify(buildCounties(source))}\n` === text).toBe(true);
    const grids = buildDemoGrids(source);
    expect(grids).toHaveLength(wantedGrids);
    expect(`${JSON.stringify(grids)}\n` === read('../../local/demo/data/grids.json')).toBe(true);
  });

  it('is small enough to lie beside a bundle', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(2_000_000);
  });

  it('says where a place lies, and holds no grid', () => {
    const counties = countiesSnapshot();
    const point = { latGcj02: 31.2336, lngGcj02: 121.4707 };
    expect(counties.countyAt(point)).toMatchObject({ city: '上海市', county: '黄浦区' });
    expect([counties.gridAt(point), counties.isOnMap(point)]).toEqual([null, true]);
    expect(counties.isOnMap({ latGcj02: 35.68, lngGcj02: 139.69 })).toBe(false);
  });
});

describe('readCounties', () => {
  const counties = readCounties(source);

  it('repairs what the source has wrong', () => {
    const named = (county: string) => counties.find((each) => each.county === county);
    expect(named('长岛县')).toMatchObject({ province: '山东省', city: '烟台市', adcode: null });
    expect(named('任丘市')).toMatchObject({ province: '河北省', city: '沧州市' });
    expect(named('黄浦区')).toMatchObject({ province: '上海市', city: '上海市', adcode: '310101' });
    expect(named('蓟州区')).toMatchObject({ province: '天津市', city: '天津市', adcode: '120119' });
    expect(counties).toHaveLength(2_906);
  });

  it('throws on a province that it does not know', () => {
    const unknown = {
      adcode: null,
      province: '某省',
      city: '某市',
      name: '某县',
      center: [0, 0] as [number, number],
    };
    expect(() => repairNames(unknown)).toThrow('某省');
  });
});

describe('mergeGrids', () => {
  const county = (name: string, province: string, city: string) => ({
    county: name,
    province,
    city,
    center: [120, 30] as const,
    areaSquareKilometers: 1000,
  });
  // A row: each borders the one before and after it.
  const counties = [
    county('甲区', '一省', '一市'),
    county('乙县', '一省', '一市'),
    county('丙县', '一省', '二市'),
    county('丁县', '二省', '三市'),
    county('戊岛', '二省', '三市'),
  ];
  const neighboursOf = [[1], [0, 2], [1, 3], [2], []];
  const merge = (demand: number[], grids: number, joined: Array<[number, number]> = []) =>
    mergeGrids({ counties, demand, neighboursOf, joined, wantedGrids: grids }).map(({ countyIndexes }) =>
      countyIndexes.map((index) => counties[index]!.county).join('+'),
    );

  it('merges the weakest with its weakest neighbour of the same city first', () => {
    expect(merge([9, 1, 2, 5, 5], 4)).toEqual(['甲区+乙县', '丙县', '丁县', '戊岛']);
  });

  it('crosses a city where it must, never a province or water', () => {
    expect(merge([9, 8, 1, 0.1, 0.1], 4)).toEqual(['甲区', '乙县+丙县', '丁县', '戊岛']);
    expect(merge([9, 8, 1, 0.1, 0.1], 1)).toEqual(['甲区+乙县+丙县', '丁县', '戊岛']);
  });

  it('names a grid after its district, however much a county sells', () => {
    expect(merge([1, 9, 2, 5, 5], 3)[0]).toBe('甲区+乙县+丙县');
  });

  it('joins what was told to be one', () => {
    expect(merge([9, 8, 7, 6, 5], 4, [[3, 4]])).toEqual(['甲区', '乙县', '丙县', '丁县+戊岛']);
  });
});

describe('areaSquareKilometers', () => {
  it('measures a square at the equator, without its hole', () => {
    const square = (size: number) => [
      [0, 0],
      [size, 0],
      [size, size],
      [0, size],
      [0, 0],
    ];
    const area = (coordinates: number[][][]) => areaSquareKilometers({ type: 'Polygon', coordinates });
    expect(area([square(1)])).toBeCloseTo(12_365, 0);
    expect(area([square(1), square(0.5)])).toBeCloseTo(12_365 * 0.75, 0);
    expect(
      areaSquareKilometers({ type: 'MultiPolygon', coordinates: [[square(1)], [square(1)]] }),
    ).toBeCloseTo(24_731, 0);
  });
});
