import { describe, expect, it } from 'vitest';
import { buildDemoNetwork } from '../../local/demo/network/build-demo-network.ts';
import { buildNetworkSnapshot } from './snapshot.ts';
import { smallNetwork } from './snapshot-fixture.ts';
import { type GridOutline, mapOutline, outerRings, outlineGeoJson } from './snapshot-outline.ts';
import { pointWeights, simplifyArc } from './snapshot-simplify.ts';

const demo = buildNetworkSnapshot(buildDemoNetwork({ size: 'demo' }));
const yantai = [120.5, 37, 122, 38.3] as const;

function pointsIn(outlines: readonly GridOutline[]): number {
  return outlines.flatMap(({ polygons }) => polygons.flat(2)).length;
}

describe('pointWeights', () => {
  it('weighs a point by the area it spans, and removes the least first', () => {
    const arc = new Float64Array([0, 0, 1, 0.1, 2, 0, 3, 2, 4, 0]);
    const weights = pointWeights(arc);
    expect([...weights]).toEqual([Infinity, 0.1, expect.closeTo(2.0), expect.any(Number), Infinity]);
    expect([...simplifyArc(arc, weights, 0.5)]).toEqual([0, 0, 2, 0, 3, 2, 4, 0]);
    expect([...simplifyArc(arc, weights, Infinity)]).toEqual([0, 0, 4, 0]);
  });

  it('never gives a point more weight than one that is removed after it', () => {
    const arc = Float64Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? i : Math.sin(i * 7) * i));
    const weights = [...pointWeights(arc)].slice(1, -1);
    for (const threshold of weights) {
      const kept = simplifyArc(arc, pointWeights(arc), threshold);
      expect(kept.length / 2).toBe(2 + weights.filter((weight) => weight >= threshold).length);
    }
  });

  it('leaves an island an area', () => {
    const island = new Float64Array([0, 0, 1, 0, 1, 1, 0, 1, 0, 0]);
    expect(simplifyArc(island, pointWeights(island), Infinity).length / 2).toBe(4);
  });
});

describe('mapOutline', () => {
  it('draws the grids around Yantai, the island among them, in few points', () => {
    const outlines = mapOutline(demo, { bboxGcj02: yantai, maxPoints: 300 });
    expect(outlines.map(({ name }) => name.zh)).toEqual(expect.arrayContaining(['烟台芝罘', '烟台长岛']));
    expect(pointsIn(outlines)).toBeLessThanOrEqual(300);
    expect(JSON.stringify(outlines).length).toBeLessThan(8_000);
  });

  it('shows more with more points, and every closed ring has three corners at least', () => {
    let last = 0;
    for (const maxPoints of [100, 150, 200, 40_000]) {
      const outlines = mapOutline(demo, { bboxGcj02: yantai, maxPoints });
      const points = pointsIn(outlines);
      expect(points).toBeGreaterThan(last);
      expect(points).toBeLessThanOrEqual(maxPoints);
      for (const ring of outlines.flatMap(({ polygons }) => polygons.flat())) {
        expect(ring.length).toBeGreaterThanOrEqual(4);
        expect(ring[0]).toEqual(ring.at(-1));
      }
      last = points;
    }
  });

  it('keeps one common border between neighbours', () => {
    const [zhifu, laishan] = ['烟台芝罘', '烟台莱山'].map((name) =>
      mapOutline(demo, { bboxGcj02: yantai, maxPoints: 200 }).find((outline) => outline.name.zh === name),
    );
    const corners = new Set(zhifu!.polygons.flat(2).map(String));
    expect(
      laishan!.polygons.flat(2).filter((position) => corners.has(String(position))).length,
    ).toBeGreaterThan(1);
  });

  it('leaves out the far grids where even coarse outlines are too many', () => {
    const outlines = mapOutline(demo, { bboxGcj02: [100, 20, 120, 40], maxPoints: 300 });
    expect(outlines.length).toBeGreaterThan(0);
    expect(pointsIn(outlines)).toBeLessThanOrEqual(300);
    for (const { polygons } of outlines) {
      const [lng, lat] = polygons[0]![0]![0]!;
      expect(Math.abs(lng - 110)).toBeLessThan(4);
      expect(Math.abs(lat - 30)).toBeLessThan(4);
    }
  });

  it('keeps a hole, which a phone does not draw', () => {
    const snapshot = buildNetworkSnapshot(smallNetwork());
    const outlines = mapOutline(snapshot, { bboxGcj02: [119.1, 29.1, 119.2, 29.2], maxPoints: 100 });
    expect(outlines.map(({ gridId }) => gridId)).toEqual(['G1']);
    expect(outlines[0]!.polygons[0]).toHaveLength(2);
    expect(outerRings(outlines[0]!)).toHaveLength(1);
    expect(outlineGeoJson(outlines).features[0]!.geometry.coordinates).toEqual(outlines[0]!.polygons);
  });
});
