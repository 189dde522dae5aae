import type { Ledger } from '../../money/ledger/service.ts';
import type { Module } from '../../platform/module.ts';
import { ownershipEventHandlers } from './events.ts';
import { mountOwnershipRoutes } from './routes.ts';
import type { Ownership } from './service.ts';

export function ownershipModule(ownership: Ownership, ledger: Ledger): Module {
  return {
    name: 'goods/ownership',
    permissions: [
      'owners.read',
      'owner.statement.read',
      'sharing.read',
      'sharing.manage',
      'contracts.read',
      'contracts.edit',
      'contracts.manage',
    ],
    items: ['Owner'],
    routes: (mount) => mountOwnershipRoutes(mount, ownership),
    events: ownershipEventHandlers(ledger),
  };
}
