import { z } from '../../zod.ts';
import type { Language, LocalizedText } from '../common.ts';
import { goodsProblems } from './goods.ts';
import { groundProblems } from './ground.ts';
import { moneyProblems } from './money.ts';
import { peopleProblems } from './people.ts';
import { placesProblems } from './places.ts';
import { sellingProblems } from './selling.ts';
import { servingProblems } from './serving.ts';

/**
 * Every failure that a caller can meet: a stable code, its HTTP status, and what the person on screen reads.
 * A code is never renamed or reused. `{name}` stands for a parameter that the problem carries.
 */
export const problemCatalog = {
  ...groundProblems,
  ...peopleProblems,
  ...placesProblems,
  ...goodsProblems,
  ...servingProblems,
  ...moneyProblems,
  ...sellingProblems,
} as const;

export type ProblemCode = keyof typeof problemCatalog;
export const problemCodes = Object.keys(problemCatalog) as ProblemCode[];

export type ProblemParams = Record<string, string | number>;
/** Before anybody is told: what things are called is said in both languages, and each caller hears one. */
export type FailureParams = Record<string, string | number | LocalizedText>;

export function paramsIn(language: Language, params: FailureParams): ProblemParams {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'object' ? value[language] : value,
    ]),
  );
}

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
  const entry = problemCatalog[code as ProblemCode] ?? problemCatalog.internal;
  const said = paramsIn(language, params ?? {});
  return entry[language].replace(/\{(\w+)\}/g, (_, name: string) => String(said[name] ?? ''));
}
