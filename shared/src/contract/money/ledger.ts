import { z } from '../../zod.ts';
import { epochMsSchema, ulidSchema } from '../common.ts';

/** An account: `sales`, `commission:<sellerId>`. What the chart does not name, the ledger refuses. */
export const accountSchema = z.string().regex(/^[a-z][a-z-]{0,39}(?::[0-9A-Za-z_-]{1,64})?$/);
export const assetSchema = z.enum(['fen', 'points']);
const sideSchema = z.enum(['debit', 'credit']);

/** On the side where the account grows, in its asset. Available is what is posted, less what is held to go out. */
export const accountAmountsSchema = z.object({
  posted: z.int(),
  pendingIn: z.int(),
  pendingOut: z.int(),
  available: z.int(),
});
export type AccountAmounts = z.infer<typeof accountAmountsSchema>;

export const accountClassSchema = z.object({
  /** The account itself, or `<class>:*` where there is one for each id. */
  pattern: z.string(),
  normal: sideSchema,
  asset: assetSchema,
  floor: z.enum(['none', 'condition', 'in_turn']),
  holds: z.string(),
  /** Now; null for a class of many accounts. */
  amounts: accountAmountsSchema.nullable(),
});
export const chartViewSchema = z.object({ version: z.int(), items: z.array(accountClassSchema) });
export type ChartView = z.infer<typeof chartViewSchema>;

/** A change of what is posted, and what caused it. */
export const statementEntrySchema = z.object({
  transferId: z.string(),
  kind: z.string(),
  orderId: ulidSchema.nullable(),
  reason: z.string().nullable(),
  /** When it was said to have happened, and the time under which it is booked: later, where it was told too late. */
  atMs: epochMsSchema,
  bookedAtMs: epochMsSchema,
  amount: z.int(),
});
export type StatementEntryView = z.infer<typeof statementEntrySchema>;

/** `[fromMs, toMs)`: what was booked from the beginning on and before the end, as of the account's version. */
export const accountStatementSchema = z.object({
  account: accountSchema,
  asset: assetSchema,
  fromMs: epochMsSchema,
  toMs: epochMsSchema,
  version: z.int(),
  opening: z.int(),
  entries: z.array(statementEntrySchema),
  closing: z.int(),
});
export type AccountStatement = z.infer<typeof accountStatementSchema>;

const queryMsSchema = z.coerce.number().int().min(0).max(8_000_000_000_000);
export const statementPeriodSchema = z
  .object({ fromMs: queryMsSchema, toMs: queryMsSchema })
  .refine(({ fromMs, toMs }) => fromMs < toMs, { message: 'ends before it begins', path: ['toMs'] });

const maxAmount = 100_000_000_000;
export const dryRunRequestSchema = z.object({
  legs: z
    .array(z.object({ debit: accountSchema, credit: accountSchema, amount: z.int().min(1).max(maxAmount) }))
    .min(1)
    .max(8),
  /** Posted at once, or set aside. */
  to: z.enum(['posted', 'pending']).default('posted'),
});
export type DryRunRequest = z.infer<typeof dryRunRequestSchema>;

export const dryRunSchema = z.object({
  accounts: z.array(
    z.object({
      account: accountSchema,
      asset: assetSchema,
      before: accountAmountsSchema,
      after: accountAmountsSchema,
    }),
  ),
  /** Empty: it would go in. */
  refusals: z.array(
    z.object({
      code: z.enum(['unknown_account', 'invalid', 'already', 'other_content', 'short']),
      account: z.string().optional(),
      detail: z.string().optional(),
    }),
  ),
  /** It takes from an account that pays in turn: pending until that has the money. */
  waits: z.boolean(),
});
export type DryRunView = z.infer<typeof dryRunSchema>;

export const accountMonitorRequestSchema = z.object({
  account: accountSchema,
  direction: z.enum(['below', 'at_least']),
  /** In the account's asset: fen, or points. */
  threshold: z.int().min(-maxAmount).max(maxAmount),
});

/** Tells once when what is available falls below a threshold or rises to it, and again after it was back. */
export const accountMonitorSchema = accountMonitorRequestSchema.extend({
  id: ulidSchema,
  asset: assetSchema,
  /** False while it stays on the side that was told of. */
  armed: z.boolean(),
  createdAtMs: epochMsSchema,
  /** When it told, newest first, at most twenty. */
  firings: z.array(z.object({ atMs: epochMsSchema, available: z.int() })),
});
export type AccountMonitor = z.infer<typeof accountMonitorSchema>;
