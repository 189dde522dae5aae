import type { Module } from '../../platform/module.ts';
import { mountSellerRoutes } from './routes.ts';
import type { Sellers } from './service.ts';

export function sellersModule(sellers: Sellers): Module {
  return {
    name: 'selling/sellers',
    permissions: ['sellers.read', 'sellers.manage'],
    items: ['Seller', 'Handover', 'HandoverOpen'],
    announces: {
      'seller.left': 'somebody does not sell there any more: their customers are to be somebody’s',
      'handover.step': 'some customers of a seller are to become another’s, each step after the one before',
    },
    routes: (mount) => mountSellerRoutes(mount, sellers),
    events: sellers.eventHandlers,
  };
}
