import { branchGrant, brandGrant } from '@jindian/shared/access';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import { problemCodes } from '@jindian/shared/contract/problems/problem';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sampled } from '../platform/testing/depth.ts';
import { type Sample, type SystemFixture, samplesOf, startSystemFixture } from './testing/system-fixture.ts';
import { watchWrites } from './testing/write-watch.ts';

type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
};
type Operation = {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
};

let fixture: SystemFixture;
let given: Awaited<ReturnType<typeof samplesOf>>;
let operations: Map<string, Operation>;
let all: string;

const ids = Object.keys(endpoints) as EndpointId[];

beforeAll(async () => {
  fixture = await startSystemFixture();
  given = await samplesOf(fixture);
  // Everybody at once, so that no role check comes before the input is looked at.
  const here = fixture.here;
  all = (
    await fixture.enrol('all-roles', [
      brandGrant('administrator'),
      branchGrant('guide', here),
      branchGrant('clerk', here),
      branchGrant('manager', here),
      branchGrant('courier', here),
    ])
  ).token;
  const document = (
    await fixture.call<{ paths: Record<string, Record<string, Operation>> }>('get', '/openapi.json')
  ).body;
  operations = new Map(
    Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((operation) => [operation.operationId, operation]),
    ),
  );
});
afterAll(() => fixture.local.close());

const writesSince = watchWrites(() => fixture.local);

const huge = 'x'.repeat(60_000);
const hostileTexts = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '$' + '{7*7}',
  '%00',
  '🏪'.repeat(300),
  huge,
];
const hostileAnything: unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  -9007199254740991,
  [],
  {},
  [[[[]]]],
  { $gt: '' },
  { __proto__: { admin: true } },
  'text',
  ...hostileTexts,
];

/** Values that the schema of a member does not allow: of no type it names. */
function wrongFor(schema: Schema): unknown[] {
  const types = [schema.type].flat();
  return hostileAnything.filter((value) => {
    if (value === null) return !types.includes('null') && types[0] !== undefined;
    if (Array.isArray(value)) return !types.includes('array') && types[0] !== undefined;
    if (typeof value === 'string') return !types.includes('string') || value === huge;
    if (typeof value === 'number')
      return !(types.includes('number') || types.includes('integer')) && types[0] !== undefined;
    if (typeof value === 'object') return !types.includes('object') && types[0] !== undefined;
    return !types.includes('boolean') && types[0] !== undefined;
  });
}

type Attack = { what: string; body: unknown };

/** Every member of a body, one after the other, wrong or missing; down through objects and lists. */
function attacksOn(schema: Schema, good: unknown, path = 'body'): Attack[] {
  const attacks: Attack[] = wrongFor(schema).map((body) => ({
    what: `${path} = ${JSON.stringify(body)?.slice(0, 40)}`,
    body,
  }));
  if (schema.properties && good !== null && typeof good === 'object' && !Array.isArray(good)) {
    for (const [name, member] of Object.entries(schema.properties)) {
      const whole = good as Record<string, unknown>;
      if (schema.required?.includes(name)) {
        const { [name]: _gone, ...rest } = whole;
        attacks.push({ what: `${path}.${name} missing`, body: rest });
      }
      if (!(name in whole)) continue;
      for (const inner of attacksOn(member, whole[name], `${path}.${name}`)) {
        attacks.push({ what: inner.what, body: { ...whole, [name]: inner.body } });
      }
    }
  }
  if (schema.items && Array.isArray(good)) {
    for (const inner of attacksOn(schema.items, good[0], `${path}[0]`))
      attacks.push({ what: inner.what, body: [inner.body] });
    attacks.push({ what: `${path} with 2,000 entries`, body: Array.from({ length: 2_000 }, () => good[0]) });
  }
  return attacks;
}

const codes: ReadonlySet<string | null> = new Set(problemCodes);

/** Refused with one of our codes, and nothing was written. Tens of thousands are: one comparison for what is as it should be. */
async function expectRefusal(what: string, answer: { status: number; code: string | null }): Promise<void> {
  const { status, code } = answer;
  const written = await writesSince();
  const isRefused = status >= 400 && status < 500 && codes.has(code) && written.length === 0;
  if (!isRefused) expect.fail(`${what}: ${status} ${code}, wrote ${JSON.stringify(written)}`);
}

describe('a body that breaks the schema is refused and changes nothing', () => {
  const withBody = ids.filter((id) => endpoints[id].body).map((id, turn) => [id, turn] as const);
  test.each(withBody)('%s', async (id, turn) => {
    const operation = operations.get(id);
    const schema = operation?.requestBody?.content['application/json'].schema;
    if (!schema) throw new Error(`${id} has no schema in the document`);
    await writesSince();
    const sample = given.samples[id];
    const attacks = attacksOn(schema, sample.body);
    expect(attacks.length).toBeGreaterThan(5);
    for (const { what, body } of sampled(attacks, 3, turn)) {
      await expectRefusal(`${id} ${what}`, await fixture.invoke(id, { ...sample, body }, { token: all }));
    }
    const row = endpoints[id];
    const path = row.path.replace(/\{(\w+)\}/g, (_, name: string) => sample.params?.[name] ?? '');
    for (const raw of ['', '{', '[1,', 'null', '"', '{"a":1}x', '\u0000', `{"note":"${huge}${huge}"}`]) {
      await expectRefusal(
        `${id} raw ${raw.slice(0, 20)}`,
        await fixture.call(row.method, path, { token: all, raw }),
      );
    }
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data']) {
      const answer = await fixture.call(row.method, path, {
        token: all,
        body: sample.body,
        headers: { 'content-type': type },
      });
      await expectRefusal(`${id} as ${type}`, answer);
    }
  });
});

describe('parameters that break the schema are refused and change nothing', () => {
  const withParameters = ids
    .filter((id) => endpoints[id].params || endpoints[id].query)
    .map((id, turn) => [id, turn] as const);
  test.each(withParameters)('%s', async (id, turn) => {
    const operation = operations.get(id);
    await writesSince();
    for (const parameter of operation?.parameters ?? []) {
      if (parameter.in === 'header') continue;
      for (const value of sampled(hostileTexts, 3, turn)) {
        const sample: Sample = given.samples[id];
        const changed: Sample =
          parameter.in === 'path'
            ? { ...sample, params: { ...sample.params, [parameter.name]: value } }
            : { ...sample, query: { ...sample.query, [parameter.name]: value } };
        // A header line of 60,000 characters is refused by the server before anything of ours sees it.
        if (value === huge) continue;
        const answer = await fixture.invoke(id, changed, { token: all });
        expect(answer.status, `${id} ${parameter.name}=${value.slice(0, 20)}`).toBeLessThan(500);
        if (answer.status >= 400) {
          expect(problemCodes as string[]).toContain(answer.code);
          expect(await writesSince(), `${id} ${parameter.name}`).toEqual([]);
        } else await writesSince();
      }
    }
  });
});

describe('a command without a usable idempotency key is refused and changes nothing', () => {
  test.each(ids.filter((id) => endpoints[id].idempotent))('%s', async (id) => {
    await writesSince();
    for (const key of ['', 'short', 'x'.repeat(65), 'with space here', '<script>x</script>']) {
      const answer = await fixture.invoke(id, given.samples[id], { token: all, key });
      expect([answer.status], key).toEqual([400]);
      await expectRefusal(`${id} key ${key}`, answer);
    }
  });
});

test('unknown paths, methods and headers never break anything', async () => {
  for (const path of [
    '/v1',
    '/v1/',
    '/v1/orders/',
    '/v1/nothing',
    '/v1/../../etc/passwd',
    '/v1/orders/%2e%2e',
    '/%',
    '/q/x',
    `/v1/orders?cursor=${'a'.repeat(3000)}`,
  ]) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await fixture.call(method, path, { token: all });
      expect(answer.status, `${method} ${path}`).toBeLessThan(500);
    }
  }
  const answer = await fixture.call('GET', '/v1/me', {
    headers: { authorization: `Bearer ${'a'.repeat(5000)}`, 'x-jindian-assertion': 'x' },
  });
  expect(answer.code).toBe('assertion_invalid');
});

describe('names that every object has', () => {
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    '%s is nothing on any path',
    async (name) => {
      const paths = fixture.local.routes().filter(({ method }) => method === 'GET' || method === 'ALL');
      expect(paths.length).toBeGreaterThan(40);
      for (const { path } of paths) {
        const asked = path.replace(/:\w+(\{[^}]*\})?/g, name).replace(/\*/g, name);
        const answer = await fixture.call('get', asked, { token: all });
        expect([asked, answer.status < 500]).toEqual([asked, true]);
      }
    },
  );
});

test('answers are kept by nobody, guessed at by nobody and framed by nobody, unless a route says otherwise', async () => {
  for (const path of [
    '/v1/nothing',
    '/healthz',
    '/v1/me',
    '/docs',
    '/hq/sign-in',
    '/docs/assets/constructor',
  ]) {
    const { headers } = await fetch(`${fixture.local.baseUrl}${path}`);
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
    expect([path, headers.get('content-security-policy')?.includes("frame-ancestors 'none'")]).toEqual([
      path,
      true,
    ]);
    expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
  }
  for (const path of ['/local/personas', '/local/clock', '/local/nothing']) {
    const { headers } = await fetch(`${fixture.local.baseUrl}${path}`);
    expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
  }
  const document = await fetch(`${fixture.local.baseUrl}/openapi.json`);
  const again = await fetch(`${fixture.local.baseUrl}/openapi.json`, {
    headers: { 'if-none-match': document.headers.get('etag') ?? '' },
  });
  expect([document.status, again.status]).toEqual([200, 304]);
});

describe('asked too often', () => {
  // But for pictures: what a page shows many of is answered before the API by whatever keeps it.
  test('every page that is open to strangers counts who asks', async () => {
    const attempts = vi.spyOn(fixture.local.system.throttle, 'attempt');
    const open = fixture.local
      .routes()
      .filter(
        ({ method, path }) => method === 'GET' && !/^\/(v1|hq|local|healthz|pictures)(\/|$)|\*/.test(path),
      );
    expect(open.length).toBeGreaterThan(6);
    const uncounted: string[] = [];
    for (const { path } of open) {
      attempts.mockClear();
      const asked = path.endsWith('txt}')
        ? path.replace(/:name.*$/, 'MP_verify_a.txt')
        : path.replace(/:\w+(\{.*\})?/g, 'abcdef12');
      await fetch(`${fixture.local.baseUrl}${asked}`, { redirect: 'manual' });
      if (attempts.mock.calls.length === 0) uncounted.push(path);
    }
    attempts.mockRestore();
    expect(uncounted).toEqual([]);
  });

  test('sign-in pages make some tickets for an address, and then none', async () => {
    await writesSince();
    const pages = await Promise.all(
      Array.from({ length: 150 }, () =>
        fetch(`${fixture.local.baseUrl}/hq/sign-in`).then(({ status }) => status),
      ),
    );
    const shown = pages.filter((status) => status === 200).length;
    expect(shown).toBeLessThanOrEqual(60);
    expect(pages.filter((status) => status === 429)).toHaveLength(150 - shown);
    // Tickets, and what is counted.
    expect((await writesSince()).length).toBeLessThan(60 + 60);
  });

  test('nobody at headquarters tries the ends of phone numbers one after the other', async () => {
    const { token } = await fixture.enrol('tries-tails', [brandGrant('administrator')]);
    const attempts = Array.from({ length: 140 }, (_, n) => String(n).padStart(4, '0'));
    const answers = await Promise.all(
      attempts.map((text) => fixture.invoke('hqFindOrders', { body: { text } }, { token })),
    );
    const waiting = answers.filter(({ code }) => code === 'rate_limited').length;
    expect(waiting).toBeGreaterThanOrEqual(10);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(140 - waiting);
    // People are searched from the same purse.
    const people = await fixture.invoke('hqFindMembers', { body: { text: '0001' } }, { token });
    expect(people.code).toBe('rate_limited');
  });

  test('whoever guesses printed codes is told to wait', async () => {
    const guess = (n: number) => fixture.call('get', `/v1/codes/${`guess${n}`.padEnd(12, 'x')}`);
    // More than two windows have: one may end while they are on their way.
    const answers = await Promise.all(Array.from({ length: 160 }, (_, n) => guess(n)));
    const waiting = answers.filter(({ code }) => code === 'rate_limited').length;
    expect([waiting > 40, answers.filter(({ code }) => code === 'code_unknown').length]).toEqual([
      true,
      160 - waiting,
    ]);
  });
});

test.each(['/local/clock', '/local/pay', '/hq/sign-out', '/v1/orders', '/local/personas/lin/session'])(
  'a body without end is refused at %s',
  async (path) => {
    const answer = await fixture.call('post', path, { raw: 'x'.repeat(300_000), token: all });
    expect([path, answer.status]).toEqual([path, 413]);
  },
);
