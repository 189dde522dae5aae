import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  epochMsSchema,
  languageSchema,
  localizedTextSchema,
  locationIdSchema,
  ulidSchema,
} from '../common.ts';
import { ownCodeSchema } from './codes.ts';

/** Trimmed sizes in millimetres, and how far colour goes beyond the cut. */
export const posterSizes = {
  a4: { widthMm: 210, heightMm: 297, bleedMm: 3 },
  a5: { widthMm: 148, heightMm: 210, bleedMm: 3 },
  a6: { widthMm: 105, heightMm: 148, bleedMm: 3 },
  shelf_label: { widthMm: 60, heightMm: 40, bleedMm: 2 },
} as const;
export const posterSizeNames = [
  'a4',
  'a5',
  'a6',
  'shelf_label',
] as const satisfies (keyof typeof posterSizes)[];
export type PosterSize = (typeof posterSizeNames)[number];
export const posterFormats = ['pdf', 'svg', 'png'] as const;
export type PosterFormat = (typeof posterFormats)[number];

/** What stands in a text of a template, each written in braces: `{product}`. */
export const posterPlaceholders = [
  'brand',
  'product',
  'price',
  'seller',
  'branch',
  'table',
  'scene',
] as const;
const knownOnly = (text: string) =>
  [...text.matchAll(/\{([^{}]*)\}/g)].every(([, name]) =>
    (posterPlaceholders as readonly string[]).includes(name ?? ''),
  );
const textSchema = z.object({
  zh: words().max(60).refine(knownOnly, 'a placeholder that there is not'),
  en: words().max(90).refine(knownOnly, 'a placeholder that there is not'),
});

/** By tokens of the brand's look: its colour with what is read on it, white with ink, or the soft ground. */
export const posterGrounds = ['brand', 'white', 'soft'] as const;
export const posterTemplateSchema = z.object({
  title: textSchema,
  line: textSchema,
  /** Below the code: what scanning it does. */
  foot: textSchema,
  ground: z.enum(posterGrounds),
  withLogo: z.boolean(),
  withPicture: z.boolean(),
});
export type PosterTemplate = z.infer<typeof posterTemplateSchema>;
/** By what the code is first of all: a seller's, of goods, or of a place or channel. */
export const posterKinds = ['seller', 'product', 'place'] as const;
export type PosterKind = (typeof posterKinds)[number];
export const posterTemplatesSchema = z.object({
  seller: posterTemplateSchema,
  product: posterTemplateSchema,
  place: posterTemplateSchema,
});
export type PosterTemplates = z.infer<typeof posterTemplatesSchema>;

/** Of pixels a tenth. */
export const maxPosters = 1_000;
/** How many stand in one file of many. */
export const postersInFile = 100;

/** Which codes: some by their text, all shelves of a branch, or everybody who sells in a region. */
export const posterChoiceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('codes'), codes: z.array(ownCodeSchema).min(1).max(50) }),
  z.object({ kind: z.literal('shelves'), locationId: locationIdSchema }),
  z.object({ kind: z.literal('sellers'), province: words().min(2).max(40) }),
]);
/** What is to be scanned: the link alone, or a mini-program code beside it; a shelf label has room for one. */
export const posterPrints = ['link', 'both'] as const;
export const posterInputSchema = z.object({
  choice: posterChoiceSchema,
  size: z.enum(posterSizeNames),
  format: z.enum(posterFormats),
  language: languageSchema,
  /** Absent: the link. */
  print: z.enum(posterPrints).optional(),
});
export type PosterInput = z.infer<typeof posterInputSchema>;

export const posterJobSchema = z.object({
  id: ulidSchema,
  name: localizedTextSchema,
  size: z.enum(posterSizeNames),
  format: z.enum(posterFormats),
  state: z.enum(['working', 'done', 'failed']),
  total: z.int(),
  made: z.int(),
  /** Of those that were to have a mini-program code: how many WeChat gave none for. */
  withoutMiniProgramCode: z.int(),
  askedAtMs: epochMsSchema,
  /** Files that are ready: one, or one for each hundred. They are kept for a day. */
  files: z.array(z.object({ step: z.int(), name: z.string(), posters: z.int(), bytes: z.int() })),
});
export type PosterJob = z.infer<typeof posterJobSchema>;
