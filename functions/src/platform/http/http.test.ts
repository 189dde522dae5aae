import { branchGrant } from '@jindian/shared/access';
import { endpoint, needs } from '@jindian/shared/contract/endpoint';
import { problemSchema } from '@jindian/shared/contract/problems/problem';
import { z } from '@jindian/shared/zod';
import { beforeEach, describe, expect, test } from 'vitest';
import { assertionHeader } from '../assertion.ts';
import type { CommandClaim } from '../idempotency.ts';
import { createLogger } from '../logger.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Principal } from '../sessions.ts';
import { type ApiApp, createApiApp, maxBodyBytes, maxFileBytes } from './app.ts';
import { createMount } from './mount.ts';

const thing = z.object({ name: z.string().min(1).max(8), count: z.int().min(1) });
const rows = {
  open: endpoint({
    id: 'open',
    method: 'get',
    path: '/v1/open',
    tag: 'test',
    summary: 'Anyone',
    access: 'public',
    query: z.object({ limit: z.coerce.number().int().min(1).max(50).default(20) }),
    response: z.object({ limit: z.int(), caller: z.string().nullable() }),
  }),
  command: endpoint({
    id: 'command',
    method: 'post',
    path: '/v1/branches/{locationId}/things',
    tag: 'test',
    summary: 'Clerks',
    access: needs('stock.read', 'location'),
    idempotent: true,
    params: z.object({ locationId: z.string() }),
    body: thing,
    response: thing,
    status: 201,
  }),
};

const people: Record<string, Principal> = {
  shopper: { kind: 'member', memberId: 'M1', roles: [] },
  clerk: { kind: 'member', memberId: 'M2', roles: [branchGrant('clerk', 'B001')] },
};
const logged: string[] = [];
let app: ApiApp;
let handled: { command: CommandClaim | null; memberId: string; language: string }[];
let next: () => Promise<Result<z.output<typeof thing>>>;

beforeEach(() => {
  handled = [];
  logged.length = 0;
  next = async () => ok({ name: 'thing', count: 1 });
  app = createApiApp({ logger: createLogger('info', { write: (line) => void logged.push(line) }) });
  const mount = createMount(app, {
    checkResponses: true,
    authenticate: async (c) => {
      const name = c.req.header('authorization');
      if (name === 'expired') return fail('session_expired');
      const principal = name ? people[name] : undefined;
      return ok(principal ? { principal, sessionId: null, door: 'own' } : null);
    },
  });
  mount(rows.open, async ({ query, principal }) =>
    ok({ limit: query.limit, caller: principal?.memberId ?? null }),
  );
  mount(rows.command, async ({ command, memberId, language }) => {
    handled.push({ command, memberId, language });
    return next();
  });
});

test("whoever only sends a header like the gateway's is counted by the address", async () => {
  const counted: string[] = [];
  const guarded = createApiApp({ logger: createLogger('silent') });
  const mount = createMount(guarded, {
    checkResponses: true,
    authenticate: async (c) =>
      c.req.header(assertionHeader) === 'good' ? ok(null) : fail('assertion_invalid'),
    throttle: {
      async attempt(_name, who) {
        counted.push(who);
        return { ok: true, right() {} };
      },
    },
  });
  mount(rows.open, async ({ query }) => ok({ limit: query.limit, caller: null }));
  const from = { incoming: { socket: { remoteAddress: '192.0.2.7' } } };
  for (const assertion of ['good', 'bad', ''])
    await guarded.request('/v1/open', { headers: { [assertionHeader]: assertion } }, from);
  expect(counted).toEqual(['192.0.2.7', '192.0.2.7']);
});

function send(change: { who?: string; key?: string; body?: string; place?: string; language?: string } = {}) {
  const { who = 'clerk', key = 'key-of-test', place = 'B001' } = change;
  return app.request(`/v1/branches/${place}/things`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(who ? { authorization: who } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
      ...(change.language ? { 'accept-language': change.language } : {}),
    },
    body: change.body ?? JSON.stringify({ name: 'thing', count: 1 }),
  });
}

/** Each refusal has the shape of the contract, and is what it says in its status line. */
async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  return problem;
}

describe('a request', () => {
  test('that fits the contract is handled, and answered with the status of its row', async () => {
    const response = await send();
    expect([response.status, await response.json()]).toEqual([201, { name: 'thing', count: 1 }]);
    expect(handled).toMatchObject([
      { memberId: 'M2', language: 'zh', command: { scope: 'M2', key: 'key-of-test' } },
    ]);
    expect(response.headers.get('x-request-id')).toBeTruthy();
  });

  test.each([
    ['a body that is no JSON', { body: '{' }, 400, 'invalid_request'],
    ['a body that breaks the contract', { body: '{"name":"","count":0}' }, 400, 'invalid_request'],
    ['a body that is too large', { body: `"${'x'.repeat(maxBodyBytes)}"` }, 413, 'payload_too_large'],
    ['no idempotency key', { key: '' }, 400, 'idempotency_key_required'],
    ['nobody who says who they are', { who: '' }, 401, 'unauthenticated'],
    ['an old session', { who: 'expired' }, 401, 'session_expired'],
    ['somebody who may not', { who: 'shopper' }, 403, 'forbidden'],
    ['a clerk of another branch', { place: 'B002' }, 403, 'forbidden'],
  ])('with %s is refused, and nothing is done', async (_, change, status, code) => {
    const problem = await problemOf(await send(change));
    expect([problem.status, problem.code]).toEqual([status, code]);
    expect(handled).toEqual([]);
  });

  test.each([
    ['/v1/hq/policies/grids/draft', maxFileBytes],
    ['/hq/grids/draft/file', maxFileBytes],
    ['/v1/hq/policies/grids/versions', maxBodyBytes],
  ])('to %s may bring %s bytes', async (path, most) => {
    const sent = (bytes: number) => app.request(path, { method: 'POST', body: 'x'.repeat(bytes) });
    const [fits, tooLarge] = await Promise.all([sent(most), sent(most + 1)]);
    // Nothing is mounted there: what fits is looked for.
    expect([fits.status, tooLarge.status]).toEqual([404, 413]);
  });

  test('with an idempotency key of a strange form is refused', async () => {
    for (const key of ['short', 'with space in it', 'x'.repeat(65), 'semi;colon'])
      expect([key, (await send({ key })).status]).toEqual([key, 400]);
    expect(handled).toEqual([]);
  });

  test('whose refusal is the handler’s own is answered with its code and parameters, in the language asked for', async () => {
    next = async () => fail('out_of_stock', { sku: { zh: '月白 42', en: 'Moon white 42' }, skuId: 'P1' });
    const zh = await problemOf(await send());
    const en = await problemOf(await send({ language: 'en-GB,en;q=0.9' }));
    expect([zh.code, zh.params]).toEqual(['out_of_stock', { sku: '月白 42', skuId: 'P1' }]);
    expect(en.params).toEqual({ sku: 'Moon white 42', skuId: 'P1' });
    expect(en.title).toContain('Moon white 42');
    expect(zh.title).toContain('库存不足');
    expect(en.title).toContain('out of stock');
  });

  test('that breaks something is answered 500 without a word of what broke, which is logged', async () => {
    next = async () => {
      throw new Error('the secret reason');
    };
    const response = await send();
    const text = await response.clone().text();
    expect((await problemOf(response)).code).toBe('internal');
    expect(text).not.toContain('secret reason');
    expect(logged.join()).toContain('secret reason');
  });

  test('answered with what breaks the contract is a failure, where answers are checked', async () => {
    next = async () => ok({ name: 'much too long a name', count: 1 });
    expect((await problemOf(await send())).code).toBe('internal');
  });

  test('to nowhere is told so in the same form', async () => {
    expect((await problemOf(await app.request('/v1/nowhere'))).code).toBe('not_found');
  });

  test('with another body and the same key is another command, one with another order of members is not', async () => {
    await send({ body: '{"name":"a","count":1}' });
    await send({ body: '{"count":1,"name":"a"}' });
    await send({ body: '{"name":"b","count":1}' });
    const [first, second, third] = handled.map(({ command }) => command?.inputHash);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
});

describe('what is public', () => {
  test('is for anyone, an old session is no hindrance, and the query has its defaults', async () => {
    const read = async (who?: string) =>
      (await app.request('/v1/open', who ? { headers: { authorization: who } } : {})).json();
    expect(await read()).toEqual({ limit: 20, caller: null });
    expect(await read('expired')).toEqual({ limit: 20, caller: null });
    expect(await read('clerk')).toEqual({ limit: 20, caller: 'M2' });
  });

  test('is held to its bounds', async () => {
    for (const limit of ['0', '51', 'x', '1.5']) {
      expect((await problemOf(await app.request(`/v1/open?limit=${limit}`))).code).toBe('invalid_request');
    }
  });
});
