import type { DeliveryOnTheWay } from '@jindian/shared/contract/serving/couriers';
import { Text, View } from '@tarojs/components';
import { call, endpoints } from '../../../api/client.ts';
import { Icon } from '../../../components/Icon.tsx';
import { slotsTexts } from '../../../i18n/places/slots.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { useEvery } from '../../../lib/use-ticker.ts';
import './courier-card.scss';

const lookEveryMs = 5_000;

/** Who brings a delivery, and the code to tell them at the door; nothing where the branch brings it by itself. */
export function CourierCard({ orderId }: { orderId: string }) {
  const { t } = slotsTexts.use();
  const carried = useRemote(() => call(endpoints.listDeliveriesOnTheWay, { params: { orderId } }), orderId);
  useEvery(lookEveryMs, async () => {
    try {
      carried.replace(await call(endpoints.listDeliveriesOnTheWay, { params: { orderId } }));
    } catch {
      // What is on screen still holds; the next look may get through.
    }
  });
  const items = carried.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <View id="couriers" className="card courier-card">
      <Text className="courier-card__heading">{t('onTheWay')}</Text>
      {items.map((item) => (
        <Carried key={item.fulfilmentId} item={item} />
      ))}
    </View>
  );
}

function Carried({ item }: { item: DeliveryOnTheWay }) {
  const { t } = slotsTexts.use();
  const { state, code, blocked } = item;
  const name = item.courierName ?? '';
  return (
    <View className="courier-card__one">
      <View className="courier-card__who">
        <Icon name="truck" size={40} color="textSoft" />
        <Text id={`courier-${state.replace('_', '-')}`} className="courier-card__text">
          {state === 'cancelled' || state === 'open' ? t('open') : t(state, { name })}
        </Text>
      </View>
      {blocked ? (
        <Text id="code-blocked" className="courier-card__blocked">
          {t('blocked')}
        </Text>
      ) : code ? (
        <View className="courier-card__code">
          <Text className="courier-card__label">{t('code')}</Text>
          <Text id="delivery-code" className="courier-card__digits" userSelect>
            {`${code.slice(0, 3)} ${code.slice(3)}`}
          </Text>
          <Text className="courier-card__note">{t('codeNote')}</Text>
        </View>
      ) : null}
    </View>
  );
}
