import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import Taro from '@tarojs/taro';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { languageStore } from '../../../../state/language.ts';
import { type Piece, piecesOf } from './piece.ts';
import { lotWord, ownerWord } from './words.ts';

/** WeChat's list shows six at most. */
const maxChoices = 6;

/** Which pieces are meant: asked only where there are several kinds. Null: the question was closed. */
export async function choosePiece(item: StockItem): Promise<Piece | null> {
  const t = stockTexts.now();
  const pieces = piecesOf(item);
  if (pieces.length < 2) return pieces[0] ?? null;
  const owners = new Set(item.levels.map(({ ownerId }) => ownerId)).size;
  // What is not in the books yet is the last choice, and is always one.
  const shown =
    pieces.length <= maxChoices
      ? pieces
      : [...pieces.filter(({ lot }) => lot !== 'new').slice(0, maxChoices - 1), pieces.at(-1) as Piece];
  try {
    const { tapIndex } = await Taro.showActionSheet({
      alertText: t(owners > 1 ? 'whose' : 'which'),
      itemList: shown.map(
        ({ ownerId, condition, lot }) =>
          [
            ownerWord(ownerId, owners, t),
            condition === 'sellable' ? null : t(`condition_${condition}`),
            lot === 'new'
              ? t('lotNew')
              : lot
                ? lotWord(lot, t)
                : item.tracking === 'none'
                  ? null
                  : t('lotNone'),
          ]
            .filter((word) => word !== null)
            .join(' · ') || t('condition_sellable'),
      ),
    });
    return shown[tapIndex] ?? null;
  } catch {
    return null;
  }
}

/** A shelf code stands for a product: which of its forms is meant has to be said. */
export async function chooseItem(items: readonly StockItem[]): Promise<StockItem | 'none' | null> {
  if (items.length < 2) return items[0] ?? 'none';
  const shown = items.slice(0, maxChoices);
  try {
    const { tapIndex } = await Taro.showActionSheet({
      itemList: shown.map(({ skuName }) => skuName[languageStore.get()]),
    });
    return shown[tapIndex] ?? null;
  } catch {
    return null;
  }
}
