import type { Module } from '../../platform/module.ts';
import { commissionDueHandlers, commissionEventHandlers, type SettlementOf } from './events.ts';
import { mountCommissionRoutes } from './routes.ts';
import type { SellerDesk } from './seller-desk.ts';
import type { Commission } from './service.ts';

export function commissionModule(
  commission: Commission,
  desk: SellerDesk,
  settlementOf: SettlementOf,
): Module {
  return {
    name: 'selling/commission',
    permissions: ['rates.read', 'rates.edit', 'rates.publish'],
    items: ['Earning'],
    routes: (mount) => mountCommissionRoutes(mount, desk),
    events: commissionEventHandlers(commission),
    due: commissionDueHandlers(commission, settlementOf),
  };
}
