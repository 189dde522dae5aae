import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import { auditedActs } from '@jindian/shared/contract/people/audit';
import type { Permission } from '@jindian/shared/contract/people/permissions';
import { auditedKinds, permissions } from '@jindian/shared/contract/people/permissions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHq } from '../hq/testing/visitors.ts';
import type { StoredAudit } from '../platform/audit.ts';
import { type Sample, type SystemFixture, samplesOf, startSystemFixture } from './testing/system-fixture.ts';

let fixture: SystemFixture;
let given: Awaited<ReturnType<typeof samplesOf>>;
let hqToken: string;
let hqMemberId: string;

const ids = Object.keys(endpoints) as EndpointId[];
const auditedIds = ids.filter((id) => endpoints[id].audited !== undefined);

beforeAll(async () => {
  fixture = await startSystemFixture();
  given = await samplesOf(fixture);
  hqToken = await fixture.signIn('hq');
  hqMemberId = (await fixture.invoke<{ id: string }>('getMe', {}, { token: hqToken })).body.id;
});
afterAll(() => fixture.local.close());

async function records(): Promise<StoredAudit[]> {
  const found = await fixture.local.system.audit.search({}, 500, undefined);
  return found.items;
}

/** An order of its own for what ends or empties one: the samples are all about one order. */
const needsOrder: readonly EndpointId[] = ['hqRefundOrder', 'hqCancelFulfilment', 'hqCancelOrder'];

async function sampleOf(id: EndpointId): Promise<Sample> {
  const sample = given.samples[id];
  if (id === 'setSharing') {
    const { params } = sample;
    const now = await fixture.invoke<{ revision: number }>('getSharing', { params }, { token: hqToken });
    return { ...sample, body: { ...(sample.body as object), revision: now.body.revision } };
  }
  if (!needsOrder.includes(id)) return sample;
  const order = await fixture.pay(given.owner, await fixture.place(given.owner));
  const own = { orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' };
  const params = Object.keys(sample.params ?? {}).map((name) => [name, own[name as keyof typeof own]]);
  return { ...sample, params: Object.fromEntries(params) };
}

test('whatever changes something of a kind that is audited names its act, and every act is done somewhere', () => {
  const kindOf = (permission: Permission) => permissions[permission];
  for (const id of ids) {
    const { access, method, audited } = endpoints[id];
    const sensitive = typeof access === 'object' && auditedKinds.includes(kindOf(access.permission));
    // A preview changes nothing, whatever its method; a list of what failed is only read.
    const changes = method !== 'get' && id !== 'hqPreviewRefund' && id !== 'hqListCandidates';
    if (sensitive && changes) expect([id, audited !== undefined]).toEqual([id, true]);
  }
  const acts = new Set(ids.flatMap((id) => endpoints[id].audited ?? []));
  expect([...acts].sort()).toEqual([...auditedActs].sort());
});

/** Whose samples are refused here, by the state of things or for want of any: their services have their own tests. */
const refusedHere: readonly EndpointId[] = [
  'hqResolveRefund',
  'hqAssignFulfilment',
  'hqAskAgain',
  'hqCallGoods',
  'hqPublishPolicy',
  'hqCancelPlannedPolicy',
  'hqNoteMoneyDifference',
  'hqSendMoneyBack',
  'hqSettleMoneyDifference',
];

describe('an audited act leaves one record when it is done, and none when it is refused or repeated', () => {
  test.each(auditedIds)('%s', async (id) => {
    const row = endpoints[id];
    const sample = await sampleOf(id);
    const shopper = given.owner;
    const before = await records();
    // Refused for want of rights, and for want of sense.
    expect((await fixture.invoke(id, sample, { token: shopper })).status).toBe(403);
    if (row.body)
      expect((await fixture.invoke(id, { ...sample, body: 7 }, { token: hqToken })).status).toBe(400);
    expect(await records()).toHaveLength(before.length);

    const key = `audit-${id}`.slice(0, 64);
    const first = await fixture.invoke(id, sample, { token: hqToken, key });
    const done = first.status < 300;
    expect([id, first.status, first.code, done]).toEqual([
      id,
      first.status,
      first.code,
      !refusedHere.includes(id),
    ]);
    const after = await records();
    // The levels of an import are in force already when it is finished: there is nothing to do, and nothing to record.
    const acted = done && id !== 'hqFinishImport';
    expect(after.length - before.length).toBe(acted ? 1 : 0);
    if (!acted) return;
    const [record] = after.filter(({ id: known }) => !before.some((old) => old.id === known));
    expect(record).toMatchObject({ act: row.audited, actor: `member:${hqMemberId}` });
    expect(record?.requestId).toMatch(/^[\w-]{12}$/);
    for (const value of Object.values(sample.params ?? {}))
      expect(record?.targets.map((target) => target.id)).toContain(value);
    if (row.idempotent) {
      expect((await fixture.invoke(id, sample, { token: hqToken, key })).status).toBe(first.status);
      expect(await records()).toHaveLength(after.length);
    }
  });
});

describe('the records', () => {
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
    const Key = { pk: { S: `AUDIT#${victim.month}` }, sk: { S: victim.id } };
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
