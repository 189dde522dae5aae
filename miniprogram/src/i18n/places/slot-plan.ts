import { defineTexts } from '../texts.ts';
import { slotPlanEn } from './slot-plan.en.ts';
import { slotPlanZh } from './slot-plan.zh.ts';

export const slotPlanTexts = defineTexts(slotPlanZh, slotPlanEn);
