import { type ShiftAct, shiftActs } from '@jindian/shared/contract/serving/shift';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useRouter } from '@tarojs/taro';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { useEvery } from '../../../../lib/use-ticker.ts';
import './index.scss';

/** While the page is open, how often it looks again. */
const lookEveryMs = 30_000;
const timeOf = (atMs: number) => formatBrandTime(atMs).slice(11, 16);

/** How today goes, for whoever leads a branch: who did what, which offers end soon, what is to be counted. */
export default function ShiftPage() {
  const { t, pick } = clerkTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const read = useRemote(() => call(endpoints.getShift, { params: { locationId } }), locationId);
  useEvery(lookEveryMs, read.reload);
  usePullDownRefresh(() => {
    void read.reload().finally(() => Taro.stopPullDownRefresh());
  });
  const shift = read.data;
  const actsText = (acts: Partial<Record<ShiftAct, number>>) =>
    shiftActs.flatMap((act) => (acts[act] ? [`${t(`shift_${act}`)} ${acts[act]}`] : [])).join(' · ');
  return (
    <Screen title={t('shiftTitle')}>
      {shift === null ? (
        read.error ? (
          <ErrorState error={read.error} onRetry={() => void read.reload()} />
        ) : (
          <Skeleton kind="rows" />
        )
      ) : shift.people.length + shift.offers.length + shift.toCount.length === 0 ? (
        <Empty id="shift-empty" picture="shop" title={t('shiftEmpty')} note={t('shiftEmptyNote')} />
      ) : (
        <>
          {shift.offers.length > 0 ? (
            <View id="shift-offers" className="card">
              <Text className="shift__head">{t('shiftOffers')}</Text>
              {shift.offers.map(({ orderNumber, untilMs }) => (
                <Row
                  key={orderNumber}
                  title={orderNumber}
                  end={<Text className="shift__wait">{t('shiftUntil', { time: timeOf(untilMs) })}</Text>}
                />
              ))}
            </View>
          ) : null}
          <View id="shift-people" className="card">
            <Text className="shift__head">{t('shiftPeople')}</Text>
            {shift.people.length === 0 ? <Text className="shift__note">{t('shiftNobody')}</Text> : null}
            {shift.people.map(({ memberId, name, acts, lastAtMs }) => (
              <Row
                key={memberId}
                id={`shift-${memberId}`}
                title={name || memberId}
                note={actsText(acts)}
                end={t('shiftLast', { time: timeOf(lastAtMs) })}
              />
            ))}
            {shift.more ? <Text className="shift__note">{t('shiftMore')}</Text> : null}
          </View>
          {shift.toCount.length > 0 ? (
            <View id="shift-count" className="card">
              <Text className="shift__head">{t('shiftCount')}</Text>
              {shift.toCount.map(({ skuId, title, skuName, pieces, atMs }) => (
                <Row
                  key={`${skuId} ${atMs}`}
                  title={pick(title)}
                  note={`${pick(skuName)} · ${formatBrandTime(atMs).slice(5)}`}
                  end={t('shiftPieces', { count: pieces })}
                  onTap={() =>
                    void Taro.navigateTo({
                      url: `/packages/goods/stock/item/index?locationId=${locationId}&skuId=${skuId}`,
                    })
                  }
                />
              ))}
            </View>
          ) : null}
        </>
      )}
    </Screen>
  );
}
