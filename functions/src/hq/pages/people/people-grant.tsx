/** @jsxImportSource hono/jsx */
import { anywhere, granted } from '@jindian/shared/access';
import type { FoundMember, RoleGrant } from '@jindian/shared/contract/people/member';
import { staffMoveSchema } from '@jindian/shared/contract/people/staff';
import {
  type KeptVerification,
  verificationKinds,
  verifiedRoles,
} from '@jindian/shared/contract/people/verification';
import { FieldFault, type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { Card, Chip, Empty, Notice, Row, Table } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, rolesOn, signedIn, type Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { GrantFields, grantFaults, type Regions } from './grant-fields.tsx';
import { type ScopeNames, scopeText, scopeWords } from './scopes.ts';
import { Verified, VerifyForm } from './verify.tsx';

export const findPath = '/people/find';
export const grantPath = '/people/grant';

/** What was looked for, and who fits it. */
export type Found = { text: string; items: readonly FoundMember[]; more: boolean } | null;
type Chosen =
  | (Omit<FoundMember, 'phoneMasked'> & {
      suspended: readonly RoleGrant[];
      verified: readonly KeptVerification[];
    })
  | null;

/** A role is given in two steps: whom to, found by number or name; then as what, and where. */
export function GrantCard(props: {
  c: HqContext;
  regions: Regions;
  found: Found;
  chosen: Chosen;
  fault: FormFault | null;
  /** By which the chosen one signs in, just made. */
  link: string | null;
  names: ScopeNames;
}) {
  const { c, found, chosen, regions, names } = props;
  const { t } = c.get('visit');
  const fault = ofForm(props.fault, `/hq${grantPath}`);
  return (
    <Card title={t('peopleGrant')} id="grant">
      {chosen ? (
        <>
          <GrantForm c={c} regions={regions} chosen={chosen} fault={fault} />
          <RolesToTake c={c} chosen={chosen} names={names} />
          {props.link === null ? null : (
            <Notice kind="good">
              {t('peopleLinkMade', { name: chosen.name })}
              <code class="is-broken-anywhere">{props.link}</code>
            </Notice>
          )}
          <Papers c={c} chosen={chosen} fault={props.fault} />
          <PersonActs c={c} chosen={chosen} fault={props.fault} />
        </>
      ) : (
        <FindForm
          c={c}
          found={found}
          fault={ofForm(props.fault, `/hq${findPath}`)}
          nobody={fault !== null}
          names={names}
        />
      )}
    </Card>
  );
}

function FindForm(props: {
  c: HqContext;
  found: Found;
  fault: FormFault | null;
  nobody: boolean;
  names: ScopeNames;
}) {
  const { c, found, fault, nobody, names } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const columns = [
    { label: t('peopleName'), kind: 'main' as const },
    { label: t('peoplePhone') },
    { label: t('peopleHolds') },
    { label: t('peopleActs') },
  ];
  return (
    <>
      <PostForm c={c} action={`/hq${findPath}`}>
        <label class="field">
          <span>{t('peopleFind')}</span>
          <div class="search">
            <input
              type="search"
              name="text"
              required
              maxlength={40}
              autocomplete="off"
              value={typed(fault, 'text', found?.text ?? '')}
              aria-invalid={fault || nobody ? 'true' : undefined}
            />
            <button class="button is-small" type="submit">
              {t('search')}
            </button>
          </div>
          <FieldFault text={fault?.text ?? (nobody ? t('peopleNobody') : null)} />
          <small class="hint">{t('peopleFindHint')}</small>
        </label>
      </PostForm>
      {found && found.items.length === 0 ? <Empty text={t('peopleNotFound')} /> : null}
      {found && found.items.length > 0 ? (
        <Table caption={t('peopleFound')} columns={columns}>
          {found.items.map(({ memberId, name, phoneMasked, roles: held }) => (
            <Row
              columns={columns}
              cells={[
                name,
                phoneMasked ?? t('peopleNoPhone'),
                <RolesHeld visit={visit} held={held} names={names} />,
                <a class="button is-small" href={`/hq/people?member=${memberId}#grant`}>
                  {t('peopleChoose')}
                </a>,
              ]}
            />
          ))}
        </Table>
      ) : null}
      {found?.more ? <p class="hint">{t('peopleMoreFound')}</p> : null}
    </>
  );
}

function RolesHeld(props: { visit: Visit; held: FoundMember['roles']; names: ScopeNames }) {
  const { visit, held, names } = props;
  const { t } = visit;
  if (held.length === 0) return <>{t('peopleNoRoles')}</>;
  return (
    <>
      {held.map(({ role, scope }) => (
        <div>
          {visit.code('role', role)} · {scopeWords(visit, scope, names)}
        </div>
      ))}
    </>
  );
}

/** What somebody who was found holds now, whichever page of the list it stands on. */
function RolesToTake(props: { c: HqContext; chosen: NonNullable<Chosen>; names: ScopeNames }) {
  const { c, chosen, names } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const held = [
    ...chosen.roles.map((grant) => ({ grant, suspended: false })),
    ...chosen.suspended.map((grant) => ({ grant, suspended: true })),
  ];
  if (held.length === 0) return null;
  const columns = [
    { label: t('peopleHolds'), kind: 'main' as const },
    { label: t('peopleScope') },
    { label: t('peopleActs') },
  ];
  return (
    <Table caption={t('peopleHolds')} columns={columns}>
      {held.map(({ grant, suspended }) => (
        <Row
          columns={columns}
          cells={[
            <>
              {visit.code('role', grant.role)}
              {suspended ? <Chip kind="suspended">{t('peopleSuspended')}</Chip> : null}
            </>,
            scopeWords(visit, grant.scope, names),
            chosen.memberId === signedIn(c).memberId ? null : (
              <RevokeForm c={c} memberId={chosen.memberId} grant={grant} />
            ),
          ]}
        />
      ))}
    </Table>
  );
}

export function RevokeForm({ c, memberId, grant }: { c: HqContext; memberId: string; grant: RoleGrant }) {
  return (
    <PostForm c={c} layout="" action="/hq/people/revoke">
      <input type="hidden" name="memberId" value={memberId} />
      <input type="hidden" name="role" value={grant.role} />
      <input type="hidden" name="scope" value={scopeText(grant.scope)} />
      <button class="button is-small is-danger" type="submit">
        {c.get('visit').t('peopleRevoke')}
      </button>
    </PostForm>
  );
}

function GrantForm(props: {
  c: HqContext;
  regions: Regions;
  chosen: NonNullable<Chosen>;
  fault: FormFault | null;
}) {
  const { c, regions, chosen, fault } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const atAField = Object.values(grantFaults(c, fault)).some((text) => text !== null);
  return (
    <PostForm
      c={c}
      action={`/hq${grantPath}`}
      fault={fault && atAField ? { ...fault, text: t('peopleNotGiven') } : fault}
    >
      <input type="hidden" name="memberId" value={chosen.memberId} />
      <div class="field">
        <span>{t('peopleWhom')}</span>
        <strong>{chosen.name}</strong>
        <a href="/hq/people#grant">{t('peopleAnother')}</a>
      </div>
      <GrantFields c={c} regions={regions} fault={fault} />
      <button class="button" type="submit">
        {t('peopleGrant')}
      </button>
    </PostForm>
  );
}

/** What headquarters saw of them, and where it is typed: of what they hold, and of what they may be given. */
function Papers(props: { c: HqContext; chosen: NonNullable<Chosen>; fault: FormFault | null }) {
  const { c, chosen, fault } = props;
  const visit = c.get('visit');
  // What no role of the brand asks for is not offered: couriers may be switched off.
  const asked = new Set(rolesOn(c).flatMap((role) => verifiedRoles[role] ?? []));
  const refused = ofForm(fault, '/hq/people/standing', 'verify')?.fields.text('kind');
  return (
    <div class="papers" id="papers">
      <Verified c={c} kept={chosen.verified} />
      {verificationKinds
        .filter((kind) => asked.has(kind))
        .map((kind) => (
          <details open={refused === kind}>
            <summary>{visit.t('verifyMember', { kind: visit.code('verificationKind', kind) })}</summary>
            <VerifyForm
              c={c}
              action="/hq/people/standing"
              kind={kind}
              hidden={{ memberId: chosen.memberId }}
              fault={fault}
            />
          </details>
        ))}
    </div>
  );
}

/** All of a person at once: suspended, taken up again, gone, at another place. */
function PersonActs(props: { c: HqContext; chosen: NonNullable<Chosen>; fault: FormFault | null }) {
  const { c, chosen, fault } = props;
  const { t } = c.get('visit');
  const { memberId, roles, suspended } = chosen;
  if (roles.length + suspended.length === 0 || memberId === signedIn(c).memberId) return null;
  const Act = (act: { act: 'suspend' | 'resume' | 'remove' | 'link'; reason: boolean; word: Word }) => (
    <PostForm c={c} layout="search" action="/hq/people/standing" act={act.act} fault={fault}>
      <input type="hidden" name="memberId" value={memberId} />
      {act.reason ? (
        <input
          name="reason"
          placeholder={t('peopleReason')}
          aria-label={t('peopleReason')}
          maxlength={120}
          autocomplete="off"
          required
        />
      ) : null}
      <button
        class={act.reason && act.act !== 'link' ? 'button is-small is-danger' : 'button is-small is-plain'}
        type="submit"
      >
        {t(act.word)}
      </button>
    </PostForm>
  );
  const entersHq = granted(roles, 'hq.enter', anywhere);
  const moved = [...roles].filter(({ role, scope }) => scope.kind === 'branch' && movable.includes(role));
  return (
    <div class="person-acts">
      {roles.length > 0 ? <Act act="suspend" reason={true} word="peopleSuspend" /> : null}
      {suspended.length > 0 ? <Act act="resume" reason={false} word="peopleResume" /> : null}
      {entersHq ? <Act act="link" reason={true} word="peopleLink" /> : null}
      <Act act="remove" reason={true} word="peopleRemove" />
      {moved.map(({ role, scope }) => (
        <PostForm c={c} layout="search" action="/hq/people/standing" act="move" fault={fault}>
          <input type="hidden" name="memberId" value={memberId} />
          <input type="hidden" name="role" value={role} />
          <input
            type="hidden"
            name="fromLocationId"
            value={scope.kind === 'branch' ? scope.locationId : ''}
          />
          <Picker
            name="toLocationId"
            of="places"
            label={t('peopleMoveTo', { role: c.get('visit').code('role', role) })}
            placeholder={t('scopePickHint')}
            value=""
          />
          <button class="button is-small is-plain" type="submit">
            {t('peopleMove')}
          </button>
        </PostForm>
      ))}
    </div>
  );
}

const movable: readonly string[] = staffMoveSchema.shape.role.options;
