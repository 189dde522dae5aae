import { View } from '@tarojs/components';
import './skeleton.scss';

type Props = { kind: 'grid' | 'rows' | 'product' | 'page'; count?: number };

/** The shape of what is coming, so that the page does not jump when it comes. */
export function Skeleton({ kind, count = 4 }: Props) {
  const parts = Array.from({ length: count }, (_, index) => index);
  if (kind === 'product') {
    return (
      <View className="skeleton">
        <View className="skeleton__hero skeleton__shine" />
        <View className="skeleton__bar skeleton__bar--wide skeleton__shine" />
        <View className="skeleton__bar skeleton__shine" />
        <View className="skeleton__block skeleton__shine" />
      </View>
    );
  }
  if (kind === 'page') {
    return (
      <View className="skeleton">
        {parts.map((part) => (
          <View key={part} className="skeleton__block skeleton__shine" />
        ))}
      </View>
    );
  }
  return (
    <View className={`skeleton skeleton--${kind}`}>
      {parts.map((part) => (
        <View key={part} className={`skeleton__${kind === 'grid' ? 'tile' : 'row'} skeleton__shine`} />
      ))}
    </View>
  );
}
