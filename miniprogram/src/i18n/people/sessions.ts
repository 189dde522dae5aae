import { defineTexts } from '../texts.ts';
import { sessionsEn } from './sessions.en.ts';
import { sessionsZh } from './sessions.zh.ts';

export const sessionsTexts = defineTexts(sessionsZh, sessionsEn);
