import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { Text, View } from '@tarojs/components';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { offersTexts } from '../../../../i18n/serving/offers.ts';
import { OfferFacts, TimeLeft } from './OfferFacts.tsx';
import { OrderLines } from './OrderLines.tsx';
import './work-card.scss';

type Props = {
  item: WorkItem;
  nowMs: number;
  busy: boolean;
  onAccept: (item: WorkItem) => void;
  onRefuse: (item: WorkItem) => void;
};

export const goodsFenOf = (item: Pick<WorkItem, 'lines'>) =>
  item.lines.reduce((sum, { amountFen }) => sum + amountFen, 0);

/** An order that this branch is asked to serve: what it is, what it brings, and until when to say so. */
export function OfferCard({ item, nowMs, busy, onAccept, onRefuse }: Props) {
  const { t } = offersTexts.use();
  const { t: tc } = clerkTexts.use();
  const { address } = item;
  const number = item.orderNumber;
  return (
    <View id={`work-${number}`} className="card work-card">
      <View className="work-card__top">
        <Text className="work-card__number">{number}</Text>
        <View className="work-card__method">
          <Icon name={item.method === 'pickup' ? 'bag' : 'truck'} size={32} color="textSoft" />
          <Text>{tc(item.method)}</Text>
        </View>
        {item.offerUntilMs === null ? null : (
          <TimeLeft id={`left-${number}`} untilMs={item.offerUntilMs} nowMs={nowMs} />
        )}
      </View>
      <OrderLines lines={item.lines} />
      <OfferFacts facts={{ ...item, goodsFen: goodsFenOf(item) }} nowMs={nowMs} />
      {address ? (
        <View className="work-card__note work-card__note--plain">
          <Text className="work-card__note-label">{t('area')}</Text>
          <Text className="work-card__note-text">
            {[...new Set([address.province, address.city, address.county]), address.detail].join('')}
          </Text>
        </View>
      ) : null}
      {item.note ? (
        <View className="work-card__note">
          <Text className="work-card__note-label">{tc('note')}</Text>
          <Text className="work-card__note-text">{item.note}</Text>
        </View>
      ) : null}
      <View className="work-card__action">
        <PlainButton id={`refuse-${number}`} disabled={busy} onTap={() => onRefuse(item)}>
          {t('refuse')}
        </PlainButton>
        <PlainButton id={`accept-${number}`} kind="primary" grow busy={busy} onTap={() => onAccept(item)}>
          {t(busy ? 'accepting' : 'accept')}
        </PlainButton>
      </View>
    </View>
  );
}
