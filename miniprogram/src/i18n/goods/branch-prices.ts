import { defineTexts } from '../texts.ts';
import { branchPricesEn } from './branch-prices.en.ts';
import { branchPricesZh } from './branch-prices.zh.ts';

export const branchPricesTexts = defineTexts(branchPricesZh, branchPricesEn);
