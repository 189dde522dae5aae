import { defineTexts } from '../texts.ts';
import { refundEn } from './refunds.en.ts';
import { refundZh } from './refunds.zh.ts';

export const refundTexts = defineTexts(refundZh, refundEn);
