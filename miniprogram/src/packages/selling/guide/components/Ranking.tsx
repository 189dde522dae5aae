import type { SellerRanking } from '@jindian/shared/contract/selling/seller';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import './ranking.scss';

/** The first of a branch, and whoever looks at it. */
const shownFirst = 5;

export function Ranking({ ranked }: { ranked: NonNullable<SellerRanking['ranked']> }) {
  const { t } = guideTexts.use();
  const rows = ranked.filter(({ isMe }, nth) => nth < shownFirst || isMe);
  return (
    <View id="ranking" className="card ranking">
      <View className="ranking__head">
        <Text className="ranking__title">{t('ranking')}</Text>
        <Text className="ranking__note">
          {ranked.length === 1 ? t('rankingAlone') : t('rankingNote', { count: ranked.length })}
        </Text>
      </View>
      {rows.map(({ place, id, name, orders, salesFen, isMe }) => (
        <View key={id} className={isMe ? 'ranking__row is-me' : 'ranking__row'}>
          <Text className="ranking__place">{place}</Text>
          <Text className="ranking__name">{isMe ? t('rankingMe', { name }) : name}</Text>
          <Text className="ranking__sold">
            {t('rankingSold', { count: orders, amount: formatYuan(salesFen) })}
          </Text>
        </View>
      ))}
    </View>
  );
}
