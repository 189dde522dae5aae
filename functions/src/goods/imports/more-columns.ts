/** What a table says of a product beside what every one has, and of a category: one cell each, read as it was written. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  type Attribute,
  type Category,
  type Product,
  productSchema,
  shortProvinceName,
} from '@jindian/shared/contract/goods/catalog';
import { brandTimeOf, formatBrandTime } from '@jindian/shared/time';

/** Of a cell: what it means; undefined: nothing that can be read. */
type Reader<Value> = (text: string) => Value | undefined;
type Column<Value> = { write(value: Value): string; read: Reader<Value> };

/** In a cell that may say that there is none. */
const none = '-';
const listMark = /\s*[;；\n]\s*/;
const parts = (text: string) => text.split(listMark).filter((part) => part !== '');

/** As people write it; where that would be read as something else, as JSON. */
function column<Value>(write: (value: Value) => string, plainly: Reader<Value>): Column<Value> {
  const read: Reader<Value> = (text) => {
    if (!/^[[{"]/.test(text)) return plainly(text);
    try {
      return JSON.parse(text) as Value;
    } catch {
      return plainly(text);
    }
  };
  return {
    write(value) {
      const text = write(value);
      return text !== none && JSON.stringify(read(text)) === JSON.stringify(value)
        ? text
        : JSON.stringify(value);
    },
    read,
  };
}

/** 「材质 | Material」; English may be left out. */
const bothFrom: Reader<LocalizedText> = (text) => {
  const [zh = '', en = zh, more] = text.split('|').map((part) => part.trim());
  return zh === '' || more !== undefined ? undefined : { zh, en: en || zh };
};
const bothText = ({ zh, en }: LocalizedText) => (zh === en ? zh : `${zh} | ${en}`);
const every = <Value>(found: (Value | undefined)[]): Value[] | undefined =>
  found.some((one) => one === undefined) ? undefined : (found as Value[]);

const both = column<LocalizedText>(bothText, bothFrom);
const boths = column<LocalizedText[]>(
  (all) => all.map(bothText).join('; '),
  (text) => every(parts(text).map(bothFrom)),
);
const count = column<number>(String, (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined));
const percent = column<number>(
  (points) => String(points / 100),
  (text) => (/^\d{1,3}(\.\d{1,2})?%?$/.test(text) ? Math.round(Number.parseFloat(text) * 100) : undefined),
);
const plain = column<string>(
  (text) => text,
  (text) => text,
);
const yes = ['是', 'yes', 'y', 'true', '1'];
const flag = column<boolean>(
  (on) => (on ? 'yes' : 'no'),
  (text) => (yes.includes(text.toLowerCase()) ? true : /^(否|no|n|false|0)$/i.test(text) ? false : undefined),
);
const words = column<string[]>(
  (all) => all.join('、'),
  (text) => text.split(/[\s,，、;；]+/).filter(Boolean),
);
const paths = column<string[]>(
  (all) => all.join(' '),
  (text) => text.split(/\s+/).filter(Boolean),
);
const moment = column<number>(
  (atMs) => (atMs % 60_000 === 0 ? formatBrandTime(atMs) : String(atMs)),
  (text) => {
    if (/^\d{12,14}$/.test(text)) return Number(text);
    return (
      brandTimeOf(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text.replace(' ', 'T')) ?? undefined
    );
  },
);
const everywhere = ['全国', 'national', 'all'];

/** `material=cotton,wool; season=summer`: by the ids of the category's attributes. */
const attributes = column<Record<string, string[]>>(
  (all) =>
    Object.entries(all)
      .map(([id, values]) => `${id}=${values.join(',')}`)
      .join('; '),
  (text) => {
    const pairs = every(
      parts(text).map((part) => {
        const [id = '', values = '', more] = part.split('=').map((one) => one.trim());
        return id === '' || values === '' || more !== undefined
          ? undefined
          : ([id, values.split(/\s*[,，、]\s*/).filter(Boolean)] as const);
      }),
    );
    return pairs && Object.fromEntries(pairs);
  },
);
const specs = column<Product['specs']>(
  (all) => all.map(({ name, value }) => `${bothText(name)} = ${bothText(value)}`).join('; '),
  (text) =>
    every(
      parts(text).map((part) => {
        const [name, value, more] = part.split('=').map((one) => bothFrom(one.trim()));
        return name && value && more === undefined ? { name, value } : undefined;
      }),
    ),
);

type More = { [Field in keyof Product]?: Product[Field] };
type Field = keyof More;

/** Column → the field that it says. Its order is that of the columns. */
const fields = {
  detailPictures: ['detailPaths', paths],
  specs: ['specs', specs],
  regions: [
    'regions',
    column<string[] | null>(
      (all) => (all === null ? '全国' : all.join('、')),
      (text) =>
        everywhere.includes(text.toLowerCase())
          ? null
          : text
              .split(/[\s,，、;；]+/)
              .filter(Boolean)
              .map(shortProvinceName),
    ),
  ],
  branchesOf: [
    'branchesOf',
    column<string>(
      (text) => text,
      (text) =>
        ({ 直营: 'hq', 总部直营: 'hq', 加盟: 'dealer', 加盟商: 'dealer' })[text] ?? text.toLowerCase(),
    ),
  ],
  brandLine: ['brandLine', both],
  tags: ['tags', boths],
  attributes: ['attributes', attributes],
  tracking: ['tracking', plain],
  expiryBlockDays: ['expiryBlockDays', count],
  taxCode: ['taxCode', plain],
  taxRate: ['taxRateBasisPoints', percent],
  needs: ['needs', words],
  onlineOnly: ['onlineOnly', flag],
  hasSerials: ['hasSerials', flag],
  notReturnable: ['notReturnable', both],
  volumeCubicCentimeters: ['volumeCubicCentimeters', count],
  warrantyMonths: ['warrantyMonths', count],
  portionGrams: ['portionGrams', count],
  dealersFrom: ['dealersFromMs', moment],
  visibleFrom: ['visibleFromMs', moment],
} as const satisfies Record<string, readonly [Field, unknown]>;
export type MoreColumn = keyof typeof fields;
const moreColumns = Object.keys(fields) as MoreColumn[];

/** What may not be without a value: it is emptied by what stands for nothing in it. */
const emptied: Partial<Record<Field, unknown>> = { specs: [], regions: null };

export function moreCells(product: Product): Record<string, string> {
  return Object.fromEntries(
    moreColumns.flatMap((name) => {
      const [field, { write }] = fields[name] as unknown as [Field, Column<unknown>];
      const value = product[field];
      const isNothing = value === undefined || (Array.isArray(value) && value.length === 0);
      return isNothing && field !== 'needs' ? [] : [[name, value === undefined ? '' : write(value)]];
    }),
  );
}

/** A product with what the cells say of it, or the first that says nothing of its kind. `-` takes away what is there. */
export function withMore(
  product: Product,
  cells: Readonly<Partial<Record<MoreColumn, string | number | undefined>>>,
): { product: Product } | { bad: MoreColumn } {
  const next: Record<string, unknown> = { ...product };
  for (const name of moreColumns) {
    const text = cells[name];
    if (text === undefined) continue;
    const [field, { read }] = fields[name] as unknown as [Field, Column<unknown>];
    if (text === none) {
      if (field in emptied) next[field] = emptied[field];
      else delete next[field];
      continue;
    }
    const parsed = productSchema.shape[field].safeParse(read(String(text)));
    if (!parsed.success || (parsed.data === undefined && field !== 'regions')) return { bad: name };
    next[field] = parsed.data;
  }
  return { product: next as Product };
}

/** 「material 材质 | Material = cotton 棉 | Cotton, wool 羊毛 | Wool」, one after another. */
const attributeList = column<Attribute[]>(
  (all) =>
    all
      .map(
        ({ id, name, values }) =>
          `${id} ${bothText(name)} = ${values.map((one) => `${one.id} ${bothText(one.name)}`).join(', ')}`,
      )
      .join('; '),
  (text) => {
    const named = (part: string) => {
      const [, id, rest = ''] = /^(\S+)\s+(.+)$/.exec(part.trim()) ?? [];
      const name = bothFrom(rest);
      return id && name ? { id, name } : undefined;
    };
    return every(
      parts(text).map((part) => {
        const [head = '', tail = '', more] = part.split('=');
        const said = named(head);
        const values = every(tail.split(/[,，]/).map(named));
        return said && values && more === undefined ? { ...said, values } : undefined;
      }),
    );
  },
);
export const categoryCells = ({ attributes: all, taxCode, taxRateBasisPoints }: Category) => ({
  attributes: all ? attributeList.write(all) : '',
  taxCode: taxCode ?? '',
  taxRate: taxRateBasisPoints === undefined ? '' : percent.write(taxRateBasisPoints),
});
export const readAttributes = attributeList.read;
export const readPercent = percent.read;
