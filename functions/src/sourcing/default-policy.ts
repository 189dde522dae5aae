import type { SourcingFilter, SourcingPolicy, SourcingRule } from './policy.ts';

/** A neighbour's van goes this far; beyond, a warehouse's parcel is quicker. */
export const maxBranchDistanceMeters = 100_000;

/** What bars a place whatever its stock; consent is asked of everybody but the branch whose own grid it is. */
const standing: SourcingFilter[] = [{ type: 'status' }, { type: 'serving_radius' }, { type: 'capacity' }];
const ownGridFilters: SourcingFilter[] = [...standing, { type: 'not_tried' }];
const helperFilters: SourcingFilter[] = [...standing, { type: 'sharing' }, { type: 'not_tried' }];

const common = {
  enabled: true,
  keepPieces: 0,
  sort: [{ by: 'distance' }],
  action: { type: 'allocate' },
  otherwise: 'next',
} satisfies Partial<SourcingRule>;

/**
 * The branch of the grid, else the nearest branches, else branch warehouses, else central warehouses, else HQ
 * (scenarios O1, O2, O9). Opening hours do not matter: at night an order is delivered next morning. Splitting is
 * written down and switched off, since an order has one fulfilment so far.
 */
export const defaultPolicy: SourcingPolicy = {
  format: 1,
  version: 'default-1',
  deliveryCosts: null,
  rules: [
    {
      ...common,
      id: 'own_grid',
      name: { zh: '本网格责任门店', en: 'The branch of the grid' },
      candidates: { from: 'own_grid' },
      filters: ownGridFilters,
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
    },
    {
      ...common,
      id: 'branch_warehouses',
      name: { zh: '分仓', en: 'Branch warehouses' },
      candidates: { from: 'nearest', kinds: ['branch_warehouse'], withinMeters: null, limit: 6 },
      filters: helperFilters,
    },
    {
      ...common,
      id: 'central_warehouses',
      name: { zh: '中心仓', en: 'Central warehouses' },
      candidates: { from: 'nearest', kinds: ['central_warehouse'], withinMeters: null, limit: 4 },
      filters: helperFilters,
    },
    {
      ...common,
      id: 'split',
      name: { zh: '拆单', en: 'Split' },
      enabled: false,
      candidates: {
        from: 'nearest',
        kinds: ['branch', 'branch_warehouse', 'central_warehouse'],
        withinMeters: null,
        limit: 24,
      },
      filters: helperFilters,
      action: { type: 'split', minValueFen: 30_000, maxFulfilments: 3 },
      otherwise: 'hand_to_hq',
    },
  ],
};
