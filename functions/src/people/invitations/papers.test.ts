import { branchGrant, brandGrant } from '@jindian/shared/access';
import { brandDay, dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, here, type InvitationsBench, openInvitations } from './testing/invitations-bench.ts';

let bench: InvitationsBench;
let opened: InvitationsBench['opened'];
let members: InvitationsBench['members'];
let invitations: InvitationsBench['invitations'];
let command: InvitationsBench['command'];
let person: InvitationsBench['person'];
let manager: InvitationsBench['manager'];
let invite: InvitationsBench['invite'];
beforeAll(async () => {
  bench = await openInvitations();
  ({ opened, members, invitations, command, person, manager, invite } = bench);
});
afterAll(() => bench.close());

describe('of a role that asks for papers', () => {
  const courierHere = branchGrant('courier', here);
  const seen = { kind: 'real_name', realName: '周小虎', document: 'id_card', numberTail: '123X' } as const;
  const licence = (validUntil: string | null) =>
    ({
      kind: 'business_licence',
      companyName: '成都好步商贸有限公司',
      creditCode: '9144030071526726XG',
      legalRepresentative: '周好步',
      validUntil,
    }) as const;
  const stored = async () => JSON.stringify(await opened.engine.call('Scan', { TableName: opened.name }));

  test('nobody accepts before headquarters has seen them; then they are kept with the member alone', async () => {
    const [{ memberId: boss }, { memberId: admin }] = [
      await manager(),
      await person([brandGrant('administrator')]),
    ];
    const { memberId, phone } = await person();
    const bare = { grant: courierHere, name: '小周', bySms: false };
    expect(codeOf(await invitations.make(boss, bare, command()))).toBe('invitation_needs_phone');
    const { code, invitation } = await invite(boss, courierHere, phone);
    expect(invitation.verification).toBe('needed');
    expect(codeOf(await invitations.accept(code, memberId))).toBe('verification_needed');
    expect(codeOf(await invitations.verify(invitation.id, licence(null), admin))).toBe('verification_unfit');
    expect(await invitations.verify(invitation.id, seen, admin)).toMatchObject({
      value: { verification: 'done' },
    });
    expect(codeOf(await invitations.accept(code, memberId))).toBe('ok');
    expect(await members.verifications.of(memberId)).toMatchObject([{ seen, isValid: true }]);
    expect((await stored()).split('周小虎')).toHaveLength(2);
    expect(codeOf(await invitations.verify(invitation.id, seen, admin))).toBe('invitation_used');
    // Who was seen once goes to another place by an invitation alone.
    await members.revokeRole(memberId, courierHere);
    expect(codeOf(await invitations.accept((await invite(boss, courierHere, phone)).code, memberId))).toBe(
      'ok',
    );
  });

  test('a licence that has run out shows nothing, neither when it is seen nor when it is accepted', async () => {
    const { memberId: admin } = await person([brandGrant('administrator')]);
    const { memberId, phone } = await person();
    const grant = { role: 'owner', scope: { kind: 'owner', ownerId: 'D0001' } } as const;
    const { code, invitation } = await invite(admin, grant, phone);
    const dayIn = (days: number) => brandDay(opened.clock.nowMs() + days * dayMs);
    expect(codeOf(await invitations.verify(invitation.id, licence(dayIn(-1)), admin))).toBe(
      'verification_expired',
    );
    expect(codeOf(await invitations.verify(invitation.id, licence(dayIn(1)), admin))).toBe('ok');
    opened.clock.advance(2 * dayMs);
    expect(codeOf(await invitations.accept(code, memberId))).toBe('verification_needed');
    expect(codeOf(await members.verifications.verify(memberId, licence(null), admin))).toBe('ok');
    expect(codeOf(await invitations.accept(code, memberId))).toBe('ok');
  });

  test('nobody sees their own: neither of their number, nor of one that became theirs, nor as a member', async () => {
    const { memberId: admin, phone } = await person([brandGrant('administrator')]);
    const { memberId: other } = await person([brandGrant('administrator')]);
    const own = await invite(admin, courierHere, phone);
    expect(codeOf(await invitations.verify(own.invitation.id, seen, admin))).toBe('verification_own');
    const later = '13900008803';
    const elses = await invite(admin, courierHere, later);
    expect(codeOf(await invitations.verify(elses.invitation.id, seen, admin))).toBe('ok');
    expect(await members.recordPhone(admin, later)).toMatchObject({ ok: true });
    expect(codeOf(await invitations.accept(elses.code, admin))).toBe('verification_needed');
    expect(codeOf(await members.verifications.verify(admin, seen, admin))).toBe('verification_own');
    expect(await members.verifications.missing(admin, 'courier')).toBe('real_name');
    expect(codeOf(await members.verifications.verify(admin, seen, other))).toBe('ok');
    expect(codeOf(await invitations.accept(elses.code, admin))).toBe('ok');
  });

  test('they go with the invitation that nobody accepted in time, or that was taken back', async () => {
    const { memberId: admin } = await person([brandGrant('administrator')]);
    for (const end of ['expires', 'revoked'] as const) {
      const { invitation } = await invite(admin, courierHere, '13900008802');
      await invitations.verify(invitation.id, { ...seen, realName: '林过期' }, admin);
      expect(await stored()).toContain('林过期');
      if (end === 'expires') {
        opened.clock.advance(invitation.expiresAtMs - opened.clock.nowMs());
        await invitations.forgetNumber(invitation.id);
      } else await invitations.revoke(invitation.id, null, admin);
      expect(await stored()).not.toContain('林过期');
    }
  });

  test('of accepting and seeing other papers at once, what was seen last is kept', async () => {
    const { memberId: admin } = await person([brandGrant('administrator')]);
    for (let round = 0; round < 6; round += 1) {
      const { memberId, phone } = await person();
      const { code, invitation } = await invite(admin, courierHere, phone);
      await invitations.verify(invitation.id, seen, admin);
      const other = { ...seen, realName: '陈另名' };
      const [accepted, corrected] = await Promise.all([
        invitations.accept(code, memberId),
        invitations.verify(invitation.id, other, admin),
      ]);
      expect(accepted.ok).toBe(true);
      const kept = await members.verifications.of(memberId);
      expect(kept.map((one) => one.seen)).toEqual([corrected.ok ? other : seen]);
    }
  });
});
