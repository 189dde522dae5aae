import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createDirectory, type StaffSearch } from './directory.ts';
import { createMembers } from './service.ts';

let opened: Awaited<ReturnType<typeof openTable>>;
let members: ReturnType<typeof createMembers>;
let directory: ReturnType<typeof createDirectory>;
const all: StaffSearch = { role: null, scope: null, text: '', byTail: true };
const people = 120;

beforeAll(async () => {
  opened = await openTable();
  const { table, clock } = opened;
  members = createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
  directory = createDirectory({ clock, members });
  await person('周明', branchGrant('clerk', 'B00001'), branchGrant('guide', 'B00001'));
  await person('周敏', brandGrant('finance'));
  await person('吴监', { role: 'supervisor', scope: { kind: 'region', province: '上海市', city: null } });
  for (let nth = 3; nth < people; nth += 1) await person(`店员${nth}`, branchGrant('clerk', 'B00002'));
}, 60_000);
afterAll(() => opened.close());

let nth = 0;
function person(displayName: string, ...roles: RoleGrant[]): Promise<string> {
  nth += 1;
  const phone = `138000${String(20_000 + nth)}`;
  return members.enrol({ openid: `o-${nth}`, nickname: `n${nth}`, displayName, phone, roles });
}
const names = async (search: Partial<StaffSearch>) =>
  (await directory.search({ ...all, ...search })).map(({ name, role }) => `${name} ${role}`).sort();

test('everybody who holds a role is found by name, role, kind of scope and last digits; and nobody else', async () => {
  await members.enrol({ openid: 'o-shopper', nickname: '周顾客' });
  expect(await names({})).toHaveLength(people + 1);
  expect(await names({ text: '周' })).toEqual(['周敏 finance', '周明 clerk', '周明 guide']);
  expect(await names({ text: '周', role: 'guide' })).toEqual(['周明 guide']);
  expect(await names({ scope: 'region' })).toEqual(['吴监 supervisor']);
  expect(await names({ scope: 'brand' })).toEqual(['周敏 finance']);
  expect(await names({ text: '0002' })).toEqual(['周敏 finance']);
  // Who may not tell people by their numbers looks for a name.
  expect(await names({ text: '0002', byTail: false })).toEqual([]);
});

test('a grant is there and gone at once, a name within a minute; a page is read as it is now', async () => {
  const memberId = await person('郑新');
  expect(await names({ text: '郑' })).toEqual([]);
  await members.grantRole(memberId, brandGrant('auditor'));
  const listed = await directory.search({ ...all, text: '郑' });
  expect(await directory.page(listed)).toMatchObject([{ memberId, suspended: false }]);
  await members.revokeRole(memberId, brandGrant('auditor'));
  expect(await names({ text: '郑' })).toEqual([]);
  expect(await directory.page(listed)).toEqual([]);
  opened.clock.advance(minuteMs);
  expect(await names({ text: '周明' })).toHaveLength(2);
});

test('a search reads the keys of all, and names once a minute', async () => {
  const reads: string[] = [];
  opened.engine.faults.set((operation) => {
    reads.push(operation);
    return 'none';
  });
  opened.clock.advance(minuteMs);
  await directory.search(all);
  const first = reads.length;
  await directory.search({ ...all, text: '店员1' });
  opened.engine.faults.set();
  expect(reads.slice(first)).toEqual(['Query']);
  expect(first).toBeLessThanOrEqual(1 + Math.ceil((people + 2) / 100));
});
