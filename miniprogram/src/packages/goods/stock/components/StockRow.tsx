import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import { Image, Text, View } from '@tarojs/components';
import { Chip } from '../../../../components/Chip.tsx';
import { assetUrl } from '../../../../config.ts';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { ownersOf, ownerWord } from '../lib/words.ts';
import './stock-row.scss';

/** A SKU in a list: what it is, and for each owner what is there. */
export function StockRow({ item, onTap }: { item: StockItem; onTap: () => void }) {
  const { t, pick } = stockTexts.use();
  return (
    <View id={`stock-${item.skuId}`} className="stock-row" ariaRole="button" onClick={onTap}>
      <Image className="stock-row__picture" src={assetUrl(item.imagePath, 200)} mode="aspectFit" lazyLoad />
      <View className="stock-row__words">
        <View className="stock-row__head">
          <Text className="stock-row__title">{pick(item.title)}</Text>
          {item.buckets > 0 ? <Chip tone="wait">{t('hot')}</Chip> : null}
        </View>
        <Text className="stock-row__sku">{pick(item.skuName)}</Text>
        {item.levels.map((level) => {
          const owner = ownerWord(level.ownerId, ownersOf(item), t);
          const { condition } = level;
          return (
            <View key={`${level.ownerId} ${condition}`} className="stock-row__level">
              <Text className="stock-row__figures">
                {owner ? `${owner} ` : ''}
                {condition === 'sellable' ? '' : `${t(`condition_${condition}`)} `}
                {level.safety > 0 ? t('figuresSafety', level) : t('figures', level)}
              </Text>
              {condition === 'sellable' ? (
                <View className="stock-row__right">
                  <Text className="stock-row__name">{t('available')}</Text>
                  <Text
                    className={`stock-row__available ${level.available === 0 ? 'stock-row__available--none' : ''}`}
                  >
                    {level.available}
                  </Text>
                </View>
              ) : null}
            </View>
          );
        })}
      </View>
    </View>
  );
}
