import { withoutGuard } from '@jindian/shared/csv';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decoded, delimitedSheet } from '../../../goods/imports/reading/text-file.ts';
import { xlsxSheet } from '../../../goods/imports/reading/xlsx.ts';
import { type BankBatch, type BankFile, type BankPayment, batchProblems, type MadeFile } from './batch.ts';
import { gbkBytes } from './gbk.ts';
import { genericColumns, genericFile } from './generic.ts';
import { icbcColumns, icbcFile } from './icbc.ts';

const payment = (over: Partial<BankPayment> = {}): BankPayment => ({
  paymentNo: 'P20261130001',
  payeeName: '王小店',
  accountNo: '6222021001116245702',
  bankName: '工商银行上海南京东路支行',
  province: '上海',
  city: '上海',
  amountFen: 123_456,
  purpose: '佣金',
  memo: '2026年11月',
  ...over,
});
const batch = (payments: readonly BankPayment[]): BankBatch => ({
  batchNo: 'B20261130',
  payOn: '2026-11-30',
  payer: { name: '某品牌有限公司', accountNo: '1001234509876543210', bankName: '工商银行' },
  payments,
});
const madeOf = (made: MadeFile): BankFile => {
  if ('problems' in made) throw new Error(JSON.stringify(made.problems));
  return made.file;
};
const problemsOf = (made: MadeFile) => ('problems' in made ? made.problems : []);
const cellsOf = (bytes: Uint8Array): string[][] => {
  const { text, encoding } = decoded(bytes);
  return delimitedSheet(text, encoding, () => null).lines.map(({ cells }) => cells.map(String));
};

describe('the generic table', () => {
  it('has a line for each payment, and their number and sum at the end', () => {
    const file = madeOf(
      genericFile(batch([payment(), payment({ paymentNo: 'P2', amountFen: 7, memo: undefined as never })])),
    );
    expect([...file.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(file).toMatchObject({ fileName: 'B20261130.csv', count: 2, sumFen: 123_463 });
    const [headings, first, second, sum] = cellsOf(file.bytes);
    expect(headings).toEqual([...genericColumns]);
    expect(first).toEqual([
      '1',
      'P20261130001',
      '王小店',
      '6222021001116245702',
      '工商银行上海南京东路支行',
      '上海',
      '上海',
      '1234.56',
      '佣金',
      '2026年11月',
    ]);
    expect(second?.[7]).toBe('0.07');
    expect([sum?.[0], sum?.[1], sum?.[7]]).toEqual(['合计', '2', '1234.63']);
  });

  it('says the same in GBK, without a mark', () => {
    const file = madeOf(genericFile(batch([payment()]), 'gbk'));
    expect(new TextDecoder('gbk', { fatal: true }).decode(file.bytes)).toBe(
      new TextDecoder().decode(madeOf(genericFile(batch([payment()]))).bytes),
    );
    expect(file.bytes[0]).not.toBe(0xef);
  });

  it('names a character that GBK does not have, and whose it is', () => {
    const made = genericFile(batch([payment(), payment({ paymentNo: 'P2', payeeName: '王𬱖' })]), 'gbk');
    expect(problemsOf(made)).toEqual([{ paymentNo: 'P2', field: 'payeeName', character: '𬱖' }]);
    expect(madeOf(genericFile(batch([payment({ payeeName: '王𬱖' })]))).count).toBe(1);
  });

  it('is no formula to a spreadsheet, whatever people are called', () => {
    for (const risky of ['=HYPERLINK("http://x")', '+86', '-2+3', '@SUM(A1)', '＝1']) {
      const { bytes } = madeOf(genericFile(batch([payment({ payeeName: risky, memo: risky })])));
      const text = new TextDecoder().decode(bytes);
      for (const cell of text.split(/[\r\n,]+/)) expect(cell).not.toMatch(/^"?[=+\-@＝]/);
      expect(cellsOf(bytes)[1]?.[2]).toBe(withoutGuard(risky));
    }
  });

  test('reads back as it was written, and adds up', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ payeeName: text, purpose: text, amountFen: fc.integer({ min: 1, max: 1e9 }) }), {
          minLength: 1,
          maxLength: 20,
        }),
        (rows) => {
          const payments = rows.map((row, index) => payment({ ...row, paymentNo: `P${index}` }));
          const made = genericFile(batch(payments));
          if ('problems' in made) {
            expect(batchProblems(batch(payments)).length).toBeGreaterThan(0);
            return;
          }
          const cells = cellsOf(made.file.bytes);
          expect(cells).toHaveLength(payments.length + 2);
          const fen = (cell: string | undefined) => Number((cell ?? '').replace('.', ''));
          const sum = cells.slice(1, -1).reduce((total, line) => total + fen(line[7]), 0);
          expect(sum).toBe(made.file.sumFen);
          expect(fen(cells.at(-1)?.[7])).toBe(made.file.sumFen);
        },
      ),
    );
  });
});

describe('the table of the Industrial and Commercial Bank', () => {
  it('has the nineteen columns of its client, all of them texts', () => {
    const file = madeOf(icbcFile(batch([payment()])));
    expect(file).toMatchObject({ fileName: 'B20261130.xlsx', count: 1, sumFen: 123_456 });
    const sheet = xlsxSheet(file.bytes, () => true);
    const [headings, first] = sheet.lines.map(({ cells }) => cells);
    expect(headings).toEqual([...icbcColumns]);
    expect(first?.map((cell) => cell ?? '')).toEqual([
      'RMB',
      '20261130',
      '',
      '1',
      '工商银行',
      '1001234509876543210',
      '某品牌有限公司',
      '工商银行上海南京东路支行',
      '上海',
      '上海',
      '',
      '6222021001116245702',
      '王小店',
      '1234.56',
      '佣金',
      '2026年11月',
      '1',
      '',
      'P20261130001',
    ]);
  });

  it('wants the place of the payee’s bank', () => {
    const { province: _, city: __, ...nowhere } = payment();
    expect(problemsOf(icbcFile(batch([nowhere])))).toEqual([
      { paymentNo: 'P20261130001', field: 'province' },
      { paymentNo: 'P20261130001', field: 'city' },
    ]);
  });
});

describe('a batch', () => {
  it.each([
    ['paymentNo', { paymentNo: 'P-1' }],
    ['payeeName', { payeeName: ' ' }],
    ['payeeName', { payeeName: '王\n小店' }],
    ['accountNo', { accountNo: '6222 0210' }],
    ['accountNo', { accountNo: '=1+1' }],
    ['amountFen', { amountFen: 0 }],
    ['amountFen', { amountFen: 1.5 }],
    ['purpose', { purpose: '' }],
    ['memo', { memo: 'a\u2028b' }],
  ] as const)('with a wrong %s is no file of any format', (field, over) => {
    const wrong = batch([payment(over)]);
    for (const made of [genericFile(wrong), icbcFile(wrong)])
      expect(problemsOf(made)).toContainEqual(expect.objectContaining({ field }));
  });

  it('without payments, with a number twice, or without who pays, is none', () => {
    expect(batchProblems(batch([]))).toEqual([{ field: 'payments' }]);
    expect(batchProblems(batch([payment(), payment()]))).toEqual([
      { paymentNo: 'P20261130001', field: 'paymentNo' },
    ]);
    const nobody = { ...batch([payment()]), payer: { name: '', accountNo: '1', bankName: '' } };
    expect(batchProblems({ ...nobody, batchNo: '', payOn: '30.11.2026' })).toEqual([
      { field: 'batchNo' },
      { field: 'payOn' },
      { field: 'payer' },
    ]);
  });
});

test('GBK has what its decoder has, and reads back', () => {
  for (const text of ['', 'ABC 123', '上海市黄浦区南京东路', '龘靐齉', '，。“”（）', '〇']) {
    const encoded = gbkBytes(text);
    expect('bytes' in encoded && new TextDecoder('gbk', { fatal: true }).decode(encoded.bytes)).toBe(text);
  }
  expect(gbkBytes('上海👍')).toEqual({ character: '👍' });
  expect(gbkBytes('a\u00e9')).toSatisfy(
    (encoded: { bytes?: Uint8Array }) =>
      encoded.bytes === undefined || new TextDecoder('gbk').decode(encoded.bytes) === 'a\u00e9',
  );
});
