import { z } from '../../zod.ts';
import { epochMsSchema, languageSchema, locationIdSchema, mobilePhoneSchema, ulidSchema } from '../common.ts';

/** What a member may act as. Shopper is everyone; the others are granted, most of them at one location. */
export const roleNames = ['guide', 'clerk', 'manager', 'courier', 'hq', 'partner'] as const;
export const roleNameSchema = z.enum(roleNames);
export type RoleName = z.infer<typeof roleNameSchema>;

export const roleGrantSchema = z.object({
  role: roleNameSchema,
  /** Where the role holds; null for HQ and partners. */
  locationId: locationIdSchema.nullable(),
});
export type RoleGrant = z.infer<typeof roleGrantSchema>;

export const bindingViewSchema = z.object({
  sellerId: z.string(),
  sellerName: z.string(),
  locationId: locationIdSchema.nullable(),
  boundAtMs: epochMsSchema,
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
    nickname: z.string().trim().min(1).max(32),
    language: languageSchema,
    privacyVersion: z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/),
  })
  .partial();

/** Where a delivery goes. The point decides who serves; the texts are for the courier. */
export const addressSchema = z.object({
  recipientName: z.string().trim().min(1).max(32),
  phone: mobilePhoneSchema,
  province: z.string().trim().min(1).max(32),
  city: z.string().trim().min(1).max(32),
  county: z.string().trim().min(1).max(32),
  detail: z.string().trim().min(1).max(120),
  latGcj02: z.number().min(-90).max(90),
  lngGcj02: z.number().min(-180).max(180),
});
export type Address = z.infer<typeof addressSchema>;

export const savedAddressSchema = addressSchema.extend({ id: ulidSchema });
export type SavedAddress = z.infer<typeof savedAddressSchema>;
