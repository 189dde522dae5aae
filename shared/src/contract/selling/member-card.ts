import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, localizedTextSchema, ulidSchema } from '../common.ts';

export const cardCodeSchema = z.object({
  /** Stays: what people read out. */
  number: z.string(),
  code: z.string(),
  barcode: z.string(),
  expiresAtMs: epochMsSchema,
  refreshAfterMs: z.int(),
});
export type CardCode = z.infer<typeof cardCodeSchema>;

/** The text that a member agrees to before staff in a store see more than the card itself. */
export const sharingVersion = '2026-11-30';
/** What a parent or guardian agrees to before anything of a child is kept: the band of age, and nothing else. */
export const childrenVersion = '2026-11-30';
const versionSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

export const ageBands = ['expecting', '0-6m', '7-12m', '1-3y', '4-6y', '7-13y'] as const;
const daySchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);

/** What a member says of themselves, all of it left out as they like. */
export const memberProfileSchema = z.object({
  /** Month and day; the year is nobody's business. */
  birthday: z
    .string()
    .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
    .nullable(),
  sizes: z.array(z.object({ what: words().min(1).max(20), size: words().min(1).max(20) })).max(10),
  likes: words().max(200),
  /** Null: nothing of children is kept. */
  children: z
    .object({ agreedVersion: versionSchema, bands: z.array(z.enum(ageBands)).min(1).max(6) })
    .nullable(),
  appliances: z
    .array(
      z.object({
        name: words().min(1).max(40),
        boughtOn: daySchema.nullable(),
        warrantyUntil: daySchema.nullable(),
      }),
    )
    .max(20),
});
export type MemberProfileData = z.infer<typeof memberProfileSchema>;

/** Every day that a year can have, the twenty-ninth of February among them. */
const isDay = (day: string) => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

/** Whether all the days that are said exist. What was kept before anybody looked is still read. */
export const areDays = ({ birthday, appliances }: Pick<MemberProfileData, 'birthday' | 'appliances'>) =>
  [
    birthday === null ? null : `2000-${birthday}`,
    ...appliances.flatMap(({ boughtOn, warrantyUntil }) => [boughtOn, warrantyUntil]),
  ].every((day) => day === null || isDay(day));

export const guideNoteSchema = z.object({
  noteId: ulidSchema,
  text: z.string(),
  byName: z.string(),
  branchName: localizedTextSchema.nullable(),
  atMs: epochMsSchema,
});
export type GuideNote = z.infer<typeof guideNoteSchema>;

export const myProfileSchema = memberProfileSchema.extend({
  revision: z.int().min(0),
  /** The version that was agreed to and since when; null: staff see the card alone. */
  sharing: z.object({ version: versionSchema, sinceMs: epochMsSchema }).nullable(),
  notes: z.array(guideNoteSchema),
});
export type MyProfile = z.infer<typeof myProfileSchema>;

/** What staff in a store see of a member who shows the card; all but the first three only where the member agreed. */
export const greetedMemberSchema = z.object({
  greetingId: ulidSchema,
  numberTail: z.string(),
  tier: localizedTextSchema.nullable(),
  points: z.int().min(0).nullable(),
  shared: z
    .object({
      name: z.string(),
      isBirthdayMonth: z.boolean(),
      sizes: memberProfileSchema.shape.sizes,
      likes: z.string(),
      children: z.array(z.enum(ageBands)),
      appliances: memberProfileSchema.shape.appliances,
      /** Bought of late, with the form: the size is learnt from it. */
      bought: z.array(
        z.object({ title: localizedTextSchema, form: localizedTextSchema.nullable(), atMs: epochMsSchema }),
      ),
      /** What they put aside. */
      interests: z.array(localizedTextSchema),
      /** Orders under way, and refunds among them. */
      openOrders: z.int().min(0),
      openRefunds: z.int().min(0),
      notes: z.array(guideNoteSchema),
    })
    .nullable(),
});
export type GreetedMember = z.infer<typeof greetedMemberSchema>;
