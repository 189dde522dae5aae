import { defineTexts } from '../texts.ts';
import { shareEn } from './share.en.ts';
import { shareZh } from './share.zh.ts';

export const shareTexts = defineTexts(shareZh, shareEn);
