import type { ReconciliationView } from '@jindian/shared/contract/money/differences';
import { brandDayStartMs } from '@jindian/shared/slots';
import { brandDay, dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import type { Checkpoints } from '../../platform/checkpoints.ts';
import type { Clock } from '../../platform/clock.ts';
import type { DueHandler, DueItems } from '../../platform/due-items.ts';
import type { Logger } from '../../platform/logger.ts';
import { notDone } from '../../platform/outgoing.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact } from '../../platform/transact.ts';
import { type TradeBill, type TradeBillLine, type WechatPay, wechatPayVerdict } from '../../wechat/index.ts';
import type { PaidFact } from '../payments/facts.ts';
import { merchantIdOf, merchantOf } from '../payments/merchants.ts';
import {
  comparePayment,
  compareRefund,
  type KnownPayment,
  type KnownRefund,
  unreadable,
  unrecorded,
} from './compare.ts';
import type { Differences } from './differences.ts';
import { differenceOfRefund, type Finding } from './rules.ts';
import { createReconciliationStore, type Run } from './store.ts';

type Change = Partial<Omit<Run, 'cursor'>> & { cursor?: string | undefined };

/** A payment or refund that our books have. */
export type BookedMove = {
  kind: 'payment' | 'refund';
  /** Of the payment. */
  number: string;
  refundNo?: string;
  merchantId: string;
  amountFen: number;
  atMs: number;
};

/** What others know of money; passed in, since money knows nothing of orders. */
export type KnownMoney = {
  payment(number: string): Promise<KnownPayment | null>;
  refund(refundNo: string): Promise<KnownRefund | null>;
  /** As a late notification would. */
  takePayment(fact: PaidFact): Promise<void>;
  takeRefund(refundNo: string): Promise<void>;
  /** Newest first; `oldestAtMs`: everything after it was in this page or one before. */
  booked(
    cursor: string | undefined,
  ): Promise<{ moves: BookedMove[]; oldestAtMs: number; nextCursor: string | null }>;
  /** What WeChat Pay says now of a move that its bill does not have. */
  confirm(move: BookedMove): Promise<'there' | 'missing'>;
};

export const reconcileDue = 'money.reconcile';
export const reconcileDayDue = 'money.reconcile_day';
const job = 'reconciliation';
/** After a long silence: no more than this many days are made up for. WeChat Pay keeps three months. */
const maxDays = 31;
const linesAtOnce = 16;
/** A step ends well within a function's time; the next goes on where it ended. */
const defaultStep = { lines: 5_000, pages: 40 };

/**
 * Compares WeChat Pay's bill of each day with what we know, both ways, and puts every difference on the desk once.
 * Resumable: a run remembers how far it is after each step, and a step done twice finds nothing new.
 */
export function createReconciliation(deps: {
  table: JindianTable;
  clock: Clock;
  logger: Logger;
  dueItems: DueItems;
  checkpoints: Checkpoints;
  wechatPay: Pick<WechatPay, 'tradeBill' | 'billedMchids'>;
  appid: string;
  differences: Pick<Differences, 'report' | 'refunded' | 'clear'>;
  known: KnownMoney;
  settings: SettingsReader<'money'>;
  step?: { lines: number; pages: number };
}) {
  const { table, clock, logger, dueItems, checkpoints, wechatPay, appid, differences, known, settings } =
    deps;
  const step = deps.step ?? defaultStep;
  const store = createReconciliationStore(table);
  let plannedUntilMs = Number.NEGATIVE_INFINITY;
  /** How long after the beginning of a day its bill is there. */
  const readyAfterMs = async () => dayMs + (await settings.current()).billReadyHours * hourMs;

  /** Starts the comparison of a day anew for each merchant number; what still runs of an older one is void. */
  async function start(billDate: string): Promise<Result<{ planned: number }, 'bill_not_ready' | 'busy'>> {
    const nowMs = clock.nowMs();
    if (nowMs < brandDayStartMs(billDate) + (await readyAfterMs())) return fail('bill_not_ready');
    for (const mchid of wechatPay.billedMchids) {
      const before = await store.readRun(billDate, mchid);
      const run: Run = {
        billDate,
        mchid,
        state: 'comparing',
        round: (before?.round ?? 0) + 1,
        revision: (before?.revision ?? 0) + 1,
        lines: 0,
        recovered: 0,
        differences: 0,
        digest: '',
        startedAtMs: nowMs,
      };
      const done = await save(run, nowMs);
      if (done === 'busy') return fail('busy');
    }
    return ok({ planned: wechatPay.billedMchids.length });
  }

  /** `refused`: somebody else went on with it, or began anew. */
  async function save(run: Run, nextAtMs: number | null): Promise<'done' | 'refused' | 'busy'> {
    const next =
      nextAtMs === null
        ? []
        : [dueItems.plan(reconcileDue, `${run.billDate}#${run.mchid}`, nextAtMs, { round: run.round })];
    return (await transact(table, [store.saveRun(run), ...next])).kind;
  }

  /**
   * Yesterday's comparison is planned once its bill can be there; days that were missed are made up for. For which
   * merchants is known to whoever has their keys, and whoever plans has not.
   */
  async function planDays(): Promise<void> {
    const nowMs = clock.nowMs();
    const readyMs = brandDayStartMs(brandDay(nowMs - (await readyAfterMs()))) + dayMs;
    if (readyMs <= plannedUntilMs) return;
    const before = await checkpoints.read(job);
    // Before the first time there was nothing to compare.
    let fromMs = Math.max(before ?? readyMs, readyMs - maxDays * dayMs);
    for (; fromMs < readyMs; fromMs += dayMs) {
      const day = dueItems.plan(reconcileDayDue, brandDay(fromMs), nowMs);
      if ((await transact(table, [day])).kind !== 'done') return;
    }
    await checkpoints.write(job, readyMs);
    plannedUntilMs = readyMs;
  }

  const dayHandler: DueHandler = {
    kind: reconcileDayDue,
    queue: 'heavy',
    async handle({ ref: billDate }) {
      if (await store.readRun(billDate, wechatPay.billedMchids.at(-1) ?? '')) return;
      const started = await start(billDate);
      if (!started.ok) throw new Error(`reconciliation of ${billDate}: ${started.code}`);
    },
  };

  const dueHandler: DueHandler = {
    kind: reconcileDue,
    queue: 'heavy',
    async handle({ ref, data }) {
      const [billDate, mchid] = ref.split('#') as [string, string];
      const run = await store.readRun(billDate, mchid);
      if (!run || run.round !== data.round || run.state === 'done' || run.state === 'no_bill') return;
      await goOn(run);
    },
  };

  /** One step of a run: some thousand lines, or some pages of the books. */
  async function goOn(run: Run): Promise<void> {
    const got = await wechatPay.tradeBill(run.mchid, run.billDate);
    if (!got.ok && got.failure.code === 'bill_not_ready') {
      const { billAgainMinutes } = await settings.current();
      await proceed(run, {}, clock.nowMs() + billAgainMinutes * minuteMs);
      return;
    }
    if (!got.ok && got.failure.code !== 'no_bill')
      throw notDone(
        deps.logger,
        `bill of ${run.billDate} for ${run.mchid}`,
        got.failure.code,
        wechatPayVerdict(got.failure),
      );
    const bill = got.ok ? got.value : null;
    // Another file than the one that was begun: from its first line on.
    if (bill && run.digest !== '' && bill.digest !== run.digest) {
      await proceed(run, { state: 'comparing', lines: 0, digest: bill.digest, cursor: undefined });
      return;
    }
    const digest = bill?.digest ?? '';
    if (run.state === 'comparing') {
      const compared = bill
        ? await compareLines(run, bill)
        : { lines: 0, recovered: 0, found: 0, ended: true };
      await proceed(run, {
        digest,
        lines: compared.lines,
        recovered: run.recovered + compared.recovered,
        differences: run.differences + compared.found,
        ...(compared.ended ? { state: 'searching' as const } : {}),
      });
      return;
    }
    const searched = await searchBooks(run, bill);
    await proceed(run, {
      differences: run.differences + searched.found,
      cursor: searched.cursor,
      ...(searched.cursor === undefined
        ? { state: digest === '' ? ('no_bill' as const) : ('done' as const), doneAtMs: clock.nowMs() }
        : {}),
    });
  }

  /** A due item's key has its time: the next one must not be the one that is done now. */
  async function proceed(run: Run, change: Change, nextAtMs = clock.nowMs() + 1): Promise<void> {
    const { cursor, ...next } = { ...run, ...change, revision: run.revision + 1 };
    const after: Run = cursor === undefined ? next : { ...next, cursor };
    const over = after.state === 'done' || after.state === 'no_bill';
    const saved = await save(after, over ? null : nextAtMs);
    if (saved === 'busy') throw new Error(`reconciliation of ${run.billDate}: busy`);
    if (over && saved === 'done') {
      const { billDate, mchid, lines, recovered, differences: found } = after;
      logger.info({ billDate, mchid, lines, recovered, differences: found }, 'reconciled');
    }
  }

  async function compareLines(run: Run, bill: TradeBill) {
    let lines = run.lines;
    let recovered = 0;
    let found = 0;
    let waiting: TradeBillLine[] = [];
    const flush = async () => {
      const results = await Promise.all(waiting.map((line) => compareLine(run, line)));
      recovered += results.filter((result) => result === 'recovered').length;
      found += results.filter((result) => result === 'found').length;
      lines += waiting.length;
      waiting = [];
    };
    for await (const line of bill.lines()) {
      if (line.lineNo <= run.lines) continue;
      if (line.lineNo > run.lines + step.lines) {
        await flush();
        return { lines, recovered, found, ended: false };
      }
      waiting.push(line);
      if (waiting.length >= linesAtOnce) await flush();
    }
    await flush();
    return { lines, recovered, found, ended: true };
  }

  type LineResult = 'agrees' | 'recovered' | 'found';

  async function compareLine(run: Run, line: TradeBillLine): Promise<LineResult> {
    const { billDate } = run;
    if (line.kind === 'unreadable') return report(unreadable(line, run));
    if (line.kind === 'refund') {
      const ofDesk = differenceOfRefund(line.outRefundNo);
      if (ofDesk !== null) {
        if (line.refundState !== 'SUCCESS') return 'agrees';
        const { outRefundNo, outTradeNo: paymentNumber, refundFen: amountFen, mchid, subMchid } = line;
        const merchantId = merchantIdOf({ mchid, ...(subMchid === undefined ? {} : { subMchid }) });
        const told = { merchantId, paymentNumber, amountFen };
        if (await differences.refunded(ofDesk, outRefundNo, 'SUCCESS', 'bill', told)) return 'agrees';
      }
    }
    const look = async () =>
      line.kind === 'payment'
        ? comparePayment(line, await known.payment(line.outTradeNo), { billDate, appid })
        : compareRefund(line, await known.refund(line.outRefundNo), { billDate, appid });
    const verdict = await look();
    if (verdict.kind === 'agrees') {
      // Somebody asked to compare again: what was found before may have come right since.
      if (run.round > 1) await differences.clear(unrecorded(line, billDate), billDate);
      return 'agrees';
    }
    if (verdict.kind === 'differs') return report(verdict.finding);
    if (line.kind === 'refund') await known.takeRefund(line.outRefundNo);
    else {
      const { outTradeNo: number, amountFen, transactionId, atMs: paidAtMs, mchid, subMchid } = line;
      const merchantId = merchantIdOf({ mchid, ...(subMchid === undefined ? {} : { subMchid }) });
      await known.takePayment({ kind: 'paid', number, merchantId, amountFen, transactionId, paidAtMs });
    }
    if ((await look()).kind === 'agrees') return 'recovered';
    return report(unrecorded(line, billDate));
  }

  async function report(finding: Finding): Promise<'found' | 'agrees'> {
    return (await differences.report(finding)) ? 'found' : 'agrees';
  }

  /** What our books have of that day and the bill has not. */
  async function searchBooks(run: Run, bill: TradeBill | null) {
    const fromMs = brandDayStartMs(run.billDate);
    // Books are written a moment after the money came.
    const bookedLateMs = (await settings.current()).bookedLateMinutes * minuteMs;
    const inBill = new Set<string>();
    if (bill) {
      for await (const line of bill.lines()) {
        if (line.kind === 'payment') inBill.add(line.outTradeNo);
        if (line.kind === 'refund') inBill.add(line.outRefundNo);
      }
    }
    let found = 0;
    let { cursor } = run;
    for (let pages = 0; pages < step.pages; pages += 1) {
      const page = await known.booked(cursor);
      for (const move of page.moves) {
        if (move.atMs < fromMs || move.atMs >= fromMs + dayMs) continue;
        if (merchantOf(move.merchantId).mchid !== run.mchid) continue;
        if (inBill.has(move.refundNo ?? move.number)) continue;
        if ((await known.confirm(move)) === 'missing' && (await differences.report(missing(move, run))))
          found += 1;
      }
      cursor = page.nextCursor ?? undefined;
      if (cursor === undefined || page.oldestAtMs < fromMs - bookedLateMs)
        return { found, cursor: undefined };
    }
    return { found, cursor };
  }

  function missing(move: BookedMove, run: Run): Finding {
    return {
      kind: move.kind === 'payment' ? 'missing_payment' : 'missing_refund',
      merchantId: move.merchantId,
      outTradeNo: move.number,
      ...(move.refundNo === undefined ? {} : { outRefundNo: move.refundNo }),
      ourAmountFen: move.amountFen,
      currency: 'CNY',
      source: 'bill',
      billDate: run.billDate,
    };
  }

  async function list(limit: number): Promise<ReconciliationView[]> {
    const runs = await store.lastRuns(limit);
    return runs.map(({ billDate, mchid, state, lines, recovered, differences: found, digest, ...times }) => ({
      billDate,
      mchid,
      state,
      lines,
      recovered,
      differences: found,
      digest,
      startedAtMs: times.startedAtMs,
      doneAtMs: times.doneAtMs ?? null,
    }));
  }

  return { start, planDays, list, dueHandlers: [dayHandler, dueHandler] };
}
export type Reconciliation = ReturnType<typeof createReconciliation>;
