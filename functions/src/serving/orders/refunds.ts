import {
  hasNumber,
  isBack,
  orderIdOfNumber,
  type PaymentRecord,
  type RefundBack,
  type RefundRecord,
} from '../../money/payments/documents.ts';
import type { GivenBack, RefundFact } from '../../money/payments/facts.ts';
import { refundLabel } from '../../money/payments/items.ts';
import { refundMachine } from '../../money/payments/machines.ts';
import { runCommand } from '../../platform/command.ts';
import { needsPerson } from '../../platform/logger.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import { stopped } from '../../platform/outgoing.ts';
import { ok, type Result } from '../../platform/result.ts';
import { nextState } from '../../platform/state-machine.ts';
import { transact, type Write } from '../../platform/transact.ts';
import { type Cause, createChanges, stepped } from './changes.ts';
import { sceneOf } from './channel-sales.ts';
import { ledgerData } from './completion.ts';
import type { OrderContext } from './context.ts';
import { nextSequence } from './history.ts';
import { commissionOfRefund, ownOfRefund, splitOfRefund } from './refund-books.ts';
import { nextLookMs, type RefundWrites } from './refund-writes.ts';
import type { OrderRecord } from './store.ts';
import { dueKinds, timingOf } from './timing.ts';

/** `unknown`: it is no refund of ours. `unlike`: a number of ours, but another merchant's, payment's or amount's. `given_up`: it arrived after HQ had dropped or settled it, or under a number that another has replaced. */
type Heard = 'known' | 'unknown' | 'unlike' | 'given_up';

/** What a gateway says of a refund beside its number and state: compared before anything is taken for ours. */
type Told = Pick<RefundFact, 'merchantId' | 'paymentNumber' | 'amountFen'>;

const openStates = ['requested', 'asked'];

const reasons: Record<RefundRecord['cause'], string> = {
  called_off: '订单已取消，款项原路退回',
  part_cancelled: '部分商品无法供货，款项原路退回',
  by_hq: '商家退款，款项原路退回',
  late_money: '订单已关闭，款项原路退回',
  returned: '退货退款，款项原路退回',
};

/** Refunds that were written down, on their way through the gateways: behind the outbox, the clock and notifications. */
export function createRefunds(context: OrderContext, refundWrites: RefundWrites) {
  const { table, clock, store, outbox, dueItems, payments, logger } = context;
  const changes = createChanges(store);

  async function find(orderId: string, refundId: string) {
    const record = await store.read(orderId);
    const refund = record?.refunds.find((candidate) => candidate.refundId === refundId);
    return record && refund ? { record, refund } : null;
  }

  /** Asks the gateways, as often as need be: the number makes it one refund. One that fails keeps no other from going. */
  async function push(orderId: string, refundId: string): Promise<void> {
    const found = await find(orderId, refundId);
    if (!found) return;
    const { record, refund } = found;
    const problems: { number: string; code: string }[] = [];
    for (const back of refund.backs) {
      if (back.state !== 'requested' || back.askAtMs > clock.nowMs()) continue;
      const payment = record.money.payments.find(({ number }) => number === back.paymentNumber);
      if (!payment) throw new Error(`refund ${back.number} of a payment that is not there`);
      const given = await payments.drivers[back.kind].giveBack({
        number: back.number,
        paymentNumber: back.paymentNumber,
        merchant: payment.merchant,
        amountFen: back.amountFen,
        paidFen: payment.amountFen,
        reason: reasons[refund.cause],
      });
      const recorded = given.ok ? await recordGiven(orderId, back.number, given.value, 'system') : given;
      if (!recorded.ok) problems.push({ number: back.number, code: recorded.code });
    }
    const [problem] = problems;
    if (problem) throw stopped(`refund ${problem.number}`, problem.code);
  }

  /** What became of one number, told by an answer, a notification or a query: in any order and more than once. */
  async function recordGiven(
    orderId: string,
    number: string,
    given: GivenBack,
    by: Cause['by'],
    told?: Told,
  ): Promise<Result<Heard, 'busy'>> {
    const event = { arrived: 'succeed', under_way: 'accept', refused: 'fail' } as const;
    return runCommand<Heard, 'busy'>(
      { table },
      {
        command: null,
        async attempt() {
          const record = await store.read(orderId);
          const refund = record?.refunds.find(({ backs }) => backs.some((back) => hasNumber(back, number)));
          const back = refund?.backs.find((candidate) => hasNumber(candidate, number));
          if (!record || !refund || !back) return ok('unknown');
          if (told && !isOf(told, back, record.money.payments)) return ok('unlike');
          // The money is on its way under another number, too.
          if (back.number !== number) return ok(given.kind === 'arrived' ? 'given_up' : 'known');
          const next = nextState(refundMachine, back.state, event[given.kind]);
          if (next === null) {
            const givenUp = back.state === 'dropped' || back.state === 'settled';
            return ok(givenUp && given.kind === 'arrived' ? 'given_up' : 'known');
          }
          const cause = { atMs: clock.nowMs(), by };
          if (given.kind === 'refused')
            logger.error(
              { orderId, number, problem: given.problem, ...needsPerson },
              'refund failed: HQ has to look at it',
            );
          const changed: RefundBack = {
            ...back,
            state: next,
            problem: given.kind === 'refused' ? given.problem : undefined,
            spent: given.kind === 'refused' && given.spent ? true : undefined,
          };
          return {
            writes: stepWrites(record, refund, changed, cause),
            value: 'known',
            refused: { '*': 'again' },
          };
        },
      },
    );
  }

  function stepWrites(record: OrderRecord, refund: RefundRecord, changed: RefundBack, cause: Cause): Write[] {
    const backs = refund.backs.map((back) => (back.number === changed.number ? changed : back));
    return changeWrites(record, refund, { backs }, changed.state, cause);
  }

  /** HQ has paid the shopper by other means what the gateways did not. */
  function settleWrites(
    record: OrderRecord,
    refund: RefundRecord,
    byHand: NonNullable<RefundRecord['byHand']>,
    cause: Cause,
  ): Write[] {
    const backs = refund.backs.map((back) =>
      back.state === 'failed' ? { ...back, state: stepped(refundMachine, back.state, 'settle') } : back,
    );
    return changeWrites(record, refund, { backs, byHand }, 'settled', cause);
  }

  function changeWrites(
    record: OrderRecord,
    refund: RefundRecord,
    change: Pick<RefundRecord, 'backs'> & Partial<Pick<RefundRecord, 'byHand'>>,
    state: RefundBack['state'],
    cause: Cause,
  ): Write[] {
    const history = [...refund.history, { atMs: cause.atMs, state, by: cause.by }];
    // What no gateway has in hand is not asked about any more.
    const isOpen = change.backs.some((back) => openStates.includes(back.state));
    const drop = isOpen ? [] : [dueItems.drop(dueKinds.refundCheck, refund.refundId)];
    if (!change.backs.every(isBack))
      return [store.payments.changeRefund(refund, { ...change, history }), ...drop];
    const arrived = { ...change, history, finishedAtMs: cause.atMs };
    const after = { ...refund, ...arrived };
    const { writes, events } =
      refund.cause === 'late_money'
        ? lateArrived(record, after, history.length, cause)
        : allArrived(record, after, history.length, cause);
    return [store.payments.changeRefund(refund, arrived), ...drop, ...writes, outbox.announce(...events)];
  }

  function lateArrived(
    { detail }: OrderRecord,
    { orderId, refundId, backs }: RefundRecord,
    sequence: number,
    { atMs }: Cause,
  ) {
    const soldBy = detail.soldBy ? { soldByOwnerId: detail.soldBy.ownerId } : {};
    const events = backs.map(
      ({ kind, amountFen, state }): DomainEvent => ({
        type: 'payment.refunded_late',
        data: { orderId, refundId, sequence, kind, amountFen, byHand: state === 'settled', ...soldBy, atMs },
      }),
    );
    return { writes: [] as Write[], events };
  }

  /** Money of the order is back: the order counts it, and the books follow. The last of a called-off order ends it. */
  function allArrived(record: OrderRecord, refund: RefundRecord, sequence: number, cause: Cause) {
    const { head, detail } = record;
    const { refundId, amountFen } = refund;
    const wasCompleted = head.state === 'completed';
    const refundedFen = head.refundedFen + amountFen;
    const ends = head.state === 'refunding' && refundedFen === head.totalFen;
    // The commission of an order that never was completed is taken back as a whole.
    const commission = ends ? { amountFen: 0, byLine: [] } : commissionOfRefund(record, refund);
    const about = ledgerData(record);
    const events: DomainEvent[] = [
      {
        type: 'refund.succeeded',
        data: {
          ...about,
          refundId,
          sequence,
          amountFen,
          tenders: refund.backs.map(({ kind, amountFen: fen, state }) => ({
            kind,
            amountFen: fen,
            byHand: state === 'settled',
          })),
          commission,
          wasCompleted,
          split: wasCompleted ? splitOfRefund(record, refund) : [],
          atMs: cause.atMs,
        },
      },
    ];
    const write = ends
      ? changes.order(head, 'refund', cause, { refundedFen })
      : changes.countRefunded(head, amountFen);
    if (ends)
      events.push({
        type: 'order.refunded',
        data: { ...about, sequence: nextSequence(head), atMs: cause.atMs },
      });
    const paidAtMs = head.history.find(({ state }) => state === 'paid')?.atMs;
    const room =
      detail.attribution && paidAtMs !== undefined
        ? context.sellerCaps.givenBackWrites(detail.attribution, paidAtMs, ownOfRefund(record, refund, ends))
        : [];
    const sceneId = sceneOf(detail);
    const unsold =
      sceneId !== undefined && paidAtMs !== undefined
        ? context.channels.soldWrites(sceneId, {
            memberId: head.memberId,
            locationId: detail.attribution?.locationId ?? null,
            paidAtMs,
            orders: 0,
            salesFen:
              0 -
              refund.pieces.reduce(
                (sum, piece) => sum + (isGoods(detail, piece.id) ? piece.amountFen : 0),
                0,
              ),
          })
        : [];
    return { writes: [write, ...room, ...unsold], events };
  }

  /**
   * Asked for some time ago: what became of it? Until it is done, it is looked at again and again, by one chain of
   * due items: the refund says at which time the next look is, and only what is due at that time plans another.
   */
  async function check(orderId: string, refundId: string, dueAtMs: number): Promise<void> {
    const found = await find(orderId, refundId);
    if (!found) return;
    let unheardOf = false;
    for (const back of found.refund.backs) {
      if (!openStates.includes(back.state) || back.askAtMs > clock.nowMs()) continue;
      const payment = found.record.money.payments.find(({ number }) => number === back.paymentNumber);
      if (!payment) throw new Error(`refund ${back.number} of a payment that is not there`);
      const given = await payments.drivers[back.kind].givenBack(back.number, payment.merchant);
      if (!given.ok) throw stopped(`refund ${back.number}`, given.code);
      if (given.value.kind === 'unheard_of') unheardOf = true;
      else {
        const recorded = await recordGiven(orderId, back.number, given.value, 'system');
        if (!recorded.ok) throw new Error(`refund ${back.number}: ${recorded.code}`);
      }
    }
    if (unheardOf) await push(orderId, refundId);
    const { refundCheckMs } = timingOf(await context.settings.serving.current());
    const afterMs = (unheardOf ? 1 : 6) * refundCheckMs;
    const planned = await runCommand<null, never>(
      { table },
      {
        command: null,
        async attempt() {
          const now = (await find(orderId, refundId))?.refund;
          const open = now?.backs.some(({ state }) => openStates.includes(state));
          if (!now || !open || now.lookAtMs !== dueAtMs) return ok(null);
          const lookAtMs = nextLookMs(now.backs, clock.nowMs(), afterMs);
          return {
            writes: [
              store.payments.changeRefund(now, { lookAtMs }),
              dueItems.plan(dueKinds.refundCheck, refundId, lookAtMs, { orderId }),
            ],
            value: null,
            refused: { [refundLabel]: 'again' },
          };
        },
      },
    );
    if (!planned.ok) throw new Error(`refund of ${orderId}: the next look is not planned`);
  }

  /** A gateway tells what became of a number. */
  async function hear(number: string, given: GivenBack, told?: Told): Promise<Result<Heard, 'busy'>> {
    const orderId = orderIdOfNumber(number);
    return orderId ? recordGiven(orderId, number, given, 'wechat_pay', told) : ok('unknown');
  }

  /** Money that came too late starts its way back. */
  async function sendLateMoneyBack(orderId: string, number: string): Promise<void> {
    const record = await store.read(orderId);
    const payment = record?.money.payments.find((candidate) => candidate.number === number);
    if (!record || payment?.state !== 'late' || payment.refundCount > 0) return;
    const requested = await refundWrites.requestLate(record, payment, { atMs: clock.nowMs(), by: 'system' });
    if (!requested.ok) throw new Error(`late payment ${number}: ${requested.code}`);
    const { writes, events } = requested.value;
    const outcome = await transact(table, [...writes, outbox.announce(...events)]);
    // Refused: another delivery of this event was first, or the money changed; it is delivered again.
    if (outcome.kind !== 'done') throw new Error(`late payment ${number}: ${outcome.kind}`);
  }

  return { find, push, check, hear, settleWrites, sendLateMoneyBack };
}
export type Refunds = ReturnType<typeof createRefunds>;

/** A line of its goods, and not the fee of the delivery. */
const isGoods = ({ lines }: OrderRecord['detail'], pieceId: string) => lines.some(({ id }) => id === pieceId);

function isOf(told: Told, back: RefundBack, payments: readonly PaymentRecord[]): boolean {
  const payment = payments.find(({ number }) => number === back.paymentNumber);
  return (
    told.merchantId === payment?.merchant &&
    told.paymentNumber === back.paymentNumber &&
    told.amountFen === back.amountFen
  );
}
