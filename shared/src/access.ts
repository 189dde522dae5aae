import type { RoleGrant, Scope } from './contract/people/member.ts';
import {
  branchStaffRoles,
  type Permission,
  personalPermissions,
  type RoleName,
  roleHas,
  roles,
} from './contract/people/permissions.ts';

/** Where something is done. A place is told with its region and its owner, as the network has them. */
export type At =
  /** Somewhere: whoever holds the permission at all. For a person's own things, or where the service looks closer. */
  | { kind: 'anywhere' }
  /** All of the brand. */
  | { kind: 'brand' }
  | { kind: 'owner'; ownerId: string }
  | ({ kind: 'place'; locationId: string } & Partial<Surroundings>);

/** What scopes know of a place beside its id. */
export type Surroundings = { province: string; city: string; ownerId: string };

export const anywhere: At = { kind: 'anywhere' };
export const wholeBrand: At = { kind: 'brand' };

export function atPlace(location: Surroundings & { id: string }): At {
  const { id, province, city, ownerId } = location;
  return { kind: 'place', locationId: id, province, city, ownerId };
}

/**
 * Who acts: a member of the brand (shopper and staff alike), an app with an API key, or the system itself. `roles` are
 * the grants as they are now.
 */
export type Caller =
  | { kind: 'member'; memberId: string; roles: readonly RoleGrant[] }
  | { kind: 'app'; appId: string; roles: readonly RoleGrant[] }
  | { kind: 'system' };

function covers(scope: Scope, at: At): boolean {
  if (scope.kind === 'brand' || at.kind === 'anywhere') return true;
  if (at.kind === 'brand') return false;
  if (at.kind === 'owner') return scope.kind === 'owner' && scope.ownerId === at.ownerId;
  switch (scope.kind) {
    case 'branch':
      return scope.locationId === at.locationId;
    case 'branches':
      return scope.locationIds.includes(at.locationId);
    case 'region':
      return scope.province === at.province && (scope.city === null || scope.city === at.city);
    case 'owner':
      return scope.ownerId === at.ownerId;
    case 'self':
      return false;
  }
}

/** Do these grants give the permission there? Two grants do not add up: one of them gives both. */
export function granted(grants: readonly RoleGrant[], permission: Permission, at: At): boolean {
  return grants.some(({ role, scope }) => roleHas(role, permission) && covers(scope, at));
}

/** The one question about rights. The system may do everything; it acts on nobody's behalf. */
export function may(caller: Caller, permission: Permission, at: At): boolean {
  return caller.kind === 'system' || granted(caller.roles, permission, at);
}

/**
 * Where a caller holds a permission: all over the brand, or at the places that the grants cover. What lists places,
 * orders or people shows those within it, and a thing outside it does not exist for the caller.
 */
export type Reach = {
  /** All of the brand. */
  readonly whole: boolean;
  at(place: At): boolean;
};

export function reachOf(caller: Caller, permission: Permission): Reach {
  return { whole: may(caller, permission, wholeBrand), at: (place) => may(caller, permission, place) };
}

/** Of whoever acts for the whole brand. */
export const wholeReach: Reach = { whole: true, at: () => true };

/** A grant makes sense when its role may have a scope of that kind. */
export function isWholeGrant({ role, scope }: RoleGrant): boolean {
  const allowed: readonly string[] = roles[role].scopes;
  return allowed.includes(scope.kind);
}

/** The place that a grant is for, and nothing beside it; null for all others. */
export function placeOf({ scope }: RoleGrant): string | null {
  return scope.kind === 'branch' ? scope.locationId : null;
}

/**
 * Which of one's grants lets one give (or suspend, or take away) that one, where it holds: by the right to give any
 * role, or by the right to the people of a place. Null: none does. `at` is the place of a grant for one place.
 */
export function givingGrant(held: readonly RoleGrant[], wanted: RoleGrant, at: At): RoleGrant | null {
  const isOfPlace =
    wanted.scope.kind === 'branch' && (branchStaffRoles as readonly RoleName[]).includes(wanted.role);
  return (
    held.find((grant) => granted([grant], 'roles.grant', wholeBrand)) ??
    held.find(
      (grant) => isOfPlace && granted([grant], 'staff.manage', at) && givesNoMoreThanIt(grant, wanted, at),
    ) ??
    null
  );
}

/** What the given role may do there, who gives it may do, but for what makes sense for one person only. */
function givesNoMoreThanIt(held: RoleGrant, wanted: RoleGrant, at: At): boolean {
  return roles[wanted.role].permissions.every(
    (permission) => personalPermissions.includes(permission) || granted([held], permission, at),
  );
}

export function branchGrant(role: RoleGrant['role'], locationId: string): RoleGrant {
  return { role, scope: { kind: 'branch', locationId } };
}

export function brandGrant(role: RoleGrant['role']): RoleGrant {
  return { role, scope: { kind: 'brand' } };
}

/** Is somebody at work at some places, be it all of a region? HQ's own people are at HQ. */
export function worksAtPlaces(grants: readonly RoleGrant[], permission: Permission): boolean {
  return grants.some(
    ({ role, scope }) => roleHas(role, permission) && scope.kind !== 'brand' && scope.kind !== 'self',
  );
}

/** The single places that grants name: where a person may be at work without looking at the network. */
export function placesNamed(grants: readonly RoleGrant[], permission: Permission): string[] {
  const named = grants.flatMap(({ role, scope }) => {
    if (!roleHas(role, permission)) return [];
    if (scope.kind === 'branch') return [scope.locationId];
    return scope.kind === 'branches' ? scope.locationIds : [];
  });
  return [...new Set(named)];
}
