import type { Access } from '@jindian/shared/contract/endpoint';
import type { RoleName } from '@jindian/shared/contract/people/member';
import type { Principal } from './sessions.ts';

/** Does the member hold one of the roles at this location? HQ's role holds everywhere. */
export function holdsRole(
  principal: Principal,
  roles: readonly RoleName[],
  locationId: string | null,
): boolean {
  return principal.roles.some(
    (grant) =>
      roles.includes(grant.role) &&
      (grant.role === 'hq' || locationId === null || grant.locationId === locationId),
  );
}

/** The rule of the endpoint itself; whose thing it is, the service checks where it reads the thing. */
export function mayCall(
  access: Access,
  principal: Principal | null,
  locationId: string | null,
): 'yes' | 'unauthenticated' | 'forbidden' {
  if (access === 'public') return 'yes';
  if (!principal) return 'unauthenticated';
  if (access === 'member') return 'yes';
  return holdsRole(principal, access, locationId) ? 'yes' : 'forbidden';
}
