import type { Language } from '@jindian/shared/contract/common';
import type { FulfilmentMethod, Quote } from '@jindian/shared/contract/serving/order';
import { formatDistance } from '@jindian/shared/geo';
import { Text, View } from '@tarojs/components';
import { AmountRow } from '../../../components/AmountRow.tsx';
import { MissingFor, Reductions, reducedFen } from '../../../components/Reductions.tsx';
import { texts } from '../../../i18n/index.ts';

type Props = { quote: Quote | null; loading: boolean; method: FulfilmentMethod; language: Language };

/** What it would cost and who would serve it. */
export function QuoteCard({ quote, loading, method, language }: Props) {
  const { t, pick } = texts.use();
  if (!quote) return loading ? <View className="card checkout__muted">{t('calculating')}</View> : null;
  const place = pick(quote.serving.name);
  const far = quote.serving.distanceMeters;
  const servedBy =
    method === 'pickup'
      ? t('pickedUpFrom', { place })
      : far === null
        ? t('servedBy', { place })
        : t('servedByFar', { place, distance: formatDistance(far, language) });
  return (
    <View id="quote" className="card">
      <AmountRow name={t('goodsAmount')} amountFen={quote.goodsFen + reducedFen(quote.promotions)} />
      <Reductions promotions={quote.promotions} gifts={quote.gifts} />
      {method === 'delivery' ? (
        <AmountRow name={t('deliveryFee')} amountFen={quote.deliveryFeeFen} zero={t('freeOfCharge')} />
      ) : null}
      <MissingFor missing={quote.missing} />
      {quote.points ? (
        <Text id="quote-points" className="checkout__served">
          {t('orderPoints', { points: quote.points })}
        </Text>
      ) : null}
      <Text id="served-by" className="checkout__served">
        {servedBy}
      </Text>
      {quote.sellers.length > 1 ? (
        <View id="sellers">
          <Text className="checkout__served">{t('sellersNote', { count: quote.sellers.length })}</Text>
          {quote.sellers.map(({ soldBy, totalFen }) => (
            <AmountRow
              key={soldBy.ownerId}
              name={t('soldBy', { name: soldBy.legalName })}
              amountFen={totalFen}
            />
          ))}
        </View>
      ) : (
        quote.sellers.map(({ soldBy }) => (
          <Text key={soldBy.ownerId} id="sold-by" className="checkout__served">
            {t('soldBy', { name: soldBy.legalName })}
          </Text>
        ))
      )}
    </View>
  );
}
