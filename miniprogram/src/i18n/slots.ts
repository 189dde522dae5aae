import { slotsEn } from './slots.en.ts';
import { slotsZh } from './slots.zh.ts';
import { defineTexts } from './texts.ts';

export const slotsTexts = defineTexts(slotsZh, slotsEn);
