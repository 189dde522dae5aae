import type { Location } from '@jindian/shared/contract/network';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDemoNetwork } from '../local/demo/network/build-demo-network.ts';
import { tourChangdaoBranchId } from '../local/demo/network/tour.ts';
import {
  assignDelivery,
  deliveryCandidates,
  maxBranchDistanceMeters,
  standingRefusal,
} from './assignment.ts';
import { buildNetworkSnapshot } from './snapshot.ts';
import { smallNetwork } from './snapshot-fixture.ts';

const noonMs = Date.parse('2026-11-21T12:00:00+08:00');
const midnightMs = Date.parse('2026-11-21T00:00:00+08:00');
/** In G2, 40 km from its branch B2, 50 km from B1. */
const inG2 = { lngGcj02: 120.1, latGcj02: 29.6 };

function assign(
  changes: Readonly<Record<string, Partial<Location>>>,
  options: {
    stocked?: readonly string[];
    nowMs?: number;
    requireOpenNow?: boolean;
    point?: typeof inG2;
  } = {},
) {
  const snapshot = buildNetworkSnapshot(smallNetwork(changes));
  const { chosen, trail } = assignDelivery(snapshot, options.point ?? inG2, {
    canServe: ({ id }) => options.stocked?.includes(id) ?? true,
    nowMs: options.nowMs ?? noonMs,
    maxCandidates: 12,
    ...(options.requireOpenNow === undefined ? {} : { requireOpenNow: options.requireOpenNow }),
  });
  return {
    chosen: chosen?.id ?? null,
    trail: trail.map(({ locationId, reason }) => `${locationId} ${reason}`),
  };
}

describe('assignDelivery', () => {
  it('takes the branch of the grid, though another is nearer', () => {
    const point = { lngGcj02: 120.02, latGcj02: 30.98 };
    // B4 is the branch of the grid; C1 and B3 are not asked.
    expect(assign({}, { point })).toEqual({ chosen: 'B4', trail: ['B4 grid_branch'] });
  });

  it('goes on to the nearest branch, the branch warehouse, the central warehouse', () => {
    expect(assign({}, { stocked: ['B1', 'W1', 'C1'] })).toEqual({
      chosen: 'B1',
      trail: ['B2 no_stock', 'B5 no_stock', 'B4 no_stock', 'B1 nearest_branch'],
    });
    // B3 is 110 km away: farther than a branch delivers.
    expect(assign({}, { stocked: ['W1', 'C1'] }).trail.slice(-2)).toEqual([
      'B1 no_stock',
      'W1 branch_warehouse',
    ]);
    expect(assign({}, { stocked: ['C1'] }).trail.slice(-2)).toEqual(['W1 no_stock', 'C1 central_warehouse']);
  });

  it('says that nobody can', () => {
    const { chosen, trail } = assign({}, { stocked: [] });
    expect(chosen).toBeNull();
    expect(trail).toHaveLength(6);
    expect(trail.every((entry) => entry.endsWith('no_stock'))).toBe(true);
  });

  it('passes over the closed and the suspended, and tells which', () => {
    expect(assign({ B2: { status: 'suspended' }, B5: { status: 'closed' } })).toEqual({
      chosen: 'B4',
      trail: ['B2 suspended', 'B5 closed', 'B4 nearest_branch'],
    });
  });

  it('does not send a fresh-food branch beyond its radius, nor the branch of the grid', () => {
    expect(assign({ B2: { serviceRadiusMeters: 3000 }, B5: { serviceRadiusMeters: 100_000 } })).toEqual({
      chosen: 'B5',
      trail: ['B2 out_of_radius', 'B5 nearest_branch'],
    });
  });

  it('assigns at night to the branch that opens in the morning, unless it must be open now', () => {
    expect(assign({}, { nowMs: midnightMs }).chosen).toBe('B2');
    expect(
      assign({ B4: { opensAtMinute: 0, closesAtMinute: 1440 } }, { nowMs: midnightMs, requireOpenNow: true }),
    ).toEqual({ chosen: 'B4', trail: ['B2 closed_now', 'B5 closed_now', 'B4 nearest_branch'] });
  });

  it('serves a point outside all grids from the nearest branch', () => {
    const point = { lngGcj02: 121.05, latGcj02: 30.3 };
    expect(assign({}, { point })).toEqual({ chosen: 'B4', trail: ['B4 nearest_branch'] });
  });

  it('never sends a branch farther than its van goes', () => {
    const farAway = { lngGcj02: 125, latGcj02: 30 };
    expect(assign({}, { point: farAway })).toEqual({ chosen: 'W1', trail: ['W1 branch_warehouse'] });
  });

  it('does not ask for stock where it cannot matter', () => {
    const snapshot = buildNetworkSnapshot(smallNetwork({ B2: { status: 'suspended' } }));
    const asked: string[] = [];
    assignDelivery(snapshot, inG2, {
      canServe: ({ id }) => {
        asked.push(id);
        return id === 'B4';
      },
      nowMs: noonMs,
      maxCandidates: 12,
    });
    expect(asked).toEqual(['B5', 'B4']);
  });
});

describe('on the demo network', () => {
  const demo = buildNetworkSnapshot(buildDemoNetwork({ size: 'demo' }));
  const pointInChina = fc.record({
    lngGcj02: fc.double({ min: 73, max: 135, noNaN: true }),
    latGcj02: fc.double({ min: 3, max: 54, noNaN: true }),
  });

  it('assigns an address on Changdao island to the island dealer, not to the shops across the water', () => {
    const onTheIsland = { lngGcj02: 120.7366, latGcj02: 37.9214 };
    const { chosen, trail } = assignDelivery(demo, onTheIsland, {
      canServe: () => true,
      nowMs: noonMs,
      maxCandidates: 12,
    });
    expect(chosen?.id).toBe(tourChangdaoBranchId);
    expect(chosen?.county).toBe('长岛县');
    expect(chosen?.ownership).toBe('dealer');
    expect(trail).toEqual([
      {
        locationId: tourChangdaoBranchId,
        name: chosen!.name,
        distanceMeters: trail[0]!.distanceMeters,
        chosen: true,
        reason: 'grid_branch',
      },
    ]);
  });

  it('lists each candidate once, in order, within the limit and able unless it says why not', () => {
    fc.assert(
      fc.property(pointInChina, fc.integer({ min: 1, max: 80 }), (point, limit) => {
        const candidates = deliveryCandidates(demo, point, limit);
        const ids = candidates.map(({ location }) => location.id);
        expect(new Set(ids).size).toBe(ids.length);
        const able = candidates.filter(({ refusal }) => refusal === null);
        expect(able.length).toBeLessThanOrEqual(Math.max(3, Math.min(60, limit)));
        expect(candidates.length).toBeLessThanOrEqual(2 * Math.max(3, Math.min(60, limit)) + 1);
        // Warehouses have no radius and are never shut: somebody can always be asked.
        expect(able.some(({ stage }) => stage === 'central_warehouse')).toBe(true);
        const stages = ['grid_branch', 'nearest_branch', 'branch_warehouse', 'central_warehouse'];
        candidates.forEach((candidate, i) => {
          expect(candidate.refusal).toBe(standingRefusal(candidate.location, point));
          const before = candidates[i - 1];
          if (before === undefined) return;
          const step = stages.indexOf(candidate.stage) - stages.indexOf(before.stage);
          expect(step).toBeGreaterThanOrEqual(0);
          if (step === 0) expect(candidate.distanceMeters).toBeGreaterThanOrEqual(before.distanceMeters);
        });
        const grid = demo.gridAt(point);
        if (grid !== null) expect(ids[0]).toBe(grid.branchId);
        for (const { stage, distanceMeters } of candidates)
          if (stage === 'nearest_branch') expect(distanceMeters).toBeLessThanOrEqual(maxBranchDistanceMeters);
      }),
    );
  });

  it('chooses one that can, the first in the trail order, whatever the stock', () => {
    fc.assert(
      fc.property(pointInChina, fc.func(fc.boolean()), fc.boolean(), (point, hasStock, requireOpenNow) => {
        const canServe = (location: Location) => hasStock(location.id);
        const candidates = deliveryCandidates(demo, point, 12);
        const options = { canServe, nowMs: noonMs, maxCandidates: 12, requireOpenNow };
        const { chosen, trail } = assignDelivery(demo, point, options);
        expect(assignDelivery(demo, point, { ...options, candidates })).toEqual({ chosen, trail });
        expect(trail.map(({ locationId }) => locationId)).toEqual(
          candidates.slice(0, trail.length).map(({ location }) => location.id),
        );
        expect(trail.filter((entry) => entry.chosen).map(({ locationId }) => locationId)).toEqual(
          chosen === null ? [] : [chosen.id],
        );
        if (chosen === null) expect(trail.length).toBe(candidates.length);
        else {
          expect(trail.at(-1)!.locationId).toBe(chosen.id);
          expect(canServe(chosen)).toBe(true);
          expect(standingRefusal(chosen, point)).toBeNull();
        }
      }),
    );
  });
});
