import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty } from '../../../../components/Empty.tsx';
import { ListOf } from '../../../../components/ListOf.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Stars } from '../../../../components/Stars.tsx';
import { ratingTexts } from '../../../../i18n/serving/ratings.ts';
import { usePaged } from '../../../../lib/use-remote.ts';
import { RatingWords } from '../components/RatingWords.tsx';
import './index.scss';

/** What shoppers say of a product. */
export default function RatingsPage() {
  const { t, pick } = ratingTexts.use();
  const productId = useRouter().params.productId ?? '';
  const paged = usePaged(
    (cursor) =>
      call(endpoints.listProductRatings, { params: { productId }, query: cursor ? { cursor } : {} }),
    productId,
  );
  const totals = paged.head?.totals;
  return (
    <Screen title={t('listTitle')}>
      {totals?.average ? (
        <View id="rating-totals" className="card rating-list__totals">
          <Text className="rating-list__average">{totals.average}</Text>
          <View>
            <Stars stars={totals.average} />
            <Text className="rating-list__count">{t('count', { count: String(totals.count) })}</Text>
          </View>
        </View>
      ) : null}
      <ListOf
        id="rating-list"
        paged={paged}
        empty={<Empty id="no-ratings" picture="bag" title={t('listEmpty')} note={t('listEmptyNote')} />}
      >
        {(rating) => (
          <View key={`${rating.atMs}-${rating.text}`} className="card">
            <RatingWords rating={rating} of={pick(rating.skuName)} />
          </View>
        )}
      </ListOf>
    </Screen>
  );
}
