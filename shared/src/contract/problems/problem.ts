import { z } from '../../zod.ts';
import type { Language } from '../common.ts';
import { appProblems, type FailureParams, filled } from './app.ts';
import { headquartersProblems } from './headquarters.ts';

export type { FailureParams, ProblemParams } from './app.ts';
export { paramsIn } from './app.ts';

/**
 * Every failure that a caller can meet: a stable code, its HTTP status, and what the person on screen reads.
 * A code is never renamed or reused. `{name}` stands for a parameter that the problem carries.
 */
export const problemCatalog = { ...appProblems, ...headquartersProblems } as const;

export type ProblemCode = keyof typeof problemCatalog;
export const problemCodes = Object.keys(problemCatalog) as ProblemCode[];

/** application/problem+json (RFC 9457) with our stable `code` and the parameters of its text. */
export const problemSchema = z.object({
  type: z.string().meta({ example: 'urn:jindian:problem:out_of_stock' }),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

export function problemText(code: string, params: FailureParams | undefined, language: Language): string {
  return filled(problemCatalog[code as ProblemCode] ?? problemCatalog.internal, params, language);
}
