import type { OrderSummary } from '@jindian/shared/contract/serving/order';
import { type OrderTab, orderTabs } from '@jindian/shared/contract/serving/order-lists';
import { formatBrandTime } from '@jindian/shared/time';
import { Image, Text, View } from '@tarojs/components';
import Taro, { useDidShow } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { Chip } from '../../../components/Chip.tsx';
import { Empty } from '../../../components/Empty.tsx';
import { ListOf } from '../../../components/ListOf.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { PriceText } from '../../../components/PriceText.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { SearchField } from '../../../components/SearchField.tsx';
import { Tabs } from '../../../components/Tabs.tsx';
import { assetUrl } from '../../../config.ts';
import { texts } from '../../../i18n/index.ts';
import { hasPickupCode, orderPhase, phaseTones } from '../../../lib/order-phase.ts';
import { usePaged, useRemote } from '../../../lib/use-remote.ts';
import { platform } from '../../../platform/index';
import './index.scss';

type Shown = OrderTab | 'all';

export default function OrdersPage() {
  const { t } = texts.use();
  const who = platform.currentPersona() ?? '';
  const [tab, setTab] = useState<Shown>('all');
  const [text, setText] = useState('');
  const counts = useRemote(() => call(endpoints.countOrders, {}), `${who} counts`);
  const sought = text.length >= 2 ? text : '';
  const orders = usePaged(
    (cursor) =>
      call(endpoints.listOrders, {
        query: {
          limit: 20,
          ...(cursor ? { cursor } : {}),
          ...(tab === 'all' ? {} : { tab }),
          ...(sought ? { text: sought } : {}),
        },
      }),
    `${who} ${tab} ${sought}`,
  );
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void counts.reload();
    seen.current = true;
  });
  const tabs = (['all', ...orderTabs] as const).map((key) => ({
    key,
    id: `orders-${key.replaceAll('_', '-')}`,
    name: t(`ordersTab_${key}`),
    count: key === 'all' || key === 'done' ? 0 : (counts.data?.[key] ?? 0),
    countId: `orders-${key.replaceAll('_', '-')}-count`,
  }));
  return (
    <Screen title={t('ordersTitle')} tab>
      <SearchField id="orders-search" placeholder={t('ordersSearch')} onSearch={setText} />
      <Tabs tabs={tabs} shown={tab} onShow={setTab} />
      <ListOf
        id="order-list"
        paged={orders}
        className="orders"
        empty={
          tab === 'all' && !sought ? (
            <Empty id="orders-empty" picture="orders" title={t('ordersEmpty')} note={t('ordersEmptyNote')}>
              <PlainButton
                id="orders-go"
                kind="primary"
                onTap={() => void Taro.switchTab({ url: '/pages/goods/store/index' })}
              >
                {t('cartGo')}
              </PlainButton>
            </Empty>
          ) : (
            <Empty
              id="orders-nothing"
              picture="search"
              title={t('ordersNothing')}
              note={t('ordersNothingNote')}
            />
          )
        }
      >
        {(order) => <OrderRow key={order.id} order={order} />}
      </ListOf>
    </Screen>
  );
}

function OrderRow({ order }: { order: OrderSummary }) {
  const { t, pick } = texts.use();
  const phase = orderPhase(order.state, order.fulfilmentState, order.method);
  const { firstLine, pickupPlace } = order;
  // Fetched elsewhere than it was ordered: both are named, or its shopper stands in front of the wrong counter.
  const moved = pickupPlace && pickupPlace.locationId !== order.storefront.locationId;
  const open = () => void Taro.navigateTo({ url: `/pages/serving/order/index?orderId=${order.id}` });
  // What its shopper opens it for is right on the card.
  const next =
    phase === 'to_pay'
      ? ({ id: 'pay', kind: 'primary', name: t('orderPay') } as const)
      : hasPickupCode(order.state, order.fulfilmentState, order.method)
        ? ({ id: 'code', kind: 'dark', name: t('orderShowCode') } as const)
        : null;
  const movedTo = moved ? pickupPlace.name : null;
  return (
    // The whole card opens it; what it offers besides lies above, not within: a button in a button can be reached by no
    // reader of the screen.
    <View className="card orders__row">
      <View
        id={`order-${order.id}`}
        className="orders__open"
        ariaRole="button"
        ariaLabel={`${pick(firstLine.title)}, ${pick(movedTo ?? order.storefront.name)}`}
        onClick={open}
      />
      <View className="orders__head">
        <Text className="orders__branch">{pick(movedTo ?? order.storefront.name)}</Text>
        <Chip tone={phaseTones[phase]}>{t(`phase_${phase}`)}</Chip>
      </View>
      {movedTo ? (
        <Text className="orders__moved">{t('movedFrom', { from: pick(order.storefront.name) })}</Text>
      ) : null}
      <View className="orders__body">
        <Image className="orders__picture" src={assetUrl(firstLine.imagePath, 200)} mode="aspectFit" />
        <View className="orders__words">
          <Text className="orders__title">{pick(firstLine.title)}</Text>
          <Text className="orders__muted">
            {order.itemCount > firstLine.quantity
              ? `${pick(firstLine.skuName)} · ${t('moreItems', { count: order.itemCount })}`
              : `${pick(firstLine.skuName)} × ${firstLine.quantity}`}
          </Text>
        </View>
      </View>
      <View className="orders__foot">
        <View className="orders__facts">
          <Text className="orders__muted">{`${t(order.method)} · ${formatBrandTime(order.createdAtMs).slice(5)}`}</Text>
          <Text className="orders__muted">{t('soldBy', { name: order.soldBy.legalName })}</Text>
        </View>
        <PriceText amountFen={order.totalFen} muted />
        {next ? (
          <View className="orders__next">
            <PlainButton id={`${next.id}-${order.id}`} kind={next.kind} size="small" onTap={open}>
              {next.name}
            </PlainButton>
          </View>
        ) : null}
      </View>
    </View>
  );
}
