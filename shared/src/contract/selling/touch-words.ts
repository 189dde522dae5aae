/**
 * Why somebody is, or is not, a seller's customer, in words: one table for whoever asks. Headquarters read who it is about;
 * a seller reads of themselves, and of nobody else by name.
 */
import type { Language, LocalizedText } from '../common.ts';
import type { BindingReason, TouchView, TouchWay } from './attribution.ts';

/** `{seller}` is whose code or share it was, `{before}` whose customer it was until then. */
const reasonWords: Readonly<Record<BindingReason, { atHq: LocalizedText; toSeller: LocalizedText }>> = {
  first: {
    atHq: {
      zh: '第一次触达，成为{seller}的顾客',
      en: "Met for the first time: {seller}'s customer from then on",
    },
    toSeller: { zh: '第一次触达，成为您的顾客', en: 'Met for the first time: your customer from then on' },
  },
  after_the_last_ended: {
    atHq: {
      zh: '之前的绑定已失效，成为{seller}的顾客',
      en: "What was before had ended: {seller}'s customer now",
    },
    toSeller: { zh: '之前的绑定已失效，成为您的顾客', en: 'What was before had ended: your customer now' },
  },
  renewed: {
    atHq: {
      zh: '已是{seller}的顾客，有效期重新计算',
      en: "{seller}'s customer already; its days began anew",
    },
    toSeller: { zh: '已是您的顾客，有效期重新计算', en: 'Your customer already; its days began anew' },
  },
  last_touch: {
    atHq: {
      zh: '同等身份以最近一次为准，由{before}改为{seller}的顾客',
      en: "Among equals the last one wins: {before}'s until then, {seller}'s customer now",
    },
    toSeller: {
      zh: '同等身份以最近一次为准，成为您的顾客',
      en: 'Among equals the last one wins: your customer now',
    },
  },
  comes_first: {
    atHq: {
      zh: '身份优先，由{before}改为{seller}的顾客',
      en: "Comes first by kind: {before}'s until then, {seller}'s customer now",
    },
    toSeller: { zh: '您的身份优先，成为您的顾客', en: 'Your kind comes first: your customer now' },
  },
  inherited: {
    atHq: {
      zh: '由{before}转来，成为{seller}的顾客',
      en: "Handed over by {before}: {seller}'s customer from then on",
    },
    toSeller: {
      zh: '由别人转来，成为您的顾客',
      en: 'Handed over by somebody else: your customer from then on',
    },
  },
  set_free: {
    atHq: {
      zh: '{before}不再服务，不再属于任何人',
      en: "{before} has let go of them: nobody's from then on",
    },
    toSeller: { zh: '不再是您的顾客', en: 'Your customer no longer' },
  },
  no_seller: {
    atHq: {
      zh: '码不属于任何在职的卖货人，归属不变',
      en: 'Nobody who sells now stands behind it; nothing changed',
    },
    toSeller: { zh: '当时您不在职，归属不变', en: 'You were not selling then; nothing changed' },
  },
  own_code: {
    atHq: { zh: '本人的码，自购不计，归属不变', en: 'Their own code: buying for oneself counts for nothing' },
    toSeller: { zh: '您自己的码，自购不计', en: 'Your own code: buying for oneself counts for nothing' },
  },
  staff: {
    atHq: { zh: '员工购买不计，归属不变', en: 'They are staff, whose buying counts for nothing' },
    toSeller: { zh: '对方是员工，员工购买不计', en: 'They are staff, whose buying counts for nothing' },
  },
  theirs_already: {
    atHq: {
      zh: '已是{seller}的顾客，有效期不变',
      en: "{seller}'s customer already; its end stayed as it was",
    },
    toSeller: { zh: '已是您的顾客，有效期不变', en: 'Your customer already; its end stayed as it was' },
  },
  protected: {
    atHq: { zh: '在保护期内，仍是{before}的顾客', en: "Protected at the time: still {before}'s customer" },
    toSeller: {
      zh: '在保护期内，仍是别人的顾客',
      en: "Protected at the time: still somebody else's customer",
    },
  },
  comes_later: {
    atHq: {
      zh: '{seller}的身份排在后面，仍是{before}的顾客',
      en: "{seller} comes later by kind: still {before}'s customer",
    },
    toSeller: {
      zh: '对方的身份排在您前面，仍是别人的顾客',
      en: "Somebody whose kind comes before yours has them: still somebody else's customer",
    },
  },
  first_stays: {
    atHq: {
      zh: '同等身份以先绑定的为准，仍是{before}的顾客',
      en: "Among equals the first one stays: still {before}'s customer",
    },
    toSeller: {
      zh: '同等身份以先绑定的为准，仍是别人的顾客',
      en: "Among equals the first one stays: still somebody else's customer",
    },
  },
};

/** From before reasons were kept. */
const unknownReason: LocalizedText = { zh: '早期记录，没有保存原因', en: 'From before reasons were kept' };
const nobody: LocalizedText = { zh: '无人', en: 'nobody' };

export const touchWayWords: Readonly<Record<TouchWay, LocalizedText>> = {
  scan: { zh: '扫码', en: 'Scan' },
  share: { zh: '打开分享', en: 'Opened share' },
  contact: { zh: '添加企业微信', en: 'Added on WeCom' },
  handover: { zh: '转移', en: 'Handed over' },
};

export function touchSaysAtHq(
  { reason, sellerName, beforeName }: Pick<TouchView, 'reason' | 'sellerName' | 'beforeName'>,
  language: Language,
): string {
  const words = reason === null ? unknownReason : reasonWords[reason].atHq;
  return words[language]
    .replaceAll('{seller}', () => sellerName ?? nobody[language])
    .replaceAll('{before}', () => beforeName ?? nobody[language]);
}

export function touchSaysToSeller(reason: BindingReason | null, language: Language): string {
  return (reason === null ? unknownReason : reasonWords[reason].toSeller)[language];
}
