/** @jsxImportSource hono/jsx */
import { granted, wholeBrand } from '@jindian/shared/access';
import { ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { RoleGrant, StaffMember } from '@jindian/shared/contract/people/member';
import { type RoleName, roleNames, scopeKinds } from '@jindian/shared/contract/people/permissions';
import { csvOf } from '@jindian/shared/csv';
import type { Hono } from 'hono';
import type { GrantKey } from '../../../people/members/roles.ts';
import { ok } from '../../../platform/result.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, form, NotAsked } from '../../forms/form.tsx';
import { pickedId, pickedText } from '../../forms/picked.ts';
import { type FormFault, ofForm, PostForm } from '../../forms/post-form.tsx';
import { CsvLink, FilterBar, ListPager, ListSum } from '../../ui/filter-bar.tsx';
import { page } from '../../ui/layout.tsx';
import { type ListField, listHref, pageOf, readList, saidInAddress } from '../../ui/list.ts';
import { Card, Chip, Empty, Notice, Row, Table } from '../../ui/parts.tsx';
import {
  type HqContext,
  type HqEnvironment,
  mayOpen,
  partsOn,
  reachOn,
  rolesOn,
  signedIn,
  type Visit,
} from '../../visit.ts';
import { problemPage } from '../errors.tsx';
import { noRegions, regionsOf } from './grant-fields.tsx';
import { type Found as FoundPeople, findPath, GrantCard, grantPath, RevokeForm } from './people-grant.tsx';
import {
  chosenScope,
  readScope,
  type ScopeNames,
  scopeNames,
  scopeText,
  scopeWords,
  typedScope,
} from './scopes.ts';
import { sureFirst } from './sure.tsx';
import { verifyBody, verifyWords } from './verify.tsx';

const staffSorts = ['name', 'role'] as const;

/** Who may act as what, and where; and the forms to give and take it. */
export function peoplePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'staff' | 'directory' | 'network' | 'ownerNames'>,
  forms: FormRegistry,
): void {
  const { staff, network } = deps;

  /** A row that was found; those of the directory are read when they are shown. */
  type Found = { memberId: string; name: string; role: RoleName; row: StaffMember | GrantKey };

  /** Everybody who holds a role, or those at one place, as they are asked for. */
  async function asked(c: HqContext) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const reach = reachOn(c, 'roles.read');
    const fields: ListField<'location' | 'role' | 'scope' | 'text'>[] = [
      { kind: 'text', name: 'text', label: t('peopleSearch') },
      {
        kind: 'choice',
        name: 'role',
        label: t('peopleRole'),
        options: rolesOn(c).map((role) => [role, visit.code('role', role)] as const),
      },
      { kind: 'pick', of: 'places', name: 'location', label: t('peopleAt') },
      {
        kind: 'choice',
        name: 'scope',
        label: t('peopleScope'),
        options: partsOn(c, 'scope', scopeKinds).map(
          (kind) => [kind, visit.code('scopeKind', kind)] as const,
        ),
      },
    ];
    const query = readList((name) => c.req.query(name), fields, staffSorts);
    const { values } = query;
    const place = (await network.current()).location(pickedId(values.location));
    const isNone = values.location !== '' && !place;
    const role = roleNames.find((name) => name === values.role) ?? null;
    const scope = scopeKinds.find((kind) => kind === values.scope) ?? null;
    let found: Found[] = [];
    if (place && !isNone) {
      let cursor: string | undefined;
      do {
        const listed = await staff.listed(place.id, reach, { cursor });
        if (!listed.ok) return listed;
        found.push(
          ...listed.value.items.map((row) => ({
            memberId: row.memberId,
            name: row.name,
            role: row.grant.role,
            row,
          })),
        );
        cursor = listed.value.nextCursor ?? undefined;
      } while (cursor !== undefined);
      const text = values.text.toLowerCase();
      found = found.filter(
        (one) => (role === null || one.role === role) && one.name.toLowerCase().includes(text),
      );
      // Who looks after some places asks for one of them.
    } else if (!isNone && reach.whole) {
      const byTail = granted(signedIn(c).principal.roles, 'orders.personal_data.read', wholeBrand);
      const listed = await deps.directory.search({ role, scope, text: values.text, byTail });
      found = listed.map((row) => ({ memberId: row.memberId, name: row.name, role: row.role, row }));
    }
    const words = new Map(roleNames.map((name) => [name, visit.code('role', name)]));
    const by = {
      name: ({ name }: Found) => name,
      role: (one: Found) => words.get(one.role) ?? one.role,
    };
    const { compare } = new Intl.Collator(language);
    found.sort((a, b) => compare(by[query.sort](a), by[query.sort](b)));
    const shown = {
      ...query,
      values: { ...values, location: place ? pickedText(place.name[language], place.id) : values.location },
    };
    return ok({
      fields,
      query: shown,
      found,
      said: saidInAddress(shown, staffSorts[0]),
      faults: { location: isNone ? t('pickFromList') : undefined },
    });
  }

  async function rowsOf(found: readonly Found[]): Promise<StaffMember[]> {
    const read = found.flatMap(({ row }) => ('grant' in row ? [] : [row]));
    return read.length > 0
      ? deps.directory.page(read)
      : found.flatMap(({ row }) => ('grant' in row ? [row] : []));
  }

  hq.get('/people.csv', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    // A table that somebody keeps is whole.
    const list = await asked(c);
    if (!list.ok) return problemPage(c, list.code);
    const rows = await rowsOf(list.value.found);
    const names = await namesOf(visit, rows);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="people.csv"');
    return c.body(
      csvOf([
        [t('peopleName'), t('columnId'), t('peopleRole'), t('peopleScope')],
        ...rows.map(({ memberId, name, grant }) => [
          name,
          memberId,
          visit.code('role', grant.role),
          scopeWords(visit, grant.scope, names),
        ]),
      ]),
    );
  });

  const namesOf = (visit: Visit, grants: readonly { grant: RoleGrant }[]) =>
    scopeNames(
      visit,
      deps,
      grants.map(({ grant }) => grant.scope),
    );

  async function show(
    c: HqContext,
    {
      found = null,
      fault = null,
      link = null,
    }: { found?: FoundPeople; fault?: FormFault | null; link?: { memberId: string; url: string } | null },
  ) {
    const visit = c.get('visit');
    const { t } = visit;
    const { principal } = signedIn(c);
    const list = await asked(c);
    if (!list.ok) return problemPage(c, list.code);
    const { fields, query, found: held, said, faults } = list.value;
    const rows = await rowsOf(pageOf(held, query));
    const mayGrant = granted(principal.roles, 'roles.grant', wholeBrand);
    const refused =
      ofForm(fault, `/hq${grantPath}`) ?? (fault?.action === '/hq/people/standing' ? fault : null);
    const wanted = link?.memberId ?? (refused ? refused.fields.text('memberId') : c.req.query('member'));
    const chosen = ulidSchema.safeParse(wanted).success ? await staff.person(wanted as string) : null;
    const grants = [...(found?.items ?? []), ...(chosen ? [chosen] : [])].flatMap(({ roles }) => roles);
    const names = await namesOf(visit, [...rows, ...grants.map((grant) => ({ grant }))]);
    return page(
      c,
      {
        title: t('peopleTitle'),
        place: 'people',
        status: fault?.status ?? 200,
      },
      <>
        {c.req.query('done') ? <Notice kind="good">{t('peopleDone')}</Notice> : null}
        <p class="page-tools">
          {mayOpen(c, '/hq/invitations') ? (
            <a class="button is-small is-plain" href="/hq/invitations">
              {t('toInvitations')}
            </a>
          ) : null}
          {mayOpen(c, '/hq/member-requests') ? (
            <a class="button is-small is-plain" href="/hq/member-requests">
              {t('toRequests')}
            </a>
          ) : null}
          {mayOpen(c, '/hq/moving') ? (
            <a class="button is-small is-plain" href="/hq/moving">
              {t('toMoving')}
            </a>
          ) : null}
          <a class="button is-small is-plain" href="/hq/roles">
            {t('toRoles')}
          </a>
          <a class="button is-small is-plain" href="/hq/sessions">
            {t('toSessions')}
          </a>
        </p>
        <p class="page-lead">{t('peopleLead')}</p>
        {mayGrant && (found || chosen || fault) ? (
          <GrantCard
            c={c}
            regions={await regionsOf(network, visit)}
            found={found}
            chosen={chosen}
            fault={fault}
            link={link?.url ?? null}
            names={names}
          />
        ) : null}
        <Card
          id="staff"
          title={t('peopleStaff')}
          flush
          tools={<CsvLink visit={visit} href={listHref('/hq/people.csv', said)} />}
        >
          <FilterBar
            c={c}
            list="people"
            fields={fields}
            query={query}
            sorts={staffSorts.map((one) => [one, visit.code('staffSort', one)] as const)}
            faults={faults}
          />
          <ListSum visit={visit} count={held.length} />
          {held.length > 0 ? (
            <StaffTable c={c} staff={rows} mayGrant={mayGrant} names={names} />
          ) : (
            <Empty text={t('none')} />
          )}
          <ListPager visit={visit} path="/hq/people" said={said} query={query} found={held} />
        </Card>
        {mayGrant && !found && !chosen && !fault ? (
          <GrantCard
            c={c}
            regions={noRegions}
            found={null}
            chosen={null}
            fault={null}
            link={null}
            names={names}
          />
        ) : null}
      </>,
    );
  }

  hq.get('/people', (c) => show(c, {}));

  forms.on(
    findPath,
    form({
      endpoint: endpoints.hqFindMembers,
      words: { text: 'peopleFindBad' },
      // The people found are the answer to the form: a number that was typed stands in no address.
      next: ({ items, more }, c, fields) => show(c, { found: { text: fields.text('text'), items, more } }),
      again: (c, fault) => show(c, { fault }),
    }),
  );
  const change = {
    params: (_: unknown, fields: FormFields) => ({ memberId: fields.text('memberId').trim() }),
    async body(body: Record<string, unknown>, fields: FormFields, c: HqContext) {
      const scope = await typedScope(c, network, fields);
      return scope instanceof NotAsked ? scope : { ...body, scope };
    },
    next: () => '/hq/people?done=1',
  };
  forms.on(grantPath, {
    endpoint: endpoints.hqGrantRole,
    ...change,
    words: { memberId: 'peopleNobody', 'scope.ownerId': 'peopleBadIds', scope: 'peopleBadIds' },
    codes: { not_found: 'peopleNobody' },
    again: (c, fault) => show(c, { fault }),
  });
  forms.on('/people/revoke', {
    endpoint: endpoints.hqRevokeRole,
    ...change,
    body: (body, fields) => ({ ...body, scope: readScope(chosenScope(fields)) }),
    before: sureFirst(deps, 'revoke'),
  });
  const standing = {
    again: (c: HqContext, fault: FormFault) => show(c, { fault }),
    next: (_: unknown, __: HqContext, fields: FormFields) =>
      `/hq/people?done=1&member=${encodeURIComponent(fields.text('memberId'))}#grant`,
  };
  forms.acts('/people/standing', {
    suspend: form({
      endpoint: endpoints.hqSuspendMember,
      ...standing,
      before: sureFirst(deps, 'suspend'),
    }),
    resume: form({ endpoint: endpoints.hqResumeMember, ...standing }),
    remove: form({ endpoint: endpoints.hqRemoveMember, ...standing, before: sureFirst(deps, 'remove') }),
    link: form({
      endpoint: endpoints.hqMakeSignInLink,
      ...standing,
      // The link is the answer to the form, and stands in no address.
      next: ({ url }, c, fields) => show(c, { link: { memberId: fields.text('memberId'), url } }),
    }),
    verify: form({ endpoint: endpoints.hqVerifyMember, ...standing, body: verifyBody, words: verifyWords }),
    move: form({
      endpoint: endpoints.hqMoveStaff,
      ...standing,
      body: (body, fields) => ({ ...body, toLocationId: pickedId(fields.text('toLocationId')) }),
      words: { toLocationId: 'peopleBadIds' },
    }),
  });
  forms.on('/people/sessions', { endpoint: endpoints.hqEndSessions, next: change.next });
}

function StaffTable(props: {
  c: HqContext;
  staff: readonly StaffMember[];
  mayGrant: boolean;
  names: ScopeNames;
}) {
  const { c, staff, mayGrant, names } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const seesAudit = mayOpen(c, '/hq/audit');
  // Nobody takes their own roles away: somebody else has to.
  const own = signedIn(c).memberId;
  const columns = [
    { label: t('peopleName'), kind: 'main' as const },
    { label: t('peopleRole') },
    { label: t('peopleScope') },
    ...(mayGrant ? [{ label: t('peopleActs') }] : []),
  ];
  return (
    <Table caption={t('peopleTitle')} columns={columns}>
      {staff.map(({ memberId, name, grant, suspended }) => (
        <Row
          columns={columns}
          rowKey={`${memberId}-${grant.role}-${scopeText(grant.scope)}`}
          whole={mayGrant || seesAudit}
          cells={[
            memberId === own ? (
              <a href="/hq/sessions">{t('peopleOneself', { name })}</a>
            ) : mayGrant ? (
              <a href={`/hq/people?member=${memberId}#grant`}>{name}</a>
            ) : seesAudit ? (
              <a href={`/hq/audit?member=${memberId}`}>{name}</a>
            ) : (
              name
            ),
            <>
              {visit.code('role', grant.role)}
              {suspended ? <Chip kind="suspended">{t('peopleSuspended')}</Chip> : null}
            </>,
            scopeWords(visit, grant.scope, names),
            ...(mayGrant && memberId === own ? [null] : []),
            ...(mayGrant && memberId !== own
              ? [
                  <div class="row-acts">
                    <RevokeForm c={c} memberId={memberId} grant={grant} />
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
                      <button class="button is-small is-danger" type="submit">
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
