import { dayWord } from '../../lib/sku-ways.ts';
import { defineTexts } from '../texts.ts';
import { waysEn } from './ways.en.ts';
import { waysZh } from './ways.zh.ts';

export const waysTexts = defineTexts(waysZh, waysEn);

/** A day as people say it: today, tomorrow, in two days, on 12-03. */
export function useDayText(today: string): (day: string) => string {
  const { t } = waysTexts.use();
  return (day) => {
    const word = dayWord(today, day);
    return word === 'later' ? t('later', { day: day.slice(5) }) : t(word);
  };
}
