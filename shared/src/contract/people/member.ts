import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  dealerIdSchema,
  epochMsSchema,
  languageSchema,
  locationIdSchema,
  mobilePhoneSchema,
  revisionSchema,
  ulidSchema,
} from '../common.ts';
import { sellerKindSchema } from '../selling/seller-kinds.ts';
import { roleNames } from './permissions.ts';

export const roleNameSchema = z.enum(roleNames);
export type { RoleName } from './permissions.ts';

const regionNameSchema = words().min(1).max(40);
/** Where a grant holds. A region is a province, or one city of it. */
export const scopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('brand') }),
  z.object({ kind: z.literal('region'), province: regionNameSchema, city: regionNameSchema.nullable() }),
  z.object({
    kind: z.literal('branches'),
    locationIds: z
      .array(locationIdSchema)
      .min(1)
      .max(200)
      .refine((ids) => new Set(ids).size === ids.length, 'the same place twice'),
  }),
  z.object({ kind: z.literal('owner'), ownerId: dealerIdSchema }),
  z.object({ kind: z.literal('branch'), locationId: locationIdSchema }),
  z.object({ kind: z.literal('self') }),
]);
export type Scope = z.infer<typeof scopeSchema>;

/** What a member may act as, and where. Shopper is everyone; roles are granted. */
export const roleGrantSchema = z.object({ role: roleNameSchema, scope: scopeSchema });
export type RoleGrant = z.infer<typeof roleGrantSchema>;

/** Somebody who holds a role. */
export const staffMemberSchema = z.object({
  memberId: ulidSchema,
  name: z.string(),
  grant: roleGrantSchema,
  /** Nothing may be done by it for now. */
  suspended: z.boolean(),
  /** Headquarters suspended it: nobody else takes it up again. */
  byHq: z.boolean().optional(),
});
export type StaffMember = z.infer<typeof staffMemberSchema>;

/** Somebody who was looked for: enough to know that it is them. */
export const foundMemberSchema = z.object({
  memberId: ulidSchema,
  name: z.string(),
  phoneMasked: z.string().nullable(),
  roles: z.array(roleGrantSchema),
});
export type FoundMember = z.infer<typeof foundMemberSchema>;

export const bindingViewSchema = z.object({
  sellerId: z.string(),
  sellerName: z.string(),
  sellerKind: sellerKindSchema,
  locationId: locationIdSchema.nullable(),
  boundAtMs: epochMsSchema,
  /** `forGoodMs`: never. */
  expiresAtMs: epochMsSchema,
});
export type BindingView = z.infer<typeof bindingViewSchema>;

export const memberViewSchema = z.object({
  id: ulidSchema,
  nickname: z.string(),
  language: languageSchema,
  /** Masked, e.g. `138****0001`; the whole number is shown to nobody. */
  phoneMasked: z.string().nullable(),
  roles: z.array(roleGrantSchema),
  /** The guide this member is bound to now, if any. */
  binding: bindingViewSchema.nullable(),
  /** Version of the privacy text the member agreed to; null when not yet. */
  privacyVersion: z.string().nullable(),
  termsVersion: z.string().nullable(),
  joinedAtMs: epochMsSchema,
});
export type MemberView = z.infer<typeof memberViewSchema>;

export const sessionSchema = z.object({
  token: z.string(),
  expiresAtMs: epochMsSchema,
  member: memberViewSchema,
});
export type Session = z.infer<typeof sessionSchema>;

export const memberChangeSchema = z
  .object({
    nickname: words().min(1).max(32),
    language: languageSchema,
  })
  .partial();

/** Where a delivery goes. The point decides who serves; the texts are for the courier. */
export const addressSchema = z.object({
  recipientName: words().min(1).max(32),
  phone: mobilePhoneSchema,
  province: words().min(1).max(32),
  city: words().min(1).max(32),
  county: words().min(1).max(32),
  detail: words().min(1).max(120),
  latGcj02: z.number().min(-90).max(90),
  lngGcj02: z.number().min(-180).max(180),
});
export type Address = z.infer<typeof addressSchema>;

export const savedAddressSchema = addressSchema.extend({
  id: ulidSchema,
  revision: revisionSchema,
  /** At most one of a member's. */
  isDefault: z.boolean(),
});
export type SavedAddress = z.infer<typeof savedAddressSchema>;
