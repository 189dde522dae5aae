/** @jsxImportSource hono/jsx */
import type { FoundMember, RoleGrant } from '@jindian/shared/contract/people/member';
import { type RoleName, roleNames, roles, type ScopeKind } from '@jindian/shared/contract/people/permissions';
import { FieldFault, type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { Card, Empty, Row, Table } from '../../ui/parts.tsx';
import type { HqContext, Visit } from '../../visit.ts';
import { scopeText, scopeWords } from './scopes.ts';

export const findPath = '/people/find';
export const grantPath = '/people/grant';

/** What was looked for, and who fits it. */
export type Found = { text: string; items: readonly FoundMember[]; more: boolean } | null;
type Chosen = Omit<FoundMember, 'phoneMasked'> | null;
type Regions = ReadonlyMap<string, readonly string[]>;

/** A role is given in two steps: whom to, found by number or name; then as what, and where. */
export function GrantCard(props: {
  c: HqContext;
  regions: Regions;
  found: Found;
  chosen: Chosen;
  fault: FormFault | null;
}) {
  const { c, found, chosen, regions } = props;
  const { t } = c.get('visit');
  const fault = ofForm(props.fault, `/hq${grantPath}`);
  return (
    <Card title={t('peopleGrant')} id="grant">
      {chosen ? (
        <>
          <GrantForm c={c} regions={regions} chosen={chosen} fault={fault} />
          <RolesToTake c={c} chosen={chosen} />
        </>
      ) : (
        <FindForm c={c} found={found} fault={ofForm(props.fault, `/hq${findPath}`)} nobody={fault !== null} />
      )}
    </Card>
  );
}

function FindForm(props: { c: HqContext; found: Found; fault: FormFault | null; nobody: boolean }) {
  const { c, found, fault, nobody } = props;
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
                <RolesHeld visit={visit} held={held} />,
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

function RolesHeld({ visit, held }: { visit: Visit; held: FoundMember['roles'] }) {
  const { t } = visit;
  if (held.length === 0) return <>{t('peopleNoRoles')}</>;
  return (
    <>
      {held.map(({ role, scope }) => (
        <div>
          {visit.code('role', role)} · {scopeWords(visit, scope)}
        </div>
      ))}
    </>
  );
}

/** What somebody who was found holds now, whichever page of the list it stands on. */
function RolesToTake({ c, chosen }: { c: HqContext; chosen: NonNullable<Chosen> }) {
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
            scopeWords(visit, grant.scope),
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

function scopesOf({ t, code }: Visit, role: RoleName): string {
  const kinds: readonly ScopeKind[] = roles[role].scopes;
  return kinds.map((kind) => code('scopeKind', kind)).join(t('orBetween'));
}

/** Which field is wrong, and why: in the words of the page, which names roles and scopes as the form does. */
function faultsOf(visit: Visit, fault: FormFault | null) {
  const none = { scope: null, ids: null, role: null };
  if (!fault) return none;
  const { fields, code, params, text } = fault;
  const openScope = fields.text('scope').endsWith(':');
  if (code === 'scope_unfit') {
    const role = String(params?.role) as RoleName;
    const words = { role: visit.code('role', role), scopes: scopesOf(visit, role) };
    return { ...none, scope: visit.t('peopleUnfit', words) };
  }
  if (code === 'roles_full') return { ...none, role: text };
  if (code === 'scope_unknown' || fault.path?.startsWith('scope'))
    return openScope ? { ...none, ids: text } : { ...none, scope: text };
  return fault.path === 'role' ? { ...none, role: text } : none;
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
  const wrong = faultsOf(visit, fault);
  const atAField = Object.values(wrong).some((text) => text !== null);
  const role = typed(fault, 'role', '');
  const scope = typed(fault, 'scope', 'brand');
  const Scope = ({ value, children }: { value: string; children: string }) => (
    <option value={value} selected={value === scope}>
      {children}
    </option>
  );
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
      <label class="field">
        <span>{t('peopleRole')}</span>
        <select name="role" aria-invalid={wrong.role ? 'true' : undefined}>
          {roleNames.map((name) => (
            <option value={name} selected={name === role}>
              {t('peopleRoleFor', { role: visit.code('role', name), scopes: scopesOf(visit, name) })}
            </option>
          ))}
        </select>
        <FieldFault text={wrong.role} />
      </label>
      <label class="field">
        <span>{t('peopleScope')}</span>
        <select name="scope" aria-invalid={wrong.scope ? 'true' : undefined}>
          <Scope value="brand">{t('scopeBrand')}</Scope>
          <Scope value="branch:">{t('scopeOneNamed')}</Scope>
          <Scope value="branches:">{t('scopeSomeNamed')}</Scope>
          <Scope value="owner:">{t('scopeOwnerNamed')}</Scope>
          {[...regions].map(([province, cities]) => (
            <optgroup label={province}>
              <Scope value={`region:${province}`}>{t('scopeWholeRegion', { region: province })}</Scope>
              {cities
                .filter((city) => city !== province)
                .map((city) => (
                  <Scope value={`region:${province}:${city}`}>{city}</Scope>
                ))}
            </optgroup>
          ))}
          <Scope value="self">{t('scopeSelf')}</Scope>
        </select>
        <FieldFault text={wrong.scope} />
      </label>
      <label class="field">
        <span>{t('scopeIds')}</span>
        <input
          name="scopeIds"
          autocomplete="off"
          maxlength={400}
          value={typed(fault, 'scopeIds', '')}
          aria-invalid={wrong.ids ? 'true' : undefined}
        />
        <FieldFault text={wrong.ids} />
        <small class="hint">{t('peopleScopeHint')}</small>
      </label>
      <button class="button" type="submit">
        {t('peopleGrant')}
      </button>
    </PostForm>
  );
}
