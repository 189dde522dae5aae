import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import type { BankPayment } from './batch.ts';
import { readReturn } from './return-file.ts';

const sent: readonly BankPayment[] = ['P1', 'P2', 'P3'].map((paymentNo, index) => ({
  paymentNo,
  payeeName: '王小店',
  accountNo: '6222021001116245702',
  bankName: '工商银行',
  amountFen: (index + 1) * 10_001,
  purpose: '佣金',
}));
const head = ['序号', '单号', '收款人', '金额', '处理结果', '失败原因'];
const line = (no: string, amount: string, result: string, reason = '') => [
  '1',
  no,
  '王小店',
  amount,
  result,
  reason,
];
const P1 = line('P1', '100.01', '成功');
const P2 = line('P2', '200.02', '失败', '户名不符');
const P3 = line('P3', '300.03', '交易成功');

it('tells what was paid, what was not and why, wherever the table stands', () => {
  const told = {
    paid: ['P1', 'P3'],
    failed: [{ paymentNo: 'P2', reason: '户名不符' }],
    missing: [],
    problems: [],
  };
  expect(readReturn([head, P1, P2, P3], sent)).toEqual(told);
  const titled = [['某银行批量付款结果'], [], head, P1, P2, P3, ['合计', '3', '', '600.06', '', '']];
  expect(readReturn(titled, sent)).toEqual(told);
  const other = [
    ['交易状态', '交易金额', '自定义序号'],
    ['成功', '¥100.01', 'P1'],
    ['退票', '200.02', 'P2'],
    ['已入账', '300.03', 'P3'],
  ];
  expect(readReturn(other, sent)).toEqual({ ...told, failed: [{ paymentNo: 'P2', reason: '退票' }] });
});

it.each([
  ['unknown_number', [head, P1, P2, P3, line('P9', '1.00', '成功')], ['P1', 'P3']],
  ['doubled', [head, P1, P1, P2, P3], ['P3']],
  ['doubled', [head, P1, line('P1', '100.01', '失败'), P2, P3], ['P3']],
  ['amount_differs', [head, line('P1', '100.02', '成功'), P2, P3], ['P3']],
  ['amount_differs', [head, line('P1', '一百', '成功'), P2, P3], ['P3']],
  ['unclear_result', [head, line('P1', '100.01', '未成功'), P2, P3], ['P3']],
  ['unclear_result', [head, line('P1', '100.01', '处理中'), P2, P3], ['P3']],
  ['unclear_result', [head, line('P1', '100.01', ''), P2, P3], ['P3']],
  ['sum_differs', [head, P1, P2, P3, ['合计', '3', '', '600.05', '', '']], ['P1', 'P3']],
] as const)('%s is named, and settles nothing of it', (kind, rows, paid) => {
  const read = readReturn(rows, sent);
  expect(read.problems).toEqual([expect.objectContaining({ kind })]);
  expect(read.paid).toEqual(paid);
});

it('without its columns is no return file, and nothing is settled', () => {
  for (const rows of [[], [['单号', '金额']], [P1, P2]])
    expect(readReturn(rows, sent)).toEqual({
      paid: [],
      failed: [],
      missing: ['P1', 'P2', 'P3'],
      problems: [{ kind: 'no_headings' }],
    });
  expect(readReturn([head, P2], sent)).toMatchObject({ paid: [], missing: ['P1', 'P3'] });
});

test('whatever a file says, each payment ends at most once, and only as it was sent', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      'P1',
      'P2',
      'P3',
      'P4',
      '100.01',
      '200.02',
      '300.03',
      '成功',
      '失败',
      '处理中',
      '合计',
      '',
    ),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 7 }), { maxLength: 12 }), (rows) => {
      const read = readReturn([head, ...rows], sent);
      const ended = [...read.paid, ...read.failed.map(({ paymentNo }) => paymentNo), ...read.missing];
      expect(new Set(ended).size).toBe(ended.length);
      for (const no of ended) expect(sent.some(({ paymentNo }) => paymentNo === no)).toBe(true);
    }),
  );
});
