import { hqEn } from './hq.en.ts';
import { hqZh } from './hq.zh.ts';
import { defineTexts } from './texts.ts';

export const hqTexts = defineTexts(hqZh, hqEn);
