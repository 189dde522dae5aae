import { arrivalText } from '@jindian/shared/arrival';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { formatDistance } from '@jindian/shared/geo';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import { Chip } from '../../../../components/Chip.tsx';
import { offersTexts } from '../../../../i18n/serving/offers.ts';
import { countdown } from '../../../../lib/order-phase.ts';
import { slotText } from '../../../../lib/slot-words.ts';
import './offer-facts.scss';

type Facts = Pick<WorkItem, 'distanceMeters' | 'serviceFeeFen' | 'slotId'> & {
  goodsFen: number;
  expected?: WorkItem['expected'];
};

/** What decides whether it is worth it: how far, what for, until when, how much. */
export function OfferFacts({ facts, nowMs, here }: { facts: Facts; nowMs: number; here?: boolean }) {
  const { t, language } = offersTexts.use();
  const { distanceMeters, serviceFeeFen, slotId, goodsFen, expected } = facts;
  const when = slotId
    ? slotText(slotId, nowMs, language)
    : expected
      ? arrivalText(expected, nowMs, language)
      : t('asap');
  const shown = [
    ...(distanceMeters === null
      ? []
      : [{ label: t(here ? 'away' : 'distance'), value: formatDistance(distanceMeters, language) }]),
    ...(serviceFeeFen > 0 ? [{ label: t('fee'), value: `+${formatYuan(serviceFeeFen)}`, isFee: true }] : []),
    { label: t('goods'), value: formatYuan(goodsFen) },
    { label: t('slot'), value: when, isWide: true },
  ];
  return (
    <View className="offer-facts">
      {shown.map(({ label, value, isFee, isWide }) => (
        <View key={label} className={`offer-facts__one ${isWide ? 'offer-facts__one--wide' : ''}`}>
          <Text className="offer-facts__label">{label}</Text>
          <Text className={`offer-facts__value ${isFee ? 'offer-facts__value--fee' : ''}`}>{value}</Text>
        </View>
      ))}
    </View>
  );
}

/** Under three minutes it is time to decide. */
const hurryMs = 3 * 60_000;

/** How long there is to say yes. */
export function TimeLeft({ id, untilMs, nowMs }: { id: string; untilMs: number; nowMs: number }) {
  const { t } = offersTexts.use();
  const leftMs = untilMs - nowMs;
  return (
    <Chip id={id} tone={leftMs <= hurryMs ? 'danger' : 'wait'} className="offer-facts__left">
      {leftMs > 0 ? t('timeLeft', { time: countdown(untilMs, nowMs) }) : t('timeUp')}
    </Chip>
  );
}
