import { defineTexts } from '../texts.ts';
import { payoutsEn } from './payouts.en.ts';
import { payoutsZh } from './payouts.zh.ts';

export const payoutsTexts = defineTexts(payoutsZh, payoutsEn);
