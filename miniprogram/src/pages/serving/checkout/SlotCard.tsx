import { type Arrival, arrivalText } from '@jindian/shared/arrival';
import type { SlotView } from '@jindian/shared/contract/places/slots';
import type { FulfilmentMethod } from '@jindian/shared/contract/serving/order';
import { readSlotId, slotHours } from '@jindian/shared/slots';
import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { Icon } from '../../../components/Icon.tsx';
import { slotsTexts } from '../../../i18n/places/slots.ts';
import { dayText, slotText } from '../../../lib/slot-words.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { platform } from '../../../platform/index';
import './slot-card.scss';

type Props = {
  /** Whose slots: the branch itself, or whoever would deliver. */
  locationId: string;
  method: FulfilmentMethod;
  point: { latGcj02: number; lngGcj02: number } | null;
  slotId: string | null;
  /** When it would come without a slot. */
  expected: Arrival | null;
  /** Grows when placing was refused because a slot went: it is asked anew. */
  turn: number;
  onChoose: (slotId: string | null) => void;
};

/** When it is wanted: as soon as possible, or in a slot with room. */
export function SlotCard({ locationId, method, point, slotId, expected, turn, onChoose }: Props) {
  const { t, language } = slotsTexts.use();
  const where = point ? { latGcj02: point.latGcj02, lngGcj02: point.lngGcj02 } : {};
  const open = useRemote(
    () => call(endpoints.listSlots, { params: { locationId }, query: { method, ...where } }),
    `${locationId} ${method} ${JSON.stringify(where)} ${turn}`,
  );
  const [day, setDay] = useState<string | null>(null);
  const [unfolded, setUnfolded] = useState(false);
  const nowMs = platform.nowMs();
  const days = open.data?.days ?? [];
  const chosen = days.flatMap(({ slots }) => slots).find(({ id }) => id === slotId);

  // Another branch would deliver, or the slot went: a promise that cannot be kept is not left standing.
  const isGone = open.data !== null && slotId !== null && (!chosen || chosen.left === 'none');
  useEffect(() => {
    if (isGone) onChoose(null);
  }, [isGone, onChoose]);

  if (!open.data) return null;
  const soon = t(method === 'pickup' ? 'soonPickup' : 'soonDelivery');
  const without = (
    <Text id="expected" className="slot-card__note">
      {expected ? arrivalText(expected, nowMs, language) : soon}
    </Text>
  );
  if (days.length === 0)
    return expected ? (
      <View className="card slot-card">
        <View className="slot-card__head">
          <Icon name="clock" size={44} color="textSoft" />
          <View className="slot-card__words">
            <Text className="slot-card__label">{t('whenDelivery')}</Text>
            {without}
          </View>
        </View>
      </View>
    ) : null;
  const shownDay = days.find((one) => one.day === day) ?? dayOf(days, slotId) ?? days[0];
  return (
    <View id="slots" className="card slot-card">
      <View
        id="open-slots"
        className="slot-card__head"
        ariaRole="button"
        onClick={() => setUnfolded(!unfolded)}
      >
        <Icon name="clock" size={44} color="textSoft" />
        <View className="slot-card__words">
          <Text className="slot-card__label">{t(method === 'pickup' ? 'whenPickup' : 'whenDelivery')}</Text>
          <Text id="slot-chosen" className="slot-card__value">
            {slotId ? slotText(slotId, nowMs, language) : t('soon')}
          </Text>
          {slotId ? null : without}
        </View>
        <Icon name={unfolded ? 'down' : 'chevron'} size={32} color="textFaint" />
      </View>
      {unfolded ? (
        <>
          <View className="slot-card__days">
            {days.map((one) => (
              <View
                key={one.day}
                id={`slot-day-${one.day}`}
                className={`slot-card__day ${one === shownDay ? 'slot-card__day--on' : ''}`}
                ariaRole="tab"
                ariaSelected={one === shownDay}
                onClick={() => setDay(one.day)}
              >
                <Text>{dayText(one.day, nowMs, language)}</Text>
              </View>
            ))}
          </View>
          <View className="slot-card__slots">
            <View
              id="slot-soon"
              className={`slot-card__slot ${slotId === null ? 'slot-card__slot--on' : ''}`}
              ariaRole="radio"
              ariaChecked={slotId === null}
              onClick={() => {
                onChoose(null);
                setUnfolded(false);
              }}
            >
              <Text className="slot-card__hours">{t('soon')}</Text>
            </View>
            {(shownDay?.slots ?? []).map((slot) => (
              <Slot
                key={slot.id}
                slot={slot}
                on={slot.id === slotId}
                onTap={() => {
                  onChoose(slot.id);
                  setUnfolded(false);
                }}
              />
            ))}
          </View>
        </>
      ) : null}
    </View>
  );
}

function dayOf<Day extends { slots: readonly SlotView[] }>(days: readonly Day[], slotId: string | null) {
  return days.find(({ slots }) => slots.some(({ id }) => id === slotId));
}

function Slot({ slot, on, onTap }: { slot: SlotView; on: boolean; onTap: () => void }) {
  const { t } = slotsTexts.use();
  const times = readSlotId(slot.id);
  const classes = ['slot-card__slot'];
  if (on) classes.push('slot-card__slot--on');
  if (slot.left === 'none') classes.push('slot-card__slot--none');
  return (
    <View
      id={`slot-${slot.id}`}
      className={classes.join(' ')}
      ariaRole="radio"
      ariaChecked={on}
      ariaDisabled={slot.left === 'none'}
      onClick={() => {
        if (slot.left !== 'none') onTap();
      }}
    >
      <Text className="slot-card__hours">{times ? slotHours(times) : slot.id}</Text>
      {slot.left === 'available' ? null : (
        <Text className="slot-card__left">{t(slot.left === 'none' ? 'full' : 'few')}</Text>
      )}
    </View>
  );
}
