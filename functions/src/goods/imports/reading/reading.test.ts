import type { ImportKind } from '@jindian/shared/import-table';
import { describe, expect, test } from 'vitest';
import type { Cell } from './cells.ts';
import { readCell } from './cells.ts';
import { type FileFault, type ReadTable, readTable } from './table.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (kind: ImportKind, text: string, name = 'a.csv') => readTable(kind, name, utf8(text));
const table = (kind: ImportKind, text: string, name?: string) => {
  const found = read(kind, text, name);
  if ('fault' in found) throw new Error(JSON.stringify(found));
  return found as ReadTable;
};
const fault = (kind: ImportKind, text: string, name?: string) => read(kind, text, name) as FileFault;
const seen = ({ rows, bad }: ReadTable) => ({
  rows: rows.map(({ row, values }) => [row, ...Object.values(values)]),
  bad: bad.map(({ row, code, params }) => [row, code, params.cell ?? params.row]),
});

describe('a cell', () => {
  const value = (kind: Parameters<typeof readCell>[0], cell: Cell) => {
    const found = readCell(kind, cell);
    return found === null ? null : 'fault' in found ? `!${found.fault}` : found.value;
  };

  test.each([
    ['1,200', 1200],
    [' 7 ', 7],
    ['１２，３４５', 12345],
    ['24 件', 24],
    ['24.0', 24],
    ['007', 7],
    ['', null],
    ['1.200', '!ambiguous'],
    ['1,20', '!ambiguous'],
    ['1 200', '!ambiguous'],
    ["1'200", '!ambiguous'],
    ['12,34,567', '!ambiguous'],
    ['1.5', '!unreadable'],
    ['1e3', '!digits_lost'],
    ['6.92E+12', '!digits_lost'],
    ['-5', '!unreadable'],
    ['(5)', '!unreadable'],
    ['10²', '!unreadable'],
    ['①', '!unreadable'],
    ['0x10', '!unreadable'],
    ['many', '!unreadable'],
    ['9'.repeat(30), '!unreadable'],
    ['1'.repeat(300), '!too_long'],
    ['1\u0000', '!control_characters'],
    ['1\ud83d', '!control_characters'],
  ])('of a count: %j', (text, meant) => expect(value('whole', text)).toBe(meant));

  test.each([
    ['398', '398.00'],
    ['￥398', '398.00'],
    ['¥ 1,299.5', '1299.50'],
    ['396 元', '396.00'],
    ['RMB 12.30', '12.30'],
    ['1,200', '1200.00'],
    ['1.200', '!ambiguous'],
    ['1,20', '!ambiguous'],
    ['1.299,50', '!ambiguous'],
    ['12.345', '!ambiguous'],
    ['$5', '!unreadable'],
    ['＄5', '!unreadable'],
    ['€5', '!unreadable'],
    ['HK$5', '!unreadable'],
    ['1200円', '!unreadable'],
    ['¥1200円', '!unreadable'],
    ['JP¥1200', '!unreadable'],
    ['JPY 1200', '!unreadable'],
    ['1200日元', '!unreadable'],
    ['1200港元', '!unreadable'],
    ['1200 美元', '!unreadable'],
    ['¥¥5', '!unreadable'],
    ['1.2万', '!unreadable'],
    ['12元5角', '!unreadable'],
    ['3.98E+2', '!digits_lost'],
    ['-3', '!unreadable'],
  ])('of a price: %j', (text, meant) => expect(value('yuan', text)).toBe(meant));

  test.each([
    ['P001-01\t', 'P001-01'],
    ['\u200bＰ００１－０１', 'P001-01'],
    ['="6920000000012"', '6920000000012'],
    ['6.92E+12', '!digits_lost'],
    ['6E+12', '!digits_lost'],
    ['P1E5', 'P1E5'],
  ])('of an id: %j', (text, meant) => expect(value('id', text)).toBe(meant));

  test.each([
    ['2026-12-05', '2026-12-05'],
    ['2026/12/5', '2026-12-05'],
    ['2026年12月5日', '2026-12-05'],
    ['20261205', '2026-12-05'],
    ['2026-02-30', '!unreadable'],
    ['11/12/2026', '!ambiguous'],
    ['5.12.26', '!ambiguous'],
    ['46000', '!unreadable'],
  ])('of a day: %j', (text, meant) => expect(value('day', text)).toBe(meant));

  test.each([
    ['2026-12-05 09:30', '2026-12-05 09:30'],
    ['2026/12/5 9:30:05', '2026-12-05 09:30:05'],
    ['2026-12-05 25:30', '!unreadable'],
    ['2026-12-05', '!unreadable'],
    ['5/12/2026 09:30', '!ambiguous'],
  ])('of a moment: %j', (text, meant) => expect(value('moment', text)).toBe(meant));

  const held = (digits: string, format = 'General'): Cell => ({ digits, format });
  test.each<[Parameters<typeof readCell>[0], Cell, unknown]>([
    ['yuan', held('19.989999999999998'), '19.99'],
    ['yuan', held('398', '"¥"#,##0.00'), '398.00'],
    ['yuan', held('398', '[$¥-804]#,##0.00;[Red]-#,##0.00'), '398.00'],
    ['yuan', held('398', '_ ￥* #,##0.00_ ;_ ￥* -#,##0.00_ ;_ ￥* "-"??_ ;_ @_ '), '398.00'],
    ['yuan', held('398', '0.00"元"'), '398.00'],
    ['yuan', held('19.994', '0.00'), '!unreadable'],
    ['yuan', held('398', '[$¥-478]#,##0.00'), '398.00'],
    ['yuan', held('398', '[$$-409]#,##0.00'), '!odd_format'],
    ['yuan', held('398', '[$¥-411]#,##0'), '!odd_format'],
    ['yuan', held('398', '[$￥-411]#,##0;[$￥-411]-#,##0'), '!odd_format'],
    ['yuan', held('398', '[$-411]¥#,##0'), '!odd_format'],
    ['yuan', held('398', '#,##0"円"'), '!odd_format'],
    ['yuan', held('398', '[$JPY] #,##0'), '!odd_format'],
    ['yuan', held('398', '[$€-407]#,##0'), '!odd_format'],
    ['yuan', held('398', '"HK$"#,##0'), '!odd_format'],
    ['yuan', held('0.5', '0%'), '!odd_format'],
    ['yuan', held('39800', '0!.0,"万"'), '!odd_format'],
    ['yuan', held('39800', '#,##0,'), '!odd_format'],
    ['yuan', held('46000', 'yyyy-mm-dd'), '!odd_format'],
    ['whole', held('1.2', '0'), '!unreadable'],
    ['whole', held('46000', 'm"月"d"日"'), '!odd_format'],
    ['id', held('6920000000012'), '6920000000012'],
    ['id', held('6.92E+12'), '!digits_lost'],
    ['id', held('6920000000012345'), '!digits_lost'],
    ['id', held('12', '00000'), '!odd_format'],
    ['day', held('46361', 'yyyy"年"m"月"d"日"'), '2026-12-05'],
    ['day', held('46361.5', 'yyyy/m/d'), '!odd_format'],
    ['day', held('46361'), '!unreadable'],
    ['moment', held('46361.395833333336', 'yyyy/m/d h:mm'), '2026-12-05 09:30:00'],
    ['whole', { fault: 'error_value', value: '#N/A' }, '!error_value'],
  ])('that a program stored, of kind %s: %j', (kind, cell, meant) => expect(value(kind, cell)).toBe(meant));
});

describe('a file', () => {
  test('is told column by column, with what is ignored, how it was written, and the rows that a spreadsheet counts', () => {
    const text =
      '\uFEFF库存表,,,,\r\n\r\n网点编号,商品编号,在库数,安全库存,备注\r\nB00001,P001-01,"1,200",2,新\r\n\r\n,,,,\r\nB00002,P001-01,3,,\r\n';
    expect(table('levels', text)).toEqual({
      source: { format: 'csv', encoding: 'UTF-8', separator: ',' },
      headingRow: 3,
      columns: [
        { at: 0, letters: 'A', heading: '网点编号', name: 'locationId', kind: 'id' },
        { at: 1, letters: 'B', heading: '商品编号', name: 'skuId', kind: 'id' },
        { at: 2, letters: 'C', heading: '在库数', name: 'onHand', kind: 'whole' },
        { at: 3, letters: 'D', heading: '安全库存', name: 'safety', kind: 'whole' },
      ],
      ignored: [{ at: 4, letters: 'E', heading: '备注' }],
      rows: [
        { row: 4, values: { locationId: 'B00001', skuId: 'P001-01', onHand: 1200, safety: 2 } },
        { row: 7, values: { locationId: 'B00002', skuId: 'P001-01', onHand: 3 } },
      ],
      bad: [],
    });
  });

  test('with a thousand that became two cells gives that row back, with the cell', () => {
    const head = 'locationId,skuId,onHand,safety,note\n';
    expect(seen(table('levels', 'locationId,skuId,onHand\nB001,P001-01,1,200\nB002,P001-01,5\n'))).toEqual({
      rows: [[3, 'B002', 'P001-01', 5]],
      bad: [[2, 'shifted', 'D2']],
    });
    // The sixth cell is empty, and still the row has one too many.
    expect(seen(table('levels', `${head}B001,P001-01,1,200,2,\n`)).bad).toEqual([[2, 'shifted', 'D2']]);
    expect(seen(table('levels', `${head}B001,P001-01,1,200\n`)).bad).toEqual([[2, 'shifted', 'D2']]);
    expect(seen(table('prices', 'skuId,price\nP001-01,￥1,200.50\n')).bad).toEqual([[2, 'shifted', 'C2']]);
    // A title above the headings is as wide as it likes.
    expect(seen(table('levels', `库存表\n\n${head}B001,P001-01,24,2,x\nB002,P001-01,1,200,2,\n`))).toEqual({
      rows: [[4, 'B001', 'P001-01', 24, 2]],
      bad: [[5, 'shifted', 'D5']],
    });
    // As wide as the headings, where rows leave out their last cell, or where no row shows that they do not.
    const narrow = 'locationId,skuId,onHand,safety\n';
    expect(seen(table('levels', `${narrow}B001,P001-01,1,200\nB002,P001-01,5\n`))).toEqual({
      rows: [[3, 'B002', 'P001-01', 5]],
      bad: [[2, 'shifted', 'D2']],
    });
    expect(seen(table('levels', `${narrow}B001,P001-01,1,000\n`)).bad).toEqual([[2, 'shifted', 'D2']]);
    expect(seen(table('prices', 'skuId,price,note\nP001-01,￥1,200.50\nP002-01,5\n')).bad).toEqual([
      [2, 'shifted', 'C2'],
    ]);
    // Rows that say every cell have none too many; a number never begins with noughts.
    expect(
      seen(table('levels', `${narrow}B001,P001-01,1,200\nB002,P001-01,5,\nB003,P001-01,1,000\n`)),
    ).toEqual({
      rows: [
        [2, 'B001', 'P001-01', 1, 200],
        [3, 'B002', 'P001-01', 5],
      ],
      bad: [[4, 'shifted', 'D4']],
    });
    // Ids are no numbers, and tabs are between no thousands.
    expect(seen(table('levels', 'locationId,skuId,onHand,note\n7,123,5\n8,124,6\n')).bad).toEqual([]);
    expect(
      seen(table('levels', `${narrow}B001,P001-01,1,200\nB002,P001-01,5\n`.replaceAll(',', '\t'))).rows,
    ).toHaveLength(2);
    // Nothing of it could be a thousand.
    expect(seen(table('levels', `${head}B001,P001-01,24,2,,,\nB002,P001-01,7\n`)).bad).toEqual([]);
  });

  test('with tabs behind ids keeps its commas, and may use tabs, semicolons, bars or what it declares', () => {
    expect(
      seen(table('levels', 'locationId\t,skuId,onHand\nB001\t,P001-01\t,5\n"B002\t",P001-01,6\n')).rows,
    ).toEqual([
      [2, 'B001', 'P001-01', 5],
      [3, 'B002', 'P001-01', 6],
    ]);
    for (const gap of ['\t', ';', '|', ',']) {
      const text = ['skuId,note,price', 'P001-01,x,3.50'].join('\n').replaceAll(',', gap);
      expect(seen(table('prices', text)).rows).toEqual([[2, 'P001-01', '3.50']]);
      expect(seen(table('prices', `sep=${gap}\r\n${text}`)).rows).toEqual([[2, 'P001-01', '3.50']]);
    }
    expect(seen(table('prices', 'skuId;price\nP001-01;3,50\n')).bad).toEqual([[2, 'ambiguous', 'B2']]);
  });

  test('is read in every encoding that spreadsheets write, and refused in any other', () => {
    const text = '商品编号\t价格\r\nP001-01\t￥398\r\n';
    const utf16 = (order: boolean) => {
      const bytes = new Uint8Array(text.length * 2 + 2);
      const view = new DataView(bytes.buffer);
      [...`\uFEFF${text}`].forEach((char, at) => {
        view.setUint16(at * 2, char.charCodeAt(0), order);
      });
      return bytes;
    };
    for (const [bytes, encoding] of [
      [utf8(text), 'UTF-8'],
      [utf16(true), 'UTF-16 LE'],
      [utf16(false), 'UTF-16 BE'],
    ] as const) {
      const found = readTable('prices', 'Unicode.txt', bytes) as ReadTable;
      expect(found.source).toEqual({ format: 'csv', encoding, separator: '\t' });
      expect(seen(found).rows).toEqual([[2, 'P001-01', '398.00']]);
    }
    // 商品编号,价格 in GB 18030.
    const gb = [0xc9, 0xcc, 0xc6, 0xb7, 0xb1, 0xe0, 0xba, 0xc5, 0x2c, 0xbc, 0xdb, 0xb8, 0xf1, 0x0a];
    const found = readTable('prices', 'a.csv', new Uint8Array([...gb, ...utf8('P001-01,5\n')])) as ReadTable;
    expect([found.source.encoding, found.rows.length]).toEqual(['GB 18030', 1]);
    expect(readTable('prices', 'a.csv', new Uint8Array([...utf8('skuId,price\n'), 0xff, 0xff]))).toEqual({
      fault: 'encoding',
      params: {},
    });
    // Half of a surrogate pair.
    expect(readTable('prices', 'a.csv', new Uint8Array([0xff, 0xfe, 0x3d, 0xd8, 0x41, 0x00]))).toMatchObject({
      fault: 'encoding',
    });
  });

  test('that says one thing in two columns, or one thing of a SKU twice, is not believed', () => {
    expect(fault('levels', 'locationId,skuId,onHand,库存\nB001,P001-01,1,2\n')).toEqual({
      fault: 'twice',
      params: { columns: 'C onHand、D 库存' },
    });
    expect(fault('prices', '[{"skuId":"P001-01","price":1,"price":2}]', 'a.json')).toMatchObject({
      fault: 'twice',
    });
    expect(fault('prices', '[{"skuId":"P001-01","price":"\\"price\\":1"}]', 'a.json')).not.toMatchObject({
      fault: 'twice',
    });
    const lines = Array.from({ length: 600 }, (_, n) => `P${String(n + 100)}-01,5`);
    const found = table(
      'prices',
      ['skuId,price', 'P001-01,5', ...lines, 'P001-01,6', 'P100-01,5'].join('\n'),
    );
    expect(found.bad).toEqual([
      { row: 2, code: 'said_twice', params: { row: 603 } },
      { row: 603, code: 'said_twice', params: { row: 2 } },
      { row: 604, code: 'said_twice', params: { row: 3 } },
    ]);
    expect(found.rows).toHaveLength(600);
  });

  test('may be JSON, and later records may have other members', () => {
    const json = JSON.stringify([{ skuId: 'P001-01' }, { skuId: 'P002-01', priceFen: 100, extra: [1] }]);
    expect(seen(table('prices', json, 'a.json'))).toEqual({
      rows: [[2, 'P002-01', 100]],
      bad: [[1, 'missing', 'priceFen #1']],
    });
  });

  test('that cannot be brought in is refused with why', () => {
    expect(fault('levels', 'skuId,onHand\nP001-01,1')).toEqual({
      fault: 'columns',
      params: { columns: 'locationId' },
    });
    expect(fault('levels', 'locationId,skuId,onHand\n,,\n').fault).toBe('empty');
    expect(fault('levels', '').fault).toBe('empty');
    expect(fault('levels', '[{"skuId":', 'a.json').fault).toBe('unreadable');
    expect(fault('levels', '[1]', 'a.json').fault).toBe('unreadable');
    expect(fault('levels', 'locationId,skuId,onHand\nB001,"P\n')).toEqual({
      fault: 'unreadableAt',
      params: { cell: 'B2' },
    });
    expect(fault('levels', `locationId,skuId,onHand\n${','.repeat(500)}\n`)).toEqual({
      fault: 'tooWide',
      params: { row: 2, max: 256 },
    });
    expect(fault('levels', `locationId,skuId,onHand\n${','.repeat(1_000_000)}\n`).fault).toBe('tooWide');
    expect(fault('levels', 'locationId,skuId,onHand\nB001,P001-01,"1"2\n')).toEqual({
      fault: 'unreadableAt',
      params: { cell: 'C2' },
    });
    expect(seen(table('levels', `locationId,skuId,onHand\n,,${'1'.repeat(1_000_000)}\n`)).bad).toEqual([
      [2, 'too_long', 'C2'],
    ]);
    expect(fault('levels', `locationId,skuId,onHand\n${'\n'.repeat(1_100_000)}\n`).fault).toBe('tooLong');
    expect(readTable('levels', 'a.xls', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0])).valueOf()).toMatchObject({
      fault: 'oldExcel',
    });
  });
});
