import type { Address, SavedAddress } from '@jindian/shared/contract/people/member';
import type { FulfilmentMethod, OrderRequest } from '@jindian/shared/contract/serving/order';
import { Text, Textarea, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { ApiProblem, problemMessage } from '../../../api/problem.ts';
import { BottomBar } from '../../../components/BottomBar.tsx';
import { Empty, ErrorState } from '../../../components/Empty.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { NotTakenBack } from '../../../components/NotTakenBack.tsx';
import { OrderLines } from '../../../components/OrderLines.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { PriceText } from '../../../components/PriceText.tsx';
import { RegionalStock } from '../../../components/RegionalStock.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { texts } from '../../../i18n/index.ts';
import { withoutSkus } from '../../../lib/cart-rules.ts';
import { channel } from '../../../lib/channel.ts';
import { createIntention } from '../../../lib/intention.ts';
import { pay, toPayResult } from '../../../lib/pay.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { platform } from '../../../platform/index';
import { editedAddress } from '../../../state/address.ts';
import { useModule } from '../../../state/brand.ts';
import { cartStore } from '../../../state/cart.ts';
import { type CheckoutDraft, checkoutStore, pickedAddress } from '../../../state/checkout.ts';
import { ensurePrivacy } from '../../../state/privacy.ts';
import { CouponCard } from './CouponCard.tsx';
import { QuoteCard } from './QuoteCard.tsx';
import { SlotCard } from './SlotCard.tsx';
import './index.scss';

/** From what is wanted to an order that is being paid. */
export default function CheckoutPage() {
  const { t } = texts.use();
  const draft = checkoutStore.use();
  return (
    <Screen title={t('checkoutTitle')} bar>
      {draft && draft.lines.length > 0 ? (
        <Checkout draft={draft} />
      ) : (
        <Empty picture="bag" title={t('checkoutEmpty')}>
          <PlainButton
            id="checkout-go"
            kind="primary"
            onTap={() => Taro.switchTab({ url: '/pages/goods/store/index' })}
          >
            {t('cartGo')}
          </PlainButton>
        </Empty>
      )}
    </Screen>
  );
}

function requestOf(draft: CheckoutDraft, address: SavedAddress | null): OrderRequest {
  const note = draft.note.trim();
  const delivered: Address | null = address ? withoutId(address) : null;
  return {
    locationId: draft.locationId,
    lines: draft.lines.map(({ skuId, quantity, priceFen }) => ({ skuId, quantity, seenPriceFen: priceFen })),
    method: draft.method,
    address: draft.method === 'delivery' ? delivered : null,
    ...(note ? { note } : {}),
    ...(draft.slotId ? { slotId: draft.slotId } : {}),
    ...(draft.couponIds?.length ? { couponIds: draft.couponIds } : {}),
    channel,
  };
}

function withoutId({ id: _, revision: __, isDefault: ___, ...address }: SavedAddress): Address {
  return address;
}

function Checkout({ draft }: { draft: CheckoutDraft }) {
  const { t, pick, language } = texts.use();
  const picked = pickedAddress.use();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const intention = useRef(createIntention());

  const book = useRemote(
    draft.method === 'delivery' ? () => call(endpoints.listAddresses, {}) : null,
    draft.method,
  );
  const address = picked ?? book.data?.items[0] ?? null;
  const isComplete = draft.method === 'pickup' || address !== null;
  const request = requestOf(draft, address);
  // Note and slot change neither price nor place: choosing them must not ask again.
  const { note: _, slotId: _slotId, ...quoted } = request;
  const quote = useRemote(
    isComplete ? () => call(endpoints.quoteOrder, { body: quoted }) : null,
    JSON.stringify(quoted),
  );
  const quoteError = quote.error;
  useEffect(() => {
    if (quoteError) setFailure(null);
    // Used or over by now: without it the order can go on.
    if (quoteError instanceof ApiProblem && quoteError.code === 'coupon_unusable')
      checkoutStore.set((before) => (before ? { ...before, couponIds: [] } : before));
  }, [quoteError]);

  const change = (part: Partial<CheckoutDraft>) =>
    checkoutStore.set((before) => (before ? { ...before, ...part } : before));
  const [slotTurn, setSlotTurn] = useState(0);
  const chooseSlot = useCallback(
    (slotId: string | null) => checkoutStore.set((before) => (before ? { ...before, slotId } : before)),
    [],
  );
  const slotsAt = draft.method === 'pickup' ? draft.locationId : quote.data?.serving.locationId;
  const canPickUp = draft.lines.every((line) => line.pickupable);
  const delivers = useModule('deliveries');
  const canDeliver = delivers && draft.lines.every((line) => line.deliverable);

  const placeAndPay = async () => {
    // What stands beside the button is what is paid, or nothing is ordered.
    const seen = quote.data ? { ...request, seenTotalFen: quote.data.totalFen } : request;
    if (draft.method === 'delivery' && !(await ensurePrivacy())) return;
    setBusy(true);
    setFailure(null);
    try {
      const payBy = await platform.payBy();
      const placed = await call(endpoints.placeOrder, {
        body: { ...seen, payBy },
        idempotencyKey: intention.current.keyFor(seen),
      });
      intention.current.settle();
      if (draft.fromCart) {
        const ordered = draft.lines.map((line) => line.skuId);
        cartStore.set((carts) => withoutSkus(carts, draft.locationId, ordered));
      }
      // The order stands from here on; whatever happens to the payment shows on its own page.
      const paying = () => pay(placed.order, placed.payment).catch(() => 'unknown' as const);
      await toPayResult(placed.order.id, payBy === 'h5' ? 'unknown' : await paying());
      checkoutStore.set(null);
      pickedAddress.set(null);
      // The browser leaves for a page elsewhere: whoever goes back from there finds what became of it.
      if (payBy === 'h5') await paying();
    } catch (error) {
      if (!(error instanceof ApiProblem && error.isUnsettled)) intention.current.settle();
      setFailure(error);
      if (error instanceof ApiProblem && error.code === 'coupon_unusable') change({ couponIds: [] });
      if (error instanceof ApiProblem && error.code.startsWith('slot_')) setSlotTurn((turn) => turn + 1);
      void quote.reload();
    } finally {
      setBusy(false);
    }
  };

  const chooseAddress = () => {
    if (book.data?.items.length === 0 && !picked) {
      editedAddress.set(null);
      void Taro.navigateTo({ url: '/pages/people/address-edit/index?pick=1' });
    } else void Taro.navigateTo({ url: '/pages/people/addresses/index?pick=1' });
  };

  const refreshPrices = () => {
    const first = draft.lines[0];
    if (!first) return;
    void Taro.redirectTo({
      url: `/pages/goods/product/index?productId=${first.productId}&locationId=${draft.locationId}`,
    });
  };

  const problem = failure ?? quoteError;
  if (problem instanceof ApiProblem && problem.code === 'unauthenticated') {
    return <ErrorState error={problem} onRetry={() => void quote.reload()} />;
  }
  const missingHere = draft.method === 'pickup' ? missingLine(problem, draft) : null;
  const deliverInstead = () => change({ method: 'delivery', slotId: null });
  return (
    <View>
      <View className="checkout__methods" ariaRole="tablist">
        <MethodTab
          method="pickup"
          on={draft.method === 'pickup'}
          disabled={!canPickUp}
          onTap={() => change({ method: 'pickup', slotId: null })}
        />
        {delivers ? (
          <MethodTab
            method="delivery"
            on={draft.method === 'delivery'}
            disabled={!canDeliver}
            onTap={() => change({ method: 'delivery', slotId: null })}
          />
        ) : null}
      </View>
      {canPickUp && (canDeliver || !delivers) ? null : (
        <Text className="checkout__limit">{t(canPickUp ? 'cannotDeliver' : 'cannotPickup')}</Text>
      )}

      {draft.method === 'pickup' ? (
        <View className="card checkout__place">
          <Icon name="store" size={44} color="textSoft" />
          <View className="checkout__place-words">
            <Text className="checkout__muted">{t('pickupAt')}</Text>
            <Text id="pickup-branch" className="checkout__place-name">
              {pick(draft.branchName)}
            </Text>
            <Text className="checkout__muted">{t('pickupHint')}</Text>
          </View>
        </View>
      ) : (
        <View id="choose-address" className="card checkout__place" ariaRole="button" onClick={chooseAddress}>
          <Icon name="place" size={44} color="textSoft" />
          {address ? (
            <View className="checkout__place-words">
              <Text className="checkout__place-name">
                {`${address.province === address.city ? '' : address.province}${address.city}${address.county}`}
              </Text>
              <Text className="checkout__place-detail">{address.detail}</Text>
              <Text className="checkout__muted">{`${address.recipientName} ${address.phone}`}</Text>
            </View>
          ) : (
            <View className="checkout__place-words">
              <Text className="checkout__place-name">{book.loading ? t('loading') : t('addressChoose')}</Text>
              <Text className="checkout__muted">{t('addressChooseNote')}</Text>
            </View>
          )}
          <Icon name="chevron" size={32} color="textFaint" />
        </View>
      )}

      {isComplete && slotsAt ? (
        <SlotCard
          locationId={slotsAt}
          method={draft.method}
          point={draft.method === 'delivery' ? address : null}
          slotId={draft.slotId ?? null}
          expected={draft.method === 'delivery' ? (quote.data?.serving.expected ?? null) : null}
          turn={slotTurn}
          onChoose={chooseSlot}
        />
      ) : null}

      <View className="card">
        <OrderLines
          lines={draft.lines.map((line) => ({
            ...line,
            unitPriceFen: line.priceFen,
            amountFen: line.priceFen * line.quantity,
          }))}
        />
        <NotTakenBack lines={quote.data?.notReturnable ?? []} before />
      </View>

      <View className="card">
        <Text className="checkout__label">{t('noteLabel')}</Text>
        <Textarea
          id="order-note"
          className="checkout__note"
          value={draft.note}
          maxlength={200}
          autoHeight
          placeholder={t('notePlaceholder')}
          placeholderClass="placeholder"
          onInput={(event) => change({ note: event.detail.value })}
        />
      </View>

      {quote.data?.coupons?.length ? (
        <CouponCard coupons={quote.data.coupons} onChoose={(couponIds) => change({ couponIds })} />
      ) : null}

      {isComplete ? (
        <QuoteCard quote={quote.data} loading={quote.loading} method={draft.method} language={language} />
      ) : null}

      {problem ? (
        <View id="checkout-problem" className="checkout__problem" ariaRole="alert">
          <Text>{problemMessage(problem, language)}</Text>
          {problem instanceof ApiProblem && problem.code === 'price_changed' ? (
            <PlainButton id="refresh-prices" size="small" onTap={refreshPrices}>
              {t('priceRefresh')}
            </PlainButton>
          ) : missingHere ? null : (
            <PlainButton
              id="retry"
              size="small"
              onTap={() => {
                setFailure(null);
                void (book.error ? book.reload() : quote.reload());
              }}
            >
              {t('retry')}
            </PlainButton>
          )}
        </View>
      ) : null}

      {missingHere ? (
        <NotHere line={missingHere} draft={draft} canDeliver={canDeliver} onDelivery={deliverInstead} />
      ) : null}

      <BottomBar>
        <View className="checkout__sum">
          <Text className="checkout__muted">{t('total')}</Text>
          {quote.data ? (
            <PriceText id="checkout-total" amountFen={quote.data.totalFen} size="large" />
          ) : (
            <Text className="checkout__muted">—</Text>
          )}
        </View>
        <PlainButton
          id="place-and-pay"
          kind="primary"
          busy={busy}
          disabled={!quote.data || quoteError !== null}
          onTap={() => void placeAndPay()}
        >
          {busy ? t('placing') : t('placeAndPay')}
        </PlainButton>
      </BottomBar>
    </View>
  );
}

/** Which line the branch does not have, where that is why it was refused. */
function missingLine(problem: unknown, draft: CheckoutDraft): CheckoutDraft['lines'][number] | null {
  if (!(problem instanceof ApiProblem && problem.code === 'out_of_stock')) return null;
  return draft.lines.find(({ skuId }) => skuId === problem.params.skuId) ?? draft.lines[0] ?? null;
}

type NotHereProps = {
  line: CheckoutDraft['lines'][number];
  draft: CheckoutDraft;
  canDeliver: boolean;
  onDelivery: () => void;
};

/** What cannot be collected here can be brought, or is at another branch. */
function NotHere({ line, draft, canDeliver, onDelivery }: NotHereProps) {
  const { t, pick } = texts.use();
  return (
    <View id="not-here" className="card checkout__not-here">
      <Text>{t('notHere', { branch: pick(draft.branchName) })}</Text>
      {canDeliver ? (
        <PlainButton id="deliver-instead" size="small" kind="primary" onTap={onDelivery}>
          {t('deliverInstead')}
        </PlainButton>
      ) : null}
      <RegionalStock productId={line.productId} skuId={line.skuId} locationId={draft.locationId} soldOut />
    </View>
  );
}

type TabProps = { method: FulfilmentMethod; on: boolean; disabled: boolean; onTap: () => void };

function MethodTab({ method, on, disabled, onTap }: TabProps) {
  const { t } = texts.use();
  const classes = ['checkout__method'];
  if (on) classes.push('checkout__method--on');
  if (disabled) classes.push('checkout__method--off');
  return (
    <View
      id={`method-${method}`}
      className={classes.join(' ')}
      ariaRole="tab"
      ariaSelected={on}
      ariaDisabled={disabled}
      onClick={() => {
        if (!disabled) onTap();
      }}
    >
      <Icon name={method === 'pickup' ? 'bag' : 'truck'} size={40} color={on ? 'onDark' : 'text'} />
      <Text>{t(method)}</Text>
    </View>
  );
}
