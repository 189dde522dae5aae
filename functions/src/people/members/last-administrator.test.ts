import { brandGrant } from '@jindian/shared/access';
import { expect, test } from 'vitest';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createMembers } from './service.ts';
import { createStaffDesk } from './staff-routes.ts';

test('of two administrators who take it away from each other at once, one stays', async () => {
  const { table, clock, close } = await openTable();
  const members = createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
  const desk = createStaffDesk({
    table,
    members,
    sessions: {} as never,
    location: async () => null,
    places: async () => [],
    isOwner: async () => false,
    openWork: async () => ({ courierTasks: [], customers: 0 }),
    async handOn() {},
  });
  const admin = brandGrant('administrator');
  const [a = '', b = ''] = await Promise.all(
    ['o-a', 'o-b'].map((openid) => members.enrol({ openid, nickname: openid, roles: [admin] })),
  );
  const answers = await Promise.all([desk.revoke(a, admin, b), desk.revoke(b, admin, a)]);
  const left = (await members.staffOf(null)).items.map(({ memberId }) => memberId);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(left).toHaveLength(1);
  await close();
});
