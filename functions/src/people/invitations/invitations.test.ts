import { branchGrant, brandGrant, givingGrant, granted, isWholeGrant } from '@jindian/shared/access';
import type { RoleGrant, Scope } from '@jindian/shared/contract/people/member';
import {
  permissionNames,
  personalPermissions,
  roleNames,
  roles,
} from '@jindian/shared/contract/people/permissions';
import { brandDay, dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDueItems } from '../../platform/due-items.ts';
import { createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createThrottle } from '../../platform/throttle.ts';
import { type SmsSimulator, startSmsSimulator } from '../../simulators/tencent/sms/simulator.ts';
import { createTencentSms } from '../../tencent/index.ts';
import { createBranchStaff } from '../members/branch-staff.ts';
import { createMembers } from '../members/service.ts';
import { createInvitations } from './service.ts';

const places = ['B00001', 'B00002'].map((id) => ({
  id,
  name: { zh: `${id} 店`, en: id },
  province: '上海市',
  city: '上海市',
  ownerId: 'hq',
}));
const here = 'B00001';

let opened: Awaited<ReturnType<typeof openTable>>;
let simulator: SmsSimulator;
let members: ReturnType<typeof createMembers>;
let invitations: ReturnType<typeof createInvitations>;
let desk: ReturnType<typeof createBranchStaff>;

beforeAll(async () => {
  opened = await openTable();
  const { table, clock } = opened;
  simulator = await startSmsSimulator({ now: clock.nowMs });
  members = createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
  const place = (locationId: string) => places.find(({ id }) => id === locationId) ?? null;
  desk = createBranchStaff({
    table,
    members,
    place: async (locationId) => place(locationId),
    unknownIn: async () => null,
    openWork: async () => ({ courierTasks: [], customers: 0 }),
    async handOn() {},
  });
  invitations = createInvitations({
    table,
    clock,
    ids: createIds(clock),
    idempotency: createIdempotency({ table, clock }),
    settings: fixedSettings('people'),
    members,
    sms: createTencentSms({ baseUrl: simulator.baseUrl, ...simulator.account }, { now: clock.nowMs }),
    throttle: createThrottle({ table, clock, secret: () => 'a test secret' }),
    secret: () => 'a test secret of some length',
    publicBaseUrl: 'https://shop.example',
    brandName: async () => ({ zh: '阿木鞋', en: 'Amu' }),
    place: async (locationId) => place(locationId),
    async unknownIn(scope) {
      await meanwhile();
      return scope.kind === 'branch' && !place(scope.locationId) ? scope.locationId : null;
    },
    isOff: async (role) => off.has(role),
    dueItems: createDueItems({ table }),
  });
});
const off = new Set<string>();
afterAll(async () => {
  await simulator.close();
  await opened.close();
});

/** Something that happens between what is read and what is written. */
let meanwhile: () => Promise<unknown> = async () => {};
let people = 0;
let keys = 0;
const command = () => {
  keys += 1;
  return { scope: 'test', key: `key-${keys}`, inputHash: `hash-${keys}` };
};
async function person(grants: RoleGrant[] = [], phone = `138000${String(20_000 + people)}`) {
  people += 1;
  const memberId = await members.enrol({
    openid: `o-${people}`,
    nickname: `会员${people}`,
    roles: grants,
    phone,
  });
  return { memberId, phone };
}
const manager = () => person([branchGrant('manager', here)]);
const clerkHere = branchGrant('clerk', here);

async function invite(byMemberId: string, grant: RoleGrant = clerkHere, phone?: string, bySms = false) {
  const made = await invitations.make(byMemberId, { grant, name: '小周', phone, bySms }, command());
  if (!made.ok) throw new Error(made.code);
  return made.value;
}
const codeOf = (result: { ok: boolean; code?: string }) => (result.ok ? 'ok' : result.code);

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
    meanwhile = async () => members.grantRole(boss, over('B00002'));
    expect(codeOf(await invitations.accept(code, memberId))).toBe('invitation_lapsed');
    meanwhile = async () => {};
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
