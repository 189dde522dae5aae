import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { Icon } from '../../../../components/Icon.tsx';
import { offersTexts } from '../../../../i18n/serving/offers.ts';
import { useGrabPool } from '../lib/use-grab-pool.ts';
import './grab-pool-entry.scss';

const lookEveryMs = 10_000;

/** The way from the desk to the grab pool, with how much there is to grab. */
export function GrabPoolEntry({ locationId }: { locationId: string }) {
  const { t } = offersTexts.use();
  const count = useGrabPool(locationId, lookEveryMs).items?.length ?? 0;
  return (
    <View
      id="open-grab-pool"
      className={`grab-pool-entry ${count > 0 ? 'grab-pool-entry--on' : ''}`}
      ariaRole="button"
      onClick={() =>
        Taro.navigateTo({ url: `/packages/serving/clerk/grab-pool/index?locationId=${locationId}` })
      }
    >
      <Icon name="store" size={36} color={count > 0 ? 'wait' : 'textSoft'} />
      <Text className="grab-pool-entry__name">{t('openGrabPool')}</Text>
      <Text id="grab-pool-count" className="grab-pool-entry__count">
        {count > 0 ? t('grabPoolCount', { count }) : t('grabPoolNone')}
      </Text>
      <Icon name="chevron" size={28} color="textFaint" />
    </View>
  );
}
