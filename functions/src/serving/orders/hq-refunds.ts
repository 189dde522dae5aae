import { type Reach, wholeReach } from '@jindian/shared/access';
import type { Page } from '@jindian/shared/contract/common';
import type { HqOrder } from '@jindian/shared/contract/hq';
import type {
  FailedRefund,
  RefundPreview,
  RefundRequest,
  RefundResolution,
  RefundWanted,
} from '@jindian/shared/contract/money/payments';
import { moneyNumber, type RefundBack, type RefundRecord } from '../../money/payments/documents.ts';
import { refundMachine } from '../../money/payments/machines.ts';
import type { WantedBack } from '../../money/payments/refund-plan.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import { type Attempt, runCommand } from '../../platform/command.ts';
import { filledPage } from '../../platform/filled-page.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Write } from '../../platform/transact.ts';
import { type Cause, changedMeanwhile, stepped } from './changes.ts';
import type { OrderContext } from './context.ts';
import { hqRefundView, othersOf, possibleActs, refundableStates } from './money-views.ts';
import type { PaymentCommands } from './payment.ts';
import { withoutRefund } from './pieces.ts';
import type { OrderQueries } from './queries.ts';
import { actsOnOrder, lookingFor, placedOf, seesOrder } from './reach.ts';
import { nextLookMs } from './refund-writes.ts';
import type { OrderRecord } from './store.ts';
import { dueKinds, timingOf } from './timing.ts';
import type { OrderViews } from './views.ts';

/** What HQ's people do about refunds. Each is a command with a key: the same form sent twice gives back once. */
export function createHqRefunds(
  context: OrderContext,
  deps: {
    payment: PaymentCommands;
    queries: Pick<OrderQueries, 'hqOrder'>;
    views: Pick<OrderViews, 'places'>;
  },
) {
  const { table, clock, store, outbox, dueItems, idempotency } = context;
  const { payment, queries, views } = deps;
  const { refundWrites } = payment;
  const itself = { table, idempotency };

  function wantedOf(lines: RefundRequest['lines']): WantedBack[] {
    return lines
      .filter(({ quantity, extraFen }) => quantity > 0 || extraFen > 0)
      .map(({ lineId, quantity, extraFen }) => ({ id: lineId, quantity, extraFen }));
  }

  /** Before they paid its shoppers were told what is not taken back without a reason. What is faulty always is. */
  function onGround({ detail }: OrderRecord, { ground, lines }: RefundWanted): Result<null> {
    if (ground !== 'without_reason') return ok(null);
    const wanted = new Set(wantedOf(lines).map(({ id }) => id));
    const kept = detail.lines.find(({ id, notReturnable }) => notReturnable && wanted.has(id));
    if (!kept?.notReturnable) return ok(null);
    return fail('not_returnable', { title: kept.title, why: kept.notReturnable, lineId: kept.id });
  }

  async function refundable(orderId: string): Promise<Result<OrderRecord>> {
    const record = await store.read(orderId);
    if (!record) return fail('not_found');
    const { state } = record.head;
    return refundableStates.includes(state) ? ok(record) : fail('transition_refused', { state });
  }

  async function preview(orderId: string, wanted: RefundWanted): Promise<Result<RefundPreview>> {
    const found = await refundable(orderId);
    if (!found.ok) return found;
    const allowed = onGround(found.value, wanted);
    if (!allowed.ok) return allowed;
    const planned = refundWrites.plan(found.value, wantedOf(wanted.lines));
    if (!planned.ok) return planned;
    const { amountFen, pieces, byTender } = planned.value;
    return ok({
      amountFen,
      lines: pieces.map(({ id, quantity, amountFen: fen }) => ({ lineId: id, quantity, amountFen: fen })),
      backs: found.value.money.tenders.flatMap(({ tenderId, kind }) =>
        byTender[tenderId] ? [{ tenderId, kind, amountFen: byTender[tenderId] }] : [],
      ),
    });
  }

  /** Runs what was written down, and answers with the order as HQ reads it. */
  async function run(
    orderId: string,
    command: CommandClaim,
    attempt: () => Promise<Attempt<null>>,
  ): Promise<Result<HqOrder>> {
    const done = await runCommand<null>(itself, {
      command,
      attempt,
      replay: () => ok(null),
    });
    return done.ok ? queries.hqOrder(orderId, wholeReach) : done;
  }

  const step = (writes: Write[]): Attempt<null> => ({ writes, value: null, refused: changedMeanwhile });

  function refund(
    orderId: string,
    { lines, ground, reason }: RefundRequest,
    byMemberId: string,
    command: CommandClaim,
  ): Promise<Result<HqOrder>> {
    return run(orderId, command, async () => {
      const found = await refundable(orderId);
      if (!found.ok) return found;
      const allowed = onGround(found.value, { lines, ground });
      if (!allowed.ok) return allowed;
      const { state, totalFen, refundedFen } = found.value.head;
      auditDetails({ before: { state, totalFen, refundedFen } });
      const cause: Cause = { atMs: clock.nowMs(), by: 'hq' };
      const asked = { cause: 'by_hq', reason, ground, byMemberId } as const;
      const requested = await refundWrites.request(found.value, wantedOf(lines), asked, cause);
      if (!requested.ok) return requested;
      const { refund: made, writes, events } = requested.value;
      if (!made) return fail('invalid_request', { detail: 'lines: nothing that was paid' });
      return step([...writes, outbox.announce(...events)]);
    });
  }

  function cancelPart(
    orderId: string,
    fulfilmentId: string,
    reason: string,
    byMemberId: string,
    command: CommandClaim,
  ): Promise<Result<HqOrder>> {
    return run(orderId, command, async () => {
      const record = await store.read(orderId);
      const fulfilment = record?.fulfilments.find((part) => part.fulfilmentId === fulfilmentId);
      if (!record || !fulfilment) return fail('not_found');
      auditDetails({ before: { state: fulfilment.state, locationId: fulfilment.locationId } });
      const asked = { cause: 'part_cancelled', reason, byMemberId } as const;
      const cause: Cause = { atMs: clock.nowMs(), by: 'hq' };
      const writes = await payment.cancelPartWrites(record, fulfilment, asked, cause);
      return writes.ok ? step(writes.value) : writes;
    });
  }

  /** What failed is asked for again, under the same number unless the gateway has closed it; or paid otherwise, or given up. */
  function resolve(
    orderId: string,
    refundId: string,
    { act, note }: RefundResolution,
    byMemberId: string,
    command: CommandClaim,
  ): Promise<Result<HqOrder>> {
    return run(orderId, command, async () => {
      const found = await payment.refunds.find(orderId, refundId);
      if (!found) return fail('not_found');
      const { record, refund: there } = found;
      if (!possibleActs(record, there).includes(act))
        return fail('transition_refused', { state: there.backs[0]?.state ?? '' });
      auditDetails({ before: { backs: there.backs.map(({ state, amountFen }) => ({ state, amountFen })) } });
      const atMs = clock.nowMs();
      if (act === 'settle') {
        const byName = (await context.shoppers.payer(byMemberId))?.nickname ?? byMemberId;
        const byHand = { note, byMemberId, byName, atMs };
        return step(payment.refunds.settleWrites(record, there, byHand, { atMs, by: 'hq' }));
      }
      return step(
        act === 'drop' ? dropWrites(record, there, atMs) : await askAgainWrites(record, there, atMs),
      );
    });
  }

  async function askAgainWrites({ money }: OrderRecord, there: RefundRecord, atMs: number): Promise<Write[]> {
    const { refundCheckMs } = timingOf(await context.settings.serving.current());
    let { refundCount } = money;
    const renumbered = there.backs.map((back): RefundBack => {
      if (back.state !== 'failed') return back;
      if (back.spent) refundCount += 1;
      return {
        ...back,
        state: stepped(refundMachine, back.state, 'ask_again'),
        ...(back.spent
          ? {
              number: moneyNumber(there.orderId, 'R', refundCount),
              replaced: [...(back.replaced ?? []), back.number],
            }
          : {}),
        askAtMs: atMs,
        problem: undefined,
        spent: undefined,
      };
    });
    const { orderId, refundId } = there;
    const history = [...there.history, { atMs, state: 'requested', by: 'hq' }];
    const lookAtMs = nextLookMs(renumbered, atMs, refundCheckMs);
    return [
      store.payments.changeRefund(there, { backs: renumbered, history, lookAtMs }),
      ...(refundCount === money.refundCount ? [] : [store.payments.changeMoney(money, { refundCount })]),
      dueItems.plan(dueKinds.refundCheck, refundId, lookAtMs, { orderId }),
      outbox.announce({
        type: 'refund.requested',
        data: { orderId, refundId, sequence: history.length, atMs },
      }),
    ];
  }

  function dropWrites(record: OrderRecord, there: RefundRecord, atMs: number): Write[] {
    const backs = there.backs.map((back) => ({
      ...back,
      state: stepped(refundMachine, back.state, 'drop'),
    }));
    const history = [...there.history, { atMs, state: 'dropped', by: 'hq' }];
    return [
      store.payments.changeRefund(there, { backs, history, finishedAtMs: atMs }),
      dueItems.drop(dueKinds.refundCheck, there.refundId),
      store.payments.changeMoney(record.money, {
        returned: withoutRefund(record.money, there, othersOf(record, there)),
      }),
    ];
  }

  /** Refunds that wait for a person, within reach. */
  function failed(limit: number, cursor: string | undefined, reach: Reach): Promise<Page<FailedRefund>> {
    type Key = { orderId: string; refundId: string; cursor: string };

    async function viewOf({ orderId, refundId }: Key): Promise<FailedRefund | null> {
      const [found, placeOf] = await Promise.all([payment.refunds.find(orderId, refundId), views.places()]);
      const placed = found && placedOf(found.record);
      if (!found || !placed || !seesOrder(reach, placeOf, placed)) return null;
      const view = hqRefundView(found.record, found.refund);
      if (view.state !== 'failed') return null;
      const acts = actsOnOrder(reach, placeOf, placed) ? view.acts : [];
      return { ...view, acts, orderId, orderNumber: found.record.head.number };
    }

    return filledPage<Key, FailedRefund>({
      limit,
      cursor,
      ...lookingFor(reach),
      read: store.payments.failedRefunds,
      cursorOf: (key) => key.cursor,
      look: (keys) => Promise.all(keys.map(viewOf)),
    });
  }

  async function lineAccounts(orderId: string) {
    const record = await store.read(orderId);
    if (!record) return fail('not_found');
    return ok({
      items: record.detail.lines.map(({ id, costFen, taxCode, taxRateBasisPoints }) => ({
        lineId: id,
        costFen,
        taxCode,
        taxRateBasisPoints,
      })),
    });
  }

  return { preview, refund, cancelPart, resolve, failed, lineAccounts };
}
export type HqRefunds = ReturnType<typeof createHqRefunds>;
