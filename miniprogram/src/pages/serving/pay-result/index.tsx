import { messagesAsked } from '@jindian/shared/contract/people/message-kinds';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import type { Tone } from '@jindian/shared/design/tokens';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { ErrorState } from '../../../components/Empty.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { PriceText } from '../../../components/PriceText.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { StatusHeader } from '../../../components/StatusHeader.tsx';
import { texts } from '../../../i18n/index.ts';
import { phaseOfOrder } from '../../../lib/order-phase.ts';
import { pay } from '../../../lib/pay.ts';
import { noticeProblem } from '../../../lib/scan.ts';
import { useMessages } from '../../../lib/use-messages.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { useEvery } from '../../../lib/use-ticker.ts';
import './index.scss';

/** WeChat's notification usually takes a second or two; until then the server is asked this often, this many times. */
const checkEveryMs = 2_000;
const maxChecks = 15;

/** What became of the payment: the wallet's word is a hint, the server's is the answer. */
export default function PayResultPage() {
  const { t } = texts.use();
  const { params } = useRouter();
  const orderId = params.orderId ?? '';
  const checks = useRef(0);
  const order = useRemote(() => call(endpoints.syncPayment, { params: { orderId } }), orderId);
  const waits = order.data?.state === 'awaiting_payment' && params.outcome !== 'cancelled';
  const goesOn = (waits || order.data?.state === 'closing') && checks.current < maxChecks;

  useEvery(goesOn ? checkEveryMs : null, async () => {
    checks.current += 1;
    try {
      order.replace(await call(endpoints.syncPayment, { params: { orderId } }));
    } catch {
      // The next check may get through; what is on screen still holds.
    }
  });

  return (
    <Screen title={t('payResultTitle')}>
      {order.data ? (
        <PayResult order={order.data} checking={waits && goesOn} onOrder={order.replace} />
      ) : order.error ? (
        <ErrorState error={order.error} onRetry={() => void order.reload()} />
      ) : (
        <Skeleton kind="page" count={2} />
      )}
    </Screen>
  );
}

type Props = { order: OrderView; checking: boolean; onOrder: (order: OrderView) => void };

function PayResult({ order, checking, onOrder }: Props) {
  const { t, pick } = texts.use();
  const [busy, setBusy] = useState(false);

  const place = order.fulfilments[0] ? pick(order.fulfilments[0].place.name) : pick(order.storefront.name);
  const messages = useMessages(
    order.id,
    order.method === 'pickup' ? messagesAsked.pickupPaid : messagesAsked.deliveryPaid,
  );
  const paid = order.state === 'paid' || order.state === 'completed';

  const phase = phaseOfOrder(order);
  // Who serves is a promise only once they have said yes.
  const serving =
    phase === 'confirming' || phase === 'arranging' || phase === 'gathering'
      ? (`hint_${phase}` as const)
      : order.method === 'pickup'
        ? 'payResultPaidPickup'
        : 'payResultPaidDelivery';

  const payAgain = async () => {
    setBusy(true);
    try {
      await pay(order, null);
      onOrder(await call(endpoints.syncPayment, { params: { orderId: order.id } }));
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };

  const look: { tone: Tone; title: string; note: string; icon: 'check' | 'clock' | 'cross' } = paid
    ? {
        tone: 'done',
        icon: 'check',
        title: t('payResultPaid'),
        note: t(serving, { place }),
      }
    : checking
      ? { tone: 'wait', icon: 'clock', title: t('payResultChecking'), note: t('orderNumber', order) }
      : order.state === 'awaiting_payment'
        ? {
            tone: 'wait',
            icon: 'clock',
            title: t('payResultUnpaid'),
            note: t('payResultUnpaidNote', { time: formatBrandTime(order.payByMs).slice(11) }),
          }
        : { tone: 'neutral', icon: 'cross', title: t('payResultOver'), note: t('payResultOverNote') };

  return (
    <View>
      <StatusHeader
        id={`pay-result-${paid ? 'paid' : checking ? 'checking' : order.state}`}
        tone={look.tone}
        icon={look.icon}
        title={look.title}
        note={look.note}
      />
      <View className="card pay-result__card">
        <PriceText
          amountFen={(order.checkout ?? [order]).reduce((sum, { totalFen }) => sum + totalFen, 0)}
          size="huge"
          muted
        />
        {order.checkout ? (
          order.checkout.map((one) => (
            <View
              key={one.id}
              id={`paid-order-${one.id}`}
              className="pay-result__order"
              ariaRole="button"
              onClick={() => void Taro.navigateTo({ url: `/pages/serving/order/index?orderId=${one.id}` })}
            >
              <Text className="pay-result__seller">{t('soldBy', { name: one.soldBy.legalName })}</Text>
              <Text className="pay-result__digits">{`${one.number} · ${formatYuan(one.totalFen)}`}</Text>
            </View>
          ))
        ) : (
          <Text id="sold-by" className="pay-result__seller">
            {t('soldBy', { name: order.soldBy.legalName })}
          </Text>
        )}
        <View className="pay-result__actions">
          {order.state === 'awaiting_payment' && !checking ? (
            <PlainButton id="pay-now" kind="primary" busy={busy} onTap={() => void payAgain()}>
              {t('payNow')}
            </PlainButton>
          ) : null}
          {paid && messages.canAsk ? (
            <PlainButton id="notify-me" kind="primary" onTap={() => void messages.ask()}>
              {t(order.method === 'pickup' ? 'notifyReady' : 'notifyDispatched')}
            </PlainButton>
          ) : null}
          <PlainButton
            id="view-order"
            kind={paid ? 'dark' : 'plain'}
            onTap={() => void Taro.redirectTo({ url: `/pages/serving/order/index?orderId=${order.id}` })}
          >
            {t('viewOrder')}
          </PlainButton>
          <PlainButton
            id="back-to-store"
            onTap={() => void Taro.switchTab({ url: '/pages/goods/store/index' })}
          >
            {t('backToStore')}
          </PlainButton>
        </View>
      </View>
    </View>
  );
}
