import { clerkEn } from './clerk.en.ts';
import { clerkZh } from './clerk.zh.ts';
import { defineTexts } from './texts.ts';

export const clerkTexts = defineTexts(clerkZh, clerkEn);
