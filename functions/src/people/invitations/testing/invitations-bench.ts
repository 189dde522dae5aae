import { branchGrant } from '@jindian/shared/access';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { RoleName } from '@jindian/shared/contract/people/permissions';
import { createDueItems } from '../../../platform/due-items.ts';
import { createIdempotency } from '../../../platform/idempotency.ts';
import { createIds } from '../../../platform/ids.ts';
import { fixedSettings } from '../../../platform/policy-document/settings.ts';
import { openTable } from '../../../platform/testing/table.ts';
import { createThrottle } from '../../../platform/throttle.ts';
import { startSmsSimulator } from '../../../simulators/tencent/sms/simulator.ts';
import { createTencentSms } from '../../../tencent/index.ts';
import { createBranchStaff } from '../../members/branch-staff.ts';
import { createMembers } from '../../members/service.ts';
import { createInvitations } from '../service.ts';

const places = ['B00001', 'B00002'].map((id) => ({
  id,
  name: { zh: `${id} 店`, en: id },
  province: '上海市',
  city: '上海市',
  ownerId: 'hq',
}));
export const here = 'B00001';
export const clerkHere = branchGrant('clerk', here);
export const codeOf = (result: { ok: boolean; code?: string }) => (result.ok ? 'ok' : result.code);

/** Two branches, people who are enrolled as they are needed, and text messages that arrive at a simulator. */
export async function openInvitations() {
  const opened = await openTable();
  const { table, clock } = opened;
  const simulator = await startSmsSimulator({ now: clock.nowMs });
  const members = createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
  const place = (locationId: string) => places.find(({ id }) => id === locationId) ?? null;
  /** Roles of what is switched off. */
  const off = new Set<RoleName>();
  /** Something that happens between what is read and what is written. */
  let meanwhile: () => Promise<unknown> = async () => {};
  const desk = createBranchStaff({
    table,
    members,
    place: async (locationId) => place(locationId),
    unknownIn: async () => null,
    openWork: async () => ({ courierTasks: [], customers: 0 }),
    async handOn() {},
  });
  const invitations = createInvitations({
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
  async function invite(byMemberId: string, grant: RoleGrant = clerkHere, phone?: string, bySms = false) {
    const made = await invitations.make(byMemberId, { grant, name: '小周', phone, bySms }, command());
    if (!made.ok) throw new Error(made.code);
    return made.value;
  }

  return {
    opened,
    simulator,
    members,
    desk,
    invitations,
    off,
    during(happens: () => Promise<unknown>): void {
      meanwhile = happens;
    },
    command,
    person,
    manager: () => person([branchGrant('manager', here)]),
    invite,
    async close(): Promise<void> {
      await simulator.close();
      await opened.close();
    },
  };
}
export type InvitationsBench = Awaited<ReturnType<typeof openInvitations>>;
