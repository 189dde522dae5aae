import { defineTexts } from '../texts.ts';
import { transfersEn } from './transfers.en.ts';
import { transfersZh } from './transfers.zh.ts';

export const transfersTexts = defineTexts(transfersZh, transfersEn);
