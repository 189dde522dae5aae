import type { Module } from '../../platform/module.ts';
import { payoutLookKind } from './payouts/store.ts';
import { mountSettlementRoutes } from './routes.ts';
import { type Settlement, settlementDue } from './service.ts';

/** What is paid to those who sell and deliver: what is withheld of it, when it is settled, and the ways that it goes. */
export function settlementModule(settlement: Settlement): Module {
  return {
    name: 'selling/settlement',
    permissions: [
      'settlement.read',
      'settlement.run',
      'settlement.approve',
      'settlement.pay',
      'settlement.tax',
      'owner.statement.answer',
      'withholding.read',
      'withholding.edit',
      'withholding.publish',
    ],
    announces: {
      'settlement.step': 'a period is being tried, and has more payees to look at',
      'settlement.book': 'a run was approved, and has more statements to book',
      'payout.issued': 'what somebody earned has left their balance, and is to be paid to them',
    },
    plans: {
      [settlementDue]: 'once a period may be settled: tries it, for headquarters to approve',
      [payoutLookKind]: 'while a transfer has not come to an end: asks WeChat Pay how it stands',
    },
    items: ['Payee', 'PayeeStatement', 'SettlementRun', 'SettlementOpen', 'Payout', 'PayoutFile'],
    events: settlement.eventHandlers,
    due: settlement.dueHandlers,
    routes: (mount, app) => mountSettlementRoutes(mount, app, settlement),
  };
}
