import type { StaffMember } from '@jindian/shared/contract/people/member';
import type { RoleName, ScopeKind } from '@jindian/shared/contract/people/permissions';
import { minuteMs } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import type { GrantKey } from './roles.ts';
import { searchedName } from './rules.ts';
import type { Members } from './service.ts';

/** Names and last digits are read again so often; a grant is there, or gone, at once. */
const namesAgeMs = minuteMs;
const readAtOnce = 400;

export type StaffSearch = {
  role: RoleName | null;
  scope: ScopeKind | null;
  /** A part of the name, or (where it may be asked) the last digits of the number. */
  text: string;
  byTail: boolean;
};
export type ListedGrant = GrantKey & { name: string };

function scopeKindOf({ holds }: GrantKey): ScopeKind {
  if (holds === 'brand' || holds === 'branches' || holds === 'self') return holds;
  if (holds.startsWith('owner:')) return 'owner';
  return holds.startsWith('region:') ? 'region' : 'branch';
}

/**
 * Everybody who holds a role, searched. What is filtered by stands in the keys of one list and in names, which are kept for
 * a minute: thousands of people cost one read of keys, and a page reads its own rows.
 */
export function createDirectory(deps: {
  clock: Clock;
  members: Pick<Members, 'everyGrant' | 'grantsBehind' | 'profilesOf'>;
}) {
  const { clock, members } = deps;
  type Known = { name: string; searched: string; tail: string };
  let names = new Map<string, Known>();
  let readAtMs = Number.NEGATIVE_INFINITY;

  async function namesOf(memberIds: readonly string[]): Promise<ReadonlyMap<string, Known>> {
    if (clock.nowMs() - readAtMs >= namesAgeMs) {
      names = new Map();
      readAtMs = clock.nowMs();
    }
    const kept = names;
    const unknown = memberIds.filter((memberId) => !kept.has(memberId));
    for (let from = 0; from < unknown.length; from += readAtOnce) {
      const profiles = await members.profilesOf(unknown.slice(from, from + readAtOnce));
      for (const [memberId, { displayName, phoneMasked }] of profiles)
        kept.set(memberId, {
          name: displayName,
          searched: searchedName(displayName),
          tail: phoneMasked?.slice(-4) ?? '',
        });
    }
    return kept;
  }

  /** Whom the search fits, in no order; `page` reads those that are shown as they are now. */
  async function search({ role, scope, text, byTail }: StaffSearch): Promise<ListedGrant[]> {
    const grants = (await members.everyGrant()).filter(
      (grant) => (role === null || grant.role === role) && (scope === null || scopeKindOf(grant) === scope),
    );
    const known = await namesOf([...new Set(grants.map(({ memberId }) => memberId))]);
    const wanted = searchedName(text);
    const isTail = byTail && /^\d{3,4}$/.test(wanted);
    return grants.flatMap((grant) => {
      const person = known.get(grant.memberId);
      if (!person) return [];
      const fits = isTail ? person.tail.endsWith(wanted) : person.searched.includes(wanted);
      return fits ? [{ ...grant, name: person.name }] : [];
    });
  }

  async function page(found: readonly GrantKey[]): Promise<StaffMember[]> {
    return (await members.grantsBehind(found)).flatMap((one) => (one ? [one] : []));
  }

  return { search, page };
}
export type StaffDirectory = ReturnType<typeof createDirectory>;
