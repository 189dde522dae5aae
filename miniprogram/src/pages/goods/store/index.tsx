import { leafCategories } from '@jindian/shared/category-tree';
import type { Storefront } from '@jindian/shared/contract/goods/storefront';
import { Input, ScrollView, Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useReachBottom, useShareAppMessage } from '@tarojs/taro';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { AddSheet } from '../../../components/AddSheet.tsx';
import { BranchBar } from '../../../components/BranchBar.tsx';
import { Empty, ErrorState } from '../../../components/Empty.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { ProductCard } from '../../../components/ProductCard.tsx';
import { BranchRemark, Remark } from '../../../components/Remark.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { texts } from '../../../i18n/index.ts';
import { scanAndOpen } from '../../../lib/scan.ts';
import { rememberSearch } from '../../../lib/search-history.ts';
import { usePaged } from '../../../lib/use-remote.ts';
import { beginAtBranch, branchStore, enterNearest } from '../../../state/branch.ts';
import { brandStore } from '../../../state/brand.ts';
import { cameByStore, makeSharePath, openSharePath } from '../../../state/came-by.ts';
import { Home } from './Home.tsx';
import './index.scss';
import { Narrowing, notNarrowed } from './Narrowing.tsx';
import { SearchPanel } from './SearchPanel.tsx';
import { useCardWays } from './use-card-ways.ts';

/** A tap on what the panel shows comes after the field has lost the focus. */
const panelStaysMs = 250;

const toCategories = () => Taro.navigateTo({ url: '/packages/goods/browse/categories/index' });
const toBranches = () => Taro.navigateTo({ url: '/pages/places/branches/index' });

/** The storefront of the branch the shopper is in or chose. */
export default function StorePage() {
  const { t, pick } = texts.use();
  const { name } = brandStore.use();
  const { branch, status, error } = branchStore.use();

  useEffect(() => {
    void beginAtBranch();
  }, []);

  return (
    <Screen title={pick(name)} tab>
      {branch ? (
        <StorefrontOf key={branch.id} locationId={branch.id} />
      ) : (
        <>
          <ScanBanner />
          {status === 'not_open' ? (
            <Empty id="not-open" picture="shop" title={t('notOpenTitle')} note={t('notOpenNote')}>
              <PlainButton id="look-again" onTap={() => void enterNearest()}>
                {t('notOpenAgain')}
              </PlainButton>
            </Empty>
          ) : status === 'refused' || status === 'unavailable' ? (
            <Empty
              id="choose-branch"
              picture="place"
              title={t('chooseBranchTitle')}
              note={t(status === 'refused' ? 'chooseBranchRefused' : 'chooseBranchUnavailable')}
            >
              <PlainButton id="open-branches" kind="primary" onTap={toBranches}>
                {t('chooseBranchAction')}
              </PlainButton>
              <PlainButton id="locate-again" onTap={() => void enterNearest()}>
                {t('locateAgain')}
              </PlainButton>
            </Empty>
          ) : status === 'failed' ? (
            <ErrorState error={error} onRetry={() => void enterNearest()} />
          ) : (
            <>
              <Text className="store__locating">{t('locating')}</Text>
              <Skeleton kind="grid" />
            </>
          )}
        </>
      )}
    </Screen>
  );
}

function ScanBanner() {
  const { t } = texts.use();
  return (
    <View
      id="scan"
      className="store__scan"
      onClick={() => void scanAndOpen()}
      ariaRole="button"
      ariaLabel={t('scanHeadline')}
    >
      <View className="store__scan-icon">
        <Icon name="scan" color="onAction" size={56} />
      </View>
      <View className="store__scan-words">
        <Text className="store__scan-title">{t('scanHeadline')}</Text>
        <Text className="store__scan-note">{t('scanNote')}</Text>
      </View>
      <Icon name="chevron" color="onAction" size={36} />
    </View>
  );
}

function StorefrontOf({ locationId }: { locationId: string }) {
  const { t, pick } = texts.use();
  const branch = branchStore.use().branch;
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [categoryId, setCategoryId] = useState<string | null>(null);
  const [typing, setTyping] = useState(false);
  const [narrowed, setNarrowed] = useState(notNarrowed);
  const [adding, setAdding] = useState<string | null>(null);

  const paged = usePaged<Storefront>(
    (cursor) =>
      call(endpoints.getStorefront, {
        params: { locationId },
        query: {
          limit: 20,
          ...(cursor ? { cursor } : {}),
          ...(categoryId ? { categoryId } : {}),
          ...(text ? { text } : {}),
          sort: narrowed.sort,
          ...(narrowed.inStock ? { inStock: 'true' } : {}),
          ...(narrowed.fromFen === null ? {} : { fromFen: narrowed.fromFen }),
          ...(narrowed.toFen === null ? {} : { toFen: narrowed.toFen }),
          ...(narrowed.values === '' ? {} : { values: narrowed.values }),
        },
      }),
    `${locationId} ${categoryId ?? ''} ${text} ${Object.values(narrowed).join(' ')}`,
  );
  // They stay while others are looked for.
  const known = useRef<Pick<Storefront, 'categories' | 'home' | 'facets'>>({ categories: [] });
  if (paged.head) known.current = { ...known.current, ...paged.head };
  const { categories, home, facets = [] } = known.current;

  const wayOf = useCardWays(locationId, paged.items);

  useReachBottom(() => void paged.more());
  usePullDownRefresh(() => {
    void paged.reload().finally(() => Taro.stopPullDownRefresh());
  });
  const open = useCallback(
    (productId: string) => {
      void Taro.navigateTo({
        url: `/pages/goods/product/index?productId=${productId}&locationId=${locationId}`,
      });
    },
    [locationId],
  );

  const cameBy = cameByStore.use();
  useShareAppMessage(() => ({
    title: branch ? pick(branch.name) : '',
    path: cameBy && cameBy.productId === null ? openSharePath(cameBy.shareId) : '/pages/goods/store/index',
  }));

  if (!branch) return null;
  const toShare = () =>
    Taro.navigateTo({
      url: makeSharePath(
        `kind=page&locationId=${locationId}${cameBy && cameBy.productId === null ? `&from=${cameBy.shareId}` : ''}`,
      ),
    });
  const search = (value: string) => {
    const wanted = value.trim().slice(0, 40);
    rememberSearch(wanted);
    setText(wanted);
  };
  const searchFor = (value: string) => {
    setTyped(value);
    search(value);
    setTyping(false);
  };
  const isNarrowed =
    categoryId !== null || Object.values(narrowed).join() !== Object.values(notNarrowed).join();
  const showAll = (
    <PlainButton
      id="show-all"
      onTap={() => {
        setCategoryId(null);
        setNarrowed(notNarrowed);
        searchFor('');
      }}
    >
      {t('showAll')}
    </PlainButton>
  );
  return (
    <View>
      <BranchBar branch={branch} onTap={toBranches} onShare={toShare} />
      <ScanBanner />
      <View className="store__search">
        <Icon name="search" color="textFaint" size={36} />
        <Input
          id="store-search"
          className="store__input"
          value={typed}
          placeholder={t('storeSearch')}
          placeholderClass="placeholder"
          confirmType="search"
          maxlength={40}
          onInput={(event) => {
            setTyped(event.detail.value);
            if (event.detail.value === '') search('');
          }}
          onFocus={() => setTyping(true)}
          onConfirm={(event) => searchFor(event.detail.value)}
          onBlur={(event) => {
            const { value } = event.detail;
            setTimeout(() => {
              setTyping((still) => {
                if (still) search(value);
                return false;
              });
            }, panelStaysMs);
          }}
        />
        {typed ? (
          <View
            id="store-search-clear"
            className="store__clear"
            ariaRole="button"
            ariaLabel={t('close')}
            onClick={() => {
              setTyped('');
              search('');
            }}
          >
            <Icon name="cross" color="textFaint" size={32} />
          </View>
        ) : null}
      </View>
      {typing ? (
        <SearchPanel
          locationId={locationId}
          typed={typed}
          hotWords={home?.hotWords ?? []}
          onText={searchFor}
          onCategory={(id) => {
            setCategoryId(id);
            searchFor('');
          }}
          onProduct={(productId) => {
            setTyping(false);
            open(productId);
          }}
        />
      ) : null}
      <ScrollView scrollX enhanced showScrollbar={false} className="store__categories">
        <View className="store__category-row">
          <CategoryChip id="all-categories" text={t('allCategories')} on={false} onTap={toCategories} />
          <CategoryChip
            id="category-all"
            text={t('storeAll')}
            on={categoryId === null}
            onTap={() => setCategoryId(null)}
          />
          {leafCategories(categories).map((category) => (
            <CategoryChip
              key={category.id}
              id={`category-${category.id.replace('.', '-')}`}
              text={pick(category.name)}
              on={categoryId === category.id}
              onTap={() => {
                setCategoryId(category.id);
                setNarrowed({ ...narrowed, values: '' });
              }}
            />
          ))}
        </View>
      </ScrollView>
      <Narrowing narrowed={narrowed} facets={facets} onChange={setNarrowed} />
      {text && paged.head?.near ? (
        <Remark
          id="search-near"
          icon="search"
          text={
            paged.head.meant === null
              ? t('searchNear', { text })
              : t('searchMeant', { text, meant: paged.head.meant })
          }
        />
      ) : null}
      <BranchRemark branch={branch} />
      {paged.items.length > 0 ? (
        <>
          {paged.head?.home && !text && !isNarrowed ? (
            <Home home={paged.head.home} onOpen={open} onCategory={setCategoryId} />
          ) : null}
          <View id="product-grid" className="store__grid">
            {paged.items.map((card) => (
              <View key={card.productId} className="store__cell">
                <ProductCard card={card} way={wayOf(card)} onOpen={open} onAdd={setAdding} />
              </View>
            ))}
          </View>
          <Text className="store__end">{paged.done ? t('noMore') : paged.loading ? t('loading') : ' '}</Text>
        </>
      ) : paged.error ? (
        <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
      ) : paged.loading ? (
        <Skeleton kind="grid" />
      ) : isNarrowed ? (
        <Empty picture="search" title={t('storeNoneSo')} note={t('storeNoneSoNote')}>
          {showAll}
        </Empty>
      ) : text ? (
        <Empty picture="search" title={t('storeNoMatch', { text })} note={t('storeNoMatchNote')}>
          {showAll}
        </Empty>
      ) : (
        <Empty picture="shop" title={t('storeEmpty')} />
      )}
      {adding === null ? null : (
        <AddSheet key={adding} locationId={locationId} productId={adding} onClose={() => setAdding(null)} />
      )}
    </View>
  );
}

function CategoryChip(props: { id: string; text: string; on: boolean; onTap: () => void }) {
  return (
    <View
      id={props.id}
      className={`store__category ${props.on ? 'store__category--on' : ''}`}
      onClick={props.onTap}
      ariaRole="button"
    >
      <Text>{props.text}</Text>
    </View>
  );
}
