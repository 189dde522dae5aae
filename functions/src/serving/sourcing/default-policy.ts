import type { SourcingFilter, SourcingPolicy, SourcingRule } from './policy.ts';

/** A neighbour's van goes this far; beyond, a warehouse's parcel is quicker. */
const maxBranchDistanceMeters = 100_000;
/** After so many refusals one after another is too slow: all that can serve see the order at once. */
const maxOffersInTurn = 3;

const standing: SourcingFilter[] = [
  { type: 'status' },
  { type: 'serving_radius' },
  { type: 'abilities' },
  { type: 'capacity' },
  { type: 'not_tried' },
];
/** The address is its own customer's: neither consent nor safety stock are asked about. */
const ownGridFilters: SourcingFilter[] = [...standing, { type: 'slot_capacity' }];
/** Beyond this a region's warehouse is no nearer than a central one. */
const maxBranchWarehouseMeters = 1_500_000;
/** No two places of the country lie farther apart: an address that does is a mistake, and nobody sends a parcel there. */
const maxWarehouseMeters = 6_000_000;
const warehouseFilters: SourcingFilter[] = [...standing, { type: 'sharing' }];
const helperFilters: SourcingFilter[] = [
  ...standing,
  { type: 'sharing' },
  { type: 'above_safety' },
  { type: 'slot_capacity' },
];

const common = {
  enabled: true,
  keepPieces: 0,
  sort: [{ by: 'distance' }],
  action: { type: 'allocate' },
  otherwise: 'next',
} satisfies Partial<SourcingRule>;

const offer = (untilRefusals: number | null): SourcingRule['action'] => ({
  type: 'offer',
  withinMinutes: 15,
  autoAcceptHqOwned: true,
  untilRefusals,
});

/**
 * The branch of the grid, else the nearest branches one after another, else the grab pool, else branch warehouses, else
 * central warehouses, else a few places together, else HQ (scenarios O1, O2, O5, O9). Opening hours do not matter:
 * at night an order is delivered next morning.
 */
export const defaultPolicy: SourcingPolicy = {
  format: 1,
  version: 'default-2',
  deliveryCosts: null,
  serviceFees: {
    bands: [
      { ownership: 'dealer', provinces: null, upToMeters: 5_000, feeFen: 300 },
      { ownership: 'dealer', provinces: null, upToMeters: 30_000, feeFen: 500 },
      { ownership: 'dealer', provinces: null, upToMeters: null, feeFen: 800 },
    ],
    raisePerRefusalFen: 100,
    maxFen: 2_000,
  },
  rules: [
    {
      ...common,
      id: 'own_grid',
      name: { zh: '本网格责任门店', en: 'The branch of the grid' },
      candidates: { from: 'own_grid' },
      filters: ownGridFilters,
      action: offer(null),
    },
    {
      ...common,
      id: 'nearest_branches',
      name: { zh: '就近门店', en: 'The nearest branches' },
      candidates: {
        from: 'nearest',
        kinds: ['branch'],
        withinMeters: maxBranchDistanceMeters,
        limit: 14,
      },
      filters: helperFilters,
      action: offer(maxOffersInTurn),
    },
    {
      ...common,
      id: 'grab',
      name: { zh: '抢单大厅', en: 'The grab pool' },
      candidates: {
        from: 'nearest',
        kinds: ['branch'],
        withinMeters: maxBranchDistanceMeters,
        limit: 20,
      },
      filters: helperFilters,
      action: { type: 'grab', withinMinutes: 30, minEligible: 2, maxEligible: 20 },
    },
    {
      ...common,
      id: 'branch_warehouses',
      name: { zh: '分仓', en: 'Branch warehouses' },
      candidates: {
        from: 'nearest',
        kinds: ['branch_warehouse'],
        withinMeters: maxBranchWarehouseMeters,
        limit: 6,
      },
      filters: warehouseFilters,
    },
    {
      ...common,
      id: 'central_warehouses',
      name: { zh: '中心仓', en: 'Central warehouses' },
      candidates: {
        from: 'nearest',
        kinds: ['central_warehouse'],
        withinMeters: maxWarehouseMeters,
        limit: 4,
      },
      filters: warehouseFilters,
    },
    {
      ...common,
      id: 'split',
      name: { zh: '拆单', en: 'Split' },
      candidates: {
        from: 'nearest',
        kinds: ['branch', 'branch_warehouse', 'central_warehouse'],
        withinMeters: maxWarehouseMeters,
        limit: 24,
      },
      filters: [...warehouseFilters, { type: 'above_safety' }],
      action: {
        type: 'split',
        minValueFen: 30_000,
        maxFulfilments: 3,
        offer: { withinMinutes: 15, autoAcceptHqOwned: true },
      },
    },
    {
      ...common,
      id: 'hq_queue',
      name: { zh: '总部人工处理', en: 'The HQ queue' },
      candidates: { from: 'none' },
      filters: [],
      sort: [],
      action: { type: 'hand_to_hq' },
    },
  ],
};
