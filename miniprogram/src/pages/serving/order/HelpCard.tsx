import type { OrderView } from '@jindian/shared/contract/serving/order';
import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { texts } from '../../../i18n/index.ts';
import { placesToCall } from '../../../lib/help.ts';
import { components } from '../../../platform/index';

const { ServiceButton } = components;

/** Whom to ask: the places that have the goods, and the brand's customer service. */
export function HelpCard({ order, servicePhone }: { order: OrderView; servicePhone: string }) {
  const { t, pick } = texts.use();
  const places = placesToCall(order);
  return (
    <View className="order__help">
      {places.map(({ locationId, name, phone }) => (
        <PlainButton
          key={locationId}
          id={`call-${locationId}`}
          size="small"
          // The person may close the phone's own question.
          onTap={() =>
            void Promise.resolve(Taro.makePhoneCall({ phoneNumber: phone })).catch(() => undefined)
          }
        >
          {t('callPlace', { place: pick(name) })}
        </PlainButton>
      ))}
      <ServiceButton id="customer-service" text={t('customerService')} phone={servicePhone} />
    </View>
  );
}
