/** How HQ sees the policies of sourcing: what is in force, what is being worked on, what was, what it would do. */
import { z } from '../../zod.ts';
import { amountFenSchema, epochMsSchema, localizedTextSchema, locationIdSchema } from '../common.ts';
import { brandDaySchema } from '../hq.ts';
import { policyBookSchema } from './sourcing-policy.ts';

export const policyVersionSchema = z.object({
  /** 0 is what the product comes with; then 1, 2, … */
  number: z.int().min(0),
  publishedAtMs: epochMsSchema.nullable(),
  /** Name of the HQ member; null for version 0. */
  publishedBy: z.string().nullable(),
  note: z.string(),
  /** The version it was made again from, when it was. */
  restoredFrom: z.int().nullable(),
});
export type PolicyVersion = z.infer<typeof policyVersionSchema>;
export const policyVersionWithBookSchema = policyVersionSchema.extend({ book: policyBookSchema });

export const policyDraftSchema = z.object({
  /** Counts up with every change; who changes or publishes says which one they saw. */
  revision: z.int().min(1),
  basedOn: z.int().min(0),
  savedAtMs: epochMsSchema,
  savedBy: z.string(),
  book: policyBookSchema,
});
export type PolicyDraft = z.infer<typeof policyDraftSchema>;

export const sourcingPolicyViewSchema = z.object({
  inForce: policyVersionWithBookSchema,
  draft: policyDraftSchema.nullable(),
});
export type SourcingPolicyView = z.infer<typeof sourcingPolicyViewSchema>;

export const noteSchema = z.string().trim().min(1).max(200);

export const maxSimulatedOrders = 5_000;
export const maxSimulatedDays = 92;

/** What a policy made of the orders. */
export const simulatedSideSchema = z.object({
  served: z.int(),
  /** Nobody could: handed to HQ, or told to wait. */
  unserved: z.int(),
  split: z.int(),
  fulfilments: z.int(),
  /** Fulfilments whose branch is asked before it serves; of them those in the grab pool. */
  offered: z.int(),
  grabbed: z.int(),
  meanMeters: z.number().nullable(),
  p50Meters: z.number().nullable(),
  p90Meters: z.number().nullable(),
  p99Meters: z.number().nullable(),
  /** By the cost table of the policy, else of the other one; null when neither has one. */
  deliveryCostFen: amountFenSchema.nullable(),
  serviceFeesFen: amountFenSchema,
  /** By how often each branch refused so far. */
  expectedRefusals: z.number(),
});
export type SimulatedSide = z.infer<typeof simulatedSideSchema>;

export const simulationStateSchema = z.enum(['running', 'done', 'failed']);

export const simulationSchema = z.object({
  id: z.string(),
  state: simulationStateSchema,
  fromDay: brandDaySchema,
  toDay: brandDaySchema,
  draftRevision: z.int(),
  startedAtMs: epochMsSchema,
  startedBy: z.string(),
  /** Orders decided so far; `days` of `daysTotal` are through. */
  orders: z.int(),
  days: z.int(),
  daysTotal: z.int(),
  /** The period had more orders than are tried. */
  cut: z.boolean(),
  inForce: simulatedSideSchema,
  draft: simulatedSideSchema,
  /** Orders that another place, or nobody, would serve. */
  changedOrders: z.int(),
  /** Those that would serve most more or fewer fulfilments. */
  changes: z.array(
    z.object({
      locationId: locationIdSchema,
      name: localizedTextSchema,
      before: z.int(),
      after: z.int(),
    }),
  ),
});
export type Simulation = z.infer<typeof simulationSchema>;
