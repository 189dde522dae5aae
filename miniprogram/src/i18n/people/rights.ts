import { defineTexts } from '../texts.ts';
import { rightsEn } from './rights.en.ts';
import { rightsZh } from './rights.zh.ts';

export const rightsTexts = defineTexts(rightsZh, rightsEn);
