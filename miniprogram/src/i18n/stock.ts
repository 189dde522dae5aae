import { stockEn } from './stock.en.ts';
import { stockZh } from './stock.zh.ts';
import { defineTexts } from './texts.ts';

export const stockTexts = defineTexts(stockZh, stockEn);
