import type { StorefrontHome } from '@jindian/shared/contract/goods/storefront';
import { Image, ScrollView, Text, View } from '@tarojs/components';
import { useDidShow } from '@tarojs/taro';
import { useState } from 'react';
import { PriceText } from '../../../components/PriceText.tsx';
import { assetUrl } from '../../../config.ts';
import { texts } from '../../../i18n/index.ts';
import { forgetSeen, recentlySeen } from '../../../lib/recently-seen.ts';
import './home.scss';

type Props = {
  home: StorefrontHome;
  onOpen: (productId: string) => void;
  onCategory: (categoryId: string) => void;
};

/** What the brand puts first, what was looked at last, and some of the categories. */
export function Home({ home, onOpen, onCategory }: Props) {
  const { t, pick } = texts.use();
  const [seen, setSeen] = useState(recentlySeen);
  useDidShow(() => setSeen(recentlySeen()));
  return (
    <>
      {home.banners.length > 0 ? (
        <Strip id="banners">
          {home.banners.map((banner) => {
            const [id, title, note, imagePath] =
              banner.kind === 'product'
                ? [
                    banner.card.productId,
                    banner.card.title,
                    pick(banner.card.subtitle),
                    banner.card.imagePath,
                  ]
                : [banner.category.id, banner.category.name, t('homeAllOf'), banner.imagePath];
            return (
              <View
                key={id}
                id={`banner-${id.replace('.', '-')}`}
                className="home__banner"
                ariaRole="button"
                ariaLabel={pick(title)}
                onClick={() => (banner.kind === 'product' ? onOpen(id) : onCategory(id))}
              >
                <View className="home__banner-words">
                  <Text className="home__banner-title">{pick(title)}</Text>
                  <Text className="home__banner-note">{note}</Text>
                </View>
                <Image
                  className="home__banner-picture"
                  src={assetUrl(imagePath)}
                  mode="aspectFill"
                  lazyLoad
                />
              </View>
            );
          })}
        </Strip>
      ) : null}
      {seen.length > 0 ? (
        <>
          <View className="home__head">
            <Text className="home__title" ariaRole="heading" ariaLevel="2">
              {t('recentlySeen')}
            </Text>
            <Link
              id="seen-forget"
              text={t('searchForget')}
              onTap={() => {
                forgetSeen();
                setSeen([]);
              }}
            />
          </View>
          <Strip id="recently-seen">
            {seen.map(({ productId, title, imagePath }) => (
              <Tile
                key={productId}
                id={`seen-${productId}`}
                title={pick(title)}
                imagePath={imagePath}
                onTap={() => onOpen(productId)}
              />
            ))}
          </Strip>
        </>
      ) : null}
      {home.sections.map(({ category, items }) => (
        <View key={category.id}>
          <View className="home__head">
            <Text className="home__title" ariaRole="heading" ariaLevel="2">
              {pick(category.name)}
            </Text>
            <Link
              id={`section-${category.id.replace('.', '-')}`}
              text={t('homeAllOf')}
              label={`${pick(category.name)} ${t('homeAllOf')}`}
              onTap={() => onCategory(category.id)}
            />
          </View>
          <Strip id={`section-of-${category.id.replace('.', '-')}`}>
            {items.map((card) => (
              <Tile
                key={card.productId}
                id={`tile-${card.productId}`}
                title={pick(card.title)}
                imagePath={card.imagePath}
                priceFen={card.fromPriceFen}
                onTap={() => onOpen(card.productId)}
              />
            ))}
          </Strip>
        </View>
      ))}
      <View className="home__head">
        <Text className="home__title" ariaRole="heading" ariaLevel="2">
          {t('storeAllGoods')}
        </Text>
      </View>
    </>
  );
}

function Link(props: { id: string; text: string; label?: string; onTap: () => void }) {
  const { id, text, label = text, onTap } = props;
  return (
    <View id={id} className="home__link" ariaRole="button" ariaLabel={label} onClick={onTap}>
      <Text>{text}</Text>
    </View>
  );
}

function Strip({ id, children }: { id: string; children: React.ReactNode }) {
  return (
    <ScrollView id={id} scrollX enhanced showScrollbar={false} className="home__strip">
      <View className="home__row">{children}</View>
    </ScrollView>
  );
}

type TileProps = { id: string; title: string; imagePath: string; priceFen?: number; onTap: () => void };

function Tile({ id, title, imagePath, priceFen, onTap }: TileProps) {
  return (
    <View id={id} className="home__tile" ariaRole="button" ariaLabel={title} onClick={onTap}>
      <Image className="home__tile-picture" src={assetUrl(imagePath)} mode="aspectFill" lazyLoad />
      <Text className="home__tile-title">{title}</Text>
      {priceFen === undefined ? null : <PriceText amountFen={priceFen} />}
    </View>
  );
}
