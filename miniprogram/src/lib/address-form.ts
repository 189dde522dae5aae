import { type Address, addressSchema, type SavedAddress } from '@jindian/shared/contract/people/member';
import type { ReadAddress } from '@jindian/shared/contract/places/addresses';
import type { PointGcj02 } from '@jindian/shared/geo';

export type AddressForm = {
  recipientName: string;
  phone: string;
  detail: string;
  province: string;
  city: string;
  county: string;
  point: PointGcj02 | null;
  /** The point is the middle of the county: nobody has said where in it. */
  rough: boolean;
};

export type AddressField = 'recipientName' | 'phone' | 'place' | 'detail';

export function formOf(address: SavedAddress | null): AddressForm {
  if (!address) return { recipientName: '', phone: '', detail: '', ...nowhere };
  const { recipientName, phone, detail, province, city, county, latGcj02, lngGcj02 } = address;
  const point = { latGcj02, lngGcj02 };
  return { recipientName, phone, detail, province, city, county, point, rough: false };
}

const nowhere = { province: '', city: '', county: '', point: null, rough: false } as const;
export const withoutPin = (form: AddressForm): AddressForm => ({ ...form, ...nowhere });

/**
 * The form with what was read out of a pasted text. A pin says who serves: one that stood before stays only for the
 * address that it stood for. `pin`: `asked` where the text does not say whether it is still right.
 */
export function withRead(
  before: AddressForm,
  found: ReadAddress,
): { form: AddressForm; pin: 'found' | 'kept' | 'cleared' | 'asked' } {
  const { province, city, county, point, rough } = found;
  const form = {
    ...before,
    recipientName: found.recipientName ?? before.recipientName,
    phone: found.phone ?? before.phone,
    detail: found.detail || before.detail,
  };
  if (point && province && city && county)
    return { form: { ...form, point, province, city, county, rough }, pin: 'found' };
  const isElsewhere = [
    [province, before.province],
    [city, before.city],
    [county, before.county],
  ].some(([read, pinned]) => read && read !== pinned);
  if (before.point && isElsewhere) return { form: withoutPin(form), pin: 'cleared' };
  return { form, pin: before.point && found.detail && found.detail !== before.detail ? 'asked' : 'kept' };
}

const fieldOf: Record<string, AddressField> = {
  recipientName: 'recipientName',
  phone: 'phone',
  detail: 'detail',
};

/** The contract decides what an address is; here its issues become the fields to look at. */
export function readForm(form: AddressForm): { address: Address } | { wrong: ReadonlySet<AddressField> } {
  const { point, rough: _, ...words } = form;
  const parsed = addressSchema.safeParse({ ...words, ...point });
  if (parsed.success) return { address: parsed.data };
  return { wrong: new Set(parsed.error.issues.map((issue) => fieldOf[String(issue.path[0])] ?? 'place')) };
}
