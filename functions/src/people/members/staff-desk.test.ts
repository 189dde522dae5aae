import type { RoleGrant, Scope } from '@jindian/shared/contract/people/member';
import { roles } from '@jindian/shared/contract/people/permissions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createMembers } from './service.ts';
import { createStaffDesk } from './staff-routes.ts';

const places = [
  { id: 'B00001', province: '广东省', city: '深圳市' },
  { id: 'B00002', province: '广东省', city: '广州市' },
  { id: 'B00003', province: '上海市', city: '上海市' },
];
let opened: Awaited<ReturnType<typeof openTable>>;
let desk: ReturnType<typeof createStaffDesk>;
let memberId: string;

beforeAll(async () => {
  opened = await openTable();
  const { table, clock } = opened;
  const members = createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
  desk = createStaffDesk({
    table,
    members,
    sessions: {} as never,
    location: async () => null,
    places: async () => places,
  });
  memberId = await members.enrol({ openid: 'o-a', nickname: 'a' });
});
afterAll(() => opened.close());

/** Some role that may have a scope of that kind. */
function grantOf(scope: Scope): RoleGrant {
  const [role] = Object.entries(roles).find(([, { scopes }]) =>
    (scopes as readonly string[]).includes(scope.kind),
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
  [{ kind: 'brand' }, null],
])('a grant for %j is given only where the network knows it', async (scope, unknown) => {
  const answer = await desk.grant(memberId, grantOf(scope));
  const isHeld = (await desk.grant(memberId, grantOf({ kind: 'brand' }))) as {
    value?: { roles: RoleGrant[] };
  };
  const held = isHeld.value?.roles.some((one) => JSON.stringify(one.scope) === JSON.stringify(scope));
  expect(held).toBe(unknown === null);
  if (unknown !== null)
    expect(answer).toMatchObject({ ok: false, code: 'scope_unknown', params: { name: unknown } });
});
