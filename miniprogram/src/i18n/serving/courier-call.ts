import { defineTexts } from '../texts.ts';
import { courierCallEn } from './courier-call.en.ts';
import { courierCallZh } from './courier-call.zh.ts';

export const courierCallTexts = defineTexts(courierCallZh, courierCallEn);
