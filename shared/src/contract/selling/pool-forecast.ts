import { z } from '../../zod.ts';
import { brandDaySchema, epochMsSchema } from '../common.ts';

/** Weeks from Monday to Sunday of which each is told: this one and those after it. */
export const forecastWeeks = 5;

/** What the fund pool has promised, by the week in which it becomes due, against what is there. */
export const poolForecastSchema = z.object({
  atMs: epochMsSchema,
  balanceFen: z.int(),
  /** How far below zero HQ lets it go. */
  overdraftFen: z.int(),
  /** Due already, and not paid since the pool had too little: it is paid in turn as money comes in. */
  waiting: z.object({ count: z.int(), amountFen: z.int(), isAll: z.boolean() }),
  weeks: z.array(
    z.object({
      fromDay: brandDaySchema,
      toDay: brandDaySchema,
      dueFen: z.int(),
      /** What is left of the balance at its end, of which everything due until then is paid. */
      leftFen: z.int(),
    }),
  ),
  /** Due behind the last of the weeks. */
  laterFen: z.int(),
  /** Of orders that are not handed over yet, which bring their own money then, and what is held. */
  openFen: z.int(),
  /** What has to be put in so that all of it is paid in time; 0: nothing. */
  topUpFen: z.int(),
  /** The first day of the week in which it would not be; null: it is. */
  shortFromDay: brandDaySchema.nullable(),
  /** Since when headquarters are told that it is short; null: they are not. */
  toldAtMs: epochMsSchema.nullable(),
});
export type PoolForecast = z.infer<typeof poolForecastSchema>;
