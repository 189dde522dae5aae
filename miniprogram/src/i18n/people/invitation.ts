import { defineTexts } from '../texts.ts';
import { invitationEn } from './invitation.en.ts';
import { invitationZh } from './invitation.zh.ts';

export const invitationTexts = defineTexts(invitationZh, invitationEn);
