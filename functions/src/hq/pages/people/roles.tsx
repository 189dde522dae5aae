/** @jsxImportSource hono/jsx */
import type { ModuleName } from '@jindian/shared/contract/modules/names';
import { isPartOn, isRoleOff } from '@jindian/shared/contract/modules/off';
import {
  auditedKinds,
  type Permission,
  permissions,
  type RoleName,
  roleNames,
  roles,
} from '@jindian/shared/contract/people/permissions';
import type { Hono } from 'hono';
import { page } from '../../ui/layout.tsx';
import { Card, Empty } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, partsOn, type Visit } from '../../visit.ts';

/** What each role may do, in words, from the one table that every question about rights is answered by. */
export function rolePages(hq: Hono<HqEnvironment>): void {
  hq.get('/roles', (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const text = (c.req.query('text') ?? '').slice(0, 40);
    const found = rolesFor(visit, text, c.get('off'));
    return page(
      c,
      { title: t('rolesTitle'), place: 'people', backTo: { href: '/hq/people', text: t('toPeople') } },
      <>
        <p class="page-lead">{t('rolesLead')}</p>
        <form class="search" method="get" action="/hq/roles">
          <input
            type="search"
            name="text"
            value={text}
            maxlength={40}
            aria-label={t('rolesFind')}
            placeholder={t('rolesFind')}
          />
          <button class="button is-small" type="submit">
            {t('search')}
          </button>
        </form>
        {found.length === 0 ? <Empty text={t('none')} /> : null}
        {found.map((one) => (
          <RoleCard c={c} {...one} />
        ))}
      </>,
    );
  });
}

type Found = { role: RoleName; shown: readonly Permission[] };

/** A role by its name shows all that it may do; by what is looked for, only that. */
export function rolesFor(visit: Pick<Visit, 'code'>, text: string, off: readonly ModuleName[] = []): Found[] {
  const wanted = text.trim().toLowerCase();
  return roleNames.flatMap((role): Found[] => {
    if (isRoleOff(off, role)) return [];
    const held = (roles[role].permissions as readonly Permission[]).filter((one) =>
      isPartOn(off, 'permission', one),
    );
    if (wanted === '' || visit.code('role', role).toLowerCase().includes(wanted))
      return [{ role, shown: held }];
    const shown = held.filter((name) => visit.code('permission', name).toLowerCase().includes(wanted));
    return shown.length > 0 ? [{ role, shown }] : [];
  });
}

function RoleCard({ c, role, shown }: Found & { c: HqContext }) {
  const visit = c.get('visit');
  const { t } = visit;
  const kinds = partsOn(c, 'scope', roles[role].scopes);
  const name = visit.code('role', role);
  const scopes = kinds.map((kind) => visit.code('scopeKind', kind)).join(t('orBetween'));
  return (
    <Card
      id={`role-${role}`}
      title={name}
      lead={t('rolesWhere', { scopes })}
      tools={
        mayOpen(c, '/hq/people') ? (
          <a class="button is-small is-plain" href={`/hq/people?role=${role}`}>
            {t('rolesHolders', { role: name })}
          </a>
        ) : undefined
      }
    >
      {shown.length === 0 ? (
        <p class="hint">{t('rolesNothing')}</p>
      ) : (
        <ul class="role-permissions">
          {[...new Set(shown)].map((permission) => (
            <li>
              {visit.code('permission', permission)}
              {auditedKinds.includes(permissions[permission]) ? (
                <span class="sub">{t('rolesRecorded')}</span>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
