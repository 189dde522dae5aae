import type { DeskReturn, ReceivedLines, TakeBack } from '@jindian/shared/contract/serving/returns';
import { dayMs } from '@jindian/shared/time';
import { auditDetails } from '../../platform/audit-context.ts';
import { type Attempt, runCommand } from '../../platform/command.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Write } from '../../platform/transact.ts';
import { changedMeanwhile } from '../orders/changes.ts';
import type { OrderRecord } from '../orders/store.ts';
import { type ReturnAsking, returnsChanged } from './asking.ts';
import { alarmAheadDays, dueKinds, type ReturnContext, refundWithinDays } from './context.ts';
import { cameIn, movementsIn, type Place, titleBack } from './goods-in.ts';
import { isOpen, type ReturnRecord, type ReturnsOfOrder, shoppersHave } from './records.ts';
import { stepped } from './steps.ts';
import type { Powers, ReturnViews } from './views.ts';

type By = { memberId: string; mayOverride: boolean; powers: Powers };
type Wrong = 'nothing_to_return' | 'wrong_piece' | 'refund_exceeds' | 'refund_limit' | 'transition_refused';

/** Goods come in, at any branch: stock, title and money move in one transaction. */
export function createReturnReceiving(context: ReturnContext, asking: ReturnAsking, views: ReturnViews) {
  const { clock, orders, store, outbox, dueItems, inventory, network } = context;

  /** The refund of what came in, or of what is lost; and what the return is by then. */
  async function withRefund(
    record: OrderRecord,
    made: ReturnRecord,
    good: readonly { lineId: string; quantity: number; feeBasisPoints: number }[],
    step: 'receive' | 'lose',
    by: { actor: 'staff' | 'hq'; memberId: string; reason?: string },
  ): Promise<Result<{ after: ReturnRecord; writes: Write[]; events: DomainEvent[] }, Wrong>> {
    const found = asking.planned(record, good, made.reason);
    if (!found.ok) return found;
    const { plan, feeFen } = found.value;
    const cause = { atMs: clock.nowMs(), by: by.actor } as const;
    const requested = await orders.payment.refundWrites.request(
      record,
      asking.wantedBack(found.value),
      { cause: 'returned', byMemberId: by.memberId, ...(by.reason ? { reason: by.reason } : {}) },
      cause,
    );
    if (!requested.ok) return requested;
    const { refund, writes, events } = requested.value;
    const counts = plan.pieces.length > 0;
    const stepIn = step === 'receive' && !counts ? 'keep' : step;
    const next = stepped(made, stepIn, by.actor, cause.atMs, by.memberId);
    if (!next.ok) return next;
    const patch = {
      amountFen: plan.amountFen,
      feeFen,
      ...(refund ? { refundId: refund.refundId, refundByMs: cause.atMs + refundWithinDays * dayMs } : {}),
    };
    const moved: ReturnRecord = { ...next.value, ...patch };
    // What cost nothing is back at once.
    const done = counts && !refund ? stepped(moved, 'refund', 'system', cause.atMs) : ok(moved);
    if (!done.ok) return done;
    return ok({
      after: done.value,
      writes: [
        ...writes,
        ...(refund
          ? [
              dueItems.plan(
                dueKinds.refundLate,
                made.returnId,
                cause.atMs + (refundWithinDays - alarmAheadDays) * dayMs,
                { orderId: made.orderId },
              ),
            ]
          : []),
      ],
      events,
    });
  }

  /** What it takes that these goods of this return come in here; nothing is written. */
  async function receiptWrites(
    record: OrderRecord,
    returns: ReturnsOfOrder,
    made: ReturnRecord,
    lines: ReceivedLines,
    at: { place: Place; memberId: string },
  ): Promise<Result<{ after: ReturnRecord; writes: Write[]; events: DomainEvent[] }, Wrong>> {
    const came = cameIn(record, shoppersHave(record, returns), made.lines, lines, at.place);
    if (!came.ok) return came;
    const good = made.lines.flatMap(({ lineId, feeBasisPoints }) => {
      const quantity = came.value
        .filter((one) => one.lineId === lineId && one.disposition !== 'other_goods')
        .reduce((sum, one) => sum + one.quantity, 0);
      return quantity > 0 ? [{ lineId, quantity, feeBasisPoints }] : [];
    });
    const atMs = clock.nowMs();
    const { id: locationId } = at.place;
    const isOther = came.value.some(({ disposition }) => disposition === 'other_goods');
    const here: ReturnRecord = {
      ...made,
      received: { locationId, atMs, byMemberId: at.memberId, lines: came.value },
      suspicions: [...new Set([...made.suspicions, ...(isOther ? (['other_goods'] as const) : [])])],
    };
    const refunded = await withRefund(record, here, good, 'receive', {
      actor: 'staff',
      memberId: at.memberId,
    });
    if (!refunded.ok) return refunded;
    const { after, writes, events } = refunded.value;
    const cause = { type: 'return', id: made.returnId, by: at.memberId, reason: made.orderNumber } as const;
    const serials = came.value.flatMap((line) => line.serials.map((serial) => ({ line, serial })));
    const released = await orders.serialsInHand.broughtBackWrites(
      record,
      serials.map(({ line, serial }) => ({
        serial,
        skuId: record.detail.lines.find(({ id }) => id === line.lineId)?.skuId ?? '',
      })),
    );
    return ok({
      after,
      writes: [
        ...writes,
        ...inventory.combinedWrites(locationId, movementsIn(came.value, at.place, cause)),
        ...released,
      ],
      events: [
        ...events,
        {
          type: 'return.received',
          data: {
            orderId: made.orderId,
            returnId: made.returnId,
            sequence: after.history.length,
            atMs,
            amountFen: after.amountFen,
            locationId,
            ...titleBack(record, came.value),
          },
        },
      ],
    });
  }

  const refusals = { ...returnsChanged, ...changedMeanwhile, serial: 'again' } as const;

  async function read(orderId: string) {
    const [record, returns] = await Promise.all([orders.store.read(orderId), store.ofOrder(orderId)]);
    return record ? { record, returns } : null;
  }

  async function shown(
    { orderId, returnId }: { orderId: string; returnId: string },
    powers: Powers,
  ): Promise<Result<DeskReturn>> {
    const found = await read(orderId);
    const made = found?.returns.items.find((one) => one.returnId === returnId);
    return found && made ? ok(await views.desk(found.record, made, powers)) : fail('not_found');
  }

  async function placeOf(locationId: string): Promise<Place | null> {
    const place = await network.location(locationId);
    return place && { id: place.id, ownerId: place.ownerId };
  }

  async function run(
    command: CommandClaim,
    orderId: string,
    powers: Powers,
    attempt: () => Promise<Attempt<{ returnId: string }>>,
  ): Promise<Result<DeskReturn>> {
    const done = await runCommand<{ returnId: string }>(context, {
      command,
      attempt,
      replay: ({ returnId }) => ok({ returnId: String(returnId) }),
    });
    return done.ok ? shown({ orderId, returnId: done.value.returnId }, powers) : done;
  }

  /** At a counter, at once: asked for, received, and its refund on the way. */
  function takeBack(locationId: string, asked: TakeBack, by: By, command: CommandClaim) {
    return run(command, asked.orderId, by.powers, async () => {
      const [found, place] = await Promise.all([read(asked.orderId), placeOf(locationId)]);
      if (!found || !place) return fail('not_found');
      const { record, returns } = found;
      const wanted = new Map<string, number>();
      for (const { lineId, quantity } of asked.lines)
        wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantity);
      const request = {
        way: 'counter' as const,
        reason: asked.reason,
        note: asked.note,
        lines: [...wanted].map(([lineId, quantity]) => ({ lineId, quantity })),
      };
      const drafted = await asking.draft(record, returns, request, {
        actor: 'staff',
        memberId: by.memberId,
        mayOverride: by.mayOverride,
        atOnce: true,
      });
      if (!drafted.ok) return drafted;
      const { made } = drafted.value;
      const receipt = await receiptWrites(record, returns, made, asked.lines, {
        place,
        memberId: by.memberId,
      });
      if (!receipt.ok) return receipt;
      const { after, writes, events } = receipt.value;
      return {
        writes: [
          store.count(returns),
          store.put(after, true),
          ...writes,
          outbox.announce(...asking.askedEvents(made), ...events),
        ],
        value: { returnId: made.returnId },
        kept: { returnId: made.returnId },
        refused: refusals,
      };
    });
  }

  /** One change of a return that is there. */
  function change(
    key: { orderId: string; returnId: string },
    by: Pick<By, 'powers'>,
    command: CommandClaim,
    next: (
      record: OrderRecord,
      returns: ReturnsOfOrder,
      made: ReturnRecord,
    ) => Promise<Result<{ after: ReturnRecord; writes: Write[]; events: DomainEvent[] }>>,
  ): Promise<Result<DeskReturn>> {
    return run(command, key.orderId, by.powers, async () => {
      const found = await read(key.orderId);
      const made = found?.returns.items.find(({ returnId }) => returnId === key.returnId);
      if (!found || !made) return fail('not_found');
      auditDetails({ before: { state: made.state } });
      const changed = await next(found.record, found.returns, made);
      if (!changed.ok) return changed;
      const { after, writes, events } = changed.value;
      return {
        writes: [
          store.count(found.returns),
          store.put(after, false),
          ...writes,
          ...(events.length > 0 ? [outbox.announce(...events)] : []),
        ],
        value: { returnId: made.returnId },
        kept: { returnId: made.returnId },
        refused: refusals,
      };
    });
  }

  function receive(
    locationId: string,
    key: { orderId: string; returnId: string },
    lines: ReceivedLines,
    by: By,
    command: CommandClaim,
  ) {
    return change(key, by, command, async (record, returns, made) => {
      const place = await placeOf(locationId);
      if (!place) return fail('not_found');
      if (!isOpen(made) || made.state === 'asked') return fail('transition_refused', { state: made.state });
      return receiptWrites(record, returns, made, lines, { place, memberId: by.memberId });
    });
  }

  return { takeBack, receive, change, withRefund, shown };
}
export type ReturnReceiving = ReturnType<typeof createReturnReceiving>;
