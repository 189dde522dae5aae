/** Random networks, policies, stock and orders, for properties. */
import type { Ability, Location } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import fc from 'fast-check';
import { buildNetworkSnapshot, type NetworkSnapshot } from '../../../places/network/snapshot.ts';
import { place, smallNetwork } from '../../../places/network/snapshot-fixture.ts';
import type { Goods } from '../compile.ts';
import {
  type SortKey,
  type SourcingFilter,
  type SourcingPolicy,
  type SourcingRule,
  sourcingPolicySchema,
} from '../policy.ts';

export type Case = {
  snapshot: NetworkSnapshot;
  policy: SourcingPolicy;
  point: PointGcj02;
  lines: { skuId: string; quantity: number }[];
  goods: Record<string, Goods>;
  valueFen: number;
  triedIds: string[];
  refusedIds: string[];
  refusals: number;
  waits: number;
  stock: Record<string, Record<string, number>>;
  safety: Record<string, Record<string, number>>;
  pictures: Record<
    string,
    {
      unshared: string | null;
      capacityLeft: number;
      slotLeft: number;
      maxGrams: number;
      load: number;
      lastServedAtMs: number | null;
    }
  >;
  nowMs: number;
};

const skuIds = ['A', 'B', 'C'] as const;
const noonMs = Date.parse('2026-11-21T12:00:00+08:00');

/** To a hundred-thousandth of a degree: places may coincide, but none differ by less than rounding does. */
const anyPoint = fc
  .record({ east: fc.nat({ max: 240_000 }), north: fc.nat({ max: 240_000 }) })
  .map(({ east, north }) => ({ lngGcj02: 118.8 + east / 100_000, latGcj02: 28.8 + north / 100_000 }));

const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

/** What a place is like, its stock and all that is told of it. */
const anyPlace = fc.record({
  point: anyPoint,
  change: fc.record({
    status: mostly<Location['status']>('open', fc.constantFrom('closed', 'suspended')),
    serviceRadiusMeters: mostly<number | null>(null, fc.integer({ min: 1_000, max: 150_000 })),
    opensAtMinute: fc.integer({ min: 0, max: 1440 }),
    closesAtMinute: fc.integer({ min: 0, max: 1440 }),
    ownership: fc.constantFrom<Location['ownership']>('hq', 'dealer'),
    province: fc.constantFrom('山东省', '浙江省'),
    abilities: mostly<Ability[]>(['cold', 'large'], fc.constantFrom<Ability[]>([], ['cold'], ['large'])),
    gridId: fc.constantFrom('G1', 'G2', 'G3', 'G4', 'G5'),
  }),
  stock: fc.record(Object.fromEntries(skuIds.map((id) => [id, fc.nat({ max: 5 })]))),
  safety: fc.record(Object.fromEntries(skuIds.map((id) => [id, mostly(0, fc.nat({ max: 2 }))]))),
  picture: fc.record({
    unshared: mostly<string | null>(null, fc.constantFrom<string>(...skuIds)),
    capacityLeft: fc.nat({ max: 4 }),
    slotLeft: fc.nat({ max: 3 }),
    maxGrams: mostly(Number.MAX_SAFE_INTEGER, fc.nat({ max: 10_000 })),
    load: fc.nat({ max: 9 }),
    lastServedAtMs: fc.option(fc.nat({ max: 10_000_000 })),
  }),
});

const anyFilter: fc.Arbitrary<SourcingFilter> = fc.oneof(
  ...(
    [
      'status',
      'serving_radius',
      'own_grid',
      'region',
      'sharing',
      'not_tried',
      'capacity',
      'slot_capacity',
      'abilities',
      'above_safety',
    ] as const
  ).map((type) => fc.constant<SourcingFilter>({ type })),
  fc.constant<SourcingFilter>({ type: 'provinces', provinces: ['山东'] }),
  fc.record({ type: fc.constant('max_distance' as const), meters: fc.integer({ min: 1_000, max: 200_000 }) }),
  fc.record({ type: fc.constant('open' as const), afterMinutes: fc.constantFrom(0, 300) }),
  fc.record({
    type: fc.constant('weight' as const),
    maxGrams: fc.option(fc.integer({ min: 500, max: 20_000 })),
  }),
);

const anySortKey: fc.Arbitrary<SortKey> = fc.constantFrom<SortKey>(
  { by: 'distance' },
  { by: 'distance', bandMeters: 20_000 },
  { by: 'cost' },
  { by: 'cost', bandFen: 400 },
  { by: 'stock_depth' },
  { by: 'stock_depth', bandTimes: 2 },
  { by: 'load' },
  { by: 'load', bandOrders: 3 },
  { by: 'fairness' },
  { by: 'fairness', bandMinutes: 30 },
);

const anyRule: fc.Arbitrary<Omit<SourcingRule, 'id' | 'name'>> = fc.record({
  enabled: mostly(true, fc.constant(false)),
  candidates: fc.oneof(
    { weight: 1, arbitrary: fc.constant<SourcingRule['candidates']>({ from: 'own_grid' }) },
    {
      weight: 4,
      arbitrary: fc.record({
        from: fc.constant('nearest' as const),
        kinds: fc.uniqueArray(
          fc.constantFrom<Location['kind']>('branch', 'branch_warehouse', 'central_warehouse'),
          { minLength: 1 },
        ),
        withinMeters: fc.option(fc.integer({ min: 10_000, max: 300_000 })),
        limit: fc.integer({ min: 1, max: 20 }),
      }),
    },
  ),
  filters: fc.array(anyFilter, { maxLength: 3 }),
  keepPieces: mostly(0, fc.nat({ max: 3 })),
  sort: fc.array(anySortKey, { maxLength: 3 }),
  action: fc.oneof(
    { weight: 4, arbitrary: fc.constant({ type: 'allocate' as const }) },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('split' as const),
        minValueFen: fc.constantFrom(0, 5_000),
        maxFulfilments: fc.constantFrom(2, 3),
        offer: fc.option(fc.record({ withinMinutes: fc.constant(9), autoAcceptHqOwned: fc.boolean() })),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('offer' as const),
        withinMinutes: fc.constantFrom(10, 20),
        autoAcceptHqOwned: fc.boolean(),
        untilRefusals: fc.option(fc.integer({ min: 1, max: 3 })),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('grab' as const),
        withinMinutes: fc.constantFrom(10, 20),
        minEligible: fc.integer({ min: 1, max: 3 }),
        maxEligible: fc.integer({ min: 3, max: 9 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('wait' as const),
        minutes: fc.constantFrom(10, 20),
        maxTimes: fc.integer({ min: 1, max: 3 }),
        evenWithoutStock: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'hand_to_hq' as const }) },
  ),
  otherwise: mostly<'next' | 'hand_to_hq'>('next', fc.constant('hand_to_hq')),
});

const bands = (firstFen: number) => [
  { upToMeters: 30_000, firstGrams: 1_000, firstFen: firstFen / 2, perKilogramFen: 100 },
  { upToMeters: null, firstGrams: 1_000, firstFen, perKilogramFen: 250 },
];

const anyPolicy: fc.Arbitrary<SourcingPolicy> = fc
  .array(anyRule, { minLength: 1, maxLength: 5 })
  .map((rules) => ({
    format: 1 as const,
    version: 'any',
    deliveryCosts: {
      branch: bands(800),
      branch_warehouse: bands(1_000),
      central_warehouse: bands(1_200),
    },
    serviceFees: {
      bands: [
        { ownership: 'hq' as const, provinces: null, upToMeters: null, feeFen: 0 },
        { ownership: null, provinces: ['山东省'], upToMeters: 80_000, feeFen: 700 },
        { ownership: 'dealer' as const, provinces: null, upToMeters: 40_000, feeFen: 300 },
      ],
      raisePerRefusalFen: 150,
      maxFen: 900,
    },
    rules: rules.map((rule, index) => ({
      ...rule,
      ...(rule.action.type === 'hand_to_hq' ? { candidates: { from: 'none' as const } } : {}),
      id: `rule_${index}`,
      name: { zh: '规则', en: 'Rule' },
    })),
  }))
  .filter((policy) => sourcingPolicySchema.safeParse(policy).success);

/** Branches of the five grids and some more, warehouses; an order of a few SKUs among them. */
export const anyCase: fc.Arbitrary<Case> = fc
  .record({
    gridBranches: fc.array(anyPlace, { minLength: 5, maxLength: 5 }),
    branches: fc.array(anyPlace, { maxLength: 22 }),
    branchWarehouses: fc.array(anyPlace, { maxLength: 8 }),
    centralWarehouses: fc.array(anyPlace, { maxLength: 6 }),
    policy: anyPolicy,
    point: anyPoint,
    lines: fc.array(
      fc.record({ skuId: fc.constantFrom(...skuIds), quantity: fc.integer({ min: 1, max: 3 }) }),
      { minLength: 1, maxLength: 4 },
    ),
    goods: fc.record(
      Object.fromEntries(
        skuIds.map((id) => [
          id,
          fc.record({
            weightGrams: fc.integer({ min: 1, max: 4_000 }),
            regions: mostly<string[] | null>(null, fc.constant(['山东'])),
            needs: mostly<Ability[]>([], fc.constantFrom<Ability[]>(['cold'], ['large', 'cold'])),
          }),
        ]),
      ),
    ),
    valueFen: fc.constantFrom(1_000, 9_000),
    tried: fc.array(fc.nat({ max: 40 }), { maxLength: 3 }),
    refused: fc.uniqueArray(fc.nat({ max: 40 }), { maxLength: 4 }),
    refusals: fc.nat({ max: 4 }),
    waits: fc.nat({ max: 3 }),
    hoursLater: fc.nat({ max: 23 }),
  })
  .map(
    ({
      gridBranches,
      branches,
      branchWarehouses,
      centralWarehouses,
      tried,
      refused,
      hoursLater,
      ...rest
    }) => {
      const named = [
        ...[...gridBranches, ...branches].map((each, index) => ({ ...each, id: `B${index + 1}` })),
        ...branchWarehouses.map((each, index) => ({ ...each, id: `W${index + 1}` })),
        ...centralWarehouses.map((each, index) => ({ ...each, id: `C${index + 1}` })),
      ];
      return {
        ...rest,
        snapshot: buildNetworkSnapshot({
          ...smallNetwork(),
          locations: named.map(({ id, point, change }) => place(id, point.lngGcj02, point.latGcj02, change)),
        }),
        stock: Object.fromEntries(named.map(({ id, stock }) => [id, stock])),
        safety: Object.fromEntries(named.map(({ id, safety }) => [id, safety])),
        pictures: Object.fromEntries(named.map(({ id, picture }) => [id, picture])),
        triedIds: tried.flatMap((index) => named[index]?.id ?? []),
        refusedIds: refused.flatMap((index) => named[index]?.id ?? []),
        nowMs: noonMs + hoursLater * 3_600_000,
      };
    },
  );
