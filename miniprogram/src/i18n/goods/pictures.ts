import { defineTexts } from '../texts.ts';
import { picturesEn } from './pictures.en.ts';
import { picturesZh } from './pictures.zh.ts';

export const pictureTexts = defineTexts(picturesZh, picturesEn);
