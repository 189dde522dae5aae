import type { ShareView } from '@jindian/shared/contract/selling/shares';
import { Image, Text, View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { PriceText } from '../../../../components/PriceText.tsx';
import { QrImage } from '../../../../components/QrImage.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Stepper } from '../../../../components/Stepper.tsx';
import { assetUrl } from '../../../../config.ts';
import { stationTexts } from '../../../../i18n/selling/station.ts';
import { type CartLine, maxQuantity, withoutSkus, withQuantity } from '../../../../lib/cart-rules.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { platform } from '../../../../platform/index';
import { cartStore } from '../../../../state/cart.ts';
import { notice } from '../../../../state/questions.ts';
import './index.scss';

/** What a basket that is sent may hold. */
const mostLines = 20;

/** An order for whoever stands at the counter: they scan the screen, check it and pay on their own phone. */
export default function StationCounterPage() {
  const { t } = stationTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const cart = cartStore.use().find((one) => one.locationId === locationId);
  const lines = cart?.lines.slice(0, mostLines) ?? [];
  const [share, setShare] = useState<ShareView | null>(null);
  const [busy, setBusy] = useState(false);
  const making = useRef(createIntention());
  const totalFen = lines.reduce((sum, { priceFen, quantity }) => sum + priceFen * quantity, 0);

  const show = async () => {
    setBusy(true);
    try {
      const content = {
        kind: 'basket' as const,
        atCounter: true,
        locationId,
        lines: lines.map(({ productId, skuId, quantity }) => ({ productId, skuId, quantity })),
      };
      const body = { content, note: '' };
      setShare(await call(endpoints.makeShare, { body, idempotencyKey: making.current.keyFor(body) }));
      making.current.settle();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const next = async () => {
    if (!(await ask(t('nextAsk'), t('next'), t('keep')))) return;
    cartStore.set((carts) =>
      withoutSkus(
        carts,
        locationId,
        lines.map(({ skuId }) => skuId),
      ),
    );
    setShare(null);
    await Taro.navigateBack();
  };

  if (lines.length === 0)
    return (
      <Screen title={t('counterTitle')} staff>
        <Empty id="counter-empty" picture="bag" title={t('counterEmpty')} note={t('counterEmptyNote')}>
          <PlainButton id="counter-back" kind="primary" onTap={() => void Taro.navigateBack()}>
            {t('back')}
          </PlainButton>
        </Empty>
      </Screen>
    );
  return (
    <Screen title={t('counterTitle')} staff bar>
      {share ? <ToScan share={share} /> : null}
      <View id="counter-lines" className="card">
        <Text className="counter__lead">{t('counterLead')}</Text>
        {lines.map((line) => (
          <Line
            key={line.skuId}
            line={line}
            onQuantity={
              share
                ? null
                : (quantity) =>
                    cartStore.set((carts) => withQuantity(carts, locationId, line.skuId, quantity))
            }
          />
        ))}
        <View className="counter__total">
          <Text>{t('total')}</Text>
          <PriceText id="counter-total" amountFen={totalFen} size="large" />
        </View>
      </View>
      <BottomBar>
        {share ? (
          <>
            <PlainButton id="counter-change" grow onTap={() => setShare(null)}>
              {t('change')}
            </PlainButton>
            <PlainButton id="counter-next" kind="primary" grow onTap={() => void next()}>
              {t('next')}
            </PlainButton>
          </>
        ) : (
          <PlainButton id="counter-show" kind="primary" grow busy={busy} onTap={() => void show()}>
            {t('show')}
          </PlainButton>
        )}
      </BottomBar>
    </Screen>
  );
}

type LineProps = { line: CartLine; onQuantity: ((quantity: number) => void) | null };

function Line({ line, onQuantity }: LineProps) {
  const { t, pick } = stationTexts.use();
  return (
    <View id={`counter-${line.skuId}`} className="counter__line">
      <Image className="counter__picture" src={assetUrl(line.imagePath, 200)} mode="aspectFit" />
      <View className="counter__words">
        <Text className="counter__title">{pick(line.title)}</Text>
        <Text className="counter__soft">{pick(line.skuName)}</Text>
        <PriceText amountFen={line.priceFen} />
      </View>
      {onQuantity ? (
        <Stepper
          id={`counter-count-${line.skuId}`}
          value={line.quantity}
          min={0}
          max={maxQuantity}
          onChange={onQuantity}
        />
      ) : (
        <Text className="counter__soft">{t('pieces', { count: line.quantity })}</Text>
      )}
    </View>
  );
}

type Seen = 'notYet' | 'opened' | 'paid';

function ToScan({ share }: { share: ShareView }) {
  const { t } = stationTexts.use();
  const [seen, setSeen] = useState<Seen | null>(null);
  const [busy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    try {
      const { items } = await call(endpoints.listMyShares, { query: { limit: 10 } });
      const mine = items.find(({ shareId }) => shareId === share.shareId);
      setSeen(mine && mine.orders > 0 ? 'paid' : mine && mine.opens > 0 ? 'opened' : 'notYet');
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const copy = async () => {
    await platform.copyText(share.url);
    notice(t('copied'));
  };
  return (
    <View className="card counter__code">
      <QrImage id="counter-qr" className="counter__qr" text={share.url} label={t('qrLabel')} />
      <Text className="counter__how">{t('qrHow')}</Text>
      <Text className="counter__soft">{t('qrHome')}</Text>
      {seen ? (
        <Chip id="counter-seen" tone={seen === 'paid' ? 'done' : 'wait'}>
          {t(seen)}
        </Chip>
      ) : null}
      <View className="counter__acts">
        <PlainButton id="counter-copy" size="small" onTap={() => void copy()}>
          {t('copyLink')}
        </PlainButton>
        <PlainButton id="counter-look" size="small" busy={busy} onTap={() => void look()}>
          {t('look')}
        </PlainButton>
      </View>
    </View>
  );
}
