import { placesNamed } from '@jindian/shared/access';
import { formatYuan } from '@jindian/shared/money';
import { Input, Text, View } from '@tarojs/components';
import Taro, { useReachBottom } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { usePaged, useRemote } from '../../../../lib/use-remote.ts';
import { makeSharePath } from '../../../../state/came-by.ts';
import { refreshMember } from '../../../../state/member.ts';
import './index.scss';

async function deskOfGuide(): Promise<{ locationId: string } | null> {
  const { roles } = await refreshMember();
  const [locationId] = placesNamed(roles, 'selling.sell');
  return locationId ? { locationId } : null;
}

/** Products of the guide's branch, each to be sent as a share of the guide's. */
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
                <PlainButton
                  id={`share-${productId}`}
                  size="small"
                  onTap={() =>
                    Taro.navigateTo({
                      url: makeSharePath(
                        `kind=product&productId=${productId}&locationId=${found.locationId}`,
                      ),
                    })
                  }
                >
                  {t('cardSend')}
                </PlainButton>
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
