import type { LocalizedText } from '@jindian/shared/contract/common';
import type { AppliedPromotion, Missing } from '@jindian/shared/contract/selling/promotions';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import { promotionTexts } from '../i18n/selling/promotions.ts';
import { AmountRow } from './AmountRow.tsx';
import './order-lines.scss';

type Gift = { title: LocalizedText; quantity: number };

/** What promotions took off the goods, so that the sum before them can be told. */
export const reducedFen = (promotions: readonly AppliedPromotion[] = []) =>
  promotions.reduce((sum, { kind, amountFen }) => sum + (kind === 'gift' ? 0 : amountFen), 0);

/** What made it cheaper, each with how much, and what is given with it. */
export function Reductions({
  promotions = [],
  gifts = [],
}: {
  promotions?: readonly AppliedPromotion[] | undefined;
  gifts?: readonly Gift[] | undefined;
}) {
  const { t, pick } = promotionTexts.use();
  return (
    <View id="reductions">
      {promotions.map(({ id, kind, name, amountFen }) =>
        kind === 'gift' || amountFen === 0 ? null : (
          <AmountRow key={id} name={pick(name)} amountFen={0 - amountFen} />
        ),
      )}
      {gifts.map(({ title, quantity }) => (
        <View key={title.zh} className="amount-row">
          <Text>{t('giftLine', { title: pick(title), count: quantity })}</Text>
          <Text className="amount-row__zero">{t('gift')}</Text>
        </View>
      ))}
    </View>
  );
}

/** What a little more would bring. */
export function MissingFor({ missing = [] }: { missing?: readonly Missing[] | undefined }) {
  const { t, pick } = promotionTexts.use();
  const [nearest] = missing;
  if (!nearest) return null;
  const { measure, lacks, brings } = nearest;
  return (
    <Text id="missing" className="missing-for">
      {measure === 'fen'
        ? t('missingFen', { amount: formatYuan(lacks), brings: pick(brings) })
        : t('missingPieces', { count: lacks, brings: pick(brings) })}
    </Text>
  );
}
