import { placesNamed } from '@jindian/shared/access';
import type { Earnings } from '@jindian/shared/contract/selling/seller';
import { formatYuan } from '@jindian/shared/money';
import { brandDay } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import { useCallback, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { texts } from '../../../../i18n/index.ts';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { usePaged, useRemote } from '../../../../lib/use-remote.ts';
import { platform } from '../../../../platform/index';
import { refreshMember } from '../../../../state/member.ts';
import { EarningCard } from '../components/EarningCard.tsx';
import { EarningsHead } from '../components/EarningsHead.tsx';
import './index.scss';

/** Names of the categories that the guide's own branch sells; others are told without a name. */
async function categoryNames() {
  const { roles } = await refreshMember();
  const [locationId] = placesNamed(roles, 'selling.sell');
  if (!locationId) return [];
  const { categories } = await call(endpoints.getStorefront, { params: { locationId }, query: { limit: 1 } });
  return categories;
}

type MonthProps = { month: string; now: string; onMonth: (month: string) => void };

/** A month's total, and the months before it: what stands below it is of that month. */
function MonthCard({ month, now, onMonth }: MonthProps) {
  const { t } = guideTexts.use();
  const total = useRemote(() => call(endpoints.getSellerCockpit, { query: { month } }), month).data?.month;
  return (
    <View className="card earnings__month">
      <PlainButton id="month-before" size="small" onTap={() => onMonth(monthBy(month, -1))}>
        {t('monthBefore')}
      </PlainButton>
      <View className="earnings__month-words">
        <Text className="earnings__month-name">{month}</Text>
        <Text id="month-total" className="earnings__month-total">
          {total ? t('monthTotal', { amount: formatYuan(total.amountFen), count: total.orders }) : '…'}
        </Text>
      </View>
      <PlainButton
        id="month-after"
        size="small"
        disabled={month >= now}
        onTap={() => onMonth(monthBy(month, 1))}
      >
        {t('monthAfter')}
      </PlainButton>
    </View>
  );
}

/** 2026-12 and one more is 2027-01. */
function monthBy(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** What a guide's customers brought: each entry says why it is what it is. */
export default function EarningsPage() {
  const { t, pick } = guideTexts.use();
  const common = texts.use().t;
  const now = brandDay(platform.nowMs()).slice(0, 7);
  const [month, setMonth] = useState(now);
  const categories = useRemote(categoryNames, 'categories').data;
  const paged = usePaged<Earnings>(
    (cursor) => call(endpoints.getEarnings, { query: { limit: 20, month, ...(cursor ? { cursor } : {}) } }),
    month,
  );
  useReachBottom(() => void paged.more());
  usePullDownRefresh(() => {
    void paged.reload().finally(() => Taro.stopPullDownRefresh());
  });
  const categoryName = useCallback(
    (categoryId: string) => {
      const found = categories?.find(({ id }) => id === categoryId);
      return found ? pick(found.name) : null;
    },
    [categories, pick],
  );

  return (
    <Screen title={t('earningsTitle')} staff>
      {paged.head ? (
        <>
          <View className="card">
            <EarningsHead earnings={paged.head} />
            <Text className="earnings__note">
              {paged.head.availableFen < 0 ? t('negativeNote') : t('pendingNote')}
            </Text>
          </View>
          <MonthCard month={month} now={now} onMonth={setMonth} />
          {paged.items.length === 0 ? (
            <Empty
              id="no-earnings"
              picture="bag"
              title={t('earningsEmptyIn', { month })}
              note={t('earningsEmptyNote')}
            >
              <PlainButton
                id="show-code"
                kind="primary"
                onTap={() => Taro.redirectTo({ url: '/packages/selling/guide/home/index' })}
              >
                {t('showMyCode')}
              </PlainButton>
            </Empty>
          ) : (
            <>
              {paged.items.map((earning) => (
                <EarningCard key={earning.id} earning={earning} categoryName={categoryName} />
              ))}
              <Text className="earnings__end">{common(paged.done ? 'noMore' : 'loading')}</Text>
            </>
          )}
        </>
      ) : paged.error ? (
        <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
      ) : (
        <Skeleton kind="page" />
      )}
    </Screen>
  );
}
