import { defineTexts } from '../texts.ts';
import { cardEn } from './card.en.ts';
import { cardZh } from './card.zh.ts';

export const cardTexts = defineTexts(cardZh, cardEn);
