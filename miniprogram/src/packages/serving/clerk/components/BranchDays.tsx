import type { BranchHours } from '@jindian/shared/contract/places/hours';
import { clockText, type HoursException } from '@jindian/shared/hours';
import { brandDay, dayAfter } from '@jindian/shared/time';
import { Picker, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { slotPlanTexts } from '../../../../i18n/places/slot-plan.ts';
import { unusualDaysText } from '../../../../lib/branch-words.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { dayText } from '../../../../lib/slot-words.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import { minuteOf } from '../lib/slot-draft.ts';
import './branch-days.scss';

/** A year ahead is as far as anybody plans. */
const daysAhead = 365;

/** Days on which the branch is closed or open at other hours: of the brand, and its own, which its manager gives. */
export function BranchDays({ locationId, mayEdit }: { locationId: string; mayEdit: boolean }) {
  const { t, language } = slotPlanTexts.use();
  const view = useRemote(
    () => call(endpoints.getBranchHours, { params: { locationId } }),
    `days ${locationId}`,
  );
  const [busy, setBusy] = useState(false);
  const nowMs = platform.nowMs();
  const known = view.data;
  if (!known) return null;
  const bookedOn = (day: string) => known.booked.find((one) => one.day === day)?.orders ?? 0;

  const save = async (exceptions: HoursException[], before: BranchHours) => {
    setBusy(true);
    try {
      const saved = await call(endpoints.saveBranchHours, {
        params: { locationId },
        body: { exceptions, revision: before.revision },
      });
      view.replace(saved);
      notice(t('daySaved'));
    } catch (error) {
      noticeProblem(error);
      void view.reload();
    } finally {
      setBusy(false);
    }
  };
  const withDay = (exception: HoursException) => [
    ...known.exceptions.filter(({ day }) => day !== exception.day),
    exception,
  ];
  const close = async (day: string) => {
    const told = dayText(day, nowMs, language);
    if (await ask(t('dayCloseAsk', { day: told }), t('dayClosed'), t('no')))
      await save(withDay({ day, hours: null }), known);
  };
  const open = (day: string, fromMinute: number, toMinute: number) =>
    save(withDay({ day, hours: { opensAtMinute: fromMinute, closesAtMinute: toMinute } }), known);

  const today = brandDay(nowMs);
  const brand = unusualDaysText(known.calendar, language, nowMs);
  return (
    <View id="branch-days" className="card days">
      <Text className="days__title">{t('days')}</Text>
      {brand === '' ? null : <Text className="days__brand">{t('daysOfBrand', { days: brand })}</Text>}
      {known.exceptions.length === 0 && brand === '' ? (
        <Text className="days__brand">{t('daysNone')}</Text>
      ) : null}
      {known.exceptions.map(({ day, hours }) => (
        <View key={day} id={`day-off-${day}`} className="days__row">
          <View className="days__words">
            <Text className="days__day">{dayText(day, nowMs, language)}</Text>
            <Text className="days__hours">
              {hours
                ? `${clockText(hours.opensAtMinute)}–${clockText(hours.closesAtMinute)}`
                : t('dayClosed')}
            </Text>
            {bookedOn(day) > 0 ? (
              <Text className="days__booked">{t('dayBooked', { orders: bookedOn(day) })}</Text>
            ) : null}
          </View>
          {mayEdit ? (
            <View className="days__acts">
              <Picker
                mode="time"
                value={clockText(hours?.opensAtMinute ?? known.opensAtMinute)}
                onChange={(event) =>
                  void open(day, minuteOf(event.detail.value), hours?.closesAtMinute ?? known.closesAtMinute)
                }
              >
                <Text className="days__act" ariaRole="button">
                  {t('dayOpens')}
                </Text>
              </Picker>
              <Picker
                mode="time"
                value={clockText((hours?.closesAtMinute ?? known.closesAtMinute) % 1440)}
                onChange={(event) =>
                  void open(
                    day,
                    hours?.opensAtMinute ?? known.opensAtMinute,
                    minuteOf(event.detail.value) || 1440,
                  )
                }
              >
                <Text className="days__act" ariaRole="button">
                  {t('dayCloses')}
                </Text>
              </Picker>
              <PlainButton
                id={`usual-${day}`}
                size="small"
                busy={busy}
                onTap={() =>
                  void save(
                    known.exceptions.filter((one) => one.day !== day),
                    known,
                  )
                }
              >
                {t('dayUsual')}
              </PlainButton>
            </View>
          ) : null}
        </View>
      ))}
      {mayEdit ? (
        <Picker
          mode="date"
          value={today}
          start={today}
          end={dayAfter(today, daysAhead)}
          onChange={(event) => void close(event.detail.value)}
        >
          <View id="add-day" className="days__add" ariaRole="button">
            <Text>{t('dayAdd')}</Text>
          </View>
        </Picker>
      ) : null}
    </View>
  );
}
