import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { Clock } from '../../platform/clock.ts';
import { createIdempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { JindianTable } from '../../platform/table.ts';
import { createAccounts } from './accounts.ts';
import { createAddresses } from './addresses.ts';
import { memberItems } from './items.ts';
import { principalCache } from './principal-cache.ts';
import { createProfiles } from './profiles.ts';
import { createRoles } from './roles.ts';
import { createSubscriptions } from './subscriptions.ts';

/** Who people are, what they may act as, where they want things delivered, and which messages they accepted. */
export function createMembers(deps: { table: JindianTable; clock: Clock; ids: Ids }) {
  const { table, clock, ids } = deps;
  const items = memberItems(table);
  const cache = principalCache(clock);
  const byMember = principalCache(clock);
  const profiles = createProfiles({ table, items });
  const { grantWrite, ...roles } = createRoles({
    table,
    clock,
    items,
    profiles,
    changed(memberId) {
      cache.forget(memberId);
      byMember.forget(memberId);
    },
  });
  /** Roles as they are now, a minute old at most: for what a role guards, whatever an older session says. */
  async function currentRoles(memberId: string): Promise<readonly RoleGrant[]> {
    const held = byMember.get(memberId);
    if (held) return held.roles;
    const principal: Principal = {
      kind: 'member',
      memberId,
      roles: (await profiles.read(memberId))?.roles ?? [],
    };
    byMember.put(memberId, principal);
    return principal.roles;
  }

  return {
    ...profiles,
    currentRoles,
    ...roles,
    ...createAccounts({ table, clock, ids, items, profiles, cache, grantWrite }),
    ...createAddresses({ table, items }),
    ...createSubscriptions({ table, items, idempotency: createIdempotency({ table, clock }) }),
  };
}
export type Members = ReturnType<typeof createMembers>;
