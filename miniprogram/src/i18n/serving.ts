import { servingEn } from './serving.en.ts';
import { servingZh } from './serving.zh.ts';
import { defineTexts } from './texts.ts';

export const servingTexts = defineTexts(servingZh, servingEn);
