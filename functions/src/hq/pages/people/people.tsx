/** @jsxImportSource hono/jsx */
import { granted, wholeBrand } from '@jindian/shared/access';
import { cursorSchema, locationIdSchema, ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { StaffMember } from '@jindian/shared/contract/people/member';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { pickedId } from '../../forms/picked.ts';
import { type FormFault, ofForm, PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Empty, Notice, Pager, Row, Table } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, type HqEnvironment, reachOn, signedIn } from '../../visit.ts';
import { problemPage } from '../errors.tsx';
import { type Found, findPath, GrantCard, grantPath, RevokeForm } from './people-grant.tsx';
import { chosenScope, readScope, scopeWords } from './scopes.ts';

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

  async function show(
    c: HqContext,
    { found = null, fault = null }: { found?: Found; fault?: FormFault | null },
  ) {
    const { t } = c.get('visit');
    const { principal } = signedIn(c);
    const at = locationIdSchema.safeParse(pickedId(c.req.query('location') ?? '')).data ?? null;
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const reach = reachOn(c, 'roles.read');
    // Who looks after some places asks for one of them.
    const listed = at === null && !reach.whole ? null : await staff.listed(at, reach, { cursor });
    if (listed && !listed.ok) return problemPage(c, listed.code);
    const held = listed?.value.items ?? [];
    const here = `/hq/people?location=${at ?? ''}`;
    const mayGrant = granted(principal.roles, 'roles.grant', wholeBrand);
    const refused = ofForm(fault, `/hq${grantPath}`);
    const wanted = refused ? refused.fields.text('memberId') : c.req.query('member');
    const chosen = ulidSchema.safeParse(wanted).success ? await staff.person(wanted as string) : null;
    return page(
      c,
      {
        title: t('peopleTitle'),
        place: 'people',
        status: fault?.status ?? 200,
        tools: (
          <a class="button is-small is-plain" href="/hq/sessions">
            {t('toSessions')}
          </a>
        ),
      },
      <>
        {c.req.query('done') ? <Notice kind="good">{t('peopleDone')}</Notice> : null}
        <p class="page-lead">{t('peopleLead')}</p>
        {mayGrant && (found || chosen || fault) ? (
          <GrantCard c={c} regions={await regions()} found={found} chosen={chosen} fault={fault} />
        ) : null}
        <form class="search no-print" method="get" action="/hq/people">
          <Picker
            name="location"
            of="places"
            label={t('peopleAt')}
            value={at ?? ''}
            placeholder={t('peopleAt')}
            unseenLabel
          />
          <button class="button is-small" type="submit">
            {t('search')}
          </button>
        </form>
        <Card flush>
          {held.length > 0 ? (
            <StaffTable c={c} staff={held} mayGrant={mayGrant} />
          ) : (
            <Empty text={t('none')} />
          )}
          <Pager
            next={
              listed?.value.nextCursor
                ? {
                    href: `${here}&after=${encodeURIComponent(listed.value.nextCursor)}`,
                    text: t('nextPage'),
                  }
                : null
            }
            first={cursor === undefined ? null : { href: here, text: t('firstPage') }}
          />
        </Card>
        {mayGrant && !found && !chosen && !fault ? (
          <GrantCard c={c} regions={new Map()} found={null} chosen={null} fault={null} />
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
    body: (body: Record<string, unknown>, fields: FormFields) => ({
      ...body,
      scope: readScope(chosenScope(fields.text('scope'), fields.text('scopeIds'))),
    }),
    next: () => '/hq/people?done=1',
  };
  forms.on(grantPath, {
    endpoint: endpoints.hqGrantRole,
    ...change,
    words: { memberId: 'peopleNobody', 'scope.ownerId': 'peopleBadIds', scope: 'peopleBadIds' },
    codes: { not_found: 'peopleNobody' },
    again: (c, fault) => show(c, { fault }),
  });
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
              {mayGrant ? <a href={`/hq/people?member=${memberId}#grant`}>{name}</a> : name}
              <span class="sub">{memberId}</span>
            </>,
            visit.code('role', grant.role),
            scopeWords(visit, grant.scope),
            ...(mayGrant
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
