import fc from 'fast-check';
import type { MultiPolygon, Polygon } from 'geojson';
import { feature } from 'topojson-client';
import type { Polygon as TopoPolygon } from 'topojson-specification';
import { describe, expect, it } from 'vitest';
import { readDemoTopology } from '../../local/demo/network/places.ts';
import { buildPolygonIndex, decodePolygons } from './grid-index.ts';
import { arcOf, decodeArcs, packArcs, polygonsOf, unpackArcs } from './grid-index-arcs.ts';
import { smallTopology } from './snapshot-fixture.ts';

const demo = readDemoTopology();
const demoGrids = demo.objects.gridsGcj02;
const demoArcs = decodeArcs(packArcs(demo));
const demoIndex = buildPolygonIndex(decodePolygons(demoArcs, demoGrids));
/** The same polygons as another library decodes them. */
const geoJson = demoGrids.geometries.map((geometry) => {
  const shape = feature(demo, geometry as TopoPolygon).geometry as Polygon | MultiPolygon;
  return shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
});

const pointInChina = fc.record({
  lngGcj02: fc.double({ min: 73, max: 135, noNaN: true }),
  latGcj02: fc.double({ min: 3, max: 54, noNaN: true }),
});

/** Winding number: another rule than the index's crossing test, right for any point off the border. */
function winds(ring: readonly (readonly number[])[], x: number, y: number): boolean {
  let winding = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const [x0, y0] = ring[i - 1] as [number, number];
    const [x1, y1] = ring[i] as [number, number];
    const side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0);
    if (y0 <= y && y1 > y && side > 0) winding += 1;
    if (y0 > y && y1 <= y && side < 0) winding -= 1;
  }
  return winding !== 0;
}

describe('decodePolygons', () => {
  it('agrees with topojson-client on every coordinate of the demo network', () => {
    const parts = decodePolygons(demoArcs, demoGrids);
    const ours = parts.map(({ rings }) => rings.map((ring) => [...ring]));
    const theirs = geoJson.flatMap((polygons) => polygons.map((rings) => rings.map((ring) => ring.flat())));
    expect(ours).toEqual(theirs);
  });

  it('packs and unpacks the arcs without loss', () => {
    const { arcs, transform } = demo;
    expect(unpackArcs(packArcs(demo))).toEqual({ arcs, transform });
    const small = smallTopology();
    expect(unpackArcs(packArcs(small))).toEqual({ arcs: small.arcs });
  });

  it('refuses what is no polygon', () => {
    const topology = smallTopology();
    const arcs = decodeArcs(packArcs(topology));
    topology.objects.gridsGcj02.geometries.push({
      type: 'LineString',
      arcs: [0],
      properties: { gridId: 'G9' },
    });
    expect(() => decodePolygons(arcs, topology.objects.gridsGcj02)).toThrow('polygon 5');
  });
});

describe('the polygon index', () => {
  const small = smallTopology();
  const index = buildPolygonIndex(decodePolygons(decodeArcs(packArcs(small)), small.objects.gridsGcj02));

  it('finds the square, the hole and the outside', () => {
    expect(index.at({ lngGcj02: 119.2, latGcj02: 29.2 })).toBe(0);
    expect(index.at({ lngGcj02: 120.5, latGcj02: 29.5 })).toBe(1);
    expect(index.at({ lngGcj02: 119.5, latGcj02: 30.5 })).toBe(2);
    expect(index.at({ lngGcj02: 120.5, latGcj02: 30.5 })).toBe(3);
    expect(index.allAt({ lngGcj02: 119.5, latGcj02: 29.5 })).toEqual([4]);
    expect(index.at({ lngGcj02: 122, latGcj02: 30 })).toBe(-1);
  });

  it('gives a border point to exactly one side', () => {
    const steps = fc.integer({ min: -99, max: 99 });
    fc.assert(
      fc.property(steps, (step) => {
        const along = step / 100;
        expect(index.allAt({ lngGcj02: 120, latGcj02: 30 + along })).toHaveLength(1);
        expect(index.allAt({ lngGcj02: 120 + along, latGcj02: 30 })).toHaveLength(1);
      }),
    );
    expect(index.allAt({ lngGcj02: 120, latGcj02: 30 })).toHaveLength(1);
    expect(index.allAt({ lngGcj02: 119.4, latGcj02: 29.4 })).toHaveLength(1);
    expect(index.allAt({ lngGcj02: 119.6, latGcj02: 29.5 })).toHaveLength(1);
  });

  it('takes the lowest index where polygons overlap', () => {
    const square = (west: number) => new Float64Array([west, 0, west + 2, 0, west + 2, 2, west, 2, west, 0]);
    const overlapping = buildPolygonIndex([
      { polygonIndex: 7, rings: [square(0)] },
      { polygonIndex: 3, rings: [square(1)] },
    ]);
    expect(overlapping.at({ lngGcj02: 1.5, latGcj02: 1 })).toBe(3);
    expect(overlapping.allAt({ lngGcj02: 1.5, latGcj02: 1 })).toEqual([3, 7]);
  });

  it('finds nothing in an empty collection', () => {
    const empty = buildPolygonIndex([]);
    expect(empty.at({ lngGcj02: 0, latGcj02: 0 })).toBe(-1);
    expect(empty.inBox([-180, -90, 180, 90])).toEqual([]);
  });

  it('equals looking at every polygon of the country one by one', () => {
    fc.assert(
      fc.property(pointInChina, (point) => {
        const { lngGcj02: x, latGcj02: y } = point;
        const byHand = geoJson.flatMap((polygons, i) =>
          polygons.some(
            ([outer, ...holes]) => winds(outer!, x, y) && !holes.some((hole) => winds(hole, x, y)),
          )
            ? [i]
            : [],
        );
        expect(demoIndex.allAt(point)).toEqual(byHand);
        expect(demoIndex.at(point)).toBe(byHand[0] ?? -1);
      }),
      { numRuns: 400 },
    );
  });

  it('gives every corner and every middle of an inner border of the country to exactly one grid', () => {
    const uses = new Map<number, number>();
    for (const index of polygonsOf(demoGrids).flat(3)) {
      const arc = index < 0 ? ~index : index;
      uses.set(arc, (uses.get(arc) ?? 0) + 1);
    }
    let points = 0;
    let shared = 0;
    for (const [index, count] of uses) {
      if (count !== 2) continue;
      const arc = arcOf(demoArcs, index);
      for (let i = 2; i < arc.length - 2; i += 2) {
        const corner = { lngGcj02: arc[i]!, latGcj02: arc[i + 1]! };
        const middle = { lngGcj02: (arc[i]! + arc[i - 2]!) / 2, latGcj02: (arc[i + 1]! + arc[i - 1]!) / 2 };
        points += 2;
        if (demoIndex.allAt(corner).length !== 1) shared += 1;
        if (demoIndex.allAt(middle).length !== 1) shared += 1;
      }
    }
    expect(points).toBeGreaterThan(70_000);
    // In two places the source's simplification made outlines cross or touch the coast: see docs/geography.md.
    expect(shared).toBeLessThanOrEqual(4);
  });
});
