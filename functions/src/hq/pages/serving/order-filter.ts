import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { methods } from '@jindian/shared/contract/serving/order';
import { csvOf } from '@jindian/shared/csv';
import { formatBrandTime } from '@jindian/shared/time';
import { pickedId } from '../../forms/picked.ts';
import { dayFields, type ListField, type ListQuery } from '../../ui/list.ts';
import type { Visit } from '../../visit.ts';
import { isWaiting, stageOf, stages } from './stages.ts';

export const orderSorts = ['newest', 'oldest', 'amount'] as const;
/** What the figures of a day count: several stages at once. */
const stageGroups = ['any_unpaid', 'any_paid', 'any_waiting', 'any_refund'] as const;

function isInGroup(order: HqOrderSummary, group: (typeof stageGroups)[number]): boolean {
  const stage = stageOf(order);
  const isRefunded = stage === 'refunding' || stage === 'refunded';
  switch (group) {
    case 'any_unpaid':
      return stage === 'awaiting_payment' || stage === 'closing';
    case 'any_paid':
      return isRefunded || stage === 'completed' || isWaiting(stage);
    case 'any_waiting':
      return isWaiting(stage);
    case 'any_refund':
      return isRefunded || order.refundedFen > 0;
  }
}

export type OrderSort = (typeof orderSorts)[number];
export type OrderFieldName = 'period' | 'from' | 'to' | 'state' | 'method' | 'at' | 'province' | 'guide';
export type OrderFilter = ListQuery<OrderFieldName, OrderSort>;

/** `at`: a place as it was picked, where the shopper was, or who serves. */
export function orderFields(
  { t, code }: Pick<Visit, 't' | 'code'>,
  provinces: readonly string[],
): ListField<OrderFieldName>[] {
  return [
    ...dayFields({ t, code }),
    {
      kind: 'choice',
      name: 'state',
      label: t('columnState'),
      options: [...stages, ...stageGroups].map((one) => [one, code('stage', one)] as const),
    },
    {
      kind: 'choice',
      name: 'method',
      label: t('columnMethod'),
      options: methods.map((one) => [one, code('method', one)] as const),
    },
    { kind: 'pick', of: 'places', name: 'at', label: t('filterAt') },
    {
      kind: 'choice',
      name: 'province',
      label: t('filterProvince'),
      options: provinces.map((one) => [one, one] as const),
    },
    { kind: 'text', name: 'guide', label: t('columnSeller') },
  ];
}

type ProvinceOf = (locationId: string) => string | undefined;

export function fitsFilter({ values }: Pick<OrderFilter, 'values'>, provinceOf: ProvinceOf) {
  const at = values.at === '' ? null : pickedId(values.at);
  const guide = values.guide.toLowerCase();
  const group = stageGroups.find((one) => one === values.state);
  return (order: HqOrderSummary): boolean => {
    const placed = order.storefront.locationId;
    return (
      (values.state === '' || (group ? isInGroup(order, group) : stageOf(order) === values.state)) &&
      (values.method === '' || order.method === values.method) &&
      (at === null || placed === at || order.servingLocationIds.some((id) => id === at)) &&
      (values.province === '' ||
        [placed, ...order.servingLocationIds].some((id) => provinceOf(id) === values.province)) &&
      (guide === '' || (order.sellerName ?? '').toLowerCase().includes(guide))
    );
  };
}

/** Equal amounts stay newest first; ids are in order of time. */
export function sortedOrders(orders: readonly HqOrderSummary[], sort: OrderSort): HqOrderSummary[] {
  const newest = [...orders].sort((a, b) => (a.id < b.id ? 1 : -1));
  if (sort === 'oldest') return newest.reverse();
  return sort === 'amount' ? newest.sort((a, b) => b.totalFen - a.totalFen) : newest;
}

const yuan = (fen: number) => (fen / 100).toFixed(2);

export function csvHead({ t }: Pick<Visit, 't'>): string {
  return csvOf([
    [
      t('columnOrder'),
      t('columnTime'),
      t('storefront'),
      t('servedBy'),
      t('columnServingState'),
      t('columnProducts'),
      t('columnSku'),
      t('columnPieces'),
      t('columnMethod'),
      t('columnState'),
      t('columnAmount'),
      t('columnRefunded'),
      t('columnSeller'),
    ],
  ]);
}

export function csvRow(visit: Visit, order: HqOrderSummary) {
  const { language } = visit;
  const inRow = (lines: HqOrderSummary['lines'], of: (line: HqOrderSummary['lines'][number]) => string) =>
    lines.map((line) => `${of(line)} × ${line.quantity}`).join(language === 'zh' ? '；' : '; ');
  return [
    order.number,
    formatBrandTime(order.createdAtMs),
    order.storefront.name[language],
    order.servingName[language],
    visit.code('servingState', order.fulfilmentState),
    inRow(order.lines, ({ title, skuName }) => `${title[language]} ${skuName[language]}`.trim()),
    inRow(order.lines, ({ skuId }) => skuId),
    order.itemCount,
    visit.code('method', order.method),
    visit.code('stage', stageOf(order)),
    yuan(order.totalFen),
    yuan(order.refundedFen),
    order.sellerName ?? '',
  ];
}
