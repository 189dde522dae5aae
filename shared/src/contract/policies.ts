/**
 * What HQ edits as a document: prices, sourcing, sharing, rates, settings. Each has one draft, numbered versions, and
 * one version in force; a version may come into force at a time. Its content is the kind's own.
 */
import { words } from '../text.ts';
import { z } from '../zod.ts';
import { epochMsSchema } from './common.ts';

export const policyNameSchema = z.string().regex(/^[a-z][a-z-]{1,39}$/);
/** Of a kind that has a document for each owner: whose. */
export const policySubjectSchema = z.string().regex(/^[0-9A-Za-z_-]{1,40}$/);

/** Why it was done, in the words of who did it. */
export const policyNoteSchema = words().min(1).max(200);

/** What is wrong with a content, and where: `entries.3.priceFen`, `odd_price`. */
export const policyProblemSchema = z.object({
  path: z.string(),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type PolicyProblem = z.infer<typeof policyProblemSchema>;

/**
 * `planned`: comes into force at a time. `published`: came into force. `replaced` by a later publication, or
 * `cancelled`, before it did.
 */
export const policyVersionStates = ['planned', 'published', 'replaced', 'cancelled'] as const;
export const policyVersionStateSchema = z.enum(policyVersionStates);
export type PolicyVersionState = z.infer<typeof policyVersionStateSchema>;

export const policyVersionSchema = z.object({
  /** 0 is what the product comes with; then 1, 2, … */
  number: z.int().min(0),
  state: policyVersionStateSchema,
  publishedAtMs: epochMsSchema.nullable(),
  publishedBy: z.string().nullable(),
  publishedByName: z.string().nullable(),
  /** When it came, or is to come, into force. */
  fromMs: epochMsSchema.nullable(),
  note: z.string(),
  /** The version it was made again from, when it was. */
  restoredFrom: z.int().nullable(),
});
export type PolicyVersion = z.infer<typeof policyVersionSchema>;

/** What was last done to the document, by whom. */
export const policyActs = ['saved', 'discarded', 'published', 'planned', 'cancelled'] as const;
export const policyActSchema = z.enum(policyActs);
export type PolicyAct = z.infer<typeof policyActSchema>;

export const policyChangeSchema = z.object({
  act: policyActSchema,
  atMs: epochMsSchema,
  by: z.string(),
  byName: z.string(),
});
export type PolicyChange = z.infer<typeof policyChangeSchema>;

const contentSchema = z.unknown();

export const policyDraftSchema = z.object({
  basedOn: z.int().min(0),
  savedAtMs: epochMsSchema,
  savedBy: z.string(),
  savedByName: z.string(),
  content: contentSchema,
  /** What keeps it from being published. */
  problems: z.array(policyProblemSchema),
});

export const policyViewSchema = z.object({
  name: policyNameSchema,
  subject: policySubjectSchema.nullable(),
  /** Counts up with everything that is done to the document; who changes it says which one they saw. */
  revision: z.int().min(0),
  lastChange: policyChangeSchema.nullable(),
  inForce: policyVersionSchema.extend({ content: contentSchema }),
  planned: policyVersionSchema.nullable(),
  draft: policyDraftSchema.nullable(),
});

/** The view of a kind whose content is known. */
export type PolicyView<Content> = Omit<z.infer<typeof policyViewSchema>, 'inForce' | 'draft'> & {
  inForce: PolicyVersion & { content: Content };
  draft: PolicyDraft<Content> | null;
};
export type PolicyDraft<Content> = Omit<z.infer<typeof policyDraftSchema>, 'content'> & { content: Content };
