import { defineTexts } from '../texts.ts';
import { wecomEn } from './wecom.en.ts';
import { wecomZh } from './wecom.zh.ts';

export const wecomTexts = defineTexts(wecomZh, wecomEn);
