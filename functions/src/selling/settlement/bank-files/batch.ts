/** Payments that a bank makes from a file: what every format is made of, and what none can hold. */

export interface BankPayment {
  /** Ours; the bank gives it back, and results are found by it. */
  readonly paymentNo: string;
  readonly payeeName: string;
  readonly accountNo: string;
  /** As the payee's bank calls itself, with the branch where it is known. */
  readonly bankName: string;
  readonly province?: string;
  readonly city?: string;
  readonly amountFen: number;
  /** What it is for; the payee reads it. */
  readonly purpose: string;
  readonly memo?: string;
}

export interface BankBatch {
  readonly batchNo: string;
  /** `2026-11-30`, when the bank is to pay. */
  readonly payOn: string;
  readonly payer: { readonly name: string; readonly accountNo: string; readonly bankName: string };
  readonly payments: readonly BankPayment[];
}

export interface BankFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** What whoever signs at the bank compares with what the bank shows. */
  readonly count: number;
  readonly sumFen: number;
}

/** What keeps a batch from becoming a file; without a payment it is the batch's own. */
export interface BatchProblem {
  readonly paymentNo?: string;
  readonly field: BatchField;
  /** A character that the bank's encoding does not have. */
  readonly character?: string;
}
export type BatchField = keyof BankPayment | 'batchNo' | 'payOn' | 'payer' | 'payments' | 'sum';

export type MadeFile = { readonly file: BankFile } | { readonly problems: readonly BatchProblem[] };

const NUMBER = /^[0-9A-Za-z]{1,32}$/;
const ACCOUNT_NO = /^[0-9](?:[0-9-]{4,32})[0-9]$/;
const NAME_MAX_CHARACTERS = 60;
const TEXT_MAX_CHARACTERS = 100;
/** A line break in a name would be a payment of its own. */
const ONE_LINE = /^[^\p{Cc}\p{Cs}\u2028\u2029]+$/u;

const isText = (text: string, mostCharacters: number): boolean =>
  text.trim() !== '' && [...text].length <= mostCharacters && ONE_LINE.test(text);

export function sumOf(payments: readonly BankPayment[]): number {
  return payments.reduce((sum, { amountFen }) => sum + amountFen, 0);
}

export function batchProblems(batch: BankBatch): BatchProblem[] {
  const { payer } = batch;
  const problems: BatchProblem[] = [];
  if (!NUMBER.test(batch.batchNo)) problems.push({ field: 'batchNo' });
  if (!/^\d{4}-\d{2}-\d{2}$/.test(batch.payOn) || Number.isNaN(Date.parse(batch.payOn)))
    problems.push({ field: 'payOn' });
  if (
    !isText(payer.name, NAME_MAX_CHARACTERS) ||
    !isText(payer.bankName, TEXT_MAX_CHARACTERS) ||
    !ACCOUNT_NO.test(payer.accountNo)
  )
    problems.push({ field: 'payer' });
  if (batch.payments.length === 0) problems.push({ field: 'payments' });
  const seen = new Set<string>();
  for (const payment of batch.payments) {
    const { paymentNo } = payment;
    for (const field of wrongFields(payment)) problems.push({ paymentNo, field });
    // Results are found by it: twice in one file, neither of both could be told.
    if (seen.has(paymentNo)) problems.push({ paymentNo, field: 'paymentNo' });
    seen.add(paymentNo);
  }
  if (!Number.isSafeInteger(sumOf(batch.payments))) problems.push({ field: 'sum' });
  return problems;
}

function wrongFields(payment: BankPayment): BatchField[] {
  const isWrong: readonly (readonly [BatchField, boolean])[] = [
    ['paymentNo', !NUMBER.test(payment.paymentNo)],
    ['payeeName', !isText(payment.payeeName, NAME_MAX_CHARACTERS)],
    ['accountNo', !ACCOUNT_NO.test(payment.accountNo)],
    ['bankName', !isText(payment.bankName, TEXT_MAX_CHARACTERS)],
    ['province', payment.province !== undefined && !isText(payment.province, TEXT_MAX_CHARACTERS)],
    ['city', payment.city !== undefined && !isText(payment.city, TEXT_MAX_CHARACTERS)],
    ['amountFen', !Number.isSafeInteger(payment.amountFen) || payment.amountFen < 1],
    ['purpose', !isText(payment.purpose, TEXT_MAX_CHARACTERS)],
    ['memo', payment.memo !== undefined && !isText(payment.memo, TEXT_MAX_CHARACTERS)],
  ];
  return isWrong.flatMap(([field, wrong]) => (wrong ? [field] : []));
}

/** `1234` → `12.34`: without a sign, a thousand's mark or a float on the way. */
export function amountText(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}
