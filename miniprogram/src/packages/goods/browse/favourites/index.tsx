import { View } from '@tarojs/components';
import Taro, { useDidShow } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { AddSheet } from '../../../../components/AddSheet.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { ProductCard } from '../../../../components/ProductCard.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { texts } from '../../../../i18n/index.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { beginAtBranch, branchStore } from '../../../../state/branch.ts';
import { favouritesStore } from '../../../../state/favourites.ts';
import './index.scss';

/** What the member put a heart on, as the branch that they are in has it. */
export default function FavouritesPage() {
  const { t } = texts.use();
  const locationId = branchStore.use().branch?.id;
  const hearts = favouritesStore.use();
  const [adding, setAdding] = useState<string | null>(null);
  const remote = useRemote(
    () => call(endpoints.listFavourites, { query: locationId ? { locationId } : {} }),
    locationId ?? '',
  );
  useEffect(() => {
    void beginAtBranch();
  }, []);
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void remote.reload();
    seen.current = true;
  });
  const cards = remote.data?.cards.filter(({ productId }) => hearts?.includes(productId) ?? true) ?? [];
  return (
    <Screen title={t('favourites')}>
      {remote.error && !remote.data ? (
        <ErrorState error={remote.error} onRetry={() => void remote.reload()} />
      ) : !remote.data ? (
        <Skeleton kind="grid" />
      ) : cards.length === 0 || !locationId ? (
        <Empty
          id="favourites-empty"
          picture="bag"
          title={t(
            remote.data.ids.length === 0
              ? 'favouritesEmpty'
              : locationId
                ? 'favouritesNotHere'
                : 'chooseBranchTitle',
          )}
        >
          <PlainButton
            id="favourites-go"
            kind="primary"
            onTap={() => Taro.switchTab({ url: '/pages/goods/store/index' })}
          >
            {t('cartGo')}
          </PlainButton>
        </Empty>
      ) : (
        <View id="favourites" className="favourites">
          {cards.map((card) => (
            <ProductCard
              key={card.productId}
              card={card}
              onOpen={(productId) =>
                void Taro.navigateTo({
                  url: `/pages/goods/product/index?productId=${productId}&locationId=${locationId}`,
                })
              }
              onAdd={setAdding}
            />
          ))}
        </View>
      )}
      {adding === null || !locationId ? null : (
        <AddSheet key={adding} locationId={locationId} productId={adding} onClose={() => setAdding(null)} />
      )}
    </Screen>
  );
}
