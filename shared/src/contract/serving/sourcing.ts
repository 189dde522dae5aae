/** What a draft of the sourcing policies would have made of past orders. */
import { z } from '../../zod.ts';
import {
  amountFenSchema,
  brandDaySchema,
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
} from '../common.ts';

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
