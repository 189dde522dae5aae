import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { Icon } from '../../../../components/Icon.tsx';
import { offersTexts } from '../../../../i18n/serving/offers.ts';
import { useHall } from '../lib/use-hall.ts';
import './hall-entry.scss';

const lookEveryMs = 10_000;

/** The way from the desk to the hall, with how much there is to grab. */
export function HallEntry({ locationId }: { locationId: string }) {
  const { t } = offersTexts.use();
  const count = useHall(locationId, lookEveryMs).items?.length ?? 0;
  return (
    <View
      id="open-hall"
      className={`hall-entry ${count > 0 ? 'hall-entry--on' : ''}`}
      ariaRole="button"
      onClick={() => Taro.navigateTo({ url: `/packages/serving/clerk/hall/index?locationId=${locationId}` })}
    >
      <Icon name="store" size={36} color={count > 0 ? '#B9321B' : '#5C5852'} />
      <Text className="hall-entry__name">{t('openHall')}</Text>
      <Text id="hall-count" className="hall-entry__count">
        {count > 0 ? t('hallCount', { count }) : t('hallNone')}
      </Text>
      <Icon name="chevron" size={28} color="#77716A" />
    </View>
  );
}
