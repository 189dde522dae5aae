import type { OrderView } from '@jindian/shared/contract/serving/order';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { type TextKey, texts } from '../../../i18n/index.ts';

const wordOf: Record<string, TextKey> = {
  awaiting_payment: 'event_awaiting_payment',
  closing: 'event_closing',
  cancelled: 'event_cancelled',
  paid: 'event_paid',
  completed: 'event_completed',
  refunding: 'event_refunding',
  refunded: 'event_refunded',
};
const wordOfFulfilment: Record<string, TextKey> = {
  offered: 'event_offered',
  in_grab_pool: 'event_arranging',
  with_hq: 'event_arranging',
  awaiting_goods: 'event_awaiting_goods',
  awaiting_shopper: 'event_awaiting_shopper',
  to_pack: 'event_to_pack',
  ready: 'event_ready',
  dispatched: 'event_dispatched',
};

export type TimelineEntry = { atMs: number; word: TextKey };

/** What happened, newest first. What says the same twice (held, cancelled with its order, two parcels) is said once. */
export function timelineOf(order: OrderView): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  for (const { atMs, state } of order.history) {
    const word = wordOf[state];
    if (word) entries.push({ atMs, word });
  }
  for (const fulfilment of order.fulfilments) {
    for (const { atMs, state } of fulfilment.history) {
      const word: TextKey | undefined =
        state === 'fulfilled'
          ? fulfilment.method === 'pickup'
            ? 'event_fulfilled_pickup'
            : 'event_fulfilled_delivery'
          : wordOfFulfilment[state];
      if (word) entries.push({ atMs, word });
    }
  }
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

export function Timeline({ order }: { order: OrderView }) {
  const { t } = texts.use();
  const entries = timelineOf(order);
  return (
    <View className="card">
      <Text className="order__heading">{t('timeline')}</Text>
      {entries.map((entry, index) => (
        <View key={`${entry.word} ${entry.atMs}`} className="order__event">
          <View className={`order__dot ${index === 0 ? 'order__dot--now' : ''}`} />
          <Text className="order__event-word">{t(entry.word)}</Text>
          <Text className="order__muted order__digits">{formatBrandTime(entry.atMs).slice(5)}</Text>
        </View>
      ))}
    </View>
  );
}
