import { deliveryPieceId } from '@jindian/shared/contract/money/payments';
import {
  groundOfReason,
  type ReturnPreview,
  type ReturnReason,
  type ReturnRequest,
  type ReturnView,
  type ReturnWanted,
} from '@jindian/shared/contract/serving/returns';
import { dayMs } from '@jindian/shared/time';
import { decodeTime } from 'ulid';
import type { RefundPlan, WantedBack } from '../../money/payments/refund-plan.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { keptPoints } from '../../selling/membership/points/earning.ts';
import { isPractice } from '../orders/practice.ts';
import { refundedByLine } from '../orders/refund-books.ts';
import type { OrderRecord } from '../orders/store.ts';
import { dueKinds, type ReturnContext } from './context.ts';
import type { CompiledReturnsPolicy } from './policy.ts';
import { type ReturnActor, type ReturnRecord, type ReturnsOfOrder, spokenFor } from './records.ts';
import { feeBasisPointsOf, feeFenOf, type LineNow, linesNow } from './rules.ts';
import { returnLabel, returnsLabel } from './store.ts';
import type { ReturnViews } from './views.ts';

/** Somebody changed something of the order's returns: look again. */
export const returnsChanged = { [returnsLabel]: 'again', [returnLabel]: 'again' } as const;

/** What its pictures are kept for. */
export const pictureUse = ({ returnId }: Pick<ReturnRecord, 'returnId'>) => `return/${returnId}`;

export type Wanted = { lineId: string; quantity: number };
export type Planned = {
  plan: RefundPlan;
  feeFen: number;
  lines: { lineId: string; quantity: number; feeBasisPoints: number; feeFen: number }[];
};

/** Bringing goods back is asked for: by the shopper, or by a clerk who has them on the counter. */
export function createReturnAsking(context: ReturnContext, views: ReturnViews) {
  const { clock, ids, store, orders, outbox, dueItems } = context;

  async function nowOf(record: OrderRecord, returns: ReturnsOfOrder) {
    const [policy, { categoryPath }] = await Promise.all([
      context.policy.current(),
      context.catalog.current(),
    ]);
    return { policy, lines: linesNow(record, spokenFor(returns), policy, categoryPath, clock.nowMs()) };
  }

  /**
   * Why these pieces are not taken back by the rules; null: they are. What is faulty its shopper may always ask for, and a
   * person decides; over a counter (`atCounter`) it is taken back at once in time only.
   */
  function refusal(
    lines: readonly LineNow[],
    wanted: readonly Wanted[],
    reason: ReturnReason,
    atCounter = false,
  ): Result<null> {
    const isFaulty = groundOfReason[reason] === 'faulty';
    for (const { lineId, quantity } of wanted) {
      const now = lines.find(({ line }) => line.id === lineId);
      if (!now || now.quantity < quantity) return fail('nothing_to_return', { lineId });
      const { title } = now.line;
      if (!isFaulty && now.why) return fail('not_returnable', { title, why: now.why, lineId });
      const isOver = now.untilMs !== null && clock.nowMs() > now.untilMs;
      if (isOver && (!isFaulty || atCounter)) return fail('return_window_over', { title, lineId });
    }
    return ok(null);
  }

  /** What the order's money gives back of these pieces now, without the fees; the delivery fee where all of a faulty order goes. */
  function planned(
    record: OrderRecord,
    wanted: readonly { lineId: string; quantity: number; feeBasisPoints: number }[],
    reason: ReturnReason,
  ): Result<Planned, 'refund_exceeds'> {
    const { money, detail } = record;
    const units: WantedBack[] = wanted.flatMap(({ lineId: id, quantity: asked }) => {
      const line = detail.lines.find((one) => one.id === id);
      // Paid back by hand meanwhile: the goods come in, and bring nothing more.
      const quantity = Math.min(asked, (line?.quantity ?? 0) - (money.returned[id]?.quantity ?? 0));
      return quantity > 0 ? [{ id, quantity, extraFen: 0 }] : [];
    });
    const ends = detail.lines.every(({ id, quantity }) => {
      const going = units.find((one) => one.id === id)?.quantity ?? 0;
      return (money.returned[id]?.quantity ?? 0) + going >= quantity;
    });
    const feeLeft = detail.deliveryFeeFen > 0 && (money.returned[deliveryPieceId]?.quantity ?? 0) === 0;
    const withDelivery = ends && feeLeft && groundOfReason[reason] === 'faulty' && units.length > 0;
    const all = withDelivery ? [...units, { id: deliveryPieceId, quantity: 1, extraFen: 0 }] : units;
    const gross = orders.payment.refundWrites.plan(record, all);
    if (!gross.ok) return gross;
    const lines = wanted.map(({ lineId, quantity, feeBasisPoints }) => {
      const amountFen = gross.value.pieces.find(({ id }) => id === lineId)?.amountFen ?? 0;
      return { lineId, quantity, feeBasisPoints, feeFen: feeFenOf(amountFen, feeBasisPoints) };
    });
    const kept = all.map((unit) => ({
      ...unit,
      keptFen: lines.find(({ lineId }) => lineId === unit.id)?.feeFen ?? 0,
    }));
    const plan = orders.payment.refundWrites.plan(record, kept);
    if (!plan.ok) return plan;
    return ok({ plan: plan.value, feeFen: lines.reduce((sum, { feeFen }) => sum + feeFen, 0), lines });
  }

  /** The same as what the order's refund is asked for. */
  function wantedBack({ plan, lines }: Planned): WantedBack[] {
    return plan.pieces.map(({ id, quantity }) => {
      const keptFen = lines.find(({ lineId }) => lineId === id)?.feeFen ?? 0;
      return { id, quantity, extraFen: 0, ...(keptFen > 0 ? { keptFen } : {}) };
    });
  }

  const withFees = (lines: readonly LineNow[], wanted: readonly Wanted[], reason: ReturnReason) =>
    wanted.map(({ lineId, quantity }) => {
      const now = lines.find(({ line }) => line.id === lineId);
      return { lineId, quantity, feeBasisPoints: now ? feeBasisPointsOf(now, reason, clock.nowMs()) : 0 };
    });

  const bearerOf = (policy: CompiledReturnsPolicy, reason: ReturnReason) =>
    groundOfReason[reason] === 'faulty' ? 'seller' : policy.freightBearer;
  const atOnceBy = (policy: CompiledReturnsPolicy, reason: ReturnReason) =>
    policy.approval === 'by_rule' && groundOfReason[reason] === 'without_reason';

  /** Points that go with it, as the refund will take them. */
  function pointsBack(record: OrderRecord, plan: RefundPlan): number {
    const { points } = record.detail;
    if (!points) return 0;
    const before = refundedByLine(record);
    const after = new Map(before);
    for (const { id, amountFen } of plan.pieces) after.set(id, (after.get(id) ?? 0) + amountFen);
    return keptPoints(points, before) - keptPoints(points, after);
  }

  async function preview(
    record: OrderRecord,
    { lines, reason }: ReturnWanted,
  ): Promise<Result<ReturnPreview>> {
    const orderId = record.head.orderId;
    const { policy, lines: now } = await nowOf(record, await store.ofOrder(orderId));
    const refused = refusal(now, lines, reason);
    if (!refused.ok) return refused;
    const found = planned(record, withFees(now, lines, reason), reason);
    if (!found.ok) return found;
    const { plan, feeFen, lines: withFee } = found.value;
    const meant = now.filter(({ line }) => lines.some(({ lineId }) => lineId === line.id));
    return ok({
      amountFen: plan.amountFen,
      feeFen,
      lines: plan.pieces.map(({ id, quantity, amountFen }) => ({
        lineId: id,
        quantity,
        amountFen,
        feeFen: withFee.find(({ lineId }) => lineId === id)?.feeFen ?? 0,
      })),
      backs: record.money.tenders.flatMap(({ tenderId, kind }) => {
        const amountFen = plan.byTender[tenderId] ?? 0;
        return amountFen > 0 ? [{ tenderId, kind, amountFen }] : [];
      }),
      pointsBack: pointsBack(record, plan),
      untilMs: Math.min(...meant.map(({ untilMs }) => untilMs ?? 0)),
      freightBearer: bearerOf(policy, reason),
      decidedAtOnce: atOnceBy(policy, reason),
    });
  }

  async function isMany(memberId: string, most: number): Promise<boolean> {
    if (most === 0) return false;
    const keys = await store.keysOfMember(memberId, most);
    const oldest = keys.at(most - 1);
    // Ids tell the time: the most-th before this one.
    return oldest !== undefined && decodeTime(oldest.returnId) > clock.nowMs() - 90 * dayMs;
  }

  /** A new return as it is asked for; nothing is written. `at`: a clerk has the goods there, and it is approved. */
  async function draft(
    record: OrderRecord,
    returns: ReturnsOfOrder,
    asked: Omit<ReturnRequest, 'imagePaths'> & { imagePaths?: string[] },
    by: { actor: ReturnActor; memberId?: string; mayOverride?: boolean; atOnce?: boolean },
  ): Promise<Result<{ made: ReturnRecord; planned: Planned }>> {
    const { head } = record;
    if (isPractice(head.orderId)) return fail('transition_refused', { state: head.state });
    const { policy, lines: now } = await nowOf(record, returns);
    const refused = refusal(now, asked.lines, asked.reason, by.atOnce);
    const isPiece = !refused.ok && refused.code === 'nothing_to_return';
    if (!refused.ok && (isPiece || !by.mayOverride)) return refused;
    const found = planned(record, withFees(now, asked.lines, asked.reason), asked.reason);
    if (!found.ok) return found;
    const { plan, feeFen, lines } = found.value;
    const atMs = clock.nowMs();
    const memberId = await context.isNow(head.memberId);
    const approved = by.atOnce || atOnceBy(policy, asked.reason);
    const who = { by: by.actor, ...(by.memberId ? { memberId: by.memberId } : {}) };
    const made: ReturnRecord = {
      orderId: head.orderId,
      returnId: ids.next(),
      orderNumber: head.number,
      memberId,
      revision: 1,
      state: approved ? 'approved' : 'asked',
      way: asked.way,
      reason: asked.reason,
      note: asked.note,
      ...(asked.imagePaths?.length ? { imagePaths: asked.imagePaths } : {}),
      deskLocationId: head.storefrontId,
      lines: lines.map(({ lineId, quantity, feeBasisPoints }) => ({ lineId, quantity, feeBasisPoints })),
      amountFen: plan.amountFen,
      feeFen,
      freightBearer: bearerOf(policy, asked.reason),
      ...(approved ? { broughtByMs: atMs + policy.broughtWithinDays * dayMs } : {}),
      suspicions: (await isMany(memberId, policy.manyReturnsCount)) ? ['many_returns'] : [],
      history: [
        { atMs, state: 'asked', ...who },
        ...(approved
          ? [{ atMs, state: 'approved' as const, by: by.atOnce ? by.actor : ('rule' as const) }]
          : []),
      ],
    };
    return ok({ made, planned: found.value });
  }

  function askedEvents(made: ReturnRecord): DomainEvent[] {
    const { orderId, returnId, amountFen } = made;
    const about = { orderId, returnId, amountFen, atMs: clock.nowMs() };
    return [
      { type: 'return.asked', data: { ...about, sequence: 1 } },
      ...(made.state === 'approved'
        ? [{ type: 'return.approved' as const, data: { ...about, sequence: 2, atOnce: true } }]
        : []),
    ];
  }

  function ask(
    order: OrderRecord,
    request: ReturnRequest,
    command: CommandClaim,
  ): Promise<Result<ReturnView>> {
    const { orderId } = order.head;
    return runCommand<ReturnView>(context, {
      command,
      async attempt() {
        const [record, returns] = await Promise.all([orders.store.read(orderId), store.ofOrder(orderId)]);
        if (!record) return fail('not_found');
        const [unknown] = await context.pictures.claim(request.imagePaths);
        if (unknown !== undefined) return fail('picture_unknown', { id: unknown });
        const drafted = await draft(record, returns, request, { actor: 'shopper' });
        if (!drafted.ok) return drafted;
        const { made } = drafted.value;
        return {
          writes: [
            store.count(returns),
            store.put(made, true),
            ...context.pictures.useWrites(made.imagePaths ?? [], pictureUse(made)),
            ...(made.broughtByMs === undefined ? [] : [expiryWrite(made)]),
            outbox.announce(...askedEvents(made)),
          ],
          kept: { returnId: made.returnId },
          value: await views.shopper(record, made),
          refused: returnsChanged,
        };
      },
      async replay({ returnId }) {
        const [record, returns] = await Promise.all([orders.store.read(orderId), store.ofOrder(orderId)]);
        const made = returns.items.find((one) => one.returnId === returnId);
        return record && made ? ok(await views.shopper(record, made)) : fail('not_found');
      },
    });
  }

  function expiryWrite({ orderId, returnId, broughtByMs }: ReturnRecord) {
    return dueItems.plan(dueKinds.expires, returnId, broughtByMs ?? clock.nowMs(), { orderId });
  }

  return { nowOf, refusal, preview, planned, wantedBack, draft, ask, askedEvents, expiryWrite };
}
export type ReturnAsking = ReturnType<typeof createReturnAsking>;
