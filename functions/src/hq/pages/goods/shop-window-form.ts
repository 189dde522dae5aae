/** What the form of the shop window makes of its fields, and what it begins with. */
import { imagePathSchema, provinces, shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import {
  maxSectionProducts,
  type ShopWindow,
  type Shown,
  windowBannerSchema,
  windowCategorySchema,
  windowHotWordSchema,
  windowLimits,
  windowParts,
  windowSectionSchema,
} from '@jindian/shared/contract/goods/shop-window';
import { brandTimeOf } from '@jindian/shared/time';
import type { FormFields } from '../../forms/fields.ts';
import { idPicked } from '../../forms/picked.ts';
import type { Word } from '../../words/say.ts';

export type WindowPart = (typeof windowParts)[number];
export type WindowFault = { part: WindowPart; row: number; word: Word };

/** Null: nothing was typed; undefined: no time. Times that are past are told too: what ended stays in its document. */
export function timeFrom(text: string): number | null | undefined {
  return text === '' ? null : (brandTimeOf(text) ?? undefined);
}

/** What names a row: without it there is none, whatever else is filled in. */
export const keyOf = {
  banners: 'target',
  sections: 'categoryId',
  hotWords: 'text',
  categories: 'categoryId',
} as const;

/** Rows that were sent, in the order that people gave them: who names a place moves there, before who was there. */
function rowsOf(fields: FormFields, part: WindowPart): number[] {
  const rows = new Set<number>();
  for (const name of fields.names()) {
    const found = new RegExp(`^${part}\\.(\\d{1,2})\\.`).exec(name);
    if (found) rows.add(Number(found[1]));
  }
  const placed = [...rows]
    .sort((a, b) => a - b)
    .map((row) => {
      const text = fields.text(`${part}.${row}.place`).trim();
      const place = /^\d{1,2}$/.test(text) ? Number(text) : row + 1;
      return { row, place, moved: place === row + 1 ? 1 : 0 };
    });
  return placed.sort((a, b) => a.place - b.place || a.moved - b.moved || a.row - b.row).map(({ row }) => row);
}

/** How many rows of a part the form has: those that are there, and two to be filled. */
export function rowCount(part: WindowPart, present: number, fields: FormFields | null): number {
  const sent = fields ? Math.max(0, ...rowsOf(fields, part).map((row) => row + 1)) : 0;
  return Math.min(windowLimits[part], Math.max(sent, present + 2));
}

type Row = { text(name: string): string; all(name: string): readonly string[] };

function shownOf({ text }: Row): Shown | Word {
  const named = text('provinces')
    .split(/[\s,，、;；]+/)
    .filter((one) => one !== '')
    .map(shortProvinceName);
  const known = named.flatMap((name) => provinces.find((one) => one === name) ?? []);
  if (known.length < named.length) return 'windowBadProvince';
  const [fromMs, untilMs] = [timeFrom(text('from').trim()), timeFrom(text('until').trim())];
  if (fromMs === undefined || untilMs === undefined) return 'windowBadTime';
  if (fromMs !== null && untilMs !== null && fromMs >= untilMs) return 'windowBadTime';
  return { provinces: [...new Set(known)], fromMs, untilMs };
}

function titleOf({ text }: Row) {
  const [zh, en] = [text('title.zh').trim(), text('title.en').trim()];
  return zh === '' && en === '' ? null : { zh: zh || en, en: en || zh };
}

function imageOf({ text }: Row): string | null {
  return text('imagePath').trim().split(/\s+/)[0] || null;
}

const readers = {
  banners(row: Row, shown: Shown) {
    const imagePath = imageOf(row);
    if (imagePath !== null && !imagePathSchema.safeParse(imagePath).success) return 'windowBadPicture';
    const target = idPicked(row.text('target'));
    return (
      windowBannerSchema.safeParse({ target, imagePath, title: titleOf(row), ...shown }).data ??
      'windowBadTarget'
    );
  },
  sections(row: Row, shown: Shown) {
    const products = row.all('products').map(idPicked).filter(Boolean);
    return (
      windowSectionSchema.safeParse({
        categoryId: idPicked(row.text('categoryId')),
        title: titleOf(row),
        productIds: [...new Set(products)].slice(0, maxSectionProducts),
        ...shown,
      }).data ?? 'windowBadTarget'
    );
  },
  hotWords: (row: Row, shown: Shown) =>
    windowHotWordSchema.safeParse({ text: row.text('text'), ...shown }).data ?? 'windowBadWord',
  categories: (row: Row, shown: Shown) =>
    windowCategorySchema.safeParse({ categoryId: idPicked(row.text('categoryId')), ...shown }).data ??
    'windowBadTarget',
} satisfies Record<WindowPart, (row: Row, shown: Shown) => object | Word>;

/** The window that the fields say; or the first row that says nothing. */
export function readWindow(fields: FormFields): { content: ShopWindow } | { bad: WindowFault } {
  const content: Record<WindowPart, object[]> = { banners: [], sections: [], hotWords: [], categories: [] };
  for (const part of windowParts) {
    for (const row of rowsOf(fields, part)) {
      const of: Row = {
        text: (name) => fields.text(`${part}.${row}.${name}`),
        all: (name) => fields.all(`${part}.${row}.${name}`),
      };
      if (of.text(keyOf[part]).trim() === '') continue;
      const shown = shownOf(of);
      const read = typeof shown === 'string' ? shown : readers[part](of, shown);
      if (typeof read === 'string') return { bad: { part, row, word: read as Word } };
      content[part].push(read);
    }
  }
  return { content: content as ShopWindow };
}
