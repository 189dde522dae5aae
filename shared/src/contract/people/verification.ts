import { isCreditCode } from '../../credit-code.ts';
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { brandDaySchema, epochMsSchema } from '../common.ts';
import type { RoleName } from './permissions.ts';

export const verificationKinds = ['business_licence', 'real_name'] as const;
export type VerificationKind = (typeof verificationKinds)[number];

/**
 * What headquarters looks at before somebody holds a role: who trades under the brand's name shows the licence, who comes to
 * people's doors or works without a shop around them is who they say they are.
 */
export const verifiedRoles: Partial<Record<RoleName, VerificationKind>> = {
  owner: 'business_licence',
  courier: 'real_name',
  station: 'business_licence',
  partner: 'real_name',
};

export const identityDocuments = ['id_card', 'residence_permit', 'passport', 'foreign_id'] as const;

const businessLicence = z.object({
  kind: z.literal('business_licence'),
  companyName: words().min(2).max(60),
  /** 统一社会信用代码 of 18 characters, with its check character (GB 32100-2015). */
  creditCode: z
    .string()
    .max(40, { abort: true })
    .overwrite((typed) => typed.replace(/[\s-]/g, '').toUpperCase())
    .refine(isCreditCode),
  legalRepresentative: words().min(1).max(40),
  /** The last day; null: 长期, without an end. */
  validUntil: brandDaySchema.nullable(),
});
/** Of the document's number its end is kept: it says which document was seen, and is of no use to a thief. */
const realName = z.object({
  kind: z.literal('real_name'),
  realName: words().min(2).max(40),
  document: z.enum(identityDocuments),
  numberTail: z
    .string()
    .max(8, { abort: true })
    .overwrite((typed) => typed.trim().toUpperCase())
    .regex(/^[0-9A-Z]{4}$/),
});
export const verificationSchema = z.discriminatedUnion('kind', [businessLicence, realName]);
export type Verification = z.infer<typeof verificationSchema>;

/** What was seen, by whom and when. */
export const keptVerificationSchema = z.object({
  seen: verificationSchema,
  verifiedByName: z.string(),
  verifiedAtMs: epochMsSchema,
  /** A licence may have run out since. */
  isValid: z.boolean(),
});
export type KeptVerification = z.infer<typeof keptVerificationSchema>;

export const verificationStates = ['not_needed', 'needed', 'done'] as const;
