import type { FulfilmentView, OrderView } from '@jindian/shared/contract/serving/order';
import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { texts } from '../../../i18n/index.ts';
import { ask, noticeProblem } from '../../../lib/scan.ts';
import { platform } from '../../../platform/index';
import { notice } from '../../../state/questions.ts';
import './receipt.scss';

type Props = { order: OrderView; onOrder: (order: OrderView) => void };

/** Each parcel that has left: the shopper says that it is there, or that it did not come; or reads why it is not. */
export function Receipt({ order, onOrder }: Props) {
  const parcels = order.fulfilments.filter(
    ({ state, method }) =>
      method === 'delivery' &&
      (state === 'dispatched' || state === 'disputed' || state === 'delivery_failed'),
  );
  if (order.state !== 'paid' || parcels.length === 0) return null;
  return (
    <View id="receipt" className="card receipt">
      {parcels.map((parcel) => (
        <Parcel
          key={parcel.id}
          parcel={parcel}
          isSole={order.fulfilments.length === 1}
          transactionId={order.wechatReceipt ?? null}
          onOrder={onOrder}
        />
      ))}
    </View>
  );
}

function Parcel({
  parcel,
  isSole,
  transactionId,
  onOrder,
}: {
  parcel: FulfilmentView;
  isSole: boolean;
  /** Of its payment at WeChat, which asks for it itself; null: only we do. */
  transactionId: string | null;
  onOrder: Props['onOrder'];
}) {
  const { t, pick } = texts.use();
  const [busy, setBusy] = useState<boolean | null>(null);
  const say = async (received: boolean) => {
    const inWechat =
      received && transactionId ? await platform.confirmReceipt(transactionId) : ('unavailable' as const);
    if (inWechat === 'given_up') return;
    const question = t(received ? 'confirmReceiptAsk' : 'notReceivedAsk');
    if (
      inWechat === 'unavailable' &&
      !(await ask(question, t(received ? 'confirmReceipt' : 'notReceived'), t('cancel')))
    )
      return;
    setBusy(received);
    try {
      const params = { orderId: parcel.orderId, fulfilmentId: parcel.id };
      onOrder(await call(endpoints.confirmReceipt, { params, body: { received } }));
      if (!received) notice(t('notReceivedDone'));
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(null);
    }
  };
  return (
    <View className="receipt__parcel">
      {isSole ? null : (
        <Text className="receipt__goods">
          {parcel.lines.map(({ title, quantity }) => `${pick(title)} × ${quantity}`).join(' · ')}
        </Text>
      )}
      {parcel.state === 'delivery_failed' ? (
        <Text id="delivery-failure" className="receipt__note">
          {t('failureNote', { reason: parcel.failure ? t(`failure_${parcel.failure.reason}`) : '' })}
        </Text>
      ) : (
        <View className="receipt__acts">
          {parcel.state === 'dispatched' ? (
            <PlainButton
              id="not-received"
              busy={busy === false}
              disabled={busy === true}
              onTap={() => void say(false)}
            >
              {t('notReceived')}
            </PlainButton>
          ) : null}
          <PlainButton
            id="confirm-receipt"
            kind="dark"
            grow
            busy={busy === true}
            disabled={busy === false}
            onTap={() => void say(true)}
          >
            {t('confirmReceipt')}
          </PlainButton>
        </View>
      )}
    </View>
  );
}
