import type { SellerCockpit } from '@jindian/shared/contract/selling/seller';
import { formatYuan } from '@jindian/shared/money';
import { Input, Text, View } from '@tarojs/components';
import Taro, { useDidShow, useReachBottom } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { AddSheet } from '../../../../components/AddSheet.tsx';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { PriceText } from '../../../../components/PriceText.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { stationTexts } from '../../../../i18n/selling/station.ts';
import { cartCount } from '../../../../lib/cart-rules.ts';
import { usePaged, useRemote } from '../../../../lib/use-remote.ts';
import { cartStore } from '../../../../state/cart.ts';
import { Earns } from '../../guide/components/Earns.tsx';
import { dayText } from '../../guide/components/explain.ts';
import { OpenStatements } from '../../guide/components/OpenStatements.tsx';
import './index.scss';

const go = (url: string) => () => void Taro.navigateTo({ url });
const chevron = <Icon name="chevron" size={30} color="textFaint" />;

/** A village shop or a restaurant: what it earned, what to sell, and an order for whoever stands at the counter. */
export default function StationHomePage() {
  const { t, pick } = stationTexts.use();
  const mine = useRemote(() => call(endpoints.getMySelling, {}), 'mine');
  const cockpit = useRemote(() => call(endpoints.getSellerCockpit, { query: {} }), 'cockpit');
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void cockpit.reload();
    seen.current = true;
  });
  const carts = cartStore.use();
  const row = mine.data?.rows.find(({ kind, standing }) => kind === 'station' && standing === 'active');
  const locationId = row?.locationId ?? null;
  const cart = carts.find((one) => one.locationId === locationId);
  const count = cart ? cartCount([cart]) : 0;
  const totalFen = cart?.lines.reduce((sum, { priceFen, quantity }) => sum + priceFen * quantity, 0) ?? 0;
  return (
    <Screen title={t('title')} staff bar={count > 0}>
      {row && locationId ? (
        <>
          <View className="card station__head">
            <Text id="station-name" className="station__name">
              {row.station?.name ?? t('title')}
            </Text>
            {row.locationName ? (
              <Text className="station__soft">{t('ofBranch', { branch: pick(row.locationName) })}</Text>
            ) : null}
          </View>
          {cockpit.data ? <Month cockpit={cockpit.data} /> : null}
          <View className="card">
            <OpenStatements />
            <Row
              id="open-code"
              title={t('code')}
              note={t('codeNote')}
              end={chevron}
              onTap={go('/packages/selling/station/code/index')}
            />
            <Row
              id="open-sold"
              title={t('sold')}
              note={t('soldNote')}
              end={chevron}
              onTap={go('/packages/selling/share/mine/index')}
            />
            <Row
              id="open-every"
              title={t('every')}
              note={t('everyNote')}
              end={chevron}
              onTap={go('/packages/selling/guide/earnings/index')}
            />
          </View>
          <ToSell locationId={locationId} />
          {count > 0 ? (
            <BottomBar>
              <View className="station__sum">
                <PriceText id="counter-total" amountFen={totalFen} size="large" />
                <Text className="station__soft">{t('pieces', { count })}</Text>
              </View>
              <PlainButton
                id="to-counter"
                kind="primary"
                onTap={go(`/packages/selling/station/counter/index?locationId=${locationId}`)}
              >
                {t('toCounter')}
              </PlainButton>
            </BottomBar>
          ) : null}
        </>
      ) : mine.data ? (
        <Empty id="no-station" picture="shop" title={t('notStation')} note={t('notStationNote')}>
          <PlainButton
            id="to-apply"
            kind="primary"
            onTap={() => Taro.redirectTo({ url: '/packages/selling/station/apply/index' })}
          >
            {t('toApply')}
          </PlainButton>
        </Empty>
      ) : mine.error ? (
        <ErrorState error={mine.error} onRetry={() => void mine.reload()} />
      ) : (
        <Skeleton kind="page" count={2} />
      )}
    </Screen>
  );
}

function Month({ cockpit }: { cockpit: SellerCockpit }) {
  const { t, language } = stationTexts.use();
  const { month, availableFen, pendingFen, coming } = cockpit;
  const [next] = coming;
  return (
    <View id="station-month" className="card">
      <Text className="station__soft">{t('month')}</Text>
      <View className="station__figure">
        <PriceText id="month-earned" amountFen={month.amountFen} size="large" />
        <Text className="station__soft">{t('monthOrders', { count: month.orders })}</Text>
      </View>
      <View className="station__parts">
        <View className="station__part">
          <PriceText id="month-got" amountFen={availableFen} />
          <Text className="station__soft">{t('got')}</Text>
        </View>
        <View className="station__part">
          <PriceText id="month-coming" amountFen={pendingFen} muted />
          <Text className="station__soft">{t('coming')}</Text>
        </View>
      </View>
      {next ? (
        <Text className="station__soft">
          {t('nextComes', { day: dayText(next.day, language), amount: formatYuan(next.amountFen) })}
        </Text>
      ) : null}
    </View>
  );
}

function ToSell({ locationId }: { locationId: string }) {
  const { t, pick } = stationTexts.use();
  const [text, setText] = useState('');
  const [adding, setAdding] = useState<string | null>(null);
  const typed = text.trim();
  const paged = usePaged(
    (cursor) =>
      call(endpoints.listGoodsToSell, {
        query: { locationId, limit: 20, ...(typed ? { text: typed } : {}), ...(cursor ? { cursor } : {}) },
      }),
    `${locationId}/${typed}`,
  );
  useReachBottom(() => void paged.more());
  return (
    <View className="card">
      <Text className="station__heading">{t('sellThis')}</Text>
      <Input
        id="goods-search"
        className="station__search"
        value={text}
        maxlength={40}
        placeholder={t('search')}
        placeholderClass="placeholder"
        onInput={(event) => setText(event.detail.value)}
      />
      {paged.items.map(({ productId, title, imagePath, fromPriceFen, earnFen }) => (
        <Row
          key={productId}
          id={`sell-${productId}`}
          title={pick(title)}
          imagePath={imagePath}
          end={
            <PlainButton id={`add-${productId}`} size="small" onTap={() => setAdding(productId)}>
              {t('add')}
            </PlainButton>
          }
        >
          <Earns fromPriceFen={fromPriceFen} earnFen={earnFen} />
        </Row>
      ))}
      {paged.items.length > 0 ? null : paged.error ? (
        <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
      ) : paged.head ? (
        <Empty id="no-goods" picture="search" title={t('none')} />
      ) : (
        <Skeleton kind="rows" />
      )}
      {adding ? (
        <AddSheet locationId={locationId} productId={adding} onClose={() => setAdding(null)} />
      ) : null}
    </View>
  );
}
