/** @jsxImportSource hono/jsx */
import { granted, wholeBrand } from '@jindian/shared/access';
import { locationIdSchema, ulidSchema } from '@jindian/shared/contract/common';
import type { ProblemCode } from '@jindian/shared/contract/errors';
import {
  type RoleGrant,
  roleGrantSchema,
  type Scope,
  type StaffMember,
} from '@jindian/shared/contract/people/member';
import { roleNames } from '@jindian/shared/contract/people/permissions';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Empty, Notice, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import { problemPage } from '../errors.tsx';

/** `region:上海市`, `branches:B001,B002`, `owner:D0001`, `brand`: a scope as people type and read it. */
export function scopeText(scope: Scope): string {
  switch (scope.kind) {
    case 'brand':
    case 'self':
      return scope.kind;
    case 'region':
      return `region:${scope.province}${scope.city === null ? '' : `:${scope.city}`}`;
    case 'branches':
      return `branches:${scope.locationIds.join(',')}`;
    case 'owner':
      return `owner:${scope.ownerId}`;
    case 'branch':
      return `branch:${scope.locationId}`;
  }
}

/** Null where it is none. */
export function readGrant(role: string, scope: string): RoleGrant | null {
  const [kind = '', first = '', second] = scope
    .trim()
    .split(/[:：]/)
    .map((part) => part.trim());
  const read: Record<string, unknown> = {
    brand: { kind },
    self: { kind },
    region: { kind, province: first, city: second || null },
    branches: { kind, locationIds: first.split(/[\s,，、]+/).filter((id) => id !== '') },
    owner: { kind, ownerId: first },
    branch: { kind, locationId: first },
  };
  const wanted = Object.hasOwn(read, kind) ? read[kind] : null;
  return roleGrantSchema.safeParse({ role, scope: wanted }).data ?? null;
}

/** Who may act as what, and where; and the forms to give and take it. */
export function peoplePages(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'staff'>): void {
  const { staff } = deps;

  hq.get('/people', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { principal, csrfToken } = signedIn(c);
    const at = locationIdSchema.safeParse((c.req.query('location') ?? '').trim().toUpperCase()).data ?? null;
    const found = await staff.staffOf(at);
    const mayGrant = granted(principal.roles, 'roles.grant', wholeBrand);
    return page(
      c,
      {
        title: t('peopleTitle'),
        place: 'people',
        tools: (
          <a class="button is-small is-plain" href="/hq/sessions">
            {t('toSessions')}
          </a>
        ),
      },
      <>
        {c.req.query('done') ? <Notice kind="good">{t('peopleDone')}</Notice> : null}
        <p class="page-lead">{t('peopleLead')}</p>
        <form class="search no-print" method="get" action="/hq/people">
          <input
            type="search"
            name="location"
            value={at ?? ''}
            aria-label={t('peopleAt')}
            placeholder={t('peopleAt')}
          />
          <button class="button is-small" type="submit">
            {t('search')}
          </button>
        </form>
        <Card flush>
          {found.length > 0 ? (
            <StaffTable visit={visit} staff={found} csrf={mayGrant ? csrfToken : null} />
          ) : (
            <Empty text={t('none')} />
          )}
        </Card>
        {mayGrant ? <GrantForm visit={visit} csrf={csrfToken} /> : null}
      </>,
    );
  });

  async function wantedOf(c: HqContext) {
    const field = await readForm(c);
    const memberId = ulidSchema.safeParse(field('memberId').trim()).data;
    const grant = readGrant(field('role'), field('scope'));
    return memberId && grant ? { memberId, grant } : null;
  }
  const answer = (c: HqContext, done: { ok: true } | { ok: false; code: ProblemCode }) =>
    done.ok ? c.redirect('/hq/people?done=1', 303) : problemPage(c, done.code);

  hq.post('/people/grant', async (c) => {
    const wanted = await wantedOf(c);
    if (!wanted) return problemPage(c, 'invalid_request', { detail: c.get('visit').t('peopleBadGrant') });
    return answer(c, await staff.grant(wanted.memberId, wanted.grant));
  });
  hq.post('/people/revoke', async (c) => {
    const wanted = await wantedOf(c);
    if (!wanted) return problemPage(c, 'invalid_request', { detail: c.get('visit').t('peopleBadGrant') });
    return answer(c, await staff.revoke(wanted.memberId, wanted.grant, signedIn(c).memberId));
  });
  hq.post('/people/sessions', async (c) => {
    const memberId = ulidSchema.safeParse((await readForm(c))('memberId')).data;
    return memberId ? answer(c, await staff.endSessions(memberId)) : problemPage(c, 'not_found');
  });
}

function StaffTable(props: { visit: Visit; staff: readonly StaffMember[]; csrf: string | null }) {
  const { visit, staff, csrf } = props;
  const { t } = visit;
  const columns = [
    { label: t('peopleName'), kind: 'main' as const },
    { label: t('peopleRole') },
    { label: t('peopleScope') },
    ...(csrf === null ? [] : [{ label: t('peopleRevoke') }]),
  ];
  return (
    <Table caption={t('peopleTitle')} columns={columns}>
      {staff.map(({ memberId, name, grant }) => (
        <Row
          columns={columns}
          cells={[
            <>
              {name}
              <span class="sub">{memberId}</span>
            </>,
            visit.code('role', grant.role),
            scopeText(grant.scope),
            ...(csrf === null
              ? []
              : [
                  <>
                    <form method="post" action="/hq/people/revoke">
                      <input type="hidden" name="csrf" value={csrf} />
                      <input type="hidden" name="memberId" value={memberId} />
                      <input type="hidden" name="role" value={grant.role} />
                      <input type="hidden" name="scope" value={scopeText(grant.scope)} />
                      <button class="button is-small is-plain" type="submit">
                        {t('peopleRevoke')}
                      </button>
                    </form>
                    <form method="post" action="/hq/people/sessions">
                      <input type="hidden" name="csrf" value={csrf} />
                      <input type="hidden" name="memberId" value={memberId} />
                      <button class="button is-small is-plain" type="submit">
                        {t('peopleEndSessions')}
                      </button>
                    </form>
                  </>,
                ]),
          ]}
        />
      ))}
    </Table>
  );
}

function GrantForm({ visit, csrf }: { visit: Visit; csrf: string }) {
  const { t } = visit;
  return (
    <Card title={t('peopleGrant')} id="grant">
      <form class="form" method="post" action="/hq/people/grant">
        <input type="hidden" name="csrf" value={csrf} />
        <label class="field">
          <span>{t('peopleMember')}</span>
          <input name="memberId" required autocomplete="off" />
        </label>
        <label class="field">
          <span>{t('peopleRole')}</span>
          <select name="role">
            {roleNames.map((role) => (
              <option value={role}>{visit.code('role', role)}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{t('peopleScope')}</span>
          <input name="scope" required value="brand" autocomplete="off" />
        </label>
        <p class="hint">{t('peopleScopeHint')}</p>
        <button class="button" type="submit">
          {t('peopleGrant')}
        </button>
      </form>
    </Card>
  );
}
