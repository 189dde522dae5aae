import type { DeskReturn, ReturnDecision, ReturnView } from '@jindian/shared/contract/serving/returns';
import { dayMs } from '@jindian/shared/time';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { OrderRecord } from '../orders/store.ts';
import { type ReturnAsking, returnsChanged } from './asking.ts';
import { dueKinds, type ReturnContext } from './context.ts';
import type { ReturnReceiving } from './receiving.ts';
import type { ReturnActor, ReturnRecord } from './records.ts';
import type { ReturnStep } from './return-machine.ts';
import { stepped } from './steps.ts';
import type { ReturnKey } from './store.ts';
import type { Powers, ReturnViews } from './views.ts';

/** What becomes of a return before and without its goods: people decide, shoppers change their mind, time runs out. */
export function createReturnDeciding(
  context: ReturnContext,
  asking: ReturnAsking,
  receiving: ReturnReceiving,
  views: ReturnViews,
) {
  const { clock, store, orders } = context;

  const about = (after: ReturnRecord) => ({
    orderId: after.orderId,
    returnId: after.returnId,
    sequence: after.history.length,
    atMs: clock.nowMs(),
    amountFen: after.amountFen,
  });

  function decide(
    key: ReturnKey,
    { approve, reason }: ReturnDecision,
    by: { actor: ReturnActor; memberId: string; powers: Powers },
    command: CommandClaim,
  ): Promise<Result<DeskReturn>> {
    return receiving.change(key, by, command, async (_record, _returns, made) => {
      const atMs = clock.nowMs();
      const next = stepped(made, approve ? 'approve' : 'decline', by.actor, atMs, by.memberId);
      if (!next.ok) return next;
      if (!approve) {
        const after = { ...next.value, declined: reason };
        return ok({ after, writes: [], events: [{ type: 'return.declined', data: about(after) }] });
      }
      const { broughtWithinDays } = await context.policy.current();
      const after = { ...next.value, broughtByMs: atMs + broughtWithinDays * dayMs };
      return ok({
        after,
        writes: [asking.expiryWrite(after)],
        events: [{ type: 'return.approved', data: { ...about(after), atOnce: false } }],
      });
    });
  }

  /** The parcel is gone: what was sent in is refunded as if it had come. */
  function lose(
    key: ReturnKey,
    reason: string,
    by: { memberId: string; powers: Powers },
    command: CommandClaim,
  ): Promise<Result<DeskReturn>> {
    return receiving.change(key, by, command, async (record, _returns, made) => {
      const lost = { ...made, lostReason: reason };
      return receiving.withRefund(record, lost, made.lines, 'lose', {
        actor: 'hq',
        memberId: by.memberId,
        reason,
      });
    });
  }

  function arrive(
    key: ReturnKey,
    by: { memberId: string; powers: Powers },
    command: CommandClaim,
  ): Promise<Result<DeskReturn>> {
    return receiving.change(key, by, command, async (_record, _returns, made) => {
      const next = stepped(made, 'arrive', 'staff', clock.nowMs(), by.memberId);
      return next.ok ? ok({ after: next.value, writes: [], events: [] }) : next;
    });
  }

  /** Steps of the shopper, of their own order. */
  function ofShopper(
    order: OrderRecord,
    returnId: string,
    step: ReturnStep,
    patch: Partial<Pick<ReturnRecord, 'parcel'>>,
    command: CommandClaim,
  ): Promise<Result<ReturnView>> {
    const { orderId } = order.head;
    const shown = async (): Promise<Result<ReturnView>> => {
      const [record, { items }] = await Promise.all([orders.store.read(orderId), store.ofOrder(orderId)]);
      const made = items.find((one) => one.returnId === returnId);
      return record && made ? ok(await views.shopper(record, made)) : fail('not_found');
    };
    return runCommand<null>(context, {
      command,
      replay: () => ok(null),
      async attempt() {
        const returns = await store.ofOrder(orderId);
        const made = returns.items.find((one) => one.returnId === returnId);
        if (!made) return fail('not_found');
        if (step === 'send' && made.way !== 'parcel')
          return fail('transition_refused', { state: made.state });
        const next = stepped(made, step, 'shopper', clock.nowMs());
        if (!next.ok) return next;
        const after = { ...next.value, ...patch };
        return {
          writes: [store.count(returns), store.put(after, false)],
          value: null,
          refused: returnsChanged,
        };
      },
    }).then((done) => (done.ok ? shown() : done));
  }

  /** What the system does by itself, as often as it is told: it looks at what is there. */
  async function bySystem(
    { orderId, returnId }: ReturnKey,
    next: (made: ReturnRecord) => ReturnRecord | null,
  ): Promise<void> {
    const done = await runCommand<null, never>(context, {
      command: null,
      async attempt() {
        const returns = await store.ofOrder(orderId);
        const made = returns.items.find((one) => one.returnId === returnId);
        const after = made ? next(made) : null;
        if (!after) return ok(null);
        return {
          writes: [store.count(returns), store.put(after, false)],
          value: null,
          refused: returnsChanged,
        };
      },
    });
    if (!done.ok) throw new Error(`return ${returnId}: ${done.code}`);
  }

  /** Nobody brought the goods. */
  const expire = (key: ReturnKey) =>
    bySystem(key, (made) => {
      const next = stepped(made, 'expire', 'system', clock.nowMs());
      return next.ok ? next.value : null;
    });

  /** The law's days for the refund are nearly over, and the money is not there. */
  const late = (key: ReturnKey) =>
    bySystem(key, (made) =>
      (made.state === 'received' || made.state === 'lost') && made.lateAtMs === undefined
        ? { ...made, lateAtMs: clock.nowMs() }
        : null,
    );

  /** A refund of the order arrived: whose it was is done. */
  async function refunded(orderId: string, refundId: string): Promise<void> {
    const { items } = await store.ofOrder(orderId);
    const made = items.find((one) => one.refundId === refundId);
    if (!made) return;
    await bySystem(made, (now) => {
      const next = stepped(now, 'refund', 'system', clock.nowMs());
      return next.ok ? next.value : null;
    });
  }

  const dueHandlers = [
    {
      kind: dueKinds.expires,
      queue: 'orders' as const,
      handle: ({ ref, data }: { ref: string; data: Record<string, unknown> }) =>
        expire({ orderId: String(data.orderId), returnId: ref }),
    },
    {
      kind: dueKinds.refundLate,
      queue: 'orders' as const,
      handle: ({ ref, data }: { ref: string; data: Record<string, unknown> }) =>
        late({ orderId: String(data.orderId), returnId: ref }),
    },
  ];

  return { decide, lose, arrive, ofShopper, refunded, dueHandlers };
}
export type ReturnDeciding = ReturnType<typeof createReturnDeciding>;
