import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import './earns.scss';

/** The price of something, and what one earns by a piece of it. */
export function Earns({ fromPriceFen, earnFen }: { fromPriceFen: number; earnFen: number }) {
  const { t } = guideTexts.use();
  return (
    <View className="earns">
      <Text className="earns__price">{formatYuan(fromPriceFen)}</Text>
      <Text className={earnFen > 0 ? 'earns__fen' : 'earns__price'}>
        {earnFen > 0 ? t('earns', { amount: formatYuan(earnFen) }) : t('earnsNothing')}
      </Text>
    </View>
  );
}
