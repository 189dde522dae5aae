import { createEngine, seededFaults } from '@jindian/embedded-dynamodb';
import { branchGrant } from '@jindian/shared/access';
import type { Address } from '@jindian/shared/contract/people/member';
import { dayMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { movableClock } from '../../platform/clock.ts';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { createSessionTokens } from '../../platform/sessions.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { phoneTrustMs, toldByWechat } from './phone-rules.ts';
import { createMembers } from './service.ts';
import { createSessions } from './sessions.ts';

const phones = ['13700000001', '13700000002'] as const;
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

type Item = Record<string, { S?: string; N?: string }>;

async function openBench() {
  const clock = movableClock();
  const engine = await createEngine({ now: clock.nowMs });
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  const table = embeddedTable(engine, 'jindian-test');
  const ids = createIds(clock);
  const settings = fixedSettings('people');
  /** One of many processes: nothing is remembered between two calls. */
  const members = () => createMembers({ table, clock, ids, settings });
  const membersWith = (joinWrites: () => Promise<[]>) =>
    createMembers({ table, clock, ids, settings, joinWrites });
  const people = members();
  const sessions = createSessions({
    table,
    clock,
    ids,
    tokens: createSessionTokens({ secret: () => 'a test secret of some length', clock }),
    standings: people.standings,
    settings,
  });
  async function items(): Promise<Item[]> {
    return ((await engine.call('Scan', { TableName: 'jindian-test' })) as { Items: Item[] }).Items;
  }
  const inWechat = async (openid: string) => (await members().memberForWechat({ openid })).memberId;
  async function bySms(phone: string): Promise<string> {
    const found = await members().memberForPhone(phone, 'zh');
    if (!found.ok) throw new Error(found.code);
    return found.value;
  }
  const save = (memberId: string, isDefault = false) =>
    members().saveAddress(memberId, ids.next(), { ...address, revision: 0, isDefault });
  const addressesOf = async (memberId: string) => (await members().listAddresses(memberId)).length;
  return { clock, engine, members, membersWith, sessions, items, inWechat, bySms, save, addressesOf };
}
type Bench = Awaited<ReturnType<typeof openBench>>;

/** What holds whatever happens: a number leads to one member, who has it; every address is counted where it lies. */
async function expectSound({ items }: Bench, saved: number): Promise<void> {
  const all = await items();
  const profiles = all.filter(({ sk }) => sk?.S === 'PROFILE');
  const numbers = profiles.flatMap(({ phone }) => (phone?.S ? [phone.S] : []));
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const { phone, memberId } of all.filter(({ pk }) => pk?.S?.startsWith('IDENTITY#phone#')))
    expect(profiles.find((profile) => profile.memberId?.S === memberId?.S)?.phone?.S).toBe(phone?.S);
  const kept = all.filter(({ sk }) => sk?.S?.startsWith('ADDRESS#'));
  expect(kept).toHaveLength(saved);
  for (const profile of profiles) {
    const own = kept.filter(({ memberId }) => memberId?.S === profile.memberId?.S);
    expect(Number(profile.addresses?.N)).toBe(own.length);
    // Who was joined with another has nothing left.
    if (profile.joinedInto) expect([own.length, profile.phone]).toEqual([0, undefined]);
  }
}

describe('a number', () => {
  test('leads to the same member again, and to one however many sign in at once', async () => {
    const bench = await openBench();
    const [phone] = phones;
    const found = await Promise.all(Array.from({ length: 8 }, () => bench.bySms(phone)));
    expect(new Set(found).size).toBe(1);
    bench.clock.advance(80 * dayMs);
    expect(await bench.bySms(phone)).toBe(found[0]);
    bench.clock.advance(80 * dayMs);
    expect(await bench.bySms(phone)).toBe(found[0]);
    await expectSound(bench, 0);
  });

  test('that WeChat told leads to the member there', async () => {
    const bench = await openBench();
    const lin = await bench.inWechat('o-lin');
    await bench.members().recordPhone(lin, phones[0]);
    expect(await bench.bySms(phones[0])).toBe(lin);
  });

  test('that was silent for longer than carriers keep it leads to nobody: who has it now begins anew', async () => {
    const bench = await openBench();
    const lin = await bench.inWechat('o-lin');
    await bench.members().recordPhone(lin, phones[0]);
    await bench.save(lin);
    bench.clock.advance(phoneTrustMs);
    const stranger = await bench.bySms(phones[0]);
    expect(stranger).not.toBe(lin);
    expect(await bench.addressesOf(stranger)).toBe(0);
    expect(await bench.addressesOf(lin)).toBe(1);
    // Nor does WeChat join them, where the first asks again under another number.
    await bench.members().recordPhone(lin, phones[1]);
    expect(await bench.bySms(phones[1])).toBe(lin);
    await expectSound(bench, 1);
  });

  test('that is changed in WeChat is free', async () => {
    const bench = await openBench();
    const lin = await bench.inWechat('o-lin');
    await bench.members().recordPhone(lin, phones[0]);
    await bench.members().recordPhone(lin, phones[1]);
    expect(await bench.bySms(phones[0])).not.toBe(lin);
    await expectSound(bench, 0);
  });

  test('of one WeChat account that another tells moves, and nothing else does', async () => {
    const bench = await openBench();
    const [lin, wang] = [await bench.inWechat('o-lin'), await bench.inWechat('o-wang')];
    await bench.members().recordPhone(lin, phones[0]);
    await bench.save(lin);
    expect(await bench.members().recordPhone(wang, phones[0])).toMatchObject({ ok: true });
    expect(await bench.bySms(phones[0])).toBe(wang);
    expect([await bench.addressesOf(lin), await bench.addressesOf(wang)]).toEqual([1, 0]);
    await expectSound(bench, 1);
  });
});

describe('who signed in by SMS and comes through WeChat', () => {
  test('is one member: addresses come along, sessions end, the default one stays', async () => {
    const bench = await openBench();
    const before = await bench.bySms(phones[0]);
    await bench.save(before, true);
    await bench.save(before);
    const { token } = await bench.sessions.open(before);
    const lin = await bench.inWechat('o-lin');
    await bench.save(lin);
    expect(await bench.members().recordPhone(lin, phones[0])).toEqual({ ok: true, value: null });
    expect(await bench.bySms(phones[0])).toBe(lin);
    const listed = await bench.members().listAddresses(lin);
    expect(listed.map(({ isDefault }) => isDefault)).toEqual([true, false, false]);
    expect(await bench.sessions.verify('api', token, 'fresh')).toMatchObject({ code: 'session_expired' });
    // A page that was open still cannot put anything where nobody looks any more.
    expect((await bench.save(before)).ok).toBe(false);
    await expectSound(bench, 3);
  });

  test('is who headquarters saw in their papers: of two of a kind, as they were seen last', async () => {
    const bench = await openBench();
    const papers = (realName: string) =>
      ({ kind: 'real_name', realName, document: 'id_card', numberTail: '012X' }) as const;
    for (const [nth, laterIsBefore] of [true, false].entries()) {
      const before = await bench.bySms(phones[nth] as string);
      const lin = await bench.inWechat(`o-lin-${nth}`);
      const verify = (memberId: string, name: string) =>
        bench.members().verifications.verify(memberId, papers(name), 'hq');
      await verify(laterIsBefore ? lin : before, '林先看');
      bench.clock.advance(1_000);
      await verify(laterIsBefore ? before : lin, '林后看');
      expect(await bench.members().recordPhone(lin, phones[nth] as string)).toMatchObject({ ok: true });
      const { verifications } = bench.members();
      expect(await verifications.of(lin)).toMatchObject([{ seen: papers('林后看') }]);
      expect(await verifications.missing(lin, 'courier')).toBeNull();
      expect(await verifications.of(before)).toEqual([]);
    }
  });

  test('keeps what they were found with when they were last seen long ago', async () => {
    const bench = await openBench();
    const before = await bench.bySms(phones[0]);
    await bench.save(before);
    bench.clock.advance(phoneTrustMs);
    const lin = await bench.inWechat('o-lin');
    await bench.members().recordPhone(lin, phones[0]);
    expect([await bench.addressesOf(before), await bench.addressesOf(lin)]).toEqual([1, 0]);
    expect(await bench.bySms(phones[0])).toBe(lin);
    await expectSound(bench, 1);
  });

  test('is kept apart where a role is held: a person has to look', async () => {
    const bench = await openBench();
    const before = await bench.bySms(phones[0]);
    await bench.members().grantRole(before, branchGrant('clerk', 'B00001'));
    const lin = await bench.inWechat('o-lin');
    expect(await bench.members().recordPhone(lin, phones[0])).toMatchObject({ code: 'phone_in_use' });
    expect(await bench.bySms(phones[0])).toBe(before);
    await expectSound(bench, 0);
  });

  test('is one member of the two in WeChat who tell the number at once', async () => {
    const bench = await openBench();
    const before = await bench.bySms(phones[0]);
    for (let n = 0; n < 3; n += 1) await bench.save(before);
    const both = await Promise.all([bench.inWechat('o-lin'), bench.inWechat('o-wang')]);
    await Promise.all([...both, ...both].map((id) => bench.members().recordPhone(id, phones[0])));
    const holder = await bench.bySms(phones[0]);
    expect(both).toContain(holder);
    expect((await Promise.all(both.map(bench.addressesOf))).toSorted()).toEqual([0, 3]);
    await expectSound(bench, 3);
  });

  test('loses no address that is saved meanwhile', async () => {
    const bench = await openBench();
    const before = await bench.bySms(phones[0]);
    const lin = await bench.inWechat('o-lin');
    const [, ...saved] = await Promise.all([
      bench.members().recordPhone(lin, phones[0]),
      ...[1, 2, 3, 4].map(() => bench.save(before)),
    ]);
    await expectSound(bench, saved.filter(({ ok }) => ok).length);
  });

  test('brings an address along that is saved between the look and the writing', async () => {
    const bench = await openBench();
    const before = await bench.bySms(phones[0]);
    await bench.save(before);
    const lin = await bench.inWechat('o-lin');
    let saved = 1;
    const slow = bench.membersWith(async () => {
      // Long enough for everything else to have been read.
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (saved === 1) saved += (await bench.save(before)).ok ? 1 : 0;
      return [];
    });
    expect(await slow.recordPhone(lin, phones[0])).toMatchObject({ ok: true });
    expect([saved, await bench.addressesOf(lin)]).toEqual([2, 2]);
    await expectSound(bench, 2);
  });

  test('is one or two members, and never half of each, wherever it breaks off', async () => {
    for (let broken = 1; broken <= 12; broken += 1)
      for (const fault of ['lost-before', 'lost-after'] as const) {
        const bench = await openBench();
        const before = await bench.bySms(phones[0]);
        await bench.save(before, true);
        await bench.save(before);
        const lin = await bench.inWechat('o-lin');
        let calls = 0;
        bench.engine.faults.set(() => {
          calls += 1;
          return calls === broken ? fault : 'none';
        });
        await bench
          .members()
          .recordPhone(lin, phones[0])
          .catch(() => null);
        bench.engine.faults.set();
        await expectSound(bench, 2);
        await bench.members().recordPhone(lin, phones[0]);
        expect(await bench.addressesOf(lin)).toBe(2);
        await expectSound(bench, 2);
        await bench.engine.close();
      }
  });
});

test('whatever people do with their numbers, in whatever order and with whatever faults, nothing of it breaks', async () => {
  const command = fc.oneof(
    fc.record({ kind: fc.constant('sms' as const), phone: fc.constantFrom(...phones), saves: fc.boolean() }),
    fc.record({
      kind: fc.constant('wechat' as const),
      phone: fc.constantFrom(...phones),
      openid: fc.constantFrom('o-1', 'o-2', 'o-3'),
      saves: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('days' as const), days: fc.constantFrom(1, 50, 89, 90, 120) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 3, maxLength: 14 }), fc.nat(), async (commands, seed) => {
      const bench = await openBench();
      const rates = { conflict: 0.06, throttle: 0.04, 'lost-before': 0.04, 'lost-after': 0.04 };
      const faults = seededFaults({ seed, rates });
      let saved = 0;
      for (const one of commands) {
        if (one.kind === 'days') {
          bench.clock.advance(one.days * dayMs);
          continue;
        }
        let memberId: string | null = null;
        for (let tries = 0; memberId === null && tries < 20; tries += 1) {
          bench.engine.faults.set(faults);
          try {
            if (one.kind === 'sms') memberId = await bench.bySms(one.phone);
            else {
              const id = await bench.inWechat(one.openid);
              const done = await bench.members().recordPhone(id, one.phone);
              memberId = done.ok ? id : null;
            }
          } catch {
            // The answer was lost: people try again.
          }
          bench.engine.faults.set();
        }
        if (memberId && one.saves) saved += (await bench.save(memberId)).ok ? 1 : 0;
        await expectSound(bench, saved);
        // Who proved last that they hold it is who it leads to.
        if (memberId) expect(await bench.bySms(one.phone)).toBe(memberId);
      }
      await bench.engine.close();
    }),
    { numRuns: 25 },
  );
});

test('every holder that a number can have has a next step', () => {
  expect(Object.keys(toldByWechat).toSorted()).toEqual([
    'browser_only',
    'browser_staff',
    'in_wechat',
    'lapsed',
    'nobody',
    'self',
  ]);
});
