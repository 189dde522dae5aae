import { messagesAsked } from '@jindian/shared/contract/people/message-kinds';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { View } from '@tarojs/components';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { texts } from '../../../i18n/index.ts';
import { useMessages } from '../../../lib/use-messages.ts';

const over: readonly string[] = ['disputed', 'delivery_failed', 'fulfilled', 'cancelled'];

/** While a delivery is still to come: whether its shopper wants to hear when it cannot be made, and when it is asked about. */
export function NotifyDelivery({ order }: { order: OrderView }) {
  const { t } = texts.use();
  const messages = useMessages(order.id, messagesAsked.deliveryToCome);
  const isToCome = order.fulfilments.some(
    ({ method, state }) => method === 'delivery' && !over.includes(state),
  );
  if (order.state !== 'paid' || !isToCome || !messages.canAsk) return null;
  return (
    <View className="card">
      <PlainButton id="notify-delivery" onTap={() => void messages.ask()}>
        {t('notifyDelivery')}
      </PlainButton>
    </View>
  );
}
