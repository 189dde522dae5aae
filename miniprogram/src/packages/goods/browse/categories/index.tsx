import { categoriesByRoot } from '@jindian/shared/category-tree';
import type { Storefront } from '@jindian/shared/contract/goods/storefront';
import { ScrollView, Text, View } from '@tarojs/components';
import Taro, { useReachBottom } from '@tarojs/taro';
import { useEffect, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { AddSheet } from '../../../../components/AddSheet.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { ProductCard } from '../../../../components/ProductCard.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { texts } from '../../../../i18n/index.ts';
import { usePaged, useRemote } from '../../../../lib/use-remote.ts';
import { beginAtBranch, branchStore, enterNearest } from '../../../../state/branch.ts';
import './index.scss';

const open = (locationId: string, productId: string) =>
  Taro.navigateTo({ url: `/pages/goods/product/index?productId=${productId}&locationId=${locationId}` });

/** Every category that the branch carries at a glance, by its root; beside it what one of them has. */
export default function CategoriesPage() {
  const { t } = texts.use();
  const { branch, status, error } = branchStore.use();
  const locationId = branch?.id ?? '';
  useEffect(() => {
    void beginAtBranch();
  }, []);
  const remote = useRemote(
    branch ? () => call(endpoints.getStorefront, { params: { locationId }, query: { limit: 1 } }) : null,
    locationId,
  );
  return (
    <Screen title={t('allCategories')}>
      {remote.data ? (
        <Categories locationId={locationId} categories={remote.data.categories} />
      ) : remote.error ? (
        <ErrorState error={remote.error} onRetry={() => void remote.reload()} />
      ) : branch || status === 'locating' ? (
        <Skeleton kind="grid" />
      ) : status === 'failed' ? (
        <ErrorState error={error} onRetry={() => void enterNearest()} />
      ) : status === 'not_open' ? (
        <Empty picture="shop" title={t('notOpenTitle')} note={t('notOpenNote')} />
      ) : (
        <Empty
          picture="place"
          title={t('chooseBranchTitle')}
          note={t(status === 'refused' ? 'chooseBranchRefused' : 'chooseBranchUnavailable')}
        >
          <PlainButton
            id="categories-branches"
            kind="primary"
            onTap={() => Taro.navigateTo({ url: '/pages/places/branches/index' })}
          >
            {t('chooseBranchAction')}
          </PlainButton>
        </Empty>
      )}
    </Screen>
  );
}

function Categories({
  locationId,
  categories,
}: {
  locationId: string;
  categories: Storefront['categories'];
}) {
  const { t, pick } = texts.use();
  const groups = categoriesByRoot(categories);
  const [shownId, setShownId] = useState(groups[0]?.leaves[0]?.id ?? '');
  const [adding, setAdding] = useState<string | null>(null);
  const paged = usePaged<Storefront>(
    shownId === ''
      ? null
      : (cursor) =>
          call(endpoints.getStorefront, {
            params: { locationId },
            query: { limit: 20, sort: 'relevance', categoryId: shownId, ...(cursor ? { cursor } : {}) },
          }),
    `${locationId} ${shownId}`,
  );
  useReachBottom(() => void paged.more());
  if (shownId === '') return <Empty picture="shop" title={t('storeEmpty')} />;
  return (
    <View className="categories">
      <ScrollView scrollY className="categories__side">
        {groups.map(({ root, leaves }) => {
          return (
            <View key={root.id} ariaRole="group" ariaLabel={pick(root.name)}>
              <Text className="categories__trade">{pick(root.name)}</Text>
              {leaves.map((category) => (
                <View
                  key={category.id}
                  id={`side-${category.id.replace('.', '-')}`}
                  className={`categories__one ${category.id === shownId ? 'categories__one--on' : ''}`}
                  ariaRole="button"
                  {...(category.id === shownId ? { 'aria-current': 'true' } : {})}
                  onClick={() => setShownId(category.id)}
                >
                  <Text>{pick(category.name)}</Text>
                </View>
              ))}
            </View>
          );
        })}
      </ScrollView>
      <View id="category-products" className="categories__goods">
        {paged.items.map((card) => (
          <ProductCard
            key={card.productId}
            card={card}
            onOpen={(productId) => void open(locationId, productId)}
            onAdd={setAdding}
          />
        ))}
        {paged.error ? (
          <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
        ) : paged.items.length === 0 && !paged.loading ? (
          <Empty picture="shop" title={t('storeNoneSo')} />
        ) : (
          <Text className="categories__end">{paged.done ? t('noMore') : t('loading')}</Text>
        )}
      </View>
      {adding === null ? null : (
        <AddSheet key={adding} locationId={locationId} productId={adding} onClose={() => setAdding(null)} />
      )}
    </View>
  );
}
