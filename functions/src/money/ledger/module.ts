import type { Module } from '../../platform/module.ts';
import type { LedgerAccounts } from './accounts.ts';
import type { FundPoolService } from './fund-pool.ts';
import { mountLedgerRoutes } from './routes.ts';

export function ledgerModule(fundPool: FundPoolService, accounts: LedgerAccounts): Module {
  return {
    name: 'money/ledger',
    permissions: ['pool.read', 'pool.deposit', 'ledger.read', 'ledger.monitor'],
    items: [
      'Transfer',
      'LedgerMark',
      'Balance',
      'StatementPage',
      'AccountAvailable',
      'Till',
      'LedgerMonitor',
      'ChainAnchor',
      'ChainLink',
    ],
    routes: (mount) => mountLedgerRoutes(mount, fundPool, accounts),
  };
}
