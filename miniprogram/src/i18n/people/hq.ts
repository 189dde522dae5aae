import { defineTexts } from '../texts.ts';
import { hqEn } from './hq.en.ts';
import { hqZh } from './hq.zh.ts';

export const hqTexts = defineTexts(hqZh, hqEn);
