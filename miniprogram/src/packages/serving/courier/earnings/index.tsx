import { formatYuan } from '@jindian/shared/money';
import { brandDay } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { PriceText } from '../../../../components/PriceText.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { courierTexts } from '../../../../i18n/serving/courier.ts';
import { dayText } from '../../../../lib/slot-words.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { platform } from '../../../../platform/index';
import { monthAfter, monthText } from '../lib/months.ts';
import './index.scss';

/** What deliveries brought, by day and month. */
export default function CourierEarningsPage() {
  const { t, language } = courierTexts.use();
  const nowMs = platform.nowMs();
  const thisMonth = brandDay(nowMs).slice(0, 7);
  const [month, setMonth] = useState(thisMonth);
  const earned = useRemote(() => call(endpoints.getCourierEarnings, { query: { month } }), month);
  usePullDownRefresh(() => {
    void earned.reload().finally(() => Taro.stopPullDownRefresh());
  });
  const most = Math.max(1, ...(earned.data?.days.map(({ totalFen }) => totalFen) ?? []));
  return (
    <Screen title={t('earningsTitle')}>
      <View className="courier-month">
        <PlainButton id="month-before" size="small" onTap={() => setMonth(monthAfter(month, -1))}>
          {t('previousMonth')}
        </PlainButton>
        <Text className="courier-month__name">{monthText(month, language)}</Text>
        <PlainButton
          id="month-after"
          size="small"
          disabled={month >= thisMonth}
          onTap={() => setMonth(monthAfter(month, 1))}
        >
          {t('nextMonth')}
        </PlainButton>
      </View>
      {earned.data ? (
        <>
          <View className="card courier-sum">
            <View className="courier-sum__figure">
              <PriceText id="month-total" amountFen={earned.data.totalFen} size="large" />
              <Text className="courier-sum__label">
                {`${t('month')} · ${t('deliveries', { count: earned.data.deliveries })}`}
              </Text>
            </View>
            <View className="courier-sum__figure">
              <PriceText id="balance" amountFen={earned.data.balanceFen} size="large" muted />
              <Text className="courier-sum__label">{t('balance')}</Text>
            </View>
          </View>
          <View className="card">
            <Row
              id="open-statements"
              title={t('statements')}
              note={t('statementsNote')}
              end={<Icon name="chevron" size={30} color="textFaint" />}
              onTap={() => Taro.navigateTo({ url: '/packages/selling/payouts/list/index' })}
            />
          </View>
          {earned.data.days.length === 0 ? (
            <Empty id="no-earnings" picture="bag" title={t('noEarnings')} note={t('noEarningsNote')} />
          ) : (
            <View id="days" className="card">
              {earned.data.days.map(({ day, totalFen, deliveries }) => (
                <View key={day} id={`day-${day}`} className="courier-day">
                  <View className="courier-day__words">
                    <Text className="courier-day__name">{dayText(day, nowMs, language)}</Text>
                    <Text className="courier-day__count">{t('deliveries', { count: deliveries })}</Text>
                  </View>
                  <View className="courier-day__track">
                    <View
                      className="courier-day__bar"
                      style={{ width: `${Math.max(4, Math.round((totalFen / most) * 100))}%` }}
                    />
                  </View>
                  <Text className="courier-day__sum">{formatYuan(totalFen)}</Text>
                </View>
              ))}
            </View>
          )}
        </>
      ) : earned.error ? (
        <ErrorState error={earned.error} onRetry={() => void earned.reload()} />
      ) : (
        <Skeleton kind="page" count={2} />
      )}
    </Screen>
  );
}
