/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type Invitation,
  invitationStates,
  type MadeInvitation,
} from '@jindian/shared/contract/people/invitations';
import { verifiedRoles } from '@jindian/shared/contract/people/verification';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, form, NotAsked } from '../../forms/form.tsx';
import { FieldFault, type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, Empty, Facts, Notice, Qr, Row, Table, Time } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { GrantFields, grantFaults, type Regions, regionsOf } from './grant-fields.tsx';
import { type ScopeNames, scopeNames, scopeWords, typedScope } from './scopes.ts';
import { VerifyForm, verifyBody, verifyWords } from './verify.tsx';

const path = '/invitations';
const onAPage = 50;

/** Who was invited to what, what became of it, and the form to invite somebody. */
export function invitationPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'invitations' | 'network' | 'ownerNames'>,
  forms: FormRegistry,
): void {
  const { invitations, network } = deps;

  async function show(
    c: HqContext,
    { made = null, fault = null }: { made?: MadeInvitation | null; fault?: FormFault | null },
  ) {
    const visit = c.get('visit');
    const { t } = visit;
    const asked = c.req.query('state');
    const state = invitationStates.find((one) => one === asked);
    const cursor = c.req.query('after') || undefined;
    const chosen = fault?.act === 'verify' ? fault.fields.text('invitationId') : c.req.query('verify');
    const { items, nextCursor } = await invitations.list(null, { state, cursor, limit: onAPage });
    const toVerify = items.find(({ id, state: now }) => id === chosen && now === 'open') ?? null;
    const names = await scopeNames(
      visit,
      deps,
      [...items, ...(made ? [made.invitation] : [])].map(({ grant }) => grant.scope),
    );
    return page(
      c,
      {
        title: t('invitationsTitle'),
        place: 'people',
        status: fault?.status ?? 200,
        backTo: { href: '/hq/people', text: t('toPeople') },
      },
      <>
        {c.req.query('verified') ? <Notice kind="good">{t('verifyDone')}</Notice> : null}
        {c.req.query('revoked') ? <Notice kind="good">{t('inviteRevoked')}</Notice> : null}
        <p class="page-lead">{t('invitationsLead')}</p>
        {made ? <MadeCard c={c} made={made} names={names} /> : null}
        {toVerify ? <VerifyCard c={c} invitation={toVerify} fault={fault} /> : null}
        {made || toVerify ? null : (
          <InviteCard c={c} regions={await regionsOf(network, visit)} fault={fault} />
        )}
        <Card
          id="invitations"
          title={t('invitationsTitle')}
          flush
          tools={<StateLinks c={c} chosen={state} />}
        >
          {items.length > 0 ? (
            <InvitationTable c={c} items={items} names={names} />
          ) : (
            <Empty text={t('none')} />
          )}
          {nextCursor ? (
            <p class="pager">
              <a
                class="button is-small is-plain"
                href={`/hq${path}?state=${state ?? ''}&after=${nextCursor}`}
              >
                {t('nextPage')}
              </a>
            </p>
          ) : null}
        </Card>
      </>,
    );
  }

  hq.get('/invitations', (c) => show(c, {}));

  forms.acts('/invitations', {
    make: form({
      endpoint: endpoints.hqInvite,
      async body(body, fields, c) {
        const scope = await typedScope(c, network, fields);
        if (scope instanceof NotAsked) return scope;
        return {
          name: body.name,
          ...(fields.text('phone').trim() === '' ? {} : { phone: body.phone }),
          bySms: fields.text('bySms') === 'yes',
          grant: { role: fields.text('role'), scope },
        };
      },
      words: { name: 'inviteBadName', phone: 'inviteBadPhone', grant: 'inviteBadScope' },
      // The code is the answer to the form, and stands in no address.
      next: (made, c) => show(c, { made }),
      again: (c, fault) => show(c, { fault }),
    }),
    resend: form({
      endpoint: endpoints.hqResendInvitation,
      next: (made, c) => show(c, { made }),
    }),
    verify: form({
      endpoint: endpoints.hqVerifyInvitation,
      body: verifyBody,
      words: verifyWords,
      next: () => `/hq${path}?verified=1`,
      again: (c, fault) => show(c, { fault }),
    }),
    revoke: form({ endpoint: endpoints.hqRevokeInvitation, next: () => `/hq${path}?revoked=1` }),
  });
}

function StateLinks({ c, chosen }: { c: HqContext; chosen: string | undefined }) {
  const { t, code } = c.get('visit');
  return (
    <nav class="tabs" aria-label={t('inviteState')}>
      <a href={`/hq${path}`} aria-current={chosen === undefined ? 'page' : undefined}>
        {t('filterAny')}
      </a>
      {invitationStates.map((state) => (
        <a href={`/hq${path}?state=${state}`} aria-current={chosen === state ? 'page' : undefined}>
          {code('invitationState', state)}
        </a>
      ))}
    </nav>
  );
}

/** What to hand over, once. */
function MadeCard({ c, made, names }: { c: HqContext; made: MadeInvitation; names: ScopeNames }) {
  const visit = c.get('visit');
  const { t } = visit;
  const { invitation, code, link, sms } = made;
  return (
    <Card title={t('inviteMade')} lead={t('inviteMadeLead', { name: invitation.name })}>
      {invitation.verification === 'needed' ? (
        <Notice kind="bad">
          {t('verifyNeededNote', {
            kind: visit.code('verificationKind', verifiedRoles[invitation.grant.role] ?? ''),
          })}{' '}
          <a href={`/hq${path}?verify=${invitation.id}#verify`}>{t('verifyAct')}</a>
        </Notice>
      ) : null}
      {sms === 'none' ? null : (
        <Notice kind={sms === 'sent' ? 'good' : 'bad'}>{visit.code('inviteSms', sms)}</Notice>
      )}
      <div class="invitation-made">
        <Qr text={link} label={t('inviteQrLabel')} />
        <Facts
          rows={[
            [
              t('inviteFor'),
              `${invitation.name}${invitation.phoneMasked ? ` · ${invitation.phoneMasked}` : ''}`,
            ],
            [t('peopleRole'), visit.code('role', invitation.grant.role)],
            [t('peopleScope'), scopeWords(visit, invitation.grant.scope, names)],
            [t('inviteCode'), <code>{code}</code>],
            [t('inviteLink'), <code class="is-broken-anywhere">{link}</code>],
            [t('inviteUntil'), <Time atMs={invitation.expiresAtMs} />],
          ]}
        />
      </div>
      <p>
        <a class="button is-plain" href={`/hq${path}`}>
          {t('inviteAnother')}
        </a>
      </p>
    </Card>
  );
}

/** Of somebody who was invited as what asks for papers. */
function VerifyCard(props: { c: HqContext; invitation: Invitation; fault: FormFault | null }) {
  const { c, invitation, fault } = props;
  const { t } = c.get('visit');
  const kind = verifiedRoles[invitation.grant.role];
  if (!kind) return null;
  return (
    <Card title={t('verifyTitle', { name: invitation.name })} id="verify">
      <VerifyForm
        c={c}
        action={`/hq${path}`}
        kind={kind}
        hidden={{ invitationId: invitation.id }}
        fault={fault}
      />
    </Card>
  );
}

function InviteCard({ c, regions, fault }: { c: HqContext; regions: Regions; fault: FormFault | null }) {
  const visit = c.get('visit');
  const { t } = visit;
  const own = ofForm(fault, `/hq${path}`, 'make');
  const at = (name: string) => (own?.path === name ? own.text : null);
  const inGrant = own?.path?.startsWith('grant')
    ? { ...own, path: own.path.replace(/^grant\.?/, '') || 'scope' }
    : own;
  const marked =
    at('name') ?? at('phone') ?? Object.values(grantFaults(c, inGrant)).find((text) => text !== null);
  return (
    <Card title={t('inviteTitle')} id="invite">
      <PostForm
        c={c}
        action={`/hq${path}`}
        act="make"
        fault={own && marked ? { ...own, text: t('peopleNotGiven') } : own}
      >
        <label class="field">
          <span>{t('inviteName')}</span>
          <input
            name="name"
            required
            maxlength={20}
            autocomplete="off"
            value={typed(own, 'name', '')}
            aria-invalid={at('name') ? 'true' : undefined}
          />
          <FieldFault text={at('name')} />
          <small class="hint">{t('inviteNameHint')}</small>
        </label>
        <label class="field">
          <span>{t('invitePhone')}</span>
          <input
            name="phone"
            type="tel"
            maxlength={24}
            autocomplete="off"
            value={typed(own, 'phone', '')}
            aria-invalid={at('phone') ? 'true' : undefined}
          />
          <FieldFault text={at('phone')} />
          <small class="hint">{t('invitePhoneHint')}</small>
        </label>
        <label class="check">
          <input type="checkbox" name="bySms" value="yes" checked={typed(own, 'bySms', '') === 'yes'} />
          <span>{t('inviteBySms')}</span>
        </label>
        <GrantFields c={c} regions={regions} fault={inGrant} />
        <button class="button" type="submit">
          {t('inviteSubmit')}
        </button>
      </PostForm>
    </Card>
  );
}

const chipOf = { open: 'waiting', accepted: 'accepted', revoked: 'closed', expired: 'closed' } as const;

function InvitationTable(props: { c: HqContext; items: readonly Invitation[]; names: ScopeNames }) {
  const { c, items, names } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const columns = [
    { label: t('inviteFor'), kind: 'main' as const },
    { label: t('peopleRole') },
    { label: t('peopleScope') },
    { label: t('inviteBy') },
    { label: t('inviteUntil') },
    { label: t('inviteState') },
    { label: t('peopleActs') },
  ];
  return (
    <Table caption={t('invitationsTitle')} columns={columns}>
      {items.map((one) => (
        <Row
          columns={columns}
          rowKey={one.id}
          cells={[
            <>
              {one.name}
              {one.phoneMasked ? <span class="sub">{one.phoneMasked}</span> : null}
            </>,
            visit.code('role', one.grant.role),
            scopeWords(visit, one.grant.scope, names),
            one.invitedByName,
            <Time atMs={one.expiresAtMs} />,
            <>
              <Chip kind={chipOf[one.state]}>{visit.code('invitationState', one.state)}</Chip>
              {one.state === 'open' && one.verification !== 'not_needed' ? ' ' : null}
              {one.state === 'open' && one.verification !== 'not_needed' ? (
                <Chip kind={one.verification === 'needed' ? 'waiting' : 'accepted'}>
                  {visit.code('verificationState', one.verification)}
                </Chip>
              ) : null}
              {one.acceptedByName ? (
                <span class="sub">{t('inviteAcceptedBy', { name: one.acceptedByName })}</span>
              ) : null}
            </>,
            one.state === 'open' || one.state === 'expired' ? (
              <div class="row-acts">
                {one.state === 'open' && one.verification !== 'not_needed' ? (
                  <a
                    class={one.verification === 'needed' ? 'button is-small' : 'button is-small is-plain'}
                    href={`/hq${path}?verify=${one.id}#verify`}
                  >
                    {t(one.verification === 'needed' ? 'verifyAct' : 'verifyAnew')}
                  </a>
                ) : null}
                {(one.state === 'expired' && one.phoneMasked
                  ? (['revoke'] as const)
                  : (['resend', 'revoke'] as const)
                ).map((act) => (
                  <PostForm c={c} layout="" action={`/hq${path}`} act={act}>
                    <input type="hidden" name="invitationId" value={one.id} />
                    <button
                      class={act === 'revoke' ? 'button is-small is-danger' : 'button is-small is-plain'}
                      type="submit"
                    >
                      {t(act === 'revoke' ? 'inviteRevoke' : 'inviteResend')}
                    </button>
                  </PostForm>
                ))}
              </div>
            ) : null,
          ]}
        />
      ))}
    </Table>
  );
}
