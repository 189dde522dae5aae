import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  differenceActs,
  differenceKinds,
  differenceStates,
} from '@jindian/shared/contract/money/differences';
import {
  paymentStates,
  refundActs,
  refundCauses,
  refundStates,
  tenderKinds,
  tenderStates,
} from '@jindian/shared/contract/money/payments';
import { fulfilmentStates, leavingReasons, orderStates } from '@jindian/shared/contract/serving/order';
import { orderChannels } from '@jindian/shared/contract/serving/sourcing-policy';
import { describe, expect, test } from 'vitest';
import { chosenReasons, refusalReasons } from '../../serving/sourcing/reasons.ts';
import { actionTypes, plainFilters, sortBys } from '../pages/serving/sourcing-form.ts';
import { stages } from '../pages/serving/stages.ts';
import { queueTabs } from '../pages/serving/waiting.ts';
import { businessWords } from './business.ts';
import { priceWords } from './goods/prices.ts';
import { productWords } from './goods/products.ts';
import { stockWords } from './goods/stock.ts';
import { transferWords } from './goods/transfers.ts';
import { windowWords } from './goods/window.ts';
import { differenceWords } from './money/differences.ts';
import { ledgerWords } from './money/ledger.ts';
import { monitorWords } from './money/monitors.ts';
import { refundWords } from './money/refunds.ts';
import { pageWords } from './pages.ts';
import { auditFieldWords } from './people/audit-fields.ts';
import { peopleWords } from './people/people.ts';
import { placeWords } from './places/places.ts';
import { policyWords } from './policies.ts';
import { say, sayCode, type Word } from './say.ts';
import { searchWords } from './search.ts';
import { codeWords } from './selling/codes.ts';
import { holdWords } from './selling/holds.ts';
import { movingWords } from './selling/moving.ts';
import { pointsWords } from './selling/points.ts';
import { posterWords } from './selling/posters.ts';
import { promotionWords } from './selling/promotions.ts';
import { rateWords } from './selling/rates.ts';
import { segmentWords } from './selling/segments.ts';
import { settlementWords } from './selling/settlement.ts';
import { tierWords } from './selling/tiers.ts';
import { touchWords } from './selling/touches.ts';
import { wecomWords } from './selling/wecom.ts';
import { withholdingWords } from './selling/withholding.ts';
import { ratingWords } from './serving/ratings.ts';
import { returnWords } from './serving/returns.ts';
import { servingWords } from './serving/serving.ts';
import { sourcingWords } from './serving/sourcing.ts';
import { bulkWords } from './work/bulk.ts';
import { workWords } from './work/work.ts';

const candidateFroms = ['none', 'own_grid', 'nearest'];
const files = [
  pageWords,
  stockWords,
  placeWords,
  businessWords,
  refundWords,
  returnWords,
  servingWords,
  sourcingWords,
  priceWords,
  productWords,
  windowWords,
  transferWords,
  peopleWords,
  auditFieldWords,
  differenceWords,
  rateWords,
  codeWords,
  holdWords,
  ratingWords,
  settlementWords,
  withholdingWords,
  promotionWords,
  tierWords,
  segmentWords,
  touchWords,
  wecomWords,
  pointsWords,
  posterWords,
  movingWords,
  policyWords,
  monitorWords,
  ledgerWords,
  searchWords,
  workWords,
  bulkWords,
];
const all = files.flatMap((file) => Object.entries<{ zh: string; en: string }>(file));

describe('the words of the web view', () => {
  test('say the same parameters in both languages', () => {
    for (const [word, { zh, en }] of all) {
      const params = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      expect(params(zh), word).toEqual(params(en));
      // A count has no unit to be named.
      if (word !== 'unit.Count') expect(zh.trim() !== '' && en.trim() !== '', word).toBe(true);
    }
  });

  test('use Chinese punctuation in Chinese', () => {
    for (const [word, { zh }] of all) expect(zh, word).not.toMatch(/[\u4e00-\u9fff][,;:?!]/);
  });

  test('no key is in two files, where one would silently win', () => {
    const keys = all.map(([word]) => word);
    expect(keys.filter((word, at) => keys.indexOf(word) !== at)).toEqual([]);
  });

  test('there is one for every state and every reason of sourcing', () => {
    const words: string[] = [
      ...[...chosenReasons, ...refusalReasons, 'pickup_here'].map((reason) => `reason.${reason}`),
      ...candidateFroms.map((from) => `candidates.${from}`),
      ...plainFilters.map((type) => `filter.${type}`),
      ...sortBys.map((by) => `sort.${by}`),
      ...actionTypes.map((type) => `action.${type}`),
      ...orderChannels.map((channel) => `channel.${channel}`),
      ...stages.map((stage) => `stage.${stage}`),
      ...orderStates.map((state) => `orderState.${state}`),
      ...fulfilmentStates.map((state) => `fulfilmentState.${state}`),
      ...fulfilmentStates.map((state) => `servingState.${state}`),
      ...leavingReasons.map((reason) => `refusal.${reason}`),
      ...['auto', 'offer', 'grab'].map((mode) => `acceptance.${mode}`),
      ...queueTabs.flatMap((tab) => [`waiting.${tab}`, `queueHint.${tab}`]),
      ...differenceKinds.map((kind) => `difference.${kind}`),
      ...differenceStates.map((state) => `differenceState.${state}`),
      ...differenceActs.map((act) => `differenceAct.${act}`),
      ...tenderKinds.map((kind) => `tenderKind.${kind}`),
      ...tenderStates.map((state) => `tenderState.${state}`),
      ...paymentStates.map((state) => `paymentState.${state}`),
      ...refundStates.map((state) => `refundState.${state}`),
      ...refundActs.map((act) => `refundAct.${act}`),
      ...refundCauses.map((cause) => `refundCause.${cause}`),
    ];
    for (const word of words) expect(say('en', word as Word), word).not.toBe('');
  });

  test('an unknown code is shown as it is, never as nothing', () => {
    expect(sayCode('zh', 'reason', 'no_stock')).toBe('库存不足');
    expect(sayCode('zh', 'reason', 'price_too_low')).toBe('price_too_low');
    expect(sayCode('zh', 'reason', '__proto__')).toBe('__proto__');
  });
});

test('no word names a brand: whose headquarters it is, the settings say', () => {
  const naming = files.flatMap((words) =>
    Object.entries(words as Record<string, LocalizedText>).filter(([, text]) =>
      /近店|Jindian/.test(text.zh + text.en),
    ),
  );
  expect(naming).toEqual([]);
});
