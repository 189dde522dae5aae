import type { StockLot } from '@jindian/shared/contract/goods/inventory';
import { Text, View } from '@tarojs/components';
import { Chip } from '../../../../components/Chip.tsx';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { lotWord } from '../lib/words.ts';
import './lot-list.scss';

/** What lies in which lot, first to expire first. */
export function LotList({ lots }: { lots: readonly StockLot[] }) {
  const { t } = stockTexts.use();
  if (lots.length === 0) return null;
  return (
    <View className="lot-list">
      {lots.map((lot) => (
        <View key={`${lot.expiresOn} ${lot.code}`} className="lot-list__lot">
          <Text className="lot-list__name">{lotWord(lot, t)}</Text>
          {lot.blocked ? <Chip tone="wait">{t('lotBlocked')}</Chip> : null}
          <Text className="lot-list__figure">{t('figures', lot)}</Text>
        </View>
      ))}
    </View>
  );
}
