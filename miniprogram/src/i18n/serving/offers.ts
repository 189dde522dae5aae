import { defineTexts } from '../texts.ts';
import { offersEn } from './offers.en.ts';
import { offersZh } from './offers.zh.ts';

export const offersTexts = defineTexts(offersZh, offersEn);
