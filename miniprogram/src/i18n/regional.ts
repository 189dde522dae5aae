import { regionalEn } from './regional.en.ts';
import { regionalZh } from './regional.zh.ts';
import { defineTexts } from './texts.ts';

export const regionalTexts = defineTexts(regionalZh, regionalEn);
