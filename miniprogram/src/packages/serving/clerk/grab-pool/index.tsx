import type { GrabPoolItem } from '@jindian/shared/contract/serving/branch-work';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { offersTexts } from '../../../../i18n/serving/offers.ts';
import { useNow } from '../../../../lib/use-ticker.ts';
import { OfferFacts, TimeLeft } from '../components/OfferFacts.tsx';
import { OrderLines } from '../components/OrderLines.tsx';
import { StaleNotice } from '../components/StaleNotice.tsx';
import { callForAttention } from '../lib/attention.ts';
import { grab } from '../lib/offer-actions.ts';
import { useGrabPool } from '../lib/use-grab-pool.ts';
import './index.scss';

const lookEveryMs = 4_000;

/** Back to the desk, or there anew when the grab pool was opened by itself. */
function toDesk(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else void Taro.redirectTo({ url: '/packages/serving/clerk/work/index' });
}

/** Orders around that nobody must serve: the first branch to tap has one. */
export default function GrabPoolPage() {
  const { t } = offersTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const grabPool = useGrabPool(locationId, lookEveryMs, callForAttention);
  const nowMs = useNow(true);
  const [busyId, setBusyId] = useState<string | null>(null);
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void grabPool.reload();
    seen.current = true;
  });
  usePullDownRefresh(() => {
    void grabPool.reload().finally(() => Taro.stopPullDownRefresh());
  });

  const take = async (item: GrabPoolItem) => {
    setBusyId(item.fulfilmentId);
    const outcome = await grab(locationId, item);
    setBusyId(null);
    if (outcome === 'failed') {
      void grabPool.reload();
      return;
    }
    grabPool.remove(item.fulfilmentId, outcome === 'lost');
    if (outcome === 'won') toDesk();
  };

  const open = grabPool.items?.filter(({ offerUntilMs }) => offerUntilMs > nowMs) ?? null;
  return (
    <Screen title={t('grabPoolTitle')}>
      <View className="grab-pool__lead">
        <Icon name="clock" size={32} color="textSoft" />
        <Text>{t('grabPoolLead')}</Text>
      </View>
      {grabPool.error && open ? <StaleNotice readAtMs={grabPool.readAtMs} /> : null}
      {open === null ? (
        grabPool.error ? (
          <ErrorState error={grabPool.error} onRetry={() => void grabPool.reload()} />
        ) : (
          <Skeleton kind="rows" />
        )
      ) : open.length + grabPool.taken.length === 0 ? (
        <Empty id="grab-pool-empty" picture="bag" title={t('grabPoolEmpty')} note={t('grabPoolEmptyNote')}>
          <PlainButton id="back-to-work" onTap={toDesk}>
            {t('backToWork')}
          </PlainButton>
        </Empty>
      ) : (
        <View id="grab-pool-list">
          {open.map((item) => (
            <GrabPoolCard
              key={item.fulfilmentId}
              item={item}
              nowMs={nowMs}
              busy={busyId === item.fulfilmentId}
              blocked={busyId !== null}
              onGrab={() => void take(item)}
            />
          ))}
          {grabPool.taken.map((item) => (
            <GrabPoolCard key={item.fulfilmentId} item={item} nowMs={nowMs} taken />
          ))}
        </View>
      )}
    </Screen>
  );
}

type Props = {
  item: GrabPoolItem;
  nowMs: number;
  busy?: boolean;
  blocked?: boolean;
  taken?: boolean;
  onGrab?: () => void;
};

function GrabPoolCard({ item, nowMs, busy = false, blocked = false, taken = false, onGrab }: Props) {
  const { t } = offersTexts.use();
  const id = item.fulfilmentId;
  return (
    <View
      id={taken ? `taken-${id}` : `grab-pool-${id}`}
      className={`card grab-pool__card ${taken ? 'grab-pool__card--taken' : ''}`}
    >
      <View className="grab-pool__top">
        <Icon name="place" size={36} color="textSoft" />
        <Text className="grab-pool__area">{item.area}</Text>
        {taken ? (
          <Chip tone="neutral">{t('taken')}</Chip>
        ) : (
          <TimeLeft id={`left-${id}`} untilMs={item.offerUntilMs} nowMs={nowMs} />
        )}
      </View>
      <OrderLines lines={item.lines} />
      <OfferFacts facts={item} nowMs={nowMs} here />
      {taken ? null : (
        <View className="grab-pool__grab">
          <PlainButton
            id={`grab-${id}`}
            kind="primary"
            grow
            busy={busy}
            disabled={blocked && !busy}
            onTap={() => onGrab?.()}
          >
            {t(busy ? 'grabbing' : 'grab')}
          </PlainButton>
        </View>
      )}
    </View>
  );
}
