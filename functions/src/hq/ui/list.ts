import { brandDay, dayAfter } from '@jindian/shared/time';
import { readDay } from '../format.ts';
import type { Visit } from '../visit.ts';

/** What a list can be narrowed by. */
export type ListField<Name extends string = string> = { name: Name; label: string } & (
  | { kind: 'text' | 'day' }
  | { kind: 'pick'; of: 'places' | 'goods' | 'people' | 'things' }
  | { kind: 'choice'; options: readonly (readonly [value: string, text: string])[] }
);

/** How many rows a page may have; the first unless told. */
export const listSizes = [30, 100, 300] as const;
const maxPages = 1_000;
const maxTextLength = 120;

/** What is asked of a list. All of it stands in the address: it can be kept, sent, and downloaded. */
export type ListQuery<Name extends string = string, Sort extends string = string> = {
  /** Empty text: whatever it is. */
  values: Record<Name, string>;
  sort: Sort;
  size: number;
  /** Which page, from 1 on. */
  nth: number;
};

/** What is no choice, no day or no order of sorting is as if it were not asked. The first of `sorts` is the usual one. */
export function readList<Name extends string, Sort extends string>(
  query: (name: string) => string | undefined,
  fields: readonly ListField<Name>[],
  sorts: readonly [Sort, ...Sort[]],
): ListQuery<Name, Sort> {
  const text = (name: string) => (query(name) ?? '').trim().slice(0, maxTextLength);
  const chosen = (field: ListField<Name>): string => {
    const said = text(field.name);
    if (field.kind === 'day') return readDay(said) ?? '';
    if (field.kind === 'choice') return field.options.some(([value]) => value === said) ? said : '';
    return said;
  };
  const values = Object.fromEntries(fields.map((field) => [field.name, chosen(field)]));
  return {
    values: values as Record<Name, string>,
    sort: sorts.find((one) => one === text('sort')) ?? sorts[0],
    size: listSizes.find((one) => one === Number(text('size'))) ?? listSizes[0],
    nth: Math.max(1, Math.min(maxPages, Number.parseInt(text('page') || '1', 10) || 1)),
  };
}

/** What an address has to say to show the same again: nothing of what is as it is anyway, and not the page. */
export function saidInAddress({ values, sort, size }: ListQuery, usualSort: string): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')),
    ...(sort === usualSort ? {} : { sort }),
    ...(size === listSizes[0] ? {} : { size: String(size) }),
  };
}

/** Everything, in the usual order: a list that is read page by page need not be read whole. */
export function asksNothing(query: ListQuery, usualSort: string): boolean {
  return Object.keys(saidInAddress({ ...query, size: listSizes[0] }, usualSort)).length === 0;
}

/** Periods that go with the calendar: what is kept under a name is of today whenever it is opened. */
export const periods = ['today', 'yesterday', 'last7', 'last30', 'this_month', 'last_month'] as const;
type Chosen = { period: string; from: string; to: string };

export function dayFields({ t, code }: Pick<Visit, 't' | 'code'>): ListField<'period' | 'from' | 'to'>[] {
  return [
    {
      kind: 'choice',
      name: 'period',
      label: t('filterPeriod'),
      options: periods.map((one) => [one, code('period', one)] as const),
    },
    { kind: 'day', name: 'from', label: t('filterFrom') },
    { kind: 'day', name: 'to', label: t('filterTo') },
  ];
}

/** The days that are meant; days that were chosen one by one say more than a period beside them. */
export function daysMeant({ period, from, to }: Chosen, today: string): { from: string; to: string } {
  if (from !== '' || to !== '') return { from, to };
  const month = today.slice(0, 7);
  const lastOfBefore = dayAfter(`${month}-01`, -1);
  switch (period) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: dayAfter(today, -1), to: dayAfter(today, -1) };
    case 'last7':
      return { from: dayAfter(today, -6), to: today };
    case 'last30':
      return { from: dayAfter(today, -29), to: today };
    case 'this_month':
      return { from: `${month}-01`, to: today };
    case 'last_month':
      return { from: `${lastOfBefore.slice(0, 7)}-01`, to: lastOfBefore };
    default:
      return { from: '', to: '' };
  }
}

/** Whether a time is within the days that are meant, of the brand's calendar; an empty one leaves that side open. */
export function withinDays(chosen: Chosen, nowMs: number): (atMs: number) => boolean {
  const { from, to } = daysMeant(chosen, brandDay(nowMs));
  return (atMs) => {
    const day = brandDay(atMs);
    return (from === '' || day >= from) && (to === '' || day <= to);
  };
}

/** The page that is asked for, of all that was found. */
export function pageOf<T>(found: readonly T[], { size, nth }: Pick<ListQuery, 'size' | 'nth'>): readonly T[] {
  return found.slice((nth - 1) * size, nth * size);
}

export function listHref(path: string, said: Record<string, string>, more: Record<string, string> = {}) {
  const query = new URLSearchParams({ ...said, ...more }).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** What addresses of lists say beside the fields of their form. */
const besides = [
  'sort',
  'size',
  'page',
  'order',
  'day',
  'month',
  'text',
  'state',
  'location',
  'account',
  'from',
  'until',
];

/** Of an address that somebody kept what the list does not know now: fields that are gone, and choices. */
export function unknownIn(query: string, fields: readonly ListField[]): string[] {
  return [...new URLSearchParams(query)].flatMap(([name, value]) => {
    const field = fields.find((one) => one.name === name);
    if (!field) return besides.includes(name) ? [] : [name];
    return field.kind === 'choice' && value !== '' && !field.options.some(([one]) => one === value)
      ? [`${field.label} ${value}`]
      : [];
  });
}
