import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brandGrant } from '@jindian/shared/access';
import type { ModuleName } from '@jindian/shared/contract/modules/names';
import { auditedKinds, permissions } from '@jindian/shared/contract/people/permissions';
import type { PlacedOrder } from '@jindian/shared/contract/serving/order';
import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageRuleOf } from '../page-permissions.ts';
import { type HqFixture, startHqFixture } from '../testing/hq-fixture.ts';
import { formOf, type Visitor } from '../testing/visitors.ts';

let fixture: HqFixture['fixture'];
let hq: HqFixture['hq'];
let hqToken: string;
let order: PlacedOrder;

beforeAll(async () => {
  ({ fixture, hq, hqToken, order } = await startHqFixture());
  // What begins off has forms, too.
  const { modules } = fixture.local.system.settings;
  const wecom: Partial<Record<ModuleName, string>> = { wecom: 'on' };
  const content = { ...standardSettings(settingsAreas.modules), ...wecom };
  const { revision } = await modules.view();
  const about = { by: 'boss', note: '测试', command: null, revision };
  expect(await modules.publishContent(content, about)).toMatchObject({ ok: true });
  await modules.refresh();
});
afterAll(() => fixture.local.close());

/** Whoever may come in at all may send these. */
const ownForms = ['/saved-views', '/sessions', '/sign-out'];
/** What is looked for is sent, so that it stands in no address; and figures are asked for anew. It changes nothing. */
const readingForms = ['/search', '/segments/facts', '/segments/:segmentId/counted'];

describe('every form', () => {
  test('is refused to who may only look, before anything is read of it', async () => {
    const auditor = await fixture.enrol('looks-only', [brandGrant('auditor')]);
    const guest = hq.visitor(auditor.token);
    const { csrf } = await formOf(guest, '/hq');
    const paths = new Set(hq.forms.map(({ path }) => path));
    expect(paths.size).toBeGreaterThan(40);
    for (const path of paths) {
      if (ownForms.includes(path) || readingForms.includes(path)) continue;
      const answer = await guest.post(`/hq${filled(path, 'x')}`, { csrf });
      expect([path, answer.status]).toEqual([path, 403]);
    }
    const grant = { csrf, memberId: auditor.memberId, role: 'administrator', scope: 'brand' };
    expect((await guest.post('/hq/people/grant', grant)).status).toBe(403);
    expect((await guest.get('/hq/people')).status).toBe(200);
  });

  test('of an act on money, permissions, people, policies or contracts leaves a record', () => {
    for (const { path, definition } of hq.forms) {
      const send = pageRuleOf(filled(path, 'x'))?.send;
      expect([path, send !== undefined]).toEqual([path, true]);
      const { id, audited } = definition.endpoint;
      // A preview changes nothing.
      if (send && auditedKinds.includes(permissions[send]) && !id.startsWith('hqPreview'))
        expect([path, id, audited !== undefined]).toEqual([path, id, true]);
    }
  });

  test('goes through an endpoint: no page reads, checks or claims by itself', () => {
    const folder = path.join(import.meta.dirname, '../pages');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
      .map((file) => [file, readFileSync(path.join(folder, file), 'utf8')] as const);
    // Signing in has no session yet; an import's number is only made.
    const posts = sources.flatMap(([file, text]) =>
      [...text.matchAll(/\bhq\.post\(\s*'([^']+)'/g)].map(([, route]) => `${file} ${route}`),
    );
    expect(posts).toEqual([
      'goods/import.tsx /import/new',
      'people/begin.tsx /begin',
      'people/join.tsx /join',
      'people/sign-in-phone.tsx /sign-in-phone',
      'people/sign-in.tsx /enter',
      'people/sign-in.tsx /local-sign-in',
    ]);
    for (const [file, text] of sources) {
      const own = /name="csrf"|commandClaim|parseBody\(|formData\(|randomToken\(12\)/.exec(text);
      if (!file.endsWith('sign-in.tsx')) expect([file, own?.[0]]).toEqual([file, undefined]);
    }
  });
});

function filled(route: string, value: string): string {
  return route.replace(/:\w+(\{[^}]*\})?/g, (_, numbers) => (numbers ? '1' : value));
}

describe('hostile forms', () => {
  const huge = 'x'.repeat(3_000);
  const values = [
    ...['x', '-1', '1e999', 'NaN', '0', '９', '1.5', '99999999999999999999', '{"a":[1]}'],
    ...['__proto__', 'constructor', huge, '\u0000', ' ', '[]', '2026-02-30'],
  ];

  const cookieOf = (guest: Visitor) =>
    [...guest.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  /** Every name that a form knows, of its endpoint and of its own. */
  function namesOf({ definition }: (typeof hq.forms)[number]): string[] {
    const shapes = [definition.endpoint.params, definition.endpoint.body].flatMap((schema) =>
      Object.keys((schema as { shape?: object } | undefined)?.shape ?? {}),
    );
    const own = ['rule', 'scope', 'quantity', 'sku', 'province', 'yuan', 'rows', 'confirmed', 'opens', 'q.x'];
    return [...new Set([...shapes, ...Object.values(definition.names ?? {}), ...own])].map(String);
  }

  /** One of the values everywhere, the next for the next form; and everything twice, with names that mean trouble. */
  function bodiesOf(known: (typeof hq.forms)[number], turn: number): [string, string][][] {
    const names = namesOf(known);
    const value = values[turn % values.length] as string;
    const odd = ['__proto__', 'constructor', 'toString', '0', '0.__proto__', '__proto__.polluted'];
    const twice = names.flatMap((name): [string, string][] => [
      [name, values[(turn + 5) % values.length] as string],
      [name, value],
      [`${name}[]`, value],
      ...odd.map((part): [string, string] => [`${name}.${part}`, '1']),
    ]);
    return [
      turn % 4 === 0 ? [] : names.map((name) => [name, value]),
      [...twice, ...odd.map((name): [string, string] => [name, '1'])],
    ];
  }

  test('are answered with a page that says what is wrong, whatever they hold, and never with a fault of ours', async () => {
    const guest = hq.visitor(hqToken);
    const { csrf } = await formOf(guest, '/hq/fund-pool');
    const cookie = cookieOf(guest);
    const places = [order.order.id, '01J00000000000000000000000', '1', '__proto__', 'B00470', 'constructor'];
    const walked = hq.forms.filter(({ path }) => path !== '/sign-out');
    expect(walked.length).toBeGreaterThan(50);
    const unsaid = new Set<string>();
    for (const [turn, known] of walked.entries()) {
      for (const [index, entries] of bodiesOf(known, turn).entries()) {
        // The order that the other tests look at is not called off by an empty form.
        const place = known.path.endsWith('/call-off') ? 1 : (turn + index) % places.length;
        const body = new URLSearchParams([
          ...entries,
          ['act', known.act || 'x'],
          ['key', `hostile-${turn}-${index}`],
          ['csrf', csrf],
        ]);
        const answer = await hq.app.request(`/hq${filled(known.path, places[place] as string)}`, {
          method: 'POST',
          body,
          headers: { cookie },
        });
        const sent = [known.path, known.act, entries[0], places[place]];
        expect([...sent, answer.status < 500]).toEqual([...sent, true]);
        expect(answer.headers.get('location') ?? '').not.toContain('/sign-in');
        // A refusal is a page of its own, or the form with everything in it; what no form is as large as is not read.
        if (answer.status >= 400 && answer.status !== 413 && !/^\/(import|pictures)\b/.test(known.path)) {
          const text = await answer.text();
          expect(text).toContain('<main');
          // Beside its form, or on a page of its own: a form that stands on another page has no place there.
          if (!/role="alert"|class="message-code"/.test(text)) unsaid.add(`${known.path} ${known.act}`);
        }
      }
    }
    // Among what was sent is the form that ends every other session.
    hqToken = await fixture.signIn('hq');
    expect([...unsaid]).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  }, 120_000);

  test('one of several on a page comes back with what was chosen in it', async () => {
    const guest = hq.visitor(hqToken);
    const { csrf } = await formOf(guest, '/hq/posters');
    const { text } = await guest.get('/hq/posters');
    const province = [...text.matchAll(/<option value="([^"]+省)"/g)].at(-1)?.[1] ?? '';
    expect(text).not.toContain(`<option value="${province}" selected`);
    const fields = { act: 'sellers', province, size: 'a0', format: 'pdf', language: 'zh' };
    const refused = await guest.post('/hq/posters', { csrf, key: 'posters-again', ...fields });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain(`<option value="${province}" selected`);
  });

  test('an act that is none, and a body that is no form, are refused', async () => {
    const guest = hq.visitor(hqToken);
    const { csrf } = await formOf(guest, '/hq/fund-pool');
    for (const act of ['', 'constructor', '__proto__', 'explode']) {
      const answer = await guest.post(`/hq/orders/${order.order.id}/refund`, { csrf, act });
      expect([act, answer.status]).toEqual([act, 400]);
    }
    const raw = await hq.app.request('/hq/fund-pool', {
      method: 'POST',
      body: '{"amount":1}',
      headers: { cookie: cookieOf(guest), 'content-type': 'application/json' },
    });
    expect(raw.status).toBe(403);
  });
});
