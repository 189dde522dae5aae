import { xlsxOf } from '../../../platform/files/xlsx-file.ts';
import { amountText, type BankBatch, batchProblems, type MadeFile, sumOf } from './batch.ts';

/**
 * Industrial and Commercial Bank of China (工商银行): the table 批量支付 of its client for companies, which makes the bank's own
 * file of it. All cells are texts: the client takes an account number that a spreadsheet made a number of as it is shown.
 */
export const icbcColumns = [
  '币种',
  '日期',
  '明细标志',
  '顺序号',
  '付款账号开户行',
  '付款账号/卡号',
  '付款账号名称/卡名称',
  '收款账号开户行',
  '收款账号省份',
  '收款账号地市',
  '收款账号地区码',
  '收款账号',
  '收款账号名称',
  '金额',
  '汇款用途',
  '备注信息',
  '汇款方式',
  '收款账户短信通知手机号码',
  '自定义序号',
] as const;

/** 加急; to other places and other banks the client asks for nothing else. */
const URGENT = '1';

export function icbcFile(batch: BankBatch): MadeFile {
  const problems = batchProblems(batch);
  // The client finds the payee's branch by its city.
  for (const { paymentNo, province, city } of batch.payments) {
    if (province === undefined) problems.push({ paymentNo, field: 'province' });
    if (city === undefined) problems.push({ paymentNo, field: 'city' });
  }
  if (problems.length > 0) return { problems };
  const { payer, payments } = batch;
  const lines = payments.map((payment, index) => [
    'RMB',
    batch.payOn.replaceAll('-', ''),
    '',
    String(index + 1),
    payer.bankName,
    payer.accountNo,
    payer.name,
    payment.bankName,
    payment.province ?? '',
    payment.city ?? '',
    '',
    payment.accountNo,
    payment.payeeName,
    amountText(payment.amountFen),
    payment.purpose,
    payment.memo ?? '',
    URGENT,
    '',
    payment.paymentNo,
  ]);
  return {
    file: {
      fileName: `${batch.batchNo}.xlsx`,
      contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      bytes: xlsxOf('批量支付', [[...icbcColumns], ...lines]),
      count: payments.length,
      sumFen: sumOf(payments),
    },
  };
}
