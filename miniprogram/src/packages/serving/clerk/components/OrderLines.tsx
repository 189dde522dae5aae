import type { OrderLine } from '@jindian/shared/contract/serving/order';
import { Image, Text, View } from '@tarojs/components';
import { assetUrl } from '../../../../config.ts';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import './order-lines.scss';

/** What to take off the shelf: picture, which one, and how many, readable at arm's length. */
export function OrderLines({ lines }: { lines: readonly OrderLine[] }) {
  const { t, pick } = clerkTexts.use();
  return (
    <View className="order-lines">
      {lines.map((line) => (
        <View key={line.skuId} className="order-lines__line">
          <Image
            className="order-lines__picture"
            src={assetUrl(line.imagePath, 200)}
            mode="aspectFit"
            lazyLoad
          />
          <View className="order-lines__words">
            <Text className="order-lines__title">{pick(line.title)}</Text>
            <Text className="order-lines__sku">{pick(line.skuName)}</Text>
          </View>
          <Text className={`order-lines__count ${line.quantity > 1 ? 'order-lines__count--many' : ''}`}>
            {t('times', { count: line.quantity })}
          </Text>
        </View>
      ))}
    </View>
  );
}
