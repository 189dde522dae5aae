import type { ProductCard, Storefront } from '@jindian/shared/contract/goods/storefront';
import { formatYuan } from '@jindian/shared/money';
import { Text } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { ListOf } from '../../../../components/ListOf.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { SearchField } from '../../../../components/SearchField.tsx';
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

  return (
    <Screen title={t('shelfTitle')}>
      <Text className="shelf__hint">{t('shelfHint')}</Text>
      <SearchField id="shelf-search" placeholder={t('shelfSearch')} onSearch={setText} />
      <ListOf
        id="shelf-list"
        paged={paged}
        className="card shelf__list"
        empty={<Empty picture="search" title={t('shelfEmpty')} note={t('shelfEmptyNote')} />}
      >
        {(card) => <ShelfRow key={card.productId} card={card} locationId={locationId} />}
      </ListOf>
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
    <Row
      id={`shelf-${card.productId}`}
      title={pick(card.title)}
      note={t('priceFrom', { price: formatYuan(card.fromPriceFen) })}
      imagePath={card.imagePath}
      end={<Icon name="chevron" color="textFaint" size={32} />}
      onTap={() => void open()}
    />
  );
}
