import type { ProductAtBranch } from '@jindian/shared/contract/goods/storefront';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import { call, endpoints } from '../../../api/client.ts';
import { Chip } from '../../../components/Chip.tsx';
import { promotionTexts } from '../../../i18n/selling/promotions.ts';
import { channel } from '../../../lib/channel.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { useModule } from '../../../state/brand.ts';

type Props = { view: ProductAtBranch; skuId: string | null; priceFen: number };

/** What is on for it here, and what a piece costs with it. It comes after the page, which does not wait for it. */
export function Offers(props: Props) {
  return useModule('promotions') ? <Shown {...props} /> : null;
}

function Shown({ view: { branch, product }, skuId, priceFen }: Props) {
  const { t, pick } = promotionTexts.use();
  const offers = useRemote(
    () =>
      call(endpoints.getProductOffers, {
        params: { locationId: branch.id, productId: product.id },
        query: { channel },
      }),
    `offers ${branch.id} ${product.id}`,
  ).data;
  if (!offers || offers.items.length === 0) return null;
  const wanted = skuId ?? offers.prices[0]?.skuId;
  const now = offers.prices.find((one) => one.skuId === wanted)?.priceFen;
  return (
    <View id="offers" className="product__offers">
      {now !== undefined && now < priceFen ? (
        <Text id="offer-price" className="product__offer-price">
          {t('priceWith', { price: formatYuan(now) })}
        </Text>
      ) : null}
      <View className="product__chips">
        {offers.items.map(({ id, name, says }) => (
          <Chip key={id} tone="danger">
            {`${pick(name)} · ${pick(says)}`}
          </Chip>
        ))}
      </View>
    </View>
  );
}
