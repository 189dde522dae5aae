import type { Earning } from '@jindian/shared/contract/selling/seller';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { memo } from 'react';
import { Chip } from '../../../../components/Chip.tsx';
import { PriceText } from '../../../../components/PriceText.tsx';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { piecesOf } from '../../../../lib/pieces.ts';
import { rateText, reasonText, whenText } from './explain.ts';
import './earning-card.scss';

const colours = { pending: 'wait', posted: 'done', voided: 'neutral' } as const;

type Props = { earning: Earning; categoryName: (categoryId: string) => string | null };

/** One earning with everything that makes it what it is. */
export const EarningCard = memo(function EarningCard({ earning, categoryName }: Props) {
  const { t, pick, language } = guideTexts.use();
  const [product, ...others] = earning.products ?? [];
  const reasons = [...new Set((earning.why ?? []).map((row) => reasonText(row, t, language)))];
  return (
    <View id={`earning-${earning.orderNumber}`} className="card earning">
      <View className="earning__top">
        <View className="earning__words">
          {product ? (
            <Text className="earning__product">
              {others.length > 0 || product.quantity > 1
                ? t('productAndMore', { product: pick(product.name), count: piecesOf([product, ...others]) })
                : pick(product.name)}
            </Text>
          ) : null}
          <Text className="earning__customer">{earning.customerName ?? t('someCustomer')}</Text>
          <Text className="earning__number">{t('orderNumber', { number: earning.orderNumber })}</Text>
          <Text className="earning__time">{formatBrandTime(earning.atMs)}</Text>
        </View>
        <View className="earning__worth">
          <PriceText amountFen={earning.amountFen} muted={earning.state === 'voided'} />
          <Chip tone={earning.amountFen < 0 ? 'danger' : colours[earning.state]}>
            {earning.amountFen < 0 ? t('clawback') : t(`state_${earning.state}`)}
          </Chip>
        </View>
      </View>
      <View className="earning__rules">
        {earning.rules.map((rule) => (
          <View key={`${rule.categoryId} ${rule.part} ${rule.basisPoints}`} className="earning__rule">
            <Text className="earning__why">
              {t(rule.basisPoints === 0 ? 'rulePlain' : 'rule', {
                category: categoryName(rule.categoryId) ?? t('otherCategory'),
                base: formatYuan(rule.baseFen),
                rate: rateText(rule.basisPoints),
              })}
            </Text>
            <Text className="earning__part">{formatYuan(rule.amountFen)}</Text>
          </View>
        ))}
      </View>
      {reasons.length > 0 ? (
        <View className="earning__reasons">
          {reasons.map((reason) => (
            <Text key={reason} className="earning__reason">
              {reason}
            </Text>
          ))}
        </View>
      ) : null}
      <Text className="earning__when">{whenText(earning, t)}</Text>
    </View>
  );
});
