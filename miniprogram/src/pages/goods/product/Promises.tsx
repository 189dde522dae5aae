import type { Product } from '@jindian/shared/contract/goods/catalog';
import { Text, View } from '@tarojs/components';
import { texts } from '../../../i18n/index.ts';

/** What a buyer has to know before: that it is weighed, for how long it is warranted, and if it is not taken back. */
export function Promises({ product }: { product: Product }) {
  const { t, pick } = texts.use();
  const { portionGrams, warrantyMonths, notReturnable } = product;
  const said = [
    ...(portionGrams === undefined ? [] : [t('portionNote', { grams: portionGrams })]),
    ...(warrantyMonths === undefined ? [] : [t('warrantyNote', { months: warrantyMonths })]),
    ...(notReturnable === undefined ? [] : [t('notReturnableNote', { why: pick(notReturnable) })]),
  ];
  if (said.length === 0) return null;
  return (
    <View className="card" id="promises">
      <Text className="product__heading">{t('promisesTitle')}</Text>
      {said.map((line) => (
        <View key={line}>
          <Text className="product__muted">{line}</Text>
        </View>
      ))}
    </View>
  );
}
