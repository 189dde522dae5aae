import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { call, endpoints } from '../../../api/client.ts';
import { Stars } from '../../../components/Stars.tsx';
import { ratingTexts } from '../../../i18n/serving/ratings.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { useModule } from '../../../state/brand.ts';

/** How shoppers rated it, and the latest that one of them wrote. It comes after the page, which does not wait for it. */
export function RatingsLine({ productId }: { productId: string }) {
  return useModule('ratings') ? <Line productId={productId} /> : null;
}

function Line({ productId }: { productId: string }) {
  const { t } = ratingTexts.use();
  const ratings = useRemote(
    () => call(endpoints.listProductRatings, { params: { productId }, query: { limit: 1 } }),
    `ratings ${productId}`,
  ).data;
  if (!ratings?.totals.average) return null;
  const { totals, items } = ratings;
  const [latest] = items;
  return (
    <View
      id="product-ratings"
      className="card"
      ariaRole="button"
      onClick={() =>
        void Taro.navigateTo({ url: `/packages/serving/ratings/list/index?productId=${productId}` })
      }
    >
      <View className="product__ratings">
        <Text className="product__heading product__heading--flat">{t('listTitle')}</Text>
        <Stars stars={totals.average ?? 0} />
        <Text className="product__muted">
          {`${t('average', { average: String(totals.average) })} · ${t('count', { count: String(totals.count) })}`}
        </Text>
      </View>
      {latest ? <Text className="product__rating">{latest.text}</Text> : null}
    </View>
  );
}
