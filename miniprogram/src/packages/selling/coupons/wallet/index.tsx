import type { CouponView } from '@jindian/shared/contract/selling/promotions';
import { formatBrandTime } from '@jindian/shared/time';
import { Input, Text, View } from '@tarojs/components';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { problemMessage } from '../../../../api/problem.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { couponTexts } from '../../../../i18n/selling/coupons.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import './index.scss';

const tones = { held: 'done', used: 'neutral', expired: 'neutral' } as const;

/** What somebody has, what there is to take, and a code to type. */
export default function WalletPage() {
  const { t, language } = couponTexts.use();
  const wallet = useRemote(() => call(endpoints.getMyCoupons, {}), 'coupons');
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const intention = useRef(createIntention());

  const take = async (what: { code: string } | { promotionId: string }) => {
    setBusy(true);
    setFailure(null);
    try {
      const idempotencyKey = intention.current.keyFor(what);
      if ('code' in what) await call(endpoints.claimCoupon, { body: what, idempotencyKey });
      else await call(endpoints.takeCoupon, { params: what, idempotencyKey });
      setCode('');
      await wallet.reload();
    } catch (error) {
      setFailure(error);
    } finally {
      intention.current.settle();
      setBusy(false);
    }
  };

  return (
    <Screen title={t('title')}>
      <View className="card wallet__code">
        <Input
          id="coupon-code"
          className="wallet__input"
          value={code}
          maxlength={24}
          placeholder={t('codePlaceholder')}
          placeholderClass="placeholder"
          onInput={(event) => setCode(event.detail.value)}
        />
        <PlainButton
          id="claim-coupon"
          kind="primary"
          size="small"
          busy={busy}
          disabled={code.trim().length < 4}
          onTap={() => void take({ code: code.trim() })}
        >
          {t('claim')}
        </PlainButton>
      </View>
      {failure ? (
        <Text id="coupon-problem" className="wallet__problem" ariaRole="alert">
          {problemMessage(failure, language)}
        </Text>
      ) : null}
      {wallet.data ? (
        <>
          {wallet.data.offers.length > 0 ? (
            <View className="card">
              <Text className="wallet__heading">{t('offers')}</Text>
              {wallet.data.offers.map((offer) => (
                <Offer
                  key={offer.promotionId}
                  offer={offer}
                  busy={busy}
                  onTake={() => void take({ promotionId: offer.promotionId })}
                />
              ))}
            </View>
          ) : null}
          {wallet.data.items.length > 0 ? (
            <View className="card">
              <Text className="wallet__heading">{t('mine')}</Text>
              {wallet.data.items.map((coupon) => (
                <Mine key={coupon.id} coupon={coupon} />
              ))}
            </View>
          ) : (
            <Empty picture="bag" title={t('none')} note={t('noneNote')} />
          )}
        </>
      ) : wallet.error ? (
        <ErrorState error={wallet.error} onRetry={() => void wallet.reload()} />
      ) : (
        <Skeleton kind="rows" />
      )}
    </Screen>
  );
}

function useUntil() {
  const { t } = couponTexts.use();
  return (untilMs: number | null) =>
    untilMs === null ? t('forGood') : t('until', { time: formatBrandTime(untilMs) });
}

type OfferProps = {
  offer: Pick<CouponView, 'promotionId' | 'name' | 'says' | 'validUntilMs'>;
  busy: boolean;
  onTake: () => void;
};

function Offer({ offer, busy, onTake }: OfferProps) {
  const { t, pick } = couponTexts.use();
  const until = useUntil();
  return (
    <Row
      title={pick(offer.says)}
      note={`${pick(offer.name)} · ${until(offer.validUntilMs)}`}
      end={
        <PlainButton id={`take-${offer.promotionId}`} size="small" busy={busy} onTap={onTake}>
          {t('take')}
        </PlainButton>
      }
    />
  );
}

function Mine({ coupon }: { coupon: CouponView }) {
  const { t, pick } = couponTexts.use();
  const until = useUntil();
  return (
    <Row
      id={`coupon-${coupon.id}`}
      title={pick(coupon.says)}
      note={`${pick(coupon.name)} · ${until(coupon.validUntilMs)}`}
      end={<Chip tone={tones[coupon.state]}>{t(`state_${coupon.state}`)}</Chip>}
    />
  );
}
