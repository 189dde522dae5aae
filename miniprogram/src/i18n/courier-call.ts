import { courierCallEn } from './courier-call.en.ts';
import { courierCallZh } from './courier-call.zh.ts';
import { defineTexts } from './texts.ts';

export const courierCallTexts = defineTexts(courierCallZh, courierCallEn);
