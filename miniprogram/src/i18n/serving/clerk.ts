import { defineTexts } from '../texts.ts';
import { clerkEn } from './clerk.en.ts';
import { clerkZh } from './clerk.zh.ts';

export const clerkTexts = defineTexts(clerkZh, clerkEn);
