/** Promotions in words: what one does, and what a step of it brings. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Promotion, PromotionDoes, ReductionStep } from '@jindian/shared/contract/selling/promotions';
import { formatYuan } from '@jindian/shared/money';

const yuan = (fen: number) => formatYuan(fen).replace(/\.00$/, '');
/** 20 % off is 「8折」 in Chinese, 12 % off 「8.8折」. */
const folds = (offBasisPoints: number) => String((10_000 - offBasisPoints) / 1_000);
const percent = (basisPoints: number) => `${basisPoints / 100}%`;

function offText({ offFen, offBasisPoints }: ReductionStep): LocalizedText {
  if (offFen !== null) return { zh: `减${yuan(offFen)}`, en: `${yuan(offFen)} off` };
  const points = offBasisPoints as number;
  return { zh: `打${folds(points)}折`, en: `${percent(points)} off` };
}

function fromText(measure: 'fen' | 'pieces', from: number): LocalizedText {
  return measure === 'fen'
    ? { zh: `满${yuan(from)}`, en: `from ${yuan(from)}` }
    : { zh: `满${from}件`, en: `from ${from} ${from === 1 ? 'piece' : 'pieces'}` };
}

/** What a promotion does, in a few words: 「满100减20」. */
export function saysOf({ does }: Pick<Promotion, 'does'>): LocalizedText {
  switch (does.kind) {
    case 'member_price':
      return { zh: '会员价', en: 'Member price' };
    case 'time_price':
      return { zh: '限时价', en: 'For a limited time' };
    case 'percent':
      return {
        zh: does.offBasisPoints === 10_000 ? '免费' : `${folds(does.offBasisPoints)}折`,
        en: `${percent(does.offBasisPoints)} off`,
      };
    case 'amount':
      return { zh: `每件减${yuan(does.offFen)}`, en: `${yuan(does.offFen)} off each piece` };
    case 'full_reduction': {
      const said = does.steps.map((step) => ({
        from: fromText(does.measure, step.from),
        off: offText(step),
      }));
      return {
        zh: said.map(({ from, off }) => `${does.repeats ? '每' : ''}${from.zh}${off.zh}`).join('，'),
        en: said
          .map(
            ({ from, off }) => `${off.en} ${does.repeats ? from.en.replace('from', 'for every') : from.en}`,
          )
          .join(', '),
      };
    }
    case 'nth_piece':
      return {
        zh:
          does.offBasisPoints === 5_000
            ? `第${does.n}件半价`
            : `第${does.n}件${cheaper(does.offBasisPoints).zh}`,
        en: `Every ${ordinal(does.n)} piece ${cheaper(does.offBasisPoints).en}`,
      };
    case 'buy_get':
      return { zh: `买${does.buy}送${does.get}`, en: `Buy ${does.buy}, get ${does.get} free` };
    case 'bundle': {
      const pieces = does.parts.reduce((sum, { quantity }) => sum + quantity, 0);
      return {
        zh: `${pieces}件套${yuan(does.priceFen)}`,
        en: `${pieces} pieces together for ${yuan(does.priceFen)}`,
      };
    }
    case 'gift': {
      const { measure, from } = does.threshold;
      const said = fromText(measure, from);
      return { zh: `${said.zh}送赠品`, en: `A gift ${said.en}` };
    }
    case 'free_delivery': {
      if (!does.threshold) return { zh: '免配送费', en: 'Free delivery' };
      const said = fromText(does.threshold.measure, does.threshold.from);
      return { zh: `${said.zh}免配送费`, en: `Free delivery ${said.en}` };
    }
  }
}

function cheaper(offBasisPoints: number): LocalizedText {
  if (offBasisPoints === 10_000) return { zh: '免费', en: 'free' };
  return { zh: `${folds(offBasisPoints)}折`, en: `${percent(offBasisPoints)} off` };
}

function ordinal(n: number): string {
  return `${n}${n === 2 ? 'nd' : n === 3 ? 'rd' : 'th'}`;
}

/** What there is once the step is reached. */
export function bringsOf(does: PromotionDoes, step: number | null): LocalizedText {
  const reached = does.kind === 'full_reduction' && step !== null ? does.steps[step] : undefined;
  if (reached) return offText(reached);
  if (does.kind === 'gift') return { zh: '送赠品', en: 'a gift' };
  if (does.kind === 'free_delivery') return { zh: '免配送费', en: 'free delivery' };
  return saysOf({ does });
}
