import { defineTexts } from '../texts.ts';
import { returnsEn } from './returns.en.ts';
import { returnsZh } from './returns.zh.ts';

export const returnsTexts = defineTexts(returnsZh, returnsEn);
