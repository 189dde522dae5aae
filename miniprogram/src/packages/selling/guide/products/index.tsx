import { placesNamed } from '@jindian/shared/access';
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
import { beginAtBranch, branchStore } from '../../../../state/branch.ts';
import { makeSharePath } from '../../../../state/came-by.ts';
import { refreshMember } from '../../../../state/member.ts';
import { Earns } from '../components/Earns.tsx';
import './index.scss';

/** Where one sells; who belongs to no branch shares what the one has that they are at. */
async function deskOfSeller(): Promise<{ locationId: string } | null> {
  const { roles } = await refreshMember();
  const [own] = placesNamed(roles, 'selling.sell');
  if (!own) await beginAtBranch();
  const locationId = own ?? branchStore.get().branch?.id;
  return locationId ? { locationId } : null;
}

/** What a branch has, by what one earns of it, each to be sent as a share of one's own. */
export default function GuideProductsPage() {
  const { t, pick } = guideTexts.use();
  const desk = useRemote(deskOfSeller, 'desk');
  const [text, setText] = useState('');
  const typed = text.trim();
  const found = desk.data;
  const paged = usePaged(
    found
      ? (cursor) =>
          call(endpoints.listGoodsToSell, {
            query: {
              locationId: found.locationId,
              limit: 20,
              ...(typed ? { text: typed } : {}),
              ...(cursor ? { cursor } : {}),
            },
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
          {paged.items.map(({ productId, title, imagePath, fromPriceFen, earnFen }) => (
            <Row
              key={productId}
              id={`card-${productId}`}
              title={pick(title)}
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
            >
              <Earns fromPriceFen={fromPriceFen} earnFen={earnFen} />
            </Row>
          ))}
        </View>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void (desk.error ? desk.reload() : paged.reload())} />
      ) : paged.head || !(found || desk.loading) ? (
        <Empty id="no-cards" picture="search" title={t('cardsNone')} />
      ) : (
        <Skeleton kind="rows" />
      )}
    </Screen>
  );
}
