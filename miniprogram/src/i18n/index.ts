import { en } from './en.ts';
import { defineTexts } from './texts.ts';
import { zh } from './zh.ts';

/** The words of the main package: `const { t, pick, language } = texts.use()`. */
export const texts = defineTexts(zh, en);
export type TextKey = keyof typeof zh;
