import { defineTexts } from '../texts.ts';
import { promoterEn } from './promoter.en.ts';
import { promoterZh } from './promoter.zh.ts';

export const promoterTexts = defineTexts(promoterZh, promoterEn);
