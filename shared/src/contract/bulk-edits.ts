/**
 * One change of many things at once: chosen one by one or by the filter of their list, looked at, then carried out behind
 * the request. Of each thing it is told what became of it.
 */
import { z } from '../zod.ts';
import {
  cursorSchema,
  epochMsSchema,
  localizedTextSchema,
  pageLimitSchema,
  pageOf,
  ulidSchema,
} from './common.ts';

export const bulkSubjects = ['places', 'products'] as const;
export type BulkSubject = (typeof bulkSubjects)[number];

/** As many as one edit may be of. */
export const maxBulk: Record<BulkSubject, number> = { places: 20_000, products: 50_000 };
/** Chosen one by one, on a page. */
export const maxChosen = 1_000;
/** How long a draft, and the report of one that is done, is kept. */
export const bulkKeptDays = 90;

/** `draft`: looked at, and nothing done yet. */
export const bulkStates = ['draft', 'running', 'done', 'discarded'] as const;
export type BulkState = (typeof bulkStates)[number];
export const bulkOutcomes = ['changed', 'same', 'refused'] as const;
export const bulkOutcomeSchema = z.enum(bulkOutcomes);
export type BulkOutcome = z.infer<typeof bulkOutcomeSchema>;

export const bulkEditSchema = z.object({
  id: ulidSchema,
  subject: z.enum(bulkSubjects),
  state: z.enum(bulkStates),
  /** By what they were chosen; null: one by one. */
  filter: z.record(z.string(), z.unknown()).nullable(),
  change: z.record(z.string(), z.unknown()),
  /** Of how many things it is. */
  count: z.int().min(1),
  /** Of how many it is known what became of them: of a draft of all, what would. */
  done: z.int().min(0),
  changed: z.int().min(0),
  same: z.int().min(0),
  refused: z.array(z.object({ code: z.string(), count: z.int().min(1) })),
  madeBy: z.string(),
  madeAtMs: epochMsSchema,
  startedBy: z.string().nullable(),
  startedAtMs: epochMsSchema.nullable(),
  doneAtMs: epochMsSchema.nullable(),
});
export type BulkEdit = z.infer<typeof bulkEditSchema>;

export const bulkRowSchema = z.object({
  id: z.string(),
  name: localizedTextSchema,
  outcome: bulkOutcomeSchema,
  /** Why it is refused; `stale_revision`: somebody else changed it meanwhile. */
  code: z.string().nullable(),
  /** Of what the reason speaks. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What becomes another, of a draft. */
  fields: z.array(z.object({ name: z.string(), before: z.unknown(), after: z.unknown() })),
});
export type BulkRow = z.infer<typeof bulkRowSchema>;
export const bulkRowPageSchema = pageOf(bulkRowSchema);

export const bulkRowQuerySchema = z.object({
  outcome: bulkOutcomeSchema.optional(),
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema.default(50),
});
