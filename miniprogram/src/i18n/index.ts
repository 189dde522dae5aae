import { en } from './en.ts';
import { defineTexts, type PlainKey } from './texts.ts';
import { zh } from './zh.ts';

/** The words of the main package: `const { t, pick, language } = texts.use()`. */
export const texts = defineTexts(zh, en);
/** A text without parameters. */
export type TextKey = PlainKey<typeof zh>;
