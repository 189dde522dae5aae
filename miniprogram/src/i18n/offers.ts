import { offersEn } from './offers.en.ts';
import { offersZh } from './offers.zh.ts';
import { defineTexts } from './texts.ts';

export const offersTexts = defineTexts(offersZh, offersEn);
