import { Image, Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { BottomBar } from '../../../components/BottomBar.tsx';
import { Empty } from '../../../components/Empty.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { PriceText } from '../../../components/PriceText.tsx';
import { MissingFor, Reductions } from '../../../components/Reductions.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Stepper } from '../../../components/Stepper.tsx';
import { assetUrl } from '../../../config.ts';
import { texts } from '../../../i18n/index.ts';
import { type BranchCart, type CartLine, maxQuantity, withQuantity } from '../../../lib/cart-rules.ts';
import { channel } from '../../../lib/channel.ts';
import { ask } from '../../../lib/scan.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { branchStore } from '../../../state/branch.ts';
import { useModule } from '../../../state/brand.ts';
import { makeSharePath } from '../../../state/came-by.ts';
import { cartStore } from '../../../state/cart.ts';
import { beginCheckout } from '../../../state/checkout.ts';
import './index.scss';

const toStore = () => Taro.switchTab({ url: '/pages/goods/store/index' });

/** One cart for each branch; what is checked out together comes from one of them. */
export default function CartPage() {
  const { t } = texts.use();
  const carts = cartStore.use();
  const { branch } = branchStore.use();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [left, setLeft] = useState<readonly string[]>([]);

  const active = carts.find((cart) => cart.locationId === (chosenId ?? branch?.id)) ?? carts[0] ?? null;
  const chosen = active?.lines.filter((line) => !left.includes(`${active.locationId} ${line.skuId}`)) ?? [];
  const listedFen = chosen.reduce((sum, line) => sum + line.priceFen * line.quantity, 0);
  const promoted = useModule('promotions');
  const wanted = chosen.map(({ skuId, quantity }) => ({ skuId, quantity }));
  const basket = useRemote(
    promoted && active && wanted.length > 0
      ? () =>
          call(endpoints.priceBasket, {
            params: { locationId: active.locationId },
            body: { lines: wanted, channel },
          })
      : null,
    JSON.stringify([active?.locationId, wanted]),
  ).data;
  // Prices in the cart may be of another day: what is off is told, and the checkout says what it comes to.
  const totalFen = listedFen - (basket && wanted.length > 0 ? basket.discountFen : 0);
  const count = chosen.reduce((sum, line) => sum + line.quantity, 0);

  const toggle = (cart: BranchCart, line: CartLine) => {
    const key = `${cart.locationId} ${line.skuId}`;
    if (cart.locationId !== active?.locationId) {
      setChosenId(cart.locationId);
      setLeft((before) => before.filter((one) => one !== key));
      return;
    }
    setLeft((before) => (before.includes(key) ? before.filter((one) => one !== key) : [...before, key]));
  };

  const checkOut = () => {
    if (!active || chosen.length === 0) return;
    beginCheckout({
      locationId: active.locationId,
      branchName: active.name,
      lines: chosen,
      fromCart: true,
    });
    void Taro.navigateTo({ url: '/pages/serving/checkout/index' });
  };

  return (
    <Screen title={t('cartTitle')} tab bar={carts.length > 0}>
      {carts.length === 0 ? (
        <Empty id="cart-empty" picture="bag" title={t('cartEmpty')} note={t('cartEmptyNote')}>
          <PlainButton id="cart-go" kind="primary" onTap={toStore}>
            {t('cartGo')}
          </PlainButton>
        </Empty>
      ) : (
        carts.map((cart) => (
          <CartOfBranch
            key={cart.locationId}
            cart={cart}
            active={cart.locationId === active?.locationId}
            isChosen={(line) =>
              cart.locationId === active?.locationId && !left.includes(`${cart.locationId} ${line.skuId}`)
            }
            onActivate={() => setChosenId(cart.locationId)}
            onToggle={(line) => toggle(cart, line)}
          />
        ))
      )}
      {basket && wanted.length > 0 && basket.promotions.length + basket.missing.length > 0 ? (
        <View id="cart-promotions" className="card">
          <Reductions promotions={basket.promotions} gifts={basket.gifts} />
          <MissingFor missing={basket.missing} />
        </View>
      ) : null}
      {active ? (
        <BottomBar onTab>
          <View className="cart__sum">
            <Text className="cart__sum-label">{t('cartTotal')}</Text>
            <PriceText id="cart-total" amountFen={totalFen} size="large" />
          </View>
          <PlainButton id="cart-checkout" kind="primary" disabled={count === 0} onTap={checkOut}>
            {t('cartCheckout', { count })}
          </PlainButton>
        </BottomBar>
      ) : null}
    </Screen>
  );
}

type CartProps = {
  cart: BranchCart;
  active: boolean;
  isChosen: (line: CartLine) => boolean;
  onActivate: () => void;
  onToggle: (line: CartLine) => void;
};

function CartOfBranch({ cart, active, isChosen, onActivate, onToggle }: CartProps) {
  const { t, pick } = texts.use();
  const setQuantity = (line: CartLine, quantity: number) =>
    cartStore.set((carts) => withQuantity(carts, cart.locationId, line.skuId, quantity));
  const remove = async (line: CartLine) => {
    if (await ask(t('cartRemoveAsk'), t('delete'), t('cancel'))) setQuantity(line, 0);
  };
  return (
    <View className={`card cart__branch ${active ? 'cart__branch--on' : ''}`}>
      <View className="cart__branch-head">
        <View className="cart__branch-main" onClick={onActivate} ariaRole="button">
          <Icon name="store" size={36} color={active ? 'textSoft' : 'textFaint'} />
          <Text className="cart__branch-name">{pick(cart.name)}</Text>
        </View>
        <View
          id={`cart-share-${cart.locationId}`}
          className="cart__share"
          ariaRole="button"
          ariaLabel={t('share')}
          onClick={() => Taro.navigateTo({ url: makeSharePath(`kind=basket&locationId=${cart.locationId}`) })}
        >
          <Icon name="share" size={36} color="textSoft" />
        </View>
      </View>
      {cart.lines.map((line) => (
        <View key={line.skuId} id={`cart-line-${line.skuId}`} className="cart__line">
          <View
            id={`cart-select-${line.skuId}`}
            className="cart__tick-box"
            ariaRole="checkbox"
            ariaChecked={isChosen(line)}
            ariaLabel={`${t('cartSelect')} ${pick(line.title)}`}
            onClick={() => onToggle(line)}
          >
            <View className={`cart__tick ${isChosen(line) ? 'cart__tick--on' : ''}`}>
              {isChosen(line) ? <Icon name="check" size={28} color="onDark" /> : null}
            </View>
          </View>
          <Image
            className="cart__picture"
            src={assetUrl(line.imagePath, 200)}
            mode="aspectFit"
            ariaLabel={pick(line.title)}
            onClick={() =>
              Taro.navigateTo({
                url: `/pages/goods/product/index?productId=${line.productId}&locationId=${cart.locationId}`,
              })
            }
          />
          <View className="cart__words">
            <View className="cart__top">
              <Text className="cart__title">{pick(line.title)}</Text>
              <View
                id={`cart-remove-${line.skuId}`}
                className="cart__remove"
                ariaRole="button"
                ariaLabel={t('delete')}
                onClick={() => void remove(line)}
              >
                <Icon name="cross" size={28} color="textFaint" />
              </View>
            </View>
            <Text className="cart__sku">{pick(line.skuName)}</Text>
            <View className="cart__foot">
              <PriceText amountFen={line.priceFen} />
              <Stepper
                id={`cart-${line.skuId}`}
                value={line.quantity}
                max={maxQuantity}
                onChange={(quantity) => setQuantity(line, quantity)}
              />
            </View>
          </View>
        </View>
      ))}
    </View>
  );
}
