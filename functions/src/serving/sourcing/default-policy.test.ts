import { describe, expect, it } from 'vitest';
import { buildDemoNetwork } from '../../local/demo/network/build-demo-network.ts';
import { tourChangdaoBranchId } from '../../local/demo/network/tour.ts';
import { buildNetworkSnapshot } from '../../places/network/snapshot.ts';
import { smallNetwork } from '../../places/network/snapshot-fixture.ts';
import { compilePolicy } from './compile.ts';
import { defaultPolicy } from './default-policy.ts';
import { decide, openDecision } from './engine.ts';
import { at, inG2, midnightMs, noonMs, onePair, plainGoods, serve } from './testing/serve.ts';

const onChangdao = { lngGcj02: 120.7366, latGcj02: 37.9214 };

describe('the default policy', () => {
  it('takes the branch of the grid, though another is nearer', () => {
    const point = { lngGcj02: 120.02, latGcj02: 30.98 };
    // B4 is the branch of the grid; C1 and B3 are not asked.
    expect(serve({ order: { point } })).toMatchObject({ chosen: ['B4 1 shoe'], trail: ['B4 grid_branch'] });
  });

  it('goes on to the nearest branch, the branch warehouse, the central warehouse', () => {
    expect(serve({ stock: at('B1', 'W1', 'C1') })).toMatchObject({
      chosen: ['B1 1 shoe'],
      trail: ['B2 no_stock', 'B5 no_stock', 'B4 no_stock', 'B1 nearest_branch'],
    });
    // B3 is 110 km away: farther than a branch delivers.
    expect(serve({ stock: at('B3', 'W1', 'C1') }).trail.slice(-2)).toEqual([
      'B1 no_stock',
      'W1 branch_warehouse',
    ]);
    expect(serve({ stock: at('C1') }).trail.slice(-2)).toEqual(['W1 no_stock', 'C1 central_warehouse']);
  });

  it('hands to HQ when nobody can', () => {
    const { outcome, chosen, trail } = serve({ stock: {} });
    expect({ outcome, chosen }).toEqual({ outcome: 'handed_to_hq', chosen: [] });
    expect(trail).toHaveLength(6);
    expect(trail.every((entry) => entry.endsWith('no_stock'))).toBe(true);
  });

  it('passes over the closed and the suspended, and tells which', () => {
    const network = { B2: { status: 'suspended' }, B5: { status: 'closed' } } as const;
    expect(serve({ network }).trail).toEqual(['B2 suspended', 'B5 closed', 'B4 nearest_branch']);
  });

  it('does not send a fresh-food branch beyond its radius, nor the branch of the grid', () => {
    const network = { B2: { serviceRadiusMeters: 3000 }, B5: { serviceRadiusMeters: 100_000 } };
    expect(serve({ network }).trail).toEqual(['B2 out_of_radius', 'B5 nearest_branch']);
  });

  it('assigns at night to the branch that opens in the morning', () => {
    expect(serve({ nowMs: midnightMs }).chosen).toEqual(['B2 1 shoe']);
  });

  it('serves a point outside all grids from the nearest branch, and a far one from a warehouse', () => {
    const atSea = { lngGcj02: 121.05, latGcj02: 30.3 };
    expect(serve({ order: { point: atSea } }).trail).toEqual(['B4 nearest_branch']);
    expect(serve({ order: { point: { lngGcj02: 125, latGcj02: 30 } } }).trail).toEqual([
      'W1 branch_warehouse',
    ]);
  });

  it('turns to others from a place that was found short while the order was placed', () => {
    expect(serve({ order: { triedIds: new Set(['B2', 'B5']) } }).trail).toEqual([
      'B2 already_tried',
      'B5 already_tried',
      'B4 nearest_branch',
    ]);
  });

  it('needs all lines at one place, and two lines of one SKU as their sum', () => {
    const lines = [
      { skuId: 'shoe', quantity: 2 },
      { skuId: 'milk', quantity: 1 },
      { skuId: 'shoe', quantity: 2 },
    ];
    const stock = { B2: { shoe: 3, milk: 9 }, B5: { shoe: 9 }, B4: { shoe: 4, milk: 1 } };
    expect(serve({ order: { lines }, stock })).toMatchObject({
      chosen: ['B4 4 shoe 1 milk'],
      trail: ['B2 no_stock', 'B5 no_stock', 'B4 nearest_branch'],
    });
  });

  it('looks nowhere without a longest distance', () => {
    const looking = defaultPolicy.rules.filter(({ candidates }) => candidates.from === 'nearest');
    expect(looking.length).toBeGreaterThan(3);
    for (const { id, candidates } of looking)
      expect(candidates.from === 'nearest' && candidates.withinMeters, id).toBeGreaterThan(0);
  });

  it('asks for the stock of those only whose stock can matter, each once', () => {
    const snapshot = buildNetworkSnapshot(smallNetwork({ B2: { status: 'suspended' } }));
    const order = {
      point: inG2,
      lines: onePair,
      goodsOf: plainGoods,
      valueFen: 0,
      triedIds: new Set(['B5']),
    };
    const policy = compilePolicy(defaultPolicy);
    const places = openDecision({ snapshot, policy, order, nowMs: noonMs }).placesToAsk();
    expect(places.map(({ id }) => id)).toEqual(['B4', 'B1', 'W1', 'C1']);
  });

  describe('on Changdao island', () => {
    const snapshot = buildNetworkSnapshot(buildDemoNetwork({ size: 'demo' }));
    const toTheIsland = (refusedIds: ReadonlySet<string>) =>
      decide({
        snapshot,
        policy: compilePolicy(defaultPolicy),
        order: {
          point: onChangdao,
          lines: onePair,
          goodsOf: plainGoods,
          valueFen: 0,
          triedIds: new Set(),
          refusedIds,
        },
        stock: { availableAt: () => 1 },
        nowMs: noonMs,
      });

    it('gives an address to the island dealer, not to the shops across the water', () => {
      const { allocations, trail, gridId } = toTheIsland(new Set());
      const [{ location }] = allocations as [(typeof allocations)[number]];
      expect(location).toMatchObject({ id: tourChangdaoBranchId, county: '长岛县', ownership: 'dealer' });
      expect(gridId).toBe(location.gridId);
      expect(trail).toEqual([
        {
          locationId: tourChangdaoBranchId,
          ruleId: 'own_grid',
          distanceMeters: trail[0]!.distanceMeters,
          chosen: true,
          reason: 'grid_branch',
        },
      ]);
      // The dealer may say no: island prices are not the price that the shopper paid.
      expect(allocations[0]?.acceptance).toEqual({ mode: 'offer', withinMinutes: 15 });
    });

    it('turns, when the dealer refuses, to the nearest branch on the mainland, for a higher fee', () => {
      const { allocations, trail } = toTheIsland(new Set([tourChangdaoBranchId]));
      const mainland = snapshot.nearest(onChangdao, {
        kinds: ['branch'],
        limit: 1,
        accept: ({ id, status }) => status === 'open' && id !== tourChangdaoBranchId,
      })[0]!;
      const [{ location, serviceFeeFen }] = allocations as [(typeof allocations)[number]];
      expect(location.id).toBe(mainland.location.id);
      expect(location.county).toBe('蓬莱市');
      expect(trail[0]).toMatchObject({
        locationId: tourChangdaoBranchId,
        chosen: false,
        reason: 'already_refused',
      });
      expect(trail.at(-1)).toMatchObject({ locationId: location.id, chosen: true, reason: 'nearest_branch' });
      expect(serviceFeeFen).toBe(location.ownership === 'dealer' ? 600 : 0);
    });

    it('puts the order into the grab pool after three have refused, a warehouse holding the goods', () => {
      const refused = new Set<string>();
      for (let asked = 0; asked < 3; asked += 1) {
        const { allocations } = toTheIsland(refused);
        expect(allocations[0]?.acceptance.mode).not.toBe('grab');
        refused.add(allocations[0]!.location.id);
      }
      const { allocations, trail } = toTheIsland(refused);
      const [{ location, acceptance, ruleId }] = allocations as [(typeof allocations)[number]];
      if (acceptance.mode !== 'grab') throw new Error(`it is ${acceptance.mode}`);
      expect([location.kind, ruleId]).toEqual(['branch_warehouse', 'grab']);
      expect(acceptance.eligibleIds.length).toBeGreaterThan(1);
      expect(acceptance.eligibleIds.filter((id) => refused.has(id))).toEqual([]);
      expect(
        trail.filter(({ reason }) => reason === 'already_refused').map(({ locationId }) => locationId),
      ).toEqual([...refused]);
    });
  });
});
