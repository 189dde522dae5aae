import { defineTexts } from '../texts.ts';
import { guideEn } from './guide.en.ts';
import { guideZh } from './guide.zh.ts';

export const guideTexts = defineTexts(guideZh, guideEn);
