import type { Module } from '../../platform/module.ts';
import { mountAttributionRoutes } from './routes.ts';
import type { Attribution } from './service.ts';

export function attributionModule(
  attribution: Attribution,
  countMiss: () => Promise<void> = async () => {},
): Module {
  return {
    name: 'selling/attribution',
    permissions: ['selling.sell', 'codes.mint'],
    items: ['Code', 'Touch', 'Binding', 'Customer', 'SellerCounter'],
    routes: (mount) => mountAttributionRoutes(mount, attribution, countMiss),
  };
}
