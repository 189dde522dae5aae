import type { OrderView } from '@jindian/shared/contract/serving/order';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useRouter } from '@tarojs/taro';
import { useRef } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { AmountRow } from '../../../components/AmountRow.tsx';
import { ErrorState } from '../../../components/Empty.tsx';
import { Icon } from '../../../components/Icon.tsx';
import type { IconName } from '../../../components/icons.ts';
import { NotTakenBack } from '../../../components/NotTakenBack.tsx';
import { OrderLines } from '../../../components/OrderLines.tsx';
import { Reductions, reducedFen } from '../../../components/Reductions.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { StatusHeader } from '../../../components/StatusHeader.tsx';
import { Timeline } from '../../../components/Timeline.tsx';
import { texts } from '../../../i18n/index.ts';
import { servingTexts } from '../../../i18n/serving/serving.ts';
import { unusualDaysText } from '../../../lib/branch-words.ts';
import { hoursOf, pickUpByMs } from '../../../lib/help.ts';
import { orderOf } from '../../../lib/order-of.ts';
import {
  countdown,
  hasPickupCode,
  isTaken,
  lateMoney,
  methodOf,
  type OrderPhase,
  phaseOfOrder,
  phaseTones,
  progressOf,
  refundsUnderWay,
} from '../../../lib/order-phase.ts';
import { slotText } from '../../../lib/slot-words.ts';
import { timelineOf } from '../../../lib/timeline.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { useEvery, useNow } from '../../../lib/use-ticker.ts';
import { platform } from '../../../platform/index';
import { Actions } from './Actions.tsx';
import { CourierCard } from './CourierCard.tsx';
import { Expected } from './Expected.tsx';
import { FriendCollects } from './FriendCollects.tsx';
import { HelpCard } from './HelpCard.tsx';
import { NotifyDelivery } from './NotifyDelivery.tsx';
import { Parcels } from './Parcels.tsx';
import { PickupCode } from './PickupCode.tsx';
import { PickupQuestion } from './PickupQuestion.tsx';
import { Receipt } from './Receipt.tsx';
import { RefundsCard } from './RefundsCard.tsx';
import { Serials } from './Serials.tsx';
import './index.scss';

/** While something is still to happen, how often the page looks whether it has. */
const lookEveryMs = 5_000;

const icons: Record<OrderPhase, IconName> = {
  to_pay: 'clock',
  closing: 'clock',
  cancelled: 'cross',
  needs_answer: 'clock',
  confirming: 'clock',
  arranging: 'clock',
  gathering: 'truck',
  packing: 'bag',
  ready_pickup: 'store',
  ready_delivery: 'bag',
  on_the_way: 'truck',
  disputed: 'clock',
  not_delivered: 'truck',
  completed: 'check',
  refunding: 'clock',
  refunded: 'check',
};

/** When a courier may have a hand in it. */
const mayBeCarried: readonly OrderPhase[] = [
  'packing',
  'ready_delivery',
  'on_the_way',
  'disputed',
  'completed',
];

const isOver = (phase: OrderPhase) => phase === 'cancelled' || phase === 'completed' || phase === 'refunded';

export default function OrderPage() {
  const { t } = texts.use();
  const { params } = useRouter();
  const orderId = orderOf(params);
  const order = useRemote(() => call(endpoints.getOrder, { params: { orderId } }), orderId);
  const phase = order.data ? phaseOfOrder(order.data) : null;

  const look = async () => {
    try {
      order.replace(await call(endpoints.getOrder, { params: { orderId } }));
    } catch {
      // What is on screen still holds; the next look may get through.
    }
  };
  const waits =
    order.data &&
    phase &&
    (!isOver(phase) || lateMoney(order.data) === 'returning' || refundsUnderWay(order.data));
  useEvery(waits ? lookEveryMs : null, look);
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void look();
    seen.current = true;
  });
  usePullDownRefresh(() => {
    void order.reload().finally(() => Taro.stopPullDownRefresh());
  });

  return (
    <Screen title={t('orderTitle')} bar={phase === 'to_pay'}>
      {order.data?.practice ? (
        <Text id="practice-order" className="order__practice">
          {t('practiceOrder')}
        </Text>
      ) : null}
      {order.data ? (
        <OrderDetail order={order.data} onOrder={order.replace} onLook={() => void look()} />
      ) : order.error ? (
        <ErrorState error={order.error} onRetry={() => void order.reload()} />
      ) : (
        <Skeleton kind="page" count={3} />
      )}
    </Screen>
  );
}

type Props = { order: OrderView; onOrder: (order: OrderView) => void; onLook: () => void };

function OrderDetail({ order, onOrder, onLook }: Props) {
  const { t, pick, language } = texts.use();
  const { t: ts } = servingTexts.use();
  const phase = phaseOfOrder(order);
  const isPickup = methodOf(order) === 'pickup';
  const first = order.fulfilments[0];
  const place = first?.place ?? null;
  const settings = useRemote(() => call(endpoints.getSettings, {}), 'settings').data;
  const untilMs = first && settings ? pickUpByMs(first, settings.pickUpWithinDays) : null;
  const hours = place ? hoursOf(place) : null;
  const differ = unusualDaysText(place?.exceptions, language, platform.nowMs());
  const nowMs = useNow(phase === 'to_pay');
  const late = lateMoney(order);
  const steps = isPickup
    ? [t('step_paid'), t('step_packing'), t('step_ready'), t('step_picked_up')]
    : [t('step_paid'), t('step_packing'), t('step_dispatched'), t('step_delivered')];
  const note =
    phase === 'to_pay'
      ? t('hint_to_pay', { time: countdown(order.payByMs, nowMs) })
      : phase === 'packing'
        ? t(isPickup ? 'hint_packing_pickup' : 'hint_packing_delivery')
        : late === 'none'
          ? t(`hint_${phase}`)
          : t(late === 'returning' ? 'hint_late_money' : 'hint_late_money_back');
  const isSplit = order.fulfilments.length > 1;
  const slot = order.slotId ? (
    <Text id="order-slot" className="order__slot">
      {`${ts(isPickup ? 'slotPickup' : 'slotDelivery')} ${slotText(order.slotId, nowMs, language)}`}
    </Text>
  ) : null;
  const showsCode = hasPickupCode(order.state, first?.state, methodOf(order));

  return (
    <View>
      <StatusHeader
        id={`order-phase-${phase}`}
        tone={phaseTones[phase]}
        icon={icons[phase]}
        title={t(`phase_${phase}`)}
        note={note}
        steps={steps}
        progress={progressOf(phase)}
      />
      {phase === 'needs_answer' ? <PickupQuestion order={order} onOrder={onOrder} onGone={onLook} /> : null}
      {showsCode ? <PickupCode orderId={order.id} onGone={onLook} /> : null}
      {showsCode ? <FriendCollects orderId={order.id} /> : null}

      {place && isPickup && phase !== 'needs_answer' ? (
        <View className="card order__place">
          <View className="order__place-words">
            <Text className="order__muted">{t('pickupPlace')}</Text>
            <Text className="order__place-name">{pick(place.name)}</Text>
            <Text className="order__muted">{pick(place.address)}</Text>
            {place.locationId === order.storefront.locationId ? null : (
              <Text id="moved-from" className="order__from">
                {t('movedFrom', { from: pick(order.storefront.name) })}
              </Text>
            )}
            {slot}
            {hours ? (
              <Text id="store-hours" className="order__muted">
                {t('storeHours', { hours: differ === '' ? hours : `${hours} · ${differ}` })}
              </Text>
            ) : null}
            {untilMs === null ? null : (
              <Text id="pick-up-by" className="order__slot">
                {t('pickUpBy', { time: formatBrandTime(untilMs).slice(5) })}
              </Text>
            )}
          </View>
          <View
            id="navigate"
            className="order__go"
            ariaRole="button"
            onClick={() =>
              platform.openInMapApp({ point: place, name: pick(place.name), address: pick(place.address) })
            }
          >
            <Icon name="route" size={44} color="link" />
            <Text className="order__go-text">{t('navigateTo')}</Text>
          </View>
        </View>
      ) : null}
      {order.address && !isPickup ? (
        <View className="card order__place">
          <View className="order__place-words">
            <Text className="order__muted">{t('deliveryTo')}</Text>
            <Text className="order__place-name">
              {`${order.address.recipientName} ${order.address.phone}`}
            </Text>
            <Text className="order__muted">
              {`${order.address.city}${order.address.county}${order.address.detail}`}
            </Text>
            {slot}
            {isOver(phase) ? null : <Expected order={order} />}
            {place && !isSplit && isTaken(phase) ? (
              <Text id="served-by" className="order__from">
                {t('deliveryFrom', { place: pick(place.name) })}
              </Text>
            ) : null}
          </View>
        </View>
      ) : null}

      {isPickup || !mayBeCarried.includes(phase) ? null : <CourierCard orderId={order.id} />}
      {isSplit ? <Parcels order={order} /> : null}
      <HelpCard order={order} servicePhone={settings?.servicePhone ?? ''} />
      <NotifyDelivery order={order} />

      <View className="card">
        <Text className="order__store">{pick(order.storefront.name)}</Text>
        {isSplit ? null : <OrderLines lines={order.lines} />}
        {isSplit ? null : <Serials serials={first?.serials} />}
        <NotTakenBack
          lines={order.lines.flatMap(({ title, notReturnable: why }) => (why ? [{ title, why }] : []))}
        />
        <View className="order__amounts">
          <AmountRow name={t('goodsAmount')} amountFen={order.goodsFen + reducedFen(order.promotions)} />
          <Reductions promotions={order.promotions} />
          {isPickup ? null : (
            <AmountRow name={t('deliveryFee')} amountFen={order.deliveryFeeFen} zero={t('freeOfCharge')} />
          )}
          <AmountRow name={t('cartTotal')} amountFen={order.totalFen} strong />
          {order.points ? (
            <Text id="order-points" className="order__points">
              {t('orderPoints', { points: order.points })}
            </Text>
          ) : null}
        </View>
      </View>

      <RefundsCard order={order} />
      <Receipt order={order} onOrder={onOrder} />
      <Timeline
        title={t('timeline')}
        events={timelineOf(order).map(({ atMs, word, place }) => ({
          atMs,
          key: word,
          text: place ? `${t(word)}${t('event_now_with', { name: pick(place) })}` : t(word),
        }))}
      />

      <View className="card order__facts">
        <View className="order__fact">
          <Text className="order__muted">{t('orderNumber', { number: '' })}</Text>
          <Text id="order-number" className="order__digits">
            {order.number}
          </Text>
        </View>
        <View className="order__fact">
          <Text className="order__muted">{t('soldByLabel')}</Text>
          <Text id="sold-by">{order.soldBy.legalName}</Text>
        </View>
        {(order.checkout ?? [])
          .filter(({ id }) => id !== order.id)
          .map(({ id, number, soldBy, totalFen }) => (
            <View
              key={id}
              className="order__fact"
              ariaRole="button"
              onClick={() => Taro.navigateTo({ url: `/pages/serving/order/index?orderId=${id}` })}
            >
              <Text className="order__muted">{t('paidTogether')}</Text>
              <Text className="order__digits">
                {`${number} · ${soldBy.legalName} · ${formatYuan(totalFen)}`}
              </Text>
            </View>
          ))}
        <View className="order__fact">
          <Text className="order__muted">{t('createdAt')}</Text>
          <Text className="order__digits">{formatBrandTime(order.createdAtMs)}</Text>
        </View>
        {order.note ? (
          <View className="order__fact">
            <Text className="order__muted">{t('noteLabel')}</Text>
            <Text className="order__note">{order.note}</Text>
          </View>
        ) : null}
      </View>

      <Actions order={order} phase={phase} onOrder={onOrder} />
    </View>
  );
}
