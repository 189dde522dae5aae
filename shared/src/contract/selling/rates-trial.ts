/** What a draft of the commission rules would have paid for past orders. */
import { z } from '../../zod.ts';
import { brandDaySchema, epochMsSchema, localizedTextSchema } from '../common.ts';
import { commissionPartSchema } from './commission-parts.ts';

export const maxTriedOrders = 10_000;
export const maxTriedDays = 92;

/** Made of what is asked. */
export const trialIdSchema = z.string().regex(/^[A-Za-z0-9_-]{32}$/);

const costs = { beforeFen: z.int(), afterFen: z.int() };

export const ratesTrialSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'done']),
  fromDay: brandDaySchema,
  toDay: brandDaySchema,
  draftRevision: z.int(),
  startedAtMs: epochMsSchema,
  startedBy: z.string(),
  /** Orders with a seller that were looked at so far; `days` of `daysTotal` are through. */
  orders: z.int(),
  days: z.int(),
  daysTotal: z.int(),
  /** The period had more orders than are tried. */
  cut: z.boolean(),
  /** Orders that credit nobody, whatever the rules say. */
  withoutSeller: z.int(),
  /** Orders of which a line fits no rule of the draft. */
  withoutRule: z.int(),
  changedOrders: z.int(),
  /** What they promised when they were placed, and what the draft would have promised. */
  ...costs,
  /** Orders of which that was not kept, where the draft asks for it: it counts as unknown, and fits no condition. */
  unknown: z.object({ channel: z.int(), buyers: z.int() }),
  /** How many would get more and less, and those with the greatest difference. */
  payeesMore: z.int(),
  payeesLess: z.int(),
  payees: z.array(
    z.object({
      payeeId: z.string(),
      name: z.string(),
      parts: z.array(commissionPartSchema),
      orders: z.int(),
      ...costs,
    }),
  ),
  /** By the rule of the draft that decides; null: none does. */
  rules: z.array(
    z.object({
      ruleId: z.string().nullable(),
      name: localizedTextSchema.nullable(),
      lines: z.int(),
      baseFen: z.int(),
      ...costs,
    }),
  ),
});
export type RatesTrial = z.infer<typeof ratesTrialSchema>;
