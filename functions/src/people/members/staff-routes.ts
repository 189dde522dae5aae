import { isWholeGrant, type Reach, wholeBrand } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { RoleGrant, StaffMember } from '@jindian/shared/contract/people/member';
import { placeAt, type SurroundingsOf } from '../../platform/access.ts';
import type { Mount } from '../../platform/http/mount.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Members } from './service.ts';
import type { Sessions } from './sessions.ts';

export type StaffDeps = {
  members: Pick<Members, 'grantRole' | 'revokeRole' | 'rolesOf' | 'staffOf' | 'profile'>;
  sessions: Pick<Sessions, 'endAll'>;
  location: SurroundingsOf;
};

/** Who may act as what is HQ's to say. Each change is on record, with how it was before. */
export function createStaffDesk({ members, sessions, location }: StaffDeps) {
  type Roles = Result<{ roles: RoleGrant[] }>;

  async function grant(memberId: string, wanted: RoleGrant): Promise<Roles> {
    if (!isWholeGrant(wanted)) return fail('invalid_request', { detail: 'scope' });
    const done = await members.grantRole(memberId, wanted);
    return done.ok ? ok({ roles: await members.rolesOf(memberId) }) : done;
  }

  /** Nobody takes away their own right to give rights: somebody else has to, so that one is always left. */
  async function revoke(memberId: string, wanted: RoleGrant, byMemberId: string): Promise<Roles> {
    if (memberId === byMemberId && wanted.role === 'administrator') return fail('forbidden');
    if (!(await members.profile(memberId))) return fail('not_found');
    const done = await members.revokeRole(memberId, wanted, byMemberId);
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
  ): Promise<Result<{ items: StaffMember[] }, 'forbidden'>> {
    const at = locationId === null ? wholeBrand : await placeAt(locationId, location);
    return reach.whole || reach.at(at) ? ok({ items: await members.staffOf(locationId) }) : fail('forbidden');
  }

  return { grant, revoke, endSessions, listed };
}
export type StaffDesk = ReturnType<typeof createStaffDesk>;

export function mountStaffRoutes(mount: Mount, desk: StaffDesk): void {
  mount(endpoints.hqListStaff, ({ query, reach }) => desk.listed(query.locationId ?? null, reach));
  mount(endpoints.hqGrantRole, ({ params, body }) => desk.grant(params.memberId, body));
  mount(endpoints.hqRevokeRole, ({ params, body, memberId }) => desk.revoke(params.memberId, body, memberId));
  mount(endpoints.hqEndSessions, ({ params }) => desk.endSessions(params.memberId));
}
