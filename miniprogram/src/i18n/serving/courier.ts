import { defineTexts } from '../texts.ts';
import { courierEn } from './courier.en.ts';
import { courierZh } from './courier.zh.ts';

export const courierTexts = defineTexts(courierZh, courierEn);
