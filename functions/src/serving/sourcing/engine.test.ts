import type { Ability, Location } from '@jindian/shared/contract/places/network';
import { describe, expect, it } from 'vitest';
import { buildNetworkSnapshot } from '../../places/network/snapshot.ts';
import { place, smallNetwork } from '../../places/network/snapshot-fixture.ts';
import { compilePolicy } from './compile.ts';
import { defaultPolicy } from './default-policy.ts';
import { decide, openDecision } from './engine.ts';
import type { SourcingFilter, SourcingPolicy, SourcingRule } from './policy.ts';
import { at, inG2, midnightMs, noonMs, onePair, only, policyOf, serve } from './testing/serve.ts';

describe('a filter refuses', () => {
  const goods = (weightGrams: number, regions: string[] | null = null) => ({
    goodsOf: () => ({ weightGrams, regions }),
  });

  it('a place that is shut at the time, overnight hours and a lead included', () => {
    const network = { B4: { opensAtMinute: 0, closesAtMinute: 1440 } };
    const open = (afterMinutes: number) => only({ type: 'open', afterMinutes });
    expect(serve({ network, nowMs: midnightMs, policy: open(0) }).trail).toEqual([
      'B2 closed_now',
      'B5 closed_now',
      'B4 nearest_branch',
    ]);
    // Nine hours after midnight all are open.
    expect(serve({ network, nowMs: midnightMs, policy: open(540) }).trail).toEqual(['B2 nearest_branch']);
  });

  it('a place that is too far, or lies in another grid', () => {
    expect(serve({ policy: only({ type: 'max_distance', meters: 1000 }) }).trail[0]).toBe('B2 too_far');
    const network = { B5: { gridId: 'G2' } };
    const policy = only({ type: 'own_grid' });
    expect(serve({ network, stock: at('B5'), policy }).trail).toEqual(['B2 no_stock', 'B5 nearest_branch']);
    expect(serve({ network, stock: at('B1'), policy }).trail).toContain('B1 other_grid');
  });

  it('a place in a province where a product is not offered', () => {
    const network = { B5: { province: '山东省' } };
    const policy = only({ type: 'region' });
    const order = goods(100, ['山东']);
    expect(serve({ network, policy, order }).trail).toEqual(['B2 not_offered_here', 'B5 nearest_branch']);
  });

  it('a place whose owner does not share, or that is full', () => {
    const places = { sharesStock: (id: string, skuId: string) => id !== 'B2' || skuId !== 'shoe' };
    const sharing = only({ type: 'sharing' });
    expect(serve({ policy: sharing, places }).trail[0]).toBe('B2 not_sharing');
    const milk = [{ skuId: 'milk', quantity: 1 }];
    expect(serve({ policy: sharing, places, order: { lines: milk } }).trail).toEqual(['B2 nearest_branch']);
    const full = { capacityLeft: (id: string) => (id === 'B2' ? 0 : 1) };
    expect(serve({ policy: only({ type: 'capacity' }), places: full }).trail).toEqual([
      'B2 no_capacity',
      'B5 nearest_branch',
    ]);
  });

  it('a place that has no room in the slot that was promised', () => {
    const places = { slotLeft: (id: string) => (id === 'B2' ? 0 : 1) };
    expect(serve({ policy: only({ type: 'slot_capacity' }), places }).trail).toEqual([
      'B2 slot_full',
      'B5 nearest_branch',
    ]);
  });

  it('a place in another province than the rule names', () => {
    const network = { B5: { province: '山东省' } };
    const policy = only({ type: 'provinces', provinces: ['山东', '河南省'] });
    expect(serve({ network, policy }).trail).toEqual(['B2 other_province', 'B5 nearest_branch']);
  });

  it('a place without the cold chain or the van that the goods need, where that is known', () => {
    const network = {
      B2: { abilities: ['large'] },
      B5: { abilities: ['cold'] },
      B4: { abilities: [] },
      B1: {},
    } satisfies Record<string, Partial<Location>>;
    const needing = (...needs: Ability[]) =>
      serve({
        network,
        policy: only({ type: 'abilities' }),
        order: { goodsOf: () => ({ weightGrams: 1, regions: null, needs }) },
      }).trail;
    expect(needing()).toEqual(['B2 nearest_branch']);
    expect(needing('cold')).toEqual(['B2 no_cold_chain', 'B5 nearest_branch']);
    expect(needing('large', 'cold')).toEqual([
      'B2 no_cold_chain',
      'B5 no_large_goods',
      'B4 no_large_goods',
      'B1 nearest_branch',
    ]);
  });

  it('to touch the safety stock that is set at the place, where the rule says so', () => {
    const stock = { B2: { shoe: 3 }, B5: { shoe: 3 } };
    const safety = { B2: { shoe: 3 }, B5: { shoe: 2 } };
    expect(serve({ stock, safety, policy: only({ type: 'above_safety' }) }).trail).toEqual([
      'B2 below_safety',
      'B5 nearest_branch',
    ]);
    expect(serve({ stock, safety, policy: only() }).trail).toEqual(['B2 nearest_branch']);
  });

  it('a consignment beyond the weight of the rule or of the place', () => {
    const places = { maxGrams: (id: string) => (id === 'B5' ? 50_000 : 10_000) };
    const order = { ...goods(12_000), lines: [{ skuId: 'fridge', quantity: 3 }] };
    const policy = (maxGrams: number | null) => only({ type: 'weight', maxGrams });
    expect(serve({ policy: policy(null), order, places }).trail).toEqual([
      'B2 too_heavy',
      'B5 nearest_branch',
    ]);
    expect(serve({ policy: policy(30_000), order, places }).outcome).toBe('handed_to_hq');
  });

  it('to touch the pieces that stay for the place itself', () => {
    const stock = { B2: { shoe: 3 }, B5: { shoe: 4 } };
    expect(serve({ stock, policy: policyOf({ keepPieces: 3 }) }).trail).toEqual([
      'B2 below_safety',
      'B5 nearest_branch',
    ]);
  });

  it('nothing for want of weights and regions: that is a bug of the caller', () => {
    expect(() => serve({ policy: only({ type: 'region' }), order: { goodsOf: () => undefined } })).toThrow(
      'needs weight and regions of shoe',
    );
  });
});

describe('a sort', () => {
  it('takes equal distances by load, and equal loads by turn', () => {
    const policy = policyOf({
      sort: [{ by: 'distance', bandMeters: 1_000_000 }, { by: 'load' }, { by: 'fairness' }],
    });
    const load = (id: string) => (id === 'B2' ? 5 : 2);
    expect(serve({ policy, places: { load } }).trail).toEqual(['B5 first_by_sort']);
    const lastServedAtMs = (id: string) => (id === 'B5' ? 9 : id === 'B1' ? null : 3);
    expect(serve({ policy, places: { load, lastServedAtMs } }).trail).toEqual(['B1 first_by_sort']);
  });

  it('takes the place that could serve most often', () => {
    const stock = { B1: { shoe: 9 }, B2: { shoe: 3 }, B3: { shoe: 7 }, B5: { shoe: 2 } };
    const policy = policyOf({ sort: [{ by: 'stock_depth' }] });
    expect(serve({ policy, stock }).chosen).toEqual(['B1 1 shoe']);
    // In bands of five B1 and B3 are equal, and B1 is nearer.
    const banded = policyOf({ sort: [{ by: 'stock_depth', bandTimes: 5 }] });
    expect(serve({ policy: banded, stock: { ...stock, B1: { shoe: 6 } } }).chosen).toEqual(['B1 1 shoe']);
  });

  it('takes the cheapest by kind, distance and weight', () => {
    const flat = (firstFen: number, perKilogramFen: number) => [
      { upToMeters: null, firstGrams: 1000, firstFen, perKilogramFen },
    ];
    const policy: SourcingPolicy = {
      ...policyOf({
        candidates: { from: 'nearest', kinds: ['branch', 'central_warehouse'], withinMeters: null, limit: 9 },
        sort: [{ by: 'cost' }],
      }),
      deliveryCosts: {
        branch: [
          { upToMeters: 1000, firstGrams: 1000, firstFen: 300, perKilogramFen: 100 },
          ...flat(500, 900),
        ],
        branch_warehouse: flat(800, 200),
        central_warehouse: flat(1200, 100),
      },
    };
    const order = (weightGrams: number) => ({ goodsOf: () => ({ weightGrams, regions: null }) });
    expect(serve({ policy, order: order(1000) }).chosen).toEqual(['B2 1 shoe']);
    // 500 + 900 by the branch, 1200 + 100 by the warehouse.
    expect(serve({ policy, order: order(1001) }).chosen).toEqual(['C1 1 shoe']);
  });
});

describe('what is not in service', () => {
  it.each(['preparing', 'rehearsing', 'suspended', 'closed'] as const)(
    'is given nothing, though no rule says so: %s',
    (status) => {
      const network = { B2: { status } } as const;
      const { chosen, trail } = serve({ network, policy: policyOf({}) });
      expect(chosen).toHaveLength(1);
      expect(chosen).not.toContain('B2 1 shoe');
      expect(trail).toContain(`B2 ${status}`);
      expect(serve({ policy: policyOf({}) }).chosen).toEqual(['B2 1 shoe']);
    },
  );
});

describe('a search', () => {
  it('finds the only one that is open among hundreds, and gives up beyond the nearest 500', () => {
    const shut = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        place(`B${index + 10}`, inG2.lngGcj02, inG2.latGcj02, { status: 'closed' }),
      );
    const small = smallNetwork();
    const decision = (count: number) =>
      decide({
        snapshot: buildNetworkSnapshot({ ...small, locations: [...shut(count), ...small.locations] }),
        policy: compilePolicy(only({ type: 'status' })),
        order: { point: inG2, lines: onePair, valueFen: 0, triedIds: new Set() },
        stock: { availableAt: () => 1 },
        nowMs: noonMs,
      });
    expect(decision(499).allocations.map(({ location }) => location.id)).toEqual(['B2']);
    expect(decision(500).allocations).toEqual([]);
    // Of those that are shut as many go on the trail as may be asked.
    expect(decision(500).trail).toHaveLength(12);
  });

  it('takes equally far ones by id, however many there are', () => {
    const twins = Array.from({ length: 40 }, (_, index) =>
      place(`B${index + 10}`, inG2.lngGcj02, inG2.latGcj02),
    );
    const small = smallNetwork();
    const snapshot = buildNetworkSnapshot({ ...small, locations: [...twins.reverse(), ...small.locations] });
    const open = openDecision({
      snapshot,
      policy: compilePolicy(policyOf({})),
      order: { point: inG2, lines: onePair, valueFen: 0, triedIds: new Set() },
      nowMs: noonMs,
    });
    const { trail } = open.decide({ availableAt: (id) => (id === 'B21' ? 1 : 0) });
    const inOrder = Array.from({ length: 12 }, (_, index) => `B${index + 10}`);
    expect(trail.map(({ locationId }) => locationId)).toEqual(inOrder);
    expect(open.placesToAsk().map(({ id }) => id)).toEqual(inOrder);
  });
});

describe('a chain', () => {
  const nearest = (limit: number): SourcingRule['candidates'] => ({
    from: 'nearest',
    kinds: ['branch'],
    withinMeters: null,
    limit,
  });

  it('ends where a rule says so', () => {
    const chain = (otherwise: SourcingRule['otherwise']) =>
      policyOf({ candidates: { from: 'own_grid' }, otherwise }, {});
    expect(serve({ policy: chain('next'), stock: at('B5') }).chosen).toEqual(['B5 1 shoe']);
    expect(serve({ policy: chain('hand_to_hq'), stock: at('B5') })).toMatchObject({
      outcome: 'handed_to_hq',
      chosen: [],
      trail: ['B2 no_stock'],
    });
  });

  it('leaves out a rule that is switched off', () => {
    const policy = policyOf({ candidates: { from: 'own_grid' }, enabled: false }, { candidates: nearest(1) });
    expect(serve({ policy }).trail).toEqual(['B2 nearest_branch']);
  });

  it('looks at a place again only where the rule may judge otherwise, and counts who was asked in vain', () => {
    const policy = policyOf(
      { candidates: nearest(2), keepPieces: 5 },
      // The same demand: two of the three were asked already.
      { candidates: nearest(3), keepPieces: 5 },
      { candidates: nearest(3) },
    );
    expect(serve({ policy, stock: at('B4') }).trail).toEqual([
      'B2 no_stock',
      'B5 no_stock',
      'B4 below_safety',
      'B2 no_stock',
      'B5 no_stock',
      'B4 nearest_branch',
    ]);
  });
});

describe('a split', () => {
  const splitting = (change: Partial<SourcingRule> = {}, minValueFen = 0): SourcingPolicy =>
    policyOf({ action: { type: 'split', minValueFen, maxFulfilments: 3, offer: null }, ...change });
  const lines = [
    { skuId: 'shoe', quantity: 3 },
    { skuId: 'milk', quantity: 2 },
  ];

  it('takes the fewest places, of as many the first, each in full before the next', () => {
    const stock = { B2: { shoe: 2 }, B5: { shoe: 1 }, B4: { milk: 2, shoe: 1 }, B1: { milk: 2 } };
    expect(serve({ policy: splitting(), order: { lines }, stock })).toMatchObject({
      outcome: 'allocated',
      chosen: ['B2 2 shoe', 'B4 1 shoe 2 milk'],
      trail: ['B2 split_part', 'B5 not_needed', 'B4 split_part', 'B1 not_needed', 'B3 no_stock'],
    });
  });

  it('is all or nothing', () => {
    const stock = { B2: { shoe: 2 }, B5: { shoe: 1 }, B4: { milk: 1 } };
    expect(serve({ policy: splitting(), order: { lines }, stock })).toMatchObject({
      outcome: 'handed_to_hq',
      chosen: [],
      trail: ['B2 cannot_complete', 'B5 cannot_complete', 'B4 cannot_complete', 'B1 no_stock', 'B3 no_stock'],
    });
    // Four places could, three may.
    const scattered = { B2: { shoe: 1 }, B5: { shoe: 1 }, B4: { shoe: 1 }, B1: { milk: 2 } };
    expect(serve({ policy: splitting(), order: { lines }, stock: scattered }).chosen).toEqual([]);
  });

  it('is for orders of some value, and keeps the pieces that stay', () => {
    const stock = { B2: { shoe: 3 }, B5: { milk: 2 } };
    const policy = splitting({}, 10_000);
    expect(serve({ policy, order: { lines, valueFen: 9_999 }, stock })).toMatchObject({ trail: [] });
    expect(serve({ policy, order: { lines, valueFen: 10_000 }, stock }).chosen).toHaveLength(2);
    expect(
      serve({ policy: splitting({ keepPieces: 3 }), order: { lines }, stock }).trail.slice(0, 2),
    ).toEqual(['B2 below_safety', 'B5 below_safety']);
  });

  it('holds each part, not the whole, to weight and region', () => {
    const goodsOf = (skuId: string) => ({
      weightGrams: 1000,
      regions: skuId === 'milk' ? ['山东'] : null,
    });
    const network = { B5: { province: '山东省' } };
    const filters: SourcingFilter[] = [{ type: 'region' }, { type: 'weight', maxGrams: 3000 }];
    expect(serve({ network, policy: splitting({ filters }), order: { lines, goodsOf } }).chosen).toEqual([
      'B2 3 shoe',
      'B5 2 milk',
    ]);
  });

  it('comes to places that another split could not do with, or was too dear to try', () => {
    const two = { action: { type: 'split', minValueFen: 0, maxFulfilments: 2, offer: null } } as const;
    const dear = { action: { type: 'split', minValueFen: 9_000, maxFulfilments: 3, offer: null } } as const;
    const three = { action: { type: 'split', minValueFen: 0, maxFulfilments: 3, offer: null } } as const;
    const stock = { B2: { shoe: 2 }, B5: { shoe: 1 }, B4: { milk: 2 } };
    const { chosen, trail } = serve({ policy: policyOf(two, dear, three), order: { lines }, stock });
    expect(chosen).toEqual(['B2 2 shoe', 'B5 1 shoe', 'B4 2 milk']);
    expect(trail.filter((entry) => entry.startsWith('B2'))).toEqual(['B2 cannot_complete', 'B2 split_part']);
  });

  it('comes to places that an earlier rule found too small for the whole', () => {
    const { rules } = defaultPolicy;
    const policy = { ...defaultPolicy, rules: rules.map((rule) => ({ ...rule, enabled: true })) };
    const stock = { B2: { shoe: 3 }, C1: { milk: 2 } };
    const { chosen, trail } = serve({ policy, order: { lines, valueFen: 30_000 }, stock });
    expect(chosen).toEqual(['B2 3 shoe', 'C1 2 milk']);
    expect(trail.filter((entry) => entry.startsWith('B2'))).toEqual(['B2 no_stock', 'B2 split_part']);
  });
});
