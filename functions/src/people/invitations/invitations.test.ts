import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import { dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clerkHere,
  codeOf,
  here,
  type InvitationsBench,
  openInvitations,
} from './testing/invitations-bench.ts';

let bench: InvitationsBench;
let opened: InvitationsBench['opened'];
let simulator: InvitationsBench['simulator'];
let members: InvitationsBench['members'];
let desk: InvitationsBench['desk'];
let invitations: InvitationsBench['invitations'];
let off: InvitationsBench['off'];
let during: InvitationsBench['during'];
let command: InvitationsBench['command'];
let person: InvitationsBench['person'];
let manager: InvitationsBench['manager'];
let invite: InvitationsBench['invite'];
beforeAll(async () => {
  bench = await openInvitations();
  ({ opened, simulator, members, desk, invitations, off, during, command, person, manager, invite } = bench);
});
afterAll(() => bench.close());

describe('an invitation', () => {
  test('is made, read, and accepted once: the role is there with the name, and the number is forgotten', async () => {
    const { memberId: boss } = await manager();
    const { memberId, phone } = await person();
    const { code, link, invitation } = await invite(boss, clerkHere, phone);
    expect(link).toBe(`https://shop.example/q/invitation?c=${code}`);
    expect(await invitations.show(code)).toMatchObject({
      value: {
        brandName: { zh: '阿木鞋', en: 'Amu' },
        name: '小周',
        state: 'open',
        places: [{ en: here }],
        entersHq: false,
      },
    });
    const accepted = await invitations.accept(code, memberId);
    expect(accepted).toMatchObject({ ok: true, value: { roles: [clerkHere] } });
    expect((await members.read(memberId))?.profile.displayName).toBe('小周');
    // A tap whose answer was lost; and somebody else with the same code.
    expect(codeOf(await invitations.accept(code, memberId))).toBe('ok');
    expect(codeOf(await invitations.accept(code, (await person()).memberId))).toBe('invitation_used');
    const { items } = await invitations.list(here, { state: 'accepted', limit: 20 });
    expect(items[0]).toMatchObject({
      id: invitation.id,
      acceptedByName: '小周',
      phoneMasked: `138****${phone.slice(-4)}`,
    });
    const all = JSON.stringify(await opened.engine.call('Scan', { TableName: opened.name }));
    expect(all).not.toContain(code);
    expect(
      JSON.stringify(
        await opened.engine.call('GetItem', {
          TableName: opened.name,
          Key: { pk: { S: `INVITATION#${invitation.id}` }, sk: { S: 'INVITATION' } },
        }),
      ),
    ).not.toContain(phone);
  });

  test('of a number opens to that number alone, and to nobody whose number was not proved', async () => {
    const { memberId: boss } = await manager();
    const { memberId, phone } = await person();
    const { code } = await invite(boss, clerkHere, phone);
    expect(codeOf(await invitations.accept(code, (await person()).memberId))).toBe('invitation_other_number');
    const nameless = await members.enrol({ openid: 'o-nameless', nickname: 'n' });
    expect(codeOf(await invitations.accept(code, nameless))).toBe('phone_needed');
    opened.clock.advance(91 * dayMs);
    const late = await invite(boss, clerkHere, phone);
    expect(codeOf(await invitations.accept(late.code, memberId))).toBe('phone_needed');
  });

  test('expires, is sent anew with another code, and is taken back', async () => {
    const { memberId: boss } = await manager();
    const { memberId, phone } = await person();
    const first = await invite(boss, clerkHere, phone, true);
    expect(first.sms).toBe('sent');
    expect(simulator.control.sent().at(-1)).toMatchObject({
      phone: `+86${phone}`,
      parameters: [first.code, '7'],
    });
    opened.clock.advance(7 * dayMs);
    expect(codeOf(await invitations.accept(first.code, memberId))).toBe('invitation_expired');
    const again = command();
    const sent = await invitations.resend(boss, first.invitation.id, here, again);
    const repeated = await invitations.resend(boss, first.invitation.id, here, again);
    expect(repeated).toEqual(sent);
    const second = sent.ok ? sent.value : first;
    expect(simulator.control.sent().filter(({ parameters }) => parameters[0] === second.code)).toHaveLength(
      1,
    );
    expect(codeOf(await invitations.accept(first.code, memberId))).toBe('invitation_unknown');
    expect(codeOf(await invitations.resend(boss, first.invitation.id, 'B00002', command()))).toBe(
      'not_found',
    );
    expect(codeOf(await invitations.revoke(first.invitation.id, 'B00002', boss))).toBe('not_found');
    expect(codeOf(await invitations.revoke(first.invitation.id, here, boss))).toBe('ok');
    expect(codeOf(await invitations.revoke(first.invitation.id, here, boss))).toBe('ok');
    expect(codeOf(await invitations.accept(second.code, memberId))).toBe('invitation_revoked');
    expect(codeOf(await invitations.resend(boss, first.invitation.id, here, command()))).toBe(
      'invitation_revoked',
    );
  });

  test('made twice by one command is one, with the same code', async () => {
    const { memberId: boss } = await manager();
    const same = command();
    const wanted = { grant: clerkHere, name: '小吴', bySms: false };
    const made = await Promise.all([1, 2, 3].map(() => invitations.make(boss, wanted, same)));
    expect(new Set(made.map((one) => (one.ok ? one.value.code : one.code))).size).toBe(1);
  });

  test('is worth nothing once who gave it may not give it any more', async () => {
    const { memberId: boss } = await manager();
    const { memberId } = await person();
    const { code } = await invite(boss);
    await members.revokeRole(boss, branchGrant('manager', here));
    expect(codeOf(await invitations.accept(code, memberId))).toBe('invitation_lapsed');
    // Somebody else who may sends it anew, and answers for it.
    const other = await manager();
    const { items } = await invitations.list(here, { state: 'open', limit: 1 });
    const sent = await invitations.resend(other.memberId, items[0]?.id ?? '', here, command());
    expect(codeOf(await invitations.accept(sent.ok ? sent.value.code : '', memberId))).toBe('ok');
  });
});

describe('at once', () => {
  test('of many who accept one does; of accepting and taking back one does, and nobody has the role who was refused', async () => {
    const { memberId: boss } = await manager();
    for (let round = 0; round < 6; round += 1) {
      const two = await Promise.all([person(), person(), person()]);
      const { code, invitation } = await invite(boss);
      const [a, b, c, back] = await Promise.all([
        ...two.map(({ memberId }) => invitations.accept(code, memberId)),
        round % 2 === 0 ? invitations.revoke(invitation.id, here, boss) : null,
      ]);
      const won = [a, b, c].filter((one) => one?.ok);
      expect(won.length + (back?.ok ? 1 : 0)).toBe(1);
      const held = await Promise.all(
        two.map(async ({ memberId }) => (await members.rolesOf(memberId)).length),
      );
      expect(held.reduce((sum, count) => sum + count, 0)).toBe(won.length);
    }
  });

  test('is worth nothing at a place that was taken from the list of who invited while it is accepted', async () => {
    const over = (...locationIds: string[]): RoleGrant => ({
      role: 'supervisor',
      scope: { kind: 'branches', locationIds },
    });
    const { memberId: boss } = await person([over(here, 'B00002')]);
    const { memberId } = await person();
    const { code } = await invite(boss);
    during(async () => members.grantRole(boss, over('B00002')));
    expect(codeOf(await invitations.accept(code, memberId))).toBe('invitation_lapsed');
    during(async () => {});
    expect(await members.rolesOf(memberId)).toEqual([]);
    const { memberId: other } = await person([over(here, 'B00002')]);
    expect(codeOf(await invitations.accept((await invite(other)).code, memberId))).toBe('ok');
  });

  test('accepting and taking the right from who invited: never a role from who had none', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { memberId: boss } = await manager();
      const { memberId } = await person();
      const { code } = await invite(boss);
      const [accepted] = await Promise.all([
        invitations.accept(code, memberId),
        members.revokeRole(boss, branchGrant('manager', here)),
      ]);
      expect((await members.rolesOf(memberId)).length).toBe(accepted.ok ? 1 : 0);
      if (!accepted.ok) expect(['invitation_lapsed', 'busy']).toContain(accepted.code);
    }
  });
});

describe('whom headquarters suspended', () => {
  test('is taken in by no place, under no role, before headquarters takes them up again', async () => {
    const [{ memberId: boss }, { memberId: admin }] = [
      await manager(),
      await person([brandGrant('administrator')]),
    ];
    const { memberId: courier, phone } = await person([branchGrant('courier', here)]);
    expect((await desk.change('suspend', courier, null, admin)).ok).toBe(true);
    const asClerk = await invite(boss);
    expect(codeOf(await invitations.accept(asClerk.code, courier))).toBe('invitation_lapsed');
    await desk.change('remove', courier, here, boss);
    const anew = await invite(boss, branchGrant('courier', here), phone);
    expect(codeOf(await invitations.accept(anew.code, courier))).toBe('invitation_lapsed');
    expect(await members.rolesOf(courier)).toEqual([]);
    await desk.change('resume', courier, null, admin);
    expect(codeOf(await invitations.accept(asClerk.code, courier))).toBe('ok');
  });

  test('has nothing by an invitation that is accepted at the same time', async () => {
    const [{ memberId: boss }, { memberId: admin }] = [
      await manager(),
      await person([brandGrant('administrator')]),
    ];
    for (let round = 0; round < 4; round += 1) {
      const { memberId: courier } = await person([branchGrant('courier', here)]);
      const { code } = await invite(boss);
      const [, suspended] = await Promise.all([
        invitations.accept(code, courier),
        desk.change('suspend', courier, null, admin),
      ]);
      expect(suspended.ok).toBe(true);
      expect(await members.rolesOf(courier)).toEqual([]);
    }
  });
});

test('the number of one that nobody accepted in time is forgotten, and it is not sent anew', async () => {
  const { memberId } = await manager();
  const { invitation } = await invite(memberId, clerkHere, '13900008801');
  const stored = () =>
    opened.engine.call('Query', {
      TableName: opened.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `INVITATION#${invitation.id}` } },
    });
  await invitations.forgetNumber(invitation.id);
  expect(JSON.stringify(await stored())).toContain('13900008801');
  opened.clock.advance(invitation.expiresAtMs - opened.clock.nowMs());
  await invitations.forgetNumber(invitation.id);
  expect(JSON.stringify(await stored())).not.toContain('13900008801');
  expect(codeOf(await invitations.resend(memberId, invitation.id, here, command()))).toBe(
    'invitation_expired',
  );
  expect(codeOf(await invitations.revoke(invitation.id, here, memberId))).toBe('ok');
});

test('what was switched off since is not accepted, and can be once it is on again', async () => {
  const { memberId } = await manager();
  const courier = { role: 'courier', scope: { kind: 'branch', locationId: here } } as const;
  const { memberId: wanted, phone } = await person([]);
  const made = await invitations.make(
    memberId,
    { grant: courier, name: '骑手', phone, bySms: false },
    command(),
  );
  if (!made.ok) throw new Error(made.code);
  off.add('courier');
  expect(codeOf(await invitations.accept(made.value.code, wanted))).toBe('module_off');
  off.clear();
  expect(codeOf(await invitations.accept(made.value.code, wanted))).not.toBe('module_off');
});
