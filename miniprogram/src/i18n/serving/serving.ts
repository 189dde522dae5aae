import { defineTexts } from '../texts.ts';
import { servingEn } from './serving.en.ts';
import { servingZh } from './serving.zh.ts';

export const servingTexts = defineTexts(servingZh, servingEn);
