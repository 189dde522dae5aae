import { defineTexts } from '../texts.ts';
import { stationEn } from './station.en.ts';
import { stationZh } from './station.zh.ts';

export const stationTexts = defineTexts(stationZh, stationEn);
