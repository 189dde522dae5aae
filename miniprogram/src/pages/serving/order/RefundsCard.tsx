import { deliveryPieceId, type RefundView } from '@jindian/shared/contract/money/payments';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { Chip } from '../../../components/Chip.tsx';
import { refundTexts } from '../../../i18n/money/refunds.ts';
import './refunds-card.scss';

/** What went back, or is on its way: of what, how much, to where, and how far it is. */
export function RefundsCard({ order }: { order: OrderView }) {
  const { t } = refundTexts.use();
  // What HQ has given up never was promised.
  const shown = order.refunds.filter(({ state }) => state !== 'dropped');
  if (shown.length === 0) return null;
  return (
    <View id="refunds" className="card refunds">
      <Text className="refunds__heading">{t('refunds')}</Text>
      {shown.map((refund) => (
        <Refund key={refund.id} refund={refund} order={order} />
      ))}
    </View>
  );
}

function Refund({ refund, order }: { refund: RefundView; order: OrderView }) {
  const { t, pick } = refundTexts.use();
  const nameOf = (lineId: string) => {
    if (lineId === deliveryPieceId) return t('deliveryFee');
    const line = order.lines.find(({ id }) => id === lineId);
    return line ? pick(line.title) : '';
  };
  const what = refund.lines.map(({ lineId, quantity }) =>
    quantity > 0 ? `${nameOf(lineId)} × ${quantity}` : nameOf(lineId),
  );
  const isBack = refund.state === 'succeeded' || refund.state === 'settled';
  return (
    <View className="refunds__one">
      <View className="refunds__row">
        <Text className="refunds__amount">{formatYuan(refund.amountFen)}</Text>
        <Chip tone={isBack ? 'done' : 'wait'}>
          {t(
            refund.state === 'settled'
              ? 'settled'
              : isBack
                ? 'arrived'
                : refund.state === 'failed'
                  ? 'delayed'
                  : 'underWay',
          )}
        </Chip>
      </View>
      <Text className="refunds__note">
        {refund.cause === 'late_money' ? t('lateMoney') : what.join('、')}
      </Text>
      {refund.backs
        .filter(({ state }) => state !== 'settled')
        .map(({ tenderId, kind, amountFen }) => (
          <Text key={tenderId} className="refunds__note">
            {t('backTo', { tender: t(kind), amount: formatYuan(amountFen) })}
          </Text>
        ))}
      <Text className="refunds__note refunds__digits">
        {formatBrandTime(refund.finishedAtMs ?? refund.atMs)}
      </Text>
    </View>
  );
}
