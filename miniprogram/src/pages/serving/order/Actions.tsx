import type { OrderView } from '@jindian/shared/contract/serving/order';
import { formatYuan } from '@jindian/shared/money';
import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { BottomBar } from '../../../components/BottomBar.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { texts } from '../../../i18n/index.ts';
import { ratingTexts } from '../../../i18n/serving/ratings.ts';
import { servingTexts } from '../../../i18n/serving/serving.ts';
import type { OrderPhase } from '../../../lib/order-phase.ts';
import { pay, toPayFen } from '../../../lib/pay.ts';
import { reorder } from '../../../lib/reorder.ts';
import { ask, noticeProblem } from '../../../lib/scan.ts';
import { useModule } from '../../../state/brand.ts';
import { notice } from '../../../state/questions.ts';

/** Until it is sent out or handed over. A question has its own way to call it off. */
const cancellable: readonly OrderPhase[] = [
  'to_pay',
  'confirming',
  'arranging',
  'gathering',
  'packing',
  'ready_pickup',
  'ready_delivery',
];

type Props = { order: OrderView; phase: OrderPhase; onOrder: (order: OrderView) => void };

/** What can still be done about an order: to pay it, to call it off, to order the same again. */
export function Actions({ order, phase, onOrder }: Props) {
  const { t } = texts.use();
  const ratings = ratingTexts.use();
  const rating = useModule('ratings');
  const serving = servingTexts.use();
  const [busy, setBusy] = useState<'pay' | 'cancel' | 'again' | null>(null);
  // One parcel may have left while another is still being packed.
  const left: readonly string[] = ['dispatched', 'disputed', 'delivery_failed', 'fulfilled'];
  const hasLeft = order.fulfilments.some(({ state }) => left.includes(state));
  const received = order.fulfilments.some(({ state }) => state === 'fulfilled');
  const canCancel = cancellable.includes(phase) && !hasLeft;

  const work = async (what: 'pay' | 'cancel', act: () => Promise<OrderView>) => {
    setBusy(what);
    try {
      onOrder(await act());
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(null);
    }
  };
  const params = { orderId: order.id };
  const payNow = () =>
    work('pay', async () => {
      await pay(order, null);
      return call(endpoints.syncPayment, { params });
    });
  const again = async () => {
    setBusy('again');
    try {
      const count = await reorder(order);
      if (count === null) notice(t('cartFull'));
      else if (count === 0) notice(t('orderAgainNone'));
      else {
        notice(t('orderAgainDone'));
        await Taro.switchTab({ url: '/pages/serving/cart/index' });
      }
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(null);
    }
  };
  const cancel = async () => {
    const question = t(phase === 'to_pay' ? 'cancelOrderAsk' : 'cancelPaidAsk');
    if (!(await ask(question, t('cancelOrder'), t('keepOrder')))) return;
    await work('cancel', () => call(endpoints.cancelOrder, { params }));
  };

  return (
    <>
      <View className="order__foot">
        <PlainButton id="order-again" size="small" busy={busy === 'again'} onTap={() => void again()}>
          {t('orderAgain')}
        </PlainButton>
        {rating && phase === 'completed' && !order.practice ? (
          <PlainButton
            id="rate-order"
            size="small"
            onTap={() =>
              void Taro.navigateTo({ url: `/packages/serving/ratings/give/index?orderId=${order.id}` })
            }
          >
            {ratings.t('rate')}
          </PlainButton>
        ) : null}
        {received && !order.practice ? (
          <PlainButton
            id="return-goods"
            size="small"
            onTap={() =>
              void Taro.navigateTo({ url: `/packages/serving/returns/order/index?orderId=${order.id}` })
            }
          >
            {serving.t('returns')}
          </PlainButton>
        ) : null}
        {canCancel ? (
          <PlainButton
            id="cancel-order"
            kind="danger"
            size="small"
            busy={busy === 'cancel'}
            disabled={busy === 'pay'}
            onTap={() => void cancel()}
          >
            {t('cancelOrder')}
          </PlainButton>
        ) : null}
      </View>
      {phase === 'to_pay' ? (
        <BottomBar>
          <PlainButton
            id="pay-now"
            kind="primary"
            grow
            busy={busy === 'pay'}
            disabled={busy === 'cancel'}
            onTap={() => void payNow()}
          >
            {t('payAgain', { amount: formatYuan(toPayFen(order)) })}
          </PlainButton>
        </BottomBar>
      ) : null}
    </>
  );
}
