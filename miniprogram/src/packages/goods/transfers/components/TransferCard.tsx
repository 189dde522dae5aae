import type { TransferView } from '@jindian/shared/contract/goods/transfer';
import { formatBrandTime } from '@jindian/shared/time';
import { Image, Text, View } from '@tarojs/components';
import { Chip } from '../../../../components/Chip.tsx';
import { assetUrl } from '../../../../config.ts';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';
import { piecesOf, toneOf } from '../lib/words.ts';
import './transfer-card.scss';

const shownPictures = 4;

type Props = { transfer: TransferView; direction: 'in' | 'out'; onTap: () => void };

/** A transfer in a list: the other end of it, the goods, and what is next. */
export function TransferCard({ transfer, direction, onTap }: Props) {
  const { t, pick } = transfersTexts.use();
  const name = pick(direction === 'in' ? transfer.from.name : transfer.to.name);
  const more = transfer.lines.length - shownPictures;
  return (
    <View id={`transfer-${transfer.id}`} className="card transfer-card" ariaRole="button" onClick={onTap}>
      <View className="transfer-card__head">
        <Text className="transfer-card__name">{t(direction === 'in' ? 'from' : 'to', { name })}</Text>
        <Chip tone={toneOf[transfer.state]}>{t(`state_${transfer.state}`)}</Chip>
      </View>
      <View className="transfer-card__goods">
        {transfer.lines.slice(0, shownPictures).map((line) => (
          <Image
            key={line.skuId}
            className="transfer-card__picture"
            src={assetUrl(line.imagePath, 200)}
            mode="aspectFit"
            lazyLoad
          />
        ))}
        {more > 0 ? <Text className="transfer-card__more">{`+${more}`}</Text> : null}
      </View>
      <View className="transfer-card__foot">
        <Text>{t('pieces', { kinds: transfer.lines.length, pieces: piecesOf(transfer) })}</Text>
        <Text>{formatBrandTime(transfer.history.at(-1)?.atMs ?? transfer.createdAtMs)}</Text>
      </View>
    </View>
  );
}
