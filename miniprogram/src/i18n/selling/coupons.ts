import { defineTexts } from '../texts.ts';
import { couponsEn } from './coupons.en.ts';
import { couponsZh } from './coupons.zh.ts';

export const couponTexts = defineTexts(couponsZh, couponsEn);
