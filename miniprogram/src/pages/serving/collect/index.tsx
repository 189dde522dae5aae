import type { SharedPickup } from '@jindian/shared/contract/serving/pickup-share';
import { Text, View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { CodeCard } from '../../../components/CodeCard.tsx';
import { Empty } from '../../../components/Empty.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { texts } from '../../../i18n/index.ts';
import { hoursOf } from '../../../lib/help.ts';
import { platform } from '../../../platform/index';
import './index.scss';

/** What a friend was sent who fetches a pickup: the code for the counter, where that is, and what the goods are called. */
export default function CollectPage() {
  const { t, pick } = texts.use();
  const { token = '' } = useRouter().params;
  const [shared, setShared] = useState<SharedPickup | null>(null);
  const [gone, setGone] = useState(false);
  const ask = async () => {
    const read = await call(endpoints.openPickupShare, { body: { token } });
    setShared(read);
    return read.code;
  };
  if (gone) {
    return (
      <Screen title={t('collectTitle')}>
        <Empty id="collect-over" picture="bag" title={t('collectOver')} note={t('collectOverNote')} />
      </Screen>
    );
  }
  const { place, titles } = shared ?? { place: null, titles: [] };
  const hours = place ? hoursOf(place) : null;
  const phone = place?.phone ?? null;
  return (
    <Screen title={t('collectTitle')}>
      <CodeCard ask={ask} goneWith={['pickup_share_over', 'invalid_request']} onGone={() => setGone(true)} />
      {place ? (
        <View id="collect-place" className="card collect">
          <Text className="collect__name">{pick(place.name)}</Text>
          <Text className="collect__line">{pick(place.address)}</Text>
          {hours ? <Text className="collect__line">{t('storeHours', { hours })}</Text> : null}
          <Text id="collect-goods" className="collect__goods">
            {titles.map(pick).join('、')}
          </Text>
          <View className="collect__acts">
            <PlainButton
              id="collect-navigate"
              size="small"
              onTap={() =>
                platform.openInMapApp({ point: place, name: pick(place.name), address: pick(place.address) })
              }
            >
              {t('navigateTo')}
            </PlainButton>
            {phone ? (
              <PlainButton
                id="collect-call"
                size="small"
                // The person may close the phone's own question.
                onTap={() =>
                  void Promise.resolve(Taro.makePhoneCall({ phoneNumber: phone })).catch(() => undefined)
                }
              >
                {t('callStore')}
              </PlainButton>
            ) : null}
          </View>
        </View>
      ) : null}
    </Screen>
  );
}
