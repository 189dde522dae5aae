import type { ShownRating } from '@jindian/shared/contract/serving/ratings';
import { brandDay } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { GivenPictures } from '../../../../components/PictureField.tsx';
import { Stars } from '../../../../components/Stars.tsx';
import { ratingTexts } from '../../../../i18n/serving/ratings.ts';
import './rating-words.scss';

type Said = Pick<ShownRating, 'stars' | 'text' | 'imagePaths' | 'shownAs' | 'reply' | 'atMs'>;

/** What somebody said, and what the brand answered. */
export function RatingWords({ rating, of }: { rating: Said; of?: string | undefined }) {
  const { t } = ratingTexts.use();
  const { stars, text, imagePaths, shownAs, reply, atMs } = rating;
  return (
    <View className="rating-words">
      <View className="rating-words__head">
        <Text className="rating-words__name">{shownAs ?? t('nameless')}</Text>
        <Stars stars={stars} />
        <Text className="rating-words__soft">{brandDay(atMs)}</Text>
      </View>
      {of ? <Text className="rating-words__of">{of}</Text> : null}
      <Text className={text === '' ? 'rating-words__text rating-words__text--none' : 'rating-words__text'}>
        {text === '' ? t('noText') : text}
      </Text>
      <GivenPictures paths={imagePaths} />
      {reply ? (
        <View className="rating-words__reply">
          <Text className="rating-words__by">{t('reply')}</Text>
          <Text>{reply.text}</Text>
        </View>
      ) : null}
    </View>
  );
}
