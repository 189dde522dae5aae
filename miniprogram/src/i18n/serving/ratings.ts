import { defineTexts } from '../texts.ts';
import { ratingsEn } from './ratings.en.ts';
import { ratingsZh } from './ratings.zh.ts';

export const ratingTexts = defineTexts(ratingsZh, ratingsEn);
