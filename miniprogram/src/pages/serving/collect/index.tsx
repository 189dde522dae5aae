import type { SharedPickup } from '@jindian/shared/contract/serving/pickup-share';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { CodeCard } from '../../../components/CodeCard.tsx';
import { Empty } from '../../../components/Empty.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { StatusHeader } from '../../../components/StatusHeader.tsx';
import { texts } from '../../../i18n/index.ts';
import { unusualDaysText } from '../../../lib/branch-words.ts';
import { hoursOf } from '../../../lib/help.ts';
import { useEvery } from '../../../lib/use-ticker.ts';
import { platform } from '../../../platform/index';
import './index.scss';

const goneWith = ['pickup_share_over', 'invalid_request'];
/** How often a friend's page looks whether it is packed, or was fetched. */
const lookEveryMs = 10_000;

/** What a friend was sent who fetches a pickup: the code for the counter, where that is, and what the goods are called. */
export default function CollectPage() {
  const { t, pick, language } = texts.use();
  const { token = '' } = useRouter().params;
  const [shared, setShared] = useState<SharedPickup | null>(null);
  const [gone, setGone] = useState(false);
  const ask = async () => {
    const read = await call(endpoints.openPickupShare, { body: { token } });
    setShared(read);
    if (read.code === null) throw new ApiProblem('pickup_share_over', 410);
    return read.code;
  };
  // Packed, and handed over, at the counter meanwhile.
  useEvery(shared && shared.state !== 'picked_up' && !gone ? lookEveryMs : null, () =>
    ask().then(
      () => undefined,
      (error) => {
        if (error instanceof ApiProblem && goneWith.includes(error.code)) setGone(true);
      },
    ),
  );
  if (shared?.state === 'picked_up') {
    return (
      <Screen title={t('collectTitle')}>
        <Empty
          id="collect-done"
          picture="bag"
          title={t('collectDone')}
          note={t('collectDoneNote', { place: pick(shared.place.name) })}
        />
      </Screen>
    );
  }
  if (gone) {
    return (
      <Screen title={t('collectTitle')}>
        <Empty id="collect-over" picture="bag" title={t('collectOver')} note={t('collectOverNote')} />
      </Screen>
    );
  }
  const { place, titles, pieces, from } = shared ?? { place: null, titles: [], pieces: 0, from: '' };
  const hours = place ? hoursOf(place) : null;
  const differ = unusualDaysText(place?.exceptions, language, platform.nowMs());
  const phone = place?.phone ?? null;
  return (
    <Screen title={t('collectTitle')}>
      {shared ? (
        <StatusHeader
          id={`collect-${shared.state}`}
          tone={shared.state === 'ready' ? 'done' : 'progress'}
          icon={shared.state === 'ready' ? 'store' : 'bag'}
          title={t(shared.state === 'ready' ? 'phase_ready_pickup' : 'phase_packing')}
          note={
            shared.pickUpByMs === null
              ? t('hint_packing_pickup')
              : t('pickUpBy', { time: formatBrandTime(shared.pickUpByMs).slice(5) })
          }
        />
      ) : null}
      <CodeCard ask={ask} goneWith={goneWith} onGone={() => setGone(true)} />
      {place ? (
        <View id="collect-place" className="card collect">
          <Text id="collect-from" className="collect__line">
            {t('collectFrom', { name: from })}
          </Text>
          <Text className="collect__name">{pick(place.name)}</Text>
          <Text className="collect__line">{pick(place.address)}</Text>
          {hours ? (
            <Text className="collect__line">
              {t('storeHours', { hours: differ === '' ? hours : `${hours} · ${differ}` })}
            </Text>
          ) : null}
          <Text id="collect-goods" className="collect__goods">
            {`${titles.map(pick).join(language === 'zh' ? '、' : ', ')} · ${t('itemCount', { count: pieces })}`}
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
