import { z } from '../zod.ts';
import { epochMsSchema } from './common.ts';

/** Files at the root of the brand's domain, by which WeChat and others see that it is the brand's. */
export const maxSiteFiles = 20;

/** A name as WeChat gives them, such as `MP_verify_x.txt`; none that means something to whoever crawls the web. */
export const siteFileNameSchema = z
  .string()
  .regex(
    /^(?!(?:robots|security|humans|ads|app-ads|llms|sitemap)\.txt$)[A-Za-z0-9][A-Za-z0-9_-]{3,63}\.txt$/,
  );

/** One word, which a browser can make nothing of. */
export const siteFileContentSchema = z
  .string()
  .max(300)
  .transform((text) => text.replace(/^\ufeff/, '').trim())
  .pipe(z.string().regex(/^[A-Za-z0-9_=.-]{4,128}$/));

/** `MP_verify_x.txt` and `WW_verify_x.txt` hold their own x: another's was uploaded under the name. */
export function siteFileFits(name: string, content: string): boolean {
  const own = /^(?:MP|WW)_verify_([A-Za-z0-9]+)\.txt$/.exec(name)?.[1];
  return own === undefined || own === content;
}

export const siteFileSchema = z.object({
  name: siteFileNameSchema,
  content: z.string(),
  addedAtMs: epochMsSchema,
  addedBy: z.string(),
});
export type SiteFile = z.infer<typeof siteFileSchema>;
