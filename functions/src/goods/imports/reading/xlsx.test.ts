import type { ImportKind } from '@jindian/shared/import-table';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { describe, expect, test, vi } from 'vitest';
import { type FileFault, type ReadTable, readTable } from './table.ts';

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

type Parts = Record<string, string | Uint8Array>;
type BookSheet = { name: string; data: string; state?: string; after?: string };

/** A workbook as Excel lays it out; `styles` are number formats, which cells name from 1 on: 0 is none. */
function partsOf(
  sheets: BookSheet[],
  more: { strings?: string[]; styles?: string[]; date1904?: boolean } = {},
): Parts {
  const { strings = [], styles = [], date1904 = false } = more;
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return {
    'xl/workbook.xml': `${xml}<workbook ${main} xmlns:r="${relations}"><workbookPr date1904="${date1904 ? 1 : 0}"/><sheets>${sheets
      .map(
        ({ name, state }, n) =>
          `<sheet name="${name}" sheetId="${n + 1}"${state ? ` state="${state}"` : ''} r:id="rId${n + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships>${sheets
      .map((_, n) => `<Relationship Id="rId${n + 1}" Target="worksheets/sheet${n + 1}.xml"/>`)
      .join('')}</Relationships>`,
    'xl/styles.xml': `${xml}<styleSheet ${main}><numFmts>${styles
      .map((code, n) => `<numFmt numFmtId="${200 + n}" formatCode="${code.replaceAll('"', '&quot;')}"/>`)
      .join('')}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${styles
      .map((_, n) => `<xf numFmtId="${200 + n}"/>`)
      .join('')}</cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `${xml}<sst ${main}>${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    ...Object.fromEntries(
      sheets.map(({ data, after = '' }, n) => [
        `xl/worksheets/sheet${n + 1}.xml`,
        `${xml}<worksheet ${main}><sheetData>${data}</sheetData>${after}</worksheet>`,
      ]),
    ),
  };
}

const zipped = (parts: Parts) =>
  zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]),
    ),
  );
const inline = (ref: string, text: string) =>
  `<c r="${ref}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
const row = (n: number, ...cells: string[]) => `<row r="${n}">${cells.join('')}</row>`;
const priceHead = row(1, inline('A1', '商品编号'), inline('B1', '价格'));
const read = (kind: ImportKind, parts: Parts) => readTable(kind, 'a.xlsx', zipped(parts));
const prices = (data: string, more: Parameters<typeof partsOf>[1] & { after?: string } = {}) =>
  read(
    'prices',
    partsOf([{ name: '价格', data: priceHead + data, ...(more.after ? { after: more.after } : {}) }], more),
  );
const seen = (found: ReadTable | FileFault) =>
  'fault' in found
    ? [found.fault]
    : [
        ...found.rows.map(({ row: number, values }) => [number, ...Object.values(values)]),
        ...found.bad.map(({ row: number, code, params }) => [number, code, params.cell]),
      ];

describe('a workbook', () => {
  test('is read as its cells are stored: texts, numbers, formulas by their results, dates by their formats', () => {
    const head = ['网点', 'SKU', '在库', '批号', '到期日', '截至时间'].map((text, at) =>
      inline(`${'ABCDEF'[at]}1`, text),
    );
    const found = read(
      'levels',
      partsOf(
        [
          {
            name: '库存',
            data:
              row(1, ...head) +
              row(
                3,
                '<c r="A3" t="s"><v>0</v></c>',
                '<c r="B3" t="s"><v>1</v></c>',
                '<c r="C3"><f>SUM(X1:X9)</f><v>1200</v></c>',
                '<c r="D3"><v>6920000000012</v></c>',
                '<c r="E3" s="1"><v>46361</v></c>',
                '<c r="F3" s="2"><v>46355.395833333336</v></c>',
              ),
          },
        ],
        {
          strings: ['<t>B001</t>', '<r><t>P001</t></r><rPh><t>read</t></rPh><r><t>-01</t></r>'],
          styles: ['yyyy"年"m"月"d"日"', 'yyyy/m/d\\ h:mm'],
        },
      ),
    );
    expect(found).toMatchObject({
      source: { format: 'xlsx', sheet: '库存', otherSheets: [] },
      headingRow: 1,
      rows: [
        {
          row: 3,
          values: {
            locationId: 'B001',
            skuId: 'P001-01',
            onHand: 1200,
            lot: '6920000000012',
            expiresOn: '2026-12-05',
            asOf: '2026-11-29 09:30:00',
          },
        },
      ],
      bad: [],
    });
  });

  test.each([
    ['error', '<c r="B2" t="e"><v>#N/A</v></c>', 'error_value'],
    ['a formula that was never worked out', '<c r="B2"><f>A1*2</f></c>', 'no_result'],
    ['yes or no', '<c r="B2" t="b"><v>1</v></c>', 'unreadable'],
    ['a percentage', '<c r="B2" s="1"><v>0.5</v></c>', 'odd_format'],
    ['more digits than money has', '<c r="B2"><v>3.999</v></c>', 'unreadable'],
    ['a date', '<c r="B2" s="2"><v>46361</v></c>', 'odd_format'],
    ['text that is no number', inline('B2', '1.200'), 'ambiguous'],
    ['control characters', inline('B2', '5_x0000_'), 'control_characters'],
    ['nothing', '', 'missing'],
  ])('names the cell that holds %s', (_, cell, code) => {
    expect(seen(prices(row(2, inline('A2', 'P001-01'), cell), { styles: ['0%', 'yyyy-mm-dd'] }))).toEqual([
      [2, code, 'B2'],
    ]);
  });

  test('gives back ids that lost digits, merged cells and hidden rows', () => {
    expect(
      seen(
        prices(
          row(2, '<c r="A2"><v>6.92E+12</v></c>', '<c r="B2"><v>5</v></c>') +
            row(3, '<c r="A3"><v>69200000000123456</v></c>', '<c r="B3"><v>5</v></c>') +
            row(4, inline('A4', 'P001-01'), '<c r="B4"><v>5</v></c>') +
            row(5, inline('A5', 'P002-01')) +
            `<row r="6" hidden="1">${inline('A6', 'P003-01')}<c r="B6"><v>5</v></c></row>`,
          { after: '<mergeCells><mergeCell ref="B4:B5"/></mergeCells>' },
        ),
      ),
    ).toEqual([
      [4, 'P001-01', '5.00'],
      [2, 'digits_lost', 'A2'],
      [3, 'digits_lost', 'A3'],
      [5, 'merged', 'B5'],
      [6, 'hidden_row', undefined],
    ]);
  });

  test('counts days from 1904 where it says so', () => {
    const data = row(
      1,
      ...['网点', 'SKU', '在库', '批号', '到期日'].map((text, at) => inline(`${'ABCDE'[at]}1`, text)),
    );
    const goods = row(
      2,
      inline('A2', 'B001'),
      inline('B2', 'P001-01'),
      inline('C2', '5'),
      inline('D2', 'L1'),
      '<c r="E2" s="1"><v>44899</v></c>',
    );
    const found = read(
      'levels',
      partsOf([{ name: 'S', data: data + goods }], { styles: ['yyyy-mm-dd'], date1904: true }),
    );
    expect(found).toMatchObject({ rows: [{ values: { expiresOn: '2026-12-05' } }] });
  });

  test('of several sheets is read where the headings fit, never in a hidden one, and says which', () => {
    const other = row(1, inline('A1', '说明'));
    const good = priceHead + row(2, inline('A2', 'P001-01'), inline('B2', '5'));
    const found = read(
      'prices',
      partsOf([
        { name: '说明', data: other },
        { name: '旧价', data: good, state: 'hidden' },
        { name: '新价', data: good },
      ]),
    ) as ReadTable;
    expect(found.source).toEqual({ format: 'xlsx', sheet: '新价', otherSheets: ['说明', '旧价'] });
    expect(seen(read('prices', partsOf([{ name: '说明', data: other }])))).toEqual(['columns']);
    expect(seen(read('prices', partsOf([{ name: '旧价', data: good, state: 'veryHidden' }])))).toEqual([
      'empty',
    ]);
  });
});

describe('a hostile workbook', () => {
  const sheet = 'xl/worksheets/sheet1.xml';
  const good = partsOf([{ name: 'S', data: priceHead + row(2, inline('A2', 'P001-01'), inline('B2', '5')) }]);
  /** What is told of it; however it is made, none of it is read twice. */
  const told = (parts: Parts | Uint8Array) => {
    const archive = parts instanceof Uint8Array ? parts : zipped(parts);
    const read = vi.spyOn(SaxesParser.prototype, 'write');
    const found = readTable('prices', 'a.xlsx', archive);
    const characters = read.mock.calls.reduce((sum, [piece]) => sum + String(piece ?? '').length, 0);
    read.mockRestore();
    const held = Object.values(parts instanceof Uint8Array ? good : parts);
    expect(characters).toBeLessThanOrEqual(held.reduce((sum, { length }) => sum + length, 0));
    return seen(found);
  };

  test.each<[string, Parts, string]>([
    [
      'that names a file outside',
      {
        ...good,
        [sheet]: `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>`,
      },
      'unreadable',
    ],
    [
      'that grows by entities',
      {
        ...good,
        'xl/sharedStrings.xml': `<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><sst>&y;</sst>`,
      },
      'unreadable',
    ],
    ['with an entity of nobody', { ...good, [sheet]: '<worksheet>&x;</worksheet>' }, 'unreadable'],
    ['that ends too early', { ...good, [sheet]: '<worksheet><sheetData>' }, 'unreadable'],
    ['without end in depth', { ...good, [sheet]: '<a>'.repeat(100_000) }, 'unreadable'],
    [
      'with cells that go back',
      {
        ...good,
        [sheet]: `<worksheet><sheetData>${row(1, inline('B1', 'x'), inline('A1', 'y'))}</sheetData></worksheet>`,
      },
      'unreadable',
    ],
    [
      'with a cell of another row',
      { ...good, [sheet]: `<worksheet><sheetData>${row(1, inline('A7', 'x'))}</sheetData></worksheet>` },
      'unreadable',
    ],
    [
      'with rows beyond any sheet',
      { ...good, [sheet]: `<worksheet><sheetData><row r="99999999"/></sheetData></worksheet>` },
      'unreadable',
    ],
    [
      'with a million columns',
      {
        ...good,
        [sheet]: `<worksheet><sheetData><row r="1">${'<c><v>1</v></c>'.repeat(1_000_000)}</row></sheetData></worksheet>`,
      },
      'tooWide',
    ],
    [
      'that merges everything, often',
      {
        ...good,
        [sheet]: `<worksheet><sheetData>${priceHead}</sheetData><mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(20_000)}</mergeCells></worksheet>`,
      },
      'tooBig',
    ],
    [
      'with half a character',
      { ...good, [sheet]: new Uint8Array([0x3c, 0x61, 0x3e, 0xed, 0xa0, 0xbd, 0x3c, 0x2f, 0x61, 0x3e]) },
      'encoding',
    ],
    ['with a NUL', { ...good, [sheet]: '<worksheet>\u0000</worksheet>' }, 'unreadable'],
    [
      'whose sheet is missing',
      {
        ...good,
        'xl/_rels/workbook.xml.rels':
          '<Relationships><Relationship Id="rId1" Target="nowhere.xml"/></Relationships>',
      },
      'unreadable',
    ],
    [
      'whose sheet lies in the network',
      {
        ...good,
        'xl/_rels/workbook.xml.rels':
          '<Relationships><Relationship Id="rId1" TargetMode="External" Target="http://example.com/s.xml"/></Relationships>',
      },
      'unreadable',
    ],
    [
      'that names a text which is not there',
      {
        ...good,
        [sheet]: `<worksheet><sheetData>${row(1, '<c r="A1" t="s"><v>9</v></c>')}</sheetData></worksheet>`,
      },
      'unreadable',
    ],
    ['that is another kind of archive', { 'word/document.xml': '<a/>' }, 'unreadable'],
  ])('%s changes nothing and is told', (_, parts, fault) => expect(told(parts)).toEqual([fault]));

  test('whose archive lies about its sizes, or was damaged, is not believed', () => {
    const archive = zipped(good);
    const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
    const directory = view.getUint32(archive.length - 6, true);
    for (const [at, value] of [
      [directory + 24, 10],
      [directory + 24, 4_000_000_000],
      [directory + 20, 3],
      [directory + 16, 1],
      [directory + 42, 7],
      [archive.length - 6, 0xffffffff],
    ] as const) {
      const changed = archive.slice();
      new DataView(changed.buffer).setUint32(at, value, true);
      expect(['unreadable', 'tooBig']).toContain(told(changed)[0]);
    }
  });

  test('with any byte changed or any end cut off is read as it was, or refused: never as another number', () => {
    const archive = zipped(good);
    fc.assert(
      fc.property(
        fc.nat(archive.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, change, cut) => {
          const broken = cut ? archive.slice(0, at) : archive.slice();
          if (!cut) broken[at] = (broken[at] as number) ^ change;
          const found = readTable('prices', 'a.xlsx', broken);
          if ('rows' in found) expect(seen(found)).toEqual([[2, 'P001-01', '5.00']]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
