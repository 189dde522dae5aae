import { imagePathOf, skuImagePath } from '@jindian/shared/contract/goods/catalog';
import type { ProductAtBranch } from '@jindian/shared/contract/goods/storefront';
import { formatBrandTime } from '@jindian/shared/time';
import { Image, Text, View } from '@tarojs/components';
import Taro, { useDidShow, useRouter, useShareAppMessage } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { BottomBar } from '../../../components/BottomBar.tsx';
import { BranchOpenChip } from '../../../components/BranchBar.tsx';
import { Chip } from '../../../components/Chip.tsx';
import { ErrorState } from '../../../components/Empty.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { PriceText } from '../../../components/PriceText.tsx';
import { RegionalStock } from '../../../components/RegionalStock.tsx';
import { BranchRemark, Remark } from '../../../components/Remark.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { Stepper } from '../../../components/Stepper.tsx';
import { assetUrl, shareImageUrl } from '../../../config.ts';
import { waysTexts } from '../../../i18n/goods/ways.ts';
import { texts } from '../../../i18n/index.ts';
import { cartCount, maxQuantity } from '../../../lib/cart-rules.ts';
import { rememberSeen } from '../../../lib/recently-seen.ts';
import { skuOf } from '../../../lib/sku-choice.ts';
import { lineOf, orderedAt, priceOf } from '../../../lib/sku-line.ts';
import { canBeHad } from '../../../lib/sku-ways.ts';
import { useFar } from '../../../lib/use-far.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { useChoice, useWays } from '../../../lib/use-ways.ts';
import { branchStore } from '../../../state/branch.ts';
import { cameByStore, makeSharePath, openSharePath } from '../../../state/came-by.ts';
import { addLine, cartStore } from '../../../state/cart.ts';
import { beginCheckout } from '../../../state/checkout.ts';
import './index.scss';
import { HadLine } from './HadLine.tsx';
import { Heart } from './Heart.tsx';
import { Offers } from './Offers.tsx';
import { Options } from './Options.tsx';
import { Pictures } from './Pictures.tsx';
import { Promises } from './Promises.tsx';
import { RatingsLine } from './RatingsLine.tsx';

/** A product at a branch: what it is, what this branch has of it, and buying it. */
export default function ProductPage() {
  const { t } = texts.use();
  const { params } = useRouter();
  const locationId = params.locationId ?? branchStore.get().branch?.id ?? '';
  const productId = params.productId ?? '';
  const { preview } = params;
  const remote = useRemote(
    () =>
      call(endpoints.getProductAtBranch, {
        params: { locationId, productId },
        query: preview ? { preview } : {},
      }),
    `${locationId} ${productId} ${preview ?? ''}`,
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
  const { t, pick } = texts.use();
  const ways = waysTexts.use();
  const { product, branch, draftUntilMs } = view;
  const isDraft = draftUntilMs !== undefined;
  const far = useFar().farTo(branch);
  const { had: hadOf, today, failed, reload } = useWays(view);
  const [choice, setChoice] = useChoice(view, hadOf);
  const [quantity, setQuantity] = useState(1);
  const carts = cartStore.use();

  const sku = skuOf(product, choice);
  const had = sku ? hadOf(sku.id) : ({ by: 'nobody' } as const);
  const priceFen = priceOf(view, sku, had);
  const most = had.by === 'here' ? had.pieces : maxQuantity;
  const amount = Math.max(1, Math.min(quantity, most));
  const imagePath = sku ? skuImagePath(product, sku) : imagePathOf(product);
  const inCart = cartCount(carts);
  useEffect(() => {
    if (!isDraft)
      rememberSeen({ productId: product.id, title: product.title, imagePath: imagePathOf(product) });
  }, [product, isDraft]);

  const cameBy = cameByStore.use();
  const from = cameBy?.productId === product.id ? cameBy : null;
  const here = `productId=${product.id}&locationId=${branch.id}`;
  useShareAppMessage(() => ({
    title: pick(product.title),
    path: from ? openSharePath(from.shareId) : `/pages/goods/product/index?${here}`,
    imageUrl: shareImageUrl(imagePath),
  }));

  const facts = [...(view.attributes ?? []), ...product.specs];
  const at = orderedAt(view, had);
  const addToCart = () => {
    const line = lineOf(view, sku, had, amount);
    if (line) addLine(at, line);
  };
  const buyNow = () => {
    const line = lineOf(view, sku, had, amount);
    if (!line) return;
    beginCheckout({ locationId: at.id, branchName: at.name, lines: [line], fromCart: false });
    void Taro.navigateTo({ url: '/pages/serving/checkout/index' });
  };
  const buyText =
    had.by === 'delivery'
      ? ways.t('buyDelivered')
      : had.by === 'pickup'
        ? ways.t('buyThere')
        : had.by === 'nobody' && view.previewUntilMs === undefined
          ? ways.t('soldOut')
          : t('buyNow');

  return (
    <View>
      <Pictures paths={product.imagePaths} chosen={imagePath} title={pick(product.title)} />
      <View className="card product__main">
        <View className="product__price-line">
          <PriceText id="product-price" amountFen={priceFen} size="large" />
          <View className="product__acts">
            <Heart productId={product.id} />
            {isDraft ? null : (
              <View
                id="share"
                className="product__share"
                ariaRole="button"
                onClick={() =>
                  Taro.navigateTo({
                    url: makeSharePath(`kind=product&${here}${from ? `&from=${from.shareId}` : ''}`),
                  })
                }
              >
                <Icon name="share" size={36} />
                <Text>{t('share')}</Text>
              </View>
            )}
          </View>
        </View>
        {isDraft ? null : <Offers view={view} skuId={sku?.id ?? null} priceFen={priceFen} />}
        <Text id="product-title" className="product__title">
          {pick(product.title)}
        </Text>
        <Text className="product__subtitle">{pick(product.subtitle)}</Text>
        <View className="product__chips">
          <Ways pickupable={product.pickupable} deliverable={product.deliverable} />
          {product.onlineOnly ? <Chip tone="neutral">{t('onlineOnly')}</Chip> : null}
          {(product.tags ?? []).map((tag) => (
            <Chip key={tag.zh} tone="neutral">
              {pick(tag)}
            </Chip>
          ))}
        </View>
        {view.previewUntilMs === undefined && !isDraft ? null : (
          <Text id="preview" className="product__preview">
            {t(isDraft ? 'draftNote' : 'previewNote', {
              time: formatBrandTime(draftUntilMs ?? view.previewUntilMs ?? 0),
            })}
          </Text>
        )}
      </View>

      {from ? <Remark id="came-by" icon="share" text={from.said} /> : null}
      <BranchRemark branch={branch} />
      <View className="card">
        <Options product={product} had={hadOf} choice={choice} onChoose={setChoice} />
        <HadLine view={view} had={had} today={today} failed={failed} onRetry={() => void reload()} />
        {sku && !isDraft && view.previewUntilMs === undefined && !product.onlineOnly && product.pickupable ? (
          <RegionalStock
            productId={product.id}
            skuId={sku.id}
            locationId={branch.id}
            soldOut={had.by !== 'here'}
          />
        ) : null}
        <View className="product__quantity">
          <Text className="product__label product__label--flat">{t('quantity')}</Text>
          <Stepper
            id="quantity"
            value={amount}
            max={Math.max(1, Math.min(maxQuantity, most))}
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
            {far === '' ? null : <Text className="product__muted">{far}</Text>}
            <Text className="product__muted product__address">{pick(branch.address)}</Text>
          </View>
        </View>
      </View>

      {facts.length > 0 ? (
        <View className="card">
          <Text className="product__heading">{t('productSpecs')}</Text>
          {facts.map((spec) => (
            <View key={spec.name.en} className="product__spec">
              <Text className="product__spec-name">{pick(spec.name)}</Text>
              <Text className="product__spec-value">{pick(spec.value)}</Text>
            </View>
          ))}
        </View>
      ) : null}
      <Promises product={product} />
      {isDraft ? null : <RatingsLine productId={product.id} />}
      <View className="card">
        <Text className="product__heading">{t('productAbout')}</Text>
        <Text className="product__about">{pick(product.description)}</Text>
        {product.detailPaths?.map((path, index) => (
          <Image
            key={path}
            className="product__detail"
            src={assetUrl(path, 800)}
            mode="widthFix"
            lazyLoad
            ariaLabel={`${t('productAbout')} ${index + 1}`}
          />
        ))}
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
        <PlainButton id="add-to-cart" kind="dark" grow disabled={isDraft || !canBeHad(had)} onTap={addToCart}>
          {t('addToCart')}
        </PlainButton>
        <PlainButton id="buy-now" kind="primary" grow disabled={isDraft || !canBeHad(had)} onTap={buyNow}>
          {buyText}
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
