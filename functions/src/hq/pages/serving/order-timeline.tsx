/** @jsxImportSource hono/jsx */
import type { HandoverAttempt } from '@jindian/shared/contract/hq';
import type { FulfilmentView } from '@jindian/shared/contract/serving/order';
import { Card, Time } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import type { OrderView } from './order-view.ts';

export type Moment = { atMs: number; what: string; by: string; isLast?: boolean };

/** Who let go of a part: the branch that said no, HQ that sent it elsewhere, or the time that ran out. */
const leftBy: Record<string, string> = {
  timeout: 'system',
  asked_again: 'system',
  chose_branch: 'shopper',
  chose_delivery: 'shopper',
  assigned: 'hq',
  goods_called: 'hq',
};

/** All that happened to an order, in its order: refusals too, and who was asked each time. */
export function momentsOf(
  visit: Pick<Visit, 'language' | 't' | 'code'>,
  { order, attempts }: Pick<OrderView['hqOrder'], 'order' | 'attempts'>,
): Moment[] {
  const { t, language, code } = visit;
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
        what: t('timelineLeft', { place: from.name[language], reason: code('refusal', reason) }),
        by: leftBy[reason] ?? 'staff',
      }),
    );
    const went = part.history
      // Before the payment, and when it is called off, the fulfilment only follows the order.
      .filter(({ state }) => state !== 'held' && state !== 'cancelled')
      .map(({ atMs, state, by }): Moment => {
        const place = askedStates.has(state) ? placeThen(part, own, atMs).name[language] : null;
        const what = code('fulfilmentState', state);
        return {
          atMs,
          what: place === null ? what : t('timelineAsked', { what, place }),
          // The money that came in set it going; who is asked is worked out here.
          by: by === 'wechat_pay' ? 'system' : by,
        };
      });
    // What was let go of is read before what follows from it in the same moment.
    return [...left, ...went];
  });
  // Handing over completes the order at the same moment: the cause is read first.
  return [...ofOrder, ...ofParts].sort(
    (a, b) => a.atMs - b.atMs || Number(a.isLast ?? false) - Number(b.isLast ?? false),
  );
}

const askedStates = new Set(['offered', 'to_pack']);

/** Who had a part at a time: whoever let go of it next, or who has it now. */
function placeThen(part: FulfilmentView, attempts: readonly HandoverAttempt[], atMs: number) {
  return attempts.find((attempt) => attempt.atMs > atMs)?.from ?? part.place;
}

export function TimelineCard({ visit, hqOrder }: OrderView) {
  return (
    <Card id="timeline" title={visit.t('timeline')}>
      <ol class="timeline">
        {momentsOf(visit, hqOrder).map(({ atMs, what, by }) => (
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
