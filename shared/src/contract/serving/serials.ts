import { z } from '../../zod.ts';
import { skuIdSchema } from '../common.ts';

/** The number of one piece, as its maker printed it; read as scanners and people write it. */
export const serialSchema = z
  .string()
  .max(60, { abort: true })
  .overwrite((typed) => typed.normalize('NFKC').replace(/\s/g, '').toUpperCase())
  .regex(/^[0-9A-Z][0-9A-Z\-./_:]{2,39}$/)
  .meta({ example: 'SN-88421-0007' });

/** Which piece of an article somebody got. */
export const pieceSerialSchema = z.object({ skuId: skuIdSchema, serial: serialSchema });
export type PieceSerial = z.infer<typeof pieceSerialSchema>;

/** Of an article whose pieces have numbers: how many have to be told before it leaves, and which were. */
export const serialsWantedSchema = z.object({
  skuId: skuIdSchema,
  quantity: z.int(),
  serials: z.array(z.string()),
});
export type SerialsWanted = z.infer<typeof serialsWantedSchema>;

/** What is told of one part: of more pieces than that, the rest leave without. */
export const maxSerialsOfPart = 400;
/** Told, or taken back, in one transaction. */
export const maxSerialsAtOnce = 80;
