import type { ProductCard as Card } from '@jindian/shared/contract/goods/storefront';
import { brandDay } from '@jindian/shared/time';
import { Image, Text, View } from '@tarojs/components';
import { memo } from 'react';
import { assetUrl } from '../config.ts';
import { texts } from '../i18n/index.ts';
import { AvailabilityChip } from './AvailabilityChip.tsx';
import { Chip } from './Chip.tsx';
import { Icon } from './Icon.tsx';
import { PriceText } from './PriceText.tsx';
import './product-card.scss';

type Props = {
  card: Card;
  /** How else it can be had, where the branch has none of it and somebody was asked. */
  way?: string | undefined;
  onOpen: (productId: string) => void;
  onAdd?: (productId: string) => void;
};

export const ProductCard = memo(function ProductCard({ card, way, onOpen, onAdd }: Props) {
  const { t, pick, language } = texts.use();
  const from = t('productFrom');
  return (
    <View
      className={`product-card ${card.availability === 'none' && way === undefined ? 'product-card--none' : ''}`}
    >
      <View
        id={`product-${card.productId}`}
        className="product-card__open"
        onClick={() => onOpen(card.productId)}
        ariaRole="button"
        ariaLabel={pick(card.title)}
      >
        <Image className="product-card__picture" src={assetUrl(card.imagePath)} mode="aspectFill" lazyLoad />
        <View className="product-card__words">
          <Text className="product-card__title">{pick(card.title)}</Text>
          <Text className="product-card__subtitle">{pick(card.subtitle)}</Text>
          {card.previewUntilMs !== undefined || card.onlineOnly ? (
            <View className="product-card__badges">
              {card.previewUntilMs !== undefined ? (
                <Chip id={`preview-${card.productId}`} tone="wait">
                  {t('dealerPreview', { day: brandDay(card.previewUntilMs).slice(5) })}
                </Chip>
              ) : null}
              {card.onlineOnly ? <Chip tone="neutral">{t('onlineOnly')}</Chip> : null}
            </View>
          ) : null}
          <View className="product-card__foot">
            <View className="product-card__price">
              {language === 'en' ? <Text className="product-card__from">{from}</Text> : null}
              <PriceText amountFen={card.fromPriceFen} />
              {language === 'zh' ? <Text className="product-card__from">{from}</Text> : null}
            </View>
            {way === undefined ? <AvailabilityChip availability={card.availability} /> : null}
          </View>
          {way === undefined ? null : (
            <Text id={`way-${card.productId}`} className="product-card__way">
              {way}
            </Text>
          )}
        </View>
      </View>
      {onAdd && card.previewUntilMs === undefined ? (
        <View
          id={`add-${card.productId}`}
          className="product-card__add"
          ariaRole="button"
          ariaLabel={`${t('addToCart')}: ${pick(card.title)}`}
          onClick={() => onAdd(card.productId)}
        >
          <View className="product-card__plus">
            <Icon name="plus" size={32} color="onDark" />
          </View>
        </View>
      ) : null}
    </View>
  );
});
