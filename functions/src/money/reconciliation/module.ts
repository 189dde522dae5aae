import type { Module } from '../../platform/module.ts';
import { type Differences, refundDue } from './differences.ts';
import { type Reconciliation, reconcileDayDue, reconcileDue } from './reconcile.ts';
import { mountReconciliationRoutes } from './routes.ts';

export function reconciliationModule(differences: Differences, reconciliation: Reconciliation): Module {
  return {
    name: 'money/reconciliation',
    permissions: ['differences.read', 'differences.settle'],
    plans: {
      [refundDue]:
        'until money that fits no order is back, or HQ has to decide anew: asks WeChat Pay how the refund stands',
      [reconcileDayDue]: 'after 10:00 of the next day: begins the comparison for each merchant number',
      [reconcileDue]:
        "for each merchant number: compares a part of WeChat Pay's bill with orders and books, until all of it is",
    },
    items: ['MoneyDifference', 'Reconciliation'],
    routes: (mount) => mountReconciliationRoutes(mount, differences, reconciliation),
    due: [...differences.dueHandlers, ...reconciliation.dueHandlers],
  };
}
