import type { LocalizedText } from '@jindian/shared/contract/common';
import type { MyData } from '@jindian/shared/contract/people/rights';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';

/** What stands of one thing that is kept: a word, and what it says. */
export type KeptLine = readonly [label: string, value: string];
export type KeptWords = Readonly<Record<string, string>>;

type Kept = MyData['kept'][number];

/** As a person reads it; null: nothing. A field without a word of its own is told by its name rather than left out. */
function saidOf(name: string, value: unknown, words: KeptWords): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number' && name.endsWith('Ms')) return formatBrandTime(value);
  if (typeof value === 'number' && name.endsWith('Fen')) return formatYuan(value);
  if (typeof value === 'boolean') return words[value ? 'yes' : 'no'] ?? String(value);
  if (typeof value === 'string') return words[`v_${value}`] ?? value;
  if (Array.isArray(value)) return value.map((one) => saidOf('', one, words)).join('、') || null;
  if (typeof value === 'object')
    return Object.entries(value)
      .flatMap(([inner, one]) => saidOf(inner, one, words) ?? [])
      .join(' ');
  return String(value);
}

export function linesOf({ values }: Kept, words: KeptWords): KeptLine[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const said = saidOf(name, value, words);
    return said === null ? [] : [[words[`f_${name}`] ?? name, said] as const];
  });
}

/** What a person looks for in their orders; the other file has the rest. */
function orderLines(
  order: Partial<OrderView>,
  words: KeptWords,
  pick: (text: LocalizedText) => string,
): KeptLine[] {
  const { number, createdAtMs, lines = [], totalFen, address } = order;
  const told: [string, string | undefined][] = [
    ['order', number],
    ['orderPlaced', createdAtMs === undefined ? undefined : formatBrandTime(createdAtMs)],
    ['orderGoods', lines.map(({ title, quantity }) => `${pick(title)} × ${quantity}`).join('；')],
    ['orderTotal', totalFen === undefined ? undefined : formatYuan(totalFen)],
    [
      'orderTo',
      address
        ? [
            address.recipientName,
            address.phone,
            address.province,
            address.city,
            address.county,
            address.detail,
          ].join(' ')
        : undefined,
    ],
  ];
  return told.flatMap(([key, value]) => (value ? [[words[key] ?? key, value] as const] : []));
}

/** Everything in one text, kind by kind, for whoever keeps it or shows it to somebody. */
export function readableText(
  { kept, orders }: Pick<MyData, 'kept' | 'orders'>,
  words: KeptWords,
  reading: { headOf(kind: string): string; pick(text: LocalizedText): string },
): string {
  const part = (head: string, lines: readonly KeptLine[]) =>
    [`【${head}】`, ...lines.map(([label, value]) => `${label}：${value}`)].join('\n');
  return [
    ...kept.map((one) => part(reading.headOf(one.kind), linesOf(one, words))),
    ...orders.map((order) =>
      part(words.order ?? 'order', orderLines(order as Partial<OrderView>, words, reading.pick)),
    ),
  ].join('\n\n');
}
