import { invitationCodePattern, plainInvitationCode } from '../../qr-text.ts';
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, localizedTextSchema, mobilePhoneSchema, pageOf, ulidSchema } from '../common.ts';
import { roleGrantSchema } from './member.ts';
import { branchStaffRoles } from './permissions.ts';
import { verificationStates } from './verification.ts';

export const invitationCodeSchema = z
  .string()
  .max(40, { abort: true })
  .overwrite(plainInvitationCode)
  .regex(invitationCodePattern);

export const invitationStates = ['open', 'accepted', 'revoked', 'expired'] as const;
export type InvitationState = (typeof invitationStates)[number];

const invited = {
  /** How colleagues will know them. */
  name: words().min(1).max(20),
  /** Only who holds this number can accept; without one, whoever holds the link. */
  phone: mobilePhoneSchema.optional(),
  /** The code goes to that number by a text message, too. */
  bySms: z.boolean().default(false),
};
export const newInvitationSchema = z.object({ ...invited, grant: roleGrantSchema });
export const newBranchInvitationSchema = z.object({ ...invited, role: z.enum(branchStaffRoles) });
export type NewInvitation = z.infer<typeof newInvitationSchema>;

export const invitationSchema = z.object({
  id: ulidSchema,
  grant: roleGrantSchema,
  name: z.string(),
  phoneMasked: z.string().nullable(),
  invitedByName: z.string(),
  createdAtMs: epochMsSchema,
  expiresAtMs: epochMsSchema,
  state: z.enum(invitationStates),
  /** Who accepted it, and when. */
  acceptedByName: z.string().nullable(),
  endedAtMs: epochMsSchema.nullable(),
  /** Whether headquarters has seen the papers that the role asks for; needed: nobody can accept it before. */
  verification: z.enum(verificationStates),
});
export type Invitation = z.infer<typeof invitationSchema>;
export const invitationPageSchema = pageOf(invitationSchema);

/** The code is told once, to who made it: it is kept as a hash. */
export const madeInvitationSchema = z.object({
  invitation: invitationSchema,
  code: z.string(),
  link: z.string(),
  sms: z.enum(['none', 'sent', 'failed']),
});
export type MadeInvitation = z.infer<typeof madeInvitationSchema>;

/** What whoever holds the code reads before they accept. */
export const shownInvitationSchema = invitationSchema
  .pick({
    grant: true,
    name: true,
    phoneMasked: true,
    invitedByName: true,
    expiresAtMs: true,
    state: true,
    verification: true,
  })
  .extend({
    brandName: localizedTextSchema,
    /** The place or places, in both languages; null where the role is for no place. */
    places: z.array(localizedTextSchema),
    /** The role opens headquarters' web view. */
    entersHq: z.boolean(),
  });
export type ShownInvitation = z.infer<typeof shownInvitationSchema>;
