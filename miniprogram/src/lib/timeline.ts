import type { LocalizedText } from '@jindian/shared/contract/common';
import type {
  FulfilmentState,
  FulfilmentView,
  OrderState,
  OrderView,
} from '@jindian/shared/contract/serving/order';
import type { TextKey } from '../i18n/index.ts';

const wordOf: Record<OrderState, TextKey> = {
  awaiting_payment: 'event_awaiting_payment',
  closing: 'event_closing',
  cancelled: 'event_cancelled',
  paid: 'event_paid',
  completed: 'event_completed',
  refunding: 'event_refunding',
  refunded: 'event_refunded',
};

/** Null: the order's own history says it. */
const wordOfFulfilment: Record<FulfilmentState, TextKey | null> = {
  held: null,
  offered: 'event_offered',
  in_grab_pool: 'event_arranging',
  with_hq: 'event_arranging',
  awaiting_goods: 'event_awaiting_goods',
  awaiting_shopper: 'event_awaiting_shopper',
  to_pack: 'event_to_pack',
  ready: 'event_ready',
  dispatched: 'event_dispatched',
  disputed: 'event_disputed',
  delivery_failed: 'event_delivery_failed',
  fulfilled: 'event_fulfilled_delivery',
  cancelled: 'event_part_cancelled',
};

/** After a delivery that failed the same state means something else. */
const wordAfterFailure: Partial<Record<FulfilmentState, TextKey>> = {
  to_pack: 'event_goods_back',
  with_hq: 'event_goods_not_usable',
  dispatched: 'event_dispatched_again',
};

/** `place`: who prepares it now, where that is what happened. */
export type TimelineEntry = { atMs: number; word: TextKey; place?: LocalizedText };

/** Nobody has it while it is offered to several, or arranged. */
const hasPlace = (state: string) =>
  !['in_grab_pool', 'with_hq', 'awaiting_shopper', 'cancelled'].includes(state);

/** That a place gave it up, in soft words, instead of what it came to at that moment; of the last time with who has it now. */
function passedOnOf({ passedOn = [], state, place }: FulfilmentView): TimelineEntry[] {
  return passedOn.map(({ atMs, from }, index) => ({
    atMs,
    word: from === 'warehouse' ? 'event_passed_on_warehouse' : 'event_passed_on',
    ...(index === passedOn.length - 1 && hasPlace(state) ? { place: place.name } : {}),
  }));
}

function wordOfStep(
  order: Pick<OrderView, 'history'>,
  { method, history }: Pick<FulfilmentView, 'method' | 'history'>,
  index: number,
): TextKey | null {
  const { state, atMs } = history[index] as FulfilmentView['history'][number];
  if (state === 'fulfilled' && method === 'pickup') return 'event_fulfilled_pickup';
  const withOrder = order.history.some(
    (step) => (step.state === 'cancelled' || step.state === 'refunding') && step.atMs === atMs,
  );
  if (state === 'cancelled' && withOrder) return null;
  const afterFailure = history[index - 1]?.state === 'delivery_failed';
  const word = wordOfFulfilment[state as FulfilmentState] ?? null;
  return afterFailure ? (wordAfterFailure[state as FulfilmentState] ?? word) : word;
}

/** What happened, newest first. What says the same twice (cancelled with its order, two parcels) is said once. */
export function timelineOf(order: Pick<OrderView, 'history' | 'fulfilments'>): TimelineEntry[] {
  const ofOrder = order.history.flatMap(({ atMs, state }): TimelineEntry[] => {
    const word = wordOf[state as OrderState];
    return word ? [{ atMs, word }] : [];
  });
  const ofParts = order.fulfilments.flatMap((fulfilment) => {
    const passedOn = passedOnOf(fulfilment);
    const steps = fulfilment.history.flatMap(({ atMs }, index): TimelineEntry[] => {
      const word = wordOfStep(order, fulfilment, index);
      return word && !passedOn.some((one) => one.atMs === atMs) ? [{ atMs, word }] : [];
    });
    return [...steps, ...passedOn];
  });
  const entries = [...ofOrder, ...ofParts];
  // Handing over completes the order at the same moment: the cause comes before what it brings about.
  const rank = ({ word }: TimelineEntry, index: number) =>
    word === 'event_completed' ? entries.length : index;
  return entries
    .map((entry, index) => ({ entry, rank: rank(entry, index) }))
    .sort((a, b) => b.entry.atMs - a.entry.atMs || b.rank - a.rank)
    .map(({ entry }) => entry)
    .filter(
      ({ atMs, word }, index, all) =>
        all.findIndex((one) => one.atMs === atMs && one.word === word) === index,
    );
}
