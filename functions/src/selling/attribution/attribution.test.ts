import { createEngine, type Engine, seededFaults } from '@jindian/embedded-dynamodb';
import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { TouchView } from '@jindian/shared/contract/selling/attribution';
import type { Settings } from '@jindian/shared/contract/settings/index';
import { dayMs, hourMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MovableClock, movableClock } from '../../platform/clock.ts';
import { commandClaim, createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { transact } from '../../platform/transact.ts';
import { type Codes, createCodes } from '../codes/service.ts';
import { type Attribution, type AttributionDeps, createAttribution } from './service.ts';

const startMs = Date.UTC(2026, 10, 21, 4);
const guides: Record<string, { nickname: string; roles: RoleGrant[] }> = {
  LI: { nickname: '李雷', roles: [branchGrant('guide', 'B00001')] },
  HAN: { nickname: '韩梅梅', roles: [branchGrant('guide', 'B00002')] },
  HQ: { nickname: '总部', roles: [brandGrant('administrator')] },
};

let engine: Engine;
let clock: MovableClock;
let attribution: Attribution;
let given: AttributionDeps;
let codes: Codes;
let made = 0;

beforeAll(async () => {
  engine = await createEngine();
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  clock = movableClock({ nowMs: () => startMs });
  const table = embeddedTable(engine, 'jindian-test');
  const ids = createIds(clock);
  const memberProfile = async (memberId: string) =>
    guides[memberId] ?? (/^M\d/.test(memberId) ? { nickname: memberId, roles: [] } : null);
  codes = createCodes({
    table,
    clock,
    ids,
    codeSecret: () => 'a code secret of some length',
    publicBaseUrl: 'https://shop.example.com/',
    memberProfile,
    locationName: async () => ({ zh: '鼓楼店', en: 'Gulou' }),
    offers: async () => true,
    hasProduct: async () => true,
    productOfGtin: async () => null,
  });
  const idempotency = createIdempotency({ table, clock });
  const settings = fixedSettings('selling');
  const branchName = async () => null;
  given = { table, clock, ids, idempotency, codes, settings, memberProfile, branchName };
  attribution = createAttribution(given);
});
afterAll(() => engine.close());
beforeEach(() => {
  engine.faults.set();
  engine.faults.setConflictMode('queue');
});

function newId(prefix: string): string {
  made += 1;
  return `${prefix}${made}`;
}

async function guideCode(sellerId: string): Promise<string> {
  const made = await codes.make({ sellerId });
  if (!made.ok) throw new Error(made.code);
  return made.value.code;
}

async function shelfCode(): Promise<string> {
  const made = await codes.shelfCode('B00001', 'P001');
  if (!made.ok) throw new Error(made.code);
  return made.value.code;
}

function scan(memberId: string, code: string, key = newId('key-')) {
  return attribution.recordTouch(memberId, code, commandClaim(memberId, 'recordTouch', key, { code }));
}

async function touchesOf(memberId: string): Promise<unknown[]> {
  const { Items } = (await engine.call('Query', {
    TableName: 'jindian-test',
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': { S: `MEMBER#${memberId}` }, ':sk': { S: 'TOUCH#' } },
  })) as { Items: unknown[] };
  return Items;
}

describe('a scan', () => {
  it('binds for 30 days, and the last one wins', async () => {
    const member = newId('M');
    const first = await scan(member, await guideCode('LI'));
    expect(first).toMatchObject({ ok: true, value: { binding: { sellerId: 'LI', sellerName: '李雷' } } });
    clock.advance(1000);
    await scan(member, await guideCode('HAN'));
    const boundAtMs = clock.nowMs();
    expect(await attribution.bindingOf(member, boundAtMs)).toEqual({
      sellerId: 'HAN',
      sellerName: '韩梅梅',
      sellerKind: 'guide',
      locationId: 'B00002',
      boundAtMs,
      expiresAtMs: boundAtMs + 30 * dayMs,
    });
    expect(await attribution.bindingOf(member, boundAtMs + 30 * dayMs - 1)).not.toBeNull();
    expect(await attribution.bindingOf(member, boundAtMs + 30 * dayMs)).toBeNull();
  });

  it('of a shelf leaves the binding as it is, and is recorded', async () => {
    const member = newId('M');
    const shelf = await shelfCode();
    expect(await scan(member, shelf)).toEqual({ ok: true, value: { binding: null } });
    await scan(member, await guideCode('LI'));
    expect(await scan(member, shelf)).toMatchObject({ ok: true, value: { binding: { sellerId: 'LI' } } });
    expect(await touchesOf(member)).toHaveLength(3);
  });

  it("of one's own code binds nobody", async () => {
    expect(await scan('LI', await guideCode('LI'))).toEqual({ ok: true, value: { binding: null } });
    expect(await attribution.bindingOf('LI', clock.nowMs())).toBeNull();
  });

  it('of someone who is no longer a guide leaves the binding as it is', async () => {
    const member = newId('M');
    guides.GONE = { nickname: '走了', roles: [branchGrant('guide', 'B00001')] };
    const code = await guideCode('GONE');
    delete guides.GONE;
    await scan(member, await guideCode('LI'));
    expect(await scan(member, code)).toMatchObject({
      ok: true,
      value: { binding: { sellerId: 'LI' } },
    });
    expect(await attribution.customersOf('GONE')).toBe(0);
  });

  it('of an unknown code is refused and leaves no trace', async () => {
    const member = newId('M');
    expect(await scan(member, 'NOSUCHCODE')).toEqual({ ok: false, code: 'code_unknown' });
    expect(await touchesOf(member)).toEqual([]);
  });

  it('of a revoked code is refused and leaves no trace, and the one that follows it counts', async () => {
    const member = newId('M');
    const seller = newId('SELLER');
    guides[seller] = { nickname: seller, roles: [branchGrant('guide', 'B00001')] };
    const code = await guideCode(seller);
    await codes.revoke(code, 'HQ', '海报已撤');
    expect(await scan(member, code)).toEqual({ ok: false, code: 'code_revoked' });
    expect(await touchesOf(member)).toEqual([]);
    expect(await scan(member, await guideCode(seller))).toMatchObject({
      value: { binding: { sellerId: seller } },
    });
  });

  it('is recorded once for each command', async () => {
    const member = newId('M');
    const code = await guideCode('LI');
    const first = await scan(member, code, 'the-same-key');
    clock.advance(5000);
    expect(await scan(member, code, 'the-same-key')).toEqual(first);
    expect(await touchesOf(member)).toHaveLength(1);
    expect(await scan(member, await guideCode('HAN'), 'the-same-key')).toEqual({
      ok: false,
      code: 'idempotency_key_reused',
    });
    expect(await attribution.bindingOf(member, clock.nowMs())).toMatchObject({ sellerId: 'LI' });
  });
});

describe('why', () => {
  async function touchesOf(memberId: string, asked: { limit: number; cursor?: string | undefined }) {
    const found = await attribution.touchesOf(memberId, asked);
    if (!found.ok) throw new Error(found.code);
    return found.value;
  }
  const told = (items: readonly TouchView[]) =>
    items.map(({ sellerName, reason, beforeName, afterName }) => [sellerName, reason, beforeName, afterName]);

  it('is told of each touch, to headquarters and to the seller whose code it was', async () => {
    const member = newId('M');
    await scan(member, await guideCode('LI'));
    clock.advance(1000);
    await scan(member, await shelfCode());
    clock.advance(1000);
    await scan(member, await guideCode('HAN'));
    const first = await touchesOf(member, { limit: 2 });
    expect(told(first.items)).toEqual([
      ['韩梅梅', 'last_touch', '李雷', '韩梅梅'],
      [null, 'no_seller', '李雷', '李雷'],
    ]);
    const rest = await touchesOf(member, { limit: 2, cursor: first.nextCursor ?? undefined });
    expect([told(rest.items), rest.nextCursor]).toEqual([[['李雷', 'first', null, '李雷']], null]);
    const [newest] = first.items;
    expect(await attribution.touchesOfOrder(member, [newest!.touchId, 'GONE'])).toEqual([newest]);
    expect(await attribution.touchesOf('NOBODY', { limit: 2 })).toEqual({ ok: false, code: 'not_found' });
    const [latest] = (await attribution.touchesOfSeller('HAN', { limit: 1 })).items;
    expect(latest).toMatchObject({ memberId: member, reason: 'last_touch', policyVersion: 0 });
    expect(await attribution.standingOf(member, clock.nowMs())).toMatchObject({
      recent: [{ touchId: latest?.touchId }, {}, {}],
    });
  });

  it('is told of two guides at once: one was first, and the other was decided on what that one made', async () => {
    engine.faults.setConflictMode('reject', 3);
    const codes = [await guideCode('LI'), await guideCode('HAN')];
    for (let round = 0; round < 10; round += 1) {
      const member = newId('M');
      const answers = await Promise.all(codes.map((code) => scan(member, code)));
      expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
      const { items } = await touchesOf(member, { limit: 10 });
      const winner = (await attribution.bindingOf(member, clock.nowMs()))?.sellerId;
      expect(items.map(({ reason }) => reason).sort()).toEqual(['first', 'last_touch']);
      const last = items.find(({ reason }) => reason === 'last_touch');
      const first = items.find(({ reason }) => reason === 'first');
      expect([last?.sellerId, last?.beforeId, last?.afterId]).toEqual([winner, first?.sellerId, winner]);
    }
  });

  it('goes by page over a seller’s touches, each once', async () => {
    const seller = newId('SELLER');
    guides[seller] = { nickname: seller, roles: [branchGrant('guide', 'B00001')] };
    const code = await guideCode(seller);
    const members = Array.from({ length: 9 }, () => newId('M'));
    for (const member of members) await scan(member, code);
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await attribution.touchesOfSeller(seller, { limit: 4, cursor });
      seen.push(...page.items.map(({ memberId }) => memberId));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(members.toReversed());
  });
});

describe('a paid order', () => {
  it('renews what it was credited to, once, and nobody else’s', async () => {
    const own = createAttribution({ ...given, settings: fixedSettings('selling', { renewedBy: 'order' }) });
    const member = newId('M');
    await scan(member, await guideCode('LI'));
    const before = await own.bindingOf(member, clock.nowMs());
    clock.advance(5 * dayMs);
    const paid = { sellerId: 'LI', atMs: clock.nowMs() };
    await Promise.all([own.orderPaid(member, paid), own.orderPaid(member, paid)]);
    const after = await own.bindingOf(member, clock.nowMs());
    expect(after).toEqual({ ...before, expiresAtMs: paid.atMs + 30 * dayMs });
    await own.orderPaid(member, { ...paid, sellerId: 'HAN' });
    expect(await own.bindingOf(member, clock.nowMs())).toEqual(after);
    expect([await own.asksForOrders(), await attribution.asksForOrders()]).toEqual([true, false]);
  });

  it('is remembered where it moves no day, so that who ordered is not waited for again', async () => {
    const waits = createAttribution({ ...given, settings: fixedSettings('selling', { firstOrderDays: 3 }) });
    const member = newId('M');
    // From before headquarters asked for first orders.
    await scan(member, await guideCode('LI'));
    const before = await waits.bindingOf(member, clock.nowMs());
    await waits.orderPaid(member, { sellerId: 'LI', atMs: clock.nowMs() });
    expect(await waits.bindingOf(member, clock.nowMs())).toEqual(before);
    expect(await waits.standingOf(member, clock.nowMs())).toMatchObject({ hasOrdered: true });
    clock.advance(29 * dayMs);
    const code = await guideCode('LI');
    await waits.recordTouch(member, code, commandClaim(member, 'recordTouch', newId('key-'), { code }));
    expect(await waits.bindingOf(member, clock.nowMs())).toMatchObject({
      expiresAtMs: clock.nowMs() + 30 * dayMs,
    });
    const { revision } = (await waits.standingOf(member, clock.nowMs())) ?? {};
    await waits.orderPaid(member, { sellerId: 'LI', atMs: clock.nowMs() });
    expect(await waits.standingOf(member, clock.nowMs())).toMatchObject({ revision });
  });
});

describe('customers', () => {
  it('are counted once each, however often and at once they scan', async () => {
    const seller = newId('SELLER');
    guides[seller] = { nickname: seller, roles: [branchGrant('guide', 'B00001')] };
    const code = await guideCode(seller);
    const members = Array.from({ length: 4 }, () => newId('M'));
    engine.faults.setConflictMode('reject');
    await Promise.all(
      [...members, ...members, ...members].map(async (member) => {
        for (let attempt = 1; attempt <= 20; attempt += 1) {
          const result = await scan(member, code);
          if (result.ok) return;
          expect(result.code).toBe('busy');
        }
        throw new Error('never went through');
      }),
    );
    expect(await attribution.customersOf(seller)).toBe(4);
  });

  it('are not asked for again by a scan of whose customer somebody is, or was last', async () => {
    const member = newId('M');
    const code = await guideCode('LI');
    const readsOf = async (scanned: string) => {
      engine.meter.reset();
      expect(await scan(member, scanned)).toMatchObject({ ok: true });
      return engine.meter.snapshot().calls.GetItem ?? 0;
    };
    const another = await guideCode('HAN');
    const first = await readsOf(code);
    expect(await readsOf(code)).toBe(first - 1);
    clock.advance(31 * dayMs);
    expect(await readsOf(code)).toBe(first - 1);
    expect(await readsOf(another)).toBe(first);
    expect(await readsOf(code)).toBe(first);
  });

  it('and touches stay right when answers are lost and calls repeated', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        async (scanners, seed) => {
          const seller = newId('SELLER');
          guides[seller] = { nickname: seller, roles: [branchGrant('guide', 'B00001')] };
          const code = await guideCode(seller);
          const members = Array.from({ length: 4 }, () => newId('M'));
          engine.faults.set(
            seededFaults({ seed, rates: { conflict: 0.1, 'lost-before': 0.1, 'lost-after': 0.1 } }),
          );
          for (const scanner of scanners) {
            const key = newId('key-');
            for (let attempt = 1; attempt <= 60; attempt += 1) {
              const result = await scan(members[scanner] as string, code, key).catch(() => null);
              if (result?.ok) break;
            }
          }
          engine.faults.set();
          expect(await attribution.customersOf(seller)).toBe(new Set(scanners).size);
          for (const [i, member] of members.entries()) {
            const scans = scanners.filter((scanner) => scanner === i).length;
            expect(await touchesOf(member)).toHaveLength(scans);
            const binding = await attribution.bindingOf(member, clock.nowMs());
            expect(binding?.sellerId ?? null).toBe(scans > 0 ? seller : null);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('two members who become one', () => {
  const join = async (from: string, to: string) =>
    transact(given.table, await attribution.joinWrites(from, to));
  const whose = async (member: string) =>
    (await attribution.bindingOf(member, clock.nowMs()))?.sellerId ?? null;
  const ruledBy = (rules: Partial<Settings<'selling'>>) =>
    createAttribution({ ...given, settings: fixedSettings('selling', rules) });
  async function bound(member: string, sellerId: string, by: Attribution = attribution): Promise<string> {
    const code = await guideCode(sellerId);
    clock.advance(1000);
    await by.recordTouch(member, code, commandClaim(member, 'recordTouch', newId('key-'), { code }));
    return member;
  }

  it('are bound by the later of their bindings', async () => {
    const [phone, wechat, other] = [newId('M'), newId('M'), newId('M')];
    await bound(wechat, 'LI');
    await bound(phone, 'HAN');
    await bound(other, 'LI');
    await join(phone, wechat);
    expect([await whose(wechat), await whose(phone)]).toEqual(['HAN', null]);
    await join(wechat, other);
    expect(await whose(other)).toBe('LI');
  });

  it('are bound by the one that is not over, be it the earlier one', async () => {
    for (const living of ['phone', 'wechat'] as const) {
      const [phone, wechat] = [newId('M'), newId('M')];
      const [lives, ends] = living === 'phone' ? [phone, wechat] : [wechat, phone];
      await bound(lives, 'LI', ruledBy({ bindingEnds: 'never' }));
      await bound(ends, 'HAN', ruledBy({ bindingDays: 1 }));
      clock.advance(2 * dayMs);
      await join(phone, wechat);
      expect([living, await whose(wechat)]).toEqual([living, 'LI']);
      expect(await whose(phone)).toBeNull();
    }
  });

  it('are not their own customer, whichever of them sold', async () => {
    const [phone, wechat] = [newId('M'), newId('M')];
    for (const seller of [phone, wechat])
      guides[seller] = { nickname: seller, roles: [branchGrant('guide', 'B00001')] };
    await bound(phone, wechat);
    await bound(wechat, phone);
    await join(phone, wechat);
    expect([await whose(wechat), await whose(phone)]).toEqual([null, null]);
    for (const seller of [phone, wechat]) delete guides[seller];
  });
});

it('counts whom a seller bound in an hour, and neither who came again nor another hour', async () => {
  const seller = newId('BURST');
  guides[seller] = { nickname: seller, roles: [branchGrant('guide', 'B00001')] };
  const code = await guideCode(seller);
  clock.advance(hourMs - (clock.nowMs() % hourMs));
  const scan = (member: string) =>
    attribution.recordTouch(member, code, commandClaim(member, 'recordTouch', newId('key-'), { code }));
  const startsMs = clock.nowMs();
  const members = [newId('M'), newId('M'), newId('M')];
  for (const member of members) await scan(member);
  for (const member of members) await scan(member);
  expect(await attribution.bindsInHour(seller, startsMs, 2)).toBe(3);
  // So few scans bound no more than that, which is all that is asked.
  expect(await attribution.bindsInHour(seller, startsMs, 50)).toBeLessThanOrEqual(6);
  expect(await attribution.bindsInHour(seller, startsMs + hourMs, 2)).toBe(0);
  clock.advance(3 * hourMs);
  await scan(newId('M'));
  expect(await attribution.bindsInHour(seller, startsMs, 3)).toBe(3);
  expect(await attribution.bindsInHour(seller, clock.nowMs(), 1)).toBe(1);
  delete guides[seller];
});

it('binds a crowd that scans at once, and tells nobody to come back later', async () => {
  engine.faults.setConflictMode('reject', 5);
  const before = await attribution.customersOf('HAN');
  const code = await guideCode('HAN');
  const crowd = Array.from({ length: 300 }, () => newId('crowd-'));
  const answers = await Promise.all(
    crowd.map((member) =>
      attribution.recordTouch(member, code, commandClaim(member, 'recordTouch', 'scan-once', { code })),
    ),
  );
  expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  expect(await attribution.customersOf('HAN')).toBe(before + crowd.length);
});
