import { defineTexts } from '../texts.ts';
import { stockEn } from './stock.en.ts';
import { stockZh } from './stock.zh.ts';

export const stockTexts = defineTexts(stockZh, stockEn);
