import { defineTexts } from '../texts.ts';
import { phoneEn } from './phone.en.ts';
import { phoneZh } from './phone.zh.ts';

export const phoneTexts = defineTexts(phoneZh, phoneEn);
