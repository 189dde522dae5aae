import type { OrderView } from '@jindian/shared/contract/serving/order';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { texts } from '../../../i18n/index.ts';
import { timelineOf } from '../../../lib/timeline.ts';

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
