import { givenBackBy, type PaidFact, type RefundFact } from '../../money/payments/facts.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { NotificationInput } from '../../wechat/index.ts';
import { createCallingOff } from './calling-off.ts';
import type { Collecting } from './collecting.ts';
import type { OrderContext } from './context.ts';
import { createPartCancelling } from './part-cancelling.ts';
import { createPaying } from './paying.ts';
import { isPractice } from './practice.ts';
import { createRefundWrites } from './refund-writes.ts';
import { createRefunds } from './refunds.ts';
import type { OrderViews } from './views.ts';

/** The money of orders: coming in, called off, going back. */
export function createPaymentCommands(context: OrderContext, collecting: Collecting, views: OrderViews) {
  const { payments } = context;
  const parts = createPartCancelling(context);
  const refundWrites = createRefundWrites(context);
  const paying = createPaying(context, { collecting, parts, views });
  const refunds = createRefunds(context, refundWrites);
  const callingOff = createCallingOff(context, { paying, parts, refundWrites, views });

  async function handleNotification(input: NotificationInput): Promise<Result<null>> {
    const read = await payments.readNotification(input);
    if (!read.ok) return read;
    for (const fact of read.value) {
      const done = fact.kind === 'paid' ? await takePaid(fact) : await takeRefund(fact);
      if (!done.ok) return done;
    }
    return ok(null);
  }

  /** Money for an order that we do not have is nobody's yet: it lies at HQ. */
  async function takePaid(fact: PaidFact): Promise<Result<null>> {
    // What really came for a practice order pays for nothing.
    const done = isPractice(fact.number) ? ok(null) : await paying.recordPaid(fact);
    if (!done.ok) return done;
    if (done.value === null) await payments.reportUnknown(fact);
    return ok(null);
  }

  async function takeRefund(fact: RefundFact): Promise<Result<null>> {
    const heard = await refunds.hear(fact.refundNo, givenBackBy(fact.status), fact);
    if (!heard.ok) return heard;
    if (heard.value === 'unlike') await payments.reportUnlikeRefund(fact);
    if (heard.value === 'unknown') await payments.reportUnknown(fact);
    if (heard.value === 'given_up') await payments.reportGivenUp(fact);
    return ok(null);
  }

  return { ...paying, ...callingOff, refunds, refundWrites, handleNotification };
}
export type PaymentCommands = ReturnType<typeof createPaymentCommands>;
