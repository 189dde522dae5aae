import type { MemberPoints } from '@jindian/shared/contract/selling/points';
import type { MemberTier, TierMeasure } from '@jindian/shared/contract/selling/tiers';
import { formatYuan } from '@jindian/shared/money';
import { brandDay, formatBrandTime } from '@jindian/shared/time';
import { Image, Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { call, endpoints } from '../../../../api/client.ts';
import { problemMessage } from '../../../../api/problem.ts';
import '../../../../components/code-card.scss';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { QrImage } from '../../../../components/QrImage.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { cardTexts } from '../../../../i18n/people/card.ts';
import { couponTexts } from '../../../../i18n/selling/coupons.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { useShownCode } from '../../../../lib/use-shown-code.ts';
import { useModule } from '../../../../state/brand.ts';
import { barcodeSvgUri } from '../lib/barcode.ts';
import './index.scss';

/** The member's own card, in any store: what it says, and why. */
export default function CardPage() {
  const { t } = cardTexts.use();
  const withPoints = useModule('points');
  const withTiers = useModule('tiers');
  const withCoupons = useModule('promotions');
  const coupons = couponTexts.use();
  const points = useRemote(withPoints ? () => call(endpoints.getMyPoints, { query: {} }) : null, 'points');
  const tier = useRemote(withTiers ? () => call(endpoints.getMyTier, {}) : null, 'tier');
  return (
    <Screen title={t('title')}>
      <Code tier={tier.data} points={points.data} />
      {tier.data ? <Next tier={tier.data} /> : null}
      <View className="card">
        <Row
          id="open-profile"
          title={t('profileTitle')}
          note={t('profileNote')}
          end={<Icon name="chevron" size={30} color="textFaint" />}
          onTap={() => void Taro.navigateTo({ url: '/packages/people/card/profile/index' })}
        />
      </View>
      {withCoupons ? (
        <View className="card">
          <Row
            id="open-coupons"
            title={coupons.t('title')}
            note={coupons.t('walletNote')}
            end={<Icon name="chevron" size={30} color="textFaint" />}
            onTap={() => void Taro.navigateTo({ url: '/packages/selling/coupons/wallet/index' })}
          />
        </View>
      ) : null}
      {points.data ? <Lines points={points.data} /> : null}
    </Screen>
  );
}

function Code({ tier, points }: { tier: MemberTier | null; points: MemberPoints | null }) {
  const { t, pick, language } = cardTexts.use();
  const { code, seconds, error, renew } = useShownCode({ ask: () => call(endpoints.getMyCardCode, {}) });
  return (
    <View id="my-card-code" className="card code-card">
      <View className="member-card__head">
        <Text id="card-tier" className="member-card__tier">
          {tier?.tier ? pick(tier.tier.name) : t('member')}
        </Text>
        {points ? (
          <Text id="card-points" className="member-card__points">
            {t('points', { points: points.available })}
          </Text>
        ) : null}
      </View>
      {code ? (
        <>
          <QrImage id="card-qr" className="code-card__qr" text={code.code} label={t('title')} />
          <Image
            id="card-barcode"
            className="member-card__barcode"
            src={barcodeSvgUri(code.barcode)}
            mode="scaleToFill"
            ariaLabel={t('barcode')}
          />
          <Text className="member-card__number">{code.number.replace(/(\d{4})(?=\d)/g, '$1 ')}</Text>
          <Text className="code-card__muted">{error ? t('codeFailed') : t('codeNext', { seconds })}</Text>
        </>
      ) : (
        <View className="code-card__qr code-card__qr--empty">
          <Text className="code-card__muted">
            {error ? problemMessage(error, language) : t('codeComing')}
          </Text>
          {error ? (
            <PlainButton id="card-retry" size="small" onTap={() => void renew()}>
              {t('retry')}
            </PlainButton>
          ) : null}
        </View>
      )}
    </View>
  );
}

/** How far it is to the next tier, and how long this one stays. */
function Next({ tier }: { tier: MemberTier }) {
  const { t, pick } = cardTexts.use();
  const amount = (measure: TierMeasure, value: number) =>
    measure === 'spendFen'
      ? t('lackSpend', { amount: formatYuan(value) })
      : t(measure === 'orders' ? 'lackOrders' : 'lackPoints', { amount: value });
  const { next, untilMs, changes, figures, periodMonths } = tier;
  if (!tier.tier && !next) return null;
  return (
    <View id="card-next" className="card">
      {next ? (
        <Row
          title={t('nextTier', { name: pick(next.name) })}
          note={next.lacks.map(({ measure, amount: lack }) => amount(measure, lack)).join(t('or'))}
        />
      ) : null}
      <Row
        title={t('counted', { months: periodMonths })}
        note={`${amount('spendFen', figures.spendFen)} · ${amount('orders', figures.orders)}`}
      />
      {untilMs === null ? null : <Row title={t('keptUntil')} end={brandDay(untilMs - 1)} />}
      {changes.map(({ atMs, to, reason, note }) => (
        <Row
          key={atMs}
          title={to ? pick(to) : t('member')}
          note={note ?? t(`why_${reason}`)}
          end={<Text className="code-card__muted">{brandDay(atMs)}</Text>}
        />
      ))}
    </View>
  );
}

function Lines({ points }: { points: MemberPoints }) {
  const { t } = cardTexts.use();
  const { promised, owed, lots, lines } = points;
  return (
    <View id="card-lines" className="card">
      {promised > 0 ? <Row title={t('promised')} note={t('promisedNote')} end={String(promised)} /> : null}
      {owed > 0 ? <Row title={t('owed')} note={t('owedNote')} end={String(owed)} /> : null}
      {lots
        .filter(({ expiresAtMs }) => expiresAtMs !== null)
        .map((lot) => (
          <Row
            key={lot.expiresAtMs}
            title={t('expires', { day: brandDay((lot.expiresAtMs ?? 0) - 1) })}
            end={String(lot.points)}
          />
        ))}
      {lines.length === 0 ? (
        <Text className="code-card__muted">{t('noLines')}</Text>
      ) : (
        lines.map(({ id, kind, points: moved, atMs, orderNumber, reason }) => (
          <Row
            key={id}
            title={t(`line_${kind}`)}
            note={[formatBrandTime(atMs), orderNumber ?? reason].filter(Boolean).join(' · ')}
            end={moved > 0 ? `+${moved}` : String(moved)}
          />
        ))
      )}
    </View>
  );
}
