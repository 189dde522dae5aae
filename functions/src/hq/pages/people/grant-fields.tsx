/** @jsxImportSource hono/jsx */
import { type RoleName, roles } from '@jindian/shared/contract/people/permissions';
import type { Network } from '../../../places/network/service.ts';
import { FieldFault, type FormFault, typed } from '../../forms/post-form.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, partsOn, rolesOn, type Visit } from '../../visit.ts';
import { type AreaNamer, areaNamer } from '../places/area-names.ts';
import { pickedPlaceNames } from './scopes.ts';

export type Regions = { cities: ReadonlyMap<string, readonly string[]>; nameOf: AreaNamer };

export const noRegions: Regions = { cities: new Map(), nameOf: (name) => name };

/** Every province where the brand is, with its cities, and what they are called to who looks. */
export async function regionsOf(network: Pick<Network, 'current'>, { language }: Visit): Promise<Regions> {
  const cities = new Map<string, Set<string>>();
  for (const { province, city } of (await network.current()).locations)
    cities.set(province, (cities.get(province) ?? new Set()).add(city));
  const sorted = new Map(
    [...cities].sort().map(([province, names]) => [province, [...names].sort()] as const),
  );
  return { cities: sorted, nameOf: await areaNamer(language, [...sorted].flat(2)) };
}

function scopesOf(c: HqContext, role: RoleName): string {
  const { t, code } = c.get('visit');
  const kinds = partsOn(c, 'scope', roles[role].scopes);
  return kinds.map((kind) => code('scopeKind', kind)).join(t('orBetween'));
}

/** Which field is wrong, and why: in the words of the page, which names roles and scopes as the form does. */
export function grantFaults(c: HqContext, fault: FormFault | null) {
  const none = { scope: null, ids: null, role: null };
  if (!fault) return none;
  const visit = c.get('visit');
  const { fields, code, params, text } = fault;
  const openScope = fields.text('scope').endsWith(':');
  if (code === 'scope_unfit') {
    const role = String(params?.role) as RoleName;
    const words = { role: visit.code('role', role), scopes: scopesOf(c, role) };
    return { ...none, scope: visit.t('peopleUnfit', words) };
  }
  if (code === 'roles_full') return { ...none, role: text };
  if (code === 'scope_unknown' || fault.path?.startsWith('scope'))
    return openScope ? { ...none, ids: text } : { ...none, scope: text };
  return fault.path === 'role' ? { ...none, role: text } : none;
}

/** As what, and where: of giving a role, and of inviting to one. */
export function GrantFields(props: { c: HqContext; regions: Regions; fault: FormFault | null }) {
  const { c, regions, fault } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const wrong = grantFaults(c, fault);
  const role = typed(fault, 'role', '');
  // What most people are invited to; the whole brand is chosen, never left over.
  const scope = typed(fault, 'scope', 'branch:');
  const owned = partsOn(c, 'scope', ['owner']).length > 0;
  const Scope = ({ value, children }: { value: string; children: string }) => (
    <option value={value} selected={value === scope}>
      {children}
    </option>
  );
  return (
    <>
      <label class="field">
        <span>{t('peopleRole')}</span>
        <select name="role" aria-invalid={wrong.role ? 'true' : undefined}>
          {rolesOn(c).map((name) => (
            <option value={name} selected={name === role}>
              {t('peopleRoleFor', { role: visit.code('role', name), scopes: scopesOf(c, name) })}
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
          {owned ? <Scope value="owner:">{t('scopeOwnerNamed')}</Scope> : null}
          {[...regions.cities].map(([province, cities]) => (
            <optgroup label={regions.nameOf(province)}>
              <Scope value={`region:${province}`}>
                {t('scopeWholeRegion', { region: regions.nameOf(province) })}
              </Scope>
              {cities
                .filter((city) => city !== province)
                .map((city) => (
                  <Scope value={`region:${province}:${city}`}>{regions.nameOf(city)}</Scope>
                ))}
            </optgroup>
          ))}
          <Scope value="self">{t('scopeSelf')}</Scope>
        </select>
        <FieldFault text={wrong.scope} />
      </label>
      <Picker
        name={pickedPlaceNames[0] as string}
        of="places"
        label={t('scopePlace')}
        placeholder={t('scopePickHint')}
        value={typed(fault, pickedPlaceNames[0] as string, '')}
        fault={scope === 'owner:' ? undefined : (wrong.ids ?? undefined)}
      />
      <details open={pickedPlaceNames.slice(1).some((name) => typed(fault, name, '') !== '')}>
        <summary>{t('scopeMorePlaces')}</summary>
        {pickedPlaceNames.slice(1).map((name, index) => (
          <Picker
            name={name}
            of="places"
            label={`${t('scopePlace')} ${index + 2}`}
            value={typed(fault, name, '')}
          />
        ))}
      </details>
      {owned ? (
        <Picker
          name="scopeOwner"
          of="owners"
          label={t('scopeOwnerPick')}
          placeholder={t('scopePickHint')}
          value={typed(fault, 'scopeOwner', '')}
          fault={scope === 'owner:' ? (wrong.ids ?? undefined) : undefined}
        />
      ) : null}
      <small class="hint">{t('peopleScopeHint')}</small>
    </>
  );
}
