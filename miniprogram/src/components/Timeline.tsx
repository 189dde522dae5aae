import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import './timeline.scss';

export type Happened = { atMs: number; key: string; text: string };

/** What happened, newest first; where it stands now is marked. */
export function Timeline({ title, events }: { title: string; events: readonly Happened[] }) {
  return (
    <View className="card timeline">
      <Text className="timeline__title" ariaRole="heading" ariaLevel="2">
        {title}
      </Text>
      {events.map(({ atMs, key, text }, index) => (
        <View key={`${key} ${atMs}`} className="timeline__event">
          <View className={`timeline__dot ${index === 0 ? 'timeline__dot--now' : ''}`} />
          <Text className="timeline__word">{text}</Text>
          <Text className="timeline__time">{formatBrandTime(atMs).slice(5)}</Text>
        </View>
      ))}
    </View>
  );
}
