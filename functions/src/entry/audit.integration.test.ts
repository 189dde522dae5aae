import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import { type AuditedAct, auditedActs } from '@jindian/shared/contract/people/audit';
import type { Permission } from '@jindian/shared/contract/people/permissions';
import { auditedKinds, permissions } from '@jindian/shared/contract/people/permissions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { detailsOf } from '../hq/pages/people/audit-details.tsx';
import { fieldWord, targetWord, valueWord } from '../hq/pages/people/audit-says.ts';
import { saidBy } from '../hq/testing/schema-words.ts';
import { openHq } from '../hq/testing/visitors.ts';
import type { Visit } from '../hq/visit.ts';
import { say, sayCode } from '../hq/words/say.ts';
import { auditShards, type StoredAudit } from '../platform/audit.ts';
import { shardOf } from '../platform/ids.ts';
import { auditedSamples } from './testing/audited-samples.ts';
import { type SystemFixture, samplesOf, startSystemFixture } from './testing/system-fixture.ts';

let fixture: SystemFixture;
let given: Awaited<ReturnType<typeof samplesOf>>;
let hqToken: string;
let hqMemberId: string;
let prepared: ReturnType<typeof auditedSamples>;

const ids = Object.keys(endpoints) as EndpointId[];
const auditedIds = ids.filter((id) => endpoints[id].audited !== undefined);

beforeAll(async () => {
  fixture = await startSystemFixture();
  given = await samplesOf(fixture);
  hqToken = await fixture.signIn('hq');
  prepared = auditedSamples(fixture, given, hqToken);
  hqMemberId = (await fixture.invoke<{ id: string }>('getMe', {}, { token: hqToken })).body.id;
});
afterAll(() => fixture.local.close());

async function records(): Promise<StoredAudit[]> {
  const found = await fixture.local.system.audit.search({}, 500, undefined);
  return found.items;
}

test('whatever changes something of a kind that is audited names its act, and every act is done somewhere', () => {
  const kindOf = (permission: Permission) => permissions[permission];
  for (const id of ids) {
    const { access, method, audited } = endpoints[id];
    const sensitive = typeof access === 'object' && auditedKinds.includes(kindOf(access.permission));
    // A preview changes nothing, whatever its method; a list of what failed is only read.
    const reads: EndpointId[] = ['hqListCandidates'];
    const changes = method !== 'get' && !reads.includes(id) && !id.startsWith('hqPreview');
    if (sensitive && changes) expect([id, audited !== undefined]).toEqual([id, true]);
  }
  // A brand begins by a page, before anybody is there to call an endpoint.
  const acts = new Set([
    'brand.begin',
    'sign_in_link.use',
    ...ids.flatMap((id) => endpoints[id].audited ?? []),
  ]);
  expect([...acts].sort()).toEqual([...auditedActs].sort());
});

function visitIn(language: 'zh' | 'en') {
  return {
    language,
    path: '/hq/audit',
    t: (...said: Parameters<Visit['t']>) => say(language, ...said),
    code: (group: string, code: string) => sayCode(language, group, code),
  };
}

/** What is told of how it was before; the rest changes nothing that was, or is personal. */
const tellsBefore = auditedActs.filter(
  (act) =>
    ![
      'brand.begin',
      'pool.deposit',
      'product.add',
      'picture.add',
      'category.add',
      'site_file.put',
      'stop.set',
      'code.make',
      'scene.save',
      'location.add',
      'invitation.verify',
      'member.verify',
      'rollout.wave',
      'order.note',
      'return.find',
      'return.receive',
      'return.blind',
      'exchange.make',
      'segment.save',
      'segment.members',
      'coupon.give',
      'order.personal_data.read',
      'order.find',
      'money.reconcile',
      'import.finish',
      'bulk.start',
      'bulk.discard',
      'invitation.make',
      'member.consent',
      'member.deletion',
      'member.deletion_cancel',
      'sign_in_link.make',
      'sign_in_link.use',
      'sessions.end',
      'member.find',
      'member.change',
      'member.phone',
      'address.save',
      'address.delete',
      'move.sign',
      'move.refuse',
      'moved.find',
      'settlement.start',
      'settlement.tax_report',
      'settlement.go_on',
      'payout_file.make',
      'payout_file.return',
      'payout_file.hand_over',
      'moved.give',
      'member.store_profile',
      'member.greet',
      'member.note',
      'moved.claim',
      'moved.refuse',
      'seller.customers_move',
      'seller.contact_code',
    ].includes(act),
);

describe('an audited act leaves one record when it is done, and none when it is refused or repeated', () => {
  test.each(auditedIds)('%s', async (id) => {
    const row = endpoints[id];
    const sample = await prepared.sampleOf(id);
    const by = (await prepared.callerOf(id)) ?? { token: hqToken, memberId: hqMemberId };
    const shopper = given.owner;
    const before = await records();
    // Refused for want of rights, and for want of sense.
    if (row.access !== 'member')
      expect((await fixture.invoke(id, sample, { token: shopper })).status).toBe(403);
    if (row.body)
      expect((await fixture.invoke(id, { ...sample, body: 7 }, { token: hqToken })).status).toBe(400);
    expect(await records()).toHaveLength(before.length);

    const key = `audit-${id}`.slice(0, 64);
    const first = await fixture.invoke(id, sample, { token: by.token, key });
    expect([id, first.status < 300, first.status, first.code]).toEqual([id, true, first.status, null]);
    const after = await records();
    // The levels of an import are in force already when it is finished: there is nothing to do, and nothing to record.
    const acted = id !== 'hqFinishImport';
    expect(after.length - before.length).toBe(acted ? 1 : 0);
    if (!acted) return;
    const [record] = after.filter(({ id: known }) => !before.some((old) => old.id === known));
    expect(record).toMatchObject({ act: row.audited, actor: `member:${by.memberId}` });
    expect(record?.requestId).toMatch(/^[\w-]{12}$/);
    for (const value of Object.values(sample.params ?? {}))
      expect(record?.targets.map((target) => target.id)).toContain(value);
    if (row.audited && tellsBefore.includes(row.audited)) expect(record?.before).toBeTruthy();
    if (row.access === 'member')
      for (const personal of [given.address.phone, given.address.detail, '林女士', '13812340001'])
        expect(JSON.stringify(record)).not.toContain(personal);
    if (row.idempotent) {
      expect((await fixture.invoke(id, sample, { token: hqToken, key })).status).toBe(first.status);
      expect(await records()).toHaveLength(after.length);
    }
  });
});

describe('the records', () => {
  test('are told in words, in either language, whatever act they are of', async () => {
    const made = await records();
    expect(new Set(made.map(({ act }) => act)).size).toBeGreaterThan(auditedActs.length - 4);
    const raw: string[] = [];
    for (const { act, targets, before, after } of made)
      for (const language of ['zh', 'en'] as const) {
        const visit = visitIn(language);
        const told = [before, after].flatMap((value) => detailsOf(visit, act as AuditedAct, value));
        // Names that are written so everywhere.
        for (const { label, value } of told)
          if (/[a-z][A-Z]|_/.test(label.replace(/We(Com|Chat)/g, '')) || /^[a-z]+(_[a-z]+)+$/.test(value))
            raw.push(`${act}: ${label}: ${value}`);
        for (const { kind } of targets)
          if (visit.code('auditTarget', kind) === kind) raw.push(`${act}: ${kind}`);
      }
    expect(raw).toEqual([]);
  });

  test('say what HQ published in words: every field and code of every policy document has one', () => {
    const raw: string[] = [];
    for (const { name, schema } of fixture.local.system.policies.kinds())
      for (const language of ['zh', 'en'] as const) {
        const visit = visitIn(language);
        const { names, codes } = saidBy(schema);
        if (targetWord(visit, 'policy', name) === name) raw.push(name);
        for (const field of names) if (fieldWord(visit, field) === field) raw.push(`${name}: ${field}`);
        for (const { name: field, code } of codes)
          if (valueWord(visit, 'policy.publish', field, code) === code) raw.push(`${name}: ${field} ${code}`);
      }
    expect(raw).toEqual([]);
  });

  test('of what is done to a part of an order are found by the order too', async () => {
    const list = (query: Record<string, string>) =>
      fixture.invoke<{ items: StoredAudit[]; nextCursor: string | null }>(
        'hqListAuditRecords',
        { query: { targetKind: 'order', ...query } },
        { token: hqToken },
      );
    const parts = (await records()).filter(({ act }) => act.startsWith('fulfilment.'));
    expect(parts.length).toBeGreaterThan(3);
    for (const { id, targets } of parts) {
      const targetId = targets.find(({ kind }) => kind === 'order')?.id ?? '';
      expect((await list({ targetId })).body.items.map((record) => record.id)).toContain(id);
    }
    // Page by page, each once and the newest first.
    const orderId = parts[0]?.targets.find(({ kind }) => kind === 'order')?.id ?? '';
    await prepared.hq('hqReadPersonalData', { params: { orderId }, body: { reason: '核对' } });
    const whole = (await list({ targetId: orderId, limit: '50' })).body.items.map(({ id }) => id);
    expect(whole.length).toBeGreaterThan(1);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await list({ targetId: orderId, limit: '1', ...(cursor ? { cursor } : {}) });
      paged.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    } while (cursor);
    expect(paged).toEqual(whole);
  });

  test('are found by person, thing, act and time, through the API by who may', async () => {
    const list = (query: Record<string, string>, token = hqToken) =>
      fixture.invoke<{ items: StoredAudit[] }>('hqListAuditRecords', { query }, { token });
    const orderId = given.order.id;
    const ofOrder = (await list({ targetKind: 'order', targetId: orderId })).body.items;
    expect(ofOrder.map(({ act }) => act)).toContain('order.personal_data.read');
    expect((await list({ act: 'pool.deposit' })).body.items).toHaveLength(1);
    expect((await list({ actor: 'member:nobody' })).body.items).toEqual([]);
    const mine = (await list({ actor: `member:${hqMemberId}`, limit: '50' })).body.items;
    expect(mine.length).toBeGreaterThan(5);
    expect((await list({ fromMs: '0', toMs: '1' })).body.items).toEqual([]);
    // The parts of each month of a year, and who asks.
    const mostReads = 13 * auditShards + 20;
    // Made-up places to go on from: years ahead, before there was anything, and none at all.
    for (const [cursor, status, items] of [
      ['7ZZZZZZZZZZZZZZZZZZZZZZZZZ', 200, true],
      ['6000000000ZZZZZZZZZZZZZZZZ', 200, true],
      ['00000000000000000000000000', 200, false],
      ['__proto__', 400, false],
      ["01JD'; drop", 400, false],
    ] as const) {
      let calls = 0;
      fixture.local.engine.faults.set(() => {
        calls += 1;
        return 'none';
      });
      const found = await list({ cursor, limit: '5' });
      fixture.local.engine.faults.set();
      expect([cursor, found.status]).toEqual([cursor, status]);
      expect([cursor, (found.body.items ?? []).length > 0]).toEqual([cursor, items]);
      expect(calls).toBeLessThanOrEqual(mostReads);
    }
    const auditor = await fixture.signIn('hq-auditor');
    expect((await list({ act: 'pool.deposit' }, auditor)).status).toBe(200);
    expect((await list({}, await fixture.signIn('hq-support'))).status).toBe(403);
  });

  test('are chained, and one that is edited or removed shows', async () => {
    const { audit, table } = fixture.local.system;
    await audit.chainWaiting();
    const sound = await audit.verify();
    expect([sound.faults, sound.waiting]).toEqual([[], 0]);
    expect(sound.refs.size).toBe((await records()).length);
    const [victim] = await records();
    if (!victim) throw new Error('no record');
    const { engine } = fixture.local;
    const pk = `AUDIT#${victim.month}#${shardOf(victim.id, auditShards)}`;
    const Key = { pk: { S: pk }, sk: { S: victim.id } };
    await engine.call('UpdateItem', {
      TableName: table.getName(),
      Key,
      UpdateExpression: 'SET actor = :a',
      ExpressionAttributeValues: { ':a': { S: 'member:somebody-else' } },
    });
    expect((await audit.verify()).faults).toMatchObject([{ what: 'record_edited' }]);
    await engine.call('DeleteItem', { TableName: table.getName(), Key });
    expect((await audit.verify()).faults).toMatchObject([{ what: 'record_missing' }]);
  });
});

describe('who receives a delivery', () => {
  test('is masked in whatever HQ reads of an order, and read in full only by who may, with a reason on record', async () => {
    const { orderId } = given.samples.hqGetOrder.params as { orderId: string };
    const shown = JSON.stringify(
      (await fixture.invoke('hqGetOrder', { params: { orderId } }, { token: hqToken })).body,
    );
    expect(shown).not.toContain(given.address.detail);
    const auditor = await fixture.signIn('hq-auditor');
    const read = (token: string) =>
      fixture.invoke('hqReadPersonalData', given.samples.hqReadPersonalData, { token });
    expect((await read(auditor)).status).toBe(403);
    expect((await read(await fixture.signIn('hq-finance'))).status).toBe(403);
    const support = await fixture.signIn('hq-support');
    const before = await records();
    expect((await read(support)).status).toBe(200);
    const [made] = (await records()).filter(({ id }) => !before.some((old) => old.id === id));
    expect(made).toMatchObject({ act: 'order.personal_data.read', after: { reason: '顾客来电' } });
  });
});

describe('HQ’s pages', () => {
  test('leave the same records, show and export them, and text from a reason runs nowhere', async () => {
    const hq = openHq(fixture.local.system, { clock: fixture.local.clock, hqToken });
    const guest = hq.visitor(hqToken);
    const { text } = await guest.get('/hq/fund-pool');
    const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
    const key = /name="key" value="([^"]*)"/.exec(text)?.[1] ?? '';
    const fields = { csrf, key, amount: '12', reason: '=1+1' };
    const before = await records();
    for (let time = 0; time < 2; time += 1) await guest.post('/hq/fund-pool', fields);
    const made = (await records()).filter(({ id }) => !before.some((old) => old.id === id));
    expect(made).toMatchObject([{ act: 'pool.deposit', after: { amountFen: 1_200, reason: '=1+1' } }]);
    expect(JSON.stringify(made)).not.toContain(csrf);
    const page = await guest.get('/hq/audit?act=pool.deposit');
    expect(page.text).toContain('存入资金池');
    const csv = await guest.get('/hq/audit.csv?act=pool.deposit');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text).toContain('pool.deposit');
    expect(csv.text).not.toMatch(/(^|,)"?[=+@]/m);
    expect((await guest.get('/hq/people')).text).toContain('总部管理员');
  });
});
