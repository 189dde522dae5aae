import { brandGrant, givingGrant, granted, isWholeGrant } from '@jindian/shared/access';
import type { RoleGrant, Scope } from '@jindian/shared/contract/people/member';
import {
  permissionNames,
  personalPermissions,
  roleNames,
  roles,
} from '@jindian/shared/contract/people/permissions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clerkHere,
  codeOf,
  here,
  type InvitationsBench,
  openInvitations,
} from './testing/invitations-bench.ts';

let bench: InvitationsBench;
let invitations: InvitationsBench['invitations'];
let command: InvitationsBench['command'];
let person: InvitationsBench['person'];
let manager: InvitationsBench['manager'];
let invite: InvitationsBench['invite'];
beforeAll(async () => {
  bench = await openInvitations();
  ({ invitations, command, person, manager, invite } = bench);
});
afterAll(() => bench.close());

describe('nobody gives more than they have', () => {
  const scopes: Scope[] = [
    { kind: 'brand' },
    { kind: 'region', province: '上海市', city: null },
    { kind: 'branches', locationIds: [here] },
    { kind: 'owner', ownerId: 'D0001' },
    { kind: 'branch', locationId: here },
    { kind: 'branch', locationId: 'B00002' },
    { kind: 'self' },
  ];
  const every = scopes.flatMap((scope) =>
    roleNames.map((role): RoleGrant => ({ role, scope })).filter(isWholeGrant),
  );
  const at = ({ scope }: RoleGrant) =>
    scope.kind === 'branch'
      ? {
          kind: 'place' as const,
          locationId: scope.locationId,
          province: '上海市',
          city: '上海市',
          ownerId: 'hq',
        }
      : ({ kind: 'anywhere' } as const);

  test('by any role, in any scope, any other', () => {
    let given = 0;
    for (const held of every)
      for (const wanted of every) {
        if (!givingGrant([held], wanted, at(wanted))) continue;
        given += 1;
        const more = permissionNames.filter(
          (permission) =>
            !personalPermissions.includes(permission) &&
            (roles[wanted.role].permissions as readonly string[]).includes(permission) &&
            !granted([held], permission, at(wanted)),
        );
        expect([held, wanted, more]).toEqual([held, wanted, []]);
      }
    expect(given).toBeGreaterThan(every.length);
  });

  test('who leads a place takes in clerks, guides and couriers of it, and nobody else anywhere', async () => {
    const { memberId } = await manager();
    const wanted = every.map(async (grant) => {
      const made = await invitations.make(
        memberId,
        { grant, name: 'n', phone: '13900008803', bySms: false },
        command(),
      );
      return made.ok ? [`${grant.role} ${grant.scope.kind === 'branch' ? grant.scope.locationId : '?'}`] : [];
    });
    expect((await Promise.all(wanted)).flat().sort()).toEqual([
      `clerk ${here}`,
      `courier ${here}`,
      `guide ${here}`,
    ]);
    const { memberId: clerk } = await person([clerkHere]);
    expect(
      codeOf(await invitations.make(clerk, { grant: clerkHere, name: 'n', bySms: false }, command())),
    ).toBe('forbidden');
    const { memberId: admin } = await person([brandGrant('administrator')]);
    // By the code alone nobody comes into headquarters.
    const open = { grant: brandGrant('finance'), name: 'n', bySms: false };
    expect(codeOf(await invitations.make(admin, open, command()))).toBe('invitation_needs_phone');
    expect((await invite(admin, brandGrant('finance'), '13900007777')).invitation.state).toBe('open');
  });
});
