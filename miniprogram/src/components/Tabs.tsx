import { Text, View } from '@tarojs/components';
import './tabs.scss';

export type Tab<Key extends string> = {
  key: Key;
  id: string;
  name: string;
  /** How many wait there; none is not said. */
  count?: string | number;
  countId?: string;
};

type Props<Key extends string> = {
  tabs: readonly Tab<Key>[];
  /** null: none of them. */
  shown: Key | null;
  onShow: (key: Key) => void;
  /** `bar`: parts of a page. `pills`: a second choice below one. */
  kind?: 'bar' | 'pills';
};

/** Parts of a page, one of which is shown. More of them than a phone is wide are pushed aside with a finger. */
export function Tabs<Key extends string>({ tabs, shown, onShow, kind = 'bar' }: Props<Key>) {
  return (
    <View className={`tabs tabs--${kind}`} ariaRole="tablist">
      {tabs.map(({ key, id, name, count, countId }) => (
        <View
          key={key}
          id={id}
          className={`tabs__tab ${key === shown ? 'tabs__tab--on' : ''}`}
          ariaRole="tab"
          ariaSelected={key === shown}
          onClick={() => onShow(key)}
        >
          <Text className="tabs__name">{name}</Text>
          {count === undefined || count === 0 ? null : (
            <Text {...(countId ? { id: countId } : {})} className="tabs__count">
              {count}
            </Text>
          )}
        </View>
      ))}
    </View>
  );
}
