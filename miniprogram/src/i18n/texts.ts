import type { Language, LocalizedText } from '@jindian/shared/contract/common';
import { languageStore } from '../state/language.ts';

type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type Filling<Text extends string> = [Names<Text>] extends [never]
  ? []
  : [params: Record<Names<Text>, string | number>];

/** The keys of texts that take no parameter. */
export type PlainKey<Zh extends Record<string, string>> = {
  [Key in keyof Zh & string]: [Names<Zh[Key]>] extends [never] ? Key : never;
}[keyof Zh & string];

export type Translate<Zh extends Record<string, string>> = <Key extends keyof Zh & string>(
  key: Key,
  ...filling: Filling<Zh[Key]>
) => string;

const unknown = { zh: '其他', en: 'Other' };

/**
 * A dictionary of a part of the app: Chinese says which texts there are, English must have each of them, and
 * `{name}` in a text is a parameter that the compiler asks for. Sub-packages define their own, so that their words
 * do not weigh on the main package.
 */
export function defineTexts<const Zh extends Record<string, string>>(
  zh: Zh,
  en: { [Key in keyof Zh]: string },
) {
  const translator =
    (language: Language): Translate<Zh> =>
    (key, ...filling) => {
      const params = (filling[0] ?? {}) as Record<string, string | number>;
      // A state or reason that a newer server knows and this app does not: never its code.
      const text: string = (language === 'zh' ? zh : en)[key] ?? unknown[language];
      return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
    };
  type Reading = { t: Translate<Zh>; pick: (text: LocalizedText) => string; language: Language };
  const reading = (language: Language): Reading => ({
    t: translator(language),
    pick: (text) => text[language],
    language,
  });
  // Made once: pages may depend on them as values that change with the language only.
  const readings = { zh: reading('zh'), en: reading('en') };
  return {
    /** Outside components. */
    now: (): Translate<Zh> => readings[languageStore.get()].t,
    /** Inside components, which are drawn again when the language changes. */
    use: (): Reading => readings[languageStore.use()],
  };
}
