import { defineTexts } from '../texts.ts';
import { teamEn } from './team.en.ts';
import { teamZh } from './team.zh.ts';

export const teamTexts = defineTexts(teamZh, teamEn);
