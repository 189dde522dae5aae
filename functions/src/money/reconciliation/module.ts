import type { Module } from '../../platform/module.ts';
import { type Differences, refundDue } from './differences.ts';

export function reconciliationModule(differences: Differences): Module {
  return {
    name: 'money/reconciliation',
    plans: { [refundDue]: 'until money that fits no order is back: asks WeChat Pay how the refund stands' },
    items: ['MoneyDifference', 'Reconciliation'],
    due: differences.dueHandlers,
  };
}
