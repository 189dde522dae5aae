/** What people type, as it is kept: nothing in it that cannot be seen, or that turns around what stands beside it. */
import { cleanLine } from './clean-text.ts';
import { z } from './zod.ts';

export { cleanLine, cleanText } from './clean-text.ts';

/** Words of a person: cleaned first, measured then. Refine with `.min` and `.max`. */
export function words(): z.ZodString {
  return z.string().overwrite(cleanLine);
}
