import type { OwnersCalled } from '../goods/ownership/called.ts';
import { atMost } from '../platform/at-most.ts';
import { dealerOf } from '../selling/settlement/payees/accounts.ts';
import type { KnownPayee, KnownPayees } from '../selling/settlement/payees/terms.ts';
import type { People } from './people.ts';
import type { Places } from './places.ts';

const readsAtOnce = 32;
/** Who is several of them is paid as the first. */
const sellingRoles = ['guide', 'station', 'promoter', 'courier'] as const;
/** They work at a branch, and are paid by whose it is. */
const employed: readonly string[] = ['guide', 'courier'];

/** Members, branches and dealers that are paid: what they are called, what they sell as, and who employs them. */
export function knownPayees(deps: {
  network: Pick<Places['network'], 'location'>;
  members: Pick<People['members'], 'read'>;
  owners: OwnersCalled;
}): KnownPayees {
  /** HQ owes itself nothing: who works at a branch of its own is its employee. */
  const ownerOfPlace = async (locationId: string) => {
    const place = await deps.network.location(locationId);
    return place === null || place.ownership === 'hq' ? null : place.ownerId;
  };

  async function knownOf(payeeId: string): Promise<KnownPayee | null> {
    const ownerId = dealerOf(payeeId);
    // What they are called is asked of all at once.
    if (ownerId !== null) return { name: ownerId, sellerKind: 'dealer', employerId: null };
    const member = await deps.members.read(payeeId);
    if (member) {
      const grants = [...member.roles, ...member.suspended];
      const sells = sellingRoles.flatMap((kind) => {
        const grant = grants.find(({ role }) => role === kind);
        return grant ? [{ kind, scope: grant.scope }] : [];
      })[0];
      const place = sells?.scope.kind === 'branch' ? sells.scope.locationId : null;
      return {
        name: member.profile.displayName,
        sellerKind: sells?.kind ?? 'promoter',
        employerId:
          place === null || !employed.includes(sells?.kind ?? '') ? null : await ownerOfPlace(place),
      };
    }
    const place = await deps.network.location(payeeId);
    return place && { name: place.name.zh, sellerKind: 'branch', employerId: null };
  }

  return async (payeeIds) => {
    const one = atMost(readsAtOnce);
    const found = await Promise.all(
      payeeIds.map((payeeId) => one(async () => [payeeId, await knownOf(payeeId)] as const)),
    );
    const known = found.flatMap(([payeeId, one]) => (one ? [[payeeId, one] as const] : []));
    const ownerIds = known.flatMap(([payeeId, { employerId }]) => dealerOf(payeeId) ?? employerId ?? []);
    if (ownerIds.length === 0) return new Map(known);
    const called = await deps.owners([...new Set(ownerIds)]);
    return new Map(
      known.map(([payeeId, one]): [string, KnownPayee] => {
        const { employerId } = one;
        if (dealerOf(payeeId) !== null)
          return [payeeId, { ...one, name: called.get(one.name)?.zh ?? one.name }];
        if (employerId === null) return [payeeId, one];
        return [payeeId, { ...one, employerName: called.get(employerId)?.zh ?? employerId }];
      }),
    );
  };
}
