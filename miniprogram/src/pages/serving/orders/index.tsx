import type { OrderSummary } from '@jindian/shared/contract/serving/order';
import { formatBrandTime } from '@jindian/shared/time';
import { Image, Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import { useRef } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { Chip } from '../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../components/Empty.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { PriceText } from '../../../components/PriceText.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { assetUrl } from '../../../config.ts';
import { texts } from '../../../i18n/index.ts';
import { orderPhase, phaseTones } from '../../../lib/order-phase.ts';
import { usePaged } from '../../../lib/use-remote.ts';
import { platform } from '../../../platform/index';
import './index.scss';

export default function OrdersPage() {
  const { t } = texts.use();
  const who = platform.currentPersona() ?? '';
  const orders = usePaged(
    (cursor) => call(endpoints.listOrders, { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
    who,
  );
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void orders.reload();
    seen.current = true;
  });
  useReachBottom(() => void orders.more());
  usePullDownRefresh(() => {
    void orders.reload().finally(() => Taro.stopPullDownRefresh());
  });
  return (
    <Screen title={t('ordersTitle')} tab>
      {orders.items.length > 0 ? (
        <View id="order-list" className="orders">
          {orders.items.map((order) => (
            <OrderRow key={order.id} order={order} />
          ))}
          <Text className="orders__end">
            {orders.done ? t('noMore') : orders.loading ? t('loading') : ' '}
          </Text>
        </View>
      ) : orders.error ? (
        <ErrorState error={orders.error} onRetry={() => void orders.reload()} />
      ) : orders.loading ? (
        <Skeleton kind="rows" />
      ) : (
        <Empty id="orders-empty" picture="orders" title={t('ordersEmpty')} note={t('ordersEmptyNote')}>
          <PlainButton
            id="orders-go"
            kind="primary"
            onTap={() => void Taro.switchTab({ url: '/pages/goods/store/index' })}
          >
            {t('cartGo')}
          </PlainButton>
        </Empty>
      )}
    </Screen>
  );
}

function OrderRow({ order }: { order: OrderSummary }) {
  const { t, pick } = texts.use();
  const phase = orderPhase(order.state, order.fulfilmentState, order.method);
  const { firstLine, pickupPlace } = order;
  // Fetched elsewhere than it was ordered: both are named, or its shopper stands in front of the wrong counter.
  const moved = pickupPlace && pickupPlace.locationId !== order.storefront.locationId;
  const movedTo = moved ? pickupPlace.name : null;
  return (
    <View
      id={`order-${order.id}`}
      className="card orders__row"
      ariaRole="button"
      onClick={() => Taro.navigateTo({ url: `/pages/serving/order/index?orderId=${order.id}` })}
    >
      <View className="orders__head">
        <Text className="orders__branch">{pick(movedTo ?? order.storefront.name)}</Text>
        <Chip tone={phaseTones[phase]}>{t(`phase_${phase}`)}</Chip>
      </View>
      {movedTo ? (
        <Text className="orders__moved">{t('movedFrom', { from: pick(order.storefront.name) })}</Text>
      ) : null}
      <View className="orders__body">
        <Image className="orders__picture" src={assetUrl(firstLine.imagePath)} mode="aspectFit" />
        <View className="orders__words">
          <Text className="orders__title">{pick(firstLine.title)}</Text>
          <Text className="orders__muted">
            {order.itemCount > firstLine.quantity
              ? `${pick(firstLine.skuName)} · ${t('moreItems', { count: order.itemCount })}`
              : `${pick(firstLine.skuName)} × ${firstLine.quantity}`}
          </Text>
        </View>
      </View>
      <Text className="orders__muted">{t('soldBy', { name: order.soldBy.legalName })}</Text>
      <View className="orders__foot">
        <Text className="orders__muted">{`${t(order.method)} · ${formatBrandTime(order.createdAtMs).slice(5)}`}</Text>
        <PriceText amountFen={order.totalFen} muted />
      </View>
    </View>
  );
}
