import { brandGrant, isWholeGrant } from '@jindian/shared/access';
import type { Page } from '@jindian/shared/contract/common';
import type { RoleGrant, StaffMember } from '@jindian/shared/contract/people/member';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { ConditionCheck } from 'dynamodb-toolbox/entity/actions/transactCheck';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add, $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import { readBatch } from '../../platform/batch-read.ts';
import { canonical } from '../../platform/canonical.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import { filledPage } from '../../platform/filled-page.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import {
  allStaff,
  isSomebody,
  type MemberItems,
  memberPartition,
  nameKeys,
  scopeKey,
  staffPartition,
} from './items.ts';
import type { Profiles } from './profiles.ts';
import { maxRoles } from './rules.ts';

const staffOnAPage = 50;

/** Of each grant another, so that a page may end behind any of them. */
function staffKey(memberId: string, { role, scope }: RoleGrant): string {
  return `${role}#${memberId}#${scopeKey(scope)}`;
}

/** What becomes of a grant; other modules may write something of their own beside it. */
export type GrantBecomes = 'active' | 'suspended' | 'gone';
export type Beside = (memberId: string, grant: RoleGrant, becomes: GrantBecomes) => Write[];

/** Who suspends somebody: headquarters, or the leader of a place. */
export type SuspendedBy = 'hq' | 'place';

/** Members who share are no staff, and there are more of them than a list of staff holds. */
const isListed = ({ role }: RoleGrant) => role !== 'promoter';

function listKeys(memberId: string, grant: RoleGrant) {
  const listed = staffKey(memberId, grant);
  return {
    gsi1pk: staffPartition(grant.scope.kind === 'branch' ? grant.scope.locationId : null),
    gsi1sk: listed,
    gsi2pk: allStaff,
    gsi2sk: listed,
  };
}

/** A grant as its keys name it: `holds` is `scopeKey` of its scope. */
export type GrantKey = { memberId: string; role: RoleGrant['role']; holds: string };

function grantKeyOf({ pk, sk }: Record<string, unknown>): GrantKey {
  const [, role = '', ...holds] = String(sk).split('#');
  return {
    memberId: String(pk).slice(memberPartition('').length),
    role: role as RoleGrant['role'],
    holds: holds.join('#'),
  };
}

const isThere = [
  ...isSomebody.and,
  /** Whatever they have lies under the one whom they were found to be. */
  { attr: 'joinedInto' as const, exists: false as const },
];

export function createRoles(deps: {
  table: JindianTable;
  clock: Clock;
  items: MemberItems;
  profiles: Profiles;
  /** Written with each change of a grant. */
  beside: Beside;
  /** Called when a member's roles have changed. */
  changed(memberId: string): void;
}) {
  const { table, clock, items, profiles } = deps;

  function keyOf(memberId: string, grant: RoleGrant) {
    return { memberId, role: grant.role, holds: scopeKey(grant.scope) };
  }

  /** The writes of one grant, absent until now unless `held` says what it replaces; the caller counts it on the profile in the same transaction. */
  function grantWrites(memberId: string, grant: RoleGrant, held: RoleGrant | null = null): Write[] {
    if (!isWholeGrant(grant))
      throw new RangeError(`${grant.role} at ${scopeKey(grant.scope)} is not a grant`);
    const put = items.role
      .build(PutTransaction)
      .item({
        ...keyOf(memberId, grant),
        scope: grant.scope,
        grantedAtMs: clock.nowMs(),
        ...(isListed(grant) ? listKeys(memberId, grant) : {}),
      })
      .options({ condition: { attr: 'role', exists: held !== null } });
    return [write('role', put), ...deps.beside(memberId, grant, 'active')];
  }

  /**
   * A grant that is not held yet, counted on the profile: `role` and `profile` where they are refused. `name`: what
   * colleagues call who had none so far.
   */
  function newGrantWrites(memberId: string, grant: RoleGrant, name: string | null = null): Write[] {
    const called = name === null ? {} : { displayName: name, ...nameKeys({ memberId, name }) };
    return [
      ...grantWrites(memberId, grant),
      write(
        'profile',
        items.profile
          .build(UpdateTransaction)
          .item({ memberId, roles: $add(1), ...called })
          .options({ condition: { and: [...isThere, { attr: 'roles', lt: maxRoles }] } }),
      ),
    ];
  }

  /** The member is there when this is written: neither forgotten nor found to be another. Not beside a new grant, which asks it. */
  function somebodyCheck(label: string, memberId: string): Write {
    return write(label, items.profile.build(ConditionCheck).key({ memberId }).condition({ and: isThere }));
  }

  /** No role was given or taken away meanwhile. */
  function countCheck(memberId: string, count: number): Write {
    return write(
      'count',
      items.profile.build(ConditionCheck).key({ memberId }).condition({ attr: 'roles', eq: count }),
    );
  }

  /** The grant is held as it is when this is written, and not suspended: a list of places may be another by then. */
  function holdsCheck(label: string, memberId: string, grant: RoleGrant): Write {
    return write(
      label,
      items.role
        .build(ConditionCheck)
        .key(keyOf(memberId, grant))
        .condition({
          and: [
            { attr: 'role', exists: true },
            { attr: 'suspendedAtMs', exists: false },
            ...(grant.scope.kind === 'branches' ? [{ attr: 'scope' as const, eq: grant.scope }] : []),
          ],
        }),
    );
  }

  /** Granting what is granted already is fine; another list of branches replaces the one before. `roles_full`: the member holds 50 roles. */
  async function grantRole(
    memberId: string,
    grant: RoleGrant,
  ): Promise<Result<null, 'not_found' | 'roles_full' | 'busy'>> {
    const result = await runCommand<null, 'not_found' | 'roles_full'>(deps, {
      command: null,
      async attempt() {
        const known = await profiles.read(memberId, { consistent: true });
        if (!known) return fail('not_found');
        auditDetails({ before: known.roles });
        const isIt = ({ role, scope }: RoleGrant) =>
          role === grant.role && scopeKey(scope) === scopeKey(grant.scope);
        const active = known.roles.find(isIt);
        if (active && canonical(active) === canonical(grant)) return ok(null);
        // One that was suspended is taken up again by being given again.
        const held = active ?? known.suspended.find(isIt) ?? null;
        if (held)
          return { writes: grantWrites(memberId, grant, held), value: null, refused: { role: 'again' } };
        return {
          writes: newGrantWrites(memberId, grant),
          value: null,
          refused: { role: 'again', profile: fail('roles_full', { max: maxRoles }) },
        };
      },
    });
    deps.changed(memberId);
    return result;
  }

  /**
   * Taking away what is not held is fine. Other processes follow within seconds. An administrator is taken away by one
   * who still is one when it is written: of two who do it to each other one stays.
   */
  async function revokeRole(
    memberId: string,
    grant: RoleGrant,
    byMemberId?: string,
  ): Promise<Result<null, 'busy' | 'forbidden'>> {
    const needsAnother = grant.role === 'administrator' && byMemberId !== undefined;
    const result = await runCommand<null, 'forbidden'>(deps, {
      command: null,
      async attempt() {
        auditDetails({ before: (await profiles.read(memberId, { consistent: true }))?.roles });
        return {
          writes: [
            write(
              'role',
              items.role
                .build(DeleteTransaction)
                .key(keyOf(memberId, grant))
                .options({ condition: { attr: 'role', exists: true } }),
            ),
            write('profile', items.profile.build(UpdateTransaction).item({ memberId, roles: $add(-1) })),
            ...deps.beside(memberId, grant, 'gone'),
            ...(needsAnother ? [holdsCheck('revoker', byMemberId, brandGrant('administrator'))] : []),
          ],
          value: null,
          refused: { role: ok(null), revoker: fail('forbidden') },
        };
      },
    });
    deps.changed(memberId);
    return result;
  }

  /** Of a suspension that does not say whose it is, headquarters answers: it may have been theirs. */
  const notByHq = (by: SuspendedBy) =>
    by === 'place'
      ? [
          {
            or: [
              { attr: 'suspendedAtMs' as const, exists: false as const },
              { attr: 'suspendedByHq' as const, eq: false as const },
            ],
          },
        ]
      : [];

  /**
   * Held, and suspended or not as was read, when this is written. What headquarters suspended no place touches; what a
   * place suspended headquarters may suspend as well.
   */
  function suspensionWrites(
    memberId: string,
    grant: RoleGrant,
    {
      becomes,
      wasSuspended,
      by,
    }: { becomes: 'suspended' | 'active'; wasSuspended: boolean; by: SuspendedBy },
  ): Write[] {
    const isSuspending = becomes === 'suspended';
    const change = write(
      'role',
      items.role
        .build(UpdateTransaction)
        .item({
          ...keyOf(memberId, grant),
          suspendedAtMs: isSuspending ? clock.nowMs() : $remove(),
          suspendedByHq: isSuspending ? by === 'hq' : $remove(),
        })
        .options({
          condition: {
            and: [
              { attr: 'role', exists: true },
              { attr: 'suspendedAtMs', exists: wasSuspended },
              ...notByHq(by),
            ],
          },
        }),
    );
    return [change, ...deps.beside(memberId, grant, becomes)];
  }

  /** Takes grants away that are held, suspended or not, and counts them off. */
  function dropWrites(
    memberId: string,
    grants: readonly RoleGrant[],
    { by, added = 0 }: { by: SuspendedBy; added?: number },
  ): Write[] {
    return [
      ...grants.map((grant) =>
        write(
          'role',
          items.role
            .build(DeleteTransaction)
            .key(keyOf(memberId, grant))
            .options({ condition: { and: [{ attr: 'role', exists: true }, ...notByHq(by)] } }),
        ),
      ),
      ...grants.flatMap((grant) => deps.beside(memberId, grant, 'gone')),
      ...(grants.length === added
        ? []
        : [
            write(
              'profile',
              items.profile.build(UpdateTransaction).item({ memberId, roles: $add(added - grants.length) }),
            ),
          ]),
    ];
  }

  async function rolesOf(memberId: string): Promise<RoleGrant[]> {
    return (await profiles.read(memberId, { consistent: true }))?.roles ?? [];
  }

  /** Who works at a location (`null`: HQ, supervisors, owners and partners), by role and then by id. */
  function staffOf(
    locationId: string | null,
    page: { limit?: number; cursor?: string | undefined } = {},
  ): Promise<Page<StaffMember>> {
    const { limit = staffOnAPage, cursor } = page;
    return filledPage<Record<string, unknown>, StaffMember>({
      limit,
      cursor,
      async read(count, after) {
        const { Items } = await table
          .build(QueryCommand)
          .query({
            index: indexNames.byOwner,
            partition: staffPartition(locationId),
            ...(after === undefined ? {} : { range: { gt: after } }),
          })
          .options({ limit: count })
          .send();
        return Items ?? [];
      },
      cursorOf: ({ gsi1sk }) => String(gsi1sk),
      look: staffBehind,
    });
  }

  /** Null where the grant is gone since it was listed. */
  async function staffBehind(found: readonly Record<string, unknown>[]): Promise<(StaffMember | null)[]> {
    const keys = found.map(grantKeyOf);
    const [held, known] = await Promise.all([
      readBatch(
        table,
        keys.map((key) => items.role.build(BatchGetRequest).key(key)),
      ),
      profiles.profilesOf(keys.map(({ memberId }) => memberId)),
    ]);
    return held.map((stored) => {
      const profile = stored && known.get(stored.memberId);
      if (!stored || !profile) return null;
      const { memberId, role, scope, suspendedAtMs } = stored;
      const suspended = suspendedAtMs !== undefined;
      const byHq = suspended && stored.suspendedByHq !== false;
      const staff = { memberId, name: profile.displayName, grant: { role, scope }, suspended };
      return byHq ? { ...staff, byHq } : staff;
    });
  }

  /** Every grant there is, by its key alone: some hundred bytes each. */
  async function everyGrant(): Promise<GrantKey[]> {
    const found: GrantKey[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await table
        .build(QueryCommand)
        .query({ index: indexNames.byQueue, partition: allStaff })
        .options(start ? { exclusiveStartKey: start } : {})
        .send();
      found.push(...(page.Items ?? []).map(grantKeyOf));
      start = page.LastEvaluatedKey;
    } while (start);
    return found;
  }

  /** Of a page that is shown: null where the grant is gone since it was listed. */
  async function grantsBehind(keys: readonly GrantKey[]): Promise<(StaffMember | null)[]> {
    return staffBehind(
      keys.map(({ memberId, role, holds }) => ({
        pk: memberPartition(memberId),
        sk: `ROLE#${role}#${holds}`,
      })),
    );
  }

  return {
    everyGrant,
    grantsBehind,
    grantWrites,
    newGrantWrites,
    somebodyCheck,
    holdsCheck,
    countCheck,
    suspensionWrites,
    dropWrites,
    grantRole,
    revokeRole,
    rolesOf,
    staffOf,
  };
}
