/** @jsxImportSource hono/jsx */
import { granted, wholeBrand } from '@jindian/shared/access';
import { locationIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Scope, StaffMember } from '@jindian/shared/contract/people/member';
import { roleNames } from '@jindian/shared/contract/people/permissions';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Empty, Notice, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn, signedIn, type Visit } from '../../visit.ts';
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

/** A scope in the visitor's words, to be read only. */
function scopeWords({ t }: Visit, scope: Scope): string {
  switch (scope.kind) {
    case 'brand':
      return t('scopeBrand');
    case 'self':
      return t('scopeSelf');
    case 'region':
      return scope.city === null ? scope.province : `${scope.province} ${scope.city}`;
    case 'branches':
      return t('scopePlaces', { ids: scope.locationIds.join(' ') });
    case 'owner':
      return t('scopeOwner', { id: scope.ownerId });
    case 'branch':
      return t('scopePlaces', { ids: scope.locationId });
  }
}

/** What is chosen says which; only where that is left open (`branch:`, `owner:`) does what is typed beside it name them. */
export function chosenScope(scope: string, ids: string): string {
  return scope.endsWith(':') ? `${scope}${ids}` : scope;
}

/** What a typed scope means: not checked yet. */
export function readScope(text: string): unknown {
  const [kind = '', first = '', second] = text
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
  return Object.hasOwn(read, kind) ? read[kind] : null;
}

/** Who may act as what, and where; and the forms to give and take it. */
export function peoplePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'staff' | 'network'>,
  forms: FormRegistry,
): void {
  const { staff, network } = deps;

  /** Every province where the brand is, with its cities. */
  async function regions(): Promise<Map<string, string[]>> {
    const cities = new Map<string, Set<string>>();
    for (const { province, city } of (await network.current()).locations)
      cities.set(province, (cities.get(province) ?? new Set()).add(city));
    return new Map([...cities].sort().map(([province, names]) => [province, [...names].sort()]));
  }

  hq.get('/people', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { principal } = signedIn(c);
    const at = locationIdSchema.safeParse((c.req.query('location') ?? '').trim().toUpperCase()).data ?? null;
    const reach = reachOn(c, 'roles.read');
    // Who looks after some places asks for one of them.
    const listed = at === null && !reach.whole ? null : await staff.listed(at, reach);
    if (listed && !listed.ok) return problemPage(c, listed.code);
    const found = listed?.value.items ?? [];
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
            <StaffTable c={c} staff={found} mayGrant={mayGrant} />
          ) : (
            <Empty text={t('none')} />
          )}
        </Card>
        {mayGrant ? <GrantForm c={c} regions={await regions()} /> : null}
      </>,
    );
  });

  const change = {
    params: (_: unknown, fields: FormFields) => ({ memberId: fields.text('memberId').trim() }),
    body: (body: Record<string, unknown>, fields: FormFields) => ({
      ...body,
      scope: readScope(chosenScope(fields.text('scope'), fields.text('scopeIds'))),
    }),
    words: { memberId: 'peopleBadGrant', role: 'peopleBadGrant', scope: 'peopleBadGrant' } as const,
    next: () => '/hq/people?done=1',
  };
  forms.on('/people/grant', { endpoint: endpoints.hqGrantRole, ...change });
  forms.on('/people/revoke', { endpoint: endpoints.hqRevokeRole, ...change });
  forms.on('/people/sessions', { endpoint: endpoints.hqEndSessions, next: change.next });
}

function StaffTable(props: { c: HqContext; staff: readonly StaffMember[]; mayGrant: boolean }) {
  const { c, staff, mayGrant } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const columns = [
    { label: t('peopleName'), kind: 'main' as const },
    { label: t('peopleRole') },
    { label: t('peopleScope') },
    ...(mayGrant ? [{ label: t('peopleActs') }] : []),
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
            scopeWords(visit, grant.scope),
            ...(mayGrant
              ? [
                  <div class="row-acts">
                    <PostForm c={c} layout="" action="/hq/people/revoke">
                      <input type="hidden" name="memberId" value={memberId} />
                      <input type="hidden" name="role" value={grant.role} />
                      <input type="hidden" name="scope" value={scopeText(grant.scope)} />
                      <button class="button is-small is-plain" type="submit">
                        {t('peopleRevoke')}
                      </button>
                    </PostForm>
                    <PostForm c={c} layout="search" action="/hq/people/sessions">
                      <input type="hidden" name="memberId" value={memberId} />
                      <input
                        name="reason"
                        placeholder={t('peopleEndReason')}
                        aria-label={t('peopleEndReason')}
                        maxlength={120}
                        autocomplete="off"
                        required
                      />
                      <button class="button is-small is-plain" type="submit">
                        {t('peopleEndSessions')}
                      </button>
                    </PostForm>
                  </div>,
                ]
              : []),
          ]}
        />
      ))}
    </Table>
  );
}

function GrantForm({ c, regions }: { c: HqContext; regions: ReadonlyMap<string, readonly string[]> }) {
  const visit = c.get('visit');
  const { t } = visit;
  return (
    <Card title={t('peopleGrant')} id="grant">
      <PostForm c={c} action="/hq/people/grant">
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
          <select name="scope">
            <option value="brand">{t('scopeBrand')}</option>
            <option value="branch:">{t('scopeOneNamed')}</option>
            <option value="branches:">{t('scopeSomeNamed')}</option>
            <option value="owner:">{t('scopeOwnerNamed')}</option>
            {[...regions].map(([province, cities]) => (
              <optgroup label={province}>
                <option value={`region:${province}`}>{t('scopeWholeRegion', { region: province })}</option>
                {cities
                  .filter((city) => city !== province)
                  .map((city) => (
                    <option value={`region:${province}:${city}`}>{city}</option>
                  ))}
              </optgroup>
            ))}
            <option value="self">{t('scopeSelf')}</option>
          </select>
        </label>
        <label class="field">
          <span>{t('scopeIds')}</span>
          <input name="scopeIds" autocomplete="off" maxlength={400} />
          <small class="hint">{t('peopleScopeHint')}</small>
        </label>
        <button class="button" type="submit">
          {t('peopleGrant')}
        </button>
      </PostForm>
    </Card>
  );
}
