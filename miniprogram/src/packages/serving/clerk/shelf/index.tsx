import type { ProductCard, Storefront } from '@jindian/shared/contract/goods/storefront';
import { formatYuan } from '@jindian/shared/money';
import { Image, Input, Text, View } from '@tarojs/components';
import Taro, { useReachBottom, useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { assetUrl } from '../../../../config.ts';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { usePaged } from '../../../../lib/use-remote.ts';
import './index.scss';

/** What the branch sells, to choose a product whose shelf needs a code. */
export default function ShelfPage() {
  const { t } = clerkTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const [text, setText] = useState('');
  const paged = usePaged<Storefront>(
    (cursor) =>
      call(endpoints.getStorefront, {
        params: { locationId },
        query: { limit: 20, ...(cursor ? { cursor } : {}), ...(text ? { text } : {}) },
      }),
    `${locationId} ${text}`,
  );
  useReachBottom(() => void paged.more());
  const search = (value: string) => setText(value.trim().slice(0, 40));

  return (
    <Screen title={t('shelfTitle')}>
      <Text className="shelf__hint">{t('shelfHint')}</Text>
      <View className="shelf__search">
        <Icon name="search" color="textFaint" size={36} />
        <Input
          id="shelf-search"
          className="shelf__input"
          placeholder={t('shelfSearch')}
          placeholderClass="placeholder"
          confirmType="search"
          maxlength={40}
          onConfirm={(event) => search(event.detail.value)}
          onBlur={(event) => search(event.detail.value)}
        />
      </View>
      {paged.items.length > 0 ? (
        <>
          <View id="shelf-list" className="card shelf__list">
            {paged.items.map((card) => (
              <ShelfRow key={card.productId} card={card} locationId={locationId} />
            ))}
          </View>
          <Text className="shelf__end">{paged.done ? t('noMore') : t('loading')}</Text>
        </>
      ) : paged.error ? (
        <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
      ) : paged.loading ? (
        <Skeleton kind="rows" />
      ) : (
        <Empty picture="search" title={t('shelfEmpty')} note={t('shelfEmptyNote')} />
      )}
    </Screen>
  );
}

function ShelfRow({ card, locationId }: { card: ProductCard; locationId: string }) {
  const { t, pick } = clerkTexts.use();
  const open = () =>
    Taro.navigateTo({
      url: `/packages/serving/clerk/shelf-code/index?locationId=${locationId}&productId=${card.productId}`,
    });
  return (
    <View id={`shelf-${card.productId}`} className="shelf__row" ariaRole="button" onClick={() => void open()}>
      <Image className="shelf__picture" src={assetUrl(card.imagePath)} mode="aspectFit" lazyLoad />
      <View className="shelf__words">
        <Text className="shelf__title">{pick(card.title)}</Text>
        <Text className="shelf__price">{t('priceFrom', { price: formatYuan(card.fromPriceFen) })}</Text>
      </View>
      <Icon name="chevron" color="textFaint" size={32} />
    </View>
  );
}
