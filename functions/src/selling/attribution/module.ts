import type { Module } from '../../platform/module.ts';
import { mountAttributionRoutes } from './routes.ts';
import type { Attribution } from './service.ts';

export function attributionModule(attribution: Attribution): Module {
  return {
    name: 'selling/attribution',
    permissions: ['selling.sell'],
    items: ['Touch', 'Binding', 'Customer', 'SellerCounter'],
    routes: (mount) => mountAttributionRoutes(mount, attribution),
  };
}
