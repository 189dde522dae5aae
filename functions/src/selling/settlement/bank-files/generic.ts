import { csvOf } from '@jindian/shared/csv';
import { amountText, type BankBatch, batchProblems, type MadeFile, sumOf } from './batch.ts';
import { gbkBytes } from './gbk.ts';

/**
 * A table that no bank prescribes and every bank's people can work with: one line for each payment, and a last one with how
 * many they are and how much. `return-file.ts` reads it again with two columns more.
 */
export const genericColumns = [
  '序号',
  '单号',
  '收款人',
  '收款账号',
  '开户行',
  '省份',
  '城市',
  '金额',
  '用途',
  '备注',
] as const;
export const SUM_LABEL = '合计';

export type TextEncoding = 'utf-8' | 'gbk';

export function genericFile(batch: BankBatch, encoding: TextEncoding = 'utf-8'): MadeFile {
  const problems = batchProblems(batch);
  if (problems.length > 0) return { problems };
  const { payments } = batch;
  const sumFen = sumOf(payments);
  const lines = payments.map((payment, index) => [
    String(index + 1),
    payment.paymentNo,
    payment.payeeName,
    payment.accountNo,
    payment.bankName,
    payment.province ?? '',
    payment.city ?? '',
    amountText(payment.amountFen),
    payment.purpose,
    payment.memo ?? '',
  ]);
  const sum = [SUM_LABEL, String(payments.length), '', '', '', '', '', amountText(sumFen), '', ''];
  const text = csvOf([[...genericColumns], ...lines, sum]);
  const about = {
    fileName: `${batch.batchNo}.csv`,
    contentType: `text/csv; charset=${encoding}`,
    count: payments.length,
    sumFen,
  };
  if (encoding === 'utf-8') return { file: { ...about, bytes: new TextEncoder().encode(text) } };
  const encoded = gbkBytes(text.replace('\uFEFF', ''));
  if ('bytes' in encoded) return { file: { ...about, bytes: encoded.bytes } };
  return { problems: unwritable(batch, encoded.character) };
}

/** Whose text has the character that the encoding has not. */
function unwritable(batch: BankBatch, character: string) {
  return batch.payments.flatMap(({ paymentNo, ...payment }) => {
    const field = (['payeeName', 'bankName', 'province', 'city', 'purpose', 'memo'] as const).find((name) =>
      payment[name]?.includes(character),
    );
    return field === undefined ? [] : [{ paymentNo, field, character }];
  });
}
