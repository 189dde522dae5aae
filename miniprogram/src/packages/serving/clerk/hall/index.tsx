import type { HallItem } from '@jindian/shared/contract/serving/order';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
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
import { useHall } from '../lib/use-hall.ts';
import './index.scss';

const lookEveryMs = 4_000;

/** Back to the desk, or there anew when the hall was opened by itself. */
function toDesk(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else void Taro.redirectTo({ url: '/packages/serving/clerk/work/index' });
}

/** Orders around that nobody must serve: the first branch to tap has one. */
export default function HallPage() {
  const { t } = offersTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const hall = useHall(locationId, lookEveryMs, callForAttention);
  const nowMs = useNow(true);
  const [busyId, setBusyId] = useState<string | null>(null);
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void hall.reload();
    seen.current = true;
  });
  usePullDownRefresh(() => {
    void hall.reload().finally(() => Taro.stopPullDownRefresh());
  });

  const take = async (item: HallItem) => {
    setBusyId(item.fulfilmentId);
    const outcome = await grab(locationId, item);
    setBusyId(null);
    if (outcome === 'failed') {
      void hall.reload();
      return;
    }
    hall.remove(item.fulfilmentId, outcome === 'lost');
    if (outcome === 'won') toDesk();
  };

  const open = hall.items?.filter(({ offerUntilMs }) => offerUntilMs > nowMs) ?? null;
  return (
    <Screen title={t('hallTitle')}>
      <View className="hall__lead">
        <Icon name="clock" size={32} color="#5C5852" />
        <Text>{t('hallLead')}</Text>
      </View>
      {hall.error && open ? <StaleNotice readAtMs={hall.readAtMs} /> : null}
      {open === null ? (
        hall.error ? (
          <ErrorState error={hall.error} onRetry={() => void hall.reload()} />
        ) : (
          <Skeleton kind="rows" />
        )
      ) : open.length + hall.taken.length === 0 ? (
        <Empty id="hall-empty" picture="bag" title={t('hallEmpty')} note={t('hallEmptyNote')}>
          <PlainButton id="back-to-work" onTap={toDesk}>
            {t('backToWork')}
          </PlainButton>
        </Empty>
      ) : (
        <View id="hall-list">
          {open.map((item) => (
            <HallCard
              key={item.fulfilmentId}
              item={item}
              nowMs={nowMs}
              busy={busyId === item.fulfilmentId}
              blocked={busyId !== null}
              onGrab={() => void take(item)}
            />
          ))}
          {hall.taken.map((item) => (
            <HallCard key={item.fulfilmentId} item={item} nowMs={nowMs} taken />
          ))}
        </View>
      )}
    </Screen>
  );
}

type Props = {
  item: HallItem;
  nowMs: number;
  busy?: boolean;
  blocked?: boolean;
  taken?: boolean;
  onGrab?: () => void;
};

function HallCard({ item, nowMs, busy = false, blocked = false, taken = false, onGrab }: Props) {
  const { t } = offersTexts.use();
  const id = item.fulfilmentId;
  return (
    <View
      id={taken ? `taken-${id}` : `hall-${id}`}
      className={`card hall__card ${taken ? 'hall__card--taken' : ''}`}
    >
      <View className="hall__top">
        <Icon name="place" size={36} color="#B9321B" />
        <Text className="hall__area">{item.area}</Text>
        {taken ? (
          <Text className="chip chip--grey">{t('taken')}</Text>
        ) : (
          <TimeLeft id={`left-${id}`} untilMs={item.offerUntilMs} nowMs={nowMs} />
        )}
      </View>
      <OrderLines lines={item.lines} />
      <OfferFacts facts={item} nowMs={nowMs} here />
      {taken ? null : (
        <View className="hall__grab">
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
