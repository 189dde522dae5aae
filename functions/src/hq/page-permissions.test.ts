import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brandGrant } from '@jindian/shared/access';
import { permissionNames, roleHas, roleNames, roles } from '@jindian/shared/contract/people/permissions';
import { describe, expect, test } from 'vitest';
import type { Principal } from '../platform/sessions.ts';
import { maySee, maySend, pageRuleOf, pageRules } from './page-permissions.ts';
import { rolesFor } from './pages/people/roles.tsx';
import { sayCode } from './words/say.ts';

const as = (role: Parameters<typeof brandGrant>[0]): Principal => ({
  kind: 'member',
  memberId: 'M1',
  roles: [brandGrant(role)],
});
const hqRoles = roleNames.filter((role) =>
  (roles[role].permissions as readonly string[]).includes('hq.enter'),
);

describe('pages of the web view', () => {
  test('the nearest rule decides, and what has none opens for nobody', () => {
    expect(pageRuleOf('/sourcing/publish')?.see).toBe('policies.publish');
    expect(pageRuleOf('/sourcing/discard')?.send).toBe('policies.edit');
    expect(pageRuleOf('/orders/01JD/serving/01JE')?.send).toBe('orders.assign');
    for (const page of ['/nowhere', '/orders', '/orders/', '/orders/a/b', '/stock/hot/unmark/x'])
      expect([page, pageRuleOf(page)]).toEqual([page, null]);
    expect(maySee(as('administrator'), '/nowhere')).toBe(false);
  });

  test('every page and every form of the web view has a rule', () => {
    const folder = path.join(import.meta.dirname, 'pages');
    // These come before the sign-in.
    const waysIn = /(sign-in|sign-in-phone|begin|join)\.tsx$/;
    const routes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.tsx') && !waysIn.test(file))
      .flatMap((file) => [
        ...readFileSync(path.join(folder, file), 'utf8').matchAll(
          /\b(hq\.get|hq\.post|forms\.on|forms\.acts)\(\s*'([^']+)'/g,
        ),
      ]);
    expect(routes.length).toBeGreaterThan(50);
    const apply = (rule: string, route: string) => {
      const [there, wanted] = [rule.split('/'), route.split('/')];
      const variable = (part = '') => part.startsWith(':');
      return (
        there.length === wanted.length &&
        there.every((part, i) => part === wanted[i] || variable(part) || variable(wanted[i]))
      );
    };
    for (const [, method, route] of routes) {
      const rules = pageRules.filter(({ path: ruled }) => apply(ruled, route as string));
      expect([route, rules.length > 0]).toEqual([route, true]);
      if (method !== 'hq.get') expect([route, rules.some(({ send }) => send)]).toEqual([route, true]);
    }
  });

  test('an auditor sees what tells something and sends nothing', () => {
    for (const page of ['/', '/fund-pool', '/prices', '/sourcing', '/owners/D0001', '/transfers/x'])
      expect([page, maySee(as('auditor'), page), maySend(as('auditor'), page)]).toEqual([page, true, false]);
    expect(maySee(as('auditor'), '/orders/x/call-off')).toBe(false);
  });

  test.each([
    ['/fund-pool', ['administrator', 'finance']],
    ['/orders/x/call-off', ['administrator', 'operations', 'finance', 'support']],
    ['/prices/publish', ['administrator', 'goods', 'marketing']],
    ['/transfer-prices', ['administrator', 'finance']],
    ['/owners/D0001/contract', ['administrator', 'finance']],
    ['/sourcing/publish', ['administrator', 'operations']],
    ['/locations/B001', ['administrator', 'operations']],
    ['/import/finish', ['administrator', 'goods', 'warehouse']],
  ])('the forms of %s are for %j', (page, allowed) => {
    expect(hqRoles.filter((role) => maySend(as(role), page))).toEqual(allowed);
  });
});

describe('what roles may do is told in words', () => {
  test('every permission and every role has them, in either language', () => {
    for (const language of ['zh', 'en'] as const) {
      for (const name of permissionNames)
        expect([name, sayCode(language, 'permission', name)]).not.toEqual([name, name]);
      for (const role of roleNames) expect(sayCode(language, 'role', role)).not.toBe(role);
    }
  });

  test('a role is found by its name with all, and by what it may do with that', () => {
    const visit = { code: (group: string, code: string) => sayCode('zh', group, code) };
    expect(rolesFor(visit, '').map(({ role }) => role)).toEqual([...roleNames]);
    const refunds = rolesFor(visit, '退款');
    expect(refunds.map(({ role }) => role)).toEqual(
      roleNames.filter((role) => roleHas(role, 'orders.refund')),
    );
    expect(refunds.every(({ shown }) => shown.length < permissionNames.length / 2)).toBe(true);
    expect(rolesFor(visit, '店长')[0]?.shown).toContain('staff.manage');
    expect(rolesFor(visit, '没有这个')).toEqual([]);
  });
});
