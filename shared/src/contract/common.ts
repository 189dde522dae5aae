import { normalPhone, phonePattern } from '../phone.ts';
import { readSlotId } from '../slots.ts';
import { words } from '../text.ts';
import { z } from '../zod.ts';

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];
export const languageSchema = z.enum(languages);

/** A text that a person sees: Simplified Chinese first, English second, both always there. */
export const localizedTextSchema = z.object({ zh: z.string().min(1), en: z.string().min(1) });
export type LocalizedText = z.infer<typeof localizedTextSchema>;

/** ULID: 26 characters of Crockford base 32, sortable by time of creation. */
export const ulidSchema = z
  .string()
  .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
  .meta({ example: '01JD3V8Q9XKZ4M7T2N5R6W8Y1C' });

/** The brand's own code for a place: capitals, digits and hyphens. */
export const locationIdSchema = z
  .string()
  .regex(/^[0-9A-Z][0-9A-Z-]{1,15}$/)
  .meta({ example: 'B00001' });
/** 'hq', or a dealer's id. */
export const ownerIdSchema = z
  .string()
  .regex(/^[0-9A-Za-z_-]{1,32}$/)
  .meta({ example: 'D0123' });
/** An owner who is not the brand itself. */
export const dealerIdSchema = ownerIdSchema.refine((id) => id !== 'hq', 'not a dealer');

/** The brand's own codes of goods: capitals, digits, dots and hyphens. */
export const skuIdSchema = z
  .string()
  .regex(/^[0-9A-Z][0-9A-Z.-]{1,31}$/)
  .meta({ example: 'P001-01' });
export const productIdSchema = z
  .string()
  .regex(/^[0-9A-Z][0-9A-Z.-]{1,23}$/)
  .meta({ example: 'P001' });
/** A category by the brand's own code: begins with a small letter, so that it is told from a product. */
export const categoryIdSchema = z
  .string()
  .regex(/^[a-z][0-9A-Za-z.-]{0,39}$/)
  .meta({ example: 'shoes.running' });

/** A slot for pickup or delivery: `<yyyymmdd>T<hhmm>-<hhmm>` in the brand's time zone. */
export const slotIdSchema = z
  .string()
  .max(18)
  .refine((id) => readSlotId(id) !== null, 'not a slot')
  .meta({ example: '20261121T1000-1200' });

/** Whole fen, never negative: what a person pays or is shown. Postings may be signed, see the ledger. */
export const amountFenSchema = z.int().min(0).max(100_000_000_000);
export const epochMsSchema = z.int().min(0);

/** A mobile number of the mainland, Hong Kong, Macao or Taiwan, in any usual writing; kept as WeChat tells it. */
export const mobilePhoneSchema = z
  .string()
  .max(40, { abort: true })
  .overwrite(normalPhone)
  .regex(phonePattern);

/** Opaque position in a list; pass back what the last page gave. */
export const cursorSchema = words().min(1).max(1024);
export const pageLimitSchema = z.coerce.number().int().min(1).max(50);

export function pageOf<T extends z.ZodType>(entry: T) {
  return z.object({ items: z.array(entry), nextCursor: z.string().nullable() });
}
export type Page<T> = { items: T[]; nextCursor: string | null };

/** Of a document as it was seen when it was changed: each change counts, 0 is before the first. */
export const revisionSchema = z.int().min(0);

export const brandDaySchema = z.string().regex(/^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/);
