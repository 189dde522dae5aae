import { starCounts } from '@jindian/shared/contract/serving/ratings';
import { Text, View } from '@tarojs/components';
import { ratingTexts } from '../i18n/serving/ratings.ts';
import './stars.scss';

type Props = {
  id?: string;
  /** 0: none are given yet. */
  stars: number;
  /** Without it they only show. */
  onGive?: (stars: number) => void;
};

/** One to five stars, to see or to tap. */
export function Stars({ id, stars, onGive }: Props) {
  const { t } = ratingTexts.use();
  if (!onGive)
    return (
      <View
        {...(id ? { id } : {})}
        className="stars"
        ariaRole="img"
        ariaLabel={t('starsOf', { stars: String(stars) })}
      >
        {starCounts.map((one) => (
          <Text
            key={one}
            className={one <= Math.round(stars) ? 'stars__star' : 'stars__star stars__star--off'}
          >
            ★
          </Text>
        ))}
      </View>
    );
  return (
    <View {...(id ? { id } : {})} className="stars stars--giving" ariaRole="radiogroup">
      {starCounts.map((one) => (
        <View
          key={one}
          {...(id ? { id: `${id}-${one}` } : {})}
          className="stars__tap"
          ariaRole="radio"
          ariaChecked={one === stars}
          ariaLabel={t('starsOf', { stars: String(one) })}
          onClick={() => onGive(one)}
        >
          <Text className={one <= stars ? 'stars__star' : 'stars__star stars__star--off'}>★</Text>
        </View>
      ))}
      <Text className="stars__word">
        {stars === 0 ? '' : t(`star${stars as (typeof starCounts)[number]}`)}
      </Text>
    </View>
  );
}
