import { defineTexts } from '../texts.ts';
import { deskEn } from './desk.en.ts';
import { deskZh } from './desk.zh.ts';

export const deskTexts = defineTexts(deskZh, deskEn);
