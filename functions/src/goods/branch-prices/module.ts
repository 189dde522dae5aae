import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Module } from '../../platform/module.ts';
import type { BranchPricing } from './service.ts';

export function branchPricesModule(branchPrices: BranchPricing): Module {
  return {
    name: 'goods/branch-prices',
    permissions: ['prices.own.set'],
    items: ['BranchPrices'],
    routes(mount) {
      mount(endpoints.getBranchPrices, ({ params, query }) => branchPrices.list(params.locationId, query));
      mount(endpoints.setBranchPrices, ({ params, body }) => branchPrices.set(params.locationId, body));
    },
  };
}
