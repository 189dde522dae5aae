import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { Icon } from '../../../../components/Icon.tsx';
import { offersTexts } from '../../../../i18n/serving/offers.ts';
import { useModule } from '../../../../state/brand.ts';
import { useGrabPool } from '../lib/use-grab-pool.ts';
import './grab-pool-entry.scss';

const lookEveryMs = 10_000;

/** The way from the desk to the grab pool, while there is something to grab. */
export function GrabPoolEntry({ locationId }: { locationId: string }) {
  return useModule('grabPool') ? <Entry locationId={locationId} /> : null;
}

function Entry({ locationId }: { locationId: string }) {
  const { t } = offersTexts.use();
  const count = useGrabPool(locationId, lookEveryMs).items?.length ?? 0;
  if (count === 0) return null;
  return (
    <View
      id="open-grab-pool"
      className="grab-pool-entry"
      ariaRole="button"
      onClick={() =>
        Taro.navigateTo({ url: `/packages/serving/clerk/grab-pool/index?locationId=${locationId}` })
      }
    >
      <Icon name="store" size={36} color="wait" />
      <Text className="grab-pool-entry__name">{t('openGrabPool')}</Text>
      <Text id="grab-pool-count" className="grab-pool-entry__count">
        {t('grabPoolCount', { count })}
      </Text>
      <Icon name="chevron" size={28} color="textFaint" />
    </View>
  );
}
