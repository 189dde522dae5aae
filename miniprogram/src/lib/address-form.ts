import { type Address, addressSchema, type SavedAddress } from '@jindian/shared/contract/people/member';
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
  if (!address) {
    const nowhere = { province: '', city: '', county: '', point: null, rough: false };
    return { recipientName: '', phone: '', detail: '', ...nowhere };
  }
  const { recipientName, phone, detail, province, city, county, latGcj02, lngGcj02 } = address;
  const point = { latGcj02, lngGcj02 };
  return { recipientName, phone, detail, province, city, county, point, rough: false };
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
