/** @jsxImportSource hono/jsx */
import type { FoundMember, RoleGrant } from '@jindian/shared/contract/people/member';
import { FieldFault, type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { Card, Empty, Row, Table } from '../../ui/parts.tsx';
import type { HqContext, Visit } from '../../visit.ts';
import { GrantFields, grantFaults, type Regions } from './grant-fields.tsx';
import { type ScopeNames, scopeText, scopeWords } from './scopes.ts';

export const findPath = '/people/find';
export const grantPath = '/people/grant';

/** What was looked for, and who fits it. */
export type Found = { text: string; items: readonly FoundMember[]; more: boolean } | null;
type Chosen = Omit<FoundMember, 'phoneMasked'> | null;

/** A role is given in two steps: whom to, found by number or name; then as what, and where. */
export function GrantCard(props: {
  c: HqContext;
  regions: Regions;
  found: Found;
  chosen: Chosen;
  fault: FormFault | null;
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
                <>
                  {name}
                  <span class="sub">{memberId}</span>
                </>,
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
  if (chosen.roles.length === 0) return null;
  const columns = [
    { label: t('peopleHolds'), kind: 'main' as const },
    { label: t('peopleScope') },
    { label: t('peopleActs') },
  ];
  return (
    <Table caption={t('peopleHolds')} columns={columns}>
      {chosen.roles.map((grant) => (
        <Row
          columns={columns}
          cells={[
            visit.code('role', grant.role),
            scopeWords(visit, grant.scope, names),
            <RevokeForm c={c} memberId={chosen.memberId} grant={grant} />,
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
  const atAField = Object.values(grantFaults(visit, fault)).some((text) => text !== null);
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
        <span class="sub">{chosen.memberId}</span>
        <a href="/hq/people#grant">{t('peopleAnother')}</a>
      </div>
      <GrantFields c={c} regions={regions} fault={fault} />
      <button class="button" type="submit">
        {t('peopleGrant')}
      </button>
    </PostForm>
  );
}
