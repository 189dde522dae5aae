import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { RoleGrant, Scope } from '@jindian/shared/contract/people/member';
import { roles } from '@jindian/shared/contract/people/permissions';
import type { OpenWork } from '@jindian/shared/contract/people/staff';
import { verifiedRoles } from '@jindian/shared/contract/people/verification';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createMembers } from './service.ts';
import { createStaffDesk } from './staff-routes.ts';

const places = [
  { id: 'B00001', ownerId: 'hq', province: '广东省', city: '深圳市' },
  { id: 'B00002', ownerId: 'D0001', province: '广东省', city: '广州市' },
  { id: 'B00003', ownerId: 'hq', province: '上海市', city: '上海市' },
];
let opened: Awaited<ReturnType<typeof openTable>>;
let desk: ReturnType<typeof createStaffDesk>;
let memberId: string;
let members: ReturnType<typeof createMembers>;
let open: OpenWork['courierTasks'] = [];
const handedOn: string[] = [];

beforeAll(async () => {
  opened = await openTable();
  const { table, clock } = opened;
  members = createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
  desk = createStaffDesk({
    table,
    members,
    sessions: {} as never,
    location: async () => null,
    places: async () => places,
    isOwner: async (ownerId) => ownerId === 'D0002',
    openWork: async () => ({ courierTasks: open, customers: 0 }),
    async handOn(who, locationId) {
      handedOn.push(`${who} ${locationId}`);
    },
  });
  memberId = await members.enrol({ openid: 'o-a', nickname: 'a' });
});
afterAll(() => opened.close());

/** Some role that may have a scope of that kind, and asks for no papers. */
function grantOf(scope: Scope): RoleGrant {
  const [role] = Object.entries(roles).find(
    ([name, { scopes }]) => (scopes as readonly string[]).includes(scope.kind) && !(name in verifiedRoles),
  ) as [RoleGrant['role'], unknown];
  return { role, scope };
}

test.each<[Scope, string | null]>([
  [{ kind: 'region', province: '广东省', city: null }, null],
  [{ kind: 'region', province: '广东省', city: '深圳市' }, null],
  [{ kind: 'region', province: '广东省B00001', city: null }, '广东省B00001'],
  [{ kind: 'region', province: '广东省', city: '上海市' }, '广东省 上海市'],
  [{ kind: 'region', province: '深圳市', city: null }, '深圳市'],
  [{ kind: 'branch', locationId: 'B00003' }, null],
  [{ kind: 'branch', locationId: 'B99999' }, 'B99999'],
  [{ kind: 'branches', locationIds: ['B00001', 'B00002'] }, null],
  [{ kind: 'branches', locationIds: ['B00001', 'B99999'] }, 'B99999'],
  // Of a place, or written down before there is one.
  [{ kind: 'owner', ownerId: 'D0001' }, null],
  [{ kind: 'owner', ownerId: 'D0002' }, null],
  [{ kind: 'owner', ownerId: 'D0O01' }, 'D0O01'],
  [{ kind: 'brand' }, null],
])('a grant for %j is given only where there is such a part of the brand', async (scope, unknown) => {
  const answer = await desk.grant(memberId, grantOf(scope));
  const isHeld = (await desk.grant(memberId, grantOf({ kind: 'brand' }))) as {
    value?: { roles: RoleGrant[] };
  };
  const held = isHeld.value?.roles.some((one) => JSON.stringify(one.scope) === JSON.stringify(scope));
  expect(held).toBe(unknown === null);
  if (unknown !== null)
    expect(answer).toMatchObject({ ok: false, code: 'scope_unknown', params: { name: unknown } });
});

test('whose role is taken away with parcels on the way brings them first; what was not fetched is handed on', async () => {
  const courier = branchGrant('courier', 'B00001');
  const [who, admin] = [
    await members.enrol({ openid: 'o-courier', nickname: 'c', roles: [courier] }),
    await members.enrol({ openid: 'o-admin', nickname: 'd', roles: [brandGrant('administrator')] }),
  ];
  open = [{ orderNumber: '1129-AAAAA', state: 'picked_up', becomes: 'to_finish' }];
  expect(await desk.revoke(who, courier, admin)).toMatchObject({
    code: 'staff_has_goods',
    params: { count: 1 },
  });
  expect([await members.rolesOf(who), handedOn]).toEqual([[courier], []]);
  open = [{ orderNumber: '1129-AAAAA', state: 'grabbed', becomes: 'back_to_pool' }];
  expect(await desk.revoke(who, courier, admin)).toMatchObject({ ok: true, value: { roles: [] } });
  expect(handedOn).toEqual([`${who} B00001`]);
});
