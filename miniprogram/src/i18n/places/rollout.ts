import { defineTexts } from '../texts.ts';
import { rolloutEn } from './rollout.en.ts';
import { rolloutZh } from './rollout.zh.ts';

export const rolloutTexts = defineTexts(rolloutZh, rolloutEn);
