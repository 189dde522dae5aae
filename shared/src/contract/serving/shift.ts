import { z } from '../../zod.ts';
import { brandDaySchema, epochMsSchema, localizedTextSchema, skuIdSchema, ulidSchema } from '../common.ts';

/** What one person did with orders of a place, as it is counted for a shift. */
export const shiftActs = ['packed', 'handedOver', 'dispatched', 'delivered', 'failed'] as const;
export type ShiftAct = (typeof shiftActs)[number];

/** How a day goes at a place: who did what with its orders, which offers end soon, and which stock is to be counted. */
export const shiftSchema = z.object({
  day: brandDaySchema,
  people: z.array(
    z.object({
      memberId: ulidSchema,
      name: z.string(),
      acts: z.record(z.enum(shiftActs), z.int().min(0)),
      lastAtMs: epochMsSchema,
    }),
  ),
  /** What ends first, first. */
  offers: z.array(z.object({ orderNumber: z.string(), untilMs: epochMsSchema })),
  /** Where books and shelf do not agree: to be counted again. */
  toCount: z.array(
    z.object({
      skuId: skuIdSchema,
      title: localizedTextSchema,
      skuName: localizedTextSchema,
      pieces: z.int(),
      atMs: epochMsSchema,
    }),
  ),
  /** There is more of the day than was looked through. */
  more: z.boolean(),
});
export type Shift = z.infer<typeof shiftSchema>;
