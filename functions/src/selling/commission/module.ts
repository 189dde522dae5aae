import type { Module } from '../../platform/module.ts';
import { commissionDueHandlers, commissionEventHandlers, type SettlementOf } from './events.ts';
import type { ListGoodsToSell } from './goods-to-sell.ts';
import { mountCommissionRoutes, mountGoodsToSell, mountRatesTrialRoutes } from './routes.ts';
import type { SellerDesk } from './seller-desk.ts';
import type { Commission } from './service.ts';
import type { RatesTrials } from './trial/service.ts';

export function commissionModule(
  commission: Commission,
  desk: SellerDesk,
  goodsToSell: ListGoodsToSell,
  settlementOf: SettlementOf,
  trials: RatesTrials,
): Module {
  return {
    name: 'selling/commission',
    permissions: ['rates.read', 'rates.edit', 'rates.publish'],
    announces: { 'commission_trial.step': 'a trial of commission rules has more orders to look at' },
    items: ['Earning', 'SellerCap', 'CommissionTrial'],
    routes(mount) {
      mountCommissionRoutes(mount, desk);
      mountGoodsToSell(mount, goodsToSell);
      mountRatesTrialRoutes(mount, trials);
    },
    events: [...commissionEventHandlers(commission), ...trials.eventHandlers],
    due: commissionDueHandlers(commission, settlementOf),
  };
}
