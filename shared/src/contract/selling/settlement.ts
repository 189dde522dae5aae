/** What people earned, as it is settled: runs, statements and payouts. */
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, pageOf, ulidSchema } from '../common.ts';
import { type PayeeKind, payeeKindSchema } from '../money/withholding.ts';

export type { PayeeKind };

/** The way money goes: to the payee's WeChat, by a file for the bank, or with the wages of whoever employs them. */
export const payeeRoutes = ['wechat', 'bank', 'wages'] as const;
export const payeeRouteSchema = z.enum(payeeRoutes);
export type PayeeRoute = z.infer<typeof payeeRouteSchema>;

/** `trying`: it is computed; `tried`: it waits for approval; `paying`: it goes into the books, portion by portion. */
export const runStates = ['trying', 'tried', 'paying', 'done', 'dropped'] as const;
export type RunState = (typeof runStates)[number];

/**
 * What a statement comes to: `pay`; `below` the least payout; `owes` (what was taken back is more than what was earned);
 * `on_hold`, because headquarters said so. Whatever is not paid is carried on.
 */
export const statementOutcomes = ['pay', 'below', 'owes', 'on_hold'] as const;
export type StatementOutcome = (typeof statementOutcomes)[number];
/** `passed_over`: by the time of its approval another one had settled the same rows. */
export const statementStates = ['draft', 'issued', 'passed_over'] as const;
export type StatementState = (typeof statementStates)[number];

/**
 * `due`: waits for its payee, or for a file. `invoice`: a business has not sent its invoice. `held`: its payee disputes the
 * statement. `sent`: WeChat Pay was asked. `confirm`: the payee has to confirm there. `in_file`: a bank or an employer has
 * it. `paid`, `returned`: the ends; what is returned is on the payee's balance again.
 */
export const payoutStates = [
  'due',
  'invoice',
  'held',
  'sent',
  'confirm',
  'in_file',
  'paid',
  'returned',
] as const;
export type PayoutState = (typeof payoutStates)[number];

/** What keeps a payout from being sent, or what became of the last try. */
export const payoutProblems = [
  'no_wechat',
  'name_needed',
  'bank_missing',
  'expired',
  'cancelled',
  'name_mismatch',
  'not_verified',
  'payee_account',
  'payee_limit',
  'merchant',
  'risk',
  'other',
  'refused_by_bank',
  'by_hq',
  'refused',
  'unknown',
  'not_found',
  'too_old',
] as const;
export type PayoutProblem = (typeof payoutProblems)[number];
export const payoutProblemSchema = z.enum(payoutProblems);

/** opening + earned + returned − taken back = due; due = gross + closing; gross = withheld + net. */
export const figuresSchema = z.object({
  openingFen: z.int(),
  earnedFen: z.int(),
  takenBackFen: z.int(),
  /** Payouts that failed: what had left is here again. */
  returnedFen: z.int(),
  dueFen: z.int(),
  /** How much of what was earned went against what was owed. */
  setOffFen: z.int(),
  grossFen: z.int(),
  withheldFen: z.int(),
  netFen: z.int(),
  closingFen: z.int(),
});
export type Figures = z.infer<typeof figuresSchema>;

export const settlementSumsSchema = z.object({
  payees: z.int(),
  statements: z.int(),
  paid: z.int(),
  grossFen: z.int(),
  withheldFen: z.int(),
  netFen: z.int(),
  carried: z.int(),
  carriedFen: z.int(),
  owing: z.int(),
  owingFen: z.int(),
});
export type SettlementSums = z.infer<typeof settlementSumsSchema>;

export const settlementRunSchema = z.object({
  id: ulidSchema,
  state: z.enum(runStates),
  /** The last day that is in it. */
  closingDay: z.string(),
  startedAtMs: epochMsSchema,
  /** Null: by itself. */
  startedBy: z.string().nullable(),
  /** Of sixteen parts of the payees, how many are looked through (`trying`) or booked (`paying`). */
  partsDone: z.int(),
  sums: settlementSumsSchema,
  issued: z.int(),
  passedOver: z.int(),
  peopleNeeded: z.int(),
  approvals: z.array(z.object({ name: z.string(), atMs: epochMsSchema })),
  withholdingVersion: z.string(),
});
export type SettlementRun = z.infer<typeof settlementRunSchema>;
export const settlementRunsSchema = pageOf(settlementRunSchema);

/** A member, a branch, or `dealer.` and the id of one. */
export const payeeIdSchema = z.string().regex(/^(?:dealer\.)?[0-9A-Za-z_-]{1,64}$/);

export const statementAnswers = ['confirmed', 'disputed'] as const;
export const statementSchema = figuresSchema.extend({
  runId: ulidSchema,
  payeeId: z.string(),
  payeeName: z.string(),
  payeeKind: payeeKindSchema,
  route: payeeRouteSchema,
  /** Of the dealer who pays it with his wages: it is on his statement. Null: headquarters do. */
  employerName: z.string().nullable(),
  closingDay: z.string(),
  state: z.enum(statementStates),
  outcome: z.enum(statementOutcomes),
  /** Lines of the account in the books that it is made of: behind the first number, up to and with the second. */
  fromLine: z.int(),
  toLine: z.int(),
  atMs: epochMsSchema,
  answer: z.enum(statementAnswers).nullable(),
  answerNote: z.string().nullable(),
  payout: z
    .object({
      id: ulidSchema,
      state: z.enum(payoutStates),
      stateAtMs: epochMsSchema,
      problem: payoutProblemSchema.nullable(),
    })
    .nullable(),
});
export type Statement = z.infer<typeof statementSchema>;
export const statementsSchema = pageOf(statementSchema);

/** One line of a statement; what order it is of is told where it is of one. */
export const statementLineSchema = z.object({
  number: z.int(),
  kind: z.enum(['earned', 'taken_back', 'returned']),
  atMs: epochMsSchema,
  orderId: z.string().nullable(),
  reason: z.string().nullable(),
  /** What it was in the books, e.g. `commission`, `courier.fee`, `title.sold`. */
  posting: z.string().nullable(),
  /** On a dealer's: whom he pays with the wages. */
  payeeName: z.string().nullable(),
  amountFen: z.int(),
});
export type StatementLine = z.infer<typeof statementLineSchema>;
export const statementWithLinesSchema = statementSchema.extend({
  lines: z.array(statementLineSchema),
  /** false: there are more lines than are shown. */
  isWhole: z.boolean(),
});
export type StatementWithLines = z.infer<typeof statementWithLinesSchema>;

const personName = () => words().min(2).max(30);
export const bankAccountSchema = z.object({
  accountNo: z.string().regex(/^[0-9](?:[0-9-]{4,32})[0-9]$/),
  bankName: words().min(2).max(60),
  province: words().max(20).optional(),
  city: words().max(20).optional(),
});
export type BankAccount = z.infer<typeof bankAccountSchema>;

/** How somebody is paid, as headquarters say it. */
export const payeeTermsSchema = z.object({
  /** How often it was set, as was seen. */
  revision: z.int().min(0),
  kind: payeeKindSchema,
  route: payeeRouteSchema,
  onHold: z.boolean(),
  realName: personName().optional(),
  bank: bankAccountSchema.optional(),
});
export type PayeeTerms = z.infer<typeof payeeTermsSchema>;

export const payeeSchema = z.object({
  /** How often headquarters set how they are paid. */
  revision: z.int(),
  payeeId: z.string(),
  name: z.string(),
  kind: payeeKindSchema,
  route: payeeRouteSchema,
  /** Of the dealer who employs them; null: headquarters, or nobody. */
  employerId: z.string().nullable(),
  onHold: z.boolean(),
  /** Masked. */
  realName: z.string().nullable(),
  /** The last four of it. */
  accountTail: z.string().nullable(),
  bankName: z.string().nullable(),
  /** What is left of statements; below zero it is owed. */
  closingFen: z.int(),
});
export type Payee = z.infer<typeof payeeSchema>;
export const payeesSchema = pageOf(payeeSchema);

/** A month or a whole year. */
export const taxPeriodSchema = z.string().regex(/^20[0-9]{2}(?:-(?:0[1-9]|1[0-2]))?$/);
export const taxRowSchema = z.object({
  payeeId: z.string(),
  payeeName: z.string(),
  /** In full: the tax office knows them by it. Null: nobody said it. */
  realName: z.string().nullable(),
  kind: payeeKindSchema,
  count: z.int(),
  grossFen: z.int(),
  /** What is not taxed of it; with the cumulative method of the year until then. */
  deductionsFen: z.int(),
  taxableFen: z.int(),
  /** The highest that was met, in ten-thousandths. */
  basisPoints: z.int(),
  withheldFen: z.int(),
  netFen: z.int(),
});
export type TaxRow = z.infer<typeof taxRowSchema>;
export const taxSumsSchema = z.object({
  payees: z.int(),
  count: z.int(),
  grossFen: z.int(),
  withheldFen: z.int(),
  netFen: z.int(),
});
export type TaxSums = z.infer<typeof taxSumsSchema>;
export const taxReportSchema = z.object({
  period: taxPeriodSchema,
  rows: z.array(taxRowSchema),
  sums: taxSumsSchema,
});
export type TaxReport = z.infer<typeof taxReportSchema>;
export const taxOverviewSchema = z.object({
  /** This year and the one before, the latest first. */
  months: z.array(taxSumsSchema.extend({ month: z.string() })),
  /** Of all months, also longer ago. */
  withheldFen: z.int(),
  /** What the account of withheld tax holds. */
  booksFen: z.int(),
});
export type TaxOverview = z.infer<typeof taxOverviewSchema>;

export const payoutSchema = z.object({
  id: ulidSchema,
  payeeId: z.string(),
  payeeName: z.string(),
  runId: ulidSchema,
  route: payeeRouteSchema,
  state: z.enum(payoutStates),
  stateAtMs: epochMsSchema,
  netFen: z.int(),
  problem: payoutProblemSchema.nullable(),
});
export type Payout = z.infer<typeof payoutSchema>;
export const payoutsSchema = pageOf(payoutSchema);

/** What the payee's app opens. */
export const transferPackageSchema = z.object({
  state: z.enum(payoutStates),
  /** Null: nothing is left to confirm. */
  package: z.object({ mchId: z.string(), appId: z.string(), package: z.string() }).nullable(),
});
export type TransferPackage = z.infer<typeof transferPackageSchema>;

export const payAuthorizationStates = ['none', 'asked', 'active', 'closed'] as const;
export type PayAuthorizationState = (typeof payAuthorizationStates)[number];
export const myPayeeSchema = z.object({
  /** false: they have not earned anything yet. */
  isPayee: z.boolean(),
  kind: payeeKindSchema,
  route: payeeRouteSchema,
  /** Masked; null: WeChat Pay wants it from ¥2,000 on. */
  realName: z.string().nullable(),
  closingFen: z.int(),
  /** Null: not offered. */
  authorization: z.enum(payAuthorizationStates).nullable(),
});
export type MyPayee = z.infer<typeof myPayeeSchema>;

export const statementAnswerSchema = z.object({
  answer: z.enum(statementAnswers),
  note: words().max(200).optional(),
});

export const bankFormats = ['generic', 'generic_gbk', 'icbc'] as const;
export type BankFormat = (typeof bankFormats)[number];
export const bankFileSchema = z.object({
  id: ulidSchema,
  route: z.enum(['bank', 'wages']),
  madeAtMs: epochMsSchema,
  madeBy: z.string(),
  count: z.int(),
  sumFen: z.int(),
  /** Of its payouts, how many have come to an end. */
  ended: z.int(),
});
export type BankFile = z.infer<typeof bankFileSchema>;
export const bankFilesSchema = pageOf(bankFileSchema);

export const returnReadSchema = z.object({
  paid: z.int(),
  failed: z.int(),
  missing: z.int(),
  problems: z.array(
    z.object({
      kind: z.string(),
      row: z.int().optional(),
      paymentNo: z.string().optional(),
      text: z.string().optional(),
    }),
  ),
});
export type ReturnSummary = z.infer<typeof returnReadSchema>;
