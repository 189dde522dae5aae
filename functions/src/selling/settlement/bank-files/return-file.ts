import { readYuan } from '@jindian/shared/money';
import type { BankPayment } from './batch.ts';
import { SUM_LABEL } from './generic.ts';

/**
 * What the bank says became of a file: a table with our numbers, amounts and results, wherever its columns stand and whatever
 * stands above and below them. A payment is settled by it when exactly one line speaks of it, with its amount, in words
 * that are known; everything else is named and left open for people.
 */
export interface ReturnRead {
  readonly paid: readonly string[];
  readonly failed: readonly { readonly paymentNo: string; readonly reason: string }[];
  /** Sent, and nothing said about it. */
  readonly missing: readonly string[];
  readonly problems: readonly ReturnProblem[];
}

export interface ReturnProblem {
  readonly kind: /** No line of headings with number, amount and result. */
    | 'no_headings'
    /** We did not send it in this batch. */
    | 'unknown_number'
    /** More than one line has it. */
    | 'doubled'
    | 'amount_differs'
    /** Neither done nor refused, in words that are known. */
    | 'unclear_result'
    /** The file's own sum is not that of its lines. */
    | 'sum_differs';
  /** From 1, as a spreadsheet counts. */
  readonly row?: number;
  readonly paymentNo?: string;
  readonly text?: string;
}

const NUMBER_HEADINGS = ['单号', '我方单号', '自定义序号', '业务参考号', '企业流水号', '客户流水号'];
const AMOUNT_HEADINGS = ['金额', '交易金额', '付款金额', '转账金额', '汇款金额'];
const RESULT_HEADINGS = ['结果', '状态', '处理结果', '处理状态', '交易状态', '指令状态', '交易结果'];
const REASON_HEADINGS = ['原因', '失败原因', '错误信息', '返回信息', '退回原因'];

/** Whole words: `未成功` and `待处理成功` are neither. */
const DONE = new Set(['成功', '交易成功', '处理成功', '支付成功', '付款成功', '已入账', '已完成']);
const REFUSED = new Set([
  '失败',
  '交易失败',
  '处理失败',
  '支付失败',
  '付款失败',
  '退票',
  '已退票',
  '退汇',
  '已退汇',
  '拒绝',
]);

interface Columns {
  readonly row: number;
  readonly number: number;
  readonly amount: number;
  readonly result: number;
  readonly reason: number;
}

export function readReturn(rows: readonly (readonly string[])[], sent: readonly BankPayment[]): ReturnRead {
  const columns = columnsOf(rows);
  if (columns === undefined)
    return {
      paid: [],
      failed: [],
      missing: sent.map(({ paymentNo }) => paymentNo),
      problems: [{ kind: 'no_headings' }],
    };
  const problems: ReturnProblem[] = [];
  const lines = linesOf(rows, columns, problems);
  const byNumber = new Map<string, ReturnLine[]>();
  for (const line of lines) byNumber.set(line.paymentNo, [...(byNumber.get(line.paymentNo) ?? []), line]);
  const sentByNumber = new Map(sent.map((payment) => [payment.paymentNo, payment]));
  const paid: string[] = [];
  const failed: { paymentNo: string; reason: string }[] = [];
  for (const [paymentNo, said] of byNumber) {
    const payment = sentByNumber.get(paymentNo);
    const [line, ...more] = said;
    if (line === undefined) continue;
    if (payment === undefined) problems.push({ kind: 'unknown_number', row: line.row, paymentNo });
    else if (more.length > 0) problems.push({ kind: 'doubled', row: more[0]?.row ?? line.row, paymentNo });
    else if (line.amountFen !== payment.amountFen)
      problems.push({ kind: 'amount_differs', row: line.row, paymentNo, text: line.amount });
    else if (DONE.has(line.result)) paid.push(paymentNo);
    else if (REFUSED.has(line.result)) failed.push({ paymentNo, reason: line.reason || line.result });
    else problems.push({ kind: 'unclear_result', row: line.row, paymentNo, text: line.result });
  }
  const missing = sent.flatMap(({ paymentNo }) => (byNumber.has(paymentNo) ? [] : [paymentNo]));
  return { paid, failed, missing, problems };
}

/** The first line that names the three columns which have to be there. */
function columnsOf(rows: readonly (readonly string[])[]): Columns | undefined {
  for (const [row, cells] of rows.entries()) {
    const names = cells.map((cell) => cell.trim());
    const at = (headings: readonly string[]) => names.findIndex((name) => headings.includes(name));
    const columns = {
      row,
      number: at(NUMBER_HEADINGS),
      amount: at(AMOUNT_HEADINGS),
      result: at(RESULT_HEADINGS),
      reason: at(REASON_HEADINGS),
    };
    if (columns.number >= 0 && columns.amount >= 0 && columns.result >= 0) return columns;
  }
  return undefined;
}

interface ReturnLine {
  readonly row: number;
  readonly paymentNo: string;
  readonly amount: string;
  readonly amountFen: number | null;
  readonly result: string;
  readonly reason: string;
}

/** Up to the sum, where there is one; it has to be the sum of what stands above it. */
function linesOf(
  rows: readonly (readonly string[])[],
  columns: Columns,
  problems: ReturnProblem[],
): ReturnLine[] {
  const lines: ReturnLine[] = [];
  for (const [index, cells] of rows.entries()) {
    if (index <= columns.row) continue;
    const cell = (column: number) => cells[column]?.trim() ?? '';
    const row = index + 1;
    const amount = cell(columns.amount);
    const amountFen = readYuan(amount);
    if (cells[0]?.trim() === SUM_LABEL) {
      const sumFen = lines.reduce((sum, line) => sum + (line.amountFen ?? Number.NaN), 0);
      if (amountFen !== sumFen) problems.push({ kind: 'sum_differs', row, text: amount });
      break;
    }
    const paymentNo = cell(columns.number);
    if (paymentNo === '') continue;
    lines.push({
      row,
      paymentNo,
      amount,
      amountFen,
      result: cell(columns.result),
      reason: cell(columns.reason),
    });
  }
  return lines;
}
