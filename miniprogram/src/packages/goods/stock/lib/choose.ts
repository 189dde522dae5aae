import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { languageStore } from '../../../../state/language.ts';
import { choose } from '../../../../state/questions.ts';
import { type Piece, piecesOf } from './piece.ts';
import { lotWord, ownerWord } from './words.ts';

/** Which pieces are meant: asked only where there are several kinds. Null: the question was closed. */
export async function choosePiece(item: StockItem): Promise<Piece | null> {
  const t = stockTexts.now();
  const pieces = piecesOf(item);
  if (pieces.length < 2) return pieces[0] ?? null;
  const owners = new Set(item.levels.map(({ ownerId }) => ownerId)).size;
  const index = await choose(
    pieces.map(
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
    t(owners > 1 ? 'whose' : 'which'),
  );
  return index === null ? null : (pieces[index] ?? null);
}

/** A shelf code stands for a product: which of its forms is meant has to be said. */
export async function chooseItem(items: readonly StockItem[]): Promise<StockItem | 'none' | null> {
  if (items.length < 2) return items[0] ?? 'none';
  const index = await choose(
    items.map(({ skuName }) => skuName[languageStore.get()]),
    stockTexts.now()('which'),
  );
  return index === null ? null : (items[index] ?? null);
}
