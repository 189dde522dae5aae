import { defineTexts } from '../texts.ts';
import { addressesEn } from './addresses.en.ts';
import { addressesZh } from './addresses.zh.ts';

export const addressTexts = defineTexts(addressesZh, addressesEn);
