import { skuImagePath } from '@jindian/shared/contract/goods/catalog';
import type { ProductAtBranch } from '@jindian/shared/contract/goods/storefront';
import { formatDistance } from '@jindian/shared/geo';
import { formatBrandTime } from '@jindian/shared/time';
import { Image, Text, View } from '@tarojs/components';
import Taro, { useDidShow, useRouter, useShareAppMessage } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { AvailabilityChip } from '../../../components/AvailabilityChip.tsx';
import { BottomBar } from '../../../components/BottomBar.tsx';
import { BranchOpenChip } from '../../../components/BranchBar.tsx';
import { Chip } from '../../../components/Chip.tsx';
import { ErrorState } from '../../../components/Empty.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { PriceText } from '../../../components/PriceText.tsx';
import { RegionalStock } from '../../../components/RegionalStock.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { Stepper } from '../../../components/Stepper.tsx';
import { assetUrl } from '../../../config.ts';
import { texts } from '../../../i18n/index.ts';
import { addedToCart, type CartLine, cartCount } from '../../../lib/cart-rules.ts';
import { type Choice, canSell, firstChoice, skuOf } from '../../../lib/sku-choice.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { components } from '../../../platform/index';
import { branchStore } from '../../../state/branch.ts';
import { cartStore } from '../../../state/cart.ts';
import { beginCheckout } from '../../../state/checkout.ts';
import { notice } from '../../../state/questions.ts';
import './index.scss';

/** How many a shopper is told exactly; above it, "plenty". The server counts no further than 99. */
const plenty = 20;

/** A product at a branch: what it is, what this branch has of it, and buying it. */
export default function ProductPage() {
  const { t } = texts.use();
  const { params } = useRouter();
  const locationId = params.locationId ?? branchStore.get().branch?.id ?? '';
  const productId = params.productId ?? '';
  const remote = useRemote(
    () => call(endpoints.getProductAtBranch, { params: { locationId, productId } }),
    `${locationId} ${productId}`,
  );
  // Coming back from the checkout: the stock may have changed.
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void remote.reload();
    seen.current = true;
  });
  return (
    <Screen title={t('productTitle')} bar>
      {remote.data ? (
        <ProductView view={remote.data} />
      ) : remote.error ? (
        <ErrorState error={remote.error} onRetry={() => void remote.reload()} />
      ) : (
        <Skeleton kind="product" />
      )}
    </Screen>
  );
}

function ProductView({ view }: { view: ProductAtBranch }) {
  const { t, pick, language } = texts.use();
  const { ShareButton } = components;
  const { product, branch } = view;
  const [choice, setChoice] = useState<Choice>(() => firstChoice(view));
  const [quantity, setQuantity] = useState(1);
  const carts = cartStore.use();

  const sku = skuOf(product, choice);
  const here = view.skus.find((one) => one.skuId === sku?.id) ?? null;
  const sellable = here?.sellable ?? 0;
  const amount = Math.max(1, Math.min(quantity, sellable || 1));
  const imagePath = sku ? skuImagePath(product, sku) : (product.imagePaths[0] ?? '');
  const inCart = cartCount(carts);

  const sharePath = `/pages/goods/product/index?productId=${product.id}&locationId=${branch.id}`;
  useShareAppMessage(() => ({ title: pick(product.title), path: sharePath, imageUrl: assetUrl(imagePath) }));

  const lineOf = (): CartLine | null =>
    sku && here
      ? {
          skuId: sku.id,
          productId: product.id,
          title: product.title,
          skuName: sku.name,
          imagePath,
          priceFen: here.priceFen,
          quantity: amount,
          pickupable: product.pickupable,
          deliverable: product.deliverable,
        }
      : null;

  const addToCart = () => {
    const line = lineOf();
    if (!line) return;
    const next = addedToCart(cartStore.get(), { locationId: branch.id, name: branch.name }, line);
    if (next === 'full') notice(t('cartFull'));
    else {
      cartStore.set(next);
      notice(t('addedToCart'));
    }
  };
  const buyNow = () => {
    const line = lineOf();
    if (!line) return;
    beginCheckout({ locationId: branch.id, branchName: branch.name, lines: [line], fromCart: false });
    void Taro.navigateTo({ url: '/pages/serving/checkout/index' });
  };

  const stockText =
    view.previewUntilMs !== undefined
      ? t('previewStock')
      : product.onlineOnly && sellable > 0
        ? t('onlineStock')
        : sellable === 0
          ? t('productStockNone', { branch: pick(branch.name) })
          : sellable > plenty
            ? t('productStockMany', { branch: pick(branch.name) })
            : t('productStock', { branch: pick(branch.name), count: sellable });

  return (
    <View>
      <View className="product__picture-box">
        <Image
          id="product-picture"
          className="product__picture"
          src={assetUrl(imagePath)}
          mode="aspectFill"
          ariaLabel={pick(product.title)}
        />
      </View>
      <View className="card product__main">
        <View className="product__price-line">
          <PriceText id="product-price" amountFen={here?.priceFen ?? sku?.priceFen ?? 0} size="large" />
          <ShareButton id="share" title={pick(product.title)} path={sharePath}>
            <View className="product__share">
              <Icon name="share" size={36} />
              <Text>{t('share')}</Text>
            </View>
          </ShareButton>
        </View>
        <Text id="product-title" className="product__title">
          {pick(product.title)}
        </Text>
        <Text className="product__subtitle">{pick(product.subtitle)}</Text>
        <View className="product__chips">
          <Ways pickupable={product.pickupable} deliverable={product.deliverable} />
          {product.onlineOnly ? <Chip tone="neutral">{t('onlineOnly')}</Chip> : null}
        </View>
        {view.previewUntilMs === undefined ? null : (
          <Text id="preview" className="product__preview">
            {t('previewNote', { time: formatBrandTime(view.previewUntilMs) })}
          </Text>
        )}
      </View>

      <View className="card">
        {product.options.map((option) => (
          <View key={option.id} className="product__option">
            <Text className="product__label">{pick(option.name)}</Text>
            <View className="product__values">
              {option.values.map((value) => {
                const on = choice[option.id] === value.id;
                const sellableValue = canSell(view, choice, option.id, value.id);
                return (
                  <View
                    key={value.id}
                    id={`option-${option.id}-${value.id.replace('.', '_')}`}
                    className={`product__value ${on ? 'product__value--on' : ''} ${sellableValue ? '' : 'product__value--none'}`}
                    ariaRole="button"
                    onClick={() => setChoice((before) => ({ ...before, [option.id]: value.id }))}
                  >
                    {value.swatchHex ? (
                      <View className="product__swatch" style={{ backgroundColor: value.swatchHex }} />
                    ) : null}
                    <Text>{pick(value.name)}</Text>
                  </View>
                );
              })}
            </View>
          </View>
        ))}
        <View className="product__stock">
          {view.previewUntilMs === undefined ? (
            <AvailabilityChip availability={here?.availability ?? 'none'} />
          ) : null}
          <Text id="stock" className="product__stock-text">
            {stockText}
          </Text>
        </View>
        {sku && view.previewUntilMs === undefined && !product.onlineOnly ? (
          <RegionalStock
            productId={product.id}
            skuId={sku.id}
            locationId={branch.id}
            soldOut={sellable === 0}
          />
        ) : null}
        <View className="product__quantity">
          <Text className="product__label product__label--flat">{t('quantity')}</Text>
          <Stepper
            id="quantity"
            value={amount}
            max={Math.max(1, Math.min(99, sellable))}
            onChange={setQuantity}
          />
        </View>
      </View>

      <View className="card product__branch">
        <Icon name="store" size={44} color="textSoft" />
        <View className="product__branch-words">
          <Text className="product__branch-name">{pick(branch.name)}</Text>
          <View className="product__branch-facts">
            <BranchOpenChip branch={branch} />
            {branch.distanceMeters === null ? null : (
              <Text className="product__muted">{formatDistance(branch.distanceMeters, language)}</Text>
            )}
            <Text className="product__muted product__address">{pick(branch.address)}</Text>
          </View>
        </View>
      </View>

      {product.specs.length > 0 ? (
        <View className="card">
          <Text className="product__heading">{t('productSpecs')}</Text>
          {product.specs.map((spec) => (
            <View key={spec.name.en} className="product__spec">
              <Text className="product__spec-name">{pick(spec.name)}</Text>
              <Text className="product__spec-value">{pick(spec.value)}</Text>
            </View>
          ))}
        </View>
      ) : null}
      <View className="card">
        <Text className="product__heading">{t('productAbout')}</Text>
        <Text className="product__about">{pick(product.description)}</Text>
      </View>

      <BottomBar>
        <View
          id="open-cart"
          className="product__cart"
          ariaRole="button"
          ariaLabel={t('tabCart')}
          onClick={() => Taro.switchTab({ url: '/pages/serving/cart/index' })}
        >
          <Icon name="cart" size={48} />
          {inCart > 0 ? <Text className="product__badge">{inCart > 99 ? '99+' : inCart}</Text> : null}
        </View>
        <PlainButton id="add-to-cart" kind="dark" grow disabled={sellable === 0} onTap={addToCart}>
          {t('addToCart')}
        </PlainButton>
        <PlainButton id="buy-now" kind="primary" grow disabled={sellable === 0} onTap={buyNow}>
          {t('buyNow')}
        </PlainButton>
      </BottomBar>
    </View>
  );
}

function Ways({ pickupable, deliverable }: { pickupable: boolean; deliverable: boolean }) {
  const { t } = texts.use();
  if (pickupable && !deliverable) return <Chip tone="wait">{t('pickupOnly')}</Chip>;
  if (deliverable && !pickupable) return <Chip tone="wait">{t('deliveryOnly')}</Chip>;
  return (
    <>
      <Chip tone="neutral">{t('pickupOk')}</Chip>
      <Chip tone="neutral">{t('deliveryOk')}</Chip>
    </>
  );
}
