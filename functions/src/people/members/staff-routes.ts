import {
  type Caller,
  isWholeGrant,
  may,
  placeOf,
  type Reach,
  type Surroundings,
  wholeBrand,
} from '@jindian/shared/access';
import type { Page } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { FoundMember, RoleGrant, Scope, StaffMember } from '@jindian/shared/contract/people/member';
import type { MessageKind } from '@jindian/shared/contract/people/message-kinds';
import { type Permission, roleHas, roles } from '@jindian/shared/contract/people/permissions';
import type { KeptVerification } from '@jindian/shared/contract/people/verification';
import { maskPhone } from '@jindian/shared/mask';
import { placeAt, type SurroundingsOf } from '../../platform/access.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import { recordReading } from '../../platform/command.ts';
import type { Mount } from '../../platform/http/mount.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type BranchStaffDeps, carriedBy } from './branch-staff.ts';
import { phoneIn } from './rules.ts';
import type { Members } from './service.ts';
import type { Sessions } from './sessions.ts';

export type StaffDeps = Pick<BranchStaffDeps, 'openWork' | 'handOn'> & {
  table: JindianTable;
  members: Pick<
    Members,
    | 'acceptedBy'
    | 'find'
    | 'findStaff'
    | 'read'
    | 'grantRole'
    | 'revokeRole'
    | 'rolesOf'
    | 'staffOf'
    | 'profile'
    | 'verifications'
  >;
  sessions: Pick<Sessions, 'endAll'>;
  location: SurroundingsOf;
  /** Every place of the network. */
  places(): Promise<readonly (Pick<Surroundings, 'province' | 'city' | 'ownerId'> & { id: string })[]>;
  /** Whether headquarters wrote down a dealer of that id, who may have no place yet. */
  isOwner(ownerId: string): Promise<boolean>;
};

/** Who may act as what is HQ's to say. Each change is on record, with how it was before. */
export function createStaffDesk(deps: StaffDeps) {
  const { table, members, sessions, location, places } = deps;
  type Roles = Result<{ roles: RoleGrant[] }>;

  /** What of a scope nobody knows: a grant for it would cover nothing, and nobody would notice. */
  async function unknownIn(scope: Scope): Promise<string | null> {
    if (scope.kind === 'region') {
      const { province, city } = scope;
      const isThere = (await places()).some(
        (place) => place.province === province && (city === null || place.city === city),
      );
      return isThere ? null : [province, city].filter(Boolean).join(' ');
    }
    if (scope.kind === 'owner') {
      const { ownerId } = scope;
      const isThere =
        (await places()).some((place) => place.ownerId === ownerId) || (await deps.isOwner(ownerId));
      return isThere ? null : ownerId;
    }
    const named =
      scope.kind === 'branch' ? [scope.locationId] : scope.kind === 'branches' ? scope.locationIds : [];
    if (named.length === 0) return null;
    const known = new Set((await places()).map(({ id }) => id));
    return named.find((id) => !known.has(id)) ?? null;
  }

  /** Looking for somebody is on record, with whom it showed; a number that was looked for only as far as it is shown. */
  async function find(
    text: string,
    caller: Caller,
  ): Promise<Result<{ items: FoundMember[]; more: boolean }>> {
    const showTails = may(caller, 'orders.personal_data.read', wholeBrand);
    const found = await members.find(text, { showTails });
    const phone = phoneIn(text);
    auditDetails({
      targets: found.items.map(({ memberId }) => ({ kind: 'member', id: memberId })),
      after: { text: phone === null ? text : maskPhone(phone) },
    });
    const recorded = await recordReading({ table });
    return recorded.ok ? ok(found) : recorded;
  }

  /** Colleagues by a part of their name, for picking one: no number finds anybody here. */
  async function colleagues(text: string): Promise<{ memberId: string; name: string }[]> {
    if (phoneIn(text) !== null || /^\d+$/.test(text)) return [];
    return members.findStaff(text);
  }

  /** Whom a role is to be given to, without the number. */
  async function person(
    memberId: string,
  ): Promise<
    (Omit<FoundMember, 'phoneMasked'> & { suspended: RoleGrant[]; verified: KeptVerification[] }) | null
  > {
    const known = await members.read(memberId, { consistent: true });
    if (!known) return null;
    const { profile, roles: held, suspended } = known;
    const verified = await members.verifications.of(memberId);
    return { memberId, name: profile.displayName, roles: held, suspended, verified };
  }

  async function grant(memberId: string, wanted: RoleGrant): Promise<Roles> {
    if (!isWholeGrant(wanted)) {
      const { role } = wanted;
      return fail('scope_unfit', { role, scopes: roles[role].scopes.join(', ') });
    }
    const unknown = await unknownIn(wanted.scope);
    if (unknown !== null) return fail('scope_unknown', { name: unknown });
    if (await members.verifications.missing(memberId, wanted.role)) return fail('verification_needed');
    const done = await members.grantRole(memberId, wanted);
    return done.ok ? ok({ roles: await members.rolesOf(memberId) }) : done;
  }

  /** Nobody takes away their own right to give rights: somebody else has to, so that one is always left. */
  async function revoke(memberId: string, wanted: RoleGrant, byMemberId: string): Promise<Roles> {
    if (memberId === byMemberId && wanted.role === 'administrator') return fail('forbidden');
    if (!(await members.profile(memberId))) return fail('not_found');
    // As when somebody is let go: what they carry comes first, and what they have not fetched is handed on.
    const goods = await carriedBy(deps, memberId, [wanted]);
    if (goods > 0) return fail('staff_has_goods', { count: goods });
    const done = await members.revokeRole(memberId, wanted, byMemberId);
    const place = placeOf(wanted);
    if (done.ok && place !== null && wanted.role === 'courier') await deps.handOn(memberId, place);
    return done.ok ? ok({ roles: await members.rolesOf(memberId) }) : done;
  }

  /** Who did it, why, and that it is done are written together. */
  async function endSessions(memberId: string): Promise<Result<{ ended: number }>> {
    if (!(await members.profile(memberId))) return fail('not_found');
    const ended = await sessions.endAll(memberId);
    return ended.ok ? ok({ ended: ended.value }) : ended;
  }

  /** Who works at a place within reach; those of no single place are the whole brand's to see. */
  async function listed(
    locationId: string | null,
    reach: Reach,
    page: { limit?: number; cursor?: string | undefined } = {},
  ): Promise<Result<Page<StaffMember>, 'forbidden'>> {
    const at = locationId === null ? wholeBrand : await placeAt(locationId, location);
    return reach.whole || reach.at(at) ? ok(await members.staffOf(locationId, page)) : fail('forbidden');
  }

  /** Who holds a permission by a grant for this place, and has an accept of this message left. */
  async function readersAt(locationId: string, permission: Permission, kind: MessageKind): Promise<string[]> {
    const memberIds = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await members.staffOf(locationId, { cursor });
      for (const { memberId, grant: held, suspended } of page.items)
        if (!suspended && roleHas(held.role, permission)) memberIds.add(memberId);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return members.acceptedBy([...memberIds], kind);
  }

  /** Whether anybody who is not suspended holds a permission by a grant for this place. */
  async function isStaffed(locationId: string, permission: Permission): Promise<boolean> {
    let cursor: string | undefined;
    do {
      const page = await members.staffOf(locationId, { cursor });
      if (page.items.some(({ grant: held, suspended }) => !suspended && roleHas(held.role, permission)))
        return true;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return false;
  }

  return {
    isStaffed,
    readersAt,
    unknownIn,
    find,
    colleagues,
    person,
    verify: members.verifications.verify,
    grant,
    revoke,
    endSessions,
    listed,
  };
}
export type StaffDesk = ReturnType<typeof createStaffDesk>;

export function mountStaffRoutes(mount: Mount, desk: StaffDesk): void {
  mount(endpoints.hqListStaff, ({ query, reach }) => desk.listed(query.locationId ?? null, reach, query));
  mount(endpoints.hqFindMembers, ({ body, principal }) => desk.find(body.text, principal as Principal));
  mount(endpoints.hqGrantRole, ({ params, body }) => desk.grant(params.memberId, body));
  mount(endpoints.hqVerifyMember, ({ params, body, memberId }) =>
    desk.verify(params.memberId, body, memberId),
  );
  mount(endpoints.hqRevokeRole, ({ params, body, memberId }) => desk.revoke(params.memberId, body, memberId));
  mount(endpoints.hqEndSessions, ({ params }) => desk.endSessions(params.memberId));
}
