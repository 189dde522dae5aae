import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countiesSnapshot } from '../counties/counties.ts';
import { areasOf } from './areas.ts';
import { balanceOf, type GenerateInput, generateGrids } from './generate.ts';
import { estimateDemand } from './merge-grids.ts';

const map = areasOf({ own: null }, countiesSnapshot().shapes);
const demand = estimateDemand(map.areas.map((area) => ({ ...area, county: area.name })));

/** The counties of some provinces, and branches at the seats of some of them. */
function inputOf(provinces: readonly string[], every: number): GenerateInput {
  const chosen = map.areas.flatMap((area, index) => (provinces.includes(area.province) ? [index] : []));
  const indexOf = new Map(chosen.map((area, index) => [area, index]));
  const areas = chosen.map((index) => map.areas[index]!);
  return {
    areas,
    loads: chosen.map((index) => demand[index]!),
    neighboursOf: chosen.map((index) =>
      map.neighboursOf()[index]!.flatMap((next) => indexOf.get(next) ?? []),
    ),
    branches: areas.flatMap(({ center: [lngGcj02, latGcj02] }, areaIndex) =>
      areaIndex % every === 0 ? [{ id: `B${areaIndex}`, point: { latGcj02, lngGcj02 }, areaIndex }] : [],
    ),
    wantedGrids: null,
  };
}

describe('generated grids', () => {
  test.each([
    [['山东省'], 7],
    [['浙江省', '上海市', '江苏省'], 4],
    [['青海省', '四川省'], 11],
  ] as const)(
    'of %s give each county to one grid, with a branch inside, about evenly',
    (provinces, every) => {
      const input = inputOf(provinces, every);
      const grids = generateGrids(input);
      expect(grids).toHaveLength(input.branches.length);
      const members = grids.flatMap(({ areaIndexes }) => areaIndexes);
      expect(members.toSorted((a, b) => a - b)).toEqual([...input.areas.keys()]);
      for (const { areaIndexes, branchId } of grids)
        expect(areaIndexes).toContain(input.branches.find(({ id }) => id === branchId)?.areaIndex);
      // Against giving each county to the nearest branch, which knows nothing of loads.
      const nearest = new Map<number, number>();
      input.areas.forEach((area, index) => {
        const meters = ({ point }: (typeof input.branches)[number]) =>
          Math.hypot(point.latGcj02 - area.center[1], (point.lngGcj02 - area.center[0]) * 0.85);
        const branch = input.branches.reduce((best, one) => (meters(one) < meters(best) ? one : best));
        nearest.set(branch.areaIndex, (nearest.get(branch.areaIndex) ?? 0) + input.loads[index]!);
      });
      expect(balanceOf(grids.map(({ load }) => load)).spread).toBeLessThan(
        balanceOf([...nearest.values()]).spread,
      );
      expect(generateGrids(input)).toEqual(grids);
    },
  );

  test('of fewer than there are branches are joined, and the figure of balance says how even they are', () => {
    const input = inputOf(['山东省'], 7);
    const grids = generateGrids({ ...input, wantedGrids: 6 });
    expect(grids).toHaveLength(6);
    const { least, mean, most, spread } = balanceOf(grids.map(({ load }) => load));
    expect(least).toBeLessThanOrEqual(mean);
    expect(most).toBeLessThan(2 * mean);
    expect(spread).toBeLessThan(0.5);
    expect(balanceOf([3, 3, 3]).spread).toBe(0);
  });

  test('of a random row of areas leave none over, whoever has a branch', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ load: fc.nat(100), branches: fc.nat(2) }), { minLength: 1 }),
        (row) => {
          const areas = row.map((_, index) => ({
            ...map.areas[0]!,
            key: String(index),
            center: [110 + index / 10, 30] as const,
          }));
          const branches = row.flatMap((one, areaIndex) =>
            Array.from({ length: one.branches }, (_, n) => ({
              id: `B${areaIndex}-${n}`,
              point: { latGcj02: 30 + n / 100, lngGcj02: 110 + areaIndex / 10 },
              areaIndex,
            })),
          );
          const grids = generateGrids({
            areas,
            loads: row.map(({ load }) => load),
            neighboursOf: row.map((_, index) => [index - 1, index + 1].filter((next) => next in row)),
            branches,
            wantedGrids: null,
          });
          const withBranches = row.filter((one) => one.branches > 0).length;
          expect(grids).toHaveLength(withBranches);
          expect(grids.flatMap(({ areaIndexes }) => areaIndexes).length).toBe(withBranches ? row.length : 0);
        },
      ),
    );
  });
});
