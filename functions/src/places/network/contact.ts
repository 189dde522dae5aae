/** Whom headquarters ask for at a place, as those see it who only read. */
import type { Location } from '@jindian/shared/contract/places/network';
import { maskName, maskPhone } from '@jindian/shared/mask';

/** Shorter than a mobile number, both ends together would be the whole of it. */
const shortestMasked = 11;

export const maskedContact = {
  contactName: maskName,
  contactPhone: (phone: string) => (phone.length < shortestMasked ? '****' : maskPhone(phone)),
} as const;

export function withMaskedContact<Place extends Pick<Location, 'contactName' | 'contactPhone'>>(
  place: Place,
): Place {
  const { contactName, contactPhone } = place;
  return {
    ...place,
    ...(contactName ? { contactName: maskedContact.contactName(contactName) } : {}),
    ...(contactPhone ? { contactPhone: maskedContact.contactPhone(contactPhone) } : {}),
  };
}
