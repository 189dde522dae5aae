import type { Page } from '@jindian/shared/contract/common';
import type { StockMovement } from '@jindian/shared/contract/goods/inventory';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import type { Paged } from '../../../../lib/use-remote.ts';
import { pieceId } from '../lib/piece.ts';
import { kindWord, lotWord, signed } from '../lib/words.ts';
import './move-list.scss';

/** Who changed levels, when and why. `named`: of many SKUs, so each line says of which. */
export function MoveList({
  paged,
  named,
}: {
  paged: Paged<StockMovement, Page<StockMovement>>;
  named: boolean;
}) {
  const { t } = stockTexts.use();
  // Where all goods are HQ's, nobody needs to be told.
  const ownersMatter = paged.items.some(({ lines }) => lines.some(({ ownerId }) => ownerId !== 'hq'));
  if (paged.items.length === 0) {
    if (paged.error) return <ErrorState error={paged.error} onRetry={() => void paged.reload()} />;
    if (paged.loading) return <Skeleton kind="rows" />;
    return <Empty id="no-moves" picture="orders" title={t('noMoves')} note={t('noMovesNote')} />;
  }
  return (
    <>
      <View id="moves" className="card move-list">
        {paged.items.map((move) => (
          <Move key={move.id} move={move} named={named} ownersMatter={ownersMatter} />
        ))}
      </View>
      <Text className="move-list__end">{paged.done ? t('noMore') : t('loading')}</Text>
    </>
  );
}

type MoveProps = { move: StockMovement; named: boolean; ownersMatter: boolean };

function Move({ move, named, ownersMatter }: MoveProps) {
  const { t, pick } = stockTexts.use();
  const reason = move.reason === 'stocktake' ? null : move.reason;
  const about = [
    move.orderNumber ? t('ofOrder', { number: move.orderNumber }) : null,
    move.byName ?? (move.causeType === 'system' ? t('bySystem') : null),
    reason,
  ].filter((part) => part !== null);
  const nameOf = (line: StockMovement['lines'][number]) =>
    [
      named ? `${pick(line.title)} ${pick(line.skuName)}` : null,
      ownersMatter && line.ownerId === 'hq' ? t('ofHq') : null,
      line.condition === 'sellable' ? null : t(`condition_${line.condition}`),
      line.lot ? lotWord(line.lot, t) : null,
    ]
      .filter((part) => part !== null)
      .join(' · ');
  const [only, ...others] = move.lines;
  // One line that needs no name stands beside who did it.
  const beside = only && others.length === 0 && nameOf(only) === '' ? only : null;
  return (
    <View className="move-list__move">
      <View className="move-list__head">
        <Text className="move-list__kind">{kindWord(move, t)}</Text>
        <Text className="move-list__time">{formatBrandTime(move.atMs)}</Text>
      </View>
      {about.length > 0 || beside ? (
        <View className="move-list__line">
          <Text className="move-list__what">{about.join(' · ')}</Text>
          {beside ? <Text className="move-list__delta">{deltasOf(beside, t)}</Text> : null}
        </View>
      ) : null}
      {beside
        ? null
        : move.lines.map((line) => (
            <View key={pieceId(line.skuId, line)} className="move-list__line">
              <Text className="move-list__what">{nameOf(line)}</Text>
              <Text className="move-list__delta">{deltasOf(line, t)}</Text>
            </View>
          ))}
    </View>
  );
}

function deltasOf(line: StockMovement['lines'][number], t: ReturnType<typeof stockTexts.now>): string {
  const { onHandDelta, reservedDelta, safetyDelta } = line;
  return [
    onHandDelta === 0 ? null : t('deltaOnHand', { delta: signed(onHandDelta) }),
    reservedDelta === 0 ? null : t('deltaReserved', { delta: signed(reservedDelta) }),
    safetyDelta === 0 ? null : t('deltaSafety', { delta: signed(safetyDelta) }),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
