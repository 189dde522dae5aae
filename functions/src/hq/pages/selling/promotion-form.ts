/** Between a promotion and the fields of its form; what is wrong with a field is said by its name. */
import {
  type Promotion,
  type PromotionDoes,
  type PromotionKind,
  promotionSchema,
} from '@jindian/shared/contract/selling/promotions';
import { readYuan, typedYuan } from '@jindian/shared/money';
import { brandDateTime, brandTimeOf } from '@jindian/shared/time';
import { formatMinuteOfDay } from '../../format.ts';
import { readPercent } from '../../forms/coerce.ts';
import { bothTexts, type FormFields, fieldsOf } from '../../forms/fields.ts';
import { idPicked, pickedId, pickedText } from '../../forms/picked.ts';
import type { Word } from '../../words/say.ts';

/** What things that promotions name are called; undefined: it is no longer there. */
export type PromotionNames = {
  product(id: string): string | undefined;
  sku(id: string): string | undefined;
  place(id: string): string | undefined;
};

export const bearers = ['brand', 'branch', 'owner'] as const;
export const capNames = ['inAll', 'perDay', 'perMember', 'perMemberDay'] as const;

const yuan = (fen: number | null) => (fen === null ? '' : typedYuan(fen));
const count = (value: number | null) => (value === null ? '' : String(value));
const percent = (basisPoints: number | null) => (basisPoints === null ? '' : String(basisPoints / 100));

/** The form as it begins for this promotion. */
export function fieldsOfPromotion(promotion: Promotion, names: PromotionNames): FormFields {
  const { goods, scope, hours, caps, does } = promotion;
  const named = (field: string, ids: readonly string[], nameOf: (id: string) => string | undefined) =>
    ids.map((id): [string, string] => [field, pickedText(nameOf(id) ?? id, id)]);
  return fieldsOf([
    ['name.zh', promotion.name.zh],
    ['name.en', promotion.name.en],
    ['laneId', promotion.laneId],
    ['kind', does.kind],
    ...fieldsOfCoupon(promotion.coupon),
    ...named('goods.productIds', goods.productIds, names.product),
    ...named('goods.exceptProductIds', goods.exceptProductIds, names.product),
    ...goods.categoryIds.map((id) => ['goods.categoryIds', id] as const),
    ['goods.tags', goods.tags.join(' ')],
    ...named('scope.locationIds', scope.locationIds, names.place),
    ['scope.provinces', scope.provinces.join(' ')],
    ...scope.channels.map((channel) => ['scope.channels', channel] as const),
    ...scope.tierIds.map((id) => ['scope.tierIds', id] as const),
    ['fromMs', brandDateTime(promotion.fromMs)],
    ['untilMs', promotion.untilMs === null ? '' : brandDateTime(promotion.untilMs)],
    ['hours.fromMinute', hours ? formatMinuteOfDay(hours.fromMinute) : ''],
    ['hours.untilMinute', hours ? formatMinuteOfDay(hours.untilMinute) : ''],
    ...bearers.map((bearer) => [`borneBy.${bearer}`, String(promotion.borneBy[bearer])] as const),
    ...capNames.map((cap) => [`caps.${cap}`, count(caps[cap])] as const),
    ['caps.budgetFen', yuan(caps.budgetFen)],
    ...fieldsOfDoes(does, names),
  ]);
}

function fieldsOfCoupon(coupon: Promotion['coupon']): [string, string][] {
  if (!coupon) return [['coupon.perMember', '1']];
  return [
    ['byCoupon', 'yes'],
    ['coupon.code', coupon.code ?? ''],
    ['coupon.singleCodes', coupon.singleCodes === 0 ? '' : count(coupon.singleCodes)],
    ['coupon.inApp', coupon.inApp ? 'yes' : ''],
    ['coupon.perMember', count(coupon.perMember)],
    ['coupon.inAll', count(coupon.inAll)],
    ['coupon.validDays', count(coupon.validDays)],
    ['coupon.backOnReturn', coupon.backOnReturn ? 'yes' : ''],
  ];
}

function fieldsOfDoes(does: PromotionDoes, names: PromotionNames): [string, string][] {
  const sku = (skuId: string) => pickedText(names.sku(skuId) ?? skuId, skuId);
  const amount = (measure: 'fen' | 'pieces', from: number) => (measure === 'fen' ? yuan(from) : count(from));
  switch (does.kind) {
    case 'member_price':
    case 'time_price':
      return does.prices.flatMap(({ skuId, priceFen }, row): [string, string][] => [
        [`prices.${row}.skuId`, sku(skuId)],
        [`prices.${row}.priceFen`, yuan(priceFen)],
      ]);
    case 'percent':
      return [['offBasisPoints', percent(does.offBasisPoints)]];
    case 'amount':
      return [['offFen', yuan(does.offFen)]];
    case 'full_reduction':
      return [
        ['measure', does.measure],
        ['repeats', does.repeats ? 'yes' : ''],
        ...does.steps.flatMap(({ from, offFen, offBasisPoints }, row): [string, string][] => [
          [`steps.${row}.from`, amount(does.measure, from)],
          [`steps.${row}.offFen`, yuan(offFen)],
          [`steps.${row}.offBasisPoints`, percent(offBasisPoints)],
        ]),
      ];
    case 'nth_piece':
      return [
        ['n', count(does.n)],
        ['offBasisPoints', percent(does.offBasisPoints)],
        ['sameSku', does.sameSku ? 'yes' : ''],
      ];
    case 'buy_get':
      return [
        ['buy', count(does.buy)],
        ['get', count(does.get)],
        ['sameSku', does.sameSku ? 'yes' : ''],
      ];
    case 'bundle':
      return [
        ['priceFen', yuan(does.priceFen)],
        ...does.parts.flatMap(({ skuIds, quantity }, row): [string, string][] => [
          [`parts.${row}.skuIds`, skuIds.length === 1 ? sku(skuIds[0] as string) : skuIds.join(' ')],
          [`parts.${row}.quantity`, count(quantity)],
        ]),
      ];
    case 'gift':
    case 'free_delivery': {
      const { threshold } = does;
      return [
        ['measure', threshold?.measure ?? 'fen'],
        ['from', threshold ? amount(threshold.measure, threshold.from) : ''],
        ...(does.kind === 'gift' ? does.gifts : []).flatMap(
          ({ skuId, quantity }, row): [string, string][] => [
            [`gifts.${row}.skuId`, sku(skuId)],
            [`gifts.${row}.quantity`, count(quantity)],
          ],
        ),
      ];
    }
  }
}

export type PromotionFaults = Map<string, Word>;

/** Rows of a list that have anything in them, by their numbers. */
export function rowsOf(fields: FormFields, list: string): number[] {
  const rows = fields.names().flatMap((name) => {
    const found = new RegExp(`^${list}\\.(\\d{1,3})\\.`).exec(name);
    return found && fields.text(name).trim() !== '' ? [Number(found[1])] : [];
  });
  return [...new Set(rows)].sort((a, b) => a - b);
}

/** The promotion that the form says, or what is wrong with it. */
export function readPromotion(
  fields: FormFields,
  kept: Pick<Promotion, 'id' | 'madeAtMs' | 'paused'>,
): { promotion: Promotion | null; faults: PromotionFaults } {
  const faults: PromotionFaults = new Map();
  const text = (name: string) => fields.text(name).trim();
  /** Null where nothing stands; what does not read is a fault, and never nothing. */
  function read(name: string, how: (text: string) => number | null, word: Word): number | null {
    if (text(name) === '') return null;
    const value = how(text(name));
    if (value === null) faults.set(name, word);
    return value;
  }
  const money = (name: string) => read(name, readYuan, 'rateBadMoney');
  const whole = (name: string) =>
    read(name, (typed) => (/^\d{1,9}$/.test(typed) ? Number(typed) : null), 'promotionBadNumber');
  const share = (name: string) => read(name, readPercent, 'rateBadPercent');
  const time = (name: string) => read(name, brandTimeOf, 'rateBadTime');
  const minute = (name: string) => read(name, readMinute, 'rateBadTime');
  const picked = (name: string, id: (typed: string) => string) => [
    ...new Set(
      fields
        .all(name)
        .map(id)
        .filter((value) => value !== ''),
    ),
  ];
  const divided = (name: string) => [
    ...new Set(
      text(name)
        .split(/[\s,，、]+/)
        .filter((one) => one !== ''),
    ),
  ];
  const measure = text('measure') === 'pieces' ? 'pieces' : 'fen';
  const from = (name: string) => (measure === 'fen' ? money(name) : whole(name));

  function doesOf(kind: string): unknown {
    switch (kind as PromotionKind) {
      case 'member_price':
      case 'time_price':
        return {
          prices: rowsOf(fields, 'prices').map((row) => ({
            skuId: pickedId(text(`prices.${row}.skuId`)),
            priceFen: money(`prices.${row}.priceFen`),
          })),
        };
      case 'percent':
        return { offBasisPoints: share('offBasisPoints') };
      case 'amount':
        return { offFen: money('offFen') };
      case 'full_reduction':
        return {
          ...{ measure, repeats: text('repeats') === 'yes' },
          steps: rowsOf(fields, 'steps').map((row) => ({
            from: from(`steps.${row}.from`),
            offFen: money(`steps.${row}.offFen`),
            offBasisPoints: share(`steps.${row}.offBasisPoints`),
          })),
        };
      case 'nth_piece':
        return { n: whole('n'), offBasisPoints: share('offBasisPoints'), sameSku: text('sameSku') === 'yes' };
      case 'buy_get':
        return { buy: whole('buy'), get: whole('get'), sameSku: text('sameSku') === 'yes' };
      case 'bundle':
        return {
          priceFen: money('priceFen'),
          parts: rowsOf(fields, 'parts').map((row) => ({
            // One that was found by its name, or several by their numbers.
            skuIds: text(`parts.${row}.skuIds`).includes(' · ')
              ? [pickedId(text(`parts.${row}.skuIds`))]
              : divided(`parts.${row}.skuIds`).map((id) => id.toUpperCase()),
            quantity: whole(`parts.${row}.quantity`) ?? 1,
          })),
        };
      case 'gift':
        return {
          threshold: { measure, from: from('from') },
          gifts: rowsOf(fields, 'gifts').map((row) => ({
            skuId: pickedId(text(`gifts.${row}.skuId`)),
            quantity: whole(`gifts.${row}.quantity`) ?? 1,
          })),
        };
      default:
        return { threshold: text('from') === '' ? null : { measure, from: from('from') } };
    }
  }

  const kind = text('kind');
  const [fromMinute, untilMinute] = [minute('hours.fromMinute'), minute('hours.untilMinute')];
  const given = {
    ...kept,
    name: bothTexts(fields, 'name'),
    laneId: text('laneId'),
    coupon:
      text('byCoupon') === 'yes'
        ? {
            code: text('coupon.code') === '' ? null : text('coupon.code').toUpperCase(),
            singleCodes: whole('coupon.singleCodes') ?? 0,
            inApp: text('coupon.inApp') === 'yes',
            perMember: whole('coupon.perMember') ?? 1,
            inAll: whole('coupon.inAll'),
            validDays: whole('coupon.validDays'),
            backOnReturn: text('coupon.backOnReturn') === 'yes',
          }
        : null,
    does: { kind, ...(doesOf(kind) as object) },
    goods: {
      productIds: picked('goods.productIds', pickedId),
      categoryIds: picked('goods.categoryIds', idPicked),
      tags: divided('goods.tags'),
      exceptProductIds: picked('goods.exceptProductIds', pickedId),
    },
    scope: {
      locationIds: picked('scope.locationIds', pickedId),
      provinces: divided('scope.provinces'),
      channels: picked('scope.channels', idPicked),
      tierIds: picked('scope.tierIds', idPicked),
    },
    fromMs: time('fromMs'),
    untilMs: time('untilMs'),
    hours: fromMinute === null && untilMinute === null ? null : { fromMinute, untilMinute },
    borneBy: Object.fromEntries(bearers.map((bearer) => [bearer, whole(`borneBy.${bearer}`) ?? 0])),
    caps: {
      ...Object.fromEntries(capNames.map((cap) => [cap, whole(`caps.${cap}`)])),
      budgetFen: money('caps.budgetFen'),
    },
  };
  const parsed = promotionSchema.safeParse(given);
  if (parsed.success) return { promotion: faults.size === 0 ? parsed.data : null, faults };
  for (const { path, message } of parsed.error.issues) {
    const field = fieldOf(path.map(String), fields);
    if (!faults.has(field)) faults.set(field, wordOf(field, message));
  }
  return { promotion: null, faults };
}

/** `24:00` is the end of a day, which a field for times does not know: midnight ends one there. */
function readMinute(text: string): number | null {
  const parts = /^(\d{2}):(\d{2})(?::\d{2})?$/.exec(text);
  if (!parts) return null;
  const minute = Number(parts[1]) * 60 + Number(parts[2]);
  return minute <= 1_440 ? minute : null;
}

/** The rows of a form may have gaps, those of what is read have none. */
function fieldOf(path: readonly string[], fields: FormFields): string {
  const [head = '', ...rest] = path;
  if (head === 'goods' || head === 'scope') return `${head}.${rest[0] ?? ''}`;
  if (head !== 'does') return path.join('.');
  const [list = '', nth, part] = rest;
  if (list === 'threshold') return 'from';
  if (list === '') return fields.text('kind') === 'bundle' ? 'parts' : 'steps';
  if (nth === undefined) return list;
  const row = rowsOf(fields, list)[Number(nth)] ?? nth;
  return `${list}.${row}.${part ?? (list === 'steps' ? 'offFen' : 'skuId')}`;
}

const said: Readonly<Record<string, Word>> = {
  ends_before_it_begins: 'promotionEndsBefore',
  a_hundred: 'promotionHundred',
  ascend: 'promotionAscend',
  one_step_repeats: 'promotionRepeatsBad',
  one_of_both: 'promotionOneOfBoth',
  twice: 'promotionTwice',
};

function wordOf(field: string, message: string): Word {
  if (said[message]) return said[message];
  if (field.startsWith('name')) return 'rateBadName';
  if (field.endsWith('Fen')) return 'rateBadMoney';
  if (field.endsWith('BasisPoints')) return 'rateBadPercent';
  return 'promotionBadField';
}

/** An id that no promotion has or had: orders and counts of uses keep it. */
export function freePromotionId(nowMs: number, taken: readonly Pick<Promotion, 'id'>[]): string {
  const ids = new Set(taken.map(({ id }) => id));
  for (let at = nowMs; ; at += 1) {
    const id = `p${at.toString(36)}`;
    if (!ids.has(id)) return id;
  }
}

/** One that is for everything, everybody and ever, from now on; what it does is for its form to say. */
export function emptyPromotion(kind: PromotionKind, id: string, laneId: string, nowMs: number): Promotion {
  return {
    ...{ id, laneId, name: { zh: '', en: '' }, madeAtMs: nowMs, fromMs: nowMs, untilMs: null, hours: null },
    does: emptyDoes[kind],
    goods: { productIds: [], categoryIds: [], tags: [], exceptProductIds: [] },
    scope: { locationIds: [], provinces: [], channels: [], tierIds: [] },
    borneBy: { brand: 100, branch: 0, owner: 0 },
    caps: { inAll: null, perDay: null, perMember: null, perMemberDay: null, budgetFen: null },
    ...{ coupon: null, paused: false },
  };
}

const emptyDoes: Readonly<Record<PromotionKind, PromotionDoes>> = {
  member_price: { kind: 'member_price', prices: [] },
  time_price: { kind: 'time_price', prices: [] },
  percent: { kind: 'percent', offBasisPoints: 1_000 },
  amount: { kind: 'amount', offFen: 500 },
  full_reduction: {
    kind: 'full_reduction',
    measure: 'fen',
    steps: [{ from: 10_000, offFen: 1_000, offBasisPoints: null }],
    repeats: false,
  },
  nth_piece: { kind: 'nth_piece', n: 2, offBasisPoints: 5_000, sameSku: true },
  buy_get: { kind: 'buy_get', buy: 2, get: 1, sameSku: true },
  bundle: { kind: 'bundle', parts: [], priceFen: 9_900 },
  gift: { kind: 'gift', threshold: { measure: 'fen', from: 10_000 }, gifts: [] },
  free_delivery: { kind: 'free_delivery', threshold: { measure: 'fen', from: 5_000 } },
};

/** In which lane one of this kind usually stands. */
export function usualLane(kind: PromotionKind, laneIds: readonly string[]): string {
  const usual = {
    ...{ member_price: 'price', time_price: 'price', percent: 'price', amount: 'price' },
    ...{ full_reduction: 'reduction', nth_piece: 'reduction', buy_get: 'reduction', bundle: 'reduction' },
    ...{ gift: 'extra', free_delivery: 'extra' },
  }[kind];
  return laneIds.includes(usual) ? usual : (laneIds[0] as string);
}

export const promotionActs = ['pause', 'end', 'remove'] as const;
export type PromotionAct = (typeof promotionActs)[number];

/** The promotions with that done to one of them; null where it is not there. */
export function changedPromotions(
  promotions: readonly Promotion[],
  act: PromotionAct,
  id: string,
  nowMs: number,
): Promotion[] | null {
  const index = promotions.findIndex((one) => one.id === id);
  const one = promotions[index];
  if (!one) return null;
  if (act === 'remove') return promotions.toSpliced(index, 1);
  if (act === 'pause') return promotions.with(index, { ...one, paused: !one.paused });
  return promotions.with(index, { ...one, untilMs: Math.max(nowMs, one.fromMs + 1) });
}
