import { brandGrant } from '@jindian/shared/access';
import { dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAuditLog } from '../../platform/audit.ts';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createBootstrap } from './bootstrap.ts';
import { createMembers } from './service.ts';

const code = 'ABCD-EFGH-JKLM-NPQR';
const origin = { address: '203.0.113.7', agent: 'test', requestId: 'r-1', sessionId: null };
const boss = { code, phone: '13800009999', name: '老板', proved: true, language: 'zh' as const };

let opened: Awaited<ReturnType<typeof openTable>>;
let members: ReturnType<typeof createMembers>;
let audit: ReturnType<typeof createAuditLog>;
let secret: { bootstrapCode?: string; bootstrapUntilMs?: number };
let bootstrap: ReturnType<typeof createBootstrap>;

beforeEach(async () => {
  opened = await openTable();
  const { table, clock } = opened;
  const ids = createIds(clock);
  members = createMembers({ table, clock, ids, settings: fixedSettings('people') });
  audit = createAuditLog({ table, clock, ids });
  secret = { bootstrapCode: code, bootstrapUntilMs: clock.nowMs() + 1_000 };
  bootstrap = createBootstrap({ table, clock, ids, audit, members, secret: () => secret });
});
afterEach(() => opened.close());

test('whoever has the code becomes administrator by their number, once, on record', async () => {
  expect([await bootstrap.isOpen(), await bootstrap.isNobodys()]).toEqual([true, true]);
  expect(await bootstrap.begin({ ...boss, code: 'ABCD-EFGH-JKLM-NPQS' }, origin)).toMatchObject({
    code: 'bootstrap_code_wrong',
  });
  // As people type it.
  const begun = await bootstrap.begin({ ...boss, code: ' abcdefgh jklm-npqr ' }, origin);
  if (!begun.ok) throw new Error(begun.code);
  expect(await members.rolesOf(begun.value)).toEqual([brandGrant('administrator')]);
  expect(await members.memberForPhone(boss.phone, 'zh')).toMatchObject({ value: begun.value });
  expect((await members.profile(begun.value))?.displayName).toBe('老板');
  expect(await bootstrap.isOpen()).toBe(false);
  expect(await bootstrap.begin(boss, origin)).toMatchObject({ code: 'bootstrap_closed' });
  const { items } = await audit.search({}, 10, undefined);
  expect(items.map(({ act, address }) => [act, address])).toEqual([['brand.begin', '203.0.113.7']]);
});

test('of many at once one begins, and there is one administrator', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, at) => bootstrap.begin({ ...boss, phone: `1380000000${at}` }, origin)),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  for (const answer of answers) if (!answer.ok) expect(answer.code).toBe('bootstrap_closed');
  expect((await members.staffOf(null)).items).toHaveLength(1);
});

test('without a code, or after its time, nobody begins', async () => {
  secret = {};
  expect(await bootstrap.isOpen()).toBe(false);
  expect(await bootstrap.begin(boss, origin)).toMatchObject({ code: 'bootstrap_closed' });
  secret = { bootstrapCode: code, bootstrapUntilMs: opened.clock.nowMs() };
  expect(await bootstrap.begin(boss, origin)).toMatchObject({ code: 'bootstrap_expired' });
  expect((await members.staffOf(null)).items).toEqual([]);
});

test('where somebody is administrator the system is somebody’s, and says so; the code of the deployment still counts once', async () => {
  await members.enrol({ openid: 'o-1', nickname: 'one', roles: [brandGrant('administrator')] });
  expect([await bootstrap.isNobodys(), await bootstrap.isOpen()]).toEqual([false, true]);
  expect((await bootstrap.begin(boss, origin)).ok).toBe(true);
  expect(await bootstrap.begin({ ...boss, phone: '13800009990' }, origin)).toMatchObject({
    code: 'bootstrap_closed',
  });
  expect((await members.staffOf(null)).items).toHaveLength(2);
});

test('a number that nobody proved and that leads to somebody makes nobody administrator, and is taken from nobody', async () => {
  const shopper = await members.memberForPhone(boss.phone, 'zh');
  if (!shopper.ok) throw new Error(shopper.code);
  expect(await bootstrap.begin({ ...boss, proved: false }, origin)).toMatchObject({ code: 'phone_in_use' });
  expect(await members.memberForPhone(boss.phone, 'zh')).toMatchObject({ value: shopper.value });
  expect(await members.rolesOf(shopper.value)).toEqual([]);
  // Who proves to hold it is that member, and stays one.
  expect(await bootstrap.begin(boss, origin)).toMatchObject({ value: shopper.value });
  expect(await members.rolesOf(shopper.value)).toEqual([brandGrant('administrator')]);
});

test('the only administrator, away for 90 days, is not let in by a number that may be another’s, and is by a new code', async () => {
  const begun = await bootstrap.begin(boss, origin);
  if (!begun.ok) throw new Error(begun.code);
  opened.clock.advance(90 * dayMs);
  expect(await members.knownForPhone(boss.phone, 'zh')).toMatchObject({ ok: true, value: null });
  expect(await bootstrap.begin(boss, origin)).toMatchObject({ code: 'bootstrap_closed' });
  secret = { bootstrapCode: 'STUV-WXYZ-2345-6789', bootstrapUntilMs: opened.clock.nowMs() + 1_000 };
  const back = await bootstrap.begin({ ...boss, code: 'stuv wxyz 2345 6789' }, origin);
  expect(back).toMatchObject({ value: begun.value });
  expect(await members.knownForPhone(boss.phone, 'zh')).toMatchObject({ value: begun.value });
  expect(await members.rolesOf(begun.value)).toEqual([brandGrant('administrator')]);
});

test('a crash before or after the write leaves nobody or one', async () => {
  for (const moment of ['fail-before', 'fail-after'] as const) {
    let once = true;
    opened.engine.faults.set((operation) => {
      if (operation !== 'TransactWriteItems' || !once) return 'none';
      once = false;
      return moment;
    });
    await bootstrap.begin(boss, origin).catch(() => null);
    opened.engine.faults.set();
    const begun = (await members.staffOf(null)).items.length;
    expect(await bootstrap.isOpen()).toBe(begun === 0);
    expect(begun).toBeLessThanOrEqual(1);
  }
  if (await bootstrap.isOpen()) expect((await bootstrap.begin(boss, origin)).ok).toBe(true);
  expect((await members.staffOf(null)).items).toHaveLength(1);
});
