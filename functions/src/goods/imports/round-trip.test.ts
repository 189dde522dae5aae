import { cleanLine } from '@jindian/shared/clean-text';
import { csvCell, csvOf, withoutGuard } from '@jindian/shared/csv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { xlsxOf } from '../../platform/files/xlsx-file.ts';
import { type ReadTable, readTable } from './reading/table.ts';

/** What a system keeps: cleaned words in any script, of the kind that spreadsheets would run or take apart, too. */
const hostile = fc.constantFrom(
  '=1+1',
  '@SUM(A1)',
  '-x',
  '+86',
  "'=",
  "'",
  '"',
  'a,b',
  ';',
  '1,200',
  '007',
  '6.92E+12',
  '1-2',
  '岛',
  '_x0041_',
  '＝1',
);
const word = fc
  .oneof(
    hostile,
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.tuple(hostile, hostile).map((two) => two.join('')),
  )
  // What is not kept as it is typed is not exported either.
  .filter(
    (text) =>
      text !== '' && text === cleanLine(text) && !/[\uff01-\uff5e\u3000￥\ufffd\p{Surrogate}]/u.test(text),
  );
const digits = (max: number) => fc.integer({ min: 1, max }).map((n) => String(n).padStart(3, '0'));
const row = fc.record({
  skuId: fc.tuple(digits(99_999), digits(9_999)).map(([product, sku]) => `P${product}-${sku}`),
  region: fc.option(word, { nil: '' }),
  city: fc.option(word, { nil: '' }),
  fen: fc.integer({ min: 1, max: 100_000_000 }),
  // In no column of ours: whatever stands there, the cells beside it stay where they are.
  note: fc
    .string({ unit: 'binary', maxLength: 20 })
    .filter((text) => text === '' || !/\p{Surrogate}/u.test(text)),
});
const table = fc.uniqueArray(row, { minLength: 1, maxLength: 12, selector: ({ skuId }) => skuId });
const head = ['商品编号', '备注', '省份', '城市', '价格'];

const utf16 = (text: string, little: boolean) => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), little);
  return bytes;
};
/** The pairs of bytes that GB 18030 has for each character that takes two, by asking the decoder for all of them. */
const gbPairs = new Map<string, [number, number]>();
for (let lead = 0x81; lead <= 0xfe; lead += 1) {
  for (let trail = 0x40; trail <= 0xfe; trail += 1) {
    const char = new TextDecoder('gb18030').decode(new Uint8Array([lead, trail]));
    if (char.length === 1 && char !== '\ufffd') gbPairs.set(char, [lead, trail]);
  }
}
const gb = (text: string) =>
  [...text].flatMap((char) => (char < '\u0080' ? [char.charCodeAt(0)] : (gbPairs.get(char) ?? [0x3f])));

const writers: Record<string, (rows: (string | number)[][]) => [name: string, Uint8Array]> = {
  csv: (rows) => ['a.csv', new TextEncoder().encode(csvOf(rows))],
  'csv without a mark': (rows) => ['a.csv', new TextEncoder().encode(csvOf(rows).slice(1))],
  'csv that declares its separator': (rows) => [
    'a.csv',
    new TextEncoder().encode(`sep=,\r\n${csvOf(rows).slice(1)}`),
  ],
  'Unicode text': (rows) => [
    'a.txt',
    utf16(`\uFEFF${rows.map((cells) => cells.map(csvCell).join('\t')).join('\r\n')}`, true),
  ],
  'UTF-16, the other way round': (rows) => ['a.csv', utf16(csvOf(rows), false)],
  json: ([names = [], ...rows]) => [
    'a.json',
    new TextEncoder().encode(
      JSON.stringify(rows.map((cells) => Object.fromEntries(cells.map((cell, at) => [names[at], cell])))),
    ),
  ],
  xlsx: (rows) => ['a.xlsx', xlsxOf('价格 & "x"', rows)],
};

const expected = (rows: { skuId: string; region: string; city: string; fen: number }[]) =>
  rows.map(({ skuId, region, city, fen }) => ({
    skuId,
    ...(region === '' ? {} : { region }),
    ...(city === '' ? {} : { city }),
    priceYuan: (fen / 100).toFixed(2),
  }));
const cellsOf = (
  rows: { skuId: string; region: string; city: string; fen: number; note: string }[],
  asNumber: boolean,
) => [
  head,
  ...rows.map(({ skuId, note, region, city, fen }) => [
    skuId,
    note,
    region,
    city,
    asNumber ? fen / 100 : (fen / 100).toFixed(2),
  ]),
];

test.each(Object.keys(writers))('what is written as %s is read again as it was', (format) => {
  fc.assert(
    fc.property(table, fc.boolean(), (rows, asNumber) => {
      const [name, bytes] = (writers[format] as (typeof writers)[string])(cellsOf(rows, asNumber));
      const found = readTable('prices', name, bytes) as ReadTable;
      expect(found).toMatchObject({ bad: [], ignored: [{ heading: '备注' }] });
      expect(found.rows.map(({ values }) => values)).toEqual(expected(rows));
    }),
    { numRuns: 150 },
  );
});

test('what is written in GB 18030 is read again as it was', () => {
  const chinese = fc
    .string({ unit: fc.constantFrom(...gbPairs.keys()), maxLength: 6 })
    .filter((text) => text === '' || (text === cleanLine(text) && !/[\uff01-\uff5e\u3000￥]/.test(text)));
  const some = fc.array(
    fc.record({ region: chinese, city: chinese, note: chinese, fen: fc.integer({ min: 1, max: 1e8 }) }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(some, (given) => {
      const rows = given.map((one, n) => ({ ...one, skuId: `P${100 + n}-01` }));
      const found = readTable(
        'prices',
        'a.csv',
        new Uint8Array(gb(csvOf(cellsOf(rows, false)).slice(1))),
      ) as ReadTable;
      expect(found).toMatchObject({ source: { encoding: 'GB 18030' }, bad: [] });
      expect(found.rows.map(({ values }) => values)).toEqual(expected(rows));
    }),
    { numRuns: 150 },
  );
});

test('no cell is a formula to a spreadsheet, and none is changed by having been one', () => {
  fc.assert(
    fc.property(
      fc.oneof(word, fc.string({ unit: 'binary' }), fc.constantFrom('\t=1', '\r@x', '\n-1', "''=1", '－1')),
      (text) => {
        const cell = csvCell(text);
        const bare = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
        expect(bare).not.toMatch(/^[=+\-@\t\r\n＝＋－＠](?!\d+(\.\d+)?$)/);
        expect(withoutGuard(bare)).toBe(text);
      },
    ),
  );
  expect([csvCell('-12.50'), csvCell(-3), csvCell('-12.50x'), csvCell('+3')]).toEqual([
    '-12.50',
    '-3',
    "'-12.50x",
    "'+3",
  ]);
});

test('bytes of any kind are read or refused, never a crash', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .string({ unit: 'binary', maxLength: 300 })
      .map((text) => new TextEncoder().encode(`skuId,price\n${text}`)),
    fc.json().map((text) => new TextEncoder().encode(`[${text}]`)),
    fc.uint8Array({ maxLength: 300 }).map((rest) => new Uint8Array([0x50, 0x4b, ...rest])),
  );
  fc.assert(
    fc.property(bytes, (given) => {
      const found = readTable('prices', 'a.csv', given);
      expect('fault' in found || Array.isArray(found.rows)).toBe(true);
    }),
    { numRuns: 400 },
  );
});
