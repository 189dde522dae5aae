/**
 * How branches are opened: in waves that headquarters plan, each branch by its checklist. What facts show is computed; what only
 * a person at the place can see is ticked there.
 */
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, type LocalizedText, locationIdSchema, revisionSchema } from '../common.ts';
import { type LocationKind, locationStatusSchema } from './network.ts';

export const rolloutChecks = ['hours', 'staff', 'stock', 'labels', 'practice'] as const;
export const rolloutCheckSchema = z.enum(rolloutChecks);
export type RolloutCheck = z.infer<typeof rolloutCheckSchema>;
/** What is on the door and on the shelves, only who stands before them can say. */
export const tickedChecks = ['hours', 'labels'] as const satisfies readonly RolloutCheck[];
export const tickedCheckSchema = z.enum(tickedChecks);
export type TickedCheck = z.infer<typeof tickedCheckSchema>;

export const rolloutCheckTexts: Readonly<Record<RolloutCheck, LocalizedText>> = {
  hours: { zh: '营业时间与门上一致', en: 'opening hours as on the door' },
  staff: { zh: '有店员接受邀请', en: 'staff who accepted' },
  stock: { zh: '已盘点入库', en: 'stock counted' },
  labels: { zh: '货架码已贴好', en: 'shelf codes up' },
  practice: { zh: '完成一次练习自提', en: 'one practice pickup done' },
};

/** Where nobody collects there is no door, no shelf to scan and no counter. */
export function checksOf(kind: LocationKind): readonly RolloutCheck[] {
  return kind === 'branch' ? rolloutChecks : ['staff', 'stock'];
}

const checkStateSchema = z.object({
  check: rolloutCheckSchema,
  done: z.boolean(),
  /** Ticked by a person: when, and by whom. */
  tickedAtMs: epochMsSchema.nullable(),
  tickedBy: z.string().nullable(),
});
export const rolloutStateSchema = z.object({
  locationId: locationIdSchema,
  status: locationStatusSchema,
  wave: z.object({ name: z.string(), plannedDay: z.string() }).nullable(),
  checks: z.array(checkStateSchema),
});
export type RolloutState = z.infer<typeof rolloutStateSchema>;

export const waveIdSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);
const plannedDaySchema = z.string().regex(/^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/);
/** Branches of one wave are opened by people who look at each: more are several waves. */
export const maxWavePlaces = 2_000;
export const maxWaves = 100;
export const waveInputSchema = z.object({
  name: words().min(1).max(40),
  plannedDay: plannedDaySchema.refine((day) => z.iso.date().safeParse(day).success, 'no such day'),
});
export type WaveInput = z.infer<typeof waveInputSchema>;
export const waveSchema = waveInputSchema.extend({
  id: waveIdSchema,
  plannedDay: plannedDaySchema,
  revision: revisionSchema,
  locationIds: z.array(locationIdSchema),
});
export type Wave = z.infer<typeof waveSchema>;

/** What a person moves in one go. */
export const maxMovedPlaces = 50;
export const placeMovesSchema = z.object({
  locationIds: z.array(locationIdSchema).min(1).max(maxMovedPlaces),
  to: z.enum(['preparing', 'rehearsing', 'open']),
});
export const movedPlaceSchema = z.object({
  locationId: locationIdSchema,
  status: locationStatusSchema.nullable(),
  /** Why it stays where it is; null: it moved, or was there already. */
  refused: z.string().nullable(),
  missing: z.array(rolloutCheckSchema),
});
export type MovedPlace = z.infer<typeof movedPlaceSchema>;
