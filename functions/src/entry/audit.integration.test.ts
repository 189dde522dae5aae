import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import type { HqOrder } from '@jindian/shared/contract/hq';
import { auditedActs } from '@jindian/shared/contract/people/audit';
import type { Permission } from '@jindian/shared/contract/people/permissions';
import { auditedKinds, permissions } from '@jindian/shared/contract/people/permissions';
import type { OrderView, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHq } from '../hq/testing/visitors.ts';
import {
  tourShanghaiJinganBranchId as neighbour,
  tourYantaiZhifuBranchId as withoutStock,
} from '../local/demo/network/tour.ts';
import { differenceId } from '../money/reconciliation/rules.ts';
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

const hq = async <T>(id: EndpointId, sample: Sample): Promise<T> => {
  const answer = await fixture.invoke<T>(id, sample, { token: hqToken });
  if (answer.status >= 300) throw new Error(`${id}: ${answer.status} ${answer.code}`);
  return answer.body;
};

/** Of the first goods that its neighbour has too, or of others. */
async function delivery(which = 0): Promise<OrderView> {
  const { levelsAt } = fixture.local.system.inventory;
  const catalog = await fixture.local.system.catalog.current();
  const there = new Map((await levelsAt(neighbour)).map(({ skuId, available }) => [skuId, available]));
  const levels = (await levelsAt(fixture.here)).filter(
    ({ skuId, available }) =>
      available > 3 && (there.get(skuId) ?? 0) > 3 && catalog.sku(skuId)?.product.deliverable,
  );
  const skuId = levels[which]?.skuId ?? '';
  const priceFen = catalog.sku(skuId)?.sku.priceFen ?? 0;
  const body = {
    locationId: fixture.here,
    method: 'delivery',
    address: given.address,
    lines: [{ skuId, quantity: 1, seenPriceFen: priceFen }],
  };
  const placed = await fixture.invoke<PlacedOrder>('placeOrder', { body }, { token: given.owner });
  if (placed.status !== 201) throw new Error(`placing: ${placed.status} ${placed.code}`);
  return fixture.pay(given.owner, placed.body);
}

const partOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' });

/** Refused wherever it is offered, until it lies with HQ. */
async function nobodyServes(): Promise<OrderView> {
  const order = await delivery();
  for (let times = 0; times < 12; times += 1) {
    const now = await hq<HqOrder>('hqGetOrder', { params: { orderId: order.id } });
    if (now.order.fulfilments[0]?.state === 'with_hq') return order;
    await hq('refuseFulfilment', { params: partOf(order), body: { reason: 'too_far' } });
    await fixture.local.processes.settle();
  }
  throw new Error('somebody serves it after all');
}

async function failedRefund() {
  const order = await delivery();
  const { control } = fixture.local.pay;
  const arrive = async () => {
    await fixture.local.processes.settle();
    fixture.local.clock.advance(60_000);
    await control.tick();
    await fixture.local.processes.settle();
  };
  // Refunds of other orders end first.
  await arrive();
  control.nextRefundsEnd('ABNORMAL');
  const lines = [{ lineId: '1', quantity: 1 }];
  await hq('hqRefundOrder', { params: { orderId: order.id }, body: { lines, reason: '破损' } });
  for (let look = 0; look < 5; look += 1) {
    await arrive();
    const now = await hq<HqOrder>('hqGetOrder', { params: { orderId: order.id } });
    const failed = now.refunds.find(({ state }) => state === 'failed');
    if (failed) return { orderId: order.id, refundId: failed.id };
  }
  throw new Error('the refund did not fail');
}

/** Money of nobody, as a notification would tell of it. */
let payments = 0;
async function moneyOfNobody() {
  payments += 1;
  const { mchid: merchantId } = fixture.local.secrets.wechatPay;
  const number = `N${payments}`.padEnd(20, '0');
  const finding = {
    kind: 'unknown_payment',
    merchantId,
    outTradeNo: number,
    transactionId: `42${number}`,
    theirAmount: 100,
    currency: 'CNY',
    source: 'notification',
  } as const;
  await fixture.local.system.differences.report(finding);
  return { differenceId: differenceId(finding) };
}

async function draftOf(name: string, content: object): Promise<number> {
  const { revision } = await hq<{ revision: number }>('hqGetPolicy', { params: { name } });
  const saved = await hq<{ revision: number }>('hqSavePolicyDraft', {
    params: { name },
    body: { revision, content },
  });
  return saved.revision;
}

/** What an act needs to be done: the samples of the walks are refused by the state of things. */
const prepared: Partial<Record<EndpointId, (sample: Sample) => Promise<Sample>>> = {
  async setSharing({ params = {}, body }) {
    const { revision } = await hq<{ revision: number }>('getSharing', { params });
    return { params, body: { ...(body as object), revision } };
  },
  hqRefundOrder: async (sample) => ({ ...sample, params: { orderId: (await delivery()).id } }),
  hqCancelOrder: async () => ({ params: { orderId: (await delivery()).id } }),
  hqCancelFulfilment: async (sample) => ({ ...sample, params: partOf(await delivery()) }),
  hqResolveRefund: async (sample) => ({ ...sample, params: await failedRefund() }),
  async hqAssignFulfilment() {
    return { params: partOf(await nobodyServes()), body: { locationId: neighbour } };
  },
  hqAskAgain: async () => ({ params: partOf(await nobodyServes()) }),
  async hqCallGoods() {
    const order = await nobodyServes();
    return { params: partOf(order), body: { fromLocationId: neighbour, toLocationId: withoutStock } };
  },
  async hqSettleDelivery({ body }) {
    // The pieces of the others stay as they are: who is asked for them depends on where they lie.
    const params = partOf(await delivery(1));
    await hq('packFulfilment', { params });
    await hq('dispatchFulfilment', { params });
    await hq('settleDelivery', { params, body: { act: 'failed', reason: 'nobody_there' } });
    return { params, body };
  },
  async hqPublishPolicy({ params = {} }) {
    const revision = await draftOf('settings-selling', { bindingDays: 31, returnWindowDays: 7 });
    return { params, body: { revision, note: '测试' } };
  },
  async hqCancelPlannedPolicy() {
    const params = { name: 'settings-selling' };
    const revision = await draftOf(params.name, { bindingDays: 32, returnWindowDays: 7 });
    const atMs = fixture.local.clock.nowMs() + 86_400_000;
    const planned = await hq<{ revision: number }>('hqPublishPolicy', {
      params,
      body: { revision, note: '测试', atMs },
    });
    return { params, body: { revision: planned.revision } };
  },
  hqNoteMoneyDifference: async (sample) => ({ ...sample, params: await moneyOfNobody() }),
  hqSendMoneyBack: async (sample) => ({ ...sample, params: await moneyOfNobody() }),
  async hqSettleMoneyDifference() {
    const body = { revision: 1, settlement: 'kept', why: '测试' };
    return { params: await moneyOfNobody(), body };
  },
  // Of HQ's own: there is none yet.
  saveAddress: async ({ body, ...sample }) => ({
    ...sample,
    body: { ...(body as object), revision: 0 },
  }),
  bindPhone: async () => ({ body: { code: fixture.local.wechat.control.phoneCode('13812340001') } }),
};

async function sampleOf(id: EndpointId): Promise<Sample> {
  const sample = given.samples[id];
  return prepared[id]?.(sample) ?? sample;
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

/** What is told of how it was before; the rest changes nothing that was, or is personal. */
const tellsBefore = auditedActs.filter(
  (act) =>
    ![
      'pool.deposit',
      'order.personal_data.read',
      'money.reconcile',
      'import.finish',
      'sessions.end',
      'member.find',
      'member.change',
      'member.phone',
      'address.save',
      'address.delete',
    ].includes(act),
);

describe('an audited act leaves one record when it is done, and none when it is refused or repeated', () => {
  test.each(auditedIds)('%s', async (id) => {
    const row = endpoints[id];
    const sample = await sampleOf(id);
    const shopper = given.owner;
    const before = await records();
    // Refused for want of rights, and for want of sense.
    if (row.access !== 'member')
      expect((await fixture.invoke(id, sample, { token: shopper })).status).toBe(403);
    if (row.body)
      expect((await fixture.invoke(id, { ...sample, body: 7 }, { token: hqToken })).status).toBe(400);
    expect(await records()).toHaveLength(before.length);

    const key = `audit-${id}`.slice(0, 64);
    const first = await fixture.invoke(id, sample, { token: hqToken, key });
    expect([id, first.status < 300, first.status, first.code]).toEqual([id, true, first.status, null]);
    const after = await records();
    // The levels of an import are in force already when it is finished: there is nothing to do, and nothing to record.
    const acted = id !== 'hqFinishImport';
    expect(after.length - before.length).toBe(acted ? 1 : 0);
    if (!acted) return;
    const [record] = after.filter(({ id: known }) => !before.some((old) => old.id === known));
    expect(record).toMatchObject({ act: row.audited, actor: `member:${hqMemberId}` });
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
    // Made-up places to go on from: years ahead, before there was anything, and none at all.
    for (const [cursor, status, items] of [
      ['7ZZZZZZZZZZZZZZZZZZZZZZZZZ', 200, true],
      ['6000000000ZZZZZZZZZZZZZZZZ', 200, true],
      ['00000000000000000000000000', 200, false],
      ['__proto__', 400, false],
      ["01JD'; drop", 400, false],
    ] as const) {
      const began = performance.now();
      const found = await list({ cursor, limit: '5' });
      expect([cursor, found.status]).toEqual([cursor, status]);
      expect([cursor, (found.body.items ?? []).length > 0]).toEqual([cursor, items]);
      expect(performance.now() - began).toBeLessThan(5_000);
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
