import { slotPlanEn } from './slot-plan.en.ts';
import { slotPlanZh } from './slot-plan.zh.ts';
import { defineTexts } from './texts.ts';

export const slotPlanTexts = defineTexts(slotPlanZh, slotPlanEn);
