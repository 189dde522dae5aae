import { defineTexts } from '../texts.ts';
import { promotionsEn } from './promotions.en.ts';
import { promotionsZh } from './promotions.zh.ts';

export const promotionTexts = defineTexts(promotionsZh, promotionsEn);
