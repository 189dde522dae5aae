import { brandGrant } from '@jindian/shared/access';
import type { ModuleName } from '@jindian/shared/contract/modules/names';
import type { PolicyBook } from '@jindian/shared/contract/serving/sourcing-policy';
import { hqOwner } from '../goods/ownership/rules.ts';
import type { Transfers } from '../goods/transfers/service.ts';
import type { Network } from '../places/network/service.ts';

/** What of a module would be left with nobody to finish it, as a code of problems. */
export function createOpenWork(deps: {
  network: Pick<Network, 'current'>;
  transfers: Pick<Transfers, 'listAll'>;
  /** The rules in force of who serves what. */
  book(): Promise<PolicyBook>;
  /** Deliveries that are under way; where they are many, they are looked for behind the request. */
  openDeliveries(): Promise<string | null>;
}) {
  const { network, transfers, book } = deps;
  const system = { kind: 'member' as const, memberId: 'system', roles: [brandGrant('auditor')] };

  const somePlace = async (is: (place: { kind: string; ownerId: string }) => boolean) =>
    (await network.current()).locations.some((place) => place.status !== 'closed' && is(place));

  const found: Partial<Record<ModuleName, () => Promise<string | null>>> = {
    deliveries: deps.openDeliveries,
    async grabPool() {
      const { scopes, standard } = await book();
      const rules = [standard, ...scopes.map(({ chain }) => chain)].flatMap((chain) => chain.rules);
      return rules.some((rule) => rule.enabled && rule.action.type === 'grab') ? 'grab_rule' : null;
    },
    async transfers() {
      for (const state of ['requested', 'approved', 'shipped'] as const)
        if ((await transfers.listAll({ state, limit: 1 }, system)).items.length > 0) return 'open_transfers';
      return null;
    },
    dealers: async () => ((await somePlace(({ ownerId }) => ownerId !== hqOwner)) ? 'dealer_places' : null),
    warehouses: async () => ((await somePlace(({ kind }) => kind !== 'branch')) ? 'warehouse_places' : null),
  };
  return async (name: ModuleName): Promise<string | null> => (await found[name]?.()) ?? null;
}
