import type { Module } from '../../platform/module.ts';
import type { FundPoolService } from './fund-pool.ts';
import { mountLedgerRoutes } from './routes.ts';

export function ledgerModule(fundPool: FundPoolService): Module {
  return {
    name: 'money/ledger',
    items: [
      'Transfer',
      'LedgerMark',
      'Balance',
      'StatementPage',
      'AccountAvailable',
      'QueuedPayment',
      'Till',
      'LedgerMonitor',
    ],
    routes: (mount) => mountLedgerRoutes(mount, fundPool),
  };
}
