import { defineTexts } from '../texts.ts';
import { staffEn } from './staff.en.ts';
import { staffZh } from './staff.zh.ts';

export const staffTexts = defineTexts(staffZh, staffEn);
