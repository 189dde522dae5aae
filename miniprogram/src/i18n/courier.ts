import { courierEn } from './courier.en.ts';
import { courierZh } from './courier.zh.ts';
import { defineTexts } from './texts.ts';

export const courierTexts = defineTexts(courierZh, courierEn);
