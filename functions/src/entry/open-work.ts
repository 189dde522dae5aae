import { brandGrant } from '@jindian/shared/access';
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import type { ModuleName } from '@jindian/shared/contract/modules';
import type { PolicyBook } from '@jindian/shared/contract/serving/sourcing-policy';
import { brandDay, dayMs } from '@jindian/shared/time';
import { hqOwner } from '../goods/ownership/rules.ts';
import type { Transfers } from '../goods/transfers/service.ts';
import type { Network } from '../places/network/service.ts';
import type { Clock } from '../platform/clock.ts';

/** Nothing that was ordered longer ago is on its way. */
const lookBackDays = 30;
const ordersAtOnce = 500;
const over = new Set<HqOrderSummary['state']>(['completed', 'cancelled', 'refunded']);

/** What of a module would be left with nobody to finish it, as a code of problems. */
export function createOpenWork(deps: {
  clock: Clock;
  network: Pick<Network, 'current'>;
  transfers: Pick<Transfers, 'listAll'>;
  /** The rules in force of who serves what. */
  book(): Promise<PolicyBook>;
  daySlice(
    day: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ items: HqOrderSummary[]; nextCursor: string | null }>;
}) {
  const { clock, network, transfers, book, daySlice } = deps;
  const system = { kind: 'member' as const, memberId: 'system', roles: [brandGrant('auditor')] };

  const somePlace = async (is: (place: { kind: string; ownerId: string }) => boolean) =>
    (await network.current()).locations.some((place) => place.status !== 'closed' && is(place));

  const found: Partial<Record<ModuleName, () => Promise<string | null>>> = {
    async deliveries() {
      for (let back = 0; back < lookBackDays; back += 1) {
        const day = brandDay(clock.nowMs() - back * dayMs);
        let cursor: string | undefined;
        do {
          const page = await daySlice(day, ordersAtOnce, cursor);
          if (page.items.some(({ method, state }) => method === 'delivery' && !over.has(state)))
            return 'open_deliveries';
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
      }
      return null;
    },
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
