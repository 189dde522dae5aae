import { defineTexts } from '../texts.ts';
import { slotsEn } from './slots.en.ts';
import { slotsZh } from './slots.zh.ts';

export const slotsTexts = defineTexts(slotsZh, slotsEn);
