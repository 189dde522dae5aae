import type { Language, LocalizedText } from '@jindian/shared/contract/common';
import { useMemo } from 'react';
import { languageStore } from '../state/language.ts';

type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Filling<Text extends string> = [Names<Text>] extends [never]
  ? []
  : [params: Record<Names<Text>, string | number>];

export type Translate<Zh extends Record<string, string>> = <Key extends keyof Zh & string>(
  key: Key,
  ...filling: Filling<Zh[Key]>
) => string;

/**
 * A dictionary of a part of the app: Chinese says which texts there are, English must have each of them, and
 * `{name}` in a text is a parameter that the compiler asks for. Sub-packages define their own, so that their words
 * do not weigh on the main package.
 */
export function defineTexts<const Zh extends Record<string, string>>(zh: Zh, en: { [Key in keyof Zh]: string }) {
  const translator =
    (language: Language): Translate<Zh> =>
    (key, ...filling) => {
      const params = (filling[0] ?? {}) as Record<string, string | number>;
      const text: string = (language === 'zh' ? zh : en)[key] ?? key;
      return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
    };
  const both = { zh: translator('zh'), en: translator('en') };
  return {
    /** Outside components. */
    now: (): Translate<Zh> => both[languageStore.get()],
    use(): { t: Translate<Zh>; pick: (text: LocalizedText) => string; language: Language } {
      const language = languageStore.use();
      return useMemo(() => ({ t: both[language], pick: (text) => text[language], language }), [language]);
    },
  };
}
