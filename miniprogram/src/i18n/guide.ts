import { guideEn } from './guide.en.ts';
import { guideZh } from './guide.zh.ts';
import { defineTexts } from './texts.ts';

export const guideTexts = defineTexts(guideZh, guideEn);
