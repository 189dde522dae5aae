import { branchGrant } from '@jindian/shared/access';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import { type PersonKind, personKinds } from '@jindian/shared/contract/selling/sellers';

/** As what somebody sells, and where; null: as a promoter, who belongs to no branch. */
export type SellsAs = { kind: PersonKind; locationId: string | null };

export const isSellingRole = (role: string): role is PersonKind =>
  (personKinds as readonly string[]).includes(role);

/** A grant by which somebody sells; null: it is about something else. */
export function sellingBy({ role, scope }: RoleGrant): SellsAs | null {
  if (!isSellingRole(role)) return null;
  return { kind: role, locationId: scope.kind === 'branch' ? scope.locationId : null };
}

export function sellingGrant({ kind, locationId }: SellsAs): RoleGrant {
  return locationId === null ? { role: kind, scope: { kind: 'self' } } : branchGrant(kind, locationId);
}

/** Everything that somebody sells as, what counts first standing first. */
export function allSelling(grants: readonly RoleGrant[]): SellsAs[] {
  return grants
    .flatMap((grant) => sellingBy(grant) ?? [])
    .sort((a, b) => personKinds.indexOf(a.kind) - personKinds.indexOf(b.kind));
}

/** As what somebody is bound to and credited: a guide, else a station, else a promoter. Null: they do not sell. */
export function sellsAs(grants: readonly RoleGrant[], at: string | null = null): SellsAs | null {
  const all = allSelling(grants);
  const [first = null] = all;
  return all.find(({ kind, locationId }) => kind === first?.kind && locationId === at) ?? first;
}
