import type { Members } from '../people/members/service.ts';
import type { SettingsReader } from '../platform/policy-document/settings.ts';
import type { Colleague } from '../selling/commission/ranking.ts';

/** Of one branch: more guides than any has. */
const mostAtBranch = 200;

/** The guides of the branch that a guide works at, themselves included; null: no branch, or none are to be shown. */
export function colleaguesOf(
  members: Pick<Members, 'read' | 'staffOf'>,
  settings: SettingsReader<'selling'>,
) {
  return async (memberId: string): Promise<Colleague[] | null> => {
    const { branchRanking } = await settings.current();
    if (branchRanking !== 'shown') return null;
    const known = await members.read(memberId);
    const scopes = (known?.roles ?? []).map(({ role, scope }) => (role === 'guide' ? scope : null));
    const branch = scopes.find((scope) => scope?.kind === 'branch');
    if (branch?.kind !== 'branch') return null;
    const { items } = await members.staffOf(branch.locationId, { limit: mostAtBranch });
    return items
      .filter(({ grant, suspended }) => grant.role === 'guide' && !suspended)
      .map((guide) => ({ memberId: guide.memberId, name: guide.name }));
  };
}
