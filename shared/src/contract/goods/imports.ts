import { type ImportFault, importFaults } from '../../import-report.ts';
import {
  datums,
  importKinds,
  maxTextLength,
  rowsPerPortion,
  type SignedTotal,
  signedTotalWords,
} from '../../import-table.ts';
import { cleanText, words } from '../../text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, ulidSchema } from '../common.ts';

export * from '../../import-columns.ts';
export * from '../../import-report.ts';
export * from '../../import-table.ts';

export const importKindSchema = z.enum(importKinds);

/** One row of a file, as it was written there; each is judged by itself. */
export const importRowSchema = z.object({
  /** Its number in the file, so that a report can name it. */
  row: z.int().min(1).max(10_000_000),
  values: z.record(
    words().max(40),
    z.union([z.string().max(maxTextLength, { abort: true }).overwrite(cleanText), z.number()]),
  ),
});

export const badRowSchema = z.object({
  row: z.int(),
  code: z.enum(Object.keys(importFaults) as [ImportFault, ...ImportFault[]]),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

export const importPortionParamsSchema = z.object({
  importId: ulidSchema,
  portion: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number),
});

export const importPortionSchema = z.object({
  kind: importKindSchema,
  /** When the figures of levels were so; what moved later is applied again on top. Absent: now. A row may say its own. */
  asOfMs: epochMsSchema.optional(),
  /** Of the points of places; absent: GCJ-02. */
  datum: z.enum(datums).optional(),
  /** Of prices: changed as well where the price in force is another than the old price of the row. */
  overChanged: z.boolean().optional(),
  rows: z.array(importRowSchema).min(1).max(rowsPerPortion),
});
export type ImportPortion = z.infer<typeof importPortionSchema>;

export const importedPortionSchema = z.object({
  rows: z.int(),
  /** Rows that changed something; for prices and places, that will when the import is finished. */
  changed: z.int(),
  /** Rows that say what was so already. */
  unchanged: z.int(),
  bad: z.array(badRowSchema),
  /** Rows that are taken, and of which somebody should look at something. */
  notes: z.array(badRowSchema).optional(),
});

const signedTotalNames = Object.keys(signedTotalWords) as [SignedTotal, ...SignedTotal[]];
/** By name; of the kind that it is about all of them. */
export const signedTotalsSchema = z.partialRecord(z.enum(signedTotalNames), z.int().min(0).max(1e15));
export type SignedTotals = z.infer<typeof signedTotalsSchema>;

export const finishImportSchema = z.object({
  kind: importKindSchema,
  portions: z.int().min(1).max(1000),
  /** Of what moves in: the sums by the old system's own books, which the file has to have to the fen. */
  totals: signedTotalsSchema.optional(),
});

export const finishedImportSchema = z.object({
  /** National prices that are in force now. */
  national: z.int(),
  /** Regional prices that were published with the list. */
  regional: z.int(),
  /** Places that are being put in force. */
  places: z.int().optional(),
  /** Products or categories that are made or changed now. */
  goods: z.int().optional(),
  /** It waits for a second person's signature, and nothing is booked before. */
  awaitsSecond: z.boolean().optional(),
  /** Old codes that are being taken in. */
  codes: z.int().optional(),
});
export type FinishedImport = z.infer<typeof finishedImportSchema>;
