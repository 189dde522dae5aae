import { createEngine } from '@jindian/embedded-dynamodb';
import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { Address } from '@jindian/shared/contract/people/member';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { movableClock } from '../../platform/clock.ts';
import { commandClaim } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { transact } from '../../platform/transact.ts';
import { maxRoles } from './rules.ts';
import { createMembers } from './service.ts';

/** A table on the embedded engine, and as many members modules over it as there are processes in production. */
async function testBench() {
  const clock = movableClock();
  const engine = await createEngine({ now: clock.nowMs });
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  const table = embeddedTable(engine, 'jindian-test');
  return {
    engine,
    clock,
    table,
    members: (otherwise: Pick<Parameters<typeof createMembers>[0], 'legalVersionOf'> = {}) =>
      createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people'), ...otherwise }),
    async stored(): Promise<Record<string, { S?: string; N?: string }>[]> {
      const { Items } = (await engine.call('Scan', { TableName: 'jindian-test' })) as {
        Items: Record<string, { S?: string; N?: string }>[];
      };
      return Items;
    },
    close: () => engine.close(),
  };
}

const address: Address = {
  recipientName: '李雷',
  phone: '13800000001',
  province: '浙江省',
  city: '杭州市',
  county: '西湖区',
  detail: '文三路 1 号',
  latGcj02: 30.27,
  lngGcj02: 120.13,
};

function ulidOf(n: number): string {
  return `01JD3V8Q9XKZ4M7T2N5R6W${String(n).padStart(4, '0')}`;
}

describe('members', () => {
  let bench: Awaited<ReturnType<typeof testBench>>;
  beforeAll(async () => {
    bench = await testBench();
  });
  afterAll(() => bench.close());

  test('an openid that calls from many processes at once gets one member', async () => {
    const callers = await Promise.all(
      Array.from({ length: 20 }, () => bench.members().memberForWechat({ openid: 'o-race' })),
    );
    expect(new Set(callers.map(({ memberId }) => memberId)).size).toBe(1);
    const { memberId } = callers[0]!;
    const items = await bench.stored();
    const ofThisOpenid = items.filter((item) => item.openid?.S === 'o-race');
    expect(ofThisOpenid.map((item) => item.memberId?.S)).toEqual([memberId, memberId]);
    expect(items.filter((item) => item.sk?.S === 'PROFILE')).toHaveLength(1);
  });

  test('an openid is found again, and no two openids share a member', async () => {
    const first = await bench.members().memberForWechat({ openid: 'o-anna', unionid: 'u-anna' });
    const again = await bench.members().memberForWechat({ openid: 'o-anna' });
    const other = await bench.members().memberForWechat({ openid: 'o-bert' });
    expect(again).toEqual(first);
    expect(other.memberId).not.toBe(first.memberId);
    expect(await bench.members().openidOf(first.memberId)).toBe('o-anna');
    expect(await bench.members().openidOf(ulidOf(1))).toBeNull();
  });

  test('a view shows the phone masked and never an openid', async () => {
    const members = bench.members();
    const { memberId } = await members.memberForWechat({ openid: 'o-secret', language: 'en' });
    expect(await members.recordPhone(memberId, '13812340001')).toEqual({ ok: true, value: null });
    await members.change(memberId, { nickname: '小明' });
    const view = await members.view(memberId, null);
    expect(view).toEqual({
      ok: true,
      value: {
        id: memberId,
        nickname: '小明',
        language: 'en',
        phoneMasked: '138****0001',
        roles: [],
        binding: null,
        privacyVersion: null,
        termsVersion: null,
        joinedAtMs: expect.any(Number),
      },
    });
    // Nothing that lies in the member's own partition carries it, so that no query of it can.
    const own = (await bench.stored()).filter((item) => item.pk?.S === `MEMBER#${memberId}`);
    expect(own).toHaveLength(1);
    expect(JSON.stringify(own)).not.toContain('o-secret');
  });

  test('who took back the consent to the privacy text gives it again to the same one; when first stays', async () => {
    const members = bench.members({ legalVersionOf: async () => 'v1' });
    const memberId = await members.enrol({ openid: 'o-consent', nickname: '会员' });
    const { agree, list } = members.agreements;
    const known = async () => (await members.read(memberId, { consistent: true }))?.profile.privacyVersion;
    const first = await agree(memberId, 'privacy', 'v1');
    expect([first.ok, await known()]).toEqual([true, 'v1']);
    await members.withdrawPrivacy(memberId);
    expect(await known()).toBeNull();
    bench.clock.advance(60_000);
    expect(await agree(memberId, 'privacy', 'v1')).toEqual(first);
    expect([await known(), (await list(memberId)).length]).toEqual(['v1', 1]);
  });

  test('who agreed to which version of a text when is kept, also under the next one', async () => {
    let inForce = '2026-11-30';
    const members = bench.members({ legalVersionOf: async () => inForce });
    const { memberId } = await members.memberForWechat({ openid: 'o-reader' });
    const { agree, list } = members.agreements;
    expect(await agree(memberId, 'privacy', '2026-11-30.1')).toMatchObject({
      ok: false,
      code: 'text_changed',
    });
    const [one, other] = await Promise.all([
      agree(memberId, 'privacy', inForce),
      agree(memberId, 'privacy', inForce),
    ]);
    expect(one.ok && other.ok && one.value.agreedAtMs).toBe(other.ok && other.value.agreedAtMs);
    const before = inForce;
    inForce = '2026-11-30.1';
    bench.clock.advance(1_000);
    // What was agreed to stays agreed to, at the time when it was first; and the new version is asked for.
    expect(await agree(memberId, 'privacy', before)).toEqual(one);
    expect((await agree(memberId, 'privacy', inForce)).ok).toBe(true);
    expect((await list(memberId)).map(({ document, version }) => [document, version])).toEqual([
      ['privacy', before],
      ['privacy', inForce],
    ]);
    const view = await members.view(memberId, null);
    expect(view.ok && [view.value.privacyVersion, view.value.termsVersion]).toEqual([inForce, null]);
    expect(await agree(ulidOf(9), 'privacy', inForce)).toMatchObject({ ok: false, code: 'not_found' });
  });

  test('who was forgotten keeps nothing that a process writes that has not heard of it', async () => {
    const members = bench.members({ legalVersionOf: async () => 'v1' });
    const memberId = await members.enrol({ openid: 'o-forgotten', nickname: '会员' });
    await transact(bench.table, await members.forgetPerson(memberId));
    const answers = [
      await members.change(memberId, { nickname: '秦无名' }),
      await members.agreements.agree(memberId, 'privacy', 'v1'),
      await members.recordPhone(memberId, '13912345509'),
    ];
    expect(answers).toEqual(answers.map(() => ({ ok: false, code: 'not_found' })));
    const known = await members.read(memberId, { consistent: true });
    expect(known?.profile).toMatchObject({ isDeleted: true, phoneMasked: null, privacyVersion: null });
    expect(known?.profile.nickname).not.toBe('秦无名');
  });

  test('changing a member that does not exist makes none', async () => {
    const members = bench.members();
    expect(await members.change(ulidOf(2), { nickname: 'x' })).toEqual({ ok: false, code: 'not_found' });
    expect(await members.view(ulidOf(2), null)).toEqual({ ok: false, code: 'not_found' });
    expect(await members.principalOf(ulidOf(2))).toBeNull();
    expect(await members.grantRole(ulidOf(2), brandGrant('administrator'))).toEqual({
      ok: false,
      code: 'not_found',
    });
  });

  test('roles are granted once, taken away once, and listed by location with names', async () => {
    const members = bench.members();
    const wang = await members.enrol({
      openid: 'o-wang',
      displayName: '王芳',
      roles: [branchGrant('guide', 'B00001')],
    });
    const zhao = await members.enrol({ openid: 'o-zhao', nickname: '赵敏' });
    const clerkHere = branchGrant('clerk', 'B00001');
    const results = await Promise.all([1, 2, 3].map(() => bench.members().grantRole(zhao, clerkHere)));
    expect(results).toEqual([1, 2, 3].map(() => ({ ok: true, value: null })));
    await members.grantRole(zhao, brandGrant('administrator'));

    expect(await members.rolesOf(zhao)).toEqual([brandGrant('administrator'), clerkHere]);
    expect((await members.staffOf('B00001')).items).toEqual([
      { memberId: zhao, name: '赵敏', grant: clerkHere, suspended: false },
      { memberId: wang, name: '王芳', grant: branchGrant('guide', 'B00001'), suspended: false },
    ]);
    expect((await members.staffOf('B00002')).items).toEqual([]);
    expect((await members.staffOf(null)).items.map(({ memberId }) => memberId)).toEqual([zhao]);

    await members.revokeRole(zhao, clerkHere);
    await members.revokeRole(zhao, clerkHere);
    expect(await members.rolesOf(zhao)).toEqual([brandGrant('administrator')]);
    const profile = (await bench.stored()).find(
      (item) => item.pk?.S === `MEMBER#${zhao}` && item.sk?.S === 'PROFILE',
    );
    expect(profile?.roles).toEqual({ N: '1' });
  });

  test('a branch role needs its branch, and a brand role has none', async () => {
    const members = bench.members();
    const { memberId } = await members.memberForWechat({ openid: 'o-odd' });
    await expect(members.grantRole(memberId, brandGrant('clerk'))).rejects.toThrow(RangeError);
    await expect(members.grantRole(memberId, branchGrant('administrator', 'B00001'))).rejects.toThrow(
      RangeError,
    );
  });

  test('a role granted elsewhere is seen within seconds, one granted here at once', async () => {
    const [here, elsewhere] = [bench.members(), bench.members()];
    const { memberId } = await here.memberForWechat({ openid: 'o-cached' });
    await elsewhere.grantRole(memberId, branchGrant('clerk', 'B00009'));
    expect((await here.memberForWechat({ openid: 'o-cached' })).roles).toEqual([]);
    bench.clock.advance(10_000);
    expect((await here.memberForWechat({ openid: 'o-cached' })).roles).toHaveLength(1);
    await here.revokeRole(memberId, branchGrant('clerk', 'B00009'));
    expect((await here.memberForWechat({ openid: 'o-cached' })).roles).toEqual([]);
  });

  test('no race gives anybody more roles than a principal carries, and one that is taken away makes room', async () => {
    const members = bench.members();
    const { memberId } = await members.memberForWechat({ openid: 'o-roles' });
    const at = (n: number) => branchGrant('clerk', `B${String(n).padStart(5, '0')}`);
    for (let n = 0; n < maxRoles - 2; n += 1) await members.grantRole(memberId, at(n));
    const late = await Promise.all(
      [100, 101, 102, 103, 104].map((n) => bench.members().grantRole(memberId, at(n))),
    );
    expect(late.filter(({ ok }) => ok)).toHaveLength(2);
    expect(await members.rolesOf(memberId)).toHaveLength(maxRoles);
    await Promise.all([1, 2].map(() => bench.members().revokeRole(memberId, at(0))));
    const again = await Promise.all([200, 201].map((n) => bench.members().grantRole(memberId, at(n))));
    expect(again.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('people are found by the name and number that they have now; a name that was made for them finds nobody', async () => {
    const members = bench.members();
    const found = async (text: string) =>
      (await members.find(text, { showTails: false })).items.map(({ memberId }) => memberId);
    const { memberId } = await members.memberForWechat({ openid: 'o-found' });
    const made = (await members.profile(memberId))?.nickname ?? '';
    expect([made.startsWith('会员'), await found(made)]).toEqual([true, []]);
    await members.change(memberId, { nickname: 'Ａda Lovelace' });
    await members.recordPhone(memberId, '13712340001');
    expect([await found('ada'), await found('ADA l'), await found('love')]).toEqual([
      [memberId],
      [memberId],
      [],
    ]);
    await members.change(memberId, { nickname: '艾达' });
    await members.recordPhone(memberId, '13712340002');
    expect([await found('ada'), await found('艾')]).toEqual([[], [memberId]]);
    expect([await found('137 1234 0001'), await found('137 1234 0002')]).toEqual([[], [memberId]]);
    expect((await members.find('艾达', { showTails: false })).items[0]?.phoneMasked).toBe('137********');

    // Colleagues know who is on the staff by a name of HQ's, whatever he calls himself as a shopper.
    const staff = await members.enrol({ openid: 'o-named', nickname: '阿飞', displayName: '李飞' });
    await members.change(staff, { nickname: '飞哥' });
    expect([await found('李飞'), await found('飞哥'), await found('阿飞')]).toEqual([[staff], [], []]);
  });

  test('who works somewhere is listed page by page, each grant once, however many roles one holds', async () => {
    const members = bench.members();
    const provinces = ['广东省', '山东省', '浙江省'];
    const roles = provinces.map((province) => ({
      role: 'supervisor' as const,
      scope: { kind: 'region' as const, province, city: null },
    }));
    const before = (await members.staffOf(null)).items.length;
    for (const openid of ['o-many-1', 'o-many-2']) await members.enrol({ openid, nickname: openid, roles });
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await members.staffOf(null, { limit: 2, cursor });
      listed.push(...page.items.map(({ memberId, grant }) => `${memberId} ${JSON.stringify(grant)}`));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect([listed.length, new Set(listed).size]).toEqual([before + 6, before + 6]);
  });

  test('a colleague is offered by name, however many shoppers are called so', async () => {
    const members = bench.members();
    for (let n = 0; n < 55; n += 1) await members.enrol({ openid: `o-namesake-${n}`, nickname: '欧阳明' });
    const clerk = await members.enrol({ openid: 'o-clerk', nickname: '明明', displayName: '欧阳明明' });
    expect((await members.grantRole(clerk, brandGrant('auditor'))).ok).toBe(true);
    expect(await members.findStaff('欧阳明')).toEqual([{ memberId: clerk, name: '欧阳明明' }]);
    expect(await members.findStaff('欧阳明明明')).toEqual([]);
  });

  test('no race makes a twenty-first address, and a place is free again after deleting', async () => {
    const members = bench.members();
    const { memberId } = await members.memberForWechat({ openid: 'o-addresses' });
    for (let n = 0; n < 18; n += 1)
      await members.saveAddress(memberId, ulidOf(n), { ...address, revision: 0 });
    const late = await Promise.all(
      [18, 19, 20, 21].map((n) =>
        bench.members().saveAddress(memberId, ulidOf(n), { ...address, revision: 0 }),
      ),
    );
    expect(late.filter(({ ok }) => ok)).toHaveLength(2);
    expect(late.flatMap((result) => (result.ok ? [] : [result.code]))).toEqual([
      'rate_limited',
      'rate_limited',
    ]);

    const changed = { ...address, detail: '新', revision: 1 };
    for (let sent = 0; sent < 2; sent += 1)
      expect(await members.saveAddress(memberId, ulidOf(3), changed)).toMatchObject({ ok: true });
    expect(await members.addressOf(memberId, ulidOf(3))).toEqual({ ...changed, id: ulidOf(3), revision: 2 });
    expect(await members.saveAddress(memberId, ulidOf(3), { ...address, revision: 1 })).toMatchObject({
      code: 'stale_revision',
    });
    const listed = await members.listAddresses(memberId);
    expect(listed).toHaveLength(20);
    expect(listed.map(({ id }) => id)).toEqual(
      listed
        .map(({ id }) => id)
        .toSorted()
        .reverse(),
    );

    await Promise.all([1, 2, 3].map(() => bench.members().deleteAddress(memberId, ulidOf(0))));
    expect(await members.saveAddress(memberId, ulidOf(40), { ...address, revision: 0 })).toMatchObject({
      ok: true,
    });
    expect(await members.saveAddress(memberId, ulidOf(41), { ...address, revision: 0 })).toMatchObject({
      ok: false,
    });
  });

  test('one address is the default one, however many are made so at once, until it is deleted', async () => {
    const members = bench.members();
    const { memberId } = await members.memberForWechat({ openid: 'o-default-address' });
    const save = (n: number, revision: number, isDefault?: boolean) =>
      bench.members().saveAddress(memberId, ulidOf(n), { ...address, revision, isDefault });
    const defaults = async () => {
      const listed = await bench.members().listAddresses(memberId);
      return listed.flatMap(({ id, isDefault }, at) => (isDefault ? [`${at} ${id}`] : []));
    };
    for (const n of [0, 1, 2]) await save(n, 0);
    expect(await defaults()).toEqual([]);

    await Promise.all([0, 1, 2].map((n) => save(n, 1, true)));
    expect(await defaults()).toHaveLength(1);

    expect(await save(1, 2, true)).toMatchObject({ ok: true, value: { isDefault: true, revision: 3 } });
    // First of the list, though the third is newer; a repeat of a lost answer changes nothing.
    expect(await save(1, 2, true)).toMatchObject({ ok: true, value: { revision: 3 } });
    expect(await defaults()).toEqual([`0 ${ulidOf(1)}`]);
    // Saved again without a word about it, it stays.
    expect(await save(1, 3)).toMatchObject({ ok: true, value: { isDefault: true } });
    // Another that says that it is none takes nothing away.
    expect(await save(2, 2, false)).toMatchObject({ ok: true, value: { isDefault: false } });
    expect(await defaults()).toEqual([`0 ${ulidOf(1)}`]);

    await bench.members().deleteAddress(memberId, ulidOf(1));
    expect(await defaults()).toEqual([]);
    await save(0, 2, true);
    await save(0, 3, false);
    expect(await defaults()).toEqual([]);
  });

  test('each accept is good for one message, however many want it at once', async () => {
    const members = bench.members();
    const { memberId } = await members.memberForWechat({ openid: 'o-messages' });
    const accept = (key: string, accepted: ('order_ready' | 'order_refunded')[]) =>
      members.recordSubscriptions(
        memberId,
        accepted,
        commandClaim(memberId, 'recordSubscriptions', key, { accepted }),
      );
    await accept('accept-0001', ['order_ready', 'order_ready', 'order_refunded']);
    await accept('accept-0001', ['order_ready', 'order_ready', 'order_refunded']);
    await accept('accept-0002', ['order_ready']);
    expect(await accept('accept-0002', ['order_refunded'])).toEqual({
      ok: false,
      code: 'idempotency_key_reused',
    });

    const taken = await Promise.all(
      Array.from({ length: 6 }, () => bench.members().takeSubscription(memberId, 'order_ready')),
    );
    expect(taken.filter(Boolean)).toHaveLength(2);
    expect(await members.takeSubscription(memberId, 'order_refunded')).toBe(true);
    expect(await members.takeSubscription(memberId, 'order_refunded')).toBe(false);
    expect(await members.takeSubscription(memberId, 'order_dispatched')).toBe(false);
  });
});
