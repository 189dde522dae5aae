import { type At, anywhere, may, type Surroundings, wholeBrand } from '@jindian/shared/access';
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
