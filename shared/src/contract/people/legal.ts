import { cleanText } from '../../clean-text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, type LocalizedText } from '../common.ts';

/** What a member reads and agrees to, each with versions of its own. */
export const legalDocuments = ['privacy', 'terms'] as const;
export const legalDocumentSchema = z.enum(legalDocuments);
export type LegalDocument = (typeof legalDocuments)[number];

/** Of the texts that the product comes with: they say what the product does with data, and change when that changes. */
export const standardLegalVersion = '2026-11-30';

/** `2026-11-30.4`: the fourth that HQ published, since the product's own of that day. */
export const legalVersionSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}(\.\d{1,6})?$/);

export function legalVersionOf(number: number): string {
  return number === 0 ? standardLegalVersion : `${standardLegalVersion}.${number}`;
}

export const longestLegalText = 20_000;
/** Lines of text; one that begins with `# ` is a heading. Nothing else means anything. */
const legalTextSchema = z
  .string()
  .max(longestLegalText, { abort: true })
  .overwrite((text) =>
    cleanText(text)
      .replace(/[ \t]+$/gm, '')
      .trim(),
  );

/** A brand that writes in one language only is read so in both. */
export const legalContentSchema = z
  .object({ zh: legalTextSchema, en: legalTextSchema })
  .refine(({ zh, en }) => zh !== '' || en !== '', { path: ['zh'], message: 'legal_empty' });
export type LegalContent = z.infer<typeof legalContentSchema>;

export type LegalBlock = { kind: 'heading' | 'text'; text: string };

export function legalBlocks(text: string): LegalBlock[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) =>
      line.startsWith('# ') ? { kind: 'heading', text: line.slice(2).trim() } : { kind: 'text', text: line },
    );
}

/** What stands for something that HQ sets elsewhere. */
export const legalFillings = ['brand', 'company', 'phone', 'days', 'bound'] as const;
export type LegalFillings = Record<(typeof legalFillings)[number], string>;
const filling = new RegExp(`\\{(${legalFillings.join('|')})\\}`, 'g');

export function filledLegal(text: string, fillings: LegalFillings): string {
  return text.replace(filling, (_, name: keyof LegalFillings) => fillings[name]);
}

export const legalViewSchema = z.object({
  document: legalDocumentSchema,
  version: legalVersionSchema,
  text: z.object({ zh: z.string(), en: z.string() }) satisfies z.ZodType<LocalizedText>,
});
export type LegalView = z.infer<typeof legalViewSchema>;

export const agreementSchema = z.object({
  document: legalDocumentSchema,
  version: legalVersionSchema,
  agreedAtMs: epochMsSchema,
});
export type Agreement = z.infer<typeof agreementSchema>;

/** Versions in force, for the app to know whether it has to ask again. */
export const legalVersionsSchema = z.object({
  privacyVersion: legalVersionSchema,
  termsVersion: legalVersionSchema,
});
