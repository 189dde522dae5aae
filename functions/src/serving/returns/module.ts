import type { Module } from '../../platform/module.ts';
import type { Orders } from '../orders/service.ts';
import { dueKinds } from './context.ts';
import { mountReturnRoutes } from './routes.ts';
import type { Returns } from './service.ts';

/** Goods that shoppers bring back, to any branch. */
export function returnsModule(returns: Returns, orders: Pick<Orders, 'queries'>): Module {
  return {
    name: 'serving/returns',
    permissions: ['returns.read', 'returns.work', 'returns.decide', 'returns.lose', 'returns.blind'],
    announces: {
      'return.asked': 'somebody wants to bring goods back',
      'return.approved': 'they may: by the rules, or because a person said so',
      'return.declined': 'they may not, and read why',
      'return.received':
        'the goods are at a place again, as whose is said; their refund is asked for with it',
      'exchange.done': 'pieces were exchanged for others; both are whose is said',
    },
    plans: {
      [dueKinds.expires]: 'by policy after a return was approved, unless its goods came: it ends',
      [dueKinds.refundLate]:
        'five days after goods came back, unless their money is there: it is on HQ’s list, two days before the law’s time is over',
    },
    items: ['Return', 'OrderReturns', 'Exchange'],
    routes: (mount) => mountReturnRoutes(mount, returns, orders),
    events: returns.eventHandlers,
    due: returns.dueHandlers,
  };
}
