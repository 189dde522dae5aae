import {
  type At,
  anywhere,
  atPlace,
  branchGrant,
  givingGrant,
  placeOf,
  type Surroundings,
} from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { RoleGrant, Scope } from '@jindian/shared/contract/people/member';
import { branchStaffRoles, type RoleName } from '@jindian/shared/contract/people/permissions';
import type { BranchStaff, HeldRoles, OpenWork } from '@jindian/shared/contract/people/staff';
import { auditDetails } from '../../platform/audit-context.ts';
import { runCommand } from '../../platform/command.ts';
import type { Mount } from '../../platform/http/mount.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import { scopeKey } from './items.ts';
import type { Members } from './service.ts';

const mostListed = 200;
const isOfPlace = ({ role }: RoleGrant) => (branchStaffRoles as readonly RoleName[]).includes(role);

export type BranchStaffDeps = {
  table: JindianTable;
  members: Pick<
    Members,
    | 'read'
    | 'staffOf'
    | 'grantWrites'
    | 'holdsCheck'
    | 'countCheck'
    | 'suspensionWrites'
    | 'dropWrites'
    | 'standings'
  >;
  place(locationId: string): Promise<(Surroundings & { id: string }) | null>;
  unknownIn(scope: Scope): Promise<string | null>;
  /** What is open in somebody's name there. */
  openWork(memberId: string, locationId: string): Promise<OpenWork>;
  /** Hands on what can be: called after the roles have ended, so that nothing new is taken on; again is fine. */
  handOn(memberId: string, locationId: string): Promise<void>;
};

/** Parcels that are out with them. */
export async function carriedBy(
  { openWork }: Pick<BranchStaffDeps, 'openWork'>,
  memberId: string,
  grants: readonly RoleGrant[],
): Promise<number> {
  const places = grants.flatMap((grant) => (grant.role === 'courier' ? (placeOf(grant) ?? []) : []));
  const works = await Promise.all(places.map((locationId) => openWork(memberId, locationId)));
  return works.flatMap(({ courierTasks }) => courierTasks).filter(({ becomes }) => becomes === 'to_finish')
    .length;
}

/**
 * The people of a place, for whoever leads it; and all people, for who may give any role. A suspended grant stays and gives
 * nothing: it is left out where a member is read, so that suspension costs no read, and holds wherever a standing is read
 * anew (`standings.ts`: within seconds, at headquarters at once).
 */
export function createBranchStaff(deps: BranchStaffDeps) {
  const { members } = deps;
  type Refused = Result<never, 'not_found' | 'forbidden'>;
  type Change = 'suspend' | 'resume' | 'remove';

  async function atOf(grant: RoleGrant): Promise<At> {
    const locationId = placeOf(grant);
    const place = locationId === null ? null : await deps.place(locationId);
    if (place) return atPlace(place);
    return locationId === null ? anywhere : { kind: 'place', locationId };
  }

  /** The grants of somebody that are meant: those of a place that its leader answers for, or all. */
  function meant(grants: readonly RoleGrant[], locationId: string | null): RoleGrant[] {
    return locationId === null
      ? [...grants]
      : grants.filter((grant) => placeOf(grant) === locationId && isOfPlace(grant));
  }

  /** Whoever acts must still hold what lets them give each of these, when it is written. */
  async function rightsTo(byMemberId: string, grants: readonly RoleGrant[]): Promise<Write[] | null> {
    const by = await members.read(byMemberId, { consistent: true });
    const rights = new Map<string, RoleGrant>();
    for (const grant of grants) {
      const right = givingGrant(by?.roles ?? [], grant, await atOf(grant));
      if (!right) return null;
      rights.set(`${right.role} ${scopeKey(right.scope)}`, right);
    }
    return [...rights.values()].map((right) => members.holdsCheck('right', byMemberId, right));
  }

  async function heldBy(memberId: string): Promise<HeldRoles> {
    const known = await members.read(memberId, { consistent: true });
    return { roles: known?.roles ?? [], suspended: known?.suspended ?? [] };
  }

  async function change(
    what: Change,
    memberId: string,
    locationId: string | null,
    byMemberId: string,
  ): Promise<Result<HeldRoles, 'not_found' | 'forbidden' | 'staff_has_goods' | 'busy'>> {
    // Nobody shuts themselves out: somebody else has to, so that one is always left.
    if (memberId === byMemberId) return fail('forbidden');
    const by = locationId === null ? 'hq' : 'place';
    let places: string[] = [];
    const done = await runCommand<null, 'not_found' | 'forbidden' | 'staff_has_goods'>(deps, {
      command: null,
      async attempt() {
        const known = await members.read(memberId, { consistent: true });
        if (!known) return fail('not_found');
        const active = meant(known.roles, locationId);
        const asleep = meant(known.suspended, locationId);
        if (active.length + asleep.length === 0) {
          const isThere = [...known.roles, ...known.suspended].some(
            (grant) => locationId === null || placeOf(grant) === locationId,
          );
          // Of a place, but not its leader's to decide about; taken away already is fine.
          if (isThere) return fail('forbidden') as Refused;
          return what === 'remove' && locationId === null ? ok(null) : fail('not_found');
        }
        // Headquarters may have taken something up against them that the place knows nothing of.
        if (by === 'place' && what !== 'suspend' && known.suspendedByHq.length > 0) return fail('forbidden');
        const touched = {
          suspend:
            by === 'hq'
              ? [...active, ...asleep.filter((grant) => !known.suspendedByHq.includes(grant))]
              : active,
          resume: asleep,
          remove: [...active, ...asleep],
        }[what];
        places = [...active, ...asleep].flatMap((grant) => placeOf(grant) ?? []);
        if (touched.length === 0) return ok(null);
        const rights = await rightsTo(byMemberId, touched);
        if (!rights) return fail('forbidden');
        if (what === 'remove') {
          const goods = await carriedBy(deps, memberId, touched);
          if (goods > 0) return fail('staff_has_goods', { count: goods });
        }
        auditDetails({ before: { roles: known.roles, suspended: known.suspended } });
        return {
          writes: [
            ...rights,
            // Nothing is accepted past it either.
            ...(what === 'suspend' && by === 'hq'
              ? [members.countCheck(memberId, known.roles.length + known.suspended.length)]
              : []),
            ...(what === 'remove'
              ? members.dropWrites(memberId, touched, { by })
              : touched.flatMap((grant) =>
                  members.suspensionWrites(memberId, grant, {
                    becomes: what === 'suspend' ? 'suspended' : 'active',
                    wasSuspended: asleep.includes(grant),
                    by,
                  }),
                )),
          ],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    members.standings.forget(memberId);
    if (!done.ok) return done;
    // Parcels that were not fetched time out by themselves where this is cut short.
    if (what !== 'resume') for (const place of new Set(places)) await deps.handOn(memberId, place);
    return ok(await heldBy(memberId));
  }

  async function list(locationId: string): Promise<BranchStaff> {
    const { items } = await members.staffOf(locationId, { limit: mostListed });
    return { items: items.map((one) => ({ ...one, mayManage: isOfPlace(one.grant) })) };
  }

  async function workOf(memberId: string, locationId: string): Promise<Result<OpenWork, 'not_found'>> {
    const known = await members.read(memberId);
    const isThere = [...(known?.roles ?? []), ...(known?.suspended ?? [])].some(
      (grant) => placeOf(grant) === locationId,
    );
    return isThere ? ok(await deps.openWork(memberId, locationId)) : fail('not_found');
  }

  async function move(
    memberId: string,
    { role, fromLocationId, toLocationId }: { role: RoleName; fromLocationId: string; toLocationId: string },
    byMemberId: string,
  ): Promise<Result<HeldRoles, 'not_found' | 'forbidden' | 'scope_unknown' | 'staff_has_goods' | 'busy'>> {
    const [from, to] = [branchGrant(role, fromLocationId), branchGrant(role, toLocationId)];
    const unknown = await deps.unknownIn(to.scope);
    if (unknown !== null) return fail('scope_unknown', { name: unknown });
    const isIt = (wanted: RoleGrant) => (grant: RoleGrant) =>
      grant.role === wanted.role && scopeKey(grant.scope) === scopeKey(wanted.scope);
    const done = await runCommand<null, 'not_found' | 'forbidden' | 'staff_has_goods'>(deps, {
      command: null,
      async attempt() {
        const known = await members.read(memberId, { consistent: true });
        if (!known) return fail('not_found');
        const isThere = [...known.roles, ...known.suspended].some(isIt(to));
        if (!known.roles.some(isIt(from))) return isThere ? ok(null) : fail('not_found');
        const rights = await rightsTo(byMemberId, [from, to]);
        if (!rights) return fail('forbidden');
        const goods = await carriedBy(deps, memberId, [from]);
        if (goods > 0) return fail('staff_has_goods', { count: goods });
        auditDetails({ before: { roles: known.roles } });
        return {
          writes: [
            ...rights,
            ...members.dropWrites(memberId, [from], { by: 'hq', added: isThere ? 0 : 1 }),
            ...(isThere ? [] : members.grantWrites(memberId, to)),
          ],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    members.standings.forget(memberId);
    if (!done.ok) return done;
    await deps.handOn(memberId, fromLocationId);
    return ok(await heldBy(memberId));
  }

  return { list, workOf, change, move };
}
export type BranchStaffDesk = ReturnType<typeof createBranchStaff>;

export function mountBranchStaff(mount: Mount, desk: BranchStaffDesk): void {
  mount(endpoints.listBranchStaff, async ({ params }) => ok(await desk.list(params.locationId)));
  mount(endpoints.getStaffWork, ({ params }) => desk.workOf(params.memberId, params.locationId));
  mount(endpoints.suspendStaff, ({ params, memberId }) =>
    desk.change('suspend', params.memberId, params.locationId, memberId),
  );
  mount(endpoints.resumeStaff, ({ params, memberId }) =>
    desk.change('resume', params.memberId, params.locationId, memberId),
  );
  mount(endpoints.removeStaff, ({ params, memberId }) =>
    desk.change('remove', params.memberId, params.locationId, memberId),
  );
  mount(endpoints.hqSuspendMember, ({ params, memberId }) =>
    desk.change('suspend', params.memberId, null, memberId),
  );
  mount(endpoints.hqResumeMember, ({ params, memberId }) =>
    desk.change('resume', params.memberId, null, memberId),
  );
  mount(endpoints.hqRemoveMember, ({ params, memberId }) =>
    desk.change('remove', params.memberId, null, memberId),
  );
  mount(endpoints.hqMoveStaff, ({ params, body, memberId }) => desk.move(params.memberId, body, memberId));
}
