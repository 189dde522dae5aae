import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { brandDaySchema, locationIdSchema, revisionSchema, ulidSchema } from '../common.ts';

/** By which ways a brand reaches people. */
export const channels = [
  'tv',
  'cinema',
  'outdoor',
  'leaflet',
  'shelf',
  'event',
  'live_stream',
  'online',
  'other',
] as const;

const nameSchema = z.object({ zh: words().min(1).max(40), en: words().min(1).max(60) });
/** Days of the brand, both included; null: from the first, or for good. */
const days = { fromDay: brandDaySchema.nullable(), toDay: brandDaySchema.nullable() };

/** A channel, or a campaign that several channels are part of. Its codes count for it between its days. */
export const sceneInputSchema = z
  .object({
    kind: z.enum(['scene', 'campaign']),
    name: nameSchema,
    /** Of a channel. */
    channel: z.enum(channels).nullable(),
    /** Of a channel: what it is part of. */
    campaignId: ulidSchema.nullable(),
    ...days,
    /** Commission of orders that it brought waits for somebody to look. */
    banned: z.boolean().optional(),
    revision: revisionSchema,
  })
  .refine(({ kind, channel }) => (kind === 'scene') === (channel !== null), { path: ['channel'] })
  .refine(({ kind, campaignId }) => kind === 'scene' || campaignId === null, { path: ['campaignId'] })
  .refine(({ fromDay, toDay }) => fromDay === null || toDay === null || fromDay <= toDay, {
    path: ['toDay'],
  });
export type SceneInput = z.infer<typeof sceneInputSchema>;

export const sceneSchema = z.object({
  id: ulidSchema,
  kind: z.enum(['scene', 'campaign']),
  name: nameSchema,
  channel: z.enum(channels).nullable(),
  campaignId: ulidSchema.nullable(),
  ...days,
  banned: z.boolean(),
  revision: revisionSchema,
});
export type Scene = z.infer<typeof sceneSchema>;

/**
 * What codes brought. `touches`: scans by members; `visitors`: members, each once; `bound`: how many became a
 * seller's customer by it; `orders`: those that were paid by whom it brought last (whether a
 * seller is credited for them, or nobody), and `salesFen` their goods less what
 * went back, both on the day of the payment.
 */
const brought = {
  touches: z.int(),
  visitors: z.int(),
  bound: z.int(),
  orders: z.int(),
  salesFen: z.int(),
};
export const broughtSchema = z.object(brought);
export type Brought = z.infer<typeof broughtSchema>;
export const sceneFiguresSchema = z.object({
  scene: sceneSchema,
  total: broughtSchema,
  days: z.array(z.object({ day: brandDaySchema, ...brought })),
  /** By the branch whose code it was; null: of codes that name none. */
  places: z.array(z.object({ locationId: locationIdSchema.nullable(), ...brought })),
});
export type SceneFigures = z.infer<typeof sceneFiguresSchema>;
export const comparedScenesSchema = z.object({
  items: z.array(z.object({ scene: sceneSchema, ...brought })),
  nextCursor: z.string().nullable(),
});
export const maxFigureDays = 92;
