import type { Language, LocalizedText } from '../common.ts';
import { goodsProblems } from './goods.ts';
import { groundProblems } from './ground.ts';
import { moneyProblems } from './money.ts';
import { peopleProblems } from './people.ts';
import { placesProblems } from './places.ts';
import { sellingProblems } from './selling.ts';
import { servingProblems } from './serving.ts';

/** What the app may be answered: its first screen carries these words, and none of headquarters' own. */
export const appProblems = {
  ...groundProblems,
  ...peopleProblems,
  ...placesProblems,
  ...goodsProblems,
  ...servingProblems,
  ...moneyProblems,
  ...sellingProblems,
} as const;

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

export function filled(text: LocalizedText, params: FailureParams | undefined, language: Language): string {
  const said = paramsIn(language, params ?? {});
  return text[language].replace(/\{(\w+)\}/g, (_, name: string) => String(said[name] ?? ''));
}

/** As the app reads it; what it does not know, a newer server's say, reads as a fault of ours. */
export function appProblemText(code: string, params: FailureParams | undefined, language: Language): string {
  return filled(appProblems[code as keyof typeof appProblems] ?? appProblems.internal, params, language);
}
