import { defineTexts } from '../texts.ts';
import { regionalEn } from './regional.en.ts';
import { regionalZh } from './regional.zh.ts';

export const regionalTexts = defineTexts(regionalZh, regionalEn);
