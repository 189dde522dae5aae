import type { Module } from '../../platform/module.ts';
import { drainDueKind } from './hot.ts';
import { mountInventoryRoutes } from './routes.ts';
import type { Inventory } from './service.ts';

export function inventoryModule(
  inventory: Inventory,
  views: Parameters<typeof mountInventoryRoutes>[2],
): Module {
  return {
    name: 'goods/inventory',
    permissions: [
      'orders.cost.read',
      'stock.read',
      'stock.count',
      'stock.receive',
      'stock.till.record',
      'stock.adjust',
      'stock.safety.set',
      'stock.hot.manage',
    ],
    plans: {
      [drainDueKind]:
        '20 minutes after a SKU is no longer hot, and every hour then, unless it is hot again: its buckets are emptied',
    },
    items: [
      'Movement',
      'MovementShards',
      'HotSku',
      'StockCost',
      'StockCostEntry',
      'TillSale',
      'StockDifference',
      'Level',
    ],
    routes: (mount) => mountInventoryRoutes(mount, inventory, views),
    due: inventory.dueHandlers,
  };
}
