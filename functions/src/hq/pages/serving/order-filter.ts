import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { methods } from '@jindian/shared/contract/serving/order';
import { csvOf } from '@jindian/shared/csv';
import { formatBrandTime } from '@jindian/shared/time';
import { pickedId } from '../../forms/picked.ts';
import type { Visit } from '../../visit.ts';
import { type Stage, stageOf, stages } from './stages.ts';

export const orderSorts = ['newest', 'oldest', 'amount'] as const;
export type OrderSort = (typeof orderSorts)[number];
export const pageSizes = [30, 100] as const;

/** What of a day's orders is shown, and in which order; empty text: whatever it is. */
export type OrderFilter = {
  state: Stage | '';
  method: string;
  /** A place as it was picked: where the shopper was, or who serves. */
  at: string;
  province: string;
  guide: string;
  sort: OrderSort;
  size: (typeof pageSizes)[number];
};

export function readOrderFilter(query: (name: string) => string | undefined): OrderFilter {
  const text = (name: string) => (query(name) ?? '').trim().slice(0, 120);
  const one = <T>(known: readonly T[], value: unknown) => known.find((each) => each === value);
  return {
    state: one(stages, text('state')) ?? '',
    method: one(methods, text('method')) ?? '',
    at: text('at'),
    province: text('province'),
    guide: text('guide'),
    sort: one(orderSorts, text('sort')) ?? 'newest',
    size: one(pageSizes, Number(text('size'))) ?? pageSizes[0],
  };
}

/** What an address has to say to show the same again: nothing of what is as it is anyway. */
export function filterQuery({ size, sort, ...texts }: OrderFilter): Record<string, string> {
  const said = Object.entries(texts).filter(([, value]) => value !== '');
  return {
    ...Object.fromEntries(said),
    ...(sort === 'newest' ? {} : { sort }),
    ...(size === pageSizes[0] ? {} : { size: String(size) }),
  };
}

/** Newest first and everything: read page by page, however many there are. */
export function showsAll({ size: _size, ...filter }: OrderFilter): boolean {
  return Object.keys(filterQuery({ ...filter, size: pageSizes[0] })).length === 0;
}

type ProvinceOf = (locationId: string) => string | undefined;

export function fitsFilter(filter: OrderFilter, provinceOf: ProvinceOf) {
  const at = filter.at === '' ? null : pickedId(filter.at);
  const guide = filter.guide.toLowerCase();
  return (order: HqOrderSummary): boolean => {
    const placed = order.storefront.locationId;
    return (
      (filter.state === '' || stageOf(order) === filter.state) &&
      (filter.method === '' || order.method === filter.method) &&
      (at === null || placed === at || order.servingLocationIds.some((id) => id === at)) &&
      (filter.province === '' ||
        [placed, ...order.servingLocationIds].some((id) => provinceOf(id) === filter.province)) &&
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
      t('columnMethod'),
      t('columnState'),
      t('columnAmount'),
      t('columnRefunded'),
      t('columnSeller'),
    ],
  ]);
}

/** Without the mark at the beginning: these rows follow others. */
export function csvRows(visit: Visit, orders: readonly HqOrderSummary[]): string {
  const { language } = visit;
  if (orders.length === 0) return '';
  return csvOf(
    orders.map((order) => [
      order.number,
      formatBrandTime(order.createdAtMs),
      order.storefront.name[language],
      order.servingName[language],
      visit.code('method', order.method),
      visit.code('stage', stageOf(order)),
      yuan(order.totalFen),
      yuan(order.refundedFen),
      order.sellerName ?? '',
    ]),
  ).replace('\uFEFF', '');
}
