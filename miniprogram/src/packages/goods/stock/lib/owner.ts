import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import Taro from '@tarojs/taro';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { ownerWord } from './words.ts';

/** Whose goods are meant: asked only where those of two lie side by side. Null: the question was closed. */
export async function chooseOwner(item: StockItem): Promise<string | null> {
  const t = stockTexts.now();
  const owners = item.levels.map(({ ownerId }) => ownerId);
  if (owners.length < 2) return owners[0] ?? null;
  try {
    const { tapIndex } = await Taro.showActionSheet({
      alertText: t('whose'),
      itemList: owners.map((ownerId) => ownerWord(ownerId, owners.length, t) ?? ownerId),
    });
    return owners[tapIndex] ?? null;
  } catch {
    return null;
  }
}
