import type { ShareView } from '@jindian/shared/contract/selling/shares';
import { Image, Text, View } from '@tarojs/components';
import { Icon } from '../../../../components/Icon.tsx';
import { assetUrl } from '../../../../config.ts';
import { shareTexts } from '../../../../i18n/selling/share.ts';
import { titleOf } from '../lib/sharing.ts';
import './share-card.scss';

const words = { product: 'whatProduct', page: 'whatPage', basket: 'whatBasket' } as const;

/** What is sent, as it will look: the words over it, its picture, and what it is. */
export function ShareCard({
  share,
}: {
  share: Pick<ShareView, 'content' | 'thing' | 'note'> & { sellerName?: string | null };
}) {
  const { t } = shareTexts.use();
  const { content, thing, note } = share;
  return (
    <View id="share-card" className="share-card">
      {note ? (
        <Text id="share-note-shown" className="share-card__note">
          {note}
        </Text>
      ) : null}
      <View className="share-card__thing">
        {thing?.imagePath ? (
          <Image className="share-card__picture" src={assetUrl(thing.imagePath, 400)} mode="aspectFit" />
        ) : (
          <View className="share-card__picture share-card__picture--none">
            <Icon name={content.kind === 'basket' ? 'cart' : 'store'} size={72} color="brandText" />
          </View>
        )}
        <View className="share-card__words">
          <Text className="share-card__kind">{t(words[content.kind])}</Text>
          <Text className="share-card__title">{titleOf(share)}</Text>
        </View>
      </View>
    </View>
  );
}
