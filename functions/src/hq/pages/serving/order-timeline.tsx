/** @jsxImportSource hono/jsx */
import type { HandoverAttempt } from '@jindian/shared/contract/hq';
import type { RefundCause } from '@jindian/shared/contract/money/payments';
import { type FulfilmentView, refusalReasons } from '@jindian/shared/contract/serving/order';
import { formatYuan } from '@jindian/shared/money';
import { Card, Time } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import type { OrderView } from './order-view.ts';

export type Moment = { atMs: number; what: string; by: string; isLast?: boolean };

/** Why a place says no itself; everything else that takes a part from it is somebody else's. */
export const ownReasons: ReadonlySet<string> = new Set(refusalReasons);

/** Who let go of a part: the branch that said no, HQ that sent it elsewhere, or the time that ran out. */
const leftBy: Record<string, string> = {
  timeout: 'system',
  sold_at_till: 'system',
  asked_again: 'system',
  chose_branch: 'shopper',
  chose_delivery: 'shopper',
  assigned: 'hq',
  goods_called: 'hq',
};

/** Whose word it was that money goes back. */
const refundBy: Record<RefundCause, string> = {
  called_off: 'system',
  part_cancelled: 'system',
  by_hq: 'hq',
  late_money: 'system',
  returned: 'staff',
};

/** All that happened to an order, in its order: refusals too, and who was asked each time. */
export function momentsOf(
  visit: Pick<Visit, 'language' | 't' | 'code'>,
  { order, attempts, refunds }: Pick<OrderView['hqOrder'], 'order' | 'attempts' | 'refunds'>,
  isWarehouse: OrderView['isWarehouse'],
): Moment[] {
  const { t, language, code } = visit;
  const staffOf = (locationId: string) => (isWarehouse(locationId) ? 'warehouse' : 'staff');
  const ofOrder = order.history.map(
    ({ atMs, state, by }): Moment => ({
      atMs,
      what: code('orderState', state),
      by,
      isLast: state === 'completed',
    }),
  );
  const ofParts = order.fulfilments.flatMap((part) => {
    const own = attempts.filter(({ fulfilmentId }) => fulfilmentId === part.id);
    const left = own.map(
      ({ atMs, from, reason }): Moment => ({
        atMs,
        what: leftText(visit, from.name[language], reason),
        by: leftBy[reason] ?? staffOf(from.locationId),
      }),
    );
    const went = part.history
      // Before the payment, and when it is called off, the fulfilment only follows the order.
      .filter(({ state }) => state !== 'held' && state !== 'cancelled')
      .map(({ atMs, state, by }): Moment => {
        const then = placeThen(part, own, atMs);
        const place = askedStates.has(state) ? then.name[language] : null;
        const isOfWarehouse = askedStates.has(state) && isWarehouse(then.locationId);
        const what = code(isOfWarehouse ? 'warehouseState' : 'fulfilmentState', state);
        // The money that came in, or the branch that said no, set it going; who is next is worked out here.
        const isWorkedOut = by === 'wechat_pay' || (by === 'staff' && own.some((left) => left.atMs === atMs));
        return {
          atMs,
          what: place === null ? what : t('timelineAsked', { what, place }),
          by: isWorkedOut ? 'system' : by === 'staff' ? staffOf(then.locationId) : by,
        };
      });
    // What was let go of is read before what follows from it in the same moment.
    return [...left, ...went];
  });
  const ofRefunds = refunds.flatMap(({ atMs, cause, amountFen, finishedAtMs, state }): Moment[] => {
    const amount = formatYuan(amountFen);
    const begun = {
      atMs,
      what: t('timelineRefund', { amount, why: code('refundCause', cause) }),
      by: refundBy[cause],
    };
    const isBack = state === 'succeeded' && finishedAtMs !== null;
    return isBack
      ? [begun, { atMs: finishedAtMs, what: t('timelineRefunded', { amount }), by: 'wechat_pay' }]
      : [begun];
  });
  // Handing over completes the order at the same moment: the cause is read first.
  return [...ofOrder, ...ofParts, ...ofRefunds].sort(
    (a, b) => a.atMs - b.atMs || Number(a.isLast ?? false) - Number(b.isLast ?? false),
  );
}

function leftText({ t, code }: Pick<Visit, 't' | 'code'>, place: string, reason: string): string {
  if (reason === 'timeout') return t('timelineLapsed', { place });
  return t(ownReasons.has(reason) ? 'timelineRefused' : 'timelineLeft', {
    place,
    reason: code('refusal', reason),
  });
}

const askedStates = new Set(['offered', 'to_pack']);

/** Who had a part at a time: whoever let go of it next, or who has it now. */
function placeThen(part: FulfilmentView, attempts: readonly HandoverAttempt[], atMs: number) {
  return attempts.find((attempt) => attempt.atMs > atMs)?.from ?? part.place;
}

export function TimelineCard({ visit, hqOrder, isWarehouse }: OrderView) {
  return (
    <Card id="timeline" title={visit.t('timeline')}>
      <ol class="timeline">
        {momentsOf(visit, hqOrder, isWarehouse).map(({ atMs, what, by }) => (
          <li>
            <span class="timeline-what">{what}</span>
            <span class="timeline-when">
              <Time atMs={atMs} /> · {visit.code('by', by)}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
