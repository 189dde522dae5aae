import {
  type At,
  anywhere,
  atPlace,
  may,
  type Reach,
  reachOf,
  type Surroundings,
  wholeBrand,
} from '@jindian/shared/access';
import type { Access } from '@jindian/shared/contract/endpoint';
import type { Principal } from './sessions.ts';

/** What a place's id says of its region and owner; `null`: there is no such place. */
export type SurroundingsOf = (locationId: string) => Promise<Surroundings | null>;

/** A place by its id alone. One that the network does not know is nobody's: only whole-brand grants reach it. */
export async function placeAt(locationId: string, surroundingsOf: SurroundingsOf): Promise<At> {
  const known = await surroundingsOf(locationId);
  if (!known) return { kind: 'place', locationId };
  const { province, city, ownerId } = known;
  return { kind: 'place', locationId, province, city, ownerId };
}

/** Where a call needs its permission, from the parameters of its path. */
export async function whereOf(
  access: Access,
  params: Readonly<Record<string, string>>,
  surroundingsOf: SurroundingsOf,
): Promise<At> {
  if (access === 'public' || access === 'member') return anywhere;
  switch (access.at) {
    case 'brand':
      return wholeBrand;
    case 'service':
    case 'places':
      return anywhere;
    case 'owner':
      return { kind: 'owner', ownerId: params.ownerId ?? '' };
    case 'location':
      return placeAt(params.locationId ?? '', surroundingsOf);
  }
}

/** The rule of the endpoint itself; whose thing it is, the service checks where it reads the thing. */
export function mayCall(
  access: Access,
  principal: Principal | null,
  at: At,
): 'yes' | 'unauthenticated' | 'forbidden' {
  if (access === 'public') return 'yes';
  if (!principal) return 'unauthenticated';
  if (access === 'member') return 'yes';
  return may(principal, access.permission, at) ? 'yes' : 'forbidden';
}

/** Where the caller of an endpoint holds its permission; what needs none reaches nowhere. */
export function reachIn(access: Access, principal: Principal | null): Reach {
  if (!principal || typeof access !== 'object') return { whole: false, at: () => false };
  return reachOf(principal, access.permission);
}

/** Is the place of that id within reach? One that the network does not know is within the whole brand's alone. */
export function reachesPlace(
  reach: Reach,
  locationId: string,
  placeOf: (locationId: string) => (Surroundings & { id: string }) | null | undefined,
): boolean {
  if (reach.whole) return true;
  const place = placeOf(locationId);
  return reach.at(place ? atPlace(place) : { kind: 'place', locationId });
}
