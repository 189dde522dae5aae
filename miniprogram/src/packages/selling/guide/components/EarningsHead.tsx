import type { Earnings } from '@jindian/shared/contract/selling/seller';
import { Text, View } from '@tarojs/components';
import { PriceText } from '../../../../components/PriceText.tsx';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import './earnings-head.scss';

type Props = { earnings: Pick<Earnings, 'availableFen' | 'pendingFen' | 'customers'> };

/** The three figures that a guide looks for. */
export function EarningsHead({ earnings }: Props) {
  const { t } = guideTexts.use();
  return (
    <View className="earnings-head">
      <View className="earnings-head__figure">
        <PriceText id="available" amountFen={earnings.availableFen} size="large" />
        <Text className="earnings-head__label">{t('available')}</Text>
      </View>
      <View className="earnings-head__figure">
        <PriceText id="pending" amountFen={earnings.pendingFen} size="large" muted />
        <Text className="earnings-head__label">{t('pending')}</Text>
      </View>
      <View className="earnings-head__figure">
        <Text id="customers" className="earnings-head__count">
          {t('customersCount', { count: earnings.customers })}
        </Text>
        <Text className="earnings-head__label">{t('customers')}</Text>
      </View>
    </View>
  );
}
