import { picturePathPattern } from '../../picture-address.ts';
import { z } from '../../zod.ts';
import { ulidSchema } from '../common.ts';

/** What a phone's camera makes, and some more. */
export const maxPictureBytes = 20_000_000;
export const maxPictureMegapixels = 64;
export const maxProductPictures = 12;

/** Why a picture was not taken; each is a code of `problemCatalog`. */
export const pictureRefusals = [
  'picture_missing',
  'picture_none',
  'picture_kind',
  'picture_too_large',
  'picture_too_many_pixels',
  'picture_more_inside',
  'picture_animated',
  'picture_truncated',
  'picture_address_refused',
  'picture_address_failed',
] as const;
export const pictureRefusalSchema = z.enum(pictureRefusals);
export type PictureRefusal = z.infer<typeof pictureRefusalSchema>;

export const pictureSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upload'), bytes: z.int().min(1).max(maxPictureBytes) }),
  /** Fetched by the system itself. */
  z.object({
    kind: z.literal('address'),
    // No name and password in it: it is kept on record.
    address: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .refine((address) => !/^https?:\/\/[^/?#]*@/i.test(address)),
  }),
]);
export type PictureSource = z.infer<typeof pictureSourceSchema>;

/** Pictures that go with what a member says, by their paths. */
export const maxGivenPictures = 6;
export const givenPicturesSchema = z
  .array(z.string().regex(picturePathPattern))
  .max(maxGivenPictures)
  .refine((paths) => new Set(paths).size === paths.length, { message: 'a picture once' });

/** A picture on its way: given, looked at, and then there or refused. */
export const pictureJobSchema = z.object({
  id: ulidSchema,
  /** `expected`: it has not been sent to `upload` yet. */
  state: z.enum(['expected', 'working', 'ready', 'refused']),
  /** Present as long as it is expected: where its bytes are sent with PUT, and with which headers. */
  upload: z.object({ address: z.string(), headers: z.record(z.string(), z.string()) }).nullable(),
  imagePath: z.string().regex(picturePathPattern).nullable(),
  refusal: pictureRefusalSchema.nullable(),
});
export type PictureJob = z.infer<typeof pictureJobSchema>;
