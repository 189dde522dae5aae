import { brandDay } from '@jindian/shared/time';
import { readDay } from '../format.ts';

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

/** Whether a time is within days as they were chosen, of the brand's calendar; an empty one leaves that side open. */
export function withinDays(from: string, to: string): (atMs: number) => boolean {
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
