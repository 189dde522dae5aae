/** What people type, as it is kept: nothing in it that cannot be seen, or that turns around what stands beside it. */
import { cleanLine } from './clean-text.ts';
import { z } from './zod.ts';

export { cleanLine, cleanText } from './clean-text.ts';

/** Far above what any field takes: what is longer is not looked at, since cleaning costs more than reading. */
const longestTyped = 4_000;

/** Words of a person: cleaned first, measured then. Refine with `.min` and `.max`. */
export function words(): z.ZodString {
  return z.string().max(longestTyped, { abort: true }).overwrite(cleanLine);
}
