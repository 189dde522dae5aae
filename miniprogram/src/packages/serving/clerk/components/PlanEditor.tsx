import type { SlotPlan, SlotWindow } from '@jindian/shared/contract/places/slots';
import type { FulfilmentMethod } from '@jindian/shared/contract/serving/order';
import { Picker, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Stepper } from '../../../../components/Stepper.tsx';
import { slotPlanTexts } from '../../../../i18n/places/slot-plan.ts';
import { useModule } from '../../../../state/brand.ts';
import { notice } from '../../../../state/questions.ts';
import {
  clockText,
  minuteOf,
  windowsOf,
  withAdded,
  withChanged,
  withCopied,
  withRemoved,
} from '../lib/slot-draft.ts';
import './plan-editor.scss';

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
const leads = [0, 30, 60, 120, 240, 1440, 2880] as const;
const horizons = [0, 1, 2, 3, 6, 13, 29] as const;

type Props = { plan: SlotPlan; onChange: (plan: SlotPlan) => void };

/** A plan, a method and a day of the week at a time: windows with how many orders each takes. */
export function PlanEditor({ plan, onChange }: Props) {
  const { t } = slotPlanTexts.use();
  const delivers = useModule('deliveries');
  const [method, setMethod] = useState<FulfilmentMethod>(delivers ? 'delivery' : 'pickup');
  const [weekday, setWeekday] = useState<(typeof weekdays)[number]>(1);
  const windows = windowsOf(plan, weekday, method);
  // A window has no id: while it is edited its place in the day is who it is.
  const rows = windows.map((window, index) => ({ window, index, key: `${method} ${weekday} ${index}` }));
  const added = withAdded(plan, weekday, method);
  const leadText = (minutes: number) =>
    minutes < 120
      ? t('leadMinutes', { count: minutes })
      : t('leadHours', { count: Math.round(minutes / 60) });
  const horizonText = (days: number) => (days === 0 ? t('today') : t('horizonDays', { count: days }));
  return (
    <View id="plan-editor">
      <View className="plan__methods">
        {(delivers ? (['delivery', 'pickup'] as const) : (['pickup'] as const)).map((one) => (
          <View
            key={one}
            id={`plan-${one}`}
            className={`plan__method ${one === method ? 'plan__method--on' : ''}`}
            ariaRole="tab"
            ariaSelected={one === method}
            onClick={() => setMethod(one)}
          >
            <Text>{t(one)}</Text>
          </View>
        ))}
      </View>
      <View className="plan__days" ariaRole="tablist">
        {weekdays.map((one) => (
          <View
            key={one}
            id={`plan-day-${one}`}
            className={`plan__day ${one === weekday ? 'plan__day--on' : ''}`}
            ariaRole="tab"
            ariaSelected={one === weekday}
            onClick={() => setWeekday(one)}
          >
            <Text>{t(`weekday${one}`)}</Text>
          </View>
        ))}
      </View>
      <View className="card plan__windows">
        {windows.length === 0 ? <Text className="plan__none">{t('closedDay')}</Text> : null}
        {rows.map(({ window, index, key }) => (
          <WindowRow
            key={key}
            index={index}
            window={window}
            onChange={(change) => onChange(withChanged(plan, window, change))}
            onRemove={() => onChange(withRemoved(plan, window))}
          />
        ))}
        <View className="plan__actions">
          <PlainButton
            id="add-window"
            size="small"
            grow
            disabled={added === null}
            onTap={() => added && onChange(added)}
          >
            {t('add')}
          </PlainButton>
          <PlainButton
            id="copy-day"
            size="small"
            grow
            onTap={() => {
              onChange(withCopied(plan, weekday, method));
              notice(t('copied'));
            }}
          >
            {t('copyToAll')}
          </PlainButton>
        </View>
      </View>
      <View className="card">
        <Choice
          id="lead"
          name={t('lead')}
          value={plan.leadMinutes[method]}
          values={leads}
          textOf={leadText}
          onChoose={(minutes) =>
            onChange({ ...plan, leadMinutes: { ...plan.leadMinutes, [method]: minutes } })
          }
        />
        <Choice
          id="horizon"
          name={t('horizon')}
          value={plan.horizonDays}
          values={horizons}
          textOf={horizonText}
          onChoose={(horizonDays) => onChange({ ...plan, horizonDays })}
        />
      </View>
    </View>
  );
}

type RowProps = {
  index: number;
  window: SlotWindow;
  onChange: (change: Partial<Pick<SlotWindow, 'fromMinute' | 'toMinute' | 'capacity'>>) => void;
  onRemove: () => void;
};

function WindowRow({ index, window, onChange, onRemove }: RowProps) {
  const { t } = slotPlanTexts.use();
  return (
    <View id={`window-${index}`} className="plan__window">
      <View className="plan__times">
        <Picker
          mode="time"
          value={clockText(window.fromMinute)}
          onChange={(event) => onChange({ fromMinute: minuteOf(event.detail.value) })}
        >
          <View id={`from-${index}`} className="plan__time" ariaRole="button" ariaLabel={t('from')}>
            <Text>{clockText(window.fromMinute)}</Text>
          </View>
        </Picker>
        <Text className="plan__dash">–</Text>
        <Picker
          mode="time"
          // A time picker knows no 24:00; the end of the day is picked as 00:00.
          value={clockText(window.toMinute % 1440)}
          onChange={(event) => onChange({ toMinute: minuteOf(event.detail.value) || 1440 })}
        >
          <View id={`to-${index}`} className="plan__time" ariaRole="button" ariaLabel={t('to')}>
            <Text>{clockText(window.toMinute)}</Text>
          </View>
        </Picker>
        <View
          id={`remove-${index}`}
          className="plan__remove"
          ariaRole="button"
          ariaLabel={t('remove')}
          onClick={onRemove}
        >
          <Icon name="cross" size={32} color="textFaint" />
        </View>
      </View>
      <View className="plan__capacity">
        <Text className="plan__label">{t('capacity')}</Text>
        <Stepper
          id={`capacity-${index}`}
          value={window.capacity}
          max={999}
          onChange={(capacity) => onChange({ capacity })}
        />
      </View>
    </View>
  );
}

type ChoiceProps = {
  id: string;
  name: string;
  value: number;
  values: readonly number[];
  textOf: (value: number) => string;
  onChoose: (value: number) => void;
};

function Choice({ id, name, value, values, textOf, onChoose }: ChoiceProps) {
  // A value that somebody else set stays in the list, so that opening it changes nothing.
  const all = [...new Set([...values, value])].sort((a, b) => a - b);
  return (
    <Picker
      mode="selector"
      range={all.map(textOf)}
      value={all.indexOf(value)}
      onChange={(event) => onChoose(all[Number(event.detail.value)] ?? value)}
    >
      <View id={id} className="plan__choice" ariaRole="button">
        <Text className="plan__label">{name}</Text>
        <Text className="plan__value">{textOf(value)}</Text>
        <Icon name="chevron" size={28} color="textFaint" />
      </View>
    </Picker>
  );
}
