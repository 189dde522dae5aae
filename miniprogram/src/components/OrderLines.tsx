import type { OrderLine } from '@jindian/shared/contract/serving/order';
import { Image, Text, View } from '@tarojs/components';
import { assetUrl } from '../config.ts';
import { texts } from '../i18n/index.ts';
import { PriceText } from './PriceText.tsx';
import './order-lines.scss';

type Line = Pick<
  OrderLine,
  'skuId' | 'title' | 'skuName' | 'imagePath' | 'quantity' | 'unitPriceFen' | 'amountFen'
>;

/** What was, or is about to be, bought. */
export function OrderLines({ lines }: { lines: readonly Line[] }) {
  const { pick } = texts.use();
  return (
    <View className="order-lines">
      {lines.map((line) => (
        <View key={line.skuId} className="order-lines__line">
          <Image className="order-lines__picture" src={assetUrl(line.imagePath, 200)} mode="aspectFit" />
          <View className="order-lines__words">
            <Text className="order-lines__title">{pick(line.title)}</Text>
            <Text className="order-lines__sku">{pick(line.skuName)}</Text>
            <View className="order-lines__foot">
              <PriceText amountFen={line.unitPriceFen} size="small" muted />
              <Text className="order-lines__quantity">{`× ${line.quantity}`}</Text>
            </View>
          </View>
        </View>
      ))}
    </View>
  );
}
