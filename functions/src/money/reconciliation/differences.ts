import type { Page } from '@jindian/shared/contract/common';
import type { DifferenceAct, DifferenceView, Settlement } from '@jindian/shared/contract/money/differences';
import { minuteMs } from '@jindian/shared/time';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import type { DueHandler, DueItems } from '../../platform/due-items.ts';
import { type Logger, needsPerson } from '../../platform/logger.ts';
import { stopped } from '../../platform/outgoing.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { nextState } from '../../platform/state-machine.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, type Write } from '../../platform/transact.ts';
import type { TransferInput } from '../ledger/rules.ts';
import type { Ledger } from '../ledger/service.ts';
import {
  canSendBack,
  type Difference,
  differenceId,
  differenceMachine,
  differenceOf,
  type Finding,
  isDone,
  isOwnNumber,
  kept,
  paidByHand,
  received,
  refundNoOf,
  sentBack,
  settlementFits,
  withAct,
} from './rules.ts';
import { createReconciliationStore, differenceLabel } from './store.ts';

/** The way money goes back; `accepted` is not refunded yet. */
export type SendBack = (refund: {
  number: string;
  refundNo: string;
  amountFen: number;
  totalFen: number;
  merchantId: string;
  reason: string;
}) => Promise<Result<'SUCCESS' | 'PROCESSING' | 'ABNORMAL' | 'CLOSED'>>;
export type RefundStatusOf = (
  refundNo: string,
  merchantId: string,
) => Promise<Result<'SUCCESS' | 'PROCESSING' | 'ABNORMAL' | 'CLOSED' | 'not_found'>>;

export const refundDue = 'money.send-back';
const reason = '款项无对应订单，原路退回';

/** What lies on HQ's desk: every difference once, with its history, and the ways to put it right. */
export function createDifferences(deps: {
  table: JindianTable;
  clock: Clock;
  logger: Logger;
  dueItems: DueItems;
  ledger: Pick<Ledger, 'post' | 'postWrites'>;
  /** Whose money is in our books. */
  ownMerchantId(): string;
  sendBack: SendBack;
  refundStatus: RefundStatusOf;
  settings: SettingsReader<'serving'>;
}) {
  const { table, clock, logger, dueItems, ledger, ownMerchantId } = deps;
  const store = createReconciliationStore(table);

  /** Puts it on the desk, with money of nobody in the books. True the first time; a repeat changes nothing. */
  async function report(finding: Finding): Promise<boolean> {
    const atMs = clock.nowMs();
    const difference = differenceOf(finding, ownMerchantId(), atMs);
    const { kind, merchantId, outTradeNo, outRefundNo } = finding;
    const done = await runCommand<boolean>(
      { table },
      {
        command: null,
        attempt: async () => {
          if (await store.read(difference.id)) return ok(false);
          const books = difference.heldFen > 0 ? ledger.postWrites(received(difference, atMs)) : [];
          return {
            writes: [store.save(difference), ...books],
            value: true,
            refused: { [differenceLabel]: ok(false) },
          };
        },
      },
    );
    if (!done.ok) throw new Error(`difference of ${outTradeNo}: ${done.code}`);
    if (done.value)
      logger.error(
        { kind, merchantId, outTradeNo, outRefundNo, id: difference.id, ...needsPerson },
        'money differs',
      );
    return done.value;
  }

  /** Looked at again, there is no difference any more. */
  async function clear(finding: Finding, note: string): Promise<void> {
    const id = differenceId(finding);
    const current = await store.read(id);
    if (current?.state !== 'open' || current.heldFen > 0) return;
    unlessBusy(await act(id, current.revision, { act: 'cleared', note }), `difference ${id}`);
  }

  type Step = {
    act: DifferenceAct;
    note: string;
    byMemberId?: string;
    change?: (difference: Difference) => Partial<Difference>;
    beside?: (after: Difference) => readonly Write[];
    books?: (before: Difference, atMs: number) => TransferInput | null;
    allowed?: (difference: Difference) => boolean;
  };

  async function act(
    id: string,
    revision: number,
    step: Step,
  ): Promise<Result<Difference, 'not_found' | 'draft_changed' | 'transition_refused' | 'busy'>> {
    const done = await runCommand<Difference, 'not_found' | 'draft_changed' | 'transition_refused'>(
      { table },
      {
        command: null,
        attempt: async () => {
          const before = await store.read(id);
          if (!before) return fail('not_found');
          if (before.revision !== revision)
            return isDone(before, revision, step) ? ok(before) : fail('draft_changed');
          const state =
            step.act === 'noted' ? before.state : nextState(differenceMachine, before.state, step.act);
          if (before.state === 'settled' || state === null || step.allowed?.(before) === false)
            return fail('transition_refused', { state: before.state });
          const { assignee = null, heldFen } = before;
          auditDetails({ before: { state: before.state, assignee, heldFen } });
          const atMs = clock.nowMs();
          const { act, note, byMemberId } = step;
          const after = {
            ...withAct(before, { act, state, atMs, note, ...(byMemberId ? { byMemberId } : {}) }),
            ...step.change?.(before),
          };
          const transfer = step.books?.(before, atMs) ?? null;
          return {
            writes: [
              store.save(after),
              ...(transfer ? ledger.postWrites(transfer) : []),
              ...(step.beside?.(after) ?? []),
              ...(before.state === 'sending_back' && state !== 'sending_back'
                ? [dueItems.drop(refundDue, id)]
                : []),
            ],
            value: after,
            refused: { [differenceLabel]: 'again' },
          };
        },
      },
    );
    return done as Result<Difference, 'not_found' | 'draft_changed' | 'transition_refused' | 'busy'>;
  }

  async function answer(
    done: Promise<Result<Difference, 'not_found' | 'draft_changed' | 'transition_refused' | 'busy'>>,
  ) {
    const result = await done;
    return result.ok ? ok(viewOf(result.value)) : result;
  }

  /** Books what an act means for money that is held. */
  const whenHeld =
    (transfer: typeof kept, why: { reason: string; byMemberId?: string }) =>
    (before: Difference, atMs: number): TransferInput | null =>
      before.heldFen > 0 ? transfer(before, { atMs, ...why }) : null;

  const note = (
    input: { differenceId: string; revision: number; note: string; assignee?: string | undefined },
    byMemberId: string,
  ) =>
    answer(
      act(input.differenceId, input.revision, {
        act: 'noted',
        note: input.note,
        byMemberId,
        change: () => (input.assignee === undefined ? {} : { assignee: input.assignee }),
      }),
    );

  const settle = (
    input: { differenceId: string; revision: number; settlement: Settlement; why: string },
    byMemberId: string,
  ) => {
    const { settlement, why } = input;
    return answer(
      act(input.differenceId, input.revision, {
        act: settlement,
        note: why,
        byMemberId,
        allowed: (difference) => settlementFits(difference, settlement),
        books: (before, atMs) => {
          const elsewhere = before.state === 'stuck' ? paidByHand : sentBack;
          const transfer = settlement === 'kept' ? kept : elsewhere;
          return whenHeld(transfer, { reason: why, byMemberId })(before, atMs);
        },
      }),
    );
  };

  /** Decided and planned in one write; what follows asks WeChat Pay, as often as need be. */
  async function sendBack(
    input: { differenceId: string; revision: number; why: string },
    byMemberId: string,
  ) {
    const decided = await act(input.differenceId, input.revision, {
      act: 'send_back',
      note: input.why,
      byMemberId,
      allowed: canSendBack,
      change: ({ refunds, state }) => (state === 'stuck' ? {} : { refunds: refunds + 1 }),
      beside: ({ id }) => [dueItems.plan(refundDue, id, clock.nowMs() + minuteMs)],
    });
    if (!decided.ok) return decided;
    // At once, for the person who waits; should it fail, the due item takes it up.
    await pushRefund(decided.value.id).catch((error: unknown) =>
      logger.warn({ id: decided.value.id, err: error }, 'refund was not asked for yet'),
    );
    const now = await store.read(decided.value.id);
    return ok(viewOf(now ?? decided.value));
  }

  async function pushRefund(id: string): Promise<void> {
    const difference = await store.read(id);
    if (difference?.state !== 'sending_back') return;
    const refundNo = refundNoOf(difference);
    const known = await deps.refundStatus(refundNo, difference.merchantId);
    if (!known.ok) throw stopped(`refund ${refundNo}`, known.code);
    let status = known.value;
    // What is stuck may go on when it is asked for once more, under its own number.
    if (status === 'not_found' || status === 'ABNORMAL') {
      const amountFen = difference.theirAmount ?? 0;
      const asked = await deps.sendBack({
        number: difference.outTradeNo,
        refundNo,
        amountFen,
        totalFen: amountFen,
        merchantId: difference.merchantId,
        reason,
      });
      if (asked.ok) status = asked.value;
      else if (status === 'not_found') throw stopped(`refund ${refundNo}`, asked.code);
    }
    if (status !== 'PROCESSING') await refunded(id, refundNo, status, 'query');
  }

  /**
   * Told by a notification, a query, the bill or the answer itself, in any order. Money that arrived counts whatever its
   * number; of what failed only the last number says anything. False: no number of ours.
   */
  async function refunded(
    id: string,
    refundNo: string,
    status: 'SUCCESS' | 'ABNORMAL' | 'CLOSED',
    source: Finding['source'],
    told?: { merchantId: string; paymentNumber: string; amountFen: number },
  ): Promise<boolean> {
    const current = await store.read(id);
    if (!current || !isOwnNumber(current, refundNo)) return false;
    const { merchantId, outTradeNo, theirAmount = 0 } = current;
    const isSame =
      !told ||
      (told.merchantId === merchantId && told.paymentNumber === outTradeNo && told.amountFen === theirAmount);
    if (!isSame) return false;
    const step =
      status === 'SUCCESS' ? arrivedStep(current, refundNo) : failedStep(current, refundNo, status);
    if (current.state === 'settled') {
      if (status === 'SUCCESS' && current.arrivedNo !== refundNo)
        await reportTwice(current, refundNo, source);
      return true;
    }
    if (step === null || nextState(differenceMachine, current.state, step.act) === null) return true;
    const done = await act(id, current.revision, step);
    if (done.ok) return true;
    if (done.code === 'draft_changed' || done.code === 'transition_refused')
      return refunded(id, refundNo, status, source, told);
    throw new Error(`refund ${refundNo}: ${done.code}`);
  }

  function arrivedStep({ history }: Difference, refundNo: string): Step {
    const why = history.findLast((step) => step.act === 'send_back');
    return {
      act: 'refunded',
      note: refundNo,
      change: () => ({ arrivedNo: refundNo }),
      books: whenHeld(sentBack, {
        reason: why?.note ?? '',
        ...(why?.byMemberId === undefined ? {} : { byMemberId: why.byMemberId }),
      }),
    };
  }

  function failedStep(current: Difference, refundNo: string, status: 'ABNORMAL' | 'CLOSED'): Step | null {
    if (refundNoOf(current) !== refundNo) return null;
    return { act: status === 'CLOSED' ? 'refund_failed' : 'refund_stuck', note: `${refundNo} ${status}` };
  }

  /** It arrived after it was settled otherwise, or under another number: the shopper may have it twice. */
  async function reportTwice(
    { merchantId, outTradeNo, theirAmount = 0, currency, history }: Difference,
    outRefundNo: string,
    source: Finding['source'],
  ): Promise<void> {
    await report({
      kind: 'unrecorded_refund',
      merchantId,
      outTradeNo,
      outRefundNo,
      theirAmount,
      ourAmountFen: 0,
      currency,
      source,
      note: `settled before: ${history.at(-1)?.act ?? ''}`,
    });
  }

  async function list(query: {
    state: 'open' | 'settled';
    limit: number;
    cursor?: string | undefined;
  }): Promise<Result<Page<DifferenceView>>> {
    const before = query.cursor === undefined ? undefined : Buffer.from(query.cursor, 'base64url').toString();
    if (before !== undefined && !/^\d{15}#[0-9a-f]{32}$/.test(before))
      return fail('invalid_request', { detail: 'cursor' });
    const { items, nextCursor } = await store.page(query.state, query.limit, before);
    return ok({
      items: items.map(viewOf),
      nextCursor: nextCursor === null ? null : Buffer.from(nextCursor).toString('base64url'),
    });
  }

  const dueHandlers: DueHandler[] = [
    {
      kind: refundDue,
      queue: 'payments',
      async handle({ ref, dueAtMs }) {
        await pushRefund(ref);
        const now = await store.read(ref);
        if (now?.state !== 'sending_back') return;
        const { refundCheckMinutes } = await deps.settings.current();
        // On the steps of the first look, so that what is delivered twice plans the same look.
        const stepMs = refundCheckMinutes * minuteMs;
        const atMs = dueAtMs + (Math.floor((clock.nowMs() - dueAtMs) / stepMs) + 1) * stepMs;
        const planned = await transact(table, [dueItems.plan(refundDue, ref, atMs)]);
        if (planned.kind !== 'done') throw new Error(`refund of ${ref}: the next look is not planned`);
      },
    },
  ];

  return { report, clear, note, settle, sendBack, refunded, list, read: store.read, dueHandlers };
}
export type Differences = ReturnType<typeof createDifferences>;

export function viewOf(difference: Difference): DifferenceView {
  return {
    id: difference.id,
    kind: difference.kind,
    state: difference.state,
    revision: difference.revision,
    merchantId: difference.merchantId,
    outTradeNo: difference.outTradeNo,
    outRefundNo: difference.outRefundNo ?? null,
    transactionId: difference.transactionId ?? null,
    theirAmount: difference.theirAmount ?? null,
    ourAmountFen: difference.ourAmountFen ?? null,
    currency: difference.currency,
    heldFen: difference.state === 'settled' ? 0 : difference.heldFen,
    source: difference.source,
    billDate: difference.billDate ?? null,
    foundAtMs: difference.foundAtMs,
    assignee: difference.assignee ?? null,
    refundNo: difference.refunds > 0 ? refundNoOf(difference) : null,
    canSendBack: canSendBack(difference),
    history: difference.history.map(({ atMs, act, byMemberId, note }) => ({
      atMs,
      act,
      byMemberId: byMemberId ?? null,
      note,
    })),
  };
}
