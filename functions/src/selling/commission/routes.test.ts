import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { branchGrant, brandGrant } from '@jindian/shared/access';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedgerAccounts } from '../../money/ledger/accounts.ts';
import { createFundPool } from '../../money/ledger/fund-pool.ts';
import { mountLedgerRoutes } from '../../money/ledger/routes.ts';
import { createLedger, type Ledger } from '../../money/ledger/service.ts';
import { createAuditLog } from '../../platform/audit.ts';
import { systemClock } from '../../platform/clock.ts';
import { type ApiApp, createApiApp } from '../../platform/http/app.ts';
import { createMount } from '../../platform/http/mount.ts';
import { createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { createLimitCounters } from '../../platform/limit-counters.ts';
import { createLogger } from '../../platform/logger.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { ok } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { mountAttributionRoutes } from '../attribution/routes.ts';
import { createAttribution } from '../attribution/service.ts';
import { mountCodeRoutes } from '../codes/routes.ts';
import { createCodes } from '../codes/service.ts';
import { createPromised } from '../pool/promised.ts';
import { mountCommissionRoutes } from './routes.ts';
import { createSellerDesk } from './seller-desk.ts';
import { createCommission } from './service.ts';

const shopper = '01JD3V8Q9XKZ4M7T2N5R6W8Y1A';
const guide = '01JD3V8Q9XKZ4M7T2N5R6W8Y1B';
const hq = '01JD3V8Q9XKZ4M7T2N5R6W8Y1C';
const roles: Record<string, RoleGrant[]> = {
  [shopper]: [],
  [guide]: [branchGrant('guide', 'B00001'), branchGrant('clerk', 'B00001')],
  [hq]: [brandGrant('administrator')],
};

let engine: Engine;
let app: ApiApp;
let ledger: Ledger;

beforeAll(async () => {
  const clock = systemClock;
  engine = await createEngine();
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  const table = embeddedTable(engine, 'jindian-test');
  const idempotency = createIdempotency({ table, clock });
  ledger = createLedger({ table, clock });
  const ids = createIds(clock);
  const memberProfile = async (memberId: string) => ({ nickname: '李雷', roles: roles[memberId] ?? [] });
  const codes = createCodes({
    table,
    clock,
    ids,
    codeSecret: () => 'a code secret of some length',
    publicBaseUrl: 'https://shop.example.com',
    memberProfile,
    locationName: async () => ({ zh: '鼓楼店', en: 'Gulou' }),
    offers: async (_, productId) => productId === 'P001',
    hasProduct: async (productId) => productId === 'P001',
    productOfGtin: async () => null,
  });
  const settings = fixedSettings('selling');
  const branchName = async () => null;
  const attribution = createAttribution({
    table,
    clock,
    ids,
    idempotency,
    codes,
    settings,
    memberProfile,
    branchName,
  });
  app = createApiApp({ logger: createLogger('silent') });
  const mount = createMount(app, {
    checkResponses: true,
    audit: createAuditLog({ table, clock, ids: createIds(clock) }),
    authenticate: async (c) => {
      const token = c.req.header('authorization')?.slice('Bearer '.length);
      const memberId = token;
      if (!memberId) return ok(null);
      const principal: Principal = { kind: 'member', memberId, roles: roles[memberId] ?? [] };
      return ok({ principal, sessionId: null, door: 'own' });
    },
  });
  mountCodeRoutes(mount, codes, async () => {});
  mountAttributionRoutes(mount, attribution);
  const books = { table, clock, ids: createIds(clock), ledger, idempotency };
  const accounts = createLedgerAccounts({ ...books, limits: createLimitCounters({ table }) });
  mountLedgerRoutes(mount, createFundPool(books), accounts);
  mountCommissionRoutes(
    mount,
    createSellerDesk({
      clock,
      commission: createCommission({
        table,
        clock,
        ledger,
        customersOf: attribution.customersOf,
        holds: { decisionOf: async () => null, stateOf: async () => 'waiting' },
        fraud: { suspicions: async () => ({ reasons: [], evidence: {}, people: [] }) },
        ensurePayees: async () => {},
        promised: createPromised(table),
      }),
      ordersOf: async () => new Map(),
      matterOf: async () => null,
      namesOf: async () => new Map(),
      touchesOf: attribution.touchesOfSeller,
      sellerNow: async () => null,
      colleaguesOf: async () => null,
      idSecret: () => 'a code secret of some length',
    }),
  );
});
afterAll(() => engine.close());

async function call(
  id: EndpointId,
  memberId: string | null,
  options: { path?: string; query?: string; body?: unknown; key?: string } = {},
) {
  const row = endpoints[id];
  const token = memberId;
  const response = await app.request((options.path ?? row.path) + (options.query ?? ''), {
    method: row.method.toUpperCase(),
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(options.key ? { 'idempotency-key': options.key } : {}),
      ...(options.body ? { 'content-type': 'application/json' } : {}),
    },
    ...(options.body ? { body: JSON.stringify(options.body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('codes over HTTP', () => {
  it("lead from the guide's QR to the shopper's binding and the guide's customers", async () => {
    const { body: own } = await call('getSellerCode', guide);
    expect(own).toMatchObject({ name: '李雷', branchName: { zh: '鼓楼店' } });
    const path = `/v1/codes/${own.code}`;
    expect(await call('resolveCode', null, { path })).toEqual({
      status: 200,
      body: { kind: 'guide', sellerId: guide, sellerName: '李雷', locationId: 'B00001' },
    });
    expect((await call('readCode', null, { path: `${path}/meaning` })).body).toMatchObject({
      ...{ kind: 'seller', sellerKind: 'guide', sellerId: guide, locationId: 'B00001' },
      ...{ productId: null, table: null, sceneId: null, campaignId: null },
    });
    const touch = { body: { code: own.code }, key: 'touch-key-1' };
    const bound = await call('recordTouch', shopper, touch);
    expect(bound).toMatchObject({ status: 200, body: { binding: { sellerId: guide } } });
    expect(await call('recordTouch', shopper, touch)).toEqual(bound);
    expect((await call('getEarnings', guide)).body).toEqual({
      pendingFen: 0,
      availableFen: 0,
      customers: 1,
      items: [],
      nextCursor: null,
    });
  });

  it('are refused with a code of their own', async () => {
    expect(await call('resolveCode', null, { path: '/v1/codes/NOSUCHCODE' })).toMatchObject({
      status: 404,
      body: { code: 'code_unknown' },
    });
    expect(await call('recordTouch', shopper, { body: { code: 'NOSUCHCODE' } })).toMatchObject({
      body: { code: 'idempotency_key_required' },
    });
    expect(await call('getSellerCode', shopper)).toMatchObject({ status: 403 });
    // What the app of version 0.1 has no page for, is no code to it.
    const table = { locationId: 'B00001', table: 'A-7' };
    const { body: made } = await call('hqMakeCode', hq, { body: table });
    const path = `/v1/codes/${made.code}`;
    expect((await call('readCode', null, { path: `${path}/meaning` })).body).toMatchObject(table);
    expect(await call('resolveCode', null, { path })).toMatchObject({ body: { code: 'code_unknown' } });
    const revoking = { path: `/v1/hq/codes/${made.code}/revoked`, body: { reason: '撤桌' } };
    expect(await call('hqRevokeCode', shopper, revoking)).toMatchObject({ status: 403 });
    expect(await call('hqRevokeCode', hq, revoking)).toMatchObject({ status: 200 });
    expect(await call('readCode', null, { path: `${path}/meaning` })).toMatchObject({
      status: 410,
      body: { code: 'code_revoked' },
    });
  });

  it('of a shelf are made by the staff of that branch, for what it offers', async () => {
    const path = '/v1/branches/B00001/shelf-codes';
    const first = await call('createShelfCode', guide, { path, body: { productId: 'P001' } });
    expect(first.body.url).toBe(`https://shop.example.com/q/${first.body.code}`);
    expect(await call('createShelfCode', guide, { path, body: { productId: 'P001' } })).toEqual(first);
    expect(await call('createShelfCode', guide, { path, body: { productId: 'P002' } })).toMatchObject({
      status: 404,
      body: { code: 'product_not_offered' },
    });
    const elsewhere = { path: '/v1/branches/B00002/shelf-codes', body: { productId: 'P001' } };
    expect(await call('createShelfCode', guide, elsewhere)).toMatchObject({ status: 403 });
  });
});

describe('the fund pool over HTTP', () => {
  it('takes a deposit once, and shows it', async () => {
    const deposit = { body: { amountFen: 500_000, reason: '十一月充值' }, key: 'deposit-key-1' };
    const first = await call('hqDepositFundPool', hq, deposit);
    expect(first).toEqual({ status: 200, body: { balanceFen: 500_000 } });
    const second = { body: { amountFen: 100, reason: '补' }, key: 'deposit-key-2' };
    expect((await call('hqDepositFundPool', hq, second)).body).toEqual({ balanceFen: 500_100 });
    expect(await call('hqDepositFundPool', hq, deposit)).toEqual(first);
    expect(
      await call('hqDepositFundPool', hq, { ...deposit, body: { ...deposit.body, amountFen: 1 } }),
    ).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });

    const page = await call('hqGetFundPool', hq, { query: '?limit=1' });
    expect(page.body).toMatchObject({
      balanceFen: 500_100,
      pendingOutFen: 0,
      items: [{ debitAccount: 'hq-cash', creditAccount: 'fund-pool', state: 'posted' }],
    });
    const next = await call('hqGetFundPool', hq, { query: `?limit=1&cursor=${page.body.nextCursor}` });
    expect(next.body).toMatchObject({ items: [{ kind: 'fund-pool.deposit' }], nextCursor: null });
    const { items: transfers } = next.body as { items: { transferId: string }[] };
    expect(await ledger.find(transfers[0]?.transferId ?? '')).toMatchObject({ byMemberId: hq });
    expect(await ledger.verifyLedger()).toMatchObject({ transfers: 2, imbalanceFen: 0, faults: [] });
  });

  it('answers one of two deposits with one key at the same moment as the other', async () => {
    const before = (await ledger.balanceOf('fund-pool')).postedFen;
    const deposit = { body: { amountFen: 7, reason: '同时' }, key: 'deposit-key-3' };
    const answers = await Promise.all([1, 2, 3].map(() => call('hqDepositFundPool', hq, deposit)));
    for (const answer of answers) expect(answer).toEqual({ status: 200, body: { balanceFen: before + 7 } });
    expect((await ledger.balanceOf('fund-pool')).postedFen).toBe(before + 7);
  });

  it('is for HQ only, and refuses a cursor that no page gave', async () => {
    expect(await call('hqGetFundPool', guide)).toMatchObject({ status: 403 });
    expect(await call('hqGetFundPool', hq, { query: '?cursor=abc' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });
});
