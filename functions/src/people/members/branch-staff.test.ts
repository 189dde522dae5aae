import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { OpenWork } from '@jindian/shared/contract/people/staff';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { createSessionTokens } from '../../platform/sessions.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createBranchStaff } from './branch-staff.ts';
import { createMembers } from './service.ts';
import { createSessions } from './sessions.ts';
import { standingAgeMs } from './standings.ts';

const [here, there] = ['B00001', 'B00002'];
const places = [here, there].map((id) => ({
  id: id as string,
  province: '上海市',
  city: '上海市',
  ownerId: 'hq',
}));
const at = (role: RoleGrant['role'], locationId = here as string) => branchGrant(role, locationId);

let opened: Awaited<ReturnType<typeof openTable>>;
let members: ReturnType<typeof createMembers>;
let desk: ReturnType<typeof createBranchStaff>;
/** What is open in somebody's name, and where things were handed on. */
const open = new Map<string, OpenWork>();
const handedOn: string[] = [];

function startProcess() {
  const { table, clock } = opened;
  const known = createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
  const sessions = createSessions({
    table,
    clock,
    ids: createIds(clock),
    tokens: createSessionTokens({ secret: () => 'a test secret of some length', clock }),
    standings: known.standings,
    settings: fixedSettings('people'),
  });
  return { members: known, sessions };
}

beforeAll(async () => {
  opened = await openTable();
  members = startProcess().members;
  desk = createBranchStaff({
    table: opened.table,
    members,
    place: async (locationId) => places.find(({ id }) => id === locationId) ?? null,
    unknownIn: async (scope) =>
      scope.kind === 'branch' && !places.some(({ id }) => id === scope.locationId) ? scope.locationId : null,
    openWork: async (memberId) => open.get(memberId) ?? { courierTasks: [], customers: 0 },
    async handOn(memberId, locationId) {
      handedOn.push(`${memberId} ${locationId}`);
    },
  });
});
afterAll(() => opened.close());

let people = 0;
async function person(...grants: RoleGrant[]) {
  people += 1;
  return members.enrol({ openid: `o-${people}`, nickname: `n${people}`, roles: grants });
}
const said = (result: { ok: boolean; code?: string }) => (result.ok ? 'ok' : result.code);

describe('suspension', () => {
  test('holds in sessions that are open: here at once, elsewhere within seconds, and costs no read', async () => {
    const boss = await person(at('manager'));
    const clerk = await person(at('clerk'));
    const elsewhere = startProcess();
    const { token } = await elsewhere.sessions.open(clerk);
    const hq = await elsewhere.sessions.open(clerk, 'hq');
    const rolesSeen = async (how: 'remembered' | 'fresh' = 'remembered') => {
      const known = await elsewhere.sessions.verify('api', token, how);
      return known.ok ? known.value.principal.roles.length : -1;
    };
    let reads = 0;
    opened.engine.faults.set(() => {
      reads += 1;
      return 'none';
    });
    expect(await rolesSeen('fresh')).toBe(1);
    const before = reads;
    opened.engine.faults.set();
    expect(said(await desk.change('suspend', clerk, here as string, boss))).toBe('ok');
    // A page of HQ reads anew each time.
    const page = await elsewhere.sessions.verify('hq', hq.token, 'fresh');
    expect(page.ok && page.value.principal.roles).toEqual([]);
    opened.clock.advance(standingAgeMs);
    reads = 0;
    opened.engine.faults.set(() => {
      reads += 1;
      return 'none';
    });
    expect(await rolesSeen()).toBe(0);
    expect([reads, before]).toEqual([1, 1]);
    opened.engine.faults.set();
    expect(standingAgeMs).toBeLessThanOrEqual(60_000);
    expect((await desk.list(here as string)).items.find(({ memberId }) => memberId === clerk)).toMatchObject({
      suspended: true,
      mayManage: true,
    });
    // Again is fine; a role is not given back by being held no more.
    expect(said(await desk.change('suspend', clerk, here as string, boss))).toBe('ok');
    expect(said(await desk.change('resume', clerk, here as string, boss))).toBe('ok');
    expect(await members.rolesOf(clerk)).toEqual([at('clerk')]);
  });

  test("is the leader's for clerks, guides and couriers of the own place, and nobody's for oneself", async () => {
    const boss = await person(at('manager'));
    const other = await person(at('manager'));
    const guide = await person(at('guide'), at('clerk', there));
    expect(said(await desk.change('suspend', other, here as string, boss))).toBe('forbidden');
    expect(said(await desk.change('suspend', boss, here as string, boss))).toBe('forbidden');
    expect(said(await desk.change('suspend', guide, there as string, boss))).toBe('forbidden');
    expect(said(await desk.change('suspend', guide, null, boss))).toBe('forbidden');
    expect(said(await desk.change('suspend', await person(), here as string, boss))).toBe('not_found');
    expect(said(await desk.change('suspend', guide, here as string, boss))).toBe('ok');
    // What they do elsewhere goes on.
    expect(await members.rolesOf(guide)).toEqual([at('clerk', there)]);
    const admin = await person(brandGrant('administrator'));
    expect(said(await desk.change('suspend', guide, null, admin))).toBe('ok');
    expect(await members.rolesOf(guide)).toEqual([]);
    // What HQ gives again is taken up again.
    expect(said(await members.grantRole(guide, at('guide')))).toBe('ok');
    expect(await members.rolesOf(guide)).toEqual([at('guide')]);
  });

  test('by headquarters is lifted by headquarters alone: its leader neither takes them up again nor lets them go', async () => {
    const [boss, admin] = [await person(at('manager')), await person(brandGrant('administrator'))];
    const courier = await person(at('courier'));
    // Also where the place had suspended them before.
    expect(said(await desk.change('suspend', courier, here as string, boss))).toBe('ok');
    expect(said(await desk.change('suspend', courier, null, admin))).toBe('ok');
    expect(said(await desk.change('suspend', courier, null, admin))).toBe('ok');
    expect(said(await desk.change('resume', courier, here as string, boss))).toBe('forbidden');
    expect(said(await desk.change('remove', courier, here as string, boss))).toBe('forbidden');
    expect(await members.rolesOf(courier)).toEqual([]);
    expect(said(await desk.change('resume', courier, null, admin))).toBe('ok');
    expect(await members.rolesOf(courier)).toEqual([at('courier')]);
    expect(said(await desk.change('suspend', courier, here as string, boss))).toBe('ok');
    expect(said(await desk.change('resume', courier, here as string, boss))).toBe('ok');
    // At once: what headquarters suspends is suspended.
    for (const what of ['suspend', 'remove'] as const) {
      const clerk = await person(at('clerk'));
      await Promise.all([
        desk.change(what, clerk, here as string, boss),
        desk.change('suspend', clerk, null, admin),
      ]);
      await desk.change('resume', clerk, here as string, boss);
      expect(await members.rolesOf(clerk)).toEqual([]);
    }
  });

  test('of two administrators who do it to each other at once, one stays; a suspended one does nothing', async () => {
    for (const what of ['suspend', 'remove'] as const) {
      const admin = brandGrant('administrator');
      const [a, b] = [await person(admin), await person(admin)];
      const answers = await Promise.all([desk.change(what, a, null, b), desk.change(what, b, null, a)]);
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      const left = [a, b].filter((_, nth) => !answers[nth]?.ok);
      expect(await members.rolesOf(left[0] as string)).toEqual([admin]);
    }
    const [c, d] = [await person(brandGrant('administrator')), await person(brandGrant('administrator'))];
    await desk.change('suspend', c, null, d);
    expect(said(await desk.change('suspend', d, null, c))).toBe('forbidden');
  });
});

describe('who leaves or changes places', () => {
  test('hands open work on; with parcels on the way, those come first', async () => {
    const boss = await person(at('manager'));
    const courier = await person(at('courier'));
    const task = { orderNumber: '1129-AAAAA', state: 'picked_up', becomes: 'to_finish' as const };
    open.set(courier, { courierTasks: [task], customers: 3 });
    expect(await desk.workOf(courier, here as string)).toMatchObject({ value: { customers: 3 } });
    expect(await desk.change('remove', courier, here as string, boss)).toMatchObject({
      code: 'staff_has_goods',
      params: { count: 1 },
    });
    expect(await members.rolesOf(courier)).toEqual([at('courier')]);
    open.set(courier, {
      courierTasks: [{ ...task, state: 'grabbed', becomes: 'back_to_pool' }],
      customers: 3,
    });
    expect(said(await desk.change('remove', courier, here as string, boss))).toBe('ok');
    expect([await members.rolesOf(courier), handedOn.includes(`${courier} ${here}`)]).toEqual([[], true]);
    // There is room for as many roles as before.
    for (const role of ['clerk', 'guide', 'courier'] as const) await members.grantRole(courier, at(role));
    expect(said(await desk.change('remove', courier, here as string, boss))).toBe('ok');
  });

  test('to another place in one step, and again is fine; only by who may give a role there', async () => {
    const [boss, admin] = [await person(at('manager')), await person(brandGrant('administrator'))];
    const clerk = await person(at('clerk'));
    const wanted = { role: 'clerk' as const, fromLocationId: here as string, toLocationId: there as string };
    expect(said(await desk.move(clerk, wanted, boss))).toBe('forbidden');
    expect(said(await desk.move(clerk, { ...wanted, toLocationId: 'B09999' }, admin))).toBe('scope_unknown');
    const twice = await Promise.all([desk.move(clerk, wanted, admin), desk.move(clerk, wanted, admin)]);
    expect(twice.map(said)).toEqual(['ok', 'ok']);
    expect(await members.rolesOf(clerk)).toEqual([at('clerk', there)]);
    expect((await desk.list(there as string)).items.map(({ memberId }) => memberId)).toContain(clerk);
    expect((await desk.list(here as string)).items.map(({ memberId }) => memberId)).not.toContain(clerk);
  });
});
