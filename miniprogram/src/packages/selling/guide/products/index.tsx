import { placesNamed } from '@jindian/shared/access';
import type { SellerCode } from '@jindian/shared/contract/selling/seller';
import { formatYuan } from '@jindian/shared/money';
import { Input, Text, View } from '@tarojs/components';
import { useReachBottom, useShareAppMessage } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { usePaged, useRemote } from '../../../../lib/use-remote.ts';
import { components } from '../../../../platform/index';
import { refreshMember } from '../../../../state/member.ts';
import './index.scss';

const { ShareButton } = components;
const sharePrefix = 'share-';

type Desk = { seller: SellerCode; locationId: string };

async function deskOfGuide(): Promise<Desk | null> {
  const [seller, { roles }] = await Promise.all([call(endpoints.getSellerCode, {}), refreshMember()]);
  const [locationId] = placesNamed(roles, 'selling.sell');
  return locationId ? { seller, locationId } : null;
}

/** Through the guide's code to the product: whoever opens it is bound as by a scan. */
const pathOf = (code: string, productId: string) =>
  `/pages/selling/entry/index?code=${code}&productId=${productId}`;

/** Products of the guide's branch, each to be sent with the guide's code in it. */
export default function GuideProductsPage() {
  const { t, pick } = guideTexts.use();
  const desk = useRemote(deskOfGuide, 'desk');
  const [text, setText] = useState('');
  const typed = text.trim();
  const found = desk.data;
  const paged = usePaged(
    found
      ? (cursor) =>
          call(endpoints.getStorefront, {
            params: { locationId: found.locationId },
            query: { limit: 20, ...(typed ? { text: typed } : {}), ...(cursor ? { cursor } : {}) },
          })
      : null,
    `${found?.locationId ?? ''}/${typed}`,
  );
  useReachBottom(() => void paged.more());
  const titleOf = (productId: string) => {
    const card = paged.items.find((one) => one.productId === productId);
    return card ? t('cardTitle', { name: found?.seller.name ?? '', product: pick(card.title) }) : '';
  };
  useShareAppMessage(({ target }) => {
    const id = String((target as { id?: string } | undefined)?.id ?? '');
    const productId = id.startsWith(sharePrefix) ? id.slice(sharePrefix.length) : '';
    return { title: titleOf(productId), path: pathOf(found?.seller.code ?? '', productId) };
  });

  const error = desk.error ?? paged.error;
  return (
    <Screen title={t('cardsTitle')} staff>
      <View className="card guide-products__search">
        <Input
          id="card-search"
          className="guide-products__input"
          value={text}
          maxlength={40}
          placeholder={t('cardSearch')}
          placeholderClass="placeholder"
          onInput={(event) => setText(event.detail.value)}
        />
        <Text className="guide-products__note">{t('cardsNote')}</Text>
      </View>
      {found && paged.items.length > 0 ? (
        <View id="card-list" className="card">
          {paged.items.map(({ productId, title, imagePath, fromPriceFen }) => (
            <Row
              key={productId}
              id={`card-${productId}`}
              title={pick(title)}
              note={formatYuan(fromPriceFen)}
              imagePath={imagePath}
              end={
                <ShareButton
                  id={`${sharePrefix}${productId}`}
                  title={titleOf(productId)}
                  path={pathOf(found.seller.code, productId)}
                >
                  <View className="button button--small">
                    <Text>{t('cardSend')}</Text>
                  </View>
                </ShareButton>
              }
            />
          ))}
        </View>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void (desk.error ? desk.reload() : paged.reload())} />
      ) : paged.head ? (
        <Empty id="no-cards" picture="search" title={t('cardsNone')} />
      ) : (
        <Skeleton kind="rows" />
      )}
    </Screen>
  );
}
