import type { QuotedCoupon } from '@jindian/shared/contract/selling/promotions';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import { Chip } from '../../../components/Chip.tsx';
import { Row } from '../../../components/Row.tsx';
import { couponTexts } from '../../../i18n/selling/coupons.ts';

type Props = { coupons: readonly QuotedCoupon[]; onChoose: (couponIds: string[]) => void };

/** What the shopper has: what each would take off this order, or why it does nothing. A tap lays one down, or takes it back. */
export function CouponCard({ coupons, onChoose }: Props) {
  const { t, pick } = couponTexts.use();
  const chosen = coupons.filter(({ isUsed }) => isUsed).map(({ id }) => id);
  const said = ({ why, savesFen }: QuotedCoupon): string => {
    if (why === null) return t('saves', { amount: formatYuan(savesFen) });
    switch (why) {
      case 'too_little':
      case 'no_goods':
      case 'already_cheaper':
      case 'another_is_better':
        return t(`why_${why}`);
      default:
        return t('why_other');
    }
  };
  return (
    <View id="coupons" className="card">
      <Text className="checkout__label">{t('title')}</Text>
      {coupons.map((coupon) => (
        <Row
          key={coupon.id}
          id={`coupon-${coupon.id}`}
          title={pick(coupon.says)}
          note={pick(coupon.name)}
          chosen={coupon.isUsed}
          end={
            <Chip tone={coupon.isUsed && coupon.why === null ? 'done' : 'neutral'}>
              {coupon.isUsed && coupon.why === null ? `${t('chosen')} · ${said(coupon)}` : said(coupon)}
            </Chip>
          }
          {...(coupon.isUsed || coupon.why === null
            ? {
                onTap: () =>
                  onChoose(coupon.isUsed ? chosen.filter((id) => id !== coupon.id) : [...chosen, coupon.id]),
              }
            : {})}
        />
      ))}
    </View>
  );
}
