import type { Module } from '../../platform/module.ts';
import { mountTransferRoutes } from './routes.ts';
import type { Transfers } from './service.ts';

export function transfersModule(transfers: Transfers): Module {
  return {
    name: 'goods/transfers',
    permissions: ['transfers.read', 'transfers.work', 'transfers.direct'],
    announces: {
      'transfer.requested': 'a place asked another for goods',
      'transfer.approved': 'the giver agreed, and the goods are held there',
      'transfer.rejected': 'the giver declined',
      'transfer.shipped': 'the goods are on their way',
      'transfer.received': 'the goods arrived, with or without a difference; title moved to the receiver',
      'transfer.cancelled': 'called off before it was shipped',
    },
    items: ['StockTransfer', 'StockTransferBoard', 'InTransit'],
    routes: (mount) => mountTransferRoutes(mount, transfers),
  };
}
