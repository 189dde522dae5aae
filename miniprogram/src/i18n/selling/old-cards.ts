import { defineTexts } from '../texts.ts';
import { oldCardsEn } from './old-cards.en.ts';
import { oldCardsZh } from './old-cards.zh.ts';

export const oldCardsTexts = defineTexts(oldCardsZh, oldCardsEn);
