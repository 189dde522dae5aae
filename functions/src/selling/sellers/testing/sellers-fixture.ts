import type { ModuleName } from '@jindian/shared/contract/modules/names';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import { promoterRulesVersion } from '@jindian/shared/contract/selling/sellers';
import type { Settings } from '@jindian/shared/contract/settings/index';
import { createLedger } from '../../../money/ledger/service.ts';
import { maxRoles } from '../../../people/members/rules.ts';
import { createMembers } from '../../../people/members/service.ts';
import { createIdempotency } from '../../../platform/idempotency.ts';
import { createIds } from '../../../platform/ids.ts';
import { createOutbox } from '../../../platform/outbox.ts';
import { fixedSettings } from '../../../platform/policy-document/settings.ts';
import { eventsOf } from '../../../platform/testing/deliver.ts';
import { openTable } from '../../../platform/testing/table.ts';
import { createAttribution } from '../../attribution/service.ts';
import { createCodes } from '../../codes/service.ts';
import { createCommission } from '../../commission/service.ts';
import { createPromised } from '../../pool/promised.ts';
import { createBeside } from '../beside.ts';
import { createSellers } from '../service.ts';

export const branches = [
  { id: 'B00001', name: { zh: '鼓楼店', en: 'Gulou' }, province: '江苏省', city: '南京市', ownerId: 'hq' },
  { id: 'B00002', name: { zh: '黄浦店', en: 'Huangpu' }, province: '上海市', city: '上海市', ownerId: 'hq' },
];

/** Two branches, members with codes of their own, and everything about who sells, on one table in memory. */
export async function openSellers() {
  const opened = await openTable();
  const { table, clock, engine, name } = opened;
  const ids = createIds(clock);
  const outbox = createOutbox({ table, clock, ids });
  const idempotency = createIdempotency({ table, clock });
  const beside = createBeside({ table, clock, outbox });
  const members = createMembers({ table, clock, ids, settings: fixedSettings('people'), beside });
  const policy: { -readonly [Name in keyof Settings<'selling'>]?: Settings<'selling'>[Name] } = {};
  const settings = { current: async () => fixedSettings('selling', policy).current() };
  /** Modules that are off. */
  const off = new Set<ModuleName>();
  const branch = (id: string) => branches.find((one) => one.id === id) ?? null;
  const memberProfile = async (memberId: string, how?: { consistent: boolean }) => {
    const known = await members.read(memberId, how);
    return known && { nickname: known.profile.displayName, roles: known.roles };
  };
  const codes = createCodes({
    table,
    clock,
    ids,
    codeSecret: () => 'a code secret of some length',
    publicBaseUrl: 'https://shop.example.com',
    memberProfile,
    locationName: async (locationId) => branch(locationId)?.name ?? null,
    offers: async () => true,
    hasProduct: async () => true,
    productOfGtin: async () => null,
  });
  const attribution = createAttribution({
    table,
    clock,
    ids,
    idempotency,
    settings,
    codes,
    memberProfile,
    branchName: async (locationId) => branch(locationId)?.name ?? null,
  });
  const commission = createCommission({
    table,
    clock,
    ledger: createLedger({ table, clock }),
    customersOf: attribution.customersOf,
    holds: { decisionOf: async () => null, stateOf: async () => 'waiting' },
    fraud: { suspicions: async () => ({ reasons: [], evidence: {}, people: [] }) },
    ensurePayees: async () => {},
    promised: createPromised(table),
  });
  const sellers = createSellers({
    table,
    clock,
    ids,
    outbox,
    idempotency,
    settings,
    off: async () => [...off],
    members,
    codes,
    attribution,
    commission,
    maxRoles,
    sellerProfile: (memberId) => memberProfile(memberId, { consistent: true }),
    branchName: async (locationId) => branch(locationId)?.name.zh ?? null,
    isBranch: async (locationId) => branch(locationId) !== null,
    places: async () => branches,
  });
  const deliver = eventsOf({ engine, name }, sellers.eventHandlers);

  let made = 0;
  const command = () => {
    made += 1;
    return { scope: 'test', key: `key-${made}`, inputHash: `hash-${made}` };
  };
  async function person(grants: RoleGrant[] = []): Promise<string> {
    made += 1;
    return members.enrol({
      openid: `o-${made}`,
      nickname: `会员${made}`,
      roles: grants,
      phone: `1380000${String(1_000 + made)}`,
    });
  }
  /** Meets somebody's code. */
  async function scan(memberId: string, sellerId: string): Promise<void> {
    const code = await codes.make({ sellerId });
    if (!code.ok) throw new Error(code.code);
    const done = await attribution.recordTouch(memberId, code.value.code, command());
    if (!done.ok) throw new Error(done.code);
  }
  async function customersOf(sellerId: string, count: number): Promise<string[]> {
    const found: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const memberId = await person();
      await scan(memberId, sellerId);
      found.push(memberId);
    }
    return found;
  }
  const becomePromoter = (memberId: string, code?: string) =>
    sellers.becomePromoter(memberId, { rulesVersion: promoterRulesVersion, code });
  async function promoter(bringerId?: string): Promise<string> {
    const memberId = await person();
    if (bringerId) await scan(memberId, bringerId);
    const before = policy.promoterJoining;
    policy.promoterJoining = 'at_once';
    const done = await becomePromoter(memberId);
    if (before === undefined) delete policy.promoterJoining;
    else policy.promoterJoining = before;
    if (!done.ok) throw new Error(done.code);
    return memberId;
  }
  /** What was announced, and what that announced, until nothing is left; each as often as told. */
  async function settle(times = 1): Promise<void> {
    while ((await deliver(times)).length > 0);
  }
  const bindingOf = (memberId: string) => attribution.bindingOf(memberId, clock.nowMs());

  return {
    ...opened,
    ids,
    members,
    codes,
    attribution,
    commission,
    sellers,
    policy,
    off,
    command,
    person,
    scan,
    customersOf,
    becomePromoter,
    promoter,
    deliver,
    settle,
    bindingOf,
  };
}
export type SellersFixture = Awaited<ReturnType<typeof openSellers>>;
